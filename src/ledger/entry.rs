//! One entry of the journal: a transaction from its first row to its commit.

use super::chain;
use super::committed::committing;
use super::faults::{OrFault, fault_of};
use super::open::Ledger;
use super::paths::with_suffix;
use crate::crash_point;
use crate::domain::OutputDigest;
use crate::domain::history::ChainHead;
use crate::fault::{Exit, Fault};
use crate::log;
use crate::text::commits;
use crate::text::{ledger as text, system};
use rusqlite::{Connection, params};
use std::fs::File;
use std::thread;

const DOING: system::Doing = system::WRITE;

/// An entry of the journal that is committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its place in the journal.
    pub seq: u64,
    /// Its chain value.
    pub chain: String,
}

/// An open transaction that becomes an entry of the journal. Dropped, it leaves the ledger as it
/// was.
#[derive(Debug)]
pub(super) struct Entry<'l> {
    ledger: &'l mut Ledger,
    pub(super) seq: i64,
    kind: &'static str,
    chain_before: String,
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        let conn = self.conn();
        if !conn.is_autocommit()
            && let Err(error) = conn.execute_batch("ROLLBACK")
        {
            log::warn(&commits::not_rolled_back(&error));
        }
    }
}

impl<'l> Entry<'l> {
    /// Takes the next place of the journal.
    pub(super) fn begin(ledger: &'l mut Ledger, kind: &'static str) -> Result<Entry<'l>, Fault> {
        crash_point!("ledger.before-begin");
        ledger
            .conn
            .execute_batch("BEGIN IMMEDIATE")
            .or_fault(DOING)?;
        crash_point!("ledger.after-begin");
        let mut entry = Entry {
            ledger,
            seq: 0,
            kind,
            chain_before: String::new(),
        };
        entry.ledger.refuse_another_than_read()?;
        let head = entry.ledger.head();
        (entry.seq, entry.chain_before) = (1 + head.entries as i64, head.chain.clone());
        Ok(entry)
    }

    /// The connection with the open transaction.
    pub(super) fn conn(&self) -> &Connection {
        &self.ledger.conn
    }

    /// Has the disk take what is written while the caller does something else. The commit syncs
    /// everything itself, but has less to wait for then; so nobody asks how the disk did here.
    pub(super) fn write_back(&self) -> Result<(), Fault> {
        self.conn().cache_flush().or_fault(DOING)?;
        if let Some(ledger) = &self.ledger.path {
            let log = with_suffix(ledger, "-wal");
            let sync = move || File::open(log).and_then(|log| log.sync_data());
            let _ = thread::Builder::new().spawn(sync);
        }
        Ok(())
    }

    /// Records published files by their path below the output folder.
    pub(super) fn files<'f>(
        &self,
        folder: &str,
        files: impl Iterator<Item = &'f OutputDigest>,
    ) -> Result<(), Fault> {
        let mut statement = self
            .conn()
            .prepare("INSERT INTO files (path, seq, sha256, bytes) VALUES (?1, ?2, ?3, ?4)")
            .or_fault(DOING)?;
        for file in files {
            let path = format!("{folder}{}", file.name);
            statement
                .execute(params![path, self.seq, file.sha256, file.bytes])
                .or_fault(DOING)?;
        }
        crash_point!("ledger.after-files");
        Ok(())
    }

    /// Links the entry into the chain and commits. When the database reports an error from its
    /// commit, the ledger is opened anew to see whether the entry is there.
    pub(super) fn commit(self, rows_sha256: &str) -> Result<Commit, Fault> {
        self.ledger.stop_for_nobody();
        let (conn, seq) = (self.conn(), self.seq);
        let chain =
            chain::link(conn, seq, self.kind, &self.chain_before, rows_sha256).or_fault(DOING)?;
        conn.execute(
            "INSERT INTO journal (seq, kind, rows_sha256, chain) VALUES (?1, ?2, ?3, ?4)",
            params![seq, self.kind, rows_sha256, chain],
        )
        .or_fault(DOING)?;
        crash_point!("ledger.before-commit");
        self.ledger.refuse_another_file()?;
        committing(|| match self.ledger.conn.execute_batch("COMMIT") {
            Ok(()) => Ok(()),
            Err(error) => settle(self.ledger, &error, seq, &chain),
        })?;
        crash_point!("ledger.after-commit");
        self.ledger.head = ChainHead {
            entries: seq.unsigned_abs(),
            chain: chain.clone(),
        };
        Ok(Commit {
            seq: seq.unsigned_abs(),
            chain,
        })
    }
}

/// Whether an entry is in the ledger although its commit reported an error. The connection is
/// closed first: as long as it is open it shows what it believes, not what the next start finds.
fn settle(
    ledger: &mut Ledger,
    error: &rusqlite::Error,
    seq: i64,
    chain: &str,
) -> Result<(), Fault> {
    let looked = ledger.reopen().and_then(|()| {
        let sql = "SELECT count(*) FROM journal WHERE seq = ?1 AND chain = ?2";
        ledger.rows(sql, params![seq, chain], |r| r.get::<_, i64>(0))
    });
    match looked {
        Ok(found) if found == [1] => {
            log::warn(&commits::committed_all_the_same(error));
            Ok(())
        }
        Ok(_) => Err(fault_of(error, system::COMMIT)),
        Err(why) => Err(Fault::new(
            Exit::Incomplete,
            text::commit_unknown(error, &why.message),
        )),
    }
}
