//! Recording a file of answers: its own entry of the journal.

use super::answers::{Answer, Answered};
use super::chain::{ANSWER_COLUMNS, REVERSAL_COLUMNS, ValueDigest};
use super::entry::{Commit, Entry};
use super::faults::OrFault;
use super::inserter::Inserter;
use super::open::Ledger;
use crate::crash_point;
use crate::domain::{Money, OutputDigest, PersonKey};
use crate::fault::Fault;
use rayon::slice::ParallelSliceMut;
use rusqlite::params;
use rusqlite::types::ValueRef;

const DOING: &str = "cannot write the answers to the ledger";

/// A file of answers about to be recorded.
#[derive(Debug, Clone, Copy)]
pub struct NewReceipts<'a> {
    /// SHA-256 of its raw bytes.
    pub sha256: &'a str,
    /// Size in bytes.
    pub bytes: u64,
    /// Records after the header.
    pub rows: u64,
}

/// An answer that the ledger does not hold yet.
#[derive(Debug, Clone, Copy)]
pub struct NewAnswer<'a> {
    /// Number of the deduction.
    pub end_to_end_no: &'a str,
    /// The deduction, with what was answered before.
    pub deduction: &'a Answered,
    /// The answer.
    pub answer: &'a Answer,
}

/// A recorded file of answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptsRecord {
    /// Place in the journal.
    pub seq: u64,
    /// SHA-256 of the raw bytes.
    pub sha256: String,
    /// Records after the header.
    pub rows: u64,
    /// How many were new.
    pub new_answers: u64,
    /// How many deductions were reversed.
    pub reversals: u64,
    /// Sum of the reversed deductions.
    pub reversed: Money,
    /// Files that followed, by their path below the output folder.
    pub files: Vec<OutputDigest>,
}

impl Ledger {
    /// Records answers, the reversals that follow from them, and the digests of the files that
    /// tell of them, in one transaction. `files` are named by their path below the output folder.
    ///
    /// # Errors
    /// As the commit of a batch; a transition that section 11 does not know is refused by the
    /// database itself.
    pub fn commit_receipts(
        &mut self,
        receipts: &NewReceipts<'_>,
        answers: &[NewAnswer<'_>],
        files: &[OutputDigest],
    ) -> Result<Commit, Fault> {
        let in_order = in_order_of_key(answers);
        let entry = Entry::begin(self, "receipts")?;
        insert_receipts(&entry, receipts, answers)?;
        let mut rows = ValueDigest::default();
        insert_answers(&entry, &in_order, &mut rows).or_fault(DOING)?;
        insert_reversals(&entry, &in_order, &mut rows).or_fault(DOING)?;
        crash_point!("ledger.after-rows");
        entry.files("", files.iter())?;
        entry.commit(&rows.finish())
    }

    /// Every recorded file of answers, in order.
    ///
    /// # Errors
    /// As every reading of the ledger.
    pub fn receipts(&self) -> Result<Vec<ReceiptsRecord>, Fault> {
        let mut records = self.rows(
            "SELECT seq, sha256, rows, new_answers, reversals, reversed_fen FROM receipts \
             ORDER BY seq",
            [],
            |r| {
                Ok(ReceiptsRecord {
                    seq: r.get(0)?,
                    sha256: r.get(1)?,
                    rows: r.get(2)?,
                    new_answers: r.get(3)?,
                    reversals: r.get(4)?,
                    reversed: Money::from_fen(r.get(5)?),
                    files: Vec::new(),
                })
            },
        )?;
        for record in &mut records {
            record.files = self.rows(
                "SELECT path, sha256, bytes FROM files WHERE seq = ?1 ORDER BY path",
                [record.seq],
                |r| {
                    Ok(OutputDigest {
                        name: r.get(0)?,
                        sha256: r.get(1)?,
                        bytes: r.get(2)?,
                    })
                },
            )?;
        }
        Ok(records)
    }
}

/// The ledger's key of an answer: year, person, attempt, and its place among the attempt's answers.
type Key = (u16, PersonKey, u32, usize);

/// The answers in the order of their keys, which are compared and written without a look at the
/// deductions.
fn in_order_of_key<'a>(answers: &[NewAnswer<'a>]) -> Vec<(Key, NewAnswer<'a>)> {
    let mut keys: Vec<(Key, usize)> = answers
        .iter()
        .map(|new| {
            let deduction = new.deduction;
            let (year, insured) = (deduction.insurance_year, deduction.insured.clone());
            (
                year,
                insured,
                deduction.attempt,
                1 + deduction.answers.len(),
            )
        })
        .zip(0..)
        .collect();
    keys.par_sort_unstable();
    keys.into_iter()
        .map(|(key, place)| (key, answers[place]))
        .collect()
}

fn insert_receipts(
    entry: &Entry<'_>,
    receipts: &NewReceipts<'_>,
    answers: &[NewAnswer<'_>],
) -> Result<(), Fault> {
    let reversed = answers.iter().filter(|n| n.answer.status.reverses());
    let count = reversed.clone().count();
    let sum: Money = reversed.map(|n| n.deduction.amount).sum();
    entry
        .conn()
        .execute(
            "INSERT INTO receipts (seq, sha256, bytes, rows, new_answers, reversals, reversed_fen) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                entry.seq,
                receipts.sha256,
                receipts.bytes,
                receipts.rows,
                answers.len(),
                count,
                sum.fen()
            ],
        )
        .or_fault(DOING)
        .map(|_| ())
}

fn insert_answers(
    entry: &Entry<'_>,
    answers: &[(Key, NewAnswer<'_>)],
    digest: &mut ValueDigest,
) -> rusqlite::Result<()> {
    let mut inserter = Inserter::new(entry.conn(), "answers", ANSWER_COLUMNS, answers.len())?;
    let mut person = Vec::new();
    for ((year, insured, attempt, answer_no), new) in answers {
        person.clear();
        insured.push_to(&mut person);
        let values = [
            integer(*year),
            ValueRef::Text(&person),
            integer(*attempt),
            ValueRef::Integer(i64::try_from(*answer_no).unwrap_or(i64::MAX)),
            ValueRef::Integer(entry.seq),
            text(new.end_to_end_no),
            text(new.answer.status.as_str()),
            text(&new.answer.code),
            text(&new.answer.message),
            text(&new.answer.receipt_no),
            text(&new.answer.received_at),
        ];
        inserter.insert(digest, &values)?;
        crash_point!("ledger.within-rows");
    }
    Ok(())
}

fn insert_reversals(
    entry: &Entry<'_>,
    answers: &[(Key, NewAnswer<'_>)],
    digest: &mut ValueDigest,
) -> rusqlite::Result<()> {
    let reversing = answers
        .iter()
        .filter(|(_, new)| new.answer.status.reverses());
    let count = reversing.clone().count();
    let mut inserter = Inserter::new(entry.conn(), "reversals", REVERSAL_COLUMNS, count)?;
    let mut person = Vec::new();
    for ((year, insured, attempt, _), new) in reversing {
        person.clear();
        insured.push_to(&mut person);
        let values = [
            integer(*year),
            ValueRef::Text(&person),
            integer(*attempt),
            ValueRef::Integer(entry.seq),
            text(new.end_to_end_no),
            text(new.answer.status.as_str()),
            text(&new.answer.code),
            text(&new.answer.message),
            ValueRef::Integer(new.deduction.amount.fen()),
        ];
        inserter.insert(digest, &values)?;
    }
    Ok(())
}

fn text(text: &str) -> ValueRef<'_> {
    ValueRef::Text(text.as_bytes())
}

fn integer(number: impl Into<i64>) -> ValueRef<'static> {
    ValueRef::Integer(number.into())
}
