//! The file of answers (section 11 of the contract), read as an extract is.

use crate::domain::characters::without_controls;
use crate::domain::message::Message;
use crate::domain::plan::Encoding;
use crate::domain::{Instant, Line, Money};
use crate::input::{Column, FileFault, Table, TableRow, TextRule, is_bad_text};
use crate::ledger::{Answer, Status};
use crate::log;
use crate::text::answers::{self as text, UnreadableValue};
use crate::text::delivered;
use chrono::FixedOffset;
use compact_str::CompactString;
use rayon::prelude::*;

const NUMBER: usize = 0;
const STATUS: usize = 1;
const AMOUNT: usize = 2;
const CODE: usize = 3;
const MESSAGE: usize = 4;
const RECEIPT_NO: usize = 5;
const RECEIVED_AT: usize = 6;

const COLUMNS: [Column; 7] = [
    Column::required("end_to_end_no", &["流水号"]),
    Column::required("status", &["处理状态"]),
    Column::required("amount", &["金额"]),
    Column::required("code", &["返回码"]),
    Column::required("message", &["返回信息"]),
    Column::required("receipt_no", &["缴费凭证号"]),
    Column::required("received_at", &["处理时间"]),
];

/// One answer with the place where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The deduction that is answered.
    pub end_to_end_no: CompactString,
    /// What is answered.
    pub answer: Answer,
    /// The money that the answerer says it moved; `None` where the field is empty.
    pub amount: Option<Money>,
    /// Where the record starts.
    pub line: Line,
}

impl Receipt {
    /// Whether another line about the same number says the same. Nothing and 0.00 are one amount.
    pub fn says_the_same(&self, other: &Receipt) -> bool {
        self.answer.repeats(&other.answer)
            && self.amount.unwrap_or(Money::ZERO) == other.amount.unwrap_or(Money::ZERO)
    }
}

/// A row that cannot be read, with what of it can be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Where the record starts.
    pub line: Line,
    /// The number as it stands there; empty where the row has no readable field.
    pub end_to_end_no: String,
    /// The status as it stands there.
    pub status: String,
    /// The amount as it stands there.
    pub amount: String,
    /// What is wrong.
    pub why: Message,
}

/// The rows of a file of answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    /// Those that can be read, in the order of the file.
    pub receipts: Vec<Receipt>,
    /// The others.
    pub unreadable: Vec<Unreadable>,
}

impl Rows {
    /// Records after the header.
    pub fn count(&self) -> u64 {
        (self.receipts.len() + self.unreadable.len()) as u64
    }
}

/// Reads all answers.
///
/// # Errors
/// Every fault of the file as a whole: its encoding, its columns, no row at all.
pub fn read(
    name: &str,
    bytes: &[u8],
    encoding: Option<Encoding>,
    offset: FixedOffset,
) -> Result<Rows, Vec<FileFault>> {
    let (table, faults) = Table::read_apart(name, bytes, encoding, &COLUMNS)?;
    table.notes.iter().for_each(log::info);
    let read: Vec<Result<Receipt, Unreadable>> =
        table.par_rows().map(|row| receipt(&row, offset)).collect();
    let mut rows = Rows {
        receipts: Vec::with_capacity(read.len()),
        unreadable: faults.iter().map(without_fields).collect(),
    };
    for row in read {
        match row {
            Ok(receipt) => rows.receipts.push(receipt),
            Err(unreadable) => rows.unreadable.push(unreadable),
        }
    }
    match rows.count() {
        0 => Err(vec![FileFault::new(
            name,
            delivered::no_answers(),
            delivered::ask_again(),
        )]),
        _ => Ok(rows),
    }
}

fn without_fields(fault: &FileFault) -> Unreadable {
    Unreadable {
        line: fault.line.unwrap_or_default(),
        end_to_end_no: String::new(),
        status: String::new(),
        amount: String::new(),
        why: text::broken_row(&fault.what),
    }
}

fn receipt(row: &TableRow<'_>, offset: FixedOffset) -> Result<Receipt, Unreadable> {
    parse(row, offset).map_err(|(column, what)| Unreadable {
        line: row.line(),
        end_to_end_no: without_controls(row.value(NUMBER)),
        status: without_controls(row.value(STATUS)),
        amount: without_controls(row.value(AMOUNT)),
        why: text::unreadable_value(COLUMNS[column].name, what),
    })
}

/// The answer, or the first column that cannot be read.
fn parse(row: &TableRow<'_>, offset: FixedOffset) -> Result<Receipt, (usize, UnreadableValue)> {
    check_text(row)?;
    let status = Status::parse(row.value(STATUS)).ok_or((STATUS, UnreadableValue::Status))?;
    let amount = amount(row.value(AMOUNT), status).map_err(|what| (AMOUNT, what))?;
    if status == Status::Accepted && row.value(RECEIPT_NO).is_empty() {
        return Err((RECEIPT_NO, UnreadableValue::NoReceiptNo));
    }
    let received_at = received_at(row.value(RECEIVED_AT), offset)
        .ok_or((RECEIVED_AT, UnreadableValue::Instant))?;
    Ok(Receipt {
        end_to_end_no: row.value(NUMBER).into(),
        answer: Answer {
            status,
            code: row.value(CODE).into(),
            message: without_controls(row.value(MESSAGE)).into(),
            receipt_no: without_controls(row.value(RECEIPT_NO)).into(),
            received_at,
        },
        amount,
        line: row.line(),
    })
}

fn check_text(row: &TableRow<'_>) -> Result<(), (usize, UnreadableValue)> {
    if row.value(NUMBER).is_empty() {
        return Err((NUMBER, UnreadableValue::Missing));
    }
    let rules = [
        (NUMBER, TextRule::Strict),
        (CODE, TextRule::Strict),
        (MESSAGE, TextRule::Free),
        (RECEIPT_NO, TextRule::Free),
    ];
    match rules
        .into_iter()
        .find(|(column, rule)| is_bad_text(row.value(*column), *rule))
    {
        None => Ok(()),
        Some((column, _)) => Err((column, UnreadableValue::Text)),
    }
}

/// The amount that an answer names: it must, where money was moved.
fn amount(text: &str, status: Status) -> Result<Option<Money>, UnreadableValue> {
    match (text, status.moves_money()) {
        ("", true) => Err(UnreadableValue::NoAmount),
        ("", false) => Ok(None),
        _ => Money::parse(text).map(Some).ok_or(UnreadableValue::Amount),
    }
}

/// RFC 3339; empty where nothing, or what databases write for nothing, stands there.
fn received_at(text: &str, offset: FixedOffset) -> Option<CompactString> {
    if text.is_empty() || Instant::is_nought(text) {
        return Some(CompactString::default());
    }
    let at = Instant::parse(text, offset)?;
    Some(match at.is_placeholder(offset) {
        true => CompactString::default(),
        false => at.display(offset).into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "end_to_end_no,status,amount,code,message,receipt_no,received_at";

    fn offset() -> FixedOffset {
        FixedOffset::east_opt(8 * 3600).unwrap()
    }

    fn rows_of(bytes: &[u8], encoding: Option<Encoding>) -> Rows {
        read("a.csv", bytes, encoding, offset()).unwrap()
    }

    fn one(row: &str) -> Result<Receipt, Unreadable> {
        let mut rows = rows_of(format!("{HEAD}\n{row}\n").as_bytes(), None);
        assert_eq!(rows.count(), 1, "{row}");
        rows.receipts.pop().ok_or_else(|| rows.unreadable.remove(0))
    }

    #[test]
    fn headers_in_any_order_language_and_encoding_read_alike() {
        let text = "返回信息,x,流水号,处理状态,金额,返回码,缴费凭证号,处理时间\r\n\
                    余额不足,?,7,扣款失败,355,A1,,20241223100000\r\n\
                    ,,8,Accepted,355.0,,SW8,2024/12/23 10:00:00.50";
        let utf8 = rows_of(text.as_bytes(), None);
        let (gb18030, _, _) = encoding_rs::GB18030.encode(text);
        assert_eq!(rows_of(&gb18030, None), utf8);
        assert_eq!(rows_of(format!("\u{FEFF}{text}").as_bytes(), None), utf8);
        assert!(utf8.unreadable.is_empty());
        let [first, second] = &utf8.receipts[..] else {
            panic!("{utf8:?}");
        };
        assert_eq!(
            (first.end_to_end_no.as_str(), first.line, first.amount),
            ("7", 2, Some(Money::from_fen(35500)))
        );
        assert_eq!(
            (
                first.answer.status,
                &*first.answer.code,
                &*first.answer.message
            ),
            (Status::NotPosted, "A1", "余额不足")
        );
        assert_eq!(first.answer.received_at, "2024-12-23T10:00:00+08:00");
        assert_eq!(second.answer.receipt_no, "SW8");
        assert_eq!(second.answer.received_at, "2024-12-23T10:00:00.5+08:00");
    }

    #[test]
    fn the_amount_that_is_due_may_not_be_empty() {
        for status in Status::ALL {
            let receipt_no = if status == Status::Accepted { "T" } else { "" };
            let row = |amount: &str| one(&format!("1,{status},{amount},,,{receipt_no},"));
            for (amount, read) in [
                ("0.00", 0),
                ("354.99", 35499),
                ("355", 35500),
                ("355.5", 35550),
            ] {
                let found = row(amount).unwrap().amount;
                assert_eq!(found, Some(Money::from_fen(read)), "{status} {amount}");
            }
            for amount in [
                "3.55E+02", "-355.00", "+355", "355,00", "¥355.00", "355.000", "NaN",
            ] {
                let quoted = format!("\"{amount}\"");
                assert!(row(&quoted).is_err(), "{status} {amount}");
            }
            let empty = row("");
            match status {
                Status::NotPosted | Status::Rejected => assert_eq!(empty.unwrap().amount, None),
                _ => assert!(empty.is_err(), "{status}"),
            }
        }
    }

    #[test]
    fn a_row_that_cannot_be_read_is_told_with_what_stands_there() {
        for (row, column) in [
            (",posted,355,,,,", "end_to_end_no"),
            ("1,,355,,,,", "status"),
            ("1,done,355,,,,", "status"),
            ("1,posted,,,,,", "amount"),
            ("1,accepted,355,,,,", "receipt_no"),
            ("1,rejected,,E|1,,,", "code"),
            ("1,rejected,,E1,a\tb,,", "message"),
            ("1,accepted,355,,,T\u{1B}1,", "receipt_no"),
            ("1,posted,355,,,,2024-12-23", "received_at"),
            ("1,posted,355,,,,2024-12-23 10:00", "received_at"),
        ] {
            let unreadable = one(row).unwrap_err();
            assert!(unreadable.why.to_string().starts_with(column), "{row}");
            let told = row.split(',').take(3);
            let told: Vec<&str> = told.collect();
            let shown = [
                unreadable.end_to_end_no,
                unreadable.status,
                unreadable.amount,
            ];
            assert_eq!(shown.to_vec(), told, "{row}");
        }
        let shown = one("1\u{7},po\u{1B}sted,3\u{2028}55,,,,").unwrap_err();
        assert_eq!(
            [shown.end_to_end_no, shown.status, shown.amount],
            ["1\u{FFFD}", "po\u{FFFD}sted", "3\u{FFFD}55"]
        );
    }

    #[test]
    fn line_feeds_in_the_words_of_the_answerer_are_replaced() {
        let read = one("1,accepted,355,,\"a\nb|c\",\"T\n1\",").unwrap();
        assert_eq!(
            [read.answer.message, read.answer.receipt_no],
            ["a\u{FFFD}b|c", "T\u{FFFD}1"]
        );
    }

    #[test]
    fn what_databases_write_for_no_instant_is_none() {
        for nothing in [
            "",
            "0000-00-00 00:00:00",
            "1900-01-01 00:00:00",
            "99991231235959",
        ] {
            let read = one(&format!("1,posted,355,,,,{nothing}")).unwrap();
            assert_eq!(read.answer.received_at, "", "{nothing}");
        }
    }

    #[test]
    fn rows_are_counted_once_and_blank_ones_not_at_all() {
        let text = format!(
            "{HEAD},more\n1,posted,355,,,,,\n2,posted\n,,,,,,,\n\u{1A},,,,,,,\n,,,,,,,x\n\"a\"b,,,,,,,\n"
        );
        let rows = rows_of(text.as_bytes(), None);
        let lines: Vec<Line> = rows.unreadable.iter().map(|row| row.line).collect();
        assert_eq!((rows.count(), rows.receipts.len()), (4, 1));
        let mut sorted = lines;
        sorted.sort_unstable();
        assert_eq!(sorted, [3, 6, 7]);
    }

    #[test]
    fn other_bytes_are_a_row_only_where_the_encoding_is_given() {
        let bytes = [
            HEAD.as_bytes(),
            b"\n1,posted,355,,\xFF\xFF,,\n2,posted,355,,,,\n",
        ]
        .concat();
        for encoding in [Encoding::Utf8, Encoding::Gb18030] {
            let rows = rows_of(&bytes, Some(encoding));
            assert_eq!((rows.receipts.len(), rows.unreadable[0].line), (1, 2));
            assert_eq!(rows.receipts[0].end_to_end_no, "2");
        }
        let refused = read("a.csv", &bytes, None, offset()).unwrap_err();
        assert!(
            refused[0]
                .to_string()
                .contains("not valid utf-8 and not valid gb18030")
        );
    }

    #[test]
    fn nothing_and_nought_are_one_amount() {
        let row = |amount: &str| one(&format!("1,rejected,{amount},E,,,")).unwrap();
        for (a, b, is_same) in [
            ("", "0.00", true),
            ("", "355", false),
            ("0", "355", false),
            ("355", "355.00", true),
        ] {
            assert_eq!(row(a).says_the_same(&row(b)), is_same, "{a} {b}");
        }
    }

    #[test]
    fn a_header_alone_is_refused() {
        let refused = read("a.csv", format!("{HEAD}\n").as_bytes(), None, offset()).unwrap_err();
        assert!(refused[0].to_string().contains("no answer"));
    }
}
