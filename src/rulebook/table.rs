//! What the pages have in common: the entries of a policy, one line each.

use crate::domain::plan::Language;
use crate::policy::keys::{self, Key};
use crate::policy::series::Dated;
use crate::policy::{Policy, finding};
use chrono::NaiveDate;

/// One dated value of a policy.
pub struct Line<'a> {
    /// Its key, as written.
    pub key: &'a str,
    /// What is known of the key.
    pub known: &'static Key,
    /// The entry.
    pub entry: &'a Dated,
    /// The value as `--set` writes it; `-` for an empty list.
    pub value: String,
}

impl Line<'_> {
    /// The days on which it holds.
    pub fn interval(&self) -> String {
        finding::interval(&self.entry.interval)
    }
}

/// Every entry of the policy, in the order of its keys; with a day, those that speak of it. The
/// calendar always speaks: its days are those it counts, not those on which it is asked.
pub fn lines(policy: &Policy, day: Option<NaiveDate>) -> Vec<Line<'_>> {
    policy
        .keys()
        .into_iter()
        .filter_map(|key| Some((key, keys::find(key)?, policy.series(key)?)))
        .flat_map(|(key, known, series)| {
            series.entries().iter().map(move |entry| Line {
                key,
                known,
                entry,
                value: shown(&entry.value.display(policy.offset())),
            })
        })
        .filter(|line| {
            let speaks = day.is_none_or(|day| line.entry.interval.contains(&day));
            speaks || line.key == keys::CALENDAR
        })
        .collect()
}

fn shown(value: &str) -> String {
    let shown = if value.is_empty() { "-" } else { value };
    shown.to_owned()
}

/// One of two texts.
pub const fn pick(language: Language, zh: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}
