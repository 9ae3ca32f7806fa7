//! One entry of the journal: a transaction from its first row to its commit.

use super::chain::{self, ValueDigest};
use super::faults::{OrFault, fault_of};
use super::open::Ledger;
use crate::crash_point;
use crate::domain::OutputDigest;
use crate::fault::{Exit, Fault};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Statement, Transaction, TransactionBehavior, params};
use std::path::{Path, PathBuf};

const DOING: &str = "cannot write to the ledger";

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
    pub(super) tx: Transaction<'l>,
    pub(super) seq: i64,
    path: Option<PathBuf>,
    kind: &'static str,
    chain_before: String,
}

impl<'l> Entry<'l> {
    /// Takes the next place of the journal.
    pub(super) fn begin(ledger: &'l mut Ledger, kind: &'static str) -> Result<Entry<'l>, Fault> {
        crash_point!("ledger.before-begin");
        let path = ledger.path.clone();
        let tx = ledger
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .or_fault(DOING)?;
        crash_point!("ledger.after-begin");
        let (last, chain_before) = chain::head(&tx).or_fault(DOING)?;
        Ok(Entry {
            tx,
            seq: last + 1,
            path,
            kind,
            chain_before,
        })
    }

    /// Records published files by their path below the output folder.
    pub(super) fn files<'f>(
        &self,
        folder: &str,
        files: impl Iterator<Item = &'f OutputDigest>,
    ) -> Result<(), Fault> {
        let mut statement = self
            .tx
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
        let seq = self.seq;
        let chain = chain::link(&self.tx, seq, self.kind, &self.chain_before, rows_sha256)
            .or_fault(DOING)?;
        self.tx
            .execute(
                "INSERT INTO journal (seq, kind, rows_sha256, chain) VALUES (?1, ?2, ?3, ?4)",
                params![seq, self.kind, rows_sha256, chain],
            )
            .or_fault(DOING)?;
        crash_point!("ledger.before-commit");
        if let Err(error) = self.tx.commit() {
            settle(&error, self.path.as_deref(), seq, &chain)?;
        }
        crash_point!("ledger.after-commit");
        Ok(Commit {
            seq: seq.unsigned_abs(),
            chain,
        })
    }
}

/// Whether an entry is in the ledger although its commit reported an error.
fn settle(
    error: &rusqlite::Error,
    path: Option<&Path>,
    seq: i64,
    chain: &str,
) -> Result<(), Fault> {
    let not_committed = fault_of(error, "the ledger did not take the commit");
    let Some(path) = path else {
        return Err(not_committed);
    };
    let looked = Ledger::open_read_only(path).and_then(|ledger| {
        ledger.rows(
            "SELECT seq, chain FROM journal WHERE seq = ?1",
            [seq],
            |r| Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?)),
        )
    });
    match looked {
        Ok(found) if found.iter().any(|(_, c)| c == chain) => {
            tracing::warn!(%error, "the commit reported an error, but the entry is in the ledger");
            Ok(())
        }
        Ok(_) => Err(not_committed),
        Err(why) => Err(Fault::new(
            Exit::Unplaced,
            format!(
                "the commit reported an error ({error}) and the ledger cannot be read to see \
                 whether it holds: {why}. Run the same command with the same --batch-date before \
                 any hand-over"
            ),
        )),
    }
}

/// Binds, digests and inserts one row.
pub(super) fn write_row(
    statement: &mut Statement<'_>,
    digest: &mut ValueDigest,
    values: &[ValueRef<'_>],
) -> rusqlite::Result<()> {
    for (place, value) in values.iter().enumerate() {
        digest.value(*value);
        statement.raw_bind_parameter(place + 1, ToSqlOutput::Borrowed(*value))?;
    }
    statement.raw_execute().map(|_| ())
}
