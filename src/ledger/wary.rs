//! What is asked of a ledger's file before anything in it is believed: that it is one of this program's,
//! can be read to its end, and takes no more memory than its rows need.

use super::faults::OrFault;
use super::paths::with_suffix;
use crate::fault::{Exit, Fault};
use crate::text::{ledger as text, system};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use std::fs;
use std::path::{Path, PathBuf};

/// Bytes of the longest row that is read. Those of this program are far shorter.
const LONGEST_ROW: i32 = 1 << 20;

/// Tables that hold a few rows for each entry.
const FEW_ROWS: [&str; 6] = [
    "journal", "batches", "inputs", "counts", "files", "receipts",
];

/// Refuses a file that SQLite could read, but not safely or not to an end: a tree that is none,
/// an index that disagrees with its table, a list of free pages that is none.
pub(super) fn refuse_damaged_file(conn: &Connection) -> Result<(), Fault> {
    const DOING: system::Doing = system::CHECK_FILE;
    let number = |sql: &str| conn.query_row(sql, [], |r| r.get::<_, i64>(0));
    let has_free_pages = number("PRAGMA freelist_count").or_fault(DOING)? > 0;
    let vacuums = number("PRAGMA auto_vacuum").or_fault(DOING)? != 0;
    let of_table = |table: &&str| format!("PRAGMA integrity_check({table})");
    let mut checks: Vec<String> = FEW_ROWS.iter().map(of_table).collect();
    checks.extend(has_free_pages.then(|| "PRAGMA quick_check".to_owned()));
    for check in checks {
        let found = findings(conn, &check).or_fault(DOING)?;
        if vacuums || found != ["ok"] {
            return Err(Fault::new(Exit::Refused, text::damaged_file(&found)));
        }
    }
    Ok(())
}

fn findings(conn: &Connection, check: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = conn.prepare(check)?;
    let rows = statement.query_map([], |r| r.get(0))?;
    rows.collect()
}

/// A connection to a file that nobody has looked at yet: it takes no more memory than a ledger's rows
/// need, and leaves a log that lies beside the file as it is until the file is believed.
pub(super) fn wary(conn: Connection, path: &Path) -> rusqlite::Result<Connection> {
    conn.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_ROW)?;
    conn.set_db_config(NO_WRITE_BACK, log_beside(path).is_some())?;
    Ok(conn)
}

/// Has whoever closes a ledger last leave its write-ahead log.
const NO_WRITE_BACK: DbConfig = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;

/// The log belongs to the ledger: it may go into it.
pub(super) fn write_back_when_closed(conn: &Connection) -> rusqlite::Result<()> {
    conn.set_db_config(NO_WRITE_BACK, false).map(|_| ())
}

/// The write-ahead log of a ledger, if anything is in it.
pub(super) fn log_beside(path: &Path) -> Option<PathBuf> {
    let log = with_suffix(path, "-wal");
    let holds_something = fs::metadata(&log).is_ok_and(|log| log.len() > 0);
    holds_something.then_some(log)
}
