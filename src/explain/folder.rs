//! Looking one number up in the lists of a batch folder.

use crate::fault::{Exit, Fault};
use crate::ledger::BatchRecord;
use crate::text::verify as text;
use crate::verify::believed;
use csv::{ByteRecord, ReaderBuilder};
use memchr::memmem;
use std::io;
use std::path::Path;

/// Characters before which a list for spreadsheets puts an apostrophe.
const GUARDED: [char; 10] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'];

/// A row of a list, by column name.
#[derive(Debug)]
pub struct FoundRow {
    columns: Vec<String>,
    cells: Vec<String>,
}

impl FoundRow {
    /// The cell of a column; empty where there is no such column.
    pub fn cell(&self, column: &str) -> &str {
        self.columns
            .iter()
            .position(|name| name == column)
            .and_then(|at| self.cells.get(at))
            .map_or("", String::as_str)
    }
}

/// The rows of an output in which one of `columns` is one of `wanted`, once its digest is that of
/// the ledger.
///
/// # Errors
/// [`Exit::Inconsistent`] when the output is not what the ledger recorded, or has other columns.
pub fn rows_of(
    batch: &BatchRecord,
    file: &str,
    out: &Path,
    columns: &[&str],
    wanted: &[&str],
) -> Result<Vec<FoundRow>, Fault> {
    let bytes = believed(out, batch, file)?;
    rows(&bytes, columns, wanted).map_err(|_| {
        let path = out.join(batch.id.to_string()).join(file);
        let message = text::other_columns(&path.display(), &batch.program);
        Fault::new(Exit::Inconsistent, message)
    })
}

/// The rows in which one of `columns` is one of `wanted`.
///
/// A list of a city has hundreds of thousands of rows: a file that holds none of the numbers is
/// not parsed at all.
///
/// # Errors
/// Bytes that are no table, or lack one of the columns.
fn rows(bytes: &[u8], columns: &[&str], wanted: &[&str]) -> io::Result<Vec<FoundRow>> {
    let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
    let is_there = |text: &&str| memmem::find(bytes, text.as_bytes()).is_some();
    if !wanted.iter().any(is_there) {
        return Ok(Vec::new());
    }
    let mut reader = ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let mut record = ByteRecord::new();
    if !reader.read_byte_record(&mut record)? {
        return Ok(Vec::new());
    }
    let names: Vec<String> = texts(&record);
    let places = columns
        .iter()
        .map(|column| names.iter().position(|name| name == column))
        .collect::<Option<Vec<usize>>>()
        .ok_or_else(|| io::Error::other(format!("it lacks one of {}", columns.join(", "))))?;
    let mut found = Vec::new();
    while reader.read_byte_record(&mut record)? {
        let matches = places
            .iter()
            .filter_map(|place| record.get(*place))
            .any(|cell| {
                wanted
                    .iter()
                    .any(|text| unguarded_bytes(cell) == text.as_bytes())
            });
        if matches {
            found.push(FoundRow {
                columns: names.clone(),
                cells: texts(&record),
            });
        }
    }
    Ok(found)
}

fn texts(record: &ByteRecord) -> Vec<String> {
    record
        .iter()
        .map(|cell| String::from_utf8_lossy(unguarded_bytes(cell)).into_owned())
        .collect()
}

/// A cell without the apostrophe that keeps a spreadsheet from running it.
fn unguarded_bytes(cell: &[u8]) -> &[u8] {
    match cell.strip_prefix(b"'") {
        Some(rest) if GUARDED.iter().any(|c| begins_with(rest, *c)) => rest,
        _ => cell,
    }
}

fn begins_with(bytes: &[u8], character: char) -> bool {
    bytes.starts_with(character.encode_utf8(&mut [0; 4]).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(text: &str, columns: &[&str], wanted: &[&str]) -> io::Result<Vec<String>> {
        let found = rows(text.as_bytes(), columns, wanted)?;
        Ok(found.iter().map(|row| row.cell("b").to_owned()).collect())
    }

    #[test]
    fn cases() {
        let list = "\u{FEFF}a,b,c\n1,one,x\n2,\"two,\n2\",1\n'=3,three,\n1,again,\n";
        for (sentence, columns, wanted, expected) in [
            ("by a column", &["a"][..], &["2"][..], &["two,\n2"][..]),
            ("every row", &["a"], &["1"], &["one", "again"]),
            (
                "by either column",
                &["a", "c"],
                &["1"],
                &["one", "two,\n2", "again"],
            ),
            ("a guarded cell", &["a"], &["=3"], &["three"]),
            ("a part of a cell is no match", &["b"], &["on"], &[]),
            ("nobody", &["a"], &["9"], &[]),
            ("one of several", &["a"], &["9", "2"], &["two,\n2"]),
        ] {
            assert_eq!(look(list, columns, wanted).unwrap(), expected, "{sentence}");
        }
    }

    #[test]
    fn a_list_that_lacks_the_column_is_no_list() {
        assert!(look("x,y\n1,2\n", &["a"], &["1"]).is_err());
        assert_eq!(look("", &["a"], &["1"]).unwrap().len(), 0);
    }
}
