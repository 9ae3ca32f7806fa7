//! Days of the calendar, and how the extracts write them.

use super::digits::eight_digits;
use chrono::{Datelike, NaiveDate};

/// Reads the contract's days (section 2): `yyyy-mm-dd`, `yyyy/mm/dd` or `yyyymmdd`.
///
/// `None` for any other shape and for a date that is in no calendar.
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    let digits = eight_digits(day_digits(text.as_bytes())?)?;
    let (year, month, day) = (digits / 10_000, digits / 100 % 100, digits % 100);
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// Whether a day stands for none: before 2000-01-01 or from 2100-01-01 on, as databases write that
/// know no empty day.
pub fn is_placeholder_day(day: NaiveDate) -> bool {
    !(2000..2100).contains(&day.year())
}

/// Whether a text is the day nought, `0000-00-00`, in any spelling of a day: how some databases
/// write that there is none.
pub fn is_day_nought(text: &str) -> bool {
    day_digits(text.as_bytes()).is_some_and(|digits| digits == *b"00000000")
}

/// The eight bytes of year, month and day in any spelling of a day.
fn day_digits(bytes: &[u8]) -> Option<[u8; 8]> {
    match *bytes {
        [y, e, a, r, b'-', m, n, b'-', d, f]
        | [y, e, a, r, b'/', m, n, b'/', d, f]
        | [y, e, a, r, m, n, d, f] => Some([y, e, a, r, m, n, d, f]),
        _ => None,
    }
}

/// Days of the year before each month of a common year, and days of the month.
const MONTHS: [(u32, u32); 12] = [
    (0, 31),
    (31, 28),
    (59, 31),
    (90, 30),
    (120, 31),
    (151, 30),
    (181, 31),
    (212, 31),
    (243, 30),
    (273, 31),
    (304, 30),
    (334, 31),
];

/// Days up to this one, 0001-01-01 being the first; `None` if no calendar has it.
#[inline]
pub(super) fn days_from_ce(year: u32, month: u32, day: u32) -> Option<i64> {
    /// Days of 400 years, added and taken away again so that the year 0 needs no negative number.
    const CYCLE: (u32, u32) = (400, 146_097);
    let (before, length) = *MONTHS.get(month.wrapping_sub(1) as usize)?;
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    if day == 0 || day > length + u32::from(is_leap && month == 2) {
        return None;
    }
    let past = year + CYCLE.0 - 1;
    let days_of_years = 365 * past + past / 4 - past / 100 + past / 400;
    let day_of_year = before + u32::from(is_leap && month > 2) + day;
    Some(i64::from(days_of_years + day_of_year) - i64::from(CYCLE.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_declared_spelling_of_a_day_is_read() {
        let leap_day = NaiveDate::from_ymd_opt(2024, 2, 29);
        for (text, expected) in [
            ("2024-02-29", leap_day),
            ("2024/02/29", leap_day),
            ("20240229", leap_day),
            ("2023-02-29", None),
            ("2024-13-01", None),
            ("0000-00-00", None),
            ("2024-2-29", None),
            ("2024/02-29", None),
            ("24-02-29", None),
            ("2024-02-29 00:00:00", None),
            ("20240229000000", None),
            ("2024.02.29", None),
            ("２０２４-02-29", None),
            ("", None),
        ] {
            assert_eq!(parse_day(text), expected, "{text}");
        }
    }

    #[test]
    fn a_day_outside_the_century_is_a_placeholder() {
        for (text, expected) in [
            ("1900-01-01", true),
            ("1999-12-31", true),
            ("2000-01-01", false),
            ("2099-12-31", false),
            ("2100-01-01", true),
            ("9999-12-31", true),
        ] {
            let day = parse_day(text).unwrap();
            assert_eq!(is_placeholder_day(day), expected, "{text}");
        }
    }

    #[test]
    fn the_day_nought_is_known_in_every_spelling() {
        for (text, expected) in [
            ("0000-00-00", true),
            ("0000/00/00", true),
            ("00000000", true),
            ("0000-00/00", false),
            ("0000-01-00", false),
            ("000000000", false),
            ("0", false),
            ("", false),
            ("2024-12-20", false),
        ] {
            assert_eq!(is_day_nought(text), expected, "{text}");
        }
    }

    #[test]
    fn the_calendar_is_that_of_chrono() {
        for year in (0..=4)
            .chain(1599..=1601)
            .chain(1896..=2105)
            .chain(9996..=9999)
        {
            for (month, day) in (0..=13).flat_map(|m| (0..=32).map(move |d| (m, d))) {
                let expected = NaiveDate::from_ymd_opt(year, month, day)
                    .map(|date| i64::from(date.num_days_from_ce()));
                let found = days_from_ce(year as u32, month, day);
                assert_eq!(found, expected, "{year}-{month}-{day}");
            }
        }
    }
}
