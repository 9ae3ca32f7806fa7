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

    /// A name, a number or a value from a file, which no language changes.
    pub fn verbatim(text: impl Into<String>) -> Message {
        let text = text.into();
        Message::new(text.clone(), text)
    }

    /// The sentence in one language.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

/// What is said of inputs that are taken all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// What is as it may be.
    Info(Message),
    /// What somebody should look at.
    Warning(Message),
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Remark::Info(message) | Remark::Warning(message) => message.fmt(f),
        }
    }
}

/// The parser of the command line takes it for what is wrong with a value.
impl std::error::Error for Message {}

/// Several sentences as one in each language, with what stands between them there.
pub fn joined(messages: &[Message], between_zh: &str, between_en: &str) -> (String, String) {
    let of = |language, between| {
        let texts: Vec<&str> = messages.iter().map(|m| m.text(language)).collect();
        texts.join(between)
    };
    (of(Language::Zh, between_zh), of(Language::En, between_en))
}
