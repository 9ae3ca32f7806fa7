//! Deductions with what was answered about each, found by their numbers.

use super::answers::{Answer, answer_of, compact, person, unreadable};
use super::faults::OrFault;
use super::open::Ledger;
use crate::domain::batch::seq_of;
use crate::domain::{BatchId, Money, PersonKey};
use crate::fault::Fault;
use crate::text::system;
use compact_str::CompactString;
use rusqlite::Row;

const DOING: system::Doing = system::READ_ANSWERS;

/// Stands for no place in a list.
const NOWHERE: u32 = u32::MAX;

/// A deduction as reconciliation sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// First part of the obligation.
    pub insurance_year: u16,
    /// Second part of the obligation.
    pub insured: PersonKey,
    /// Which attempt to meet it.
    pub attempt: u32,
    /// The enrollment it pays.
    pub enrollment_id: CompactString,
    /// Who paid.
    pub organizer: PersonKey,
    /// The fee.
    pub amount: Money,
    /// What was answered so far, at most three, in order.
    pub answers: Vec<Answer>,
}

/// Every deduction of some batches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredBatches(Vec<AnsweredBatch>);

/// The deductions of one batch.
#[derive(Debug, Clone, PartialEq, Eq)]
struct AnsweredBatch {
    id: BatchId,
    /// What the number of each begins with.
    prefix: String,
    /// In the order of the ledger's key.
    deductions: Vec<Answered>,
    /// Place in `deductions` of each line of the remittance, from the first.
    places: Vec<u32>,
}

impl AnsweredBatches {
    /// The deduction that has this number.
    pub fn find(&self, end_to_end_no: &str) -> Option<&Answered> {
        self.0.iter().find_map(|batch| {
            let place = batch.place(end_to_end_no)?;
            batch.deductions.get(place)
        })
    }

    fn find_mut(&mut self, end_to_end_no: &str) -> Option<&mut Answered> {
        self.0.iter_mut().find_map(|batch| {
            let place = batch.place(end_to_end_no)?;
            batch.deductions.get_mut(place)
        })
    }

    /// Every deduction with its batch.
    pub fn into_deductions(self) -> impl Iterator<Item = (BatchId, Answered)> {
        self.0.into_iter().flat_map(|batch| {
            let id = batch.id;
            batch.deductions.into_iter().map(move |of| (id, of))
        })
    }
}

impl AnsweredBatch {
    fn place(&self, end_to_end_no: &str) -> Option<usize> {
        let line = self.line(end_to_end_no)?;
        self.places.get(line).map(|place| *place as usize)
    }

    /// Which line of the remittance has this number, from 0.
    fn line(&self, end_to_end_no: &str) -> Option<usize> {
        let seq = seq_of(end_to_end_no.strip_prefix(&self.prefix)?)?;
        (seq as usize).checked_sub(1)
    }

    fn add(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
        const NUMBER: usize = 0;
        let line = self.line(row.get_ref(NUMBER)?.as_str()?);
        let place = line.and_then(|line| self.places.get_mut(line));
        let place = place.filter(|place| **place == NOWHERE);
        *place.ok_or_else(|| unreadable(NUMBER))? = self.deductions.len() as u32;
        self.deductions.push(Answered {
            insurance_year: row.get(1)?,
            insured: person(row, 2)?,
            attempt: row.get(3)?,
            enrollment_id: compact(row, 4)?,
            organizer: person(row, 5)?,
            amount: Money::from_fen(row.get(6)?),
            answers: Vec::new(),
        });
        Ok(())
    }
}

impl Ledger {
    /// Every deduction of the batches with its answers.
    ///
    /// # Errors
    /// As every reading of the ledger; a number that is none of its batch, or that two deductions
    /// have, makes the ledger unreadable.
    pub fn answered(&self, batches: &[BatchId]) -> Result<AnsweredBatches, Fault> {
        let batches = batches.iter().map(|batch| self.deductions_of_batch(batch));
        let mut found = AnsweredBatches(batches.collect::<Result<_, Fault>>()?);
        self.each_row(
            "SELECT end_to_end_no, status, code, message, receipt_no, received_at \
             FROM answers ORDER BY insurance_year, insured_id, attempt, answer_no",
            [],
            |row| {
                if let Some(deduction) = found.find_mut(row.get_ref(0)?.as_str()?) {
                    deduction.answers.push(answer_of(row, 1)?);
                }
                Ok(())
            },
        )
        .or_fault(DOING)?;
        Ok(found)
    }

    fn deductions_of_batch(&self, batch: &BatchId) -> Result<AnsweredBatch, Fault> {
        let id = batch.to_string();
        let count = "SELECT deductions FROM batches WHERE batch_id = ?1";
        let counts = self.rows(count, [&id], |r| r.get::<_, usize>(0))?;
        let count = counts.into_iter().sum();
        let mut found = AnsweredBatch {
            id: *batch,
            prefix: batch.compact(),
            deductions: Vec::with_capacity(count),
            places: vec![NOWHERE; count],
        };
        self.each_row(
            "SELECT d.end_to_end_no, d.insurance_year, d.insured_id, d.attempt, d.enrollment_id, \
                    d.organizer_id, d.amount_fen \
             FROM deductions d WHERE d.batch_seq = (SELECT seq FROM batches WHERE batch_id = ?1)",
            [&id],
            |row| found.add(row),
        )
        .or_fault(DOING)?;
        Ok(found)
    }

    fn each_row<P: rusqlite::Params>(
        &self,
        sql: &str,
        params: P,
        mut each: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            each(row)?;
        }
        Ok(())
    }
}
