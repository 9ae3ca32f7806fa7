//! The settings of SQLite that a commit's safety rests on.

use super::faults::OrFault;
use super::open::Ledger;
use crate::fault::{Exit, Fault};
use crate::text::{ledger, system};

/// Memory for pages: enough for all above the rows that are written. A page that leaves it and
/// changes once more has everything read again that the transaction wrote after it.
const CACHE_KIB: i64 = 16 << 10;

impl Ledger {
    /// Sets what a commit's safety rests on, and reads it back.
    pub(super) fn set_pragmas(&self) -> Result<(), Fault> {
        const DOING: system::Doing = system::PREPARE;
        let journal: String = self
            .conn
            .pragma_update_and_check(None, "journal_mode", "wal", |r| r.get(0))
            .or_fault(DOING)?;
        for (name, value) in [
            ("synchronous", 2),
            ("foreign_keys", 1),
            ("wal_autocheckpoint", 0),
            ("cache_size", -CACHE_KIB),
            // Sorting must not write persons' data into the system's folder for temporary files.
            ("temp_store", 2),
            ("cell_size_check", 1),
            ("trusted_schema", 0),
        ] {
            self.conn
                .pragma_update_and_check(None, name, value, |_| Ok(()))
                .or_else(|e| match e {
                    rusqlite::Error::QueryReturnedNoRows => Ok(()),
                    other => Err(other),
                })
                .or_fault(DOING)?;
            let read_back: i64 = self
                .conn
                .pragma_query_value(None, name, |r| r.get(0))
                .or_fault(DOING)?;
            if read_back != value {
                return Err(not_in_effect(name, &read_back.to_string()));
            }
        }
        if journal == "wal" {
            Ok(())
        } else {
            Err(not_in_effect("journal_mode=wal", &journal))
        }
    }
}

fn not_in_effect(pragma: &str, found: &str) -> Fault {
    Fault::new(Exit::Failed, ledger::setting_without_effect(pragma, found))
}
