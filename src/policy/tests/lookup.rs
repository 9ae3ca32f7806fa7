//! What a policy answers on which day, and what its digest covers.

use super::*;
use crate::domain::Channel;
use crate::policy::{BalanceTest, CancellationLimit};
use sha2::{Digest, Sha256};

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
