//! Characters that no text for people may hold.

/// Whether a character steers a device or breaks a line instead of being seen: the control
/// characters, U+2028 and U+2029 among them (section 2 of the contract, `BAD_TEXT`).
pub fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// The text with U+FFFD for every control character, so that no file and no terminal obeys it.
pub fn without_controls(text: &str) -> String {
    text.chars()
        .map(|c| if is_control(c) { '\u{FFFD}' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_replaced() {
        for (text, expected) in [
            ("张三 a~|", "张三 a~|"),
            ("a\nb\u{1B}[2J", "a\u{FFFD}b\u{FFFD}[2J"),
            ("\0\u{7F}\u{85}", "\u{FFFD}\u{FFFD}\u{FFFD}"),
            (
                "\u{2027}\u{2028}\u{2029}\u{202A}",
                "\u{2027}\u{FFFD}\u{FFFD}\u{202A}",
            ),
            ("", ""),
        ] {
            assert_eq!(without_controls(text), expected, "{text:?}");
        }
    }
}
