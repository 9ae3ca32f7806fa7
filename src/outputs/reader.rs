//! Our own lists, read again by the names of their columns.

use super::table::{BOM, begins_like_a_formula};
use csv::{ByteRecord, Reader};
use serde::de::DeserializeOwned;
use std::io;

/// The rows of a list that `CsvRows` wrote, without the apostrophes that keep a
/// spreadsheet from running a cell.
///
/// # Errors
/// A file without a header; each row that is no CSV or lacks a column that `R` names.
pub fn rows<R: DeserializeOwned>(
    bytes: &[u8],
) -> csv::Result<impl Iterator<Item = csv::Result<R>>> {
    let mut reader = Reader::from_reader(bytes.strip_prefix(BOM).unwrap_or(bytes));
    let header = reader.byte_headers()?.clone();
    if header.is_empty() {
        return Err(io::Error::other("no header").into());
    }
    let rows = reader.into_byte_records();
    Ok(rows.map(move |record| unguarded(record?).deserialize(Some(&header))))
}

fn unguarded(record: ByteRecord) -> ByteRecord {
    match record.iter().any(is_guarded) {
        true => record
            .iter()
            .map(|cell| &cell[usize::from(is_guarded(cell))..])
            .collect(),
        false => record,
    }
}

/// Whether the cell has an apostrophe before what a spreadsheet would run.
fn is_guarded(cell: &[u8]) -> bool {
    cell.strip_prefix(b"'").is_some_and(begins_like_a_formula)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    struct Pair {
        b: String,
        a: String,
    }

    fn read(text: &str) -> Result<Vec<String>, String> {
        let rows = rows::<Pair>(text.as_bytes()).map_err(|error| error.to_string())?;
        let read: csv::Result<Vec<Pair>> = rows.collect();
        let read = read.map_err(|error| error.to_string())?;
        Ok(read
            .into_iter()
            .map(|row| format!("{} {}", row.a, row.b))
            .collect())
    }

    #[test]
    fn columns_are_found_by_their_names() {
        for (text, expected) in [
            ("a,b\n1,2\n", &["1 2"][..]),
            ("\u{FEFF}b,x,a\n1,2,\"3,\n\"\n", &["3,\n 1"]),
            ("a,b\n'=1,'＝2\n'1,''-\n", &["=1 ＝2", "'1 ''-"]),
            ("a,b\n", &[]),
        ] {
            assert_eq!(read(text).unwrap(), expected, "{text:?}");
        }
        for text in ["", "a,x\n1,2\n", "a,b\n1\n", "a,b\n\u{FF}\n1,2,3\n"] {
            assert!(read(text).is_err(), "{text:?}");
        }
    }
}
