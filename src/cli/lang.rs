//! `--lang`.

use crate::domain::plan::Language;
use clap::ValueEnum;
use std::ffi::OsString;

/// Language of messages for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

impl Lang {
    /// The language of a command line that cannot be understood, as far as it names one.
    pub(super) fn typed(words: impl Iterator<Item = OsString>) -> Lang {
        let named = option("--lang", words).or_else(|| std::env::var_os("GONGJI_LANG"));
        match named {
            Some(name) if name == "en" => Lang::En,
            _ => Lang::Zh,
        }
    }
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Language {
        match lang {
            Lang::Zh => Language::Zh,
            Lang::En => Language::En,
        }
    }
}

/// The value that the last option of this name has, in one word or two.
pub(super) fn option(name: &str, mut words: impl Iterator<Item = OsString>) -> Option<OsString> {
    let mut named = None;
    while let Some(word) = words.next() {
        let value = match word.to_str().and_then(|word| word.strip_prefix(name)) {
            Some("") => words.next(),
            Some(rest) => rest.strip_prefix('=').map(OsString::from),
            None => None,
        };
        named = value.or(named);
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_found_in_a_command_that_cannot_be_read() {
        for (sentence, words, language) in [
            ("none is named", &["run", "--batchdate"][..], Lang::Zh),
            ("in two words", &["runn", "--lang", "en"], Lang::En),
            ("in one word", &["--lang=en", "--nix"], Lang::En),
            ("no such language", &["run", "--lang", "fr"], Lang::Zh),
            ("without a value", &["run", "--lang"], Lang::Zh),
        ] {
            let typed = Lang::typed(words.iter().map(OsString::from));
            assert_eq!(typed, language, "{sentence}");
        }
    }
}
