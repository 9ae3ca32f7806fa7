//! `--lang`.

use crate::domain::plan::Language;
use clap::ValueEnum;

/// Language of messages for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Language {
        match lang {
            Lang::Zh => Language::Zh,
            Lang::En => Language::En,
        }
    }
}
