//! One value of one row: trimmed, and judged for what it may contain.

use encoding_rs::GB18030;

/// Removes Unicode white space, U+200B and U+FEFF at both ends.
#[inline(always)]
pub(super) fn trim(text: &str) -> &str {
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.last()) {
        (Some(b'!'..=b'~'), Some(b'!'..=b'~')) => text,
        (None, _) => text,
        _ => trim_ends(text),
    }
}

fn trim_ends(text: &str) -> &str {
    // Leads of U+4000–U+9FFF: a Chinese character at both ends needs no closer look.
    let is_chinese = |b: Option<&u8>| matches!(b, Some(0xE4..=0xE9));
    let bytes = text.as_bytes();
    if is_chinese(bytes.first()) && is_chinese(bytes.iter().nth_back(2)) {
        return text;
    }
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}'))
}

/// Which of the characters that ids, codes and names may not hold are text here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextRule {
    /// None of them.
    Strict,
    /// Line feeds and `|`.
    Free,
}

/// Whether a value is `BAD_TEXT`: a control character, U+FFFD, `|`, or a character that GB18030
/// cannot write and read back.
#[inline]
pub(super) fn is_bad_text(text: &str, rule: TextRule) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += match byte {
            // Leads of U+5000–U+8FFF: Chinese characters that every version of GB18030 holds.
            0xE5..=0xE8 => 3,
            0x20..=0x7B | b'}' | b'~' => 1,
            b'|' | b'\n' if rule == TextRule::Free => 1,
            0x80.. => match text.get(at..).and_then(|rest| rest.chars().next()) {
                Some(c) if !is_bad_character(c) => c.len_utf8(),
                _ => return true,
            },
            _ => return true,
        };
    }
    false
}

fn is_bad_character(c: char) -> bool {
    !('\u{4E00}'..='\u{9FA5}').contains(&c) && (c.is_control() || c == '\u{FFFD}' || !survives(c))
}

/// Whether GB18030 writes the character and reads it back.
fn survives(c: char) -> bool {
    let mut space = [0; 4];
    let text = &*c.encode_utf8(&mut space);
    let (bytes, _, is_unmappable) = GB18030.encode(text);
    !is_unmappable
        && GB18030
            .decode_without_bom_handling_and_without_replacement(&bytes)
            .is_some_and(|back| back == text)
}

/// 1–64 printable ASCII characters: the shape of `enrollment_id` and `network_id`.
#[inline]
pub(super) fn is_identifier(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| matches!(b, b' '..=b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_every_kind_are_trimmed() {
        for (text, expected) in [
            ("a", "a"),
            ("", ""),
            (" \t\r\n", ""),
            (" a b ", "a b"),
            ("\u{FEFF}\u{200B}张三\u{3000}\u{A0}", "张三"),
            ("张", "张"),
            ("\u{3000}张三", "张三"),
            ("张三\u{2003}", "张三"),
            ("x\u{85}", "x"),
            ("\u{200C}a", "\u{200C}a"),
            ("é", "é"),
        ] {
            assert_eq!(trim(text), expected, "{text:?}");
        }
    }

    #[test]
    fn bad_text_is_found() {
        use TextRule::{Free, Strict};
        for (text, strict, free, why) in [
            ("张三 Anna-1~}{", false, false, "ordinary text"),
            ("", false, false, "nothing"),
            (
                "㐀龥鿿𠮷·é",
                false,
                false,
                "rare characters that GB18030 holds",
            ),
            ("a|b", true, false, "a bar"),
            ("a\nb", true, false, "a line feed"),
            ("a\rb", true, true, "a carriage return"),
            ("a\tb", true, true, "a tab"),
            ("a\u{7F}", true, true, "DEL"),
            ("张\u{85}三", true, true, "a control character beyond ASCII"),
            ("张\u{FFFD}", true, true, "a replaced character"),
            (
                "\u{E5E5}",
                true,
                true,
                "a character that GB18030 cannot write",
            ),
            ("张\u{0}", true, true, "NUL"),
        ] {
            assert_eq!(is_bad_text(text, Strict), strict, "strict: {why}");
            assert_eq!(is_bad_text(text, Free), free, "free: {why}");
        }
    }

    #[test]
    fn what_is_waved_through_survives_gb18030() {
        for c in ('\u{4E00}'..='\u{9FA5}').chain(' '..='~') {
            assert!(survives(c), "{c:?}");
        }
        let lost = ('\u{E000}'..='\u{F8FF}').filter(|c| !survives(*c)).count();
        assert_eq!(lost, 19, "U+E5E5 and 18 more of the private use area");
    }

    #[test]
    fn identifiers_are_short_printable_ascii() {
        for (text, expected) in [
            ("E-1", true),
            ("a b", true),
            (&*"x".repeat(64), true),
            (&*"x".repeat(65), false),
            ("", false),
            ("号1", false),
            ("a\tb", false),
        ] {
            assert_eq!(is_identifier(text), expected, "{text:?}");
        }
    }
}
