//! Loading, refusing and looking up, case by case.

use super::value::parse_day;
use super::*;
use crate::domain::Channel;
use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use std::path::PathBuf;

fn day(text: &str) -> NaiveDate {
    parse_day(text).unwrap()
}

fn preset(name: &str) -> &'static str {
    presets().iter().find(|(n, _)| *n == name).unwrap().1
}

fn sets(given: &[&str]) -> Vec<String> {
    given.iter().map(|set| (*set).to_owned()).collect()
}

fn shanghai(given: &[&str]) -> Result<Policy, PolicyError> {
    Policy::load(DEFAULT, &sets(given))
}

/// The Shanghai preset with one text replaced, as a file of its own.
struct Edited {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl Edited {
    fn new(old: &str, new: &str) -> Edited {
        let text = preset(DEFAULT);
        assert!(text.contains(old), "the preset holds {old}");
        Edited::of(text.replacen(old, new, 1).as_bytes())
    }

    fn of(bytes: &[u8]) -> Edited {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("edited.toml");
        std::fs::write(&path, bytes).unwrap();
        Edited {
            _folder: folder,
            path,
        }
    }

    fn load(&self, given: &[&str]) -> Result<Policy, PolicyError> {
        Policy::load(self.path.to_str().unwrap(), &sets(given))
    }
}

#[test]
fn shanghai_2025_says_what_the_contract_says() {
    let policy = shanghai(&[]).unwrap();
    let law = policy.in_force(day("2024-12-21")).unwrap();
    let at = |instant: crate::domain::Instant| instant.display(law.offset);
    assert_eq!(law.id, "shanghai-2025");
    assert_eq!(*law.insurance_year, 2025);
    let fees: Vec<String> = law
        .fees
        .iter()
        .map(|(c, f)| format!("{c} {}", **f))
        .collect();
    assert_eq!(fees, ["infant 355.00", "student 355.00"]);
    assert_eq!(at(*law.election_cutoff), "2024-12-20T17:00:00+08:00");
    assert_eq!(at(*law.enrolment_opens), "2024-09-01T00:00:00+08:00");
    for channel in Channel::ALL {
        let closes = **law.enrolment_closes(*channel);
        assert_eq!(at(closes), "2024-12-21T00:00:00+08:00");
    }
    assert_eq!(*law.deductions_from, day("2024-12-21"));
    assert_eq!(*law.results_from, day("2024-12-29"));
    assert_eq!(*law.balance_test, BalanceTest::GreaterThan);
    let kin: Vec<&str> = law.relations.iter().map(|r| r.as_str()).collect();
    assert_eq!(
        kin.join(" "),
        "spouse child parent sibling grandparent grandchild"
    );
    assert_eq!(*law.districts, ["31"]);
    assert_eq!(
        **law.cancellation_limit(Channel::School),
        CancellationLimit::Cutoff
    );
    assert_eq!(
        **law.cancellation_limit(Channel::Community),
        CancellationLimit::EndOfDay
    );
    assert_eq!((*law.posting_days, *law.max_balance_age_days), (2, 7));
    assert_eq!(law.max_reject_ratio.to_string(), "0.001");
    assert!(law.retry_codes.is_empty() && *law.whole_fee_only);
    assert_eq!(law.max_balance_age_days.source, "our reading");
    assert_eq!(law.election_cutoff.source, "Q二13");
}

#[test]
fn a_certificate_follows_ten_working_days() {
    let policy = shanghai(&[]).unwrap();
    for (batch, expected, sentence) in [
        (
            "2024-12-21",
            "2025-01-07",
            "a Saturday: the days count from Monday",
        ),
        ("2024-12-22", "2025-01-07", "the Sunday after it"),
        (
            "2024-12-23",
            "2025-01-08",
            "a Monday: the day itself does not count",
        ),
        (
            "2024-12-24",
            "2025-01-09",
            "New Year's Day is no working day",
        ),
        ("2024-12-25", "2025-01-10", "a Wednesday"),
        (
            "2024-12-26",
            "2025-01-11",
            "the day after a Friday is a Saturday",
        ),
        ("2024-12-27", "2025-01-14", "a Friday"),
        ("2024-12-28", "2025-01-14", "the Saturday after it"),
        ("2024-12-31", "2025-01-16", "the last day of the year"),
        ("2025-01-13", "2025-01-27", "Sunday 26 January is worked"),
        (
            "2025-01-14",
            "2025-01-28",
            "the last day before the festival",
        ),
        ("2025-01-15", "2025-02-06", "the festival lies between"),
        ("2025-01-20", "2025-02-09", "Saturday 8 February is worked"),
        ("2025-03-14", "2025-03-29", "a Friday in March"),
        (
            "2025-03-17",
            "2025-04-01",
            "the last batch that the calendar can answer for",
        ),
    ] {
        let law = policy.in_force(day(batch)).unwrap();
        assert_eq!(
            law.certificate_from(),
            Some(day(expected)),
            "{batch}: {sentence}"
        );
    }
}

#[test]
fn a_day_is_answered_or_named() {
    let policy = shanghai(&[]).unwrap();
    for (batch, expected, sentence) in [
        (
            "2024-08-31",
            "`insurance_year` is given for [2024-09-01, 2025-09-01)",
            "the day before the first",
        ),
        (
            "2024-09-01",
            "",
            "the first day: nothing may be deducted yet, but the values stand",
        ),
        (
            "2024-11-30",
            "",
            "before the calendar: no certificate is due yet",
        ),
        ("2024-12-20", "", "the day before the first deduction"),
        ("2025-03-17", "", "the last day with a certificate date"),
        (
            "2025-03-18",
            "`calendar` speaks of [2024-12-01, 2025-04-01)",
            "the calendar ends too early",
        ),
        (
            "2025-08-31",
            "`calendar` speaks of",
            "the last day of the policy",
        ),
        (
            "2025-09-01",
            "`insurance_year` is given for [2024-09-01, 2025-09-01)",
            "the day after the last",
        ),
    ] {
        let message = match policy.in_force(day(batch)) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        };
        assert!(
            message.contains(expected),
            "{batch} ({sentence}): {message}"
        );
        assert_eq!(
            message.is_empty(),
            expected.is_empty(),
            "{batch}: {message}"
        );
    }
}

#[test]
fn a_value_may_change_during_the_year() {
    let edited = Edited::new(
        "to = 2025-09-01\nvalue = \"355.00\"",
        "to = 2025-01-01\nvalue = \"355.00\"\nsource = \"Q二13\"\n\n[[fee.student]]\n\
         from = 2025-01-01\nto = 2025-09-01\nvalue = \"360.00\"",
    );
    let policy = edited.load(&[]).unwrap();
    for (batch, expected) in [("2024-12-31", "355.00"), ("2025-01-01", "360.00")] {
        let law = policy.in_force(day(batch)).unwrap();
        assert_eq!(law.fees["student"].to_string(), expected, "{batch}");
    }
}

#[test]
fn a_faulty_file_is_refused_with_the_key_named() {
    let student = "[[fee.student]]\nfrom = 2024-09-01\nto = 2025-09-01\nvalue = \"355.00\"\nsource = \"Q二13\"\n";
    let posting = "value = 2\nsource = \"our reading\"\n";
    for (sentence, old, new, expected) in [
        (
            "an unknown key",
            "[[posting_days]]",
            "[[posting_day]]",
            "posting_day: no rule reads this key; did you mean posting_days?",
        ),
        (
            "a missing value",
            "[[posting_days]]",
            "[[max_total]]",
            "posting_days: has no value",
        ),
        (
            "an unknown field",
            posting,
            "value = 2\nsorce = \"x\"\nsource = \"our reading\"\n",
            "nothing reads the field `sorce`",
        ),
        (
            "an entry without value",
            posting,
            "source = \"our reading\"\n",
            "posting_days [2024-09-01, 2025-09-01): the entry has no `value`",
        ),
        (
            "an entry without source",
            posting,
            "value = 2\n",
            "posting_days [2024-09-01, 2025-09-01): the entry has no `source`",
        ),
        (
            "an empty source",
            posting,
            "value = 2\nsource = \" \"\n",
            "`source` cannot be \" \"",
        ),
        (
            "a gap at the start",
            student,
            &student.replace("from = 2024-09-01", "from = 2024-09-02"),
            "fee.student: nothing is said of [2024-09-01, 2024-09-02)",
        ),
        (
            "a gap at the end",
            student,
            &student.replace("to = 2025-09-01", "to = 2025-08-31"),
            "fee.student: nothing is said of [2025-08-31, 2025-09-01)",
        ),
        (
            "an overlap",
            student,
            &format!("{student}\n{student}"),
            "fee.student: two entries speak of [2024-09-01, 2025-09-01)",
        ),
        (
            "an interval that ends before it begins",
            student,
            &student.replace("to = 2025-09-01", "to = 2024-09-01"),
            "`to` is not after `from`",
        ),
        (
            "a day that is in no calendar",
            student,
            &student.replace("to = 2025-09-01", "to = \"2025-02-29\""),
            "`to` cannot be \"2025-02-29\"",
        ),
        (
            "an interval without end",
            student,
            &student.replace("to = 2025-09-01\n", ""),
            "fee.student: the entry has no `to`",
        ),
        (
            "money as a bare number",
            student,
            &student.replace("\"355.00\"", "355.00"),
            "cannot be 355.0; it must be an amount above zero in quotes",
        ),
        (
            "money with three decimals",
            student,
            &student.replace("355.00", "355.001"),
            "cannot be \"355.001\"",
        ),
        (
            "no money at all",
            student,
            &student.replace("355.00", "0.00"),
            "cannot be \"0.00\"",
        ),
        (
            "a fee whose category the extract never writes so",
            "[[fee.student]]",
            "[[\"fee\".\"中小学生\"]]",
            "fee.中小学生: no rule reads this key",
        ),
        (
            "a bare date for an instant",
            "2024-12-20T17:00:00+08:00",
            "2024-12-20",
            "election_cutoff [2024-09-01, 2025-09-01): cannot be 2024-12-20",
        ),
        (
            "a relation that nobody knows",
            "\"spouse\", \"child\"",
            "\"spouse\", \"kid\"",
            "relations",
        ),
        (
            "a relation that can never be allowed",
            "\"spouse\", \"child\"",
            "\"spouse\", \"other\"",
            "relations",
        ),
        (
            "a district that is no number",
            "[\"31\"]",
            "[\"Shanghai\"]",
            "districts",
        ),
        (
            "a share above one",
            "\"0.001\"",
            "\"1.001\"",
            "max_reject_ratio",
        ),
        (
            "part payment, which is not built",
            "value = true",
            "value = false",
            "whole_fee_only",
        ),
        (
            "an unknown balance test",
            "greater-than",
            "greater",
            "balance_test",
        ),
        (
            "an unknown cancellation limit",
            "end-of-day",
            "midnight",
            "cancellation_limit.community",
        ),
        (
            "a holiday outside the calendar",
            "    2025-01-01,",
            "    2025-04-01,",
            "calendar [2024-12-01, 2025-04-01): `holidays` cannot be",
        ),
        (
            "a worked weekend that is a Monday",
            "2025-01-26, ",
            "2025-01-27, ",
            "calendar",
        ),
        (
            "a day that is off and worked",
            "[2025-01-26, 2025-02-08]",
            "[2025-01-26, 2025-02-01]",
            "calendar",
        ),
        (
            "a value that is no list of entries",
            "[[posting_days]]",
            "[posting_days]",
            "posting_days.from: no rule reads this key",
        ),
        (
            "a value and a question at once",
            "[rule_sources]",
            "[required]\nposting_days = \"?\"\n[rule_sources]",
            "posting_days: has a value and stands under [required] as well",
        ),
        (
            "a reason that does not exist",
            "NO_FEE",
            "NO_FEES",
            "rule_sources.NO_FEES: no rule reads this key; did you mean NO_FEE",
        ),
        (
            "enrolment that closes before it opens",
            "2024-12-21T00:00:00",
            "2024-08-21T00:00:00",
            "enrolment_closes.school: enrolment closes no later than it opens",
        ),
        (
            "a cut-off before enrolment opens",
            "2024-12-20T17:00:00",
            "2024-08-20T17:00:00",
            "election_cutoff: the cut-off lies before `enrolment_opens`",
        ),
        (
            "deductions while families still choose",
            "2024-12-20T17:00:00",
            "2024-12-22T17:00:00",
            "deductions_from: deductions begin before the day of `election_cutoff`",
        ),
    ] {
        match Edited::new(old, new).load(&[]) {
            Ok(_) => panic!("{sentence}: accepted"),
            Err(error @ PolicyError::Faulty { .. }) => {
                let message = error.to_string();
                assert!(message.contains("edited.toml"), "{sentence}: {message}");
                assert!(message.contains(expected), "{sentence}: {message}");
            }
            Err(other) => panic!("{sentence}: {other}"),
        }
    }
}

#[test]
fn all_faults_are_listed_together() {
    let text = preset(DEFAULT)
        .replacen("[[posting_days]]", "[[posting_day]]", 1)
        .replacen("\"0.001\"", "\"2\"", 1);
    let message = Edited::of(text.as_bytes())
        .load(&[])
        .unwrap_err()
        .to_string();
    for expected in [
        "posting_day:",
        "posting_days:",
        "max_reject_ratio",
        "3 faults",
    ] {
        assert!(message.contains(expected), "{expected}: {message}");
    }
}

#[test]
fn what_is_no_policy_file_is_refused() {
    let head = |old: &str, new: &str| preset(DEFAULT).replacen(old, new, 1).into_bytes();
    for (sentence, bytes, expected) in [
        ("an empty file", Vec::new(), "id: the entry has no `id`"),
        (
            "no TOML",
            b"id = ".to_vec(),
            "not a policy file: TOML parse error at line 1",
        ),
        ("no UTF-8", b"id = \"\xff\"".to_vec(), "it is not UTF-8"),
        (
            "a key twice",
            head("title = ", "id = \"a\"\ntitle = "),
            "duplicate key",
        ),
        (
            "an id with a separator",
            head("\"shanghai-2025\"", "\"a|b\""),
            "`id` cannot be \"a|b\"",
        ),
        (
            "no offset",
            head("\"+08:00\"", "\"08:00\""),
            "`offset` cannot be",
        ),
        (
            "an offset without source",
            head("source = \"our reading: Beijing time\"\n", ""),
            "`offset` cannot be",
        ),
        (
            "an interval backwards",
            head("to = 2025-09-01", "to = 2024-09-01"),
            "`to` is not after `from`",
        ),
    ] {
        let message = Edited::of(&bytes).load(&[]).unwrap_err().to_string();
        assert!(message.contains(expected), "{sentence}: {message}");
    }
    let message = Policy::load("shanghai-2052", &[]).unwrap_err().to_string();
    assert!(message.contains("shanghai-2025, suzhou-2023"), "{message}");
}

#[test]
fn a_byte_order_mark_is_no_fault() {
    let marked = [b"\xef\xbb\xbf", preset(DEFAULT).as_bytes()].concat();
    assert!(Edited::of(&marked).load(&[]).is_ok());
}

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
fn a_new_category_and_a_calendar_can_be_set() {
    let policy = shanghai(&[
        "fee.pupil=1",
        "calendar=2024-12-01..2026-01-01;off:2025-01-01;worked:2025-01-26",
    ])
    .unwrap();
    let law = policy.in_force(day("2025-08-31")).unwrap();
    assert_eq!(law.fees["pupil"].to_string(), "1.00");
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
            &["fee.students=2", "fee.student=-2"],
            "`fee.student` must be an amount above zero",
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
    let message = policy.in_force(day("2024-12-21")).unwrap_err().to_string();
    for expected in [
        "policy guangxi-2025 does not state 9 of its values",
        "fee.student: 一名中小学生这一年度应缴多少元？",
        "--set fee.student=400.00",
        "--set election_cutoff=",
    ] {
        assert!(message.contains(expected), "{expected}: {message}");
    }
    assert!(!message.contains("deductions_from"), "{message}");
    assert!(
        policy
            .findings()
            .iter()
            .all(|f| f.severity() != Severity::Error)
    );
}

#[test]
fn the_digest_covers_the_bytes_and_the_sorted_sets() {
    let hex = |bytes: &[u8]| {
        let digest = Sha256::digest(bytes);
        digest
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect::<String>()
    };
    let text = preset(DEFAULT);
    assert_eq!(shanghai(&[]).unwrap().sha256(), hex(text.as_bytes()));
    let both = hex(format!("{text}\nfee.student=400.00@C 1\nposting_days=3").as_bytes());
    for given in [
        ["posting_days=3", "fee.student=400.00@C 1"],
        ["fee.student=400.00@C 1", "posting_days=3"],
    ] {
        assert_eq!(shanghai(&given).unwrap().sha256(), both, "{given:?}");
    }
}

#[test]
fn an_entry_that_nobody_confirmed_to_its_end_is_remarked() {
    let edited = Edited::new("value = 2\n", "value = 2\nconfirmed = 2025-01-01\n");
    let findings: Vec<String> = edited
        .load(&[])
        .unwrap()
        .findings()
        .iter()
        .map(Finding::to_string)
        .collect();
    let expected = "posting_days [2024-09-01, 2025-09-01): confirmed only until 2025-01-01";
    assert!(findings.contains(&expected.to_owned()), "{findings:?}");
}
