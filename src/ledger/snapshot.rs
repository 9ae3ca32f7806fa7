//! Reading one state of a ledger that others may be writing.

use super::faults::{OrFault, fault_of};
use super::paths::with_suffix;
use super::wary::wary;
use crate::fault::Fault;
use crate::text::system;
use rusqlite::{Connection, OpenFlags};
use std::fs;
use std::path::Path;
use std::time::Duration;

/// How long a transaction of somebody else is waited for.
pub(super) const PATIENCE: Duration = Duration::from_millis(1500);

/// A connection that sees one state of the ledger and changes nothing.
///
/// It is opened for writing where the rights allow it, because only then can SQLite remove the
/// companion files it needs for reading; `query_only` keeps every statement from writing. In a
/// folder that cannot be written the file cannot change under us either, and is read as it lies.
pub(super) fn open_snapshot(path: &Path) -> Result<Connection, Fault> {
    const DOING: system::Doing = system::READ;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let snapshot = |conn| wary(conn, path).and_then(take_snapshot);
    let attempt = Connection::open_with_flags(path, flags).and_then(snapshot);
    let error = match attempt {
        Ok(conn) => return Ok(conn),
        Err(error) => error,
    };
    let has_log = fs::metadata(with_suffix(path, "-wal")).is_ok_and(|m| m.len() > 0);
    let cannot_write = matches!(
        error.sqlite_error_code(),
        Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::ReadOnly)
    );
    if has_log || !cannot_write {
        return Err(fault_of(&error, DOING));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(immutable_uri(path), flags)
        .and_then(snapshot)
        .or_fault(DOING)
}

fn take_snapshot(conn: Connection) -> rusqlite::Result<Connection> {
    conn.busy_timeout(PATIENCE)?;
    conn.pragma_update(None, "query_only", true)?;
    conn.pragma_update(None, "temp_store", 2)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.execute_batch("BEGIN")?;
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(conn)
}

/// The file as a URI that tells SQLite that nothing changes it.
fn immutable_uri(path: &Path) -> String {
    use std::fmt::Write;
    let absolute = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut uri = String::from("file:");
    for byte in absolute.as_os_str().as_encoded_bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' => {
                uri.push(char::from(*byte));
            }
            other => {
                let _ = write!(uri, "%{other:02X}");
            }
        }
    }
    uri.push_str("?immutable=1");
    uri
}
