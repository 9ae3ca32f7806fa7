//! Days as a policy's values, and the calendar: days off and worked weekends of an interval.

use crate::domain::calendar::WorkingCalendar;
use chrono::{Datelike, NaiveDate, Weekday};
use std::collections::BTreeSet;

/// Reads `yyyy-mm-dd`; `None` for any other shape and for days of no calendar.
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| match i {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        });
    if !shaped {
        return None;
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|day| day.year() > 0)
}

/// Reads the days off and worked weekends of `[from, to)`. `None` when a day lies outside the
/// interval, stands in both lists, or is a "worked weekend" that is no weekend.
pub fn calendar_of(
    from: NaiveDate,
    to: NaiveDate,
    holidays: BTreeSet<NaiveDate>,
    worked_weekends: BTreeSet<NaiveDate>,
) -> Option<WorkingCalendar> {
    let interval = from..to;
    let inside = |day: &NaiveDate| interval.contains(day);
    let is_weekend = |day: &NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let sound = from < to
        && holidays.iter().all(inside)
        && worked_weekends.iter().all(inside)
        && worked_weekends.iter().all(is_weekend)
        && holidays.is_disjoint(&worked_weekends);
    sound.then_some(WorkingCalendar {
        interval,
        holidays,
        worked_weekends,
    })
}

/// Reads what [`display_calendar`] writes.
pub(super) fn parse_calendar(text: &str) -> Option<WorkingCalendar> {
    let mut parts = text.split(';');
    let (from, to) = parts.next()?.split_once("..")?;
    let (mut holidays, mut worked) = (None, None);
    for part in parts {
        let (name, days) = part.split_once(':')?;
        let days: BTreeSet<NaiveDate> = days.split(',').map(parse_day).collect::<Option<_>>()?;
        let list = match name {
            "off" => &mut holidays,
            "worked" => &mut worked,
            _ => return None,
        };
        if list.replace(days).is_some() {
            return None;
        }
    }
    calendar_of(
        parse_day(from)?,
        parse_day(to)?,
        holidays.unwrap_or_default(),
        worked.unwrap_or_default(),
    )
}

/// `from..to;off:day,day;worked:day,day`.
pub(super) fn display_calendar(calendar: &WorkingCalendar) -> String {
    let days = |list: &BTreeSet<NaiveDate>| {
        list.iter()
            .map(NaiveDate::to_string)
            .collect::<Vec<_>>()
            .join(",")
    };
    let mut text = format!("{}..{}", calendar.interval.start, calendar.interval.end);
    for (name, list) in [
        ("off", &calendar.holidays),
        ("worked", &calendar.worked_weekends),
    ] {
        if !list.is_empty() {
            text.push_str(&format!(";{name}:{}", days(list)));
        }
    }
    text
}
