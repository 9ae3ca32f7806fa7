//! CSV rows in memory: quoting, and the guard against cells that a spreadsheet would run.

use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use std::io;

/// Starts a file that spreadsheets are to open as UTF-8.
pub const BOM: &[u8] = "\u{FEFF}".as_bytes();

/// Rows of one CSV file. A field is quoted only if it holds `,` `"` CR or LF; rows end in LF.
pub struct Table {
    csv: Writer<Vec<u8>>,
    cell: Vec<u8>,
    guarded: bool,
}

impl Table {
    /// Rows for machines.
    pub fn plain() -> Table {
        Table::new(false)
    }

    /// Rows for spreadsheets: a cell that begins like a formula gets a leading `'`.
    pub fn guarded() -> Table {
        Table::new(true)
    }

    fn new(guarded: bool) -> Table {
        let csv = WriterBuilder::new()
            .quote_style(QuoteStyle::Necessary)
            .terminator(Terminator::Any(b'\n'))
            .from_writer(Vec::new());
        Table {
            csv,
            cell: Vec::new(),
            guarded,
        }
    }

    /// Adds a cell.
    ///
    /// # Errors
    /// When rows have different numbers of cells; so with all that add.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        if self.guarded && begins_like_a_formula(text.as_bytes()) {
            return self.cell(|cell| cell.extend_from_slice(text.as_bytes()));
        }
        Ok(self.csv.write_field(text)?)
    }

    /// Adds a cell that `fill` writes.
    pub fn cell(&mut self, fill: impl FnOnce(&mut Vec<u8>)) -> io::Result<()> {
        self.cell.clear();
        fill(&mut self.cell);
        if self.guarded && begins_like_a_formula(&self.cell) {
            self.cell.insert(0, b'\'');
        }
        Ok(self.csv.write_field(&self.cell)?)
    }

    /// Ends the row; every row of a table has the same number of cells.
    pub fn end_row(&mut self) -> io::Result<()> {
        Ok(self.csv.write_record(None::<&[u8]>)?)
    }

    /// Adds a whole row.
    pub fn row<C: AsRef<str>>(&mut self, cells: &[C]) -> io::Result<()> {
        for cell in cells {
            self.text(cell.as_ref())?;
        }
        self.end_row()
    }

    /// The rows as bytes.
    pub fn into_bytes(self) -> io::Result<Vec<u8>> {
        self.csv.into_inner().map_err(|error| error.into_error())
    }
}

/// Whether a spreadsheet would run the cell, or trim its way to one that it would run.
fn begins_like_a_formula(cell: &[u8]) -> bool {
    const BEGINNINGS: [&str; 10] = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"];
    BEGINNINGS
        .iter()
        .any(|beginning| cell.starts_with(beginning.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(mut table: Table, cells: &[&str]) -> String {
        table.row(cells).unwrap();
        String::from_utf8(table.into_bytes().unwrap()).unwrap()
    }

    #[test]
    fn only_what_must_be_quoted_is() {
        for (why, cell, expected) in [
            ("plain", "张三", "张三"),
            ("empty", "", ""),
            ("a comma", "a,b", "\"a,b\""),
            ("a quote", "a\"b", "\"a\"\"b\""),
            ("a line feed", "a\nb", "\"a\nb\""),
            ("a carriage return", "a\rb", "\"a\rb\""),
            ("blanks", " a b ", " a b "),
            ("an apostrophe", "'a", "'a"),
            ("a semicolon and a bar", "a;b|c", "a;b|c"),
            ("a number sign", "#a", "#a"),
            ("a backslash", "a\\b", "a\\b"),
            ("a tab", "\ta", "\ta"),
            ("a formula", "=1+1", "=1+1"),
        ] {
            assert_eq!(
                written(Table::plain(), &[cell, "x"]),
                format!("{expected},x\n"),
                "{why}"
            );
        }
    }

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_guarded() {
        for (cell, expected) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@a", "'@a"),
            ("＝1", "'＝1"),
            ("＋1", "'＋1"),
            ("－1", "'－1"),
            ("＠a", "'＠a"),
            ("\ta", "'\ta"),
            ("\ra", "\"'\ra\""),
            ("=a,\"b\"", "\"'=a,\"\"b\"\"\""),
            ("a=1", "a=1"),
            ("", ""),
            ("\n=1", "\"\n=1\""),
        ] {
            assert_eq!(
                written(Table::guarded(), &[cell, "x"]),
                format!("{expected},x\n"),
                "{cell:?}"
            );
        }
    }
}
