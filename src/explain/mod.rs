//! Why one student was or was not charged, for whoever answers the phone.
//!
//! From the batch folders and the ledger alone: what happened in each batch. With the extract:
//! every rule in order, with what it looked at. Numbers and names in an [`Explanation`] are
//! masked, so that nothing made of it can leak a whole one; enrollment numbers are not, since
//! they are what the caller and the school can tell each other.

mod advice;
mod folder;
mod judged;
mod look;
mod page;
mod question;
mod record;
mod story;
mod traces;
mod unreadable;
mod words;

pub use advice::{Advice, advise};
pub(crate) use folder::rows_of;
pub use judged::{Judged, JudgedEnrollment, JudgedRule, Verdict, look};
pub use look::Look;
pub use question::Question;
pub use record::search;
pub use story::{Answered, BatchStory, Charge, Listed, PaidFor, Student};
pub use traces::{NamedAt, Traces};
pub use unreadable::UnreadableRow;

use crate::domain::PersonKey;
use crate::domain::plan::Language;
use serde::Serialize;

/// Everything that is known about the asked number.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// What was asked, masked if it is no known enrollment.
    pub asked: String,
    /// The day on which the question is answered.
    pub as_of: String,
    /// Batches of the ledger, in the order of commits.
    pub batches: Vec<String>,
    /// The students the number stands for: usually one, or none.
    pub students: Vec<Student>,
    /// What the number paid for as an organizer.
    pub paid_for: Vec<PaidFor>,
    /// What the extract says, where one was given.
    pub judged: Option<Judged>,
    /// What can be done now, and until when.
    pub advice: Vec<Advice>,
}

impl Explanation {
    /// Whether anything is known about the number.
    pub fn is_known(&self) -> bool {
        !self.students.is_empty()
            || !self.paid_for.is_empty()
            || self.judged.as_ref().is_some_and(Judged::is_known)
    }

    /// The students that the record knows.
    pub fn persons(&self) -> Vec<PersonKey> {
        self.students.iter().map(|s| s.key.clone()).collect()
    }

    /// For people.
    pub fn text(&self, language: Language) -> String {
        page::text(self, language)
    }

    /// For machines: the same, keys in English, money as strings.
    ///
    /// # Errors
    /// None that input can cause.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}
