//! Small CSV files, read with the same care and taken whole or not at all.

use super::column::Column;
use super::decode::{UTF8_MARK, mark_of};
use super::fault::FileFault;
use super::header::{End, end_at, map_header};
use super::header_map::HeaderMap;
use super::records::{Record, Records};
use super::row::Row;
use super::sniff::{LOOKED_AT, fault_of_start};
use super::unknown_columns;
use crate::domain::message::Remark;
use crate::domain::{Encoding, Line};
use crate::text::input as text;
use crate::text::{delivered, rows};
use rayon::prelude::*;

/// A CSV file whose rows can all be read.
#[derive(Debug)]
pub(crate) struct Table {
    lines: Vec<Line>,
    /// All values, row by row in the order of the declared columns.
    values: String,
    /// Where each value ends.
    ends: Vec<usize>,
    columns: usize,
    /// For the log: columns that nobody asked for.
    pub notes: Vec<Remark>,
}

/// One row of a [`Table`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct TableRow<'t> {
    table: &'t Table,
    index: usize,
}

impl<'t> TableRow<'t> {
    /// Physical line on which the row starts (header = 1).
    pub(crate) fn line(&self) -> Line {
        self.table.lines[self.index]
    }

    /// The trimmed value of the declared column at `column`; empty where the file lacks it.
    pub(crate) fn value(&self, column: usize) -> &'t str {
        let at = self.index * self.table.columns + column;
        let start = at
            .checked_sub(1)
            .map_or(0, |before| self.table.ends[before]);
        &self.table.values[start..self.table.ends[at]]
    }
}

impl Table {
    /// Reads a file: RFC 4180 with a header, columns by name or alias in any order, in the
    /// encoding that is asked for or else in UTF-8 or GB18030, whichever it is.
    ///
    /// `name` stands for the file in messages.
    ///
    /// # Errors
    /// All faults of the file: unknown bytes, columns missing or repeated, no record at all, and
    /// every row whose quoting or number of fields is wrong. A header without rows is an empty
    /// table.
    pub(crate) fn read(
        name: &str,
        bytes: &[u8],
        encoding: Option<Encoding>,
        columns: &[Column],
    ) -> Result<Table, Vec<FileFault>> {
        match Table::read_apart(name, bytes, encoding, columns, &|| false)? {
            (table, faults) if faults.is_empty() => Ok(table),
            (_, faults) => Err(faults),
        }
    }

    /// As [`Table::read`], but rows whose quoting or number of fields is wrong are told apart from
    /// the rows that can be read. Once it is stopped, the rows end.
    ///
    /// # Errors
    /// Every fault of the file as a whole.
    pub(crate) fn read_apart(
        name: &str,
        bytes: &[u8],
        encoding: Option<Encoding>,
        columns: &[Column],
        is_stopped: &dyn Fn() -> bool,
    ) -> Result<(Table, Vec<FileFault>), Vec<FileFault>> {
        let is_given = encoding.is_some();
        let tried: &[Encoding] = match encoding {
            Some(Encoding::Utf8) => &[Encoding::Utf8],
            Some(Encoding::Gb18030) => &[Encoding::Gb18030],
            None if bytes.starts_with(UTF8_MARK) => &[Encoding::Utf8],
            None => &[Encoding::Utf8, Encoding::Gb18030],
        };
        if let Some(fault) = fault_of_start(name, &bytes[..bytes.len().min(LOOKED_AT)]) {
            return Err(vec![fault]);
        }
        for encoding in tried {
            let mark = mark_of(*encoding);
            let text = bytes.strip_prefix(mark).unwrap_or(bytes);
            let mut records = Records::new(text, 1, *encoding);
            match Table::read_records(name, &mut records, columns, is_given, is_stopped) {
                Ok(read) => return Ok(read),
                Err(End::Faults(faults)) => return Err(faults),
                Err(End::Encoding(_)) => {}
            }
        }
        let names: Vec<&str> = tried.iter().map(|e| e.as_str()).collect();
        Err(vec![FileFault::new(
            name,
            delivered::not_valid(&names),
            delivered::save_encoded(),
        )])
    }

    /// The rows that can be read, and the faults of the others. Where the encoding was given, a row
    /// with other bytes is one of them; where it is tried, the file has another encoding.
    fn read_records(
        name: &str,
        records: &mut Records<'_>,
        columns: &[Column],
        is_given: bool,
        is_stopped: &dyn Fn() -> bool,
    ) -> Result<(Table, Vec<FileFault>), End> {
        let Some(first) = records.next() else {
            let mend = delivered::deliver_with_header();
            let fault = FileFault::new(name, delivered::is_empty(), mend);
            return Err(End::Faults(vec![fault]));
        };
        let header = map_header(name, first, columns)?;
        let mut table = Table {
            lines: Vec::new(),
            values: String::new(),
            ends: Vec::new(),
            columns: columns.len(),
            notes: unknown_columns::remarks(name, &header, columns),
        };
        let faults = table.fill(name, records, &header, is_given, is_stopped)?;
        Ok((table, faults))
    }

    /// The rows in the order of the file.
    pub(crate) fn rows(&self) -> impl Iterator<Item = TableRow<'_>> {
        (0..self.lines.len()).map(|index| TableRow { table: self, index })
    }

    /// The rows in the order of the file, for all threads of the current pool.
    pub(crate) fn par_rows(&self) -> impl IndexedParallelIterator<Item = TableRow<'_>> {
        (0..self.lines.len())
            .into_par_iter()
            .map(|index| TableRow { table: self, index })
    }

    /// Takes the rows that can be read and tells the faults of the others.
    fn fill(
        &mut self,
        name: &str,
        records: &mut Records<'_>,
        header: &HeaderMap,
        is_given: bool,
        is_stopped: &dyn Fn() -> bool,
    ) -> Result<Vec<FileFault>, End> {
        let mut faults = Vec::new();
        while let Some(record) = records.next() {
            if is_stopped() {
                break;
            }
            match record.map_err(|error| end_at(name, error, Some(header))) {
                Err(End::Faults(last)) => {
                    faults.extend(last);
                    return Err(End::Faults(faults));
                }
                Err(End::Encoding(line)) if is_given => {
                    let fault =
                        FileFault::new(name, text::bytes_of_no_character(), rows::correct_row());
                    faults.push(fault.at(line));
                }
                Err(encoding) => return Err(encoding),
                Ok(record) => match fault_of_row(name, &record, header) {
                    Some(fault) => faults.push(fault),
                    None => self.push(&Row::new(&record, header)),
                },
            }
        }
        Ok(faults)
    }

    fn push(&mut self, row: &Row<'_>) {
        self.lines.push(row.line());
        for column in 0..self.columns {
            self.values.push_str(row.value(column));
            self.ends.push(self.values.len());
        }
    }
}

fn fault_of_row(name: &str, record: &Record<'_>, header: &HeaderMap) -> Option<FileFault> {
    let mend = rows::correct_row();
    if record.bad_quoting {
        let what = rows::row_quoting();
        Some(FileFault::new(name, what, mend).at(record.line))
    } else if record.fields.len() != header.width() {
        let what = rows::row_width(header.width());
        let found = rows::fields(record.fields.len());
        Some(
            FileFault::new(name, what, mend)
                .at(record.line)
                .found(found),
        )
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [
        Column::required("no", &["编号"]),
        Column::required("text", &[]),
        Column::optional("note", &[]),
    ];

    fn read(bytes: &[u8]) -> Result<Vec<(Line, [String; 3])>, Vec<String>> {
        match Table::read("t.csv", bytes, None, &COLUMNS) {
            Ok(table) => Ok(table
                .rows()
                .map(|row| (row.line(), [0, 1, 2].map(|c| row.value(c).to_owned())))
                .collect()),
            Err(faults) => Err(faults.iter().map(FileFault::to_string).collect()),
        }
    }

    fn row(line: Line, values: [&str; 3]) -> (Line, [String; 3]) {
        (line, values.map(str::to_owned))
    }

    #[test]
    fn rows_come_in_order_with_their_lines() {
        let text = "\u{FEFF}text,x,编号\r\n a ,1,7\r\n\r\n\"b\n, c\",2,\"8\"\r\n,2,";
        let expected = vec![
            row(2, ["7", "a", ""]),
            row(4, ["8", "b\n, c", ""]),
            row(6, ["", "", ""]),
        ];
        assert_eq!(read(text.as_bytes()).unwrap(), expected);
        let (gb, _, _) = encoding_rs::GB18030.encode(&text[3..]);
        assert_eq!(read(&gb).unwrap(), expected);
        assert_eq!(read(b"no,text,note\n").unwrap(), []);
    }

    #[test]
    fn all_faults_are_told() {
        for (bytes, expected) in [
            (
                &b""[..],
                &["t.csv: the file is empty; deliver the file again with its header and rows"][..],
            ),
            (
                b"no,\xFF\n",
                &[
                    "t.csv: the file is not valid utf-8 and not valid gb18030; save the file as UTF-8 or GB18030 and deliver it again",
                ],
            ),
            (
                b"\xEF\xBB\xBFno,\xFF\n",
                &[
                    "t.csv: the file is not valid utf-8; save the file as UTF-8 or GB18030 and deliver it again",
                ],
            ),
            (
                b"x\n1\n",
                &[
                    "t.csv line 1: column \"no\" (编号) is missing; found: x; add it and deliver the file again",
                    "t.csv line 1: column \"text\" is missing; found: x; add it and deliver the file again",
                ],
            ),
            (
                b"no,text\n1\n\"a\"b,c\n1,2\n\"",
                &[
                    "t.csv line 2: the row does not have the header's 2 fields; found: 1 fields; correct it and deliver the file again",
                    "t.csv line 3: text after a closing quote, or a quote inside an unquoted field; correct it and deliver the file again",
                    "t.csv line 5 column \"no\": a field opens with a quote that is never closed; close the quote; the file may also have been cut off in transfer, and deliver the file again",
                ],
            ),
            (
                b"\"no\"x,text\n1,2\n",
                &[
                    "t.csv line 1: the header has text after a closing quote, or a quote inside a field; correct the header and deliver the file again",
                ],
            ),
        ] {
            assert_eq!(read(bytes).unwrap_err(), expected, "{bytes:?}");
        }
    }
}
