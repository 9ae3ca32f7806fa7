//! What a policy file writes in TOML, as texts and days.

use super::calendar::parse_day;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use toml::Value as Toml;

/// A text with something in it and without control characters.
pub(super) fn text_of(value: &Toml) -> Option<String> {
    value
        .as_str()
        .map(str::trim)
        .filter(|text| !text.is_empty() && !text.chars().any(char::is_control))
        .map(str::to_owned)
}

/// A day, with or without quotes.
pub(super) fn day_of(value: &Toml) -> Option<NaiveDate> {
    match value {
        Toml::String(text) => parse_day(text),
        Toml::Datetime(day) => parse_day(&day.to_string()),
        _ => None,
    }
}

/// The days of a list; `None` if one of them is none, or stands twice.
pub(super) fn days_of(value: &Toml) -> Option<BTreeSet<NaiveDate>> {
    let list = value.as_array()?;
    let days: BTreeSet<NaiveDate> = list.iter().map(day_of).collect::<Option<_>>()?;
    (days.len() == list.len()).then_some(days)
}
