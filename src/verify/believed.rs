//! A published file, believed only if it is what the ledger recorded.

use crate::fault::{Exit, Fault};
use crate::ledger::BatchRecord;
use crate::outputs::staging::sha256_of;
use crate::regular;
use crate::text::verify as text;
use std::path::Path;

/// The bytes of an output of a batch below `out`.
///
/// # Errors
/// [`Exit::Inconsistent`] when the file is missing, unreadable or of other bytes than were
/// committed.
pub fn believed(out: &Path, record: &BatchRecord, name: &str) -> Result<Vec<u8>, Fault> {
    let path = out.join(record.id.to_string()).join(name);
    let shown = path.display();
    let bytes = regular::read(&path)
        .map_err(|error| Fault::new(Exit::Inconsistent, text::output_missing(&shown, &error)))?;
    let digest = sha256_of(&bytes);
    let mut recorded = record.outputs.iter();
    match recorded.any(|output| output.name == name && output.sha256 == digest) {
        true => Ok(bytes),
        false => Err(Fault::new(Exit::Inconsistent, text::output_altered(&shown))),
    }
}

/// The fault of an output whose columns are not those that this program writes.
pub fn of_another_program(out: &Path, record: &BatchRecord, name: &str) -> Fault {
    let path = out.join(record.id.to_string()).join(name);
    let message = text::other_columns(&path.display(), &record.program);
    Fault::new(Exit::Inconsistent, message)
}
