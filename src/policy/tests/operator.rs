//! What the operator gives on the command line.

use super::*;
use crate::domain::plan::Language;
use crate::policy::{Severity, set_value};

#[test]
fn what_the_operator_sets_takes_the_place_of_the_series() {
    let policy = shanghai(&[
        "fee.student=400.00@Circular 12 of 2024",
        "retry_codes=T1, T2",
    ])
    .unwrap();
    let law = policy.in_force(day("2025-02-28")).unwrap();
    assert_eq!(law.fees["student"].to_string(), "400.00");
    assert_eq!(law.fees["student"].source, "Circular 12 of 2024");
    assert_eq!(law.fees["infant"].to_string(), "355.00");
    assert_eq!(*law.retry_codes, ["T1", "T2"]);
    assert_eq!(law.retry_codes.source, set_value::NO_SOURCE_STATED);
    let recorded: Vec<(&str, &str, Option<&str>)> = policy
        .set_values()
        .iter()
        .map(|set| (set.key.as_str(), set.value.as_str(), set.source.as_deref()))
        .collect();
    assert_eq!(
        recorded,
        [
            ("fee.student", "400.00", Some("Circular 12 of 2024")),
            ("retry_codes", "T1, T2", None),
        ]
    );
}

#[test]
fn a_calendar_can_be_set() {
    let policy =
        shanghai(&["calendar=2024-12-01..2026-01-01;off:2025-01-01;worked:2025-01-26"]).unwrap();
    let law = policy.in_force(day("2025-08-31")).unwrap();
    assert_eq!(law.certificate_from(), Some(day("2025-09-13")));
}

#[test]
fn what_cannot_be_set_is_refused() {
    for (given, expected) in [
        (&["posting_days"][..], "must be key=value"),
        (
            &["posting_day=2"],
            "no rule reads `posting_day`; did you mean posting_days?",
        ),
        (&["fee.=2"], "no rule reads `fee.`"),
        (
            &["fee.student=-2"],
            "`fee.student` must be an amount in quotes",
        ),
        (
            &["fee.students=400.00"],
            "the policy has no `fee.students`; did you mean fee.student?",
        ),
        (
            &["posting_days=two"],
            "`posting_days` must be a whole number",
        ),
        (&["posting_days="], "`posting_days` must be a whole number"),
        (
            &["election_cutoff=2024-12-20"],
            "`election_cutoff` must be an instant",
        ),
        (&["fee.student=400.00@"], "names no source after `@`"),
        (
            &["posting_days=2", "posting_days=3"],
            "`posting_days` is given twice",
        ),
        (
            &["calendar=2024-12-01..2025-04-01;on:2025-01-01"],
            "`calendar` must be",
        ),
        (
            &["deductions_from=2024-12-19"],
            "deductions begin before the day of `election_cutoff`",
        ),
        (&["id=x"], "no rule reads `id`"),
    ] {
        let message = shanghai(given).unwrap_err().to_string();
        assert!(message.contains(expected), "{given:?}: {message}");
    }
}

#[test]
fn what_the_source_does_not_state_is_asked_for() {
    let policy = Policy::load("guangxi-2025", &sets(&["deductions_from=2024-12-21"])).unwrap();
    let told = policy.in_force(day("2024-12-21")).unwrap_err().message();
    for (language, expected) in [
        (
            Language::En,
            [
                "policy guangxi-2025 does not state 9 of its values",
                "fee.student: What does one student pay for the insurance year, in yuan? --set",
            ],
        ),
        (
            Language::Zh,
            [
                "政策 guangxi-2025 有 9 项取值没有写明",
                "fee.student：一名中小学生这一年度应缴多少元？ --set",
            ],
        ),
    ] {
        let message = told.text(language);
        let examples = ["--set fee.student=400.00", "--set election_cutoff="];
        for expected in expected.iter().chain(&examples) {
            assert!(message.contains(expected), "{expected}: {message}");
        }
        assert!(!message.contains("deductions_from"), "{message}");
    }
    assert!(
        policy
            .findings()
            .iter()
            .all(|f| f.severity() != Severity::Error)
    );
}
