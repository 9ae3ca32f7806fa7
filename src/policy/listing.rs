//! The values in force, one after another, for people who want to see them all.

use super::value::Value;
use super::{InForce, Sourced, keys};
use crate::domain::plan::Language;

/// One value in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Key in the policy file.
    pub key: String,
    /// As a policy file writes it.
    pub value: String,
    /// Document and question, or the words "our reading".
    pub source: String,
}

impl Listed {
    /// The question that the value answers; empty for a key that no rule reads.
    pub fn question(&self, language: Language) -> &'static str {
        keys::find(&self.key).map_or("", |key| key.question(language))
    }
}

impl InForce {
    /// Every value in force, in the order of a policy file.
    pub fn listed(&self) -> Vec<Listed> {
        let mut values = vec![self.one("insurance_year", &self.insurance_year, Value::Year)];
        for (category, fee) in &self.fees {
            let key = format!("{}{category}", keys::FEE_PREFIX);
            values.push(self.one(&key, fee, Value::Money));
        }
        values.push(self.one("election_cutoff", &self.election_cutoff, Value::Instant));
        values.push(self.one("enrolment_opens", &self.enrolment_opens, Value::Instant));
        for (channel, closes) in &self.enrolment_closes {
            let key = format!("enrolment_closes.{channel}");
            values.push(self.one(&key, closes, Value::Instant));
        }
        values.push(self.one("deductions_from", &self.deductions_from, Value::Day));
        values.push(self.one("balance_test", &self.balance_test, Value::BalanceTest));
        values.push(self.one("whole_fee_only", &self.whole_fee_only, Value::Flag));
        values.push(self.one("relations", &self.relations, Value::Relations));
        values.push(self.one("districts", &self.districts, Value::Texts));
        for (channel, limit) in &self.cancellation_limits {
            let key = format!("cancellation_limit.{channel}");
            values.push(self.one(&key, limit, Value::CancellationLimit));
        }
        values.extend(self.after_the_deduction());
        values.extend(self.of_the_operation());
        values
    }

    fn after_the_deduction(&self) -> Vec<Listed> {
        let mut values = vec![
            self.one("results_from", &self.results_from, Value::Day),
            self.one(
                "certificate_working_days",
                &self.certificate_working_days,
                Value::Count,
            ),
            self.one("calendar", &self.calendar, Value::Calendar),
        ];
        let ends = &self.network_ends_with_insurance;
        values.extend(self.optional("network_ends_with_insurance", ends, Value::Flag));
        values.extend(self.optional("waiting_months", &self.waiting_months, Value::Count));
        values
    }

    fn of_the_operation(&self) -> Vec<Listed> {
        let mut values = vec![
            self.one("posting_days", &self.posting_days, Value::Count),
            self.one(
                "max_balance_age_days",
                &self.max_balance_age_days,
                Value::Count,
            ),
            self.one("max_reject_ratio", &self.max_reject_ratio, Value::Ratio),
            self.one("retry_codes", &self.retry_codes, Value::Texts),
        ];
        values.extend(self.optional("max_total", &self.max_total, Value::Money));
        values.extend(self.optional("min_deductions", &self.min_deductions, Value::Count));
        let ratio = &self.max_exception_ratio;
        values.extend(self.optional("max_exception_ratio", ratio, Value::Ratio));
        values
    }

    fn one<T: Clone>(&self, key: &str, value: &Sourced<T>, kind: fn(T) -> Value) -> Listed {
        Listed {
            key: key.to_owned(),
            value: kind(value.value.clone()).display(self.offset),
            source: value.source.clone(),
        }
    }

    fn optional<T: Clone>(
        &self,
        key: &str,
        value: &Option<Sourced<T>>,
        kind: fn(T) -> Value,
    ) -> Option<Listed> {
        value.as_ref().map(|value| self.one(key, value, kind))
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::plan::Language;
    use crate::policy::{DEFAULT, Policy};
    use std::collections::BTreeSet;

    #[test]
    fn every_value_of_the_policy_is_listed_once() {
        let guards = ["max_total=1", "min_deductions=2", "max_exception_ratio=0.5"];
        let policy = Policy::load(DEFAULT, &guards.map(str::to_owned)).unwrap();
        let listed = policy
            .in_force("2024-12-21".parse().unwrap())
            .unwrap()
            .listed();
        let keys: BTreeSet<&str> = listed.iter().map(|value| value.key.as_str()).collect();
        assert_eq!(keys.len(), listed.len(), "each once");
        assert_eq!(keys, policy.keys().into_iter().collect());
        for value in &listed {
            assert!(!value.source.is_empty(), "{}", value.key);
            for language in [Language::Zh, Language::En] {
                assert!(!value.question(language).is_empty(), "{}", value.key);
            }
        }
    }
}
