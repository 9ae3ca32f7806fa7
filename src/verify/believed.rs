//! A published file, believed only if it is what the ledger recorded.

use crate::fault::{Exit, Fault};
use crate::ledger::BatchRecord;
use crate::outputs::staging::read_regular;
use crate::text::verify as text;
use sha2::{Digest, Sha256};
use std::path::Path;

/// The bytes of an output of a batch below `out`.
///
/// # Errors
/// [`Exit::Inconsistent`] when the file is missing, unreadable or of other bytes than were
/// committed.
pub fn believed(out: &Path, record: &BatchRecord, name: &str) -> Result<Vec<u8>, Fault> {
    let path = out.join(record.id.to_string()).join(name);
    let shown = path.display();
    let bytes = read_regular(&path)
        .map_err(|error| Fault::new(Exit::Inconsistent, text::output_missing(&shown, &error)))?;
    let digest = format!("{:x}", Sha256::digest(&bytes));
    let mut recorded = record.outputs.iter();
    match recorded.any(|output| output.name == name && output.sha256 == digest) {
        true => Ok(bytes),
        false => Err(Fault::new(Exit::Inconsistent, text::output_altered(&shown))),
    }
}
