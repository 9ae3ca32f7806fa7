//! What a rule looked at: facts of the extract and values of the policy.

use crate::domain::masking::{mask_name, mask_number};
use crate::domain::reject::RowAt;
use crate::domain::{Instant, PersonKey};
use crate::policy::{InForce, Sourced};
use std::fmt::Display;

/// One fact: the column it was read from, its value, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Canonical column name, or a name of the contract for what is derived.
    pub name: &'static str,
    /// The value; numbers and names of persons are masked.
    pub value: String,
    /// File and line, for facts of the extract.
    pub at: Option<RowAt>,
}

/// One value of the policy that a rule read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyValue {
    /// Key in the policy file.
    pub key: String,
    /// The value.
    pub value: String,
    /// Document and question.
    pub source: String,
}

/// Everything a verdict rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace {
    /// Facts, in the order in which the rule looks at them.
    pub facts: Vec<Fact>,
    /// Policy values.
    pub values: Vec<PolicyValue>,
}

impl Trace {
    /// Adds a fact that is no personal data.
    #[must_use]
    pub fn fact(
        self,
        name: &'static str,
        value: impl Display,
        at: impl Into<Option<RowAt>>,
    ) -> Trace {
        self.push(name, value.to_string(), at.into())
    }

    /// Adds a person, masked.
    #[must_use]
    pub fn person(
        self,
        name: &'static str,
        key: &PersonKey,
        at: impl Into<Option<RowAt>>,
    ) -> Trace {
        self.push(name, mask_number(&key.as_str()), at.into())
    }

    /// Adds a person's name, masked.
    #[must_use]
    pub fn named(self, name: &'static str, value: &str, at: impl Into<Option<RowAt>>) -> Trace {
        self.push(name, mask_name(value), at.into())
    }

    /// Adds an instant, written in the policy's offset; `-` where there is none.
    #[must_use]
    pub fn instant(
        self,
        name: &'static str,
        value: impl Into<Option<Instant>>,
        at: impl Into<Option<RowAt>>,
        policy: &InForce,
    ) -> Trace {
        let shown = value
            .into()
            .map_or_else(|| "-".to_owned(), |i| i.display(policy.offset));
        self.push(name, shown, at.into())
    }

    /// Adds a policy value, written as `shown`.
    #[must_use]
    pub fn value<T>(
        mut self,
        key: impl Into<String>,
        value: &Sourced<T>,
        shown: impl Display,
    ) -> Trace {
        self.values.push(PolicyValue {
            key: key.into(),
            value: shown.to_string(),
            source: value.source.clone(),
        });
        self
    }

    /// Adds the election cut-off T.
    #[must_use]
    pub fn cutoff(self, policy: &InForce) -> Trace {
        let shown = policy.election_cutoff.display(policy.offset);
        self.value("election_cutoff", &policy.election_cutoff, shown)
    }

    fn push(mut self, name: &'static str, value: String, at: Option<RowAt>) -> Trace {
        self.facts.push(Fact { name, value, at });
        self
    }
}
