//! Edits behind the back of the program by somebody who knows how a ledger is laid: no trigger and no
//! check sees them, and digests and chain are computed anew.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use sha2::{Digest, Sha256};
use std::path::Path;

/// The columns of a table that are stored; what is computed from them stands behind.
const DEDUCTION_COLUMNS: usize = 13;

/// Edits a ledger; with `totals` its records say of the edited rows what they come to.
pub fn forge(path: &Path, sql: &str, totals: bool) {
    let conn = Connection::open(path).expect("the ledger");
    let triggers: Vec<(String, String)> = {
        let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'";
        let mut statement = conn.prepare(sql).expect("a schema");
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)));
        rows.expect("triggers")
            .collect::<Result<_, _>>()
            .expect("triggers")
    };
    let run = |sql: &str| conn.execute_batch(sql).expect("an edit");
    run("PRAGMA ignore_check_constraints = 1; PRAGMA foreign_keys = 0; BEGIN");
    for (name, _) in &triggers {
        run(&format!("DROP TRIGGER {name}"));
    }
    run(sql);
    if totals {
        run(
            "UPDATE batches SET deductions = (SELECT count(*) FROM deductions WHERE batch_seq = seq), \
             total_fen = (SELECT coalesce(sum(amount_fen), 0) FROM deductions WHERE batch_seq = seq)",
        );
    }
    link_anew(&conn);
    for (_, sql) in &triggers {
        run(sql);
    }
    run("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
}

/// Takes the types out of a table's definition, so that an edit can put anything into it.
pub fn untyped(path: &Path, table: &str, edit: impl FnOnce()) {
    let set = |strict: bool| {
        let (from, to) = match strict {
            true => (") WITHOUT ROWID", ") STRICT, WITHOUT ROWID"),
            false => (") STRICT, WITHOUT ROWID", ") WITHOUT ROWID"),
        };
        let conn = Connection::open(path).expect("the ledger");
        let sql = format!(
            "PRAGMA writable_schema = 1; \
             UPDATE sqlite_schema SET sql = replace(sql, '{from}', '{to}') WHERE name = '{table}'"
        );
        conn.execute_batch(&sql).expect("an edit");
    };
    set(false);
    edit();
    set(true);
}

fn link_anew(conn: &Connection) {
    let entries: Vec<(i64, String)> = {
        let mut statement = conn
            .prepare("SELECT seq, kind FROM journal ORDER BY seq")
            .expect("a journal");
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)));
        rows.expect("entries")
            .collect::<Result<_, _>>()
            .expect("entries")
    };
    let mut before = "0".repeat(64);
    for (seq, kind) in entries {
        let mut rows = Values::default();
        for (table, entry) in [
            ("deductions", "batch_seq"),
            ("answers", "receipts_seq"),
            ("reversals", "receipts_seq"),
        ] {
            rows.all(
                conn,
                &format!("SELECT * FROM {table} WHERE {entry} = ?1"),
                seq,
            );
        }
        let rows_sha256 = rows.finish();
        let mut link = Values::default();
        for text in [&before, &kind, &rows_sha256] {
            link.value(ValueRef::Text(text.as_bytes()));
        }
        for sql in [
            "SELECT * FROM batches WHERE seq = ?1",
            "SELECT * FROM inputs WHERE batch_seq = ?1 ORDER BY file",
            "SELECT * FROM counts WHERE batch_seq = ?1 ORDER BY kind, name",
            "SELECT * FROM receipts WHERE seq = ?1",
            "SELECT * FROM files WHERE seq = ?1 ORDER BY path",
        ] {
            link.value(ValueRef::Null);
            link.all(conn, sql, seq);
        }
        before = link.finish();
        conn.execute(
            "UPDATE journal SET rows_sha256 = ?1, chain = ?2 WHERE seq = ?3",
            (&rows_sha256, &before, seq),
        )
        .expect("an entry");
    }
}

/// The digest over typed values that a ledger's chain is made of.
#[derive(Default)]
struct Values(Vec<u8>);

impl Values {
    fn all(&mut self, conn: &Connection, sql: &str, seq: i64) {
        let mut statement = conn.prepare(sql).expect("a table");
        let mut rows = statement.query([seq]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            self.row(row);
        }
    }

    fn row(&mut self, row: &Row<'_>) {
        let columns = row.as_ref().column_count().min(DEDUCTION_COLUMNS);
        for column in 0..columns {
            self.value(row.get_ref(column).expect("a value"));
        }
    }

    fn value(&mut self, value: ValueRef<'_>) {
        let (tag, bytes): (u8, &[u8]) = match value {
            ValueRef::Null => return self.0.push(b'n'),
            ValueRef::Integer(number) => return self.number(b'i', number.to_le_bytes()),
            ValueRef::Real(number) => return self.number(b'r', number.to_le_bytes()),
            ValueRef::Text(bytes) => (b't', bytes),
            ValueRef::Blob(bytes) => (b'b', bytes),
        };
        self.number(tag, (bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
    }

    fn number(&mut self, tag: u8, bytes: [u8; 8]) {
        self.0.push(tag);
        self.0.extend_from_slice(&bytes);
    }

    fn finish(&self) -> String {
        format!("{:x}", Sha256::digest(&self.0))
    }
}
