//! Rows into a table, several with one statement.

use super::chain::ValueDigest;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement};

/// Rows that one statement inserts. A statement of its own for every row would cost half as much
/// again, and each keeps a copy of every page it changes until it is done.
const ROWS_AT_ONCE: usize = 128;

/// Digests and inserts a known number of rows.
pub(super) struct Inserter<'c> {
    /// Inserts [`ROWS_AT_ONCE`] rows.
    many: Statement<'c>,
    /// Inserts one of the rows that are left in the end.
    one: Statement<'c>,
    columns: usize,
    /// The numbers that are bound in `many`, where there are any: a statement keeps what is bound,
    /// and most numbers are those of the row that stood in their place before.
    numbers: Vec<Option<i64>>,
    /// Rows that `many` will still insert.
    for_many: usize,
    /// Rows that wait in `many`.
    bound: usize,
}

impl<'c> Inserter<'c> {
    /// For `count` rows of `columns`, which are separated by commas.
    pub(super) fn new(
        conn: &'c Connection,
        table: &str,
        columns: &str,
        count: usize,
    ) -> rusqlite::Result<Inserter<'c>> {
        let width = columns.split(',').count();
        let row = format!("({})", vec!["?"; width].join(", "));
        let insert = |rows: usize| {
            let rows = vec![row.as_str(); rows].join(", ");
            conn.prepare(&format!("INSERT INTO {table} ({columns}) VALUES {rows}"))
        };
        Ok(Inserter {
            many: insert(ROWS_AT_ONCE)?,
            one: insert(1)?,
            columns: width,
            numbers: vec![None; ROWS_AT_ONCE * width],
            for_many: count - count % ROWS_AT_ONCE,
            bound: 0,
        })
    }

    /// Feeds the row to `digest` and inserts it, at the latest with the last of the rows.
    pub(super) fn insert(
        &mut self,
        digest: &mut ValueDigest,
        values: &[ValueRef<'_>],
    ) -> rusqlite::Result<()> {
        values.iter().for_each(|value| digest.value(*value));
        if self.for_many == 0 {
            for (value, place) in values.iter().zip(1..) {
                self.one
                    .raw_bind_parameter(place, ToSqlOutput::Borrowed(*value))?;
            }
            return self.one.raw_execute().map(|_| ());
        }
        let first = self.bound * self.columns;
        let numbers = &mut self.numbers[first..];
        for ((value, number), place) in values.iter().zip(numbers).zip(1 + first..) {
            let is_bound = match value {
                ValueRef::Integer(new) => number.replace(*new) == Some(*new),
                _ => false,
            };
            if !is_bound {
                self.many
                    .raw_bind_parameter(place, ToSqlOutput::Borrowed(*value))?;
            }
        }
        self.bound += 1;
        if self.bound == ROWS_AT_ONCE {
            self.bound = 0;
            self.for_many -= ROWS_AT_ONCE;
            self.many.raw_execute()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_inserted_and_digested_once() {
        for count in [0, 1, ROWS_AT_ONCE - 1, ROWS_AT_ONCE, 3 * ROWS_AT_ONCE + 2] {
            let conn = Connection::open_in_memory().unwrap();
            conn.execute_batch("CREATE TABLE t (a INTEGER, b TEXT, c INTEGER)")
                .unwrap();
            let mut inserter = Inserter::new(&conn, "t", "a, b, c", count).unwrap();
            let (mut written, mut read) = (ValueDigest::default(), ValueDigest::default());
            for number in 0..count as i64 {
                let text = format!("row {number}");
                let values = [
                    ValueRef::Integer(number),
                    ValueRef::Text(text.as_bytes()),
                    // The same in most places of the statement, but not in all.
                    ValueRef::Integer(number / 100),
                ];
                inserter.insert(&mut written, &values).unwrap();
            }
            let mut statement = conn.prepare("SELECT a, b, c FROM t ORDER BY a").unwrap();
            let mut rows = statement.query([]).unwrap();
            let mut found = 0;
            while let Some(row) = rows.next().unwrap() {
                read.row(row, 0, b"iti").unwrap();
                found += 1;
            }
            assert_eq!((found, read.finish()), (count, written.finish()));
        }
    }
}
