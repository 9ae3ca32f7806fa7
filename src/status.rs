//! What the ledger holds, batch by batch: standing, accepted, reversed, outstanding.

use crate::fault::Fault;
use crate::ledger::{BatchTotals, Ledger, Outstanding, Sum, Totals};
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::fmt::Write;

/// The state of a ledger on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusReport {
    /// Every batch, in the order of commits.
    pub batches: Vec<BatchTotals>,
    /// What is unanswered, oldest first.
    pub outstanding: Vec<Outstanding>,
    /// The day at which ages are counted.
    pub as_of: NaiveDate,
}

impl StatusReport {
    /// Reads one snapshot.
    ///
    /// # Errors
    /// As every reading of the ledger.
    pub fn read(ledger: &Ledger, as_of: NaiveDate) -> Result<StatusReport, Fault> {
        Ok(StatusReport {
            batches: ledger.totals()?,
            outstanding: ledger.outstanding()?,
            as_of,
        })
    }

    /// A table for people; amounts in yuan.
    pub fn text(&self) -> String {
        if self.batches.is_empty() {
            return "The ledger holds no batch yet.\n".to_owned();
        }
        let mut rows = vec![HEADS.map(str::to_owned).to_vec()];
        for batch in &self.batches {
            rows.push(cells(batch.batch.to_string(), &batch.totals));
        }
        rows.push(cells("total".to_owned(), &self.total()));
        let mut text = table(&rows);
        for open in &self.outstanding {
            let _ = writeln!(
                text,
                "unanswered for {} days: {} deductions of {} in batch {}",
                self.age_of(open),
                open.sum.count,
                open.sum.amount,
                open.batch
            );
        }
        text
    }

    /// The same for machines; money as strings.
    pub fn json(&self) -> Value {
        let batches = self.batches.iter().map(|b| {
            json!({
                "batch": b.batch.to_string(),
                "date": b.batch.date.to_string(),
                "sums": sums_json(&b.totals),
            })
        });
        let outstanding = self.outstanding.iter().map(|open| {
            json!({
                "batch": open.batch.to_string(),
                "age_days": self.age_of(open),
                "count": open.sum.count,
                "amount": open.sum.amount.to_string(),
            })
        });
        json!({
            "as_of": self.as_of.to_string(),
            "batches": batches.collect::<Vec<Value>>(),
            "total": sums_json(&self.total()),
            "outstanding": outstanding.collect::<Vec<Value>>(),
        })
    }

    /// Days from the batch date to the day of the report.
    pub fn age_of(&self, open: &Outstanding) -> i64 {
        (self.as_of - open.batch.date).num_days()
    }

    /// All batches together.
    pub fn total(&self) -> Totals {
        let mut total = Totals::default();
        for batch in &self.batches {
            total += batch.totals;
        }
        total
    }
}

const HEADS: [&str; 6] = [
    "batch",
    "deducted",
    "standing",
    "accepted",
    "reversed",
    "outstanding",
];

/// The sums of a line by name, in the order of the table.
fn named(totals: &Totals) -> [(&'static str, Sum); 5] {
    [
        ("deducted", totals.deducted),
        ("standing", totals.standing()),
        ("accepted", totals.accepted),
        ("reversed", totals.reversed),
        ("outstanding", totals.outstanding),
    ]
}

fn cells(name: String, totals: &Totals) -> Vec<String> {
    let sums = named(totals).map(|(_, sum)| format!("{} = {}", sum.count, sum.amount));
    std::iter::once(name).chain(sums).collect()
}

fn sums_json(totals: &Totals) -> Value {
    let sums = named(totals).map(|(name, sum)| {
        let value = json!({ "count": sum.count, "amount": sum.amount.to_string() });
        (name.to_owned(), value)
    });
    Value::Object(sums.into_iter().collect())
}

/// Columns as wide as their widest cell, numbers to the right.
fn table(rows: &[Vec<String>]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..HEADS.len()).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = format!("{:<w$}", row[0], w = widths[0]);
        for (cell, w) in row.iter().zip(&widths).skip(1) {
            let _ = write!(line, "  {cell:>w$}");
        }
        let _ = writeln!(text, "{line}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::scene::{Night, Place};

    #[test]
    fn the_oldest_unanswered_batch_comes_first_with_its_age() {
        let place = Place::new();
        let mut ledger = place.create();
        Night::new("2025-20241221-01", &[1, 2])
            .commit(&mut ledger)
            .unwrap();
        Night::new("2025-20241223-01", &[3])
            .commit(&mut ledger)
            .unwrap();
        let as_of = NaiveDate::from_ymd_opt(2024, 12, 31).unwrap();
        let report = StatusReport::read(&ledger, as_of).unwrap();
        assert_eq!(
            report.text(),
            "batch                deducted     standing  accepted  reversed  outstanding\n\
             2025-20241221-01   2 = 710.00   2 = 710.00  0 = 0.00  0 = 0.00   2 = 710.00\n\
             2025-20241223-01   1 = 355.00   1 = 355.00  0 = 0.00  0 = 0.00   1 = 355.00\n\
             total             3 = 1065.00  3 = 1065.00  0 = 0.00  0 = 0.00  3 = 1065.00\n\
             unanswered for 10 days: 2 deductions of 710.00 in batch 2025-20241221-01\n\
             unanswered for 8 days: 1 deductions of 355.00 in batch 2025-20241223-01\n"
        );
        let json = report.json();
        assert_eq!(json["total"]["standing"]["amount"], "1065.00");
        assert_eq!(json["outstanding"][0]["age_days"], 10);
    }

    #[test]
    fn an_empty_ledger_has_a_plain_answer() {
        let ledger = Ledger::empty().unwrap();
        let as_of = NaiveDate::from_ymd_opt(2024, 12, 31).unwrap();
        let report = StatusReport::read(&ledger, as_of).unwrap();
        assert_eq!(report.text(), "The ledger holds no batch yet.\n");
        assert_eq!(report.json()["batches"], json!([]));
    }
}
