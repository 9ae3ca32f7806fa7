//! Reversal and withdrawal files against the ledger.

use crate::answers::render_recorded;
use crate::domain::BatchId;
use crate::domain::message::Message;
use crate::ledger::{Discrepancy, Ledger, PublishedFile};
use crate::outputs::staging::sha256_of;
use crate::recovery::answer_files_below;
use crate::regular;
use crate::text::differences as text;
use std::path::Path;

/// Compares every file that followed from answers about a batch, and names those that the ledger
/// does not know. Returns how many it knows.
pub(super) fn compare(
    out: &Path,
    batch: &BatchId,
    ledger: &Ledger,
    found: &mut Vec<Discrepancy>,
) -> anyhow::Result<usize> {
    let mut files = ledger.answer_files()?;
    files.retain(|file| names_batch(&file.path, batch));
    for file in &files {
        let reversals = ledger.reversals_of(file.seq)?;
        let expected = render_recorded(&file.path, &reversals, &[*batch]).unwrap_or_default();
        if let Some(what) = difference(out, file, &expected) {
            found.push(Discrepancy::at(&file.path, what));
        }
    }
    for path in answer_files_below(out)? {
        if names_batch(&path, batch) && !files.iter().any(|file| file.path == path) {
            found.push(Discrepancy::at(&path, text::unknown_file()));
        }
    }
    Ok(files.len())
}

/// Whether `reversals/<BATCH_ID>-<nn>.csv` or `withdrawals/…` is about this batch.
fn names_batch(path: &str, batch: &BatchId) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('-')
        .is_some_and(|(id, _)| id == batch.to_string())
}

fn difference(out: &Path, file: &PublishedFile, expected: &[u8]) -> Option<Message> {
    match regular::read(out.join(&file.path)) {
        Err(e) => Some(text::unreadable(&e)),
        Ok(bytes) if sha256_of(&bytes) != file.sha256 => Some(text::bytes_altered()),
        Ok(bytes) => (bytes != expected).then(text::other_reversals),
    }
}
