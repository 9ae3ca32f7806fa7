//! The file of answers (section 11 of the contract), read as an extract is.

use crate::domain::characters::without_controls;
use crate::domain::message::Message;
use crate::domain::{Encoding, Instant, Line, Money};
use crate::input::Kind::{Instant as InstantKind, SignedMoney, Text};
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

/// The columns of a file of answers.
pub(crate) const COLUMNS: [Column; 7] = [
    Column::required("end_to_end_no", &["流水号"])
        .about(
            "划扣流水号，取自 postings.csv 或 remittance",
            "number of the deduction, from postings.csv or the remittance",
        )
        .such_as("2025202412210100000001", "2025202412210100000002"),
    Column::required("status", &["处理状态"])
        .about("处理结果", "what became of it")
        .such_as("posted", "入库成功"),
    Column::required("amount", &["金额"])
        .may_be(SignedMoney)
        .about(
            "实际划动的金额（元）；未划动的可空",
            "amount moved, in yuan; may be empty where none was",
        )
        .such_as("355.00", "355.00"),
    Column::required("code", &["返回码"])
        .may_be(Text)
        .about("返回码", "code of the answerer")
        .such_as("", ""),
    Column::required("message", &["返回信息"])
        .may_be(Text)
        .about("返回信息", "words of the answerer")
        .such_as("", ""),
    Column::required("receipt_no", &["缴费凭证号"])
        .may_be(Text)
        .about(
            "缴费凭证号；accepted 必填",
            "number of the receipt, which accepted must have",
        )
        .such_as("", "SW20241223-0001"),
    Column::required("received_at", &["处理时间"])
        .may_be(InstantKind)
        .about("处理时间", "when it was dealt with")
        .such_as("2024-12-23 10:00:00", "20241224093000"),
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

/// Reads all answers; once it is stopped, they end.
///
/// # Errors
/// Every fault of the file as a whole: its encoding, its columns, no row at all.
pub fn read(
    name: &str,
    bytes: &[u8],
    encoding: Option<Encoding>,
    offset: FixedOffset,
    is_stopped: &(dyn Fn() -> bool + Sync),
) -> Result<Rows, Vec<FileFault>> {
    let (table, faults) = Table::read_apart(name, bytes, encoding, &COLUMNS, is_stopped)?;
    table.notes.iter().for_each(log::remark);
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
mod tests;
