//! `gongji results <FILE>`: the present state of every child.

use super::Session;
use super::paths::Paths;
use crate::domain::plan::Language;
use crate::fault::{Exit, Fault};
use crate::ledger::Ledger;
use crate::results::present_state;
use crate::text;
use serde_json::json;
use std::path::PathBuf;

/// Exports the present state of every child for the query service.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to write, replaced as a whole (mode 0600: it holds identity numbers).
    file: PathBuf,
    #[command(flatten)]
    paths: Paths,
}

impl Args {
    /// Writes the export.
    ///
    /// # Errors
    /// [`Exit::Inconsistent`] when a batch's own results are missing.
    pub fn execute(self, session: &Session) -> anyhow::Result<Exit> {
        let target = session.target(&self.file)?;
        let ledger = Ledger::open_read_only(&self.paths.ledger()?)?;
        let bytes = present_state(&self.paths.out()?, &ledger)?;
        let written = target.replace(&bytes, 0o600);
        written.map_err(|error| {
            let told = text::shell::cannot_write(&target.path().display(), &error);
            Fault::new(Exit::Failed, told)
        })?;
        let rows = bytes
            .iter()
            .filter(|b| **b == b'\n')
            .count()
            .saturating_sub(1);
        session.say(&if session.common.json {
            format!("{}\n", json!({"rows": rows}))
        } else {
            let file = self.file.display();
            match session.language() {
                Language::Zh => format!("已写入 {file}，共 {rows} 名儿童\n"),
                Language::En => format!("{rows} children in {file}\n"),
            }
        });
        Ok(Exit::Done)
    }
}
