//! Three books side by side, batch by batch: ledger, account system, tax bureau.

use crate::domain::BatchId;
use crate::domain::plan::Language;
use crate::fault::{Exit, Fault};
use crate::ledger::{BatchTotals, Ledger, Sum, Totals};
use crate::text::answers as words;
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::fmt::Write;

/// Who has not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answerer {
    /// Says posted or not_posted.
    AccountSystem,
    /// Says accepted, rejected or returned.
    TaxBureau,
}

impl Answerer {
    /// The name in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Answerer::AccountSystem => "account_system",
            Answerer::TaxBureau => "tax_bureau",
        }
    }

    const fn label(self, language: Language) -> &'static str {
        match (self, language) {
            (Answerer::AccountSystem, Language::Zh) => "账户系统",
            (Answerer::AccountSystem, Language::En) => "the account system",
            (Answerer::TaxBureau, Language::Zh) => "税务",
            (Answerer::TaxBureau, Language::En) => "the tax bureau",
        }
    }
}

/// What of a batch one of the two has not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silence {
    /// The batch.
    pub batch: BatchId,
    /// Who is silent.
    pub answerer: Answerer,
    /// How many deductions, how much money.
    pub sum: Sum,
}

/// The state of a ledger on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusReport {
    /// Every batch, in the order of commits.
    pub batches: Vec<BatchTotals>,
    /// What is unanswered, oldest first.
    pub silences: Vec<Silence>,
    /// The day at which ages are counted.
    pub as_of: NaiveDate,
}

impl StatusReport {
    /// Reads one snapshot.
    ///
    /// # Errors
    /// [`Exit::Inconsistent`] where an equation of section 11 does not hold; otherwise as every
    /// reading of the ledger.
    pub fn read(ledger: &Ledger, as_of: NaiveDate) -> Result<StatusReport, Fault> {
        let batches = ledger.totals()?;
        if let Some(of) = batches.iter().find(|of| !of.totals.balance()) {
            let why = words::books_disagree(&of.batch);
            return Err(Fault::new(Exit::Inconsistent, why));
        }
        Ok(StatusReport {
            silences: silences(&batches),
            batches,
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
        let mut text = String::new();
        for (title, columns) in BOOKS {
            let mut rows = vec![row(heads[0], columns.map(|column| heads[column + 1]))];
            for of in &self.batches {
                rows.push(cells(&of.batch.to_string(), &of.totals, columns));
            }
            rows.push(cells(total, &self.total(), columns));
            let title = match language {
                Language::Zh => title.0,
                Language::En => title.1,
            };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{title}\n{}", table(&rows));
        }
        for silence in &self.silences {
            let (days, batch) = (self.age_of(silence), silence.batch);
            let Sum { count, amount } = silence.sum;
            let who = silence.answerer.label(language);
            let _ = match language {
                Language::Zh => writeln!(
                    text,
                    "批次 {batch} 有 {count} 笔划扣共 {amount} 元，{who}已 {days} 天没有回执"
                ),
                Language::En => writeln!(
                    text,
                    "unanswered by {who} for {days} days: {count} deductions of {amount} in batch {batch}"
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
        let outstanding = self.silences.iter().map(|silence| {
            json!({
                "batch": silence.batch.to_string(),
                "unanswered_by": silence.answerer.as_str(),
                "age_days": self.age_of(silence),
                "count": silence.sum.count,
                "amount": silence.sum.amount.to_string(),
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
    pub fn age_of(&self, silence: &Silence) -> i64 {
        (self.as_of - silence.batch.date).num_days().max(0)
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

/// What each of the two has not answered: the account system what nobody answered, the tax bureau
/// all that is outstanding.
fn silences(batches: &[BatchTotals]) -> Vec<Silence> {
    let of = |of: &BatchTotals| {
        [
            (Answerer::AccountSystem, of.totals.unanswered),
            (Answerer::TaxBureau, of.totals.outstanding),
        ]
        .map(|(answerer, sum)| Silence {
            batch: of.batch,
            answerer,
            sum,
        })
    };
    let mut silences: Vec<Silence> = batches.iter().flat_map(of).collect();
    silences.retain(|silence| silence.sum.count > 0);
    silences.sort_by_key(|silence| (silence.batch.date, silence.batch.number));
    silences
}

const COLUMNS: usize = 4;

/// The three books, each with its columns among the named sums.
const BOOKS: [((&str, &str), [usize; COLUMNS]); 3] = [
    (("账本", "ledger"), [0, 1, 2, 3]),
    (("账户系统", "account system"), [4, 5, 6, 7]),
    (("税务", "tax bureau"), [8, 9, 10, 11]),
];

const HEADS: [&str; 13] = [
    "batch",
    "deducted",
    "standing",
    "reversed",
    "outstanding",
    "posted",
    "refused",
    "silent",
    "passed over",
    "accepted",
    "rejected",
    "returned",
    "silent",
];

const HEADS_ZH: [&str; 13] = [
    "批次",
    "已划扣",
    "有效",
    "已冲正",
    "未了结",
    "扣款成功",
    "扣款失败",
    "未答复",
    "税务先答",
    "入库成功",
    "失败",
    "退回",
    "未答复",
];

/// The sums by name, in the order of the tables.
fn named(totals: &Totals) -> [(&'static str, Sum); 12] {
    [
        ("deducted", totals.deducted),
        ("standing", totals.standing()),
        ("reversed", totals.reversed),
        ("outstanding", totals.outstanding),
        ("posted", totals.debited),
        ("not_posted", totals.not_posted),
        ("unanswered", totals.unanswered),
        ("passed_over", totals.passed_over()),
        ("accepted", totals.accepted),
        ("rejected", totals.rejected),
        ("returned", totals.returned),
        ("tax_bureau_silent", totals.outstanding),
    ]
}

fn row(first: &str, others: [&str; COLUMNS]) -> Vec<String> {
    std::iter::once(first)
        .chain(others)
        .map(str::to_owned)
        .collect()
}

fn cells(name: &str, totals: &Totals, columns: [usize; COLUMNS]) -> Vec<String> {
    let sums = named(totals);
    let sums =
        columns.map(|column| format!("{} = {}", sums[column].1.count, sums[column].1.amount));
    std::iter::once(name.to_owned()).chain(sums).collect()
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
    let widths: Vec<usize> = (0..=COLUMNS)
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
        for (language, book, cell, silence) in [
            (
                Language::En,
                "tax bureau\n",
                "3 = 1065.00",
                "unanswered by the account system for 10 days: 2 deductions of 710.00 in batch \
                 2025-20241221-01\n\
                 unanswered by the tax bureau for 10 days: 2 deductions of 710.00 in batch \
                 2025-20241221-01\n\
                 unanswered by the account system for 8 days: 1 deductions of 355.00 in batch",
            ),
            (
                Language::Zh,
                "账户系统\n",
                "3 = 1065.00",
                "批次 2025-20241221-01 有 2 笔划扣共 710.00 元，账户系统已 10 天没有回执\n",
            ),
        ] {
            let text = report.text(language);
            for part in [book, cell, silence] {
                assert!(text.contains(part), "{part} in {text}");
            }
        }
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
