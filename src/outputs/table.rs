//! CSV rows in memory: quoting, and the guard against cells that a spreadsheet would run.

use csv::{QuoteStyle, Terminator, WriterBuilder};

/// Starts a file that spreadsheets are to open as UTF-8.
pub const BOM: &[u8] = "\u{FEFF}".as_bytes();

/// Rows of one CSV file. A field is quoted only if it holds `,` `"` CR or LF; rows end in LF.
pub struct CsvRows {
    bytes: Vec<u8>,
    guarded: bool,
}

impl CsvRows {
    /// Rows for machines.
    pub fn plain() -> CsvRows {
        CsvRows::new(false)
    }

    /// Rows for spreadsheets: a cell that begins like a formula gets a leading `'`.
    pub fn guarded() -> CsvRows {
        CsvRows::new(true)
    }

    fn new(guarded: bool) -> CsvRows {
        CsvRows {
            bytes: Vec::new(),
            guarded,
        }
    }

    /// Makes room for as many bytes.
    pub fn with_room_for(mut self, bytes: usize) -> CsvRows {
        self.bytes.reserve(bytes);
        self
    }

    /// Adds a cell.
    pub fn text(&mut self, text: &str) {
        let cell = text.as_bytes();
        if must_be_quoted(cell) {
            self.quoted(cell);
        } else {
            self.unquoted(|bytes| bytes.extend_from_slice(cell));
        }
    }

    /// Adds a cell that `fill` appends, which never needs quotes: a number, a day, a code.
    pub fn unquoted(&mut self, fill: impl FnOnce(&mut Vec<u8>)) {
        let start = self.bytes.len();
        fill(&mut self.bytes);
        debug_assert!(!must_be_quoted(&self.bytes[start..]));
        if self.guarded && begins_like_a_formula(&self.bytes[start..]) {
            self.bytes.insert(start, b'\'');
        }
        self.bytes.push(b',');
    }

    #[cold]
    fn quoted(&mut self, cell: &[u8]) {
        let guard: &[u8] = match self.guarded && begins_like_a_formula(cell) {
            true => b"'",
            false => b"",
        };
        WriterBuilder::new()
            .quote_style(QuoteStyle::Always)
            .terminator(Terminator::Any(b','))
            .from_writer(&mut self.bytes)
            .write_record([[guard, cell].concat()])
            .expect("memory takes whatever is written");
    }

    /// Ends the row; every row of a table has the same number of cells, and more than one.
    pub fn end_row(&mut self) {
        if let Some(last) = self.bytes.last_mut() {
            *last = b'\n';
        }
    }

    /// Adds a whole row.
    pub fn row<C: AsRef<str>>(&mut self, cells: &[C]) {
        for cell in cells {
            self.text(cell.as_ref());
        }
        self.end_row();
    }

    /// The rows as bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

fn must_be_quoted(cell: &[u8]) -> bool {
    // Looks at every byte, so that many can be looked at at a time.
    cell.iter().fold(false, |found, byte| {
        found | matches!(byte, b',' | b'"' | b'\n' | b'\r')
    })
}

/// Whether a spreadsheet would run the cell, or trim its way to one that it would run.
pub(super) fn begins_like_a_formula(cell: &[u8]) -> bool {
    const FULL_WIDTH: [&str; 4] = ["＝", "＋", "－", "＠"];
    /// The byte that those begin with.
    const LEAD: u8 = 0xEF;
    match cell.first() {
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r') => true,
        Some(&LEAD) => FULL_WIDTH
            .iter()
            .any(|beginning| cell.starts_with(beginning.as_bytes())),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(mut table: CsvRows, cells: &[&str]) -> String {
        table.row(cells);
        String::from_utf8(table.into_bytes()).unwrap()
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
                written(CsvRows::plain(), &[cell, "x"]),
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
                written(CsvRows::guarded(), &[cell, "x"]),
                format!("{expected},x\n"),
                "{cell:?}"
            );
        }
    }
}
