//! Points in time, to the nanosecond, over every year the extracts can name.

use super::day::{days_from_ce, is_day_nought};
use super::digits::{differences, in_eight_digits, pairs};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeDelta, Utc};
use std::fmt;
use std::num::NonZeroU32;

const SECONDS_PER_DAY: i64 = 86_400;

/// A point in time: seconds since 1970-01-01T00:00:00Z and nanoseconds.
///
/// Twelve bytes, also where it may be missing, since a city's extract holds tens of millions of
/// them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(Rust, packed(4))]
pub struct Instant {
    seconds: i64,
    /// One more than the nanoseconds: the zero that is left says "no instant" in an `Option`.
    nanos_and_one: NonZeroU32,
}

impl Instant {
    /// `nanos` are those of a second, below 10^9.
    const fn new(seconds: i64, nanos: u32) -> Instant {
        Instant {
            seconds,
            nanos_and_one: NonZeroU32::MIN.saturating_add(nanos),
        }
    }

    fn nanos(self) -> u32 {
        let nanos_and_one = self.nanos_and_one;
        nanos_and_one.get() - 1
    }

    /// Midnight at the start of `day` in `offset`.
    pub fn start_of(day: NaiveDate, offset: FixedOffset) -> Instant {
        let midnight = seconds_at_midnight(i64::from(day.num_days_from_ce()));
        Instant::new(midnight - i64::from(offset.local_minus_utc()), 0)
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
        let limit = Instant::new(early.seconds + seconds, early.nanos());
        late <= limit
    }

    /// Nanoseconds from `other` to this instant, negative when this one is earlier.
    pub fn nanos_since(self, other: Instant) -> i128 {
        (i128::from(self.seconds) - i128::from(other.seconds)) * 1_000_000_000
            + i128::from(self.nanos())
            - i128::from(other.nanos())
    }

    /// Reads the contract's instants (section 2): `yyyy-mm-dd` or `yyyy/mm/dd`, `T`, `t` or one
    /// blank, `hh:mm:ss`, optionally `.` and 1–9 digits, optionally `Z`, `z`, `±hh:mm` or `±hhmm`;
    /// or fourteen digits. Without an offset the instant is meant in `default_offset`.
    ///
    /// `None` for any other shape, for a date that is in no calendar, for a second 60 and an
    /// hour 24.
    pub fn parse(text: &str, default_offset: FixedOffset) -> Option<Instant> {
        Instant::parse_bytes(text.as_bytes(), default_offset)
    }

    /// [`Instant::parse`] of bytes that need not be text.
    #[inline]
    pub(crate) fn parse_bytes(bytes: &[u8], default_offset: FixedOffset) -> Option<Instant> {
        bytes
            .split_first_chunk()
            .and_then(|(stamp, rest)| parse_stamp(stamp, rest, default_offset))
            .or_else(|| parse_unusual(bytes, default_offset))
    }

    /// Whether the instant stands for none: before 2000-01-01T00:00:00 or from
    /// 2100-01-01T00:00:00 on in `offset`, as databases write that know no empty instant.
    #[inline]
    pub fn is_placeholder(self, offset: FixedOffset) -> bool {
        const FROM_2000_TO_2100: std::ops::Range<i64> = 946_684_800..4_102_444_800;
        let local = self.seconds + i64::from(offset.local_minus_utc());
        !FROM_2000_TO_2100.contains(&local)
    }

    /// Whether a text is the day nought, `0000-00-00`, in any spelling of an instant or a day: how
    /// some databases write that there is no instant.
    pub fn is_nought(text: &str) -> bool {
        let utc = FixedOffset::east_opt(0).expect("zero is an offset");
        let is_time = |stamp: String| Instant::parse(&stamp, utc).is_some();
        is_day_nought(text)
            || [
                ("0000-00-00", "2000-01-01"),
                ("0000/00/00", "2000-01-01"),
                ("00000000", "20000101"),
            ]
            .iter()
            .filter_map(|(nought, day)| Some(format!("{day}{}", text.strip_prefix(nought)?)))
            .any(is_time)
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
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let [_, _, h, i, m, n, s, t] = in_eight_digits(hour * 10_000 + minute * 100 + second);
        text.extend_from_slice(&[b'T', h, i, b':', m, n, b':', s, t]);
        push_fraction(text, self.nanos());
        push_offset(text, offset);
    }
}

impl From<DateTime<Utc>> for Instant {
    fn from(time: DateTime<Utc>) -> Instant {
        Instant::new(time.timestamp(), time.timestamp_subsec_nanos())
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let utc = FixedOffset::east_opt(0).expect("zero is an offset");
        f.write_str(&self.display(utc))
    }
}

/// Seconds from 1970-01-01 to the start of a day that is given as in [`days_from_ce`].
fn seconds_at_midnight(day: i64) -> i64 {
    const DAYS_TO_1970: i64 = 719_163;
    (day - DAYS_TO_1970) * SECONDS_PER_DAY
}

/// Reads `yyyy-mm-dd hh:mm:ss` and what follows it.
#[inline]
fn parse_stamp(stamp: &[u8; 19], rest: &[u8], default_offset: FixedOffset) -> Option<Instant> {
    let [y0, y1, y2, y3, s0, m0, m1, s1, d0, d1, separator, time @ ..] = *stamp;
    let year_and_month = differences(
        [y0, y1, y2, y3, s0, m0, m1, s1],
        *b"0000-00-",
        [9, 9, 9, 9, 0, 1, 9, 0],
    )?;
    let time = differences(time, *b"00:00:00", [2, 9, 0, 5, 9, 0, 5, 9])?;
    let [century, _, year, _, _, month, ..] = pairs(year_and_month).map(u32::from);
    let [hour, _, _, minute, _, _, second, _] = pairs(time).map(u32::from);
    let day = two_digits(&[d0, d1])?;
    if hour > 23 || !matches!(separator, b'T' | b't' | b' ') {
        return None;
    }
    let day = days_from_ce(century * 100 + year, month, day)?;
    let second_of_day = i64::from(hour * 3600 + minute * 60 + second);
    let (nanos, offset_seconds) = match rest {
        [] => (0, i64::from(default_offset.local_minus_utc())),
        rest => parse_tail(rest, default_offset)?,
    };
    let seconds = seconds_at_midnight(day) + second_of_day - offset_seconds;
    Some(Instant::new(seconds, nanos))
}

/// Reads fourteen digits, and dates with slashes.
#[cold]
fn parse_unusual(bytes: &[u8], default_offset: FixedOffset) -> Option<Instant> {
    if let [y, e, a, r, m, n, d, f, h, i, j, k, s, t] = *bytes {
        let stamp = [
            y, e, a, r, b'-', m, n, b'-', d, f, b' ', h, i, b':', j, k, b':', s, t,
        ];
        return parse_stamp(&stamp, &[], default_offset);
    }
    let (stamp, rest) = bytes.split_first_chunk::<19>()?;
    let [y, e, a, r, b'/', m, n, b'/', time @ ..] = *stamp else {
        return None;
    };
    let mut stamp = [
        y, e, a, r, b'-', m, n, b'-', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];
    stamp[8..].copy_from_slice(&time);
    parse_stamp(&stamp, rest, default_offset)
}

/// Nanoseconds and seconds east of UTC of what follows the second.
fn parse_tail(bytes: &[u8], default: FixedOffset) -> Option<(u32, i64)> {
    let (nanos, rest) = parse_fraction(bytes)?;
    Some((nanos, parse_offset(rest, default)?))
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
            let [y, e, a, r, m, n, d, f] =
                in_eight_digits(year * 10_000 + day.month() * 100 + day.day());
            text.extend_from_slice(&[y, e, a, r, b'-', m, n, b'-', d, f]);
        }
        // An offset can carry the first or last day of the readable years over their edge.
        _ => text.extend_from_slice(day.format("%Y-%m-%d").to_string().as_bytes()),
    }
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
    let sign = if seconds < 0 { b'-' } else { b'+' };
    let minutes = seconds.unsigned_abs() / 60;
    let [_, _, _, _, h, i, m, n] = in_eight_digits(minutes / 60 * 100 + minutes % 60);
    text.extend_from_slice(&[sign, h, i, b':', m, n]);
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

/// Seconds east of UTC of an optional `Z`, `z`, `±hh:mm` or `±hhmm`.
fn parse_offset(bytes: &[u8], default: FixedOffset) -> Option<i64> {
    match bytes {
        [] => Some(i64::from(default.local_minus_utc())),
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), h, i, b':', m, n] | [sign @ (b'+' | b'-'), h, i, m, n] => {
            let (hours, minutes) = (two_digits(&[*h, *i])?, two_digits(&[*m, *n])?);
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
mod tests;
