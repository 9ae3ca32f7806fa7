//! Three books side by side, batch by batch: ledger, account system, tax bureau.

mod differences;
mod fleet;
mod page;
mod refunds;
mod text;
mod words;

pub use differences::{Counted, differences};
pub use fleet::Fleet;
pub use refunds::{COLUMNS as REFUND_COLUMNS, Refunds, refunds};

use crate::domain::BatchId;
use crate::domain::message::Message;
use crate::fault::{Exit, Fault};
use crate::ledger::{BatchTotals, Ledger, Sum, Totals};
use crate::text::answers::books_disagree;
use chrono::NaiveDate;
use serde_json::{Value, json};

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

    /// What people call it.
    pub fn label(self) -> Message {
        match self {
            Answerer::AccountSystem => Message::new("账户系统", "the account system"),
            Answerer::TaxBureau => Message::new("税务部门", "the tax bureau"),
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
            let why = books_disagree(&of.batch);
            return Err(Fault::new(Exit::Inconsistent, why));
        }
        Ok(StatusReport {
            silences: silences(&batches),
            batches,
            as_of,
        })
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

/// The sums by name. `posted` waits for the tax bureau; `debited` is all that the account system
/// ever said it debited.
pub fn named(totals: &Totals) -> [(&'static str, Sum); 13] {
    [
        ("deducted", totals.deducted),
        ("standing", totals.standing()),
        ("reversed", totals.reversed),
        ("outstanding", totals.outstanding),
        ("posted", totals.posted),
        ("debited", totals.debited),
        ("not_posted", totals.not_posted),
        ("unanswered", totals.unanswered),
        ("passed_over", totals.passed_over()),
        ("accepted", totals.accepted),
        ("rejected", totals.rejected),
        ("returned", totals.returned),
        ("tax_bureau_silent", totals.outstanding),
    ]
}

fn sums_json(totals: &Totals) -> Value {
    let sums = named(totals).map(|(name, sum)| {
        let value = json!({ "count": sum.count, "amount": sum.amount.to_string() });
        (name.to_owned(), value)
    });
    Value::Object(sums.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::Language;
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
                "3 = 1,065.00",
                "unanswered by the account system for 10 days: 2 deductions of 710.00 in batch \
                 2025-20241221-01\n\
                 unanswered by the tax bureau for 10 days: 2 deductions of 710.00 in batch \
                 2025-20241221-01\n\
                 unanswered by the account system for 8 days: 1 deductions of 355.00 in batch",
            ),
            (
                Language::Zh,
                "账户系统\n",
                "3 = 1,065.00",
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
