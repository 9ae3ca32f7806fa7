//! What a reader may see of a number or a name.

use super::characters::without_controls;

const SHOWN_IN_FRONT: usize = 3;
const SHOWN_BEHIND: usize = 4;

/// Keeps the first three and the last four characters, one `*` for each between; a text of fewer
/// than eight characters is all `*`.
pub fn mask_number(number: &str) -> String {
    let length = number.chars().count();
    let shown = if length > SHOWN_IN_FRONT + SHOWN_BEHIND {
        SHOWN_IN_FRONT..length - SHOWN_BEHIND
    } else {
        0..length
    };
    number
        .chars()
        .enumerate()
        .map(|(i, c)| if shown.contains(&i) { '*' } else { c })
        .collect()
}

/// Keeps the first character, one `*` for each other.
pub fn mask_name(name: &str) -> String {
    name.chars()
        .enumerate()
        .map(|(i, c)| if i == 0 { c } else { '*' })
        .collect()
}

/// How a time or an amount is written, without what it says: every digit is a 9, and every letter
/// `*` but those that stand for a unit behind a digit.
pub fn shape(text: &str) -> String {
    const UNITS: &str = "TtZz年月日时点分秒元";
    let mut before = ' ';
    let mut shape = String::with_capacity(text.len());
    for c in text.chars() {
        shape.push(match c {
            c if c.is_ascii_digit() => '9',
            c if !c.is_alphanumeric() => c,
            c if UNITS.contains(c) && before.is_ascii_digit() => c,
            _ => '*',
        });
        before = c;
    }
    shape
}

/// Masks whatever looks like an identity number in words that others wrote: fifteen digits, or
/// seventeen and a check character, that are part of no longer number or word.
pub fn mask_identity_numbers(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
        let (before, word) = rest.split_at(start);
        let end = word
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(word.len());
        let (word, after) = word.split_at(end);
        masked.push_str(before);
        match is_identity_number(word) {
            true => masked.push_str(&mask_number(word)),
            false => masked.push_str(word),
        }
        rest = after;
    }
    masked + rest
}

fn is_identity_number(word: &str) -> bool {
    let digits = match word.len() {
        18 => word.strip_suffix(['X', 'x']).unwrap_or(word),
        15 => word,
        _ => return false,
    };
    digits.bytes().all(|b| b.is_ascii_digit())
}

/// The same, and the name of the person whom the words are about.
pub fn mask_words_about(name: &str, text: &str) -> String {
    let text = without_controls(&mask_identity_numbers(text));
    match name.chars().count() {
        0 | 1 => text,
        _ => text.replace(name, &mask_name(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_masked_in_words_that_others_wrote() {
        for (text, expected) in [
            ("310101201503070015不符", "310***********0015不符"),
            ("(11010519491231002x)", "(110***********002x)"),
            ("110105491231002", "110********1002"),
            ("欧阳小明：证件有误", "欧***：证件有误"),
            ("2025202412210100000001", "2025202412210100000001"),
            ("sha 310101201503070015ab", "sha 310101201503070015ab"),
            ("有误\u{1B}[2J\u{2028}", "有误\u{FFFD}[2J\u{FFFD}"),
            ("", ""),
        ] {
            assert_eq!(mask_words_about("欧阳小明", text), expected);
        }
        assert_eq!(mask_words_about("明", "说明"), "说明");
        assert_eq!(mask_words_about("", "说明"), "说明");
    }

    #[test]
    fn numbers_keep_three_and_four() {
        assert_eq!(mask_number("310101201503070015"), "310***********0015");
        assert_eq!(mask_number("12345678"), "123*5678");
        assert_eq!(mask_number("1234567"), "*******");
        assert_eq!(mask_number(""), "");
    }

    #[test]
    fn a_shape_says_how_and_not_what() {
        for (text, expected) in [
            ("2024/3/1 9:30", "9999/9/9 9:99"),
            ("2024-10-08T9:30:00Z", "9999-99-99T9:99:99Z"),
            ("2024年3月1日 上午9点", "9999年9月9日 **9点"),
            ("08-Oct-24", "99-***-99"),
            ("¥1,000.50元", "¥9,999.99元"),
            ("310101201503070015", "999999999999999999"),
            ("秋月日", "***"),
            ("Anna Lee", "**** ***"),
            ("", ""),
        ] {
            assert_eq!(shape(text), expected);
        }
    }

    #[test]
    fn names_keep_the_first_character() {
        assert_eq!(mask_name("欧阳小明"), "欧***");
        assert_eq!(mask_name("王"), "王");
    }
}
