//! What became of the money of each batch.

use super::faults::OrFault;
use super::open::Ledger;
use super::read::parsed;
use crate::domain::{BatchId, Money, Status};
use crate::fault::Fault;
use crate::text::system;
use foldhash::HashMap;
use rusqlite::fallible_streaming_iterator::FallibleStreamingIterator;
use rusqlite::{Row, Rows};
use std::cmp::Ordering;

const DOING: system::Doing = system::COUNT;

/// A number of deductions and their money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    /// How many.
    pub count: u64,
    /// How much.
    pub amount: Money,
}

impl std::ops::Sub for Sum {
    type Output = Sum;
    fn sub(self, other: Sum) -> Sum {
        Sum {
            count: self.count.saturating_sub(other.count),
            amount: self.amount - other.amount,
        }
    }
}

impl std::ops::Add for Sum {
    type Output = Sum;
    fn add(mut self, other: Sum) -> Sum {
        self += other;
        self
    }
}

impl std::ops::AddAssign for Sum {
    fn add_assign(&mut self, other: Sum) {
        self.count += other.count;
        self.amount += other.amount;
    }
}

/// What became of deductions, in the books of the ledger, the account system and the tax bureau.
/// Each is counted from the rows it speaks of, so that the equations are a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// All of them.
    pub deducted: Sum,
    /// No longer standing, by the reversals that are recorded.
    pub reversed: Sum,
    /// Those that the account system said it has debited, whatever the tax bureau said then.
    pub debited: Sum,
    /// Refused by the account system.
    pub not_posted: Sum,
    /// Answered by the tax bureau that it has the fee, and not returned since.
    pub accepted: Sum,
    /// Refused by the tax bureau.
    pub rejected: Sum,
    /// Accepted by the tax bureau and sent back later.
    pub returned: Sum,
    /// Neither accepted nor reversed.
    pub outstanding: Sum,
    /// Debited by the account system, and not answered by the tax bureau yet.
    pub posted: Sum,
    /// Answered by nobody yet.
    pub unanswered: Sum,
}

impl Totals {
    /// What is in the ledger and not reversed.
    pub fn standing(&self) -> Sum {
        self.deducted - self.reversed
    }

    /// What the tax bureau answered without any word of the account system.
    pub fn passed_over(&self) -> Sum {
        self.deducted - self.debited - self.not_posted - self.unanswered
    }

    /// Whether the equations of section 11 hold, in number and in money.
    pub fn balance(&self) -> bool {
        self.deducted == self.accepted + self.reversed + self.outstanding
            && self.outstanding == self.posted + self.unanswered
            && self.reversed == self.not_posted + self.rejected + self.returned
    }

    /// Counts one deduction.
    fn add(&mut self, amount: Money, answers: &[Status], is_reversed: bool) {
        let one = Sum { count: 1, amount };
        let last = answers.last().copied();
        self.deducted += one;
        if is_reversed {
            self.reversed += one;
        } else if last != Some(Status::Accepted) {
            self.outstanding += one;
        }
        if answers.contains(&Status::Posted) {
            self.debited += one;
        }
        *match last {
            None => &mut self.unanswered,
            Some(Status::Posted) => &mut self.posted,
            Some(Status::NotPosted) => &mut self.not_posted,
            Some(Status::Accepted) => &mut self.accepted,
            Some(Status::Rejected) => &mut self.rejected,
            Some(Status::Returned) => &mut self.returned,
        } += one;
    }
}

impl std::ops::AddAssign for Totals {
    fn add_assign(&mut self, other: Totals) {
        self.deducted += other.deducted;
        self.reversed += other.reversed;
        self.debited += other.debited;
        self.not_posted += other.not_posted;
        self.accepted += other.accepted;
        self.rejected += other.rejected;
        self.returned += other.returned;
        self.outstanding += other.outstanding;
        self.posted += other.posted;
        self.unanswered += other.unanswered;
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

impl Ledger {
    /// The totals of every batch, in the order of commits, in one pass over deductions, answers and
    /// reversals side by side.
    ///
    /// # Errors
    /// As every reading of the ledger.
    pub fn totals(&self) -> Result<Vec<BatchTotals>, Fault> {
        let batches = self.rows("SELECT seq, batch_id FROM batches ORDER BY seq", [], |r| {
            Ok((r.get::<_, i64>(0)?, parsed(r, 1)?))
        })?;
        let mut sums = self.sums().or_fault(DOING)?;
        let of = |(seq, batch)| BatchTotals {
            batch,
            totals: sums.remove(&seq).unwrap_or_default(),
        };
        Ok(batches.into_iter().map(of).collect())
    }

    fn sums(&self) -> rusqlite::Result<HashMap<i64, Totals>> {
        const ORDER: &str = "ORDER BY insurance_year, insured_id, attempt";
        let prepare = |columns: &str, table: &str, more: &str| {
            let sql = format!(
                "SELECT insurance_year, insured_id, attempt{columns} FROM {table} {ORDER}{more}"
            );
            self.conn.prepare(&sql)
        };
        let mut deductions = prepare(", batch_seq, amount_fen", "deductions", "")?;
        let mut answers = prepare(", status", "answers", ", answer_no")?;
        let mut reversals = prepare("", "reversals", "")?;
        let mut deductions = deductions.query([])?;
        let mut answers = Beside::new(answers.query([])?)?;
        let mut reversals = Beside::new(reversals.query([])?)?;
        let mut sums: HashMap<i64, Totals> = HashMap::default();
        let mut said = Vec::new();
        while let Some(row) = deductions.next()? {
            said.clear();
            answers.each_of(row, |answer| {
                let status = Status::parse(answer.get_ref(3)?.as_str()?);
                said.push(status.ok_or_else(|| super::answers::unreadable(3))?);
                Ok(())
            })?;
            let mut is_reversed = false;
            reversals.each_of(row, |_| {
                is_reversed = true;
                Ok(())
            })?;
            let amount = Money::from_fen(row.get(4)?);
            let totals = sums.entry(row.get(3)?).or_default();
            totals.add(amount, &said, is_reversed);
        }
        Ok(sums)
    }
}

/// Rows that are read beside the deductions, in the order of the same key.
struct Beside<'s>(Rows<'s>);

impl<'s> Beside<'s> {
    fn new(mut rows: Rows<'s>) -> rusqlite::Result<Beside<'s>> {
        rows.advance()?;
        Ok(Beside(rows))
    }

    /// Every row that has the key of a deduction; rows of no deduction are passed over.
    fn each_of(
        &mut self,
        of: &Row<'_>,
        mut each: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        while let Some(row) = self.0.get() {
            match compare(row, of)? {
                Ordering::Greater => return Ok(()),
                Ordering::Equal => each(row)?,
                Ordering::Less => {}
            }
            self.0.advance()?;
        }
        Ok(())
    }
}

fn compare(a: &Row<'_>, b: &Row<'_>) -> rusqlite::Result<Ordering> {
    let number = |row: &Row<'_>, column| row.get::<_, i64>(column);
    let text = a.get_ref(1)?.as_bytes()?.cmp(b.get_ref(1)?.as_bytes()?);
    let year = number(a, 0)?.cmp(&number(b, 0)?);
    Ok(year.then(text).then(number(a, 2)?.cmp(&number(b, 2)?)))
}
