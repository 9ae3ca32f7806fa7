//! What became of the money of each batch.

use super::open::Ledger;
use crate::domain::{BatchId, Money};
use crate::fault::Fault;
use rustc_hash::FxHashMap;
use std::ops::Sub;

/// A number of deductions and their money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    /// How many.
    pub count: u64,
    /// How much.
    pub amount: Money,
}

impl Sub for Sum {
    type Output = Sum;
    fn sub(self, other: Sum) -> Sum {
        Sum {
            count: self.count.saturating_sub(other.count),
            amount: self.amount - other.amount,
        }
    }
}

impl std::ops::AddAssign for Sum {
    fn add_assign(&mut self, other: Sum) {
        self.count += other.count;
        self.amount += other.amount;
    }
}

/// What became of deductions: deducted = accepted + reversed + outstanding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// All of them.
    pub deducted: Sum,
    /// Answered by the tax bureau that it has the fee, and not returned since.
    pub accepted: Sum,
    /// No longer standing.
    pub reversed: Sum,
    /// Not answered yet.
    pub outstanding: Sum,
}

impl Totals {
    /// What is in the ledger and not reversed.
    pub fn standing(&self) -> Sum {
        self.deducted - self.reversed
    }

    /// Whether the equation of section 11 holds, in number and in money.
    pub fn balance(&self) -> bool {
        let mut sum = self.accepted;
        sum += self.reversed;
        sum += self.outstanding;
        sum == self.deducted
    }
}

impl std::ops::AddAssign for Totals {
    fn add_assign(&mut self, other: Totals) {
        self.deducted += other.deducted;
        self.accepted += other.accepted;
        self.reversed += other.reversed;
        self.outstanding += other.outstanding;
    }
}

/// What became of one batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchTotals {
    /// The batch.
    pub batch: BatchId,
    /// Its sums.
    pub totals: Totals,
}

/// What of a batch is unanswered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outstanding {
    /// The batch.
    pub batch: BatchId,
    /// How many deductions, how much money.
    pub sum: Sum,
}

impl Ledger {
    /// The totals of every batch, in the order of commits. Each number is counted from the rows
    /// it speaks of; the outstanding ones too, so that the equation is a check.
    ///
    /// # Errors
    /// As every reading of the ledger.
    pub fn totals(&self) -> Result<Vec<BatchTotals>, Fault> {
        let deducted = self.sums(
            "SELECT batch_seq, count(*), sum(amount_fen) FROM deductions GROUP BY batch_seq",
        )?;
        let accepted = self.sums(
            "SELECT d.batch_seq, count(*), sum(d.amount_fen) \
             FROM answers a JOIN deductions d ON d.insurance_year = a.insurance_year \
                  AND d.insured_id = a.insured_id AND d.attempt = a.attempt \
             WHERE a.status = 'accepted' AND NOT EXISTS ( \
                  SELECT 1 FROM answers b WHERE b.insurance_year = a.insurance_year \
                  AND b.insured_id = a.insured_id AND b.attempt = a.attempt \
                  AND b.answer_no = 2) \
             GROUP BY d.batch_seq",
        )?;
        let reversed = self.sums(
            "SELECT d.batch_seq, count(*), sum(r.amount_fen) \
             FROM reversals r JOIN deductions d ON d.insurance_year = r.insurance_year \
                  AND d.insured_id = r.insured_id AND d.attempt = r.attempt \
             GROUP BY d.batch_seq",
        )?;
        let outstanding = self.sums(
            "SELECT d.batch_seq, count(*), sum(d.amount_fen) FROM deductions d \
             WHERE NOT EXISTS (SELECT 1 FROM answers a \
                  WHERE a.insurance_year = d.insurance_year AND a.insured_id = d.insured_id \
                  AND a.attempt = d.attempt) \
             GROUP BY d.batch_seq",
        )?;
        let batches = self.rows("SELECT seq, batch_id FROM batches ORDER BY seq", [], |r| {
            Ok((r.get::<_, i64>(0)?, super::read::parsed(r, 1)?))
        })?;
        let of = |sums: &FxHashMap<i64, Sum>, seq: i64| sums.get(&seq).copied().unwrap_or_default();
        let totals = batches.into_iter().map(|(seq, batch)| BatchTotals {
            batch,
            totals: Totals {
                deducted: of(&deducted, seq),
                accepted: of(&accepted, seq),
                reversed: of(&reversed, seq),
                outstanding: of(&outstanding, seq),
            },
        });
        Ok(totals.collect())
    }

    /// What is unanswered, oldest batch first.
    ///
    /// # Errors
    /// As every reading of the ledger.
    pub fn outstanding(&self) -> Result<Vec<Outstanding>, Fault> {
        let mut open: Vec<Outstanding> = self
            .totals()?
            .into_iter()
            .filter(|t| t.totals.outstanding.count > 0)
            .map(|t| Outstanding {
                batch: t.batch,
                sum: t.totals.outstanding,
            })
            .collect();
        open.sort_by_key(|o| o.batch);
        Ok(open)
    }

    fn sums(&self, sql: &str) -> Result<FxHashMap<i64, Sum>, Fault> {
        let rows = self.rows(sql, [], |r| {
            let sum = Sum {
                count: r.get(1)?,
                amount: Money::from_fen(r.get(2)?),
            };
            Ok((r.get(0)?, sum))
        })?;
        Ok(rows.into_iter().collect())
    }
}
