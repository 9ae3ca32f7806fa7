//! Every preset answers exactly once for every key and every day it speaks of. No amount is
//! asserted here: what the values are stands in the presets and in the golden nights.

use gongji::domain::plan::Language;
use gongji::policy::keys::{FEE_PREFIX, KEYS};
use gongji::policy::{Policy, PolicyError, Severity, presets};

/// Values for whatever a preset asks the operator, by the key's own example. The days that must
/// fit the preset's year are given for each preset.
fn answers(policy: &Policy) -> Vec<String> {
    let year = policy.interval().start.format("%Y").to_string();
    let given = |key: &str| match key {
        "election_cutoff" => format!("{year}-12-20T17:00:00+08:00"),
        "enrolment_opens" => format!("{year}-09-01T00:00:00+08:00"),
        "enrolment_closes.school" | "enrolment_closes.community" => {
            format!("{year}-12-21T00:00:00+08:00")
        }
        "deductions_from" => format!("{year}-12-21"),
        "results_from" => format!("{year}-12-29"),
        "calendar" => format!("{year}-09-01..2026-01-01"),
        "fee.student" => "400.00".to_owned(),
        other => {
            let key = gongji::policy::keys::find(other).expect("a question is about a key");
            key.kind.example().to_owned()
        }
    };
    let asked = policy.asked().keys();
    asked.map(|key| format!("{key}={}", given(key))).collect()
}

fn answered(name: &str) -> Policy {
    let open = Policy::load(name, &[]).expect("a preset is in order");
    Policy::load(name, &answers(&open)).expect("the answers are in order")
}

#[test]
fn every_preset_has_its_name_as_id() {
    for (name, _) in presets() {
        assert_eq!(Policy::load(name, &[]).unwrap().id(), *name);
    }
}

#[test]
fn every_day_has_exactly_one_answer_for_every_key() {
    for (name, _) in presets() {
        let policy = answered(name);
        let whole = policy.interval();
        assert!(
            (whole.end - whole.start).num_days() >= 365,
            "{name} speaks of a year"
        );
        let fees = policy
            .keys()
            .into_iter()
            .filter(|key| key.starts_with(FEE_PREFIX));
        let fees: Vec<&str> = fees.collect();
        assert!(!fees.is_empty(), "{name} has a fee");
        let days = whole.start.iter_days().take_while(|day| *day < whole.end);
        for day in days {
            let required = KEYS
                .iter()
                .filter(|key| !key.optional && key.name != "calendar");
            for key in required.map(|key| key.name).chain(fees.iter().copied()) {
                let series = policy
                    .series(key)
                    .unwrap_or_else(|| panic!("{name}: {key}"));
                let speaking = series
                    .entries()
                    .iter()
                    .filter(|e| e.interval.contains(&day));
                assert_eq!(speaking.count(), 1, "{name}: {key} on {day}");
            }
        }
    }
}

#[test]
fn every_day_resolves_or_the_calendar_is_named() {
    for (name, _) in presets() {
        let policy = answered(name);
        let whole = policy.interval();
        for day in whole.start.iter_days().take_while(|day| *day < whole.end) {
            match policy.in_force(day) {
                Ok(law) => {
                    let may_deduct = day >= *law.deductions_from;
                    assert!(
                        !may_deduct || law.certificate_from().is_some(),
                        "{name} {day}"
                    );
                }
                Err(PolicyError::CalendarEnds { date, .. }) => assert_eq!(date, day),
                Err(other) => panic!("{name} on {day}: {other}"),
            }
        }
        for outside in [whole.start.pred_opt().unwrap(), whole.end] {
            let error = policy.in_force(outside).unwrap_err();
            assert!(
                matches!(error, PolicyError::OutsideIntervals { .. }),
                "{name} on {outside}: {error}"
            );
        }
    }
}

#[test]
fn every_value_has_a_source() {
    for (name, _) in presets() {
        let policy = Policy::load(name, &[]).unwrap();
        for key in policy.keys() {
            for entry in policy.series(key).unwrap().entries() {
                assert!(!entry.source.is_empty(), "{name}: {key}");
            }
        }
        let faults = policy.findings();
        assert!(
            faults.iter().all(|f| f.severity() != Severity::Error),
            "{name}: {faults:?}"
        );
    }
}

#[test]
fn what_a_preset_leaves_open_is_asked_with_a_question() {
    for (name, _) in presets() {
        let policy = Policy::load(name, &[]).unwrap();
        let day = policy.interval().start;
        match policy.in_force(day) {
            Ok(_) => assert!(policy.asked().is_empty(), "{name}"),
            Err(error) => {
                let told = error.message();
                for (key, written) in policy.asked() {
                    let (zh, en) = written.split_once("？ ").expect("both languages");
                    for (language, question) in [(Language::Zh, zh), (Language::En, en)] {
                        let message = told.text(language);
                        for expected in [&format!("--set {key}="), question] {
                            assert!(message.contains(expected), "{name}: {message}");
                        }
                    }
                }
            }
        }
    }
}
