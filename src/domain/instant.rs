//! Points in time, to the nanosecond, over every year the extracts can name.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeDelta, Utc};
use std::fmt;

const SECONDS_PER_DAY: i64 = 86_400;

/// A point in time: seconds since 1970-01-01T00:00:00Z and nanoseconds.
///
/// Twelve bytes, since a city's extract holds tens of millions of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(Rust, packed(4))]
pub struct Instant {
    seconds: i64,
    nanos: u32,
}

impl Instant {
    /// Midnight at the start of `day` in `offset`.
    pub fn start_of(day: NaiveDate, offset: FixedOffset) -> Instant {
        Instant {
            seconds: seconds_at_midnight(day) - i64::from(offset.local_minus_utc()),
            nanos: 0,
        }
    }

    /// The calendar day of this instant in `offset`.
    pub fn day_in(self, offset: FixedOffset) -> NaiveDate {
        let local = self.seconds + i64::from(offset.local_minus_utc());
        NaiveDate::default() + TimeDelta::days(local.div_euclid(SECONDS_PER_DAY))
    }

    /// Whether the distance to `other` is at most `seconds`, both ends included.
    pub fn is_within_seconds(self, other: Instant, seconds: i64) -> bool {
        let (early, late) = if self <= other {
            (self, other)
        } else {
            (other, self)
        };
        let limit = Instant {
            seconds: early.seconds + seconds,
            nanos: early.nanos,
        };
        late <= limit
    }

    /// Nanoseconds from `other` to this instant, negative when this one is earlier.
    pub fn nanos_since(self, other: Instant) -> i128 {
        (i128::from(self.seconds) - i128::from(other.seconds)) * 1_000_000_000
            + i128::from(self.nanos)
            - i128::from(other.nanos)
    }

    /// Reads the contract's instants (section 2): `yyyy-mm-dd`, `T`, `t` or one blank,
    /// `hh:mm:ss`, optionally `.` and 1–9 digits, optionally `Z`, `z` or `±hh:mm`. Without an
    /// offset the instant is meant in `default_offset`.
    ///
    /// `None` for any other shape, for a date that is in no calendar, for a second 60 and an
    /// hour 24.
    pub fn parse(text: &str, default_offset: FixedOffset) -> Option<Instant> {
        let bytes = text.as_bytes();
        let (stamp, rest) = bytes.split_at_checked(19)?;
        let punctuation = [stamp[4], stamp[7], stamp[13], stamp[16]];
        if punctuation != *b"--::" || !matches!(stamp[10], b'T' | b't' | b' ') {
            return None;
        }
        let (hour, minute, second) = (
            two_digits(&stamp[11..13])?,
            two_digits(&stamp[14..16])?,
            two_digits(&stamp[17..19])?,
        );
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let year = two_digits(&stamp[0..2])? * 100 + two_digits(&stamp[2..4])?;
        let day = NaiveDate::from_ymd_opt(
            year as i32,
            two_digits(&stamp[5..7])?,
            two_digits(&stamp[8..10])?,
        )?;
        let (nanos, rest) = parse_fraction(rest)?;
        let offset_seconds = parse_offset(rest, default_offset)?;
        Some(Instant {
            seconds: seconds_at_midnight(day) + i64::from(hour * 3600 + minute * 60 + second)
                - offset_seconds,
            nanos,
        })
    }

    /// RFC 3339 in `offset`, a fraction only if it is not zero and without trailing zeros.
    pub fn display(self, offset: FixedOffset) -> String {
        let mut text = Vec::with_capacity(35);
        self.push_to(&mut text, offset);
        String::from_utf8(text).expect("digits and punctuation are ASCII")
    }

    /// Appends what [`Instant::display`] shows, without an allocation of its own.
    pub fn push_to(self, text: &mut Vec<u8>, offset: FixedOffset) {
        let local = self.seconds + i64::from(offset.local_minus_utc());
        push_day(text, self.day_in(offset));
        let second = local.rem_euclid(SECONDS_PER_DAY) as u32;
        for (before, value) in [
            (b'T', second / 3600),
            (b':', second / 60 % 60),
            (b':', second % 60),
        ] {
            text.push(before);
            push_two_digits(text, value);
        }
        push_fraction(text, self.nanos);
        push_offset(text, offset);
    }
}

impl From<DateTime<Utc>> for Instant {
    fn from(time: DateTime<Utc>) -> Instant {
        Instant {
            seconds: time.timestamp(),
            nanos: time.timestamp_subsec_nanos(),
        }
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let utc = FixedOffset::east_opt(0).expect("zero is an offset");
        f.write_str(&self.display(utc))
    }
}

fn seconds_at_midnight(day: NaiveDate) -> i64 {
    const DAYS_TO_1970: i64 = 719_163;
    (i64::from(day.num_days_from_ce()) - DAYS_TO_1970) * SECONDS_PER_DAY
}

fn two_digits(bytes: &[u8]) -> Option<u32> {
    match bytes {
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Some(u32::from(a - b'0') * 10 + u32::from(b - b'0')),
        _ => None,
    }
}

/// Appends `yyyy-mm-dd`.
pub fn push_day(text: &mut Vec<u8>, day: NaiveDate) {
    match u32::try_from(day.year()) {
        Ok(year @ 0..=9999) => {
            push_two_digits(text, year / 100);
            push_two_digits(text, year % 100);
        }
        // An offset can carry the first or last day of the readable years over their edge.
        _ => text.extend_from_slice(day.format("%Y").to_string().as_bytes()),
    }
    text.push(b'-');
    push_two_digits(text, day.month());
    text.push(b'-');
    push_two_digits(text, day.day());
}

fn push_two_digits(text: &mut Vec<u8>, value: u32) {
    text.extend_from_slice(&[b'0' + (value / 10) as u8, b'0' + (value % 10) as u8]);
}

/// Appends `.` and the digits of a part of a second, nothing for a whole one.
fn push_fraction(text: &mut Vec<u8>, nanos: u32) {
    if nanos == 0 {
        return;
    }
    text.push(b'.');
    let mut rest = nanos;
    let mut place = 100_000_000;
    while rest != 0 {
        text.push(b'0' + (rest / place) as u8);
        rest %= place;
        place /= 10;
    }
}

/// Appends `±hh:mm`.
fn push_offset(text: &mut Vec<u8>, offset: FixedOffset) {
    let seconds = offset.local_minus_utc();
    text.push(if seconds < 0 { b'-' } else { b'+' });
    let minutes = seconds.unsigned_abs() / 60;
    push_two_digits(text, minutes / 60);
    text.push(b':');
    push_two_digits(text, minutes % 60);
}

/// Nanoseconds of an optional `.` with 1–9 digits, and what follows.
fn parse_fraction(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let Some((b'.', rest)) = bytes.split_first() else {
        return Some((0, bytes));
    };
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    if !(1..=9).contains(&digits) {
        return None;
    }
    let value = rest[..digits]
        .iter()
        .fold(0, |v, b| v * 10 + u32::from(b - b'0'));
    Some((value * 10_u32.pow(9 - digits as u32), &rest[digits..]))
}

/// Seconds east of UTC of an optional `Z`, `z` or `±hh:mm`.
fn parse_offset(bytes: &[u8], default: FixedOffset) -> Option<i64> {
    match bytes {
        [] => Some(i64::from(default.local_minus_utc())),
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), rest @ ..] if rest.len() == 5 && rest[2] == b':' => {
            let (hours, minutes) = (two_digits(&rest[..2])?, two_digits(&rest[3..])?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = i64::from(hours * 3600 + minutes * 60);
            Some(if *sign == b'-' { -seconds } else { seconds })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shanghai() -> FixedOffset {
        FixedOffset::east_opt(8 * 3600).unwrap()
    }

    fn shown(text: &str) -> Option<String> {
        Instant::parse(text, shanghai()).map(|i| i.display(shanghai()))
    }

    #[test]
    fn every_declared_form_is_read() {
        for (text, expected) in [
            ("2024-12-20T17:00:00", "2024-12-20T17:00:00+08:00"),
            ("2024-12-20 17:00:00", "2024-12-20T17:00:00+08:00"),
            ("2024-12-20t09:00:00z", "2024-12-20T17:00:00+08:00"),
            (
                "2024-12-20T16:59:59.999999999+08:00",
                "2024-12-20T16:59:59.999999999+08:00",
            ),
            ("2024-12-20T17:00:00.500", "2024-12-20T17:00:00.5+08:00"),
            ("2024-12-19T23:30:00-09:30", "2024-12-20T17:00:00+08:00"),
            ("0001-01-01T08:00:00", "0001-01-01T08:00:00+08:00"),
            ("9999-12-31T23:59:59", "9999-12-31T23:59:59+08:00"),
            ("2024-02-29T00:00:00", "2024-02-29T00:00:00+08:00"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn is_shown_in_any_offset() {
        for (text, offset, expected) in [
            ("2024-12-20T17:00:00", 0, "2024-12-20T09:00:00+00:00"),
            ("2024-12-20T17:00:00", -34_200, "2024-12-19T23:30:00-09:30"),
            (
                "1969-12-31T23:59:59.000000001Z",
                20_700,
                "1970-01-01T05:44:59.000000001+05:45",
            ),
            ("0001-01-01T00:00:00Z", -3600, "0000-12-31T23:00:00-01:00"),
            ("0000-01-01T00:00:00Z", -3600, "-0001-12-31T23:00:00-01:00"),
            ("9999-12-31T23:59:59Z", 3600, "+10000-01-01T00:59:59+01:00"),
            (
                "2024-12-20T17:00:00.120000000",
                28_800,
                "2024-12-20T17:00:00.12+08:00",
            ),
        ] {
            let offset = FixedOffset::east_opt(offset).unwrap();
            let instant = Instant::parse(text, shanghai()).unwrap();
            assert_eq!(instant.display(offset), expected, "{text}");
        }
    }

    #[test]
    fn nothing_else_is_an_instant() {
        for text in [
            "",
            "2024-12-20",
            "2024-12-20T24:00:00",
            "2024-12-20T23:59:60",
            "2023-02-29T00:00:00",
            "2024-12-20  17:00:00",
            "2024-12-20T17:00",
            "2024-12-20T17:00:00.",
            "2024/12/20T17:00:00",
            "2024-12-20T17:00:00.1234567890",
            "2024-12-20T17:00:00+8:00",
            "2024-12-20T17:00:00+24:00",
            "2024-12-20T17:00:00+0800",
            "2024-12-20T17:00:00Zx",
            "２０２４-12-20T17:00:00",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn the_day_depends_on_the_offset() {
        let late = Instant::parse("2024-12-20T16:00:00Z", shanghai()).unwrap();
        let day = NaiveDate::from_ymd_opt(2024, 12, 21).unwrap();
        assert_eq!(late.day_in(shanghai()), day);
        assert_eq!(Instant::start_of(day, shanghai()), late);
    }

    #[test]
    fn a_minute_around_includes_both_ends() {
        let t = Instant::parse("2024-12-20T17:00:00", shanghai()).unwrap();
        for (text, within) in [
            ("2024-12-20T16:58:59.999999999", false),
            ("2024-12-20T16:59:00", true),
            ("2024-12-20T17:01:00", true),
            ("2024-12-20T17:01:00.000000001", false),
        ] {
            let other = Instant::parse(text, shanghai()).unwrap();
            assert_eq!(other.is_within_seconds(t, 60), within, "{text}");
            assert_eq!(t.is_within_seconds(other, 60), within, "{text}");
        }
    }
}
