//! What values of a policy are made of: sources, tests and limits.

use crate::domain::Reason;
use std::collections::BTreeMap;
use std::ops::Deref;

/// How sources mark what no document says.
pub const OUR_READING: &str = "our reading";

/// Where the rules behind reasons stand in the documents of a region.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RuleSources(pub BTreeMap<Reason, String>);

impl RuleSources {
    /// Document and question behind a reason. A policy that names the documents of its region is
    /// believed alone; without any, the rule stands where it was `found`.
    pub fn of<'a>(&'a self, reason: Reason, found: &'a str) -> &'a str {
        match self.0.get(&reason) {
            Some(written) => written,
            None if self.0.is_empty() => found,
            None => OUR_READING,
        }
    }
}

/// A value and where it stands written: document and question, or the words "our reading".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Document and question.
    pub source: String,
}

impl<T> Deref for Sourced<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// When a balance pays a fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BalanceTest {
    /// What is left must exceed the fee ("大于", Q二13).
    GreaterThan,
    /// What is left must reach the fee.
    AtLeast,
}

impl BalanceTest {
    /// The name that a policy file writes.
    pub const fn as_str(self) -> &'static str {
        match self {
            BalanceTest::GreaterThan => "greater-than",
            BalanceTest::AtLeast => "at-least",
        }
    }

    /// Reads the name that a policy file writes.
    pub fn parse(text: &str) -> Option<BalanceTest> {
        [BalanceTest::GreaterThan, BalanceTest::AtLeast]
            .into_iter()
            .find(|test| test.as_str() == text)
    }
}

/// Until when a contribution election may be cancelled (Q二15).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancellationLimit {
    /// Until the election cut-off.
    Cutoff,
    /// Until the end of the day of application or selection, whichever is later, and at most
    /// until the end of the day of the cut-off.
    EndOfDay,
}

impl CancellationLimit {
    /// The name that a policy file writes.
    pub const fn as_str(self) -> &'static str {
        match self {
            CancellationLimit::Cutoff => "cutoff",
            CancellationLimit::EndOfDay => "end-of-day",
        }
    }

    /// Reads the name that a policy file writes.
    pub fn parse(text: &str) -> Option<CancellationLimit> {
        [CancellationLimit::Cutoff, CancellationLimit::EndOfDay]
            .into_iter()
            .find(|limit| limit.as_str() == text)
    }
}
