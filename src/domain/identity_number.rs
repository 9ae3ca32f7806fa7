//! The citizen identity number (GB 11643): check character and birth date.

use chrono::NaiveDate;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS: &[u8; 11] = b"10X98765432";

/// The check character that belongs behind seventeen digits; `None` if they are not that.
pub fn check_character(first_seventeen: &str) -> Option<char> {
    let bytes = first_seventeen.as_bytes();
    if bytes.len() != WEIGHTS.len() || !bytes.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let sum: u32 = bytes
        .iter()
        .zip(WEIGHTS)
        .map(|(b, w)| u32::from(b - b'0') * w)
        .sum();
    Some(char::from(CHECK_CHARACTERS[(sum % 11) as usize]))
}

/// Whether `number` has eighteen characters and the right one at the end.
pub fn has_valid_check_character(number: &str) -> bool {
    number
        .split_at_checked(17)
        .is_some_and(|(head, tail)| check_character(head).is_some_and(|c| tail.chars().eq([c])))
}

/// The birth date in positions 7 to 14; `None` if no calendar has it.
pub fn birth_date(number: &str) -> Option<NaiveDate> {
    calendar_date(number.get(6..14)?)
}

fn calendar_date(digits: &str) -> Option<NaiveDate> {
    if digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = digits.split_at(4);
    let (month, day) = rest.split_at(2);
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// The eighteen-character form of a number of the first generation: fifteen digits whose 7th to
/// 12th form a date `yymmdd` of the twentieth century. `None` for anything else.
pub fn from_fifteen_digits(text: &str) -> Option<String> {
    if text.len() != 15 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let head = format!("{}19{}", &text[..6], &text[6..]);
    birth_date(&head)?;
    let check = check_character(&head)?;
    Some(format!("{head}{check}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_characters_follow_the_standard() {
        for number in [
            "310101201503070015",
            "810000201401010018",
            "830000201206120020",
            "911156201610101014",
            "11010519491231002X",
        ] {
            assert!(has_valid_check_character(number), "{number}");
        }
        for number in [
            "310101201503070016",
            "11010519491231002x",
            "31010120150307001",
            "",
        ] {
            assert!(!has_valid_check_character(number), "{number}");
        }
    }

    #[test]
    fn a_birth_date_is_a_calendar_date() {
        assert_eq!(
            birth_date("310101201503070015"),
            NaiveDate::from_ymd_opt(2015, 3, 7)
        );
        assert_eq!(birth_date("31011520130229001X"), None);
    }
}
