//! Volume guards: a batch of an unlikely size is stopped before the commit.
//!
//! A wrong extract shows first in its volume: half the city missing, everybody an exception, a
//! sum that cannot be. The limits stand in the policy or on the command line.

use crate::domain::message::Message;
use crate::domain::plan::Tally;
use crate::domain::{Money, Outcome};
use crate::fault::{Exit, Fault};
use crate::policy::{InForce, Sourced};
use crate::text::night as text;
use rust_decimal::Decimal;

/// Limits that a batch must keep; what is `None` is not guarded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guards {
    /// Most yuan that may be deducted.
    pub max_total: Option<Sourced<Money>>,
    /// Fewest deductions.
    pub min_deductions: Option<Sourced<u32>>,
    /// Largest share of exceptions among the enrollments for which a deduction was asked, those
    /// settled earlier included.
    pub max_exception_ratio: Option<Sourced<Decimal>>,
}

impl Guards {
    /// The limits of a policy.
    pub fn of(policy: &InForce) -> Guards {
        Guards {
            max_total: policy.max_total.clone(),
            min_deductions: policy.min_deductions.clone(),
            max_exception_ratio: policy.max_exception_ratio.clone(),
        }
    }

    /// Holds a decided batch against the limits.
    ///
    /// # Errors
    /// [`Exit::Refused`] with every limit that is broken.
    pub fn check(&self, tally: &Tally) -> Result<(), Fault> {
        let broken: Vec<Message> = [
            self.total(tally),
            self.deductions(tally),
            self.exceptions(tally),
        ]
        .into_iter()
        .flatten()
        .collect();
        if broken.is_empty() {
            return Ok(());
        }
        Err(Fault::new(Exit::Refused, text::volume(&broken)))
    }

    fn total(&self, tally: &Tally) -> Option<Message> {
        let limit = self.max_total.as_ref()?;
        (tally.total > limit.value).then(|| text::too_much(tally.total, limit.value, &limit.source))
    }

    fn deductions(&self, tally: &Tally) -> Option<Message> {
        let limit = self.min_deductions.as_ref()?;
        let count = rows(tally, Outcome::Deducted);
        (count < u64::from(limit.value)).then(|| text::too_few(count, limit.value, &limit.source))
    }

    fn exceptions(&self, tally: &Tally) -> Option<Message> {
        let limit = self.max_exception_ratio.as_ref()?;
        let asked = rows(tally, Outcome::Deducted)
            + rows(tally, Outcome::Settled)
            + rows(tally, Outcome::Excluded)
            + rows(tally, Outcome::Exception);
        let exceptions = rows(tally, Outcome::Exception);
        (Decimal::from(exceptions) > limit.value * Decimal::from(asked))
            .then(|| text::too_many_exceptions(exceptions, asked, limit.value, &limit.source))
    }
}

fn rows(tally: &Tally, outcome: Outcome) -> u64 {
    tally.outcomes.get(&outcome).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn night(deducted: u64, exceptions: u64) -> Tally {
        Tally {
            outcomes: [
                (Outcome::Deducted, deducted),
                (Outcome::Exception, exceptions),
                (Outcome::NotRequested, 1_000_000),
            ]
            .into(),
            reasons: BTreeMap::new(),
            total: Money::from_fen(355_00) * deducted,
        }
    }

    fn limit<T>(value: T) -> Option<Sourced<T>> {
        Some(Sourced {
            value,
            source: "test".to_owned(),
        })
    }

    fn total(fen: i64) -> Guards {
        Guards {
            max_total: limit(Money::from_fen(fen)),
            ..Guards::default()
        }
    }

    fn deductions(fewest: u32) -> Guards {
        Guards {
            min_deductions: limit(fewest),
            ..Guards::default()
        }
    }

    fn ratio(share: &str) -> Guards {
        Guards {
            max_exception_ratio: limit(share.parse().unwrap()),
            ..Guards::default()
        }
    }

    #[test]
    fn cases() {
        for (sentence, guards, tally, named) in [
            ("no limit", Guards::default(), night(0, 9), None),
            ("the total is the limit", total(710_00), night(2, 0), None),
            (
                "a cent above",
                total(709_99),
                night(2, 0),
                Some("max_total"),
            ),
            ("as many as it must be", deductions(2), night(2, 0), None),
            (
                "one fewer",
                deductions(3),
                night(2, 0),
                Some("min_deductions"),
            ),
            ("exactly the share", ratio("0.25"), night(3, 1), None),
            (
                "above it",
                ratio("0.24"),
                night(3, 1),
                Some("max_exception_ratio"),
            ),
            (
                "no exception may be",
                ratio("0"),
                night(3, 1),
                Some("max_exception_ratio"),
            ),
            ("nobody asked", ratio("0"), night(0, 0), None),
        ] {
            let refused = guards.check(&tally).err();
            assert_eq!(
                refused.is_some(),
                named.is_some(),
                "{sentence}: {refused:?}"
            );
            if let (Some(fault), Some(name)) = (refused, named) {
                assert_eq!(fault.exit, Exit::Refused, "{sentence}");
                assert!(
                    fault.message.to_string().contains(name),
                    "{sentence}: {fault}"
                );
            }
        }
    }

    #[test]
    fn every_broken_limit_is_named() {
        let mut guards = total(1);
        guards.min_deductions = limit(9);
        let message = guards.check(&night(2, 0)).unwrap_err().message.to_string();
        assert!(message.contains("max_total") && message.contains("min_deductions"));
    }
}
