//! What an error of the database means for the operator.

use crate::fault::{Exit, Fault};
use crate::interrupt::interrupted;
use crate::text::system::{self, Doing, Trouble};
use rusqlite::{Error, ErrorCode};
use std::path::Path;

/// Turns a database error into a fault that says what was being done.
pub(super) trait OrFault<T> {
    /// # Errors
    /// The fault with the exit code of the database error.
    fn or_fault(self, doing: Doing) -> Result<T, Fault>;
}

impl<T> OrFault<T> for Result<T, Error> {
    fn or_fault(self, doing: Doing) -> Result<T, Fault> {
        self.map_err(|e| fault_of(&e, doing))
    }
}

/// The fault of a database error.
pub(super) fn fault_of(error: &Error, doing: Doing) -> Fault {
    let (exit, trouble) = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (Exit::Busy, Trouble::Busy),
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt | ErrorCode::TooBig) => {
            (Exit::Refused, Trouble::Unreadable)
        }
        Some(ErrorCode::OperationInterrupted) => return interrupted(),
        Some(ErrorCode::ConstraintViolation) => (Exit::Inconsistent, Trouble::RefusedEntry),
        None | Some(ErrorCode::Unknown) => (Exit::Refused, Trouble::Unexpected),
        Some(_) => (Exit::Failed, Trouble::Disk),
    };
    let code = error.sqlite_error().map(|error| error.extended_code);
    Fault::new(exit, system::database(doing, error, code, trouble))
}

/// The fault of a file operation on the ledger or its companions.
pub(super) fn file_fault(error: &std::io::Error, doing: Doing, path: &Path) -> Fault {
    Fault::new(Exit::Failed, system::file(doing, &path.display(), error))
}
