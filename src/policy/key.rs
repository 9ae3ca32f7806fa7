//! A key of a policy file.

use super::value::Kind;
use crate::domain::plan::Language;

/// A key of a policy file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The name, as the file and `--set` write it.
    pub name: &'static str,
    /// What its values look like.
    pub kind: Kind,
    /// Whether a policy may do without it.
    pub optional: bool,
    zh: &'static str,
    en: &'static str,
}

impl Key {
    /// A key that every policy must answer.
    pub(super) const fn required(
        name: &'static str,
        kind: Kind,
        zh: &'static str,
        en: &'static str,
    ) -> Key {
        Key {
            name,
            kind,
            optional: false,
            zh,
            en,
        }
    }

    /// A key that a policy may do without.
    pub(super) const fn optional(
        name: &'static str,
        kind: Kind,
        zh: &'static str,
        en: &'static str,
    ) -> Key {
        Key {
            optional: true,
            ..Key::required(name, kind, zh, en)
        }
    }

    /// The question that the value answers.
    pub const fn question(&self, language: Language) -> &'static str {
        match language {
            Language::Zh => self.zh,
            Language::En => self.en,
        }
    }
}
