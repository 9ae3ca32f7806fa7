//! The file of answers (section 11 of the contract): read strictly, taken whole or not at all.

use crate::domain::masking::mask_number;
use crate::domain::plan::Encoding;
use crate::domain::{Instant, Line};
use crate::input::{Column, FileFault, Table, TableRow};
use crate::ledger::{Answer, Status};
use chrono::FixedOffset;
use compact_str::CompactString;
use rayon::prelude::*;

const NUMBER: usize = 0;
const STATUS: usize = 1;
const CODE: usize = 2;
const MESSAGE: usize = 3;
const RECEIPT_NO: usize = 4;
const RECEIVED_AT: usize = 5;

const COLUMNS: [Column; 6] = [
    Column::required("end_to_end_no", &["端到端编号", "明细编号"]),
    Column::required("status", &["状态", "处理状态"]),
    Column::required("code", &["代码", "错误代码"]),
    Column::required("message", &["说明", "错误说明"]),
    Column::required("receipt_no", &["缴费凭证号"]),
    Column::required("received_at", &["应答时间"]),
];

const MEND: &str = "correct it with whoever answered and import the file again";

/// One answer with the place where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The deduction that is answered.
    pub end_to_end_no: CompactString,
    /// What is answered.
    pub answer: Answer,
    /// Where the record starts.
    pub line: Line,
}

/// Reads all answers.
///
/// # Errors
/// Every fault of the file: columns, quoting, numbers, statuses, instants, an acceptance without
/// `receipt_no`.
pub fn read(
    name: &str,
    bytes: &[u8],
    encoding: Option<Encoding>,
    offset: FixedOffset,
) -> Result<Vec<Receipt>, Vec<FileFault>> {
    let table = Table::read(name, bytes, encoding, &COLUMNS)?;
    table.notes.iter().for_each(|note| tracing::info!("{note}"));
    let read: Vec<Result<Receipt, Vec<FileFault>>> = table
        .par_rows()
        .map(|row| receipt(name, &row, offset))
        .collect();
    let mut receipts = Vec::with_capacity(read.len());
    let mut faults = Vec::new();
    for receipt in read {
        match receipt {
            Ok(receipt) => receipts.push(receipt),
            Err(mut found) => faults.append(&mut found),
        }
    }
    if faults.is_empty() {
        Ok(receipts)
    } else {
        Err(faults)
    }
}

/// What is shown of a value in a message: the number of a deduction, else masked, since in a file
/// with the wrong columns it may be anything about a person.
pub(super) fn shown(value: &str) -> String {
    const DIGITS: usize = 22;
    let is_deduction = value.len() == DIGITS && value.bytes().all(|b| b.is_ascii_digit());
    match is_deduction {
        true => value.to_owned(),
        false => mask_number(value),
    }
}

fn receipt(name: &str, row: &TableRow<'_>, offset: FixedOffset) -> Result<Receipt, Vec<FileFault>> {
    let mut faults = Vec::new();
    let mut fault = |column: usize, what: &str| {
        let place = FileFault::new(name, what, MEND).at(row.line());
        faults.push(
            place
                .in_column(Some(COLUMNS[column].name))
                .found(shown(row.value(column))),
        );
    };
    let status = Status::parse(row.value(STATUS));
    if row.value(NUMBER).is_empty() {
        fault(NUMBER, "the answer names no deduction");
    }
    if status.is_none() {
        fault(
            STATUS,
            "the status is none of accepted, rejected, returned, not_posted",
        );
    }
    if status == Some(Status::Accepted) && row.value(RECEIPT_NO).is_empty() {
        fault(
            RECEIPT_NO,
            "an acceptance needs the tax bureau's receipt number",
        );
    }
    for column in [NUMBER, CODE, MESSAGE, RECEIPT_NO] {
        if row
            .value(column)
            .chars()
            .any(|c| c.is_control() || c == '\u{FFFD}')
        {
            fault(column, "the text holds a control character or U+FFFD");
        }
    }
    let received_at = match row.value(RECEIVED_AT) {
        "" => Some(String::new()),
        text => Instant::parse(text, offset).map(|at| at.display(offset)),
    };
    if received_at.is_none() {
        fault(
            RECEIVED_AT,
            "this is not an instant such as 2024-12-23T10:00:00+08:00",
        );
    }
    match (status, received_at) {
        (Some(status), Some(received_at)) if faults.is_empty() => Ok(Receipt {
            end_to_end_no: row.value(NUMBER).into(),
            answer: Answer {
                status,
                code: row.value(CODE).into(),
                message: row.value(MESSAGE).into(),
                receipt_no: row.value(RECEIPT_NO).into(),
                received_at: received_at.into(),
            },
            line: row.line(),
        }),
        _ => Err(faults),
    }
}
