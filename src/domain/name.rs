//! Names: compared with tolerance, written as read.

use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Replaces full-width ASCII (U+FF01–U+FF5E) and the ideographic space by their half-width forms.
pub fn fold_width(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(half_width).collect())
}

fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    }
}

fn is_dot(c: char) -> bool {
    matches!(c, '·' | '•' | '・' | '‧' | '･' | '.')
}

/// Nothing that anybody sees: zero-width characters, variation selectors, fillers.
fn is_invisible(c: char) -> bool {
    c.is_whitespace() || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// A name in the form in which names are compared (section 2 of the contract): after NFKC and
/// upper-casing, without white space, default-ignorable characters and dots.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ComparedName(String);

impl ComparedName {
    /// The compared form of a name as written.
    pub fn of(name: &str) -> ComparedName {
        if name.chars().all(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)) {
            return ComparedName(name.to_owned());
        }
        let upper = name.nfkc().collect::<String>().to_uppercase();
        let compared = upper.chars().filter(|c| !is_dot(*c) && !is_invisible(*c));
        ComparedName(compared.collect())
    }

    /// The compared form as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether two names as written are one name.
pub fn same_name(a: &str, b: &str) -> bool {
    a == b || ComparedName::of(a) == ComparedName::of(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_makes_no_other_name() {
        for (a, b, why) in [
            ("阿依古丽·买买提", "阿依古丽 买买提", "a blank for a dot"),
            ("阿依古丽•买买提", "阿依古丽・买买提‧", "other dots"),
            ("阿依古丽･买买提", "阿依古丽.买买提", "narrow dots"),
            ("阿依古丽．买买提", "阿依古丽买买提", "a wide full stop"),
            ("Ａnna　Li", "ANNA LI", "width, case and blanks"),
            ("王　伟", "王伟", "an ideographic space"),
            ("王\u{200B}伟", "王伟", "a zero-width space"),
            ("王\u{FEFF}伟", "王伟", "a byte order mark"),
            ("王\u{2060}伟\u{200E}", "王伟", "a word joiner and a mark"),
            ("王伟\u{FE00}", "王伟", "a variation selector"),
            ("王伟\u{E0100}", "王伟", "an ideographic variation selector"),
            ("王\u{3164}伟", "王伟", "a filler"),
            ("王\u{AD}伟", "王伟", "a soft hyphen"),
            ("金小满", "\u{F90A}小满", "a compatibility ideograph"),
            ("自明", "\u{2F83}明", "a radical"),
            ("José", "Jose\u{301}", "composed and decomposed"),
            ("FINN", "\u{FB01}nn", "a ligature"),
            ("Weiß", "WEISS", "a letter of two capitals"),
        ] {
            assert!(same_name(a, b), "{why}");
            assert!(same_name(b, a), "{why}");
        }
    }

    #[test]
    fn another_name_stays_another_name() {
        for (a, b) in [
            ("王伟", "王炜"),
            ("王伟", "王"),
            ("王伟", "伟王"),
            ("Jose", "José"),
            ("王伟", "王-伟"),
            ("王伟", ""),
        ] {
            assert!(!same_name(a, b), "{a} {b}");
        }
    }
}
