//! A sentence for people, in both languages.

use super::plan::Language;
use std::fmt;

/// One sentence in Chinese and in English with its values filled in. The texts stand in
/// [`crate::text`]; who reports it picks the language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    zh: Box<str>,
    en: Box<str>,
}

impl Message {
    /// The same sentence in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Message {
        Message {
            zh: zh.into().into(),
            en: en.into().into(),
        }
    }

    /// The sentence in one language.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

/// What a library reports is the same in every language.
impl From<String> for Message {
    fn from(text: String) -> Message {
        Message {
            zh: text.as_str().into(),
            en: text.into(),
        }
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Message {
        text.to_owned().into()
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}
