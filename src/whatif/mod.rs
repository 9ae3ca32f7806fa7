//! A past batch under another policy: whose result would change, and what it would cost.
//!
//! Holds what the batch published against what it would publish under the other policy; nothing
//! is committed.

mod page;
mod published;

pub use published::{Outcome, Published, Unreadable};

use crate::domain::Money;
use std::collections::BTreeSet;

/// One enrollment whose outcome would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// `enrollment_id`, as the files write it.
    pub enrollment: String,
    /// What became of it.
    pub was: Outcome,
    /// What would become of it.
    pub would_be: Outcome,
}

/// A batch held against itself under another policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    /// Whose outcome would change, in the order of `enrollment_id`.
    pub changes: Vec<Change>,
    /// What was deducted.
    pub total: Money,
    /// What would be deducted.
    pub total_would_be: Money,
}

impl WhatIf {
    /// Holds what was published against what would be.
    pub fn of(was: &Published, would_be: &Published) -> WhatIf {
        let enrollments: BTreeSet<&str> = was.enrollments().chain(would_be.enrollments()).collect();
        let changes = enrollments
            .into_iter()
            .map(|enrollment| Change {
                enrollment: enrollment.to_owned(),
                was: was.outcome(enrollment),
                would_be: would_be.outcome(enrollment),
            })
            .filter(|change| change.was != change.would_be)
            .collect();
        WhatIf {
            changes,
            total: was.total(),
            total_would_be: would_be.total(),
        }
    }
}

#[cfg(test)]
mod tests;
