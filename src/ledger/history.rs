//! What today's decisions need to know of earlier nights.

use super::answers::status;
use super::faults::OrFault;
use super::open::Ledger;
use super::read::parsed;
use crate::domain::characters::without_controls;
use crate::domain::decision::ReturnedAnswer;
use crate::domain::history::{ChainHead, History, Obligation, PastDeduction, Standing};
use crate::domain::{BatchId, Money, PersonKey};
use crate::fault::{Exit, Fault};
use crate::text::{ledger as text, system};
use compact_str::CompactString;
use foldhash::{HashMap, HashSet};
use rusqlite::Row;

const DOING: system::Doing = system::READ_HISTORY;

impl Ledger {
    /// The ledger as it stood before batch `at` was committed (batches and receipts share one
    /// order); as it stands now when `at` is `None` or not committed yet.
    ///
    /// # Errors
    /// [`Exit::Refused`] when a row is not what this program writes.
    pub fn history_before(&self, at: Option<&BatchId>) -> Result<History, Fault> {
        let end = self.end_of_history(at)?;
        let mut history = History {
            head: self.head_before(end)?,
            ..History::default()
        };
        let reversed = self.read_reversals(end, &mut history)?;
        self.read_deductions(end, &reversed, &mut history)?;
        self.read_receipts(end, &mut history)?;
        Ok(history)
    }

    /// The last entry before a place of the journal.
    fn head_before(&self, end: i64) -> Result<ChainHead, Fault> {
        let heads = self.rows(
            "SELECT seq, chain FROM journal WHERE seq < ?1 ORDER BY seq DESC LIMIT 1",
            [end],
            |r| {
                Ok(ChainHead {
                    entries: r.get(0)?,
                    chain: r.get(1)?,
                })
            },
        )?;
        Ok(heads.into_iter().next().unwrap_or_default())
    }

    /// First place of the journal that does not count.
    fn end_of_history(&self, at: Option<&BatchId>) -> Result<i64, Fault> {
        let Some(id) = at else {
            return Ok(i64::MAX);
        };
        let places = self.rows(
            "SELECT seq FROM batches WHERE batch_id = ?1",
            [id.to_string()],
            |r| r.get(0),
        )?;
        Ok(places.first().copied().unwrap_or(i64::MAX))
    }

    fn read_reversals(
        &self,
        end: i64,
        history: &mut History,
    ) -> Result<HashSet<(Obligation, i64)>, Fault> {
        let rows = self.rows(
            "SELECT insurance_year, insured_id, attempt, code, message, cause FROM reversals \
             WHERE receipts_seq < ?1 ORDER BY receipts_seq, end_to_end_no",
            [end],
            |r| {
                let answer = ReturnedAnswer {
                    cause: status(r, 5)?,
                    code: without_controls(r.get_ref(3)?.as_str()?),
                    message: without_controls(r.get_ref(4)?.as_str()?),
                };
                Ok(((r.get(0)?, person(r, 1)?), r.get(2)?, answer))
            },
        )?;
        let mut reversed = HashSet::default();
        for (obligation, attempt, answer) in rows {
            let answers = history.returned.entry(Obligation::clone(&obligation));
            answers.or_default().push(answer);
            reversed.insert((obligation, attempt));
        }
        Ok(reversed)
    }

    /// Receipt numbers that answers gave for deductions that stand.
    fn read_receipts(&self, end: i64, history: &mut History) -> Result<(), Fault> {
        let mut statement = self
            .conn
            .prepare(
                "SELECT insurance_year, insured_id, end_to_end_no, receipt_no FROM answers \
                 WHERE receipts_seq < ?1 AND receipt_no <> ''",
            )
            .or_fault(DOING)?;
        let mut rows = statement.query([end]).or_fault(DOING)?;
        while let Some(row) = rows.next().or_fault(DOING)? {
            add_receipt(row, history).or_fault(DOING)?;
        }
        Ok(())
    }

    fn read_deductions(
        &self,
        end: i64,
        reversed: &HashSet<(Obligation, i64)>,
        history: &mut History,
    ) -> Result<(), Fault> {
        let mut batches: HashMap<i64, Unseen> = self
            .rows(
                "SELECT seq, batch_id, deductions, total_fen FROM batches WHERE seq < ?1",
                [end],
                |r| {
                    let unseen = Unseen {
                        batch: parsed(r, 1)?,
                        count: r.get(2)?,
                        amount: Money::from_fen(r.get(3)?),
                    };
                    Ok((r.get(0)?, unseen))
                },
            )?
            .into_iter()
            .collect();
        let count: i64 = batches.values().map(|unseen| unseen.count).sum();
        history
            .standing
            .reserve(usize::try_from(count).unwrap_or(0));
        let mut statement = self
            .conn
            .prepare(
                "SELECT insurance_year, insured_id, attempt, batch_seq, end_to_end_no, \
                        insured_name, organizer_id, amount_fen \
                 FROM deductions WHERE batch_seq < ?1",
            )
            .or_fault(DOING)?;
        let mut rows = statement.query([end]).or_fault(DOING)?;
        while let Some(row) = rows.next().or_fault(DOING)? {
            let seq: i64 = row.get(3).or_fault(DOING)?;
            let unseen = batches
                .get_mut(&seq)
                .ok_or_else(|| Fault::new(Exit::Inconsistent, text::of_unknown_batch(seq)))?;
            unseen.count -= 1;
            let amount = add_deduction(row, &unseen.batch, reversed, history).or_fault(DOING)?;
            unseen.amount = unseen.amount - amount;
        }
        refuse_other_than_committed(batches.values())
    }
}

/// What the record of a batch says of its deductions, less those that were read.
struct Unseen {
    batch: BatchId,
    count: i64,
    amount: Money,
}

/// Refuses a ledger that lost or gained deductions: a child whose deduction is gone would be
/// charged again.
fn refuse_other_than_committed<'u>(
    mut batches: impl Iterator<Item = &'u Unseen>,
) -> Result<(), Fault> {
    let changed = batches.find(|unseen| (unseen.count, unseen.amount) != (0, Money::ZERO));
    match changed {
        None => Ok(()),
        Some(unseen) => Err(Fault::new(
            Exit::Inconsistent,
            text::other_deductions(unseen.batch),
        )),
    }
}

/// Adds a deduction and gives its amount back.
fn add_deduction(
    row: &Row<'_>,
    batch: &BatchId,
    reversed: &HashSet<(Obligation, i64)>,
    history: &mut History,
) -> rusqlite::Result<Money> {
    let organizer = person(row, 6)?;
    let amount = Money::from_fen(row.get(7)?);
    let past = PastDeduction {
        batch_date: batch.date,
        amount,
    };
    history
        .past
        .entry(organizer.clone())
        .or_default()
        .push(past);
    let key = ((row.get(0)?, person(row, 1)?), row.get(2)?);
    if reversed.is_empty() || !reversed.contains(&key) {
        let standing = Standing {
            end_to_end_no: CompactString::from(row.get_ref(4)?.as_str()?),
            organizer,
            name: CompactString::from(row.get_ref(5)?.as_str()?),
            batch_date: batch.date,
            amount,
            receipts: Vec::new(),
        };
        history.standing.insert(key.0, standing);
    }
    Ok(amount)
}

/// Adds the receipt number of an answer to its deduction, if that stands.
fn add_receipt(row: &Row<'_>, history: &mut History) -> rusqlite::Result<()> {
    let obligation: Obligation = (row.get(0)?, person(row, 1)?);
    if let Some(standing) = history.standing.get_mut(&obligation)
        && standing.end_to_end_no == row.get_ref(2)?.as_str()?
    {
        let receipt_no = CompactString::from(row.get_ref(3)?.as_str()?);
        standing.receipts.push(receipt_no);
    }
    Ok(())
}

/// A column that holds a person key.
fn person(row: &Row<'_>, column: usize) -> rusqlite::Result<PersonKey> {
    let text = row.get_ref(column)?.as_str()?;
    PersonKey::parse(text).map_err(|_| {
        rusqlite::Error::InvalidColumnType(
            column,
            "person key".to_owned(),
            rusqlite::types::Type::Text,
        )
    })
}
