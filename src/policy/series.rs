//! A dated value: what was said, from when to when, and where.

use super::finding::{Finding, FindingKind};
use super::value::Value;
use chrono::NaiveDate;
use std::ops::Range;

/// What one entry of a policy file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// Days on which it holds, half-open.
    pub interval: Range<NaiveDate>,
    /// What holds.
    pub value: Value,
    /// Document and question, or "our reading".
    pub source: String,
    /// Until when somebody last confirmed it.
    pub confirmed: Option<NaiveDate>,
}

/// The entries of one key, in the order of their first day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Series(Vec<Dated>);

impl Series {
    /// The entries of a key, in any order.
    pub fn new(mut entries: Vec<Dated>) -> Series {
        entries.sort_by_key(|entry| (entry.interval.start, entry.interval.end));
        Series(entries)
    }

    /// The entries in the order of their first day.
    pub fn entries(&self) -> &[Dated] {
        &self.0
    }

    /// The entry that speaks of `day`.
    pub fn at(&self, day: NaiveDate) -> Option<&Dated> {
        self.0.iter().find(|entry| entry.interval.contains(&day))
    }

    /// What keeps the entries from answering exactly once for every day of `whole`.
    pub fn flaws(&self, key: &str, whole: &Range<NaiveDate>) -> Vec<Finding> {
        let mut flaws = self.seams(key);
        for entry in &self.0 {
            if entry.interval.start < whole.start || entry.interval.end > whole.end {
                let kind = FindingKind::OutsidePolicy(whole.clone());
                flaws.push(Finding::of_entry(key, entry.interval.clone(), kind));
            }
        }
        if let (Some(first), Some(last)) = (self.0.first(), self.end()) {
            let edges = [whole.start..first.interval.start, last..whole.end];
            let gaps = edges.into_iter().filter(|days| !days.is_empty());
            flaws.extend(gaps.map(|days| Finding::of_key(key, FindingKind::Gap(days))));
        }
        flaws
    }

    /// Gaps and overlaps between the entries themselves.
    pub fn seams(&self, key: &str) -> Vec<Finding> {
        let mut flaws = Vec::new();
        let mut covered: Option<NaiveDate> = None;
        for Dated { interval, .. } in &self.0 {
            if let Some(end) = covered {
                let gap = end..interval.start;
                let overlap = interval.start..end.min(interval.end);
                if !gap.is_empty() {
                    flaws.push(Finding::of_key(key, FindingKind::Gap(gap)));
                } else if !overlap.is_empty() {
                    flaws.push(Finding::of_key(key, FindingKind::Overlap(overlap)));
                }
            }
            covered = covered.max(Some(interval.end));
        }
        flaws
    }

    /// The day after the last one that any entry speaks of.
    fn end(&self) -> Option<NaiveDate> {
        self.0.iter().map(|entry| entry.interval.end).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::calendar::parse_day;
    use crate::policy::finding::interval;

    fn day(text: &str) -> NaiveDate {
        parse_day(text).unwrap()
    }

    /// What is told, the intervals of the entries, and the flaws.
    type Case = (
        &'static str,
        &'static [(&'static str, &'static str)],
        &'static [&'static str],
    );

    fn series(intervals: &[(&str, &str)]) -> Series {
        let entry = |(from, to): &(&str, &str)| Dated {
            interval: day(from)..day(to),
            value: Value::Count(1),
            source: "our reading".to_owned(),
            confirmed: None,
        };
        Series::new(intervals.iter().map(entry).collect())
    }

    #[test]
    fn every_day_of_the_policy_has_one_answer_or_a_flaw_is_named() {
        let whole = day("2024-09-01")..day("2025-09-01");
        let table: [Case; 7] = [
            (
                "one entry for the year",
                &[("2024-09-01", "2025-09-01")],
                &[],
            ),
            (
                "two entries that meet, in any order",
                &[("2025-01-01", "2025-09-01"), ("2024-09-01", "2025-01-01")],
                &[],
            ),
            (
                "one day between two entries",
                &[("2024-09-01", "2024-12-31"), ("2025-01-01", "2025-09-01")],
                &["gap [2024-12-31, 2025-01-01)"],
            ),
            (
                "one day in two entries",
                &[("2024-09-01", "2025-01-02"), ("2025-01-01", "2025-09-01")],
                &["overlap [2025-01-01, 2025-01-02)"],
            ),
            (
                "an entry inside another",
                &[("2024-09-01", "2025-09-01"), ("2025-01-01", "2025-02-01")],
                &["overlap [2025-01-01, 2025-02-01)"],
            ),
            (
                "a day late and a day short",
                &[("2024-09-02", "2025-08-31")],
                &[
                    "gap [2024-09-01, 2024-09-02)",
                    "gap [2025-08-31, 2025-09-01)",
                ],
            ),
            (
                "beyond the policy",
                &[("2024-08-31", "2025-09-01")],
                &["outside [2024-09-01, 2025-09-01)"],
            ),
        ];
        for (sentence, intervals, expected) in table {
            let found: Vec<String> = series(intervals)
                .flaws("posting_days", &whole)
                .into_iter()
                .map(|finding| match finding.kind {
                    FindingKind::Gap(days) => format!("gap {}", interval(&days)),
                    FindingKind::Overlap(days) => format!("overlap {}", interval(&days)),
                    FindingKind::OutsidePolicy(days) => format!("outside {}", interval(&days)),
                    other => format!("{other:?}"),
                })
                .collect();
            assert_eq!(found, expected, "{sentence}");
        }
    }

    #[test]
    fn an_interval_holds_its_first_day_and_not_its_last() {
        let series = series(&[("2024-09-01", "2025-01-01"), ("2025-01-01", "2025-09-01")]);
        let start_at = |text: &str| series.at(day(text)).map(|e| e.interval.start.to_string());
        for (text, expected) in [
            ("2024-08-31", None),
            ("2024-09-01", Some("2024-09-01")),
            ("2024-12-31", Some("2024-09-01")),
            ("2025-01-01", Some("2025-01-01")),
            ("2025-08-31", Some("2025-01-01")),
            ("2025-09-01", None),
        ] {
            assert_eq!(start_at(text).as_deref(), expected, "{text}");
        }
    }
}
