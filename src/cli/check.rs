//! `gongji check <EXTRACT>`: reads and validates everything, decides nothing, writes nothing.

use super::{PolicyChoice, Session, policy_refused, values};
use crate::domain::Encoding;
use crate::domain::masking::mask_identity_numbers;
use crate::domain::plan::Language;
use crate::domain::reject::{ExtractFile, Problem, Reject};
use crate::fault::{Exit, Fault};
use crate::input::{self, Extract, FileFault, ReadOptions, Refusal};
use crate::policy::InForce;
use crate::text::{Text, check as text, source_in_words};
use chrono::NaiveDate;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Reads and validates an extract; decides nothing and writes nothing.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the extract.
    #[arg(env = "GONGJI_EXTRACT")]
    extract: PathBuf,
    #[command(flatten)]
    law: PolicyChoice,
    /// Encoding of the extract, utf-8 or gb18030 [default: detected per file].
    #[arg(long, env = "GONGJI_ENCODING", value_parser = values::encoding)]
    encoding: Option<Encoding>,
    /// Refuses an extract without payments.csv.
    #[arg(long, env = "GONGJI_REQUIRE_PAYMENTS")]
    require_payments: bool,
    /// Refuses an extract without control.csv.
    #[arg(long, env = "GONGJI_REQUIRE_CONTROL")]
    require_control: bool,
}

impl Args {
    /// Reads the extract and says what is in it.
    ///
    /// # Errors
    /// [`Exit::Refused`] with all faults of all files; [`Exit::Usage`] for the policy.
    pub fn execute(self, session: &Session) -> anyhow::Result<Exit> {
        let policy = self.policy(session)?;
        let progress = session.progress();
        let options = ReadOptions {
            encoding: self.encoding,
            require_payments: self.require_payments,
            require_control: self.require_control,
            progress: &*progress,
            ..ReadOptions::of(&self.extract)
        };
        let refused = |refusal: Refusal| Fault::new(Exit::Refused, refusal.message());
        let (extract, faults) = input::inspect(&options, &policy).map_err(refused)?;
        extract.notes.iter().for_each(crate::log::remark);
        session.print(&if session.common.json {
            as_json(&extract, &faults, &policy, session.language())
        } else {
            as_text(&extract, faults.len(), &policy, session.language())
        })?;
        // The process ends, and its memory with it.
        std::mem::forget(extract);
        match faults.is_empty() {
            true => Ok(Exit::Done),
            false => Err(refused(Refusal { faults }).into()),
        }
    }

    /// The law on a day it knows: reading needs its offset, its cut-off and its limit of rejects.
    fn policy(&self, session: &Session) -> Result<InForce, Fault> {
        let law = self.law.load()?;
        let today = session.today(law.offset());
        let opening = law.interval().start;
        let first_deduction = law
            .value_at::<NaiveDate>("deductions_from", opening)
            .map_or(opening, |day| day.value);
        law.in_force(today)
            .or_else(|_| law.in_force(first_deduction))
            .map_err(policy_refused)
    }
}

/// Places of one problem of one file that are shown.
const SHOWN: usize = 3;

/// The problems of each file with the rows that have them.
fn problems(extract: &Extract) -> BTreeMap<(ExtractFile, Problem), Vec<&Reject>> {
    let mut problems: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for reject in &extract.rejects {
        let of_kind = problems.entry((reject.file, reject.problem)).or_default();
        of_kind.push(reject);
    }
    problems
}

/// The column as the file calls it.
fn heading<'e>(extract: &'e Extract, reject: &Reject) -> Option<&'e str> {
    let found = extract.headings.get(&(reject.file, reject.column));
    found.map(String::as_str)
}

/// One problem of one file: how often, what to do, and where first.
fn push_problem(
    lines: &mut Vec<String>,
    language: Language,
    extract: &Extract,
    (file, problem): (ExtractFile, Problem),
    rejects: &[&Reject],
) {
    let advice = Text::problem_in(language, file, problem);
    let (file, code, count) = (file.name(), problem.as_str(), rejects.len());
    lines.push(format!("  {file}: {code} {count}  {advice}"));
    for reject in rejects.iter().take(SHOWN) {
        let column = input::called(heading(extract, reject), reject.column);
        let place = text::place(reject, &column);
        lines.push(format!("    {}", place.text(language)));
    }
    if count > SHOWN {
        let more = text::more_places(count - SHOWN);
        lines.push(format!("    {}", more.text(language)));
    }
}

fn as_text(extract: &Extract, faults: usize, policy: &InForce, language: Language) -> String {
    let ratio = &policy.max_reject_ratio;
    let files = extract.inputs.iter();
    let mut lines: Vec<String> = files
        .map(|input| {
            let limit = input::reject_limit(input.rows, ratio.value);
            text::file(input, limit).text(language).to_owned()
        })
        .collect();
    for (kind, rejects) in problems(extract) {
        push_problem(&mut lines, language, extract, kind, &rejects);
    }
    if extract.payments.is_none() {
        lines.push(text::no_payments().text(language).to_owned());
    }
    let source = |language| source_in_words(language, &ratio.source);
    let limit = text::limit(input::ALWAYS_ALLOWED, &ratio.value.normalize(), &source);
    lines.push(limit.text(language).to_owned());
    let verdict = text::verdict(faults, rejected(extract));
    lines.push(verdict.text(language).to_owned());
    lines.join("\n") + "\n"
}

/// Rows of all files that cannot be read.
fn rejected(extract: &Extract) -> u64 {
    extract.inputs.iter().map(|input| input.rejected_rows).sum()
}

/// A fault of a file as a whole.
fn fault(fault: &FileFault, language: Language) -> serde_json::Value {
    // A row in a header's or a count's place names persons.
    let masked = |text: &str| mask_identity_numbers(text);
    json!({
        "file": masked(&fault.file),
        "line": fault.line,
        "column": fault.column.as_deref().map(masked),
        "problem": masked(fault.what.text(language)),
        "found": fault.found.as_ref().map(|found| masked(found.text(language))),
        "advice": masked(fault.mend.text(language)),
    })
}

fn as_json(
    extract: &Extract,
    faults: &[FileFault],
    policy: &InForce,
    language: Language,
) -> String {
    let ratio = &policy.max_reject_ratio;
    let files: Vec<_> = extract
        .inputs
        .iter()
        .map(|input| {
            json!({
                "file": input.file.name(),
                "rows": input.rows,
                "rejects": input.rejected_rows,
                "reject_limit": input::reject_limit(input.rows, ratio.value),
                "encoding": input.encoding.map(Encoding::as_str),
                "separator": ",",
                "bytes": input.bytes,
                "sha256": input.sha256,
            })
        })
        .collect();
    let problems: Vec<_> = problems(extract)
        .into_iter()
        .map(|((file, problem), rejects)| {
            json!({
                "file": file.name(),
                "problem": problem.as_str(),
                "count": rejects.len(),
                "advice": Text::problem_in(language, file, problem),
                "places": rejects.iter().map(|reject| json!({
                    "line": reject.line,
                    "column": heading(extract, reject).unwrap_or(reject.column),
                    "canonical": reject.column,
                    "value": reject.masked_value,
                    "shape": reject.shape,
                })).collect::<Vec<_>>(),
            })
        })
        .collect();
    let payments_checked = extract.payments.is_some();
    let told: Vec<_> = faults.iter().map(|told| fault(told, language)).collect();
    let summary = json!({
        "inputs": files,
        "faults": told,
        "problems": problems,
        "payments": payments_checked,
        "verdict": {
            "refused": !told.is_empty(),
            "rejects": rejected(extract),
            "max_reject_ratio": ratio.value.normalize().to_string(),
            "source": source_in_words(language, &ratio.source),
        },
    });
    format!("{summary:#}\n")
}
