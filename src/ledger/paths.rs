//! The names of a ledger and of what lies beside it.

use super::faults::file_fault;
use crate::fault::{Exit, Fault};
use crate::text::{ledger as text, system};
use std::fs;
use std::path::{Path, PathBuf};

/// The path with its links resolved; of a ledger that does not exist yet, its folder's.
pub(super) fn resolve(ledger: &Path) -> Result<PathBuf, Fault> {
    if let Ok(path) = fs::canonicalize(ledger) {
        return Ok(path);
    }
    let folder = match ledger.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let folder =
        fs::canonicalize(folder).map_err(|e| file_fault(&e, system::REACH_FOLDER, folder))?;
    match ledger.file_name() {
        Some(name) => Ok(folder.join(name)),
        None => Err(Fault::new(Exit::Usage, text::no_file_name(ledger))),
    }
}

/// The path with something behind its last name.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
