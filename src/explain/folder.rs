//! Looking numbers up in the lists of a batch folder.

use crate::fault::{Exit, Fault};
use crate::ledger::BatchRecord;
use crate::outputs::reader;
use crate::text::verify as text;
use crate::verify::believed;
use memchr::memmem;
use serde::de::DeserializeOwned;
use std::path::Path;

/// The rows of an output that are `wanted`, once its digest is that of the ledger. Such a row holds
/// one of `texts`: a list of a city has hundreds of thousands of rows, and one that holds none of the
/// texts is not parsed at all.
///
/// # Errors
/// [`Exit::Inconsistent`] when the output is not what the ledger recorded, or has other columns.
pub fn rows_of<R: DeserializeOwned>(
    batch: &BatchRecord,
    file: &str,
    out: &Path,
    texts: &[&str],
    wanted: impl Fn(&R) -> bool,
) -> Result<Vec<R>, Fault> {
    let bytes = believed(out, batch, file)?;
    let is_there = |text: &&str| memmem::find(&bytes, text.as_bytes()).is_some();
    if !texts.iter().any(is_there) {
        return Ok(Vec::new());
    }
    let rows: csv::Result<Vec<R>> = reader::rows(&bytes).and_then(|rows| {
        rows.filter(|row| row.as_ref().map_or(true, &wanted))
            .collect()
    });
    rows.map_err(|_| {
        let path = out.join(batch.id.to_string()).join(file);
        let message = text::other_columns(&path.display(), &batch.program);
        Fault::new(Exit::Inconsistent, message)
    })
}
