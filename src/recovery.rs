//! The first step of every run that may commit: lock the ledger, finish or discard what an
//! earlier run left, and hold the folders against the ledger.

mod check;
mod repair;
mod rights;
mod settle;

pub use check::{
    Damage, answer_files_below, damage_of, damaged_answer_files, refuse_disagreement,
    refuse_unknown,
};
pub use repair::{Repair, repair};
pub use settle::{Settled, settle};

use crate::domain::BatchId;
use crate::fault::{Exit, Fault};
use crate::interrupt::Interrupt;
use crate::ledger::{Ledger, LedgerCopy, Lock, OpenMode, missing};
use crate::outputs::staging::make_folder;
use crate::text::folders;
use crate::text::{handover, ledger as text};
use std::path::Path;

#[cfg(test)]
mod tests;

/// Locks and opens the ledger, has its copy catch up, settles what was left behind, and refuses to
/// go on where folders, copy and ledger disagree. `own` is the command's batch, whose own damage
/// does not stop it; `None` is an import of answers.
///
/// # Errors
/// [`Exit::Busy`], [`Exit::Refused`] and [`Exit::Failed`] as [`Lock::acquire`] and
/// [`Ledger::open`]; [`Exit::Inconsistent`] when a batch folder or an entry of the copy is not in the
/// ledger, or not what the ledger says; [`Exit::Incomplete`] when a committed batch waits for its own command.
pub fn start(
    out: &Path,
    ledger: &Path,
    copy: Option<&LedgerCopy>,
    new_ledger: bool,
    own: Option<&BatchId>,
    interrupt: &Interrupt,
) -> Result<Ledger, Fault> {
    let mode = match own {
        Some(batch) if new_ledger => OpenMode::New(*batch),
        _ => OpenMode::Existing,
    };
    prepare_folders(out, ledger, mode)?;
    let mut lock = Lock::acquire(ledger)?;
    lock.hold_folder(out)?;
    if !lock.ledger().exists() {
        check::refuse_orphans(out)?;
        copy.map_or(Ok(()), LedgerCopy::refuse_lost_ledger)?;
    }
    let ledger = Ledger::open(lock, mode, interrupt)?;
    // A ledger that does not belong to the folder changes nothing in it.
    refuse_unknown(out, &ledger)?;
    if let Some(copy) = copy
        && copy.lags(&ledger)?
    {
        copy.write(&ledger, interrupt)
            .or_else(|fault| Err(lagging(out, &ledger, own, &fault)?))?;
    }
    rights::tighten(out);
    settle(out, &ledger, own)?;
    refuse_disagreement(out, &ledger, own, interrupt)?;
    Ok(ledger)
}

/// What it means that the copy lacks an entry: files of the command's own entry wait for it, or
/// nothing was committed by this command.
fn lagging(
    out: &Path,
    ledger: &Ledger,
    own: Option<&BatchId>,
    fault: &Fault,
) -> Result<Fault, Fault> {
    let waits = match own {
        Some(batch) => ledger.batch(batch)?.is_some(),
        None => settle::has_staged_answers(out)?,
    };
    Ok(match waits {
        true => Fault::new(Exit::Incomplete, handover::copy_failed(&fault.message)),
        false => Fault::new(Exit::Failed, handover::copy_lags(&fault.message)),
    })
}

/// Creates the folders a first run needs; a run that needs its ledger creates nothing.
fn prepare_folders(out: &Path, ledger: &Path, mode: OpenMode) -> Result<(), Fault> {
    let is_there = ledger.try_exists();
    let is_there = is_there.map_err(|e| Fault::new(Exit::Failed, text::cannot_look(ledger, &e)))?;
    if mode == OpenMode::Existing && !is_there {
        return Err(missing(ledger));
    }
    for folder in [Some(out), ledger.parent()].into_iter().flatten() {
        if folder != Path::new("") {
            make_folder(folder).map_err(|e| {
                Fault::new(Exit::Failed, folders::no_new_folder(&folder.display(), &e))
            })?;
        }
    }
    Ok(())
}
