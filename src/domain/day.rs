//! Days of the extracts: their spellings, and what stands for none.

use chrono::{Datelike, NaiveDate};
use std::ops::Range;

/// Reads `yyyy-mm-dd`, `yyyy/mm/dd` or `yyyymmdd`; the inner `None` for a placeholder, with which
/// databases that know no empty day write one. The outer `None` for any other shape and for days
/// of no calendar.
pub fn parse(text: &str) -> Option<Option<NaiveDate>> {
    let digits = digits_of(text)?;
    let number = |range: Range<usize>| digits.get(range)?.parse::<u32>().ok();
    let (year, month, day) = (number(0..4)?, number(4..6)?, number(6..8)?);
    if (year, month, day) == (0, 0, 0) {
        return Some(None);
    }
    let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    Some(Some(day).filter(|day| (2000..2100).contains(&day.year())))
}

/// The eight digits of a day in any of its spellings.
fn digits_of(text: &str) -> Option<String> {
    let separated = |separator: u8| {
        let bytes = text.as_bytes();
        bytes.len() == 10 && bytes[4] == separator && bytes[7] == separator
    };
    let digits: String = match separated(b'-') || separated(b'/') {
        true => text.split(['-', '/']).collect(),
        false => text.to_owned(),
    };
    let is_day = digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit());
    is_day.then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_three_spellings_and_placeholders() {
        let christmas = NaiveDate::from_ymd_opt(2024, 12, 25);
        for (text, expected) in [
            ("2024-12-25", Some(christmas)),
            ("2024/12/25", Some(christmas)),
            ("20241225", Some(christmas)),
            ("2024-12/25", None),
            ("2024-1225", None),
            ("2024-12-25T00:00:00", None),
            ("2024-2-5", None),
            ("20240230", None),
            ("2024.12.25", None),
            ("", None),
            ("0000-00-00", Some(None)),
            ("0000/00/00", Some(None)),
            ("00000000", Some(None)),
            ("0000-00-01", None),
            ("1999-12-31", Some(None)),
            ("2000-01-01", Some(NaiveDate::from_ymd_opt(2000, 1, 1))),
            ("2099-12-31", Some(NaiveDate::from_ymd_opt(2099, 12, 31))),
            ("2100-01-01", Some(None)),
            ("9999-12-31", Some(None)),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }
}
