//! From a commit to files that may leave the house: the one choreography of nights and imports.

use crate::domain::{OutputDigest, Stage};
use crate::fault::{Exit, Fault};
use crate::ledger::{Commit, Ledger, LedgerCopy};
use crate::outputs::staging::Sealed;
use crate::stages::Stages;
use crate::text::handover as text;

/// Commits what is staged: the moment of deduction, or of an import. What was staged for nothing
/// is removed.
///
/// # Errors
/// As `commit`: nothing is committed then unless the exit is [`Exit::Incomplete`].
pub fn commit(
    sealed: Sealed,
    commit: impl FnOnce(&[OutputDigest]) -> Result<Commit, Fault>,
) -> Result<Committed, Fault> {
    match commit(sealed.digests()) {
        Ok(_) => Ok(Committed { sealed }),
        Err(fault) => {
            // When the database does not tell, the staged files may be those of a committed entry.
            if fault.exit != Exit::Incomplete {
                sealed.discard();
            }
            Err(fault)
        }
    }
}

/// Files whose entry is committed and that are not in place yet.
#[must_use]
#[derive(Debug)]
pub struct Committed {
    sealed: Sealed,
}

impl Committed {
    /// Has the copy know of the entry, then puts the files in place: none leaves before two disks
    /// know of it.
    ///
    /// # Errors
    /// [`Exit::Incomplete`]: the same command finishes it.
    pub fn hand_over(
        self,
        ledger: &Ledger,
        copy: Option<&LedgerCopy>,
        stages: &Stages,
    ) -> Result<(), Fault> {
        stages.over(&Stage::Committed(ledger.head()));
        self.sealed.mark_committed()?;
        if let Some(copy) = copy {
            copy.catch_up(ledger)
                .map_err(|fault| Fault::new(Exit::Incomplete, text::copy_failed(&fault.message)))?;
            stages.over(&Stage::Copied(copy.path()));
        }
        let target = self.sealed.target();
        self.sealed.place()?;
        stages.over(&Stage::Placed(&target));
        Ok(())
    }
}
