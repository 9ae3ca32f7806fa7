//! Reversal and withdrawal files that are missing or damaged: the ledger alone can make them anew.

use super::files;
use crate::domain::BatchId;
use crate::fault::{Exit, Fault};
use crate::ledger::{Ledger, PublishedFile};
use crate::log;
use crate::outputs::staging::{Kind, Staging};
use crate::recovery;
use crate::text::folders as text;
use std::path::Path;

/// Puts back every file of earlier answers that is not as the ledger recorded it, byte for byte.
///
/// # Errors
/// [`Exit::Incomplete`] when the bytes would differ from the recorded digest (nothing is written
/// then), or by disk and rights.
pub fn repair(out: &Path, ledger: &Ledger) -> anyhow::Result<()> {
    let damaged = recovery::damaged_answer_files(out, ledger)?;
    if damaged.is_empty() {
        return Ok(());
    }
    let staging = Staging::begin(out, Kind::Receipts("repair".to_owned()))?;
    if let Err(error) = write_all(&damaged, ledger, &staging) {
        staging.discard();
        return Err(error);
    }
    staging.seal()?.place()?;
    for file in &damaged {
        log::warn(&text::put_back(&text::changed(&file.path)));
    }
    Ok(())
}

fn write_all(damaged: &[PublishedFile], ledger: &Ledger, staging: &Staging) -> anyhow::Result<()> {
    let batches: Vec<BatchId> = ledger.batch_ids()?;
    for file in damaged {
        let reversals = ledger.reversals_of(file.seq)?;
        let bytes = files::render_recorded(&file.path, &reversals, &batches).unwrap_or_default();
        let digest = staging.write(&file.path, |out| out.write_all(&bytes))?;
        if (&digest.sha256, digest.bytes) != (&file.sha256, file.bytes) {
            return Err(Fault::new(Exit::Incomplete, text::other_answers(&file.path)).into());
        }
    }
    Ok(())
}
