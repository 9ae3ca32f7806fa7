//! `gongji status`: what the ledger holds.

use super::paths::Paths;
use super::{Session, policy_refused};
use crate::fault::Exit;
use crate::ledger::Ledger;
use crate::policy::{self, Policy};
use crate::status::StatusReport;
use chrono::NaiveDate;

/// Lists the batches: what is standing, accepted, rejected, outstanding.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    paths: Paths,
    /// Day at which the age of what is unanswered is counted [default: today].
    #[arg(long, env = "GONGJI_AS_OF", value_name = "YYYY-MM-DD")]
    as_of: Option<NaiveDate>,
}

impl Args {
    /// Reads one snapshot of the ledger and shows it.
    ///
    /// # Errors
    /// [`Exit::Refused`] when there is no ledger that can be read.
    pub fn execute(self, session: &Session) -> anyhow::Result<Exit> {
        let ledger = Ledger::open_read_only(&self.paths.ledger()?)?;
        let law = Policy::load(policy::DEFAULT, &[]).map_err(policy_refused)?;
        let today = session.today(law.offset());
        let report = StatusReport::read(&ledger, self.as_of.unwrap_or(today))?;
        session.print(&if session.common.json {
            format!("{:#}\n", report.json())
        } else {
            report.text(session.language())
        })?;
        Ok(Exit::Done)
    }
}
