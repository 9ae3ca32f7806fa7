//! What the ledger holds, batch by batch: standing, accepted, reversed, outstanding.

use crate::domain::plan::Language;
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
    pub fn text(&self, language: Language) -> String {
        let (heads, total, none) = match language {
            Language::Zh => (HEADS_ZH, "合计", "账本中还没有批次。\n"),
            Language::En => (HEADS, "total", "The ledger holds no batch yet.\n"),
        };
        if self.batches.is_empty() {
            return none.to_owned();
        }
        let mut rows = vec![heads.map(str::to_owned).to_vec()];
        for batch in &self.batches {
            rows.push(cells(batch.batch.to_string(), &batch.totals));
        }
        rows.push(cells(total.to_owned(), &self.total()));
        let mut text = table(&rows);
        for open in &self.outstanding {
            let (days, batch) = (self.age_of(open), open.batch);
            let Sum { count, amount } = open.sum;
            let _ = match language {
                Language::Zh => writeln!(
                    text,
                    "批次 {batch} 有 {count} 笔划扣共 {amount} 元，已 {days} 天没有回执"
                ),
                Language::En => writeln!(
                    text,
                    "unanswered for {days} days: {count} deductions of {amount} in batch {batch}"
                ),
            };
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

    /// Days from the batch date to the day of the report; none where that day was before it.
    pub fn age_of(&self, open: &Outstanding) -> i64 {
        (self.as_of - open.batch.date).num_days().max(0)
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

const HEADS_ZH: [&str; 6] = ["批次", "已划扣", "有效", "已入库", "已冲正", "未回执"];

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
    let width = |column: usize| rows.iter().map(|row| columns(&row[column])).max();
    let widths: Vec<usize> = (0..HEADS.len())
        .map(|column| width(column).unwrap_or(0))
        .collect();
    let mut text = String::new();
    for row in rows {
        let gap = |column: usize| " ".repeat(widths[column] - columns(&row[column]));
        let mut line = format!("{}{}", row[0], gap(0));
        for (column, cell) in row.iter().enumerate().skip(1) {
            let _ = write!(line, "  {}{cell}", gap(column));
        }
        let _ = writeln!(text, "{line}");
    }
    text
}

/// Width on a terminal: a Chinese character takes two columns.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::fixture::{Night, Place};

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
            report.text(Language::En),
            "batch                deducted     standing  accepted  reversed  outstanding\n\
             2025-20241221-01   2 = 710.00   2 = 710.00  0 = 0.00  0 = 0.00   2 = 710.00\n\
             2025-20241223-01   1 = 355.00   1 = 355.00  0 = 0.00  0 = 0.00   1 = 355.00\n\
             total             3 = 1065.00  3 = 1065.00  0 = 0.00  0 = 0.00  3 = 1065.00\n\
             unanswered for 10 days: 2 deductions of 710.00 in batch 2025-20241221-01\n\
             unanswered for 8 days: 1 deductions of 355.00 in batch 2025-20241223-01\n"
        );
        assert_eq!(
            report.text(Language::Zh),
            "批次                   已划扣         有效    已入库    已冲正       未回执\n\
             2025-20241221-01   2 = 710.00   2 = 710.00  0 = 0.00  0 = 0.00   2 = 710.00\n\
             2025-20241223-01   1 = 355.00   1 = 355.00  0 = 0.00  0 = 0.00   1 = 355.00\n\
             合计              3 = 1065.00  3 = 1065.00  0 = 0.00  0 = 0.00  3 = 1065.00\n\
             批次 2025-20241221-01 有 2 笔划扣共 710.00 元，已 10 天没有回执\n\
             批次 2025-20241223-01 有 1 笔划扣共 355.00 元，已 8 天没有回执\n"
        );
        let early = StatusReport {
            as_of: NaiveDate::from_ymd_opt(2024, 12, 1).unwrap(),
            ..report.clone()
        };
        assert_eq!(early.json()["outstanding"][0]["age_days"], 0);
        let json = report.json();
        assert_eq!(json["total"]["standing"]["amount"], "1065.00");
        assert_eq!(json["outstanding"][0]["age_days"], 10);
    }

    #[test]
    fn an_empty_ledger_has_a_plain_answer() {
        let ledger = Ledger::empty().unwrap();
        let as_of = NaiveDate::from_ymd_opt(2024, 12, 31).unwrap();
        let report = StatusReport::read(&ledger, as_of).unwrap();
        assert_eq!(
            report.text(Language::En),
            "The ledger holds no batch yet.\n"
        );
        assert_eq!(report.json()["batches"], json!([]));
    }
}
