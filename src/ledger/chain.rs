//! The digest chain: each entry of the journal binds its own rows and every entry before it.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use sha2::{Digest, Sha256};

/// What stands before the first entry.
pub(super) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Columns of a deduction in the order in which they are stored, digested and bound; behind each list
/// what they hold, `i` a number and `t` a text.
pub(super) const DEDUCTION_COLUMNS: &str = "insurance_year, insured_id, attempt, batch_seq, \
     end_to_end_no, enrollment_id, insured_id_type, insured_name, organizer_id, network_id, \
     amount_fen, balance_before_fen, balance_as_of";
pub(super) const DEDUCTION_KINDS: &[u8] = b"itiittttttiit";

/// Columns of an answer in the order in which they are stored, digested and bound.
pub(super) const ANSWER_COLUMNS: &str = "insurance_year, insured_id, attempt, answer_no, \
     receipts_seq, end_to_end_no, status, code, message, receipt_no, received_at";
pub(super) const ANSWER_KINDS: &[u8] = b"itiiitttttt";

/// Columns of a reversal in the order in which they are stored, digested and bound.
pub(super) const REVERSAL_COLUMNS: &str = "insurance_year, insured_id, attempt, receipts_seq, \
     end_to_end_no, cause, code, message, amount_fen";
pub(super) const REVERSAL_KINDS: &[u8] = b"itiitttti";

/// A digest over typed values: no two different sequences of values feed the same bytes.
#[derive(Default)]
pub(super) struct ValueDigest {
    sha: Sha256,
    pending: Vec<u8>,
}

impl std::fmt::Debug for ValueDigest {
    /// Without the bytes that wait: they are persons' data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ValueDigest").finish_non_exhaustive()
    }
}

impl ValueDigest {
    const FLUSH_AT: usize = 1 << 16;

    /// Feeds one value as it is stored.
    pub(super) fn value(&mut self, value: ValueRef<'_>) {
        match value {
            ValueRef::Null => self.pending.push(b'n'),
            ValueRef::Integer(number) => self.tagged(b'i', number.to_le_bytes()),
            ValueRef::Real(number) => self.tagged(b'r', number.to_le_bytes()),
            ValueRef::Text(bytes) => self.bytes(b't', bytes),
            ValueRef::Blob(bytes) => self.bytes(b'b', bytes),
        }
        if self.pending.len() >= Self::FLUSH_AT {
            self.sha.update(&self.pending);
            self.pending.clear();
        }
    }

    /// Feeds the columns of a row from `first` on, each of which must hold what its kind says.
    pub(super) fn row(
        &mut self,
        row: &Row<'_>,
        first: usize,
        kinds: &[u8],
    ) -> rusqlite::Result<()> {
        for (column, kind) in (first..).zip(kinds) {
            let value = row.get_ref(column)?;
            match (kind, value) {
                (b'i', ValueRef::Integer(_)) | (b't', ValueRef::Text(_)) => self.value(value),
                _ => return Err(of_another_kind(column, value)),
            }
        }
        Ok(())
    }

    /// Feeds every row of a question.
    fn all(&mut self, conn: &Connection, sql: &str, seq: i64) -> rusqlite::Result<()> {
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query([seq])?;
        while let Some(row) = rows.next()? {
            for column in 0..row.as_ref().column_count() {
                self.value(row.get_ref(column)?);
            }
        }
        Ok(())
    }

    fn bytes(&mut self, tag: u8, bytes: &[u8]) {
        self.tagged(tag, (bytes.len() as u64).to_le_bytes());
        self.pending.extend_from_slice(bytes);
    }

    fn tagged(&mut self, tag: u8, [a, b, c, d, e, f, g, h]: [u8; 8]) {
        self.pending
            .extend_from_slice(&[tag, a, b, c, d, e, f, g, h]);
    }

    /// Lower-case hex.
    pub(super) fn finish(mut self) -> String {
        self.sha.update(&self.pending);
        format!("{:x}", self.sha.finalize())
    }
}

fn of_another_kind(column: usize, value: ValueRef<'_>) -> rusqlite::Error {
    let what = "a value of the ledger".to_owned();
    rusqlite::Error::InvalidColumnType(column, what, value.data_type())
}

/// The chain value of entry `seq`: over the value before it, the digest of its rows, and its own
/// record, read back from the database.
pub(super) fn link(
    conn: &Connection,
    seq: i64,
    kind: &str,
    before: &str,
    rows_sha256: &str,
) -> rusqlite::Result<String> {
    let mut digest = ValueDigest::default();
    for text in [before, kind, rows_sha256] {
        digest.value(ValueRef::Text(text.as_bytes()));
    }
    for sql in [
        "SELECT * FROM batches WHERE seq = ?1",
        "SELECT * FROM inputs WHERE batch_seq = ?1 ORDER BY file",
        "SELECT * FROM counts WHERE batch_seq = ?1 ORDER BY kind, name",
        "SELECT * FROM receipts WHERE seq = ?1",
        "SELECT * FROM files WHERE seq = ?1 ORDER BY path",
    ] {
        digest.value(ValueRef::Null);
        digest.all(conn, sql, seq)?;
    }
    Ok(digest.finish())
}

/// Place and chain value of the latest entry.
pub(super) fn head(conn: &Connection) -> rusqlite::Result<(i64, String)> {
    let mut statement = conn.prepare("SELECT seq, chain FROM journal ORDER BY seq DESC LIMIT 1")?;
    let mut rows = statement.query([])?;
    match rows.next()? {
        Some(row) => Ok((row.get(0)?, row.get(1)?)),
        None => Ok((0, GENESIS.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_a_character_between_values_changes_the_digest() {
        let digest_of = |values: &[&str]| {
            let mut digest = ValueDigest::default();
            for value in values {
                digest.value(ValueRef::Text(value.as_bytes()));
            }
            digest.finish()
        };
        assert_ne!(digest_of(&["ab", "c"]), digest_of(&["a", "bc"]));
        assert_ne!(digest_of(&["1"]), {
            let mut digest = ValueDigest::default();
            digest.value(ValueRef::Integer(1));
            digest.finish()
        });
    }
}
