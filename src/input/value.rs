//! One value of one row: trimmed, and judged for what it may contain.

use crate::domain::characters::is_control;
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

/// Whether a field holds nothing but blanks and U+001A, which old systems put behind the last row.
#[inline]
pub(super) fn is_nothing(text: &str) -> bool {
    match text.as_bytes().first() {
        None => true,
        Some(b'!'..=b'~') => false,
        Some(_) => text.chars().all(|c| is_blank(c) || c == '\u{1A}'),
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}')
}

fn trim_ends(text: &str) -> &str {
    // Leads of U+4000–U+9FFF: a Chinese character at both ends needs no closer look.
    let is_chinese = |b: Option<&u8>| matches!(b, Some(0xE4..=0xE9));
    let bytes = text.as_bytes();
    if is_chinese(bytes.first()) && is_chinese(bytes.iter().nth_back(2)) {
        return text;
    }
    text.trim_matches(is_blank)
}

/// Which characters are `BAD_TEXT` (section 2 of the contract).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextRule {
    /// Ids, codes, `insured_name` and `category`: control characters, U+FFFD, `|`, and what GB18030
    /// cannot write and read back.
    Strict,
    /// All other texts: control characters other than LF, and U+FFFD.
    Free,
}

/// Bytes that are judged at once.
const CHUNK: usize = 16;

/// Whether the first `length` of `bytes` are a text that is neither trimmed nor bad by any rule:
/// printable ASCII without `|`, and Chinese characters up to U+9F7F, which every version of GB18030
/// holds. `false` says nothing. `bytes` start with a character, and so do those after `length`.
#[inline(always)]
pub(super) fn is_plain_text(bytes: &[u8], length: usize) -> bool {
    let ends = bytes.first().zip(bytes.get(length.wrapping_sub(1)));
    if ends.is_none_or(|(first, last)| *first == b' ' || *last == b' ') {
        return false;
    }
    (0..length).step_by(CHUNK).all(|at| {
        bytes
            .get(at..)
            .and_then(|rest| rest.first_chunk())
            .is_some_and(|chunk| is_plain_chunk(chunk, length - at))
    })
}

/// Judges the first `length` of sixteen bytes by themselves and the byte that follows each. Written
/// so that the compiler judges them all at the same time.
#[inline(always)]
fn is_plain_chunk(chunk: &[u8; CHUNK + 1], length: usize) -> bool {
    let mut others = [0_u8; CHUNK];
    for (i, other) in others.iter_mut().enumerate() {
        let (byte, next) = (chunk[i], chunk[i + 1]);
        let is_ascii = (byte.wrapping_sub(0x20) <= 0x5B) | (byte == b'}') | (byte == b'~');
        // What follows the first byte of a character.
        let is_follower = byte.wrapping_sub(0x80) <= 0x3F;
        // The first bytes of U+5000–U+8FFF, of U+4E00–U+4FFF and of U+9000–U+9F7F.
        let is_chinese = (byte.wrapping_sub(0xE5) <= 3)
            | (byte == 0xE4) & (next >= 0xB8)
            | (byte == 0xE9) & (next <= 0xBD);
        let is_behind = i >= length;
        *other = u8::from(!(is_ascii | is_follower | is_chinese | is_behind));
    }
    others == [0; CHUNK]
}

/// Whether a value is `BAD_TEXT` by `rule`.
#[inline]
pub(crate) fn is_bad_text(text: &str, rule: TextRule) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += match byte {
            // Leads of U+5000–U+8FFF: Chinese characters that every version of GB18030 holds.
            0xE5..=0xE8 => 3,
            0x20..=0x7B | b'}' | b'~' => 1,
            b'|' | b'\n' if rule == TextRule::Free => 1,
            0x80.. => match text.get(at..).and_then(|rest| rest.chars().next()) {
                Some(c) if !is_bad_character(c, rule) => c.len_utf8(),
                _ => return true,
            },
            _ => return true,
        };
    }
    false
}

fn is_bad_character(c: char, rule: TextRule) -> bool {
    if ('\u{4E00}'..='\u{9FA5}').contains(&c) {
        return false;
    }
    is_control(c) || c == '\u{FFFD}' || (rule == TextRule::Strict && !survives(c))
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

/// Whether a plain text is an identifier that no spreadsheet can have written as a number: it does
/// not start with a digit, or has neither a point nor an exponent.
#[inline]
pub(super) fn is_usual_identifier(text: &str) -> bool {
    let may_be_number = text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().any(|b| matches!(b, b'.' | b'E' | b'e'));
    !may_be_number && is_identifier(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
                false,
                "a character that GB18030 cannot write",
            ),
            ("张\u{0}", true, true, "NUL"),
            (
                "a\u{1F}",
                true,
                true,
                "the last control character before the blank",
            ),
            ("a\u{2028}b", true, true, "a line separator"),
            ("a\u{2029}b", true, true, "a paragraph separator"),
            ("a\u{2027}b\u{202F}", false, false, "their neighbours"),
            ("a\u{9F}", true, true, "the last control character of all"),
            ("a\u{A0}b", false, false, "a blank that does not break"),
        ] {
            assert_eq!(is_bad_text(text, Strict), strict, "strict: {why}");
            assert_eq!(is_bad_text(text, Free), free, "free: {why}");
        }
    }

    #[test]
    fn usual_texts_are_plain() {
        for text in [
            "张三",
            "欧阳伟",
            "静安区第3幼儿园（分园）",
            "Anna Li",
            "SH00000000001",
            "陈一",
        ] {
            let is_usual = !text.contains('（');
            for behind in ["", ",x", &" ".repeat(40)] {
                let bytes = format!("{text}{behind}").into_bytes();
                let is_known = is_usual && bytes.len() > text.len().next_multiple_of(CHUNK);
                assert_eq!(is_plain_text(&bytes, text.len()), is_known, "{text:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_plain_needs_no_other_look(
            text in "[ -~一-鿿㐀-㐂\u{9F70}-\u{9FAF}é\u{3000}\u{200B}\u{FEFF}\u{E5E5}\u{85}|\n]{0,20}",
            behind in "[,\n 张]{0,20}",
        ) {
            let bytes = format!("{text}{behind}").into_bytes();
            if is_plain_text(&bytes, text.len()) {
                prop_assert_eq!(trim(&text), &*text);
                prop_assert!(!text.is_empty() && !is_bad_text(&text, TextRule::Strict));
            }
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
    fn what_may_be_a_number_is_looked_at_closely() {
        for (text, expected) in [
            ("E-1", true),
            ("20240001", true),
            ("a.0", true),
            ("20240001.0", false),
            ("3e17", false),
            ("3.1E+17", false),
            ("1-E", false),
            ("号1", false),
            ("", false),
        ] {
            assert_eq!(is_usual_identifier(text), expected, "{text:?}");
        }
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
