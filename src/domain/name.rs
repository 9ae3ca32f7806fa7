//! Names: compared with tolerance, written as read.

use std::borrow::Cow;

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

fn is_middle_dot(c: char) -> bool {
    matches!(c, '·' | '•' | '・' | '‧')
}

/// A name in the form in which names are compared: width folded, upper case, without white space
/// and middle dots.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ComparedName(String);

impl ComparedName {
    /// The compared form of a name as written.
    pub fn of(name: &str) -> ComparedName {
        if name.chars().all(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)) {
            return ComparedName(name.to_owned());
        }
        let folded: String = name
            .chars()
            .map(half_width)
            .filter(|c| !c.is_whitespace() && !is_middle_dot(*c))
            .collect();
        ComparedName(folded.to_uppercase())
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
    fn spelling_of_width_case_blanks_and_dots_does_not_matter() {
        assert!(same_name("阿依古丽·买买提", "阿依古丽 买买提"));
        assert!(same_name("阿依古丽•买买提", "阿依古丽・买买提‧"));
        assert!(same_name("Ａnna　Li", "ANNA LI"));
        assert!(!same_name("王伟", "王炜"));
        assert!(same_name("王　伟", "王伟"));
    }
}
