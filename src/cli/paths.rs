//! Where outputs and ledger are: the same two options for every command that looks at them.

use super::Session;
use crate::fault::{Exit, Fault};
use crate::ledger::{self, LedgerCopy};
use crate::text;
use std::path::{Path, PathBuf};

/// `--out` and `--ledger`.
#[derive(Debug, Clone, clap::Args)]
pub struct Paths {
    /// Output folder: one folder per batch, and the ledger unless --ledger names another.
    #[arg(long, env = "GONGJI_OUT", value_name = "DIR")]
    out: Option<PathBuf>,
    /// The ledger, on a local disk [default: <out>/ledger.db].
    #[arg(long, env = "GONGJI_LEDGER", value_name = "FILE")]
    ledger: Option<PathBuf>,
}

impl Paths {
    /// The output folder.
    ///
    /// # Errors
    /// When it was not given.
    pub fn out(&self) -> Result<PathBuf, Fault> {
        self.out
            .clone()
            .ok_or_else(|| Fault::new(Exit::Usage, text::shell::no_output_folder()))
    }

    /// The ledger.
    ///
    /// # Errors
    /// When neither it nor the output folder was given.
    pub fn ledger(&self) -> Result<PathBuf, Fault> {
        match (&self.ledger, &self.out) {
            (Some(ledger), _) => Ok(ledger.clone()),
            (None, Some(out)) => Ok(out.join(ledger::NAME)),
            (None, None) => Err(Fault::new(Exit::Usage, text::shell::no_ledger_named())),
        }
    }

    /// The ledger of a command that was told a batch folder: named, or below the folder's output
    /// folder.
    pub fn ledger_below(&self, out: &Path) -> PathBuf {
        match (&self.ledger, &self.out) {
            (Some(ledger), _) => ledger.clone(),
            (None, Some(out)) => out.join(ledger::NAME),
            (None, None) => out.join(ledger::NAME),
        }
    }
}

/// `--ledger-copy`, of every command that commits.
#[derive(Debug, Clone, clap::Args)]
pub struct LedgerCopyArgs {
    /// Copies the ledger there after the commit and before any file is put in place, on another
    /// disk at best; refuses a ledger that lacks what the copy holds.
    #[arg(long, env = "GONGJI_LEDGER_COPY", value_name = "FILE")]
    ledger_copy: Option<PathBuf>,
}

impl LedgerCopyArgs {
    /// The copy, if one was asked for.
    ///
    /// # Errors
    /// [`Exit::Usage`] when its place is the ledger's, an extract's, a batch's, or no file.
    pub fn for_command(&self, session: &Session) -> Result<Option<LedgerCopy>, Fault> {
        let Some(path) = &self.ledger_copy else {
            return Ok(None);
        };
        let target = session.ledger_copy_target(path)?;
        Ok(Some(LedgerCopy::at(target.path().to_owned())))
    }
}
