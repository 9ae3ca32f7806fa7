//! The program's side: the same files through reading, deciding and rendering.

use super::extract::Files;
use super::judgement::{Past, Taken, Verdict};
use super::table::NOT_IN_THE_ENCODING;
use super::values;
use gongji::domain::decision::ReturnedAnswer;
use gongji::domain::history::{History, PastDeduction, Standing};
use gongji::domain::plan::{BatchOptions, Language, Plan};
use gongji::domain::{BatchId, Encoding, Money, Outcome, PersonKey, Reason, Status};
use gongji::input::{self, ReadOptions};
use gongji::interrupt::Interrupt;
use gongji::outputs;
use gongji::policy::InForce;
use gongji::run::{Evidence, Reading, decide};
use gongji::stages::Stages;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What the program made of a night.
pub struct Answer {
    pub verdicts: Vec<Verdict>,
    /// Rows and rejected rows of each file.
    pub counts: BTreeMap<&'static str, (u64, u64)>,
    pub outcomes: BTreeMap<&'static str, u64>,
    pub reasons: BTreeMap<&'static str, u64>,
    pub total: String,
    /// Text of the outputs, by name; the workbook left out.
    pub outputs: BTreeMap<String, String>,
    /// Both sides of every equation.
    pub equations: Vec<(String, String, String)>,
}

/// Puts the files into a folder, in UTF-8 or GB18030.
pub fn deliver(files: &Files, folder: &Path, gb18030: bool) {
    let write = |name: &str, text: &str| {
        let bytes = match gb18030.then(|| in_gb18030(text)).flatten() {
            Some(bytes) => bytes,
            None => in_utf8(text),
        };
        fs::write(folder.join(name), bytes).unwrap();
    };
    write("enrollments.csv", &files.enrollments);
    write("networks.csv", &files.networks);
    write("accounts.csv", &files.accounts);
    if let Some(payments) = &files.payments {
        write("payments.csv", payments);
    }
    if let Some(holds) = &files.holds {
        write("holds.csv", holds);
    }
}

/// The bytes of a text that GB18030 can say.
fn in_gb18030(text: &str) -> Option<Vec<u8>> {
    let (bytes, _, unmappable) = encoding_rs::GB18030.encode(text);
    let (back, _, _) = encoding_rs::GB18030.decode(&bytes);
    let arrives = values::brought_up_to_date(&back) == values::brought_up_to_date(text);
    (!text.starts_with('\u{FEFF}') && !unmappable && arrives).then(|| bytes.into_owned())
}

fn in_utf8(text: &str) -> Vec<u8> {
    let parts: Vec<&[u8]> = text.split(NOT_IN_THE_ENCODING).map(str::as_bytes).collect();
    parts.join(&0xFF)
}

/// How a night is run.
pub struct Command<'a> {
    pub folder: &'a Path,
    pub past: &'a Past,
    pub policy: &'a InForce,
    /// `--encoding utf-8`.
    pub names_encoding: bool,
    /// `--accept-unidentified`.
    pub accepted: Option<u64>,
}

/// Reads, decides and renders; the refusal's text if the extract is refused.
pub fn answer(command: &Command) -> Result<Answer, String> {
    let encoding = command.names_encoding.then_some(Encoding::Utf8);
    let options = ReadOptions {
        encoding,
        accept_unidentified: command.accepted,
        ..ReadOptions::of(command.folder)
    };
    let policy = command.policy;
    let mut read = input::read(&options, policy).map_err(|refusal| refusal.to_string())?;
    let history = history(command.past);
    let evidence = Evidence::out_of(&mut read);
    let reading = Reading::of(&read, evidence, &history);
    let day = policy.batch_date.format("%Y%m%d");
    let batch: BatchId = format!("2025-{day}-01").parse().unwrap();
    let options = BatchOptions {
        language: Language::Zh,
        encoding,
        remittance_encoding: Encoding::Utf8,
        by_institution: true,
        accept_unidentified: command.accepted,
    };
    let plan = decide(
        reading,
        policy,
        batch,
        options,
        &Interrupt::default(),
        &Stages::default(),
    )
    .unwrap_or_else(|broken| panic!("an equation does not hold: {broken:?}"));
    let inputs = plan.inputs.iter();
    Ok(Answer {
        verdicts: verdicts(&plan),
        counts: inputs
            .map(|input| (input.file.name(), (input.rows, input.rejected_rows)))
            .collect(),
        outcomes: counted(&plan.tally.outcomes, Outcome::as_str),
        reasons: counted(&plan.tally.reasons, Reason::as_str),
        total: plan.tally.total.to_string(),
        outputs: rendered(&plan, policy),
        equations: plan
            .equations
            .iter()
            .map(|e| (e.name.clone(), e.left.clone(), e.right.clone()))
            .collect(),
    })
}

fn counted<K: Copy>(
    counts: &BTreeMap<K, u64>,
    name: impl Fn(K) -> &'static str,
) -> BTreeMap<&'static str, u64> {
    counts
        .iter()
        .map(|(key, count)| (name(*key), *count))
        .collect()
}

fn history(past: &Past) -> History {
    let key = |(year, person): &(String, String)| {
        (year.parse().unwrap(), PersonKey::parse(person).unwrap())
    };
    let mut history = History::default();
    for (obligation, deduction) in &past.standing {
        let standing = Standing {
            end_to_end_no: "2025202412200100000001".into(),
            organizer: PersonKey::parse(&deduction.payer).unwrap(),
            name: deduction.name.as_str().into(),
            batch_date: chrono::NaiveDate::from_ymd_opt(2024, 12, 20).unwrap(),
            amount: Money::from_fen(355_00),
            receipts: deduction
                .receipts
                .iter()
                .map(|r| r.as_str().into())
                .collect(),
        };
        history.standing.insert(key(obligation), standing);
    }
    for (obligation, codes) in &past.returned {
        let answers = codes.iter().map(|code| ReturnedAnswer {
            cause: Status::Rejected,
            code: code.clone(),
            message: "退回".into(),
        });
        history.returned.insert(key(obligation), answers.collect());
    }
    for (payer, deductions) in &past.deductions {
        let deductions = deductions.iter().map(|(day, amount)| PastDeduction {
            batch_date: *day,
            amount: Money::parse(&amount.to_string()).unwrap(),
        });
        history
            .past
            .insert(PersonKey::parse(payer).unwrap(), deductions.collect());
    }
    history
}

/// What became of every readable enrollment, in the order of `enrollment_id`.
fn verdicts(plan: &Plan) -> Vec<Verdict> {
    let others = plan.not_requested.iter().map(|row| Verdict {
        id: row.id.to_string(),
        outcome: Outcome::NotRequested.as_str(),
        reasons: Vec::new(),
        organizer: None,
        network: None,
        taken: None,
    });
    let mut all: Vec<Verdict> = plan.decisions.iter().map(verdict).chain(others).collect();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all
}

fn verdict(decision: &gongji::domain::Decision) -> Verdict {
    let zone = chrono::FixedOffset::east_opt(8 * 3600).unwrap();
    let decimal = |money: Money| Decimal::new(money.fen(), 2);
    Verdict {
        id: decision.enrollment.id.to_string(),
        outcome: decision.outcome.as_str(),
        reasons: decision.reasons.iter().map(|r| r.as_str()).collect(),
        organizer: decision.deciding_row.map(|row| row.organizer.to_string()),
        network: decision.deciding_row.map(|row| row.network.to_string()),
        taken: decision.deduction.as_ref().map(|d| Taken {
            before: decimal(d.balance_before),
            after: decimal(d.balance_after),
            as_of: values::shanghai(&d.balance_as_of.display(zone)),
            notices: d.notices.iter().map(|n| n.as_str()).collect(),
        }),
    }
}

fn rendered(plan: &Plan, policy: &InForce) -> BTreeMap<String, String> {
    outputs::outputs(plan, policy)
        .into_iter()
        .filter(|output| !output.name.ends_with(".xlsx"))
        .map(|output| {
            let mut bytes = Vec::new();
            output.render(&mut bytes).unwrap();
            (output.name.clone(), String::from_utf8(bytes).unwrap())
        })
        .collect()
}
