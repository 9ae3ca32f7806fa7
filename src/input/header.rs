//! The header row: which declared column stands where.

use super::column::Column;
use super::columns::columns_of;
use super::fault::FileFault;
use super::header_map::{ABSENT, HeaderMap};
use super::records::{Record, RecordError, RecordErrorKind};
use super::unknown_columns::near_columns;
use super::value::trim;
use crate::domain::Line;
use crate::domain::masking::mask_number;
use crate::domain::message::Message;
use crate::domain::reject::ExtractFile;
use crate::text::delivered;
use crate::text::input as text;
use csv::StringRecord;

/// So many columns that are missing may be more than an oversight.
const FEW: usize = 3;

/// Why a file is not read any further.
pub(super) enum End {
    Faults(Vec<FileFault>),
    /// Bytes on this line are no character of the encoding.
    Encoding(Line),
}

/// Why a file is not read beyond a record that is not taken.
pub(super) fn end_at(file: &str, error: RecordError, header: Option<&HeaderMap>) -> End {
    let (field, what, mend) = match error.kind {
        RecordErrorKind::Encoding => return End::Encoding(error.line),
        RecordErrorKind::LongRecord => (
            usize::MAX,
            delivered::long_record(),
            delivered::look_for_line_feeds(),
        ),
        RecordErrorKind::LongField(field) => {
            (field, delivered::long_field(), delivered::look_for_quote())
        }
        RecordErrorKind::OpenQuote(field) => {
            (field, delivered::open_quote(), delivered::close_quote())
        }
    };
    let fault = FileFault::new(file, what, mend)
        .at(error.line)
        .in_column(header.and_then(|header| header.cell(field)));
    End::Faults(vec![fault])
}

/// Reads the first record of a file as its header.
///
/// # Errors
/// All that is wrong with it.
pub(super) fn map_header(
    file: &str,
    first: Result<Record<'_>, RecordError>,
    columns: &[Column],
) -> Result<HeaderMap, End> {
    let record = first.map_err(|error| end_at(file, error, None))?;
    if let Some(separator) = other_separator(record.fields, columns) {
        let what = text::is_separated_by(separator);
        let fault = FileFault::new(file, what, text::deliver_as_csv());
        return Err(End::Faults(vec![fault.at(record.line)]));
    }
    if record.bad_quoting {
        let fault = FileFault::new(
            file,
            delivered::header_quoting(),
            delivered::correct_header(),
        );
        return Err(End::Faults(vec![fault.at(record.line)]));
    }
    find_columns(file, record.line, record.fields.iter(), columns).map_err(End::Faults)
}

/// What separates the names of columns where it is no comma.
fn other_separator(cells: &StringRecord, columns: &[Column]) -> Option<char> {
    let is_column = |cell: &str| {
        let cell = trim(cell).trim_matches('"');
        columns.iter().any(|column| column.is_called(cell))
    };
    let found = cells.iter().filter(|cell| is_column(cell)).count();
    let line: Vec<&str> = cells.iter().collect();
    let line = line.join(",");
    [';', '\t', '|', '，'].into_iter().find(|separator| {
        let named = line
            .split(*separator)
            .filter(|cell| is_column(cell))
            .count();
        named > found.max(1)
    })
}

/// Finds the declared columns among the cells of the header.
///
/// # Errors
/// A fault for every column that is missing or stands there twice, be it under two of its names.
/// A repeated column that is not declared is ignored like any other.
fn find_columns<'c>(
    file: &str,
    line: Line,
    cells: impl Iterator<Item = &'c str>,
    columns: &[Column],
) -> Result<HeaderMap, Vec<FileFault>> {
    let cells: Vec<String> = cells.map(|cell| trim(cell).to_owned()).collect();
    let found: Vec<Vec<usize>> = columns
        .iter()
        .map(|column| {
            let is_it = |field: &usize| column.is_called(&cells[*field]);
            (0..cells.len()).filter(is_it).collect()
        })
        .collect();
    let shown = |fields: &mut dyn Iterator<Item = usize>| show_cells(&cells, fields, columns);
    if let Some(what) = no_header(&cells, columns, &found) {
        let fault = FileFault::new(file, what, delivered::put_header_first()).at(line);
        return Err(vec![fault.found(shown(&mut (0..cells.len())))]);
    }
    let mut faults = Vec::new();
    for (column, fields) in columns.iter().zip(&found) {
        match &fields[..] {
            [] if !column.is_optional => faults.push(
                FileFault::new(
                    file,
                    delivered::column_missing(&column.described()),
                    delivered::add_column(),
                )
                .at(line)
                .found(shown(&mut (0..cells.len()))),
            ),
            [] | [_] => {}
            repeated => faults.push(
                FileFault::new(
                    file,
                    delivered::column_repeated(&column.described()),
                    delivered::remove_all_but_one(),
                )
                .at(line)
                .found(shown(&mut repeated.iter().copied())),
            ),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let places = found
        .iter()
        .map(|fields| fields.first().copied().unwrap_or(ABSENT))
        .collect();
    let header = HeaderMap { places, cells };
    let faults = near_columns(file, line, &header, columns);
    if faults.is_empty() {
        Ok(header)
    } else {
        Err(faults)
    }
}

/// What is said of a line that is no header: most columns are not in it, and most of it is no column.
fn no_header(cells: &[String], columns: &[Column], found: &[Vec<usize>]) -> Option<Message> {
    let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
    let known = found.iter().map(Vec::len).sum::<usize>();
    let required = columns.iter().zip(found).filter(|(c, _)| !c.is_optional);
    let (missing, there): (Vec<_>, Vec<_>) = required.partition(|(_, fields)| fields.is_empty());
    let names: Vec<&str> = missing.iter().map(|(column, _)| column.name).collect();
    (names.len() >= FEW && names.len() > there.len() && known * 2 <= filled)
        .then(|| delivered::is_no_header(names.len() + there.len(), &names))
}

/// The cells in words. A row that knows no column of any file and does not consist of such words, or
/// that holds a long number, is no header but a row of data: what is no name of a column is then masked.
fn show_cells(
    cells: &[String],
    fields: &mut dyn Iterator<Item = usize>,
    columns: &[Column],
) -> Message {
    const MOST: usize = 20;
    let is_column = |cell: &str| {
        let mut of_extract = ExtractFile::ALL.into_iter().flat_map(columns_of);
        columns.iter().any(|column| column.is_called(cell))
            || of_extract.any(|column| column.is_called(cell))
    };
    let is_header = !cells.iter().any(|cell| has_long_number(cell))
        && (cells.iter().any(|cell| is_column(cell)) || cells.iter().all(|cell| is_word(cell)));
    let shown: Vec<String> = fields
        .map(|field| match is_header || is_column(&cells[field]) {
            true => cells[field].chars().take(40).collect(),
            false => mask_number(&cells[field]),
        })
        .collect();
    delivered::cells(&shown, MOST)
}

/// `a_name_such_as_this`: what columns are called by, and no row of data consists of.
fn is_word(cell: &str) -> bool {
    cell.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

fn has_long_number(cell: &str) -> bool {
    const LONG: usize = 6;
    cell.split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() >= LONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [
        Column::required("holder_id", &["账户人证件号码"]),
        Column::required("status", &["psn_stas", "状态"]),
        Column::optional("note", &["备注"]),
    ];

    fn mapped(cells: &[&str]) -> Result<HeaderMap, Vec<String>> {
        find_columns("a.csv", 1, cells.iter().copied(), &COLUMNS)
            .map_err(|faults| faults.iter().map(FileFault::to_string).collect())
    }

    #[test]
    fn columns_are_found_under_every_name_in_any_order() {
        for (cells, places, why) in [
            (&["holder_id", "status"][..], [0, 1, ABSENT], "canonical"),
            (
                &["psn_stas", "x", "账户人证件号码"],
                [2, 0, ABSENT],
                "aliases, another order, an extra column",
            ),
            (
                &[" HOLDER_ID\u{FEFF}", "\u{200B}Psn_Stas ", "备注"],
                [0, 1, 2],
                "blanks and case",
            ),
            (
                &["holder_id", "status", "x", "x", ""],
                [0, 1, ABSENT],
                "repeated extra columns",
            ),
        ] {
            let map = mapped(cells).unwrap();
            let found: Vec<usize> = (0..3).map(|c| map.place(c)).collect();
            assert_eq!(found, places, "{why}");
            assert_eq!(map.width(), cells.len(), "{why}");
        }
        assert_eq!(
            mapped(&["status", "x", "holder_id"]).unwrap().extra(),
            ["x"]
        );
    }

    #[test]
    fn every_missing_or_repeated_column_is_named() {
        assert_eq!(
            mapped(&["status", "状态", "note", "Note"]).unwrap_err(),
            [
                "a.csv line 1: column \"holder_id\" (账户人证件号码) is missing; found: status, 状态, note, Note; add it and deliver the file again",
                "a.csv line 1: column \"status\" (psn_stas, 状态) stands there more than once; found: status, 状态; remove all but one and deliver the file again",
                "a.csv line 1: column \"note\" (备注) stands there more than once; found: note, Note; remove all but one and deliver the file again",
            ]
        );
    }

    #[test]
    fn a_line_without_most_columns_is_told_in_one_sentence() {
        const MORE: [Column; 4] = [
            Column::required("a", &[]),
            Column::required("b", &[]),
            Column::required("c", &["丙"]),
            Column::optional("d", &[]),
        ];
        let told = |cells: &[&str]| {
            let found = find_columns("a.csv", 1, cells.iter().copied(), &MORE);
            let faults = found.err().unwrap_or_default();
            faults.iter().map(FileFault::to_string).collect::<Vec<_>>()
        };
        let mend = "the header must be the first line: remove a title above it, or export the right sheet, with the columns of docs/extracts.md, and deliver the file again";
        for (cells, found) in [
            (
                &["2025年度参保登记表", "", "", ""][..],
                "202****保登记表 and 3 empty columns",
            ),
            (&["310101201503070015", "d"], "310***********0015, d"),
            (&["", ""], "2 empty columns"),
            (&["共济网编号", "退出时间"], "共济网编号, 退出时间"),
        ] {
            assert_eq!(
                told(cells),
                [format!(
                    "a.csv line 1: the first line does not look like a header: of the 3 columns that must be there it has 0, and lacks a, b, c; found: {found}; {mend}"
                )]
            );
        }
        assert_eq!(told(&["a", "x"]).len(), 2, "two columns are forgotten");
        assert_eq!(told(&["d"]).len(), 3, "three are, and the rest is a header");
        assert!(told(&["a", "b", "丙"]).is_empty());
    }

    #[test]
    fn a_row_of_data_in_place_of_the_header_is_not_shown() {
        let faults = mapped(&["310101201503070015", "张小明"]).unwrap_err();
        assert!(
            faults[0].contains("found: 310***********0015, ***;"),
            "{faults:?}"
        );
        let faults = mapped(&["holder_id", "310101201503070015", "张小明"]).unwrap_err();
        assert!(
            faults[0].contains("found: holder_id, 310***********0015, ***;"),
            "{faults:?}"
        );
    }
}
