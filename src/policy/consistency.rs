//! Values held against each other, on every day on which one of them changes.

use super::finding::{Contradiction, Finding, FindingKind};
use super::{Policy, keys};
use crate::domain::{Channel, Instant};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// What the values of a policy contradict, each pair once.
pub fn check(policy: &Policy) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for day in days_of_change(policy) {
        let found = contradictions(policy, day)
            .into_iter()
            .map(|(key, pair)| Finding::of_key(&key, FindingKind::Contradicts(pair)))
            .chain(short_calendar(policy, day))
            .chain(ambiguous_words(policy, day));
        for finding in found {
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }
    findings
}

/// The first day of the policy, and every day on which an entry begins.
fn days_of_change(policy: &Policy) -> BTreeSet<NaiveDate> {
    let whole = policy.interval();
    let starts = policy
        .keys()
        .into_iter()
        .filter_map(|key| policy.series(key))
        .flat_map(|series| series.entries().iter().map(|entry| entry.interval.start))
        .filter(|day| whole.contains(day));
    starts.chain([whole.start]).collect()
}

fn contradictions(policy: &Policy, day: NaiveDate) -> Vec<(String, Contradiction)> {
    let instant = |key: &str| policy.value_at::<Instant>(key, day).map(|v| v.value);
    let date = |key: &str| policy.value_at::<NaiveDate>(key, day).map(|v| v.value);
    let (opens, cutoff) = (instant("enrolment_opens"), instant("election_cutoff"));
    let (deductions, results) = (date("deductions_from"), date("results_from"));
    let close_keys = Channel::ALL.iter().map(|c| format!("enrolment_closes.{c}"));
    let closes: Vec<(String, Instant)> = close_keys
        .filter_map(|key| instant(&key).map(|close| (key, close)))
        .collect();

    let mut found: Vec<(String, Contradiction)> = closes
        .iter()
        .filter(|(_, close)| opens.is_some_and(|opens| *close <= opens))
        .map(|(key, _)| (key.clone(), Contradiction::ClosesBeforeOpening))
        .collect();
    let mut contradicts = |holds: bool, key: &str, pair: Contradiction| {
        if holds {
            found.push((key.to_owned(), pair));
        }
    };
    if let Some(cutoff) = cutoff {
        contradicts(
            opens.is_some_and(|opens| cutoff <= opens),
            "election_cutoff",
            Contradiction::CutoffBeforeOpening,
        );
        contradicts(
            closes.len() == Channel::ALL.len() && closes.iter().all(|(_, close)| cutoff > *close),
            "election_cutoff",
            Contradiction::CutoffAfterClose,
        );
        contradicts(
            deductions.is_some_and(|first| first < cutoff.day_in(policy.offset())),
            "deductions_from",
            Contradiction::DeductionsBeforeCutoff,
        );
    }
    contradicts(
        results
            .zip(deductions)
            .is_some_and(|(shown, first)| shown < first),
        "results_from",
        Contradiction::ResultsBeforeDeductions,
    );
    found
}

/// Words of the extract that would stand for two categories or two fees: which one decides is not
/// for the program to say. ASCII case makes no difference.
fn ambiguous_words(policy: &Policy, day: NaiveDate) -> Vec<Finding> {
    let mut meanings: BTreeMap<String, &str> = BTreeMap::new();
    let mut findings = Vec::new();
    let mut note = |word: &str, meaning, key: &str| {
        let known = *meanings.entry(word.to_ascii_lowercase()).or_insert(meaning);
        if known != meaning {
            let kind = FindingKind::AmbiguousWord(word.to_owned());
            findings.push(Finding::of_key(key, kind));
        }
    };
    for key in policy.keys() {
        if let Some((category, subsidy)) = keys::fee_of(key) {
            note(category, category, key);
            if subsidy.is_some() {
                note(key, key, key);
            }
        }
    }
    for key in policy.keys() {
        let Some(category) = key.strip_prefix(keys::CATEGORY_PREFIX) else {
            continue;
        };
        note(category, category, key);
        let aliases = policy.value_at::<Vec<String>>(key, day);
        for alias in aliases.iter().flat_map(|aliases| aliases.iter()) {
            note(alias, category, key);
        }
    }
    findings
}

/// The first day of deduction, from `day` on, for which the calendar cannot tell the
/// certificate date.
fn short_calendar(policy: &Policy, day: NaiveDate) -> Option<Finding> {
    let first: NaiveDate = policy.value_at("deductions_from", day)?.value;
    let count: u32 = policy.value_at("certificate_working_days", day)?.value;
    let calendar = policy.calendar()?;
    let too_short = first
        .max(day)
        .iter_days()
        .take_while(|day| policy.interval().contains(day))
        .find(|day| {
            let last = calendar.nth_working_day_after(*day, count);
            last.and_then(|last| last.succ_opt()).is_none()
        })?;
    Some(Finding::of_key(
        "calendar",
        FindingKind::CalendarTooShort(too_short),
    ))
}
