//! Looking numbers up in the lists of a batch folder.

use crate::fault::Fault;
use crate::ledger::BatchRecord;
use crate::outputs::reader;
use crate::verify::{believed, of_another_program};
use memchr::memmem;
use serde::de::DeserializeOwned;
use std::path::Path;

/// The rows of an output that are `wanted`, once its digest is that of the ledger. Such a row holds
/// one of `texts`.
///
/// # Errors
/// [`Exit::Inconsistent`](crate::fault::Exit::Inconsistent) when the output is not what the ledger
/// recorded, or has other columns.
pub fn rows_of<R: DeserializeOwned>(
    batch: &BatchRecord,
    file: &str,
    out: &Path,
    texts: &[&str],
    wanted: impl Fn(&R) -> bool,
) -> Result<Vec<R>, Fault> {
    let bytes = believed(out, batch, file)?;
    rows(&bytes, texts, wanted).map_err(|_| of_another_program(out, batch, file))
}

/// The rows that are `wanted`. A list of a city has hundreds of thousands of rows: one that holds
/// none of the texts is not parsed at all.
///
/// # Errors
/// Bytes that are no table, or lack one of the columns.
fn rows<R: DeserializeOwned>(
    bytes: &[u8],
    texts: &[&str],
    wanted: impl Fn(&R) -> bool,
) -> csv::Result<Vec<R>> {
    let is_there = |text: &&str| memmem::find(bytes, text.as_bytes()).is_some();
    if !texts.iter().any(is_there) {
        return Ok(Vec::new());
    }
    reader::rows(bytes)?
        .filter(|row| row.as_ref().map_or(true, &wanted))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct Row {
        a: String,
        b: String,
        c: String,
    }

    type Cells = fn(&Row) -> Vec<&str>;

    fn look(list: &str, of: Cells, wanted: &[&str]) -> csv::Result<Vec<String>> {
        let is_wanted = |row: &Row| of(row).iter().any(|cell| wanted.contains(cell));
        let found = rows(list.as_bytes(), wanted, is_wanted)?;
        Ok(found.into_iter().map(|row| row.b).collect())
    }

    #[test]
    fn cases() {
        let list = "\u{FEFF}a,b,c\n1,one,x\n2,\"two,\n2\",1\n'=3,three,\n1,again,\n";
        let by_a: Cells = |row| vec![&row.a];
        let by_b: Cells = |row| vec![&row.b];
        let by_either: Cells = |row| vec![&row.a, &row.c];
        for (sentence, of, wanted, expected) in [
            ("by a column", by_a, &["2"][..], &["two,\n2"][..]),
            ("every row", by_a, &["1"], &["one", "again"]),
            (
                "by either column",
                by_either,
                &["1"],
                &["one", "two,\n2", "again"],
            ),
            ("a guarded cell", by_a, &["=3"], &["three"]),
            ("a part of a cell is no match", by_b, &["on"], &[]),
            ("nobody", by_a, &["9"], &[]),
            ("one of several", by_a, &["9", "2"], &["two,\n2"]),
        ] {
            assert_eq!(look(list, of, wanted).unwrap(), expected, "{sentence}");
        }
    }

    #[test]
    fn a_list_that_lacks_the_column_is_no_list() {
        assert!(look("x,y\n1,2\n", |row| vec![&row.a], &["1"]).is_err());
        assert_eq!(look("", |row| vec![&row.a], &["1"]).unwrap().len(), 0);
    }
}
