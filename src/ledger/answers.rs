//! What account system and tax bureau said about deductions (section 11 of the contract).

use super::open::Ledger;
use super::read::DeductionRow;
use crate::domain::{Money, PersonKey, Status};
use crate::fault::Fault;
use compact_str::CompactString;
use rusqlite::{Row, params};

/// One answer about one deduction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What it says.
    pub status: Status,
    /// Code, or empty.
    pub code: CompactString,
    /// Text, or empty.
    pub message: CompactString,
    /// The tax bureau's number, or empty.
    pub receipt_no: CompactString,
    /// RFC 3339.
    pub received_at: CompactString,
}

impl Answer {
    /// Whether this is the same answer again: status, code and receipt number.
    pub fn repeats(&self, earlier: &Answer) -> bool {
        (self.status, &self.code, &self.receipt_no)
            == (earlier.status, &earlier.code, &earlier.receipt_no)
    }
}

/// A deduction that no longer stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reversal {
    /// Number of the deduction.
    pub end_to_end_no: CompactString,
    /// The answer that reversed it.
    pub cause: Status,
    /// Code of the answer.
    pub code: CompactString,
    /// Text of the answer.
    pub message: CompactString,
    /// For whom it was.
    pub insured_id: CompactString,
    /// Who had paid.
    pub organizer_id: CompactString,
    /// The enrollment it had paid.
    pub enrollment_id: CompactString,
    /// The fee.
    pub amount: Money,
}

/// A text column without a heap allocation where it is short.
pub(super) fn compact(row: &Row<'_>, column: usize) -> rusqlite::Result<CompactString> {
    Ok(CompactString::from(row.get_ref(column)?.as_str()?))
}

pub(super) fn unreadable(column: usize) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(
        column,
        "a value of the ledger".to_owned(),
        rusqlite::types::Type::Text,
    )
}

pub(super) fn person(row: &Row<'_>, column: usize) -> rusqlite::Result<PersonKey> {
    PersonKey::parse(row.get_ref(column)?.as_str()?).map_err(|_| unreadable(column))
}

pub(super) fn status(row: &Row<'_>, column: usize) -> rusqlite::Result<Status> {
    Status::parse(row.get_ref(column)?.as_str()?).ok_or_else(|| unreadable(column))
}

pub(super) fn answer_of(row: &Row<'_>, first: usize) -> rusqlite::Result<Answer> {
    Ok(Answer {
        status: status(row, first)?,
        code: compact(row, first + 1)?,
        message: compact(row, first + 2)?,
        receipt_no: compact(row, first + 3)?,
        received_at: compact(row, first + 4)?,
    })
}

impl Ledger {
    /// What was answered about one deduction, in order.
    ///
    /// # Errors
    /// As every reading of the ledger.
    pub fn answers_of(&self, end_to_end_no: &str) -> Result<Vec<Answer>, Fault> {
        self.rows(
            "SELECT status, code, message, receipt_no, received_at FROM answers \
             WHERE end_to_end_no = ?1 ORDER BY answer_no",
            [end_to_end_no],
            |r| answer_of(r, 0),
        )
    }

    /// The file that tells of a deduction's reversal, by its path below the output folder; `None`
    /// while the deduction stands.
    ///
    /// # Errors
    /// As every reading of the ledger.
    pub fn reversal_file(&self, deduction: &DeductionRow) -> Result<Option<String>, Fault> {
        let mut paths = self.rows(
            "SELECT f.path FROM reversals r JOIN files f ON f.seq = r.receipts_seq \
             WHERE r.insurance_year = ?1 AND r.insured_id = ?2 AND r.attempt = ?3 \
               AND f.path LIKE iif(r.cause = 'not_posted', 'withdrawals/', 'reversals/') \
                               || ?4 || '-%'",
            params![
                deduction.insurance_year,
                deduction.insured_id,
                deduction.attempt,
                deduction.batch.to_string()
            ],
            |r| r.get(0),
        )?;
        Ok(paths.pop())
    }

    /// The reversals of one entry of the journal, in the order of `end_to_end_no`.
    ///
    /// # Errors
    /// As every reading of the ledger.
    pub fn reversals_of(&self, receipts_seq: u64) -> Result<Vec<Reversal>, Fault> {
        self.rows(
            "SELECT r.end_to_end_no, r.cause, r.code, r.message, d.insured_id, d.organizer_id, \
                    d.enrollment_id, r.amount_fen \
             FROM reversals r JOIN deductions d ON d.insurance_year = r.insurance_year \
                  AND d.insured_id = r.insured_id AND d.attempt = r.attempt \
             WHERE r.receipts_seq = ?1 ORDER BY r.end_to_end_no",
            [receipts_seq],
            |r| {
                Ok(Reversal {
                    end_to_end_no: compact(r, 0)?,
                    cause: status(r, 1)?,
                    code: compact(r, 2)?,
                    message: compact(r, 3)?,
                    insured_id: compact(r, 4)?,
                    organizer_id: compact(r, 5)?,
                    enrollment_id: compact(r, 6)?,
                    amount: Money::from_fen(r.get(7)?),
                })
            },
        )
    }
}
