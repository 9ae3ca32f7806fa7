//! What was asked for: an identity number, or an enrollment.

use crate::domain::PersonKey;
use crate::domain::masking::mask_number;

/// A number that may name a person or an enrollment; nobody has to say which.
#[derive(Debug, Clone)]
pub struct Question {
    text: String,
    person: Option<PersonKey>,
}

impl Question {
    /// Reads what was typed: an identity number in any spelling the extracts allow, or an
    /// `enrollment_id`.
    pub fn of(text: &str) -> Question {
        let text = text.trim();
        Question {
            text: text.to_owned(),
            person: PersonKey::parse(text).ok(),
        }
    }

    /// As it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The person it names, if it can name one.
    pub fn person(&self) -> Option<&PersonKey> {
        self.person.as_ref()
    }

    /// The number, masked.
    pub fn masked(&self) -> String {
        mask_number(&self.text)
    }
}
