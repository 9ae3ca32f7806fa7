//! Working days, with the public holidays and worked weekends of a declared interval.

use chrono::{Datelike, NaiveDate, Weekday};
use std::collections::BTreeSet;
use std::ops::Range;

/// A calendar that knows its limits: outside its interval it answers nothing rather than guess.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingCalendar {
    /// Days the calendar speaks of, half-open.
    pub interval: Range<NaiveDate>,
    /// Days off that are not weekends by themselves.
    pub holidays: BTreeSet<NaiveDate>,
    /// Saturdays and Sundays that are worked.
    pub worked_weekends: BTreeSet<NaiveDate>,
}

impl WorkingCalendar {
    /// Whether `day` is worked; `None` outside the interval.
    pub fn is_working_day(&self, day: NaiveDate) -> Option<bool> {
        if !self.interval.contains(&day) {
            return None;
        }
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        Some(self.worked_weekends.contains(&day) || !(weekend || self.holidays.contains(&day)))
    }

    /// The `count`-th working day after `day`; `None` when the calendar ends before it.
    pub fn nth_working_day_after(&self, day: NaiveDate, count: u32) -> Option<NaiveDate> {
        let mut left = count;
        let mut today = day;
        while left > 0 {
            today = today.succ_opt()?;
            if self.is_working_day(today)? {
                left -= 1;
            }
        }
        Some(today)
    }
}
