//! What an error of the database means for the operator.

use crate::fault::{Exit, Fault};
use rusqlite::{Error, ErrorCode};
use std::path::Path;

/// Turns a database error into a fault that says what was being done.
pub(super) trait OrFault<T> {
    /// # Errors
    /// The fault with the exit code of the database error.
    fn or_fault(self, doing: &str) -> Result<T, Fault>;
}

impl<T> OrFault<T> for Result<T, Error> {
    fn or_fault(self, doing: &str) -> Result<T, Fault> {
        self.map_err(|e| fault_of(&e, doing))
    }
}

/// The fault of a database error.
pub(super) fn fault_of(error: &Error, doing: &str) -> Fault {
    let (exit, advice) = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
            Exit::Busy,
            "another program holds a transaction on the ledger; end it, then run the same command",
        ),
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => (
            Exit::Refused,
            "the ledger file is not a readable database; restore the latest backup, never delete it",
        ),
        Some(ErrorCode::ConstraintViolation) => (
            Exit::Inconsistent,
            "the ledger refused an entry; hand nothing over and call",
        ),
        None | Some(ErrorCode::Unknown) => (
            Exit::Refused,
            "the ledger does not hold what this program expects of it",
        ),
        Some(_) => (
            Exit::Failed,
            "look at the disk and the rights of the ledger's folder, then run the same command",
        ),
    };
    Fault::new(exit, format!("{doing}: {error}; {advice}"))
}

/// The fault of a file operation on the ledger or its companions.
pub(super) fn file_fault(error: &std::io::Error, doing: &str, path: &Path) -> Fault {
    Fault::new(
        Exit::Failed,
        format!(
            "{doing} {}: {error}; look at the disk and the rights of the folder",
            path.display()
        ),
    )
}
