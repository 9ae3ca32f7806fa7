//! Answers laid out in the order in which they are written.

use super::answered::Answered;
use super::answers::Answer;
use crate::domain::PersonKey;
use rayon::prelude::*;
use rusqlite::types::ValueRef;

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

/// The ledger's key of an answer: year, person, attempt, and its place among the attempt's answers.
pub(super) type Key = (u16, PersonKey, u32, u32);

/// Rows that one thread lays out at a time.
const ROWS: usize = 1 << 7;

/// Rows that are laid out while as many are written.
pub(super) const ROWS_AHEAD: usize = ROWS << 4;

/// Texts of a row.
const TEXTS: usize = 7;

/// The values of some rows of `answers`.
///
/// Answers are written in the order of persons, in which they lie anywhere in memory. The one
/// thread that writes would wait for each of them; others lay them out before it.
#[derive(Default)]
pub(super) struct KeyOrder {
    /// Year, attempt, and place among the answers of the attempt.
    numbers: Vec<[i64; 3]>,
    /// All texts, one behind the other.
    texts: Vec<u8>,
    /// Where each of them ends.
    ends: Vec<[usize; TEXTS]>,
}

/// Lays out answers, on all threads of the current pool.
pub(super) fn group(keys: &[(Key, u32)], answers: &[NewAnswer<'_>]) -> Vec<KeyOrder> {
    keys.par_chunks(ROWS)
        .map(|keys| {
            let mut laid = KeyOrder::default();
            for (key, place) in keys {
                laid.push(key, &answers[*place as usize]);
            }
            laid
        })
        .collect()
}

impl KeyOrder {
    fn push(&mut self, (year, insured, attempt, answer_no): &Key, new: &NewAnswer<'_>) {
        self.numbers
            .push([i64::from(*year), i64::from(*attempt), i64::from(*answer_no)]);
        let answer = new.answer;
        insured.push_to(&mut self.texts);
        let mut ends = [self.texts.len(); TEXTS];
        let others = [
            new.end_to_end_no,
            answer.status.as_str(),
            &answer.code,
            &answer.message,
            &answer.receipt_no,
            &answer.received_at,
        ];
        for (text, end) in others.into_iter().zip(&mut ends[1..]) {
            self.texts.extend_from_slice(text.as_bytes());
            *end = self.texts.len();
        }
        self.ends.push(ends);
    }

    /// The values of each row, written by entry `seq`, in the order of
    /// [`super::chain::ANSWER_COLUMNS`].
    pub(super) fn rows(&self, seq: i64) -> impl Iterator<Item = [ValueRef<'_>; 11]> {
        let mut start = 0;
        self.numbers
            .iter()
            .zip(&self.ends)
            .map(move |(numbers, ends)| {
                let [
                    insured,
                    number,
                    status,
                    code,
                    message,
                    receipt_no,
                    received_at,
                ] = ends.map(|end| {
                    let text = &self.texts[start..end];
                    start = end;
                    ValueRef::Text(text)
                });
                let [year, attempt, answer_no] = numbers.map(ValueRef::Integer);
                [
                    year,
                    insured,
                    attempt,
                    answer_no,
                    ValueRef::Integer(seq),
                    number,
                    status,
                    code,
                    message,
                    receipt_no,
                    received_at,
                ]
            })
    }
}
