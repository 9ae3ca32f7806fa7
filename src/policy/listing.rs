//! The question behind a listed value.

pub use super::shape::Listed;

use super::keys;
use crate::domain::plan::Language;

impl Listed {
    /// The question that the value answers; empty for a key that no rule reads.
    pub fn question(&self, language: Language) -> &'static str {
        keys::find(&self.key).map_or("", |key| key.question(language))
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
