//! Recording a file of answers: its own entry of the journal.

use super::chain::{ANSWER_COLUMNS, REVERSAL_COLUMNS, ValueDigest};
use super::entry::{Commit, Entry};
use super::faults::OrFault;
use super::inserter::Inserter;
use super::key_order::{Key, NewAnswer, ROWS_AHEAD, group};
use super::open::Ledger;
use crate::crash_point;
use crate::domain::{Money, OutputDigest};
use crate::fault::Fault;
use crate::text::system;
use rayon::prelude::*;
use rusqlite::params;
use rusqlite::types::ValueRef;

const DOING: system::Doing = system::WRITE_ANSWERS;

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
        let keys = in_order(answers, |_| true);
        let reversing = in_order(answers, |new| new.answer.status.reverses());
        let entry = Entry::begin(self, "receipts")?;
        insert_receipts(&entry, receipts, answers)?;
        let mut rows = ValueDigest::default();
        insert_answers(&entry, &keys, answers, &mut rows).or_fault(DOING)?;
        insert_reversals(&entry, &reversing, answers, &mut rows).or_fault(DOING)?;
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

/// The keys of those answers that are wanted in their order, each with the place of its answer.
fn in_order(
    answers: &[NewAnswer<'_>],
    is_wanted: impl Fn(&NewAnswer<'_>) -> bool + Sync,
) -> Vec<(Key, u32)> {
    let key = |(new, place): (&NewAnswer<'_>, u32)| {
        let of = new.deduction;
        let (insured, answer_no) = (of.insured.clone(), 1 + of.answers.len() as u32);
        ((of.insurance_year, insured, of.attempt, answer_no), place)
    };
    let places = 0..answers.len() as u32;
    let wanted = answers.par_iter().zip(places);
    let wanted = wanted.filter(|(new, _)| is_wanted(new));
    let mut keys: Vec<(Key, u32)> = wanted.map(key).collect();
    keys.par_sort_unstable();
    keys
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
    keys: &[(Key, u32)],
    answers: &[NewAnswer<'_>],
    digest: &mut ValueDigest,
) -> rusqlite::Result<()> {
    let mut inserter = Inserter::new(entry.conn(), "answers", ANSWER_COLUMNS, keys.len())?;
    let mut laid = Vec::new();
    // Behind the last rows nothing is laid out any more, and they are written.
    for ahead in keys.chunks(ROWS_AHEAD).chain([&[][..]]) {
        let rows = std::mem::take(&mut laid);
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| laid = group(ahead, answers));
            for values in rows.iter().flat_map(|some| some.rows(entry.seq)) {
                inserter.insert(digest, &values)?;
                crash_point!("ledger.within-rows");
            }
            Ok::<(), rusqlite::Error>(())
        })?;
    }
    Ok(())
}

fn insert_reversals(
    entry: &Entry<'_>,
    keys: &[(Key, u32)],
    answers: &[NewAnswer<'_>],
    digest: &mut ValueDigest,
) -> rusqlite::Result<()> {
    let mut inserter = Inserter::new(entry.conn(), "reversals", REVERSAL_COLUMNS, keys.len())?;
    let mut person = Vec::new();
    for ((year, insured, attempt, _), place) in keys {
        let new = &answers[*place as usize];
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
