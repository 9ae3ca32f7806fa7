//! `gongji status`: what the ledger holds.

use super::paths::Paths;
use super::{Session, policy_refused};
use crate::answers::Kind;
use crate::domain::plan::Language;
use crate::fault::{Exit, Fault};
use crate::ledger::Ledger;
use crate::metrics::Books;
use crate::outputs::target::Target;
use crate::policy::{self, Policy};
use crate::status::{Counted, Fleet, Refunds, StatusReport, differences, refunds};
use crate::text;
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Shows ledger, account system and tax bureau side by side, batch by batch, and what neither has
/// answered. Checks both equations: deducted = accepted + reversed + outstanding, and outstanding =
/// posted + unanswered.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    paths: Paths,
    /// Day at which the age of what is unanswered is counted [default: today].
    #[arg(long, env = "GONGJI_AS_OF", value_name = "YYYY-MM-DD")]
    as_of: Option<NaiveDate>,
    /// Writes the worklist of refund candidates of all batches, CSV, replaced as a whole (mode
    /// 0600: it holds identity numbers).
    #[arg(long, env = "GONGJI_REFUNDS", value_name = "FILE")]
    refunds: Option<PathBuf>,
    /// Writes the books on one page to print: batches, silences, differences, and who owes the next
    /// step.
    #[arg(long, env = "GONGJI_HTML", value_name = "FILE")]
    html: Option<PathBuf>,
    /// Sums many ledgers in one table: DIR holds one output folder with its ledger.db per pooling
    /// area. In place of --out and --ledger.
    #[arg(
        long,
        env = "GONGJI_FLEET",
        value_name = "DIR",
        conflicts_with_all = ["refunds", "html"]
    )]
    fleet: Option<PathBuf>,
}

impl Args {
    /// Reads one snapshot of the ledger, or of each of a fleet, and shows it.
    ///
    /// # Errors
    /// [`Exit::Refused`] when there is no ledger that can be read; [`Exit::Inconsistent`] when the
    /// books do not add up, or the files of a batch are not what the ledger recorded.
    pub fn execute(self, session: &Session) -> anyhow::Result<Exit> {
        let law = Policy::load(policy::DEFAULT, &[]).map_err(policy_refused)?;
        let as_of = self.as_of.unwrap_or(session.today(law.offset()));
        match &self.fleet {
            Some(dir) => show_fleet(dir, as_of, session)?,
            None => self.show(as_of, session)?,
        }
        Ok(Exit::Done)
    }

    fn show(&self, as_of: NaiveDate, session: &Session) -> anyhow::Result<()> {
        let worklist = target(session, self.refunds.as_ref())?;
        let page = target(session, self.html.as_ref())?;
        let ledger = Ledger::open_read_only(&self.paths.ledger()?)?;
        let report = StatusReport::read(&ledger, as_of)?;
        let differences = self.differences(&ledger, session)?;
        let candidates = match &worklist {
            Some(_) => Some(refunds(&self.paths.out()?, &ledger)?),
            None => None,
        };
        if let Some(page) = &page {
            replace(
                page,
                report.page(&differences, session.language())?.as_bytes(),
            )?;
        }
        if let Some((target, candidates)) = worklist.as_ref().zip(candidates.as_ref()) {
            replace(target, &candidates.bytes)?;
        }
        session.counted(Books::of(&report, &differences));
        session.print(&match session.common.json {
            true => as_json(&report, &differences, candidates.as_ref()),
            false => self.as_text(&report, candidates.as_ref(), session.language()),
        })?;
        Ok(())
    }

    /// What imports have written down as different; nothing where nobody asks for it, or no output
    /// folder is named.
    fn differences(
        &self,
        ledger: &Ledger,
        session: &Session,
    ) -> Result<BTreeMap<Kind, Counted>, Fault> {
        let common = &session.common;
        let is_wanted = self.html.is_some() || common.json || common.metrics_file.is_some();
        match self.paths.out() {
            Ok(out) if is_wanted => differences(&out, ledger),
            Ok(_) | Err(_) => Ok(BTreeMap::new()),
        }
    }

    fn as_text(
        &self,
        report: &StatusReport,
        candidates: Option<&Refunds>,
        language: Language,
    ) -> String {
        let mut told = report.text(language);
        if let Some(file) = &self.html {
            let written = text::answers::page_written(&file.display());
            told.push_str(written.text(language));
        }
        if let Some((file, of)) = self.refunds.as_ref().zip(candidates) {
            let written = text::answers::refunds_written(&file.display(), of.all, of.standing);
            told.push_str(written.text(language));
        }
        told
    }
}

/// Shows every ledger, and then what is wrong with some.
fn show_fleet(dir: &Path, as_of: NaiveDate, session: &Session) -> anyhow::Result<()> {
    let fleet = Fleet::read(dir, as_of)?;
    let language = session.language();
    session.print(&match session.common.json {
        true => format!("{:#}\n", fleet.json(language)),
        false => fleet.text(language),
    })?;
    Ok(fleet.result()?)
}

fn target(session: &Session, file: Option<&PathBuf>) -> Result<Option<Target>, Fault> {
    file.map(|file| session.target(file)).transpose()
}

fn as_json(
    report: &StatusReport,
    differences: &BTreeMap<Kind, Counted>,
    candidates: Option<&Refunds>,
) -> String {
    let mut value = report.json();
    let kinds = differences.iter().map(|(kind, of)| {
        let counts = json!({"lines": of.lines, "cleared": of.cleared});
        (kind.as_str().to_owned(), counts)
    });
    value["differences"] = Value::Object(kinds.collect());
    if let Some(of) = candidates {
        value["refunds"] = json!({"lines": of.all, "standing": of.standing});
    }
    format!("{value:#}\n")
}

fn replace(target: &Target, bytes: &[u8]) -> Result<(), Fault> {
    target.replace(bytes, 0o600).map_err(|error| {
        let told = text::shell::cannot_write(&target.path().display(), &error);
        Fault::new(Exit::Failed, told)
    })
}
