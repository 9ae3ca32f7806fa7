use super::*;
use crate::outputs::fixture::{Fixture, policy_on, pupil, school};

fn files(fixture: &Fixture) -> Vec<(String, String)> {
    let plan = fixture.plan();
    outputs(&plan, &fixture.policy)
        .into_iter()
        .map(|output| {
            let mut bytes = Vec::new();
            output.render(&mut bytes).unwrap();
            (output.name, String::from_utf8(bytes).unwrap())
        })
        .collect()
}

#[test]
fn a_school_sees_its_own_requested_students_masked() {
    let mut fixture = Fixture::new();
    let at = |id: &str, code: &str| {
        let mut row = pupil(id);
        row.institution = school(code, "");
        row
    };
    fixture.deduct(at("E3", "B"), 1_000_00);
    fixture.exclude(at("E1", "B"), &[Reason::AlreadyPaid]);
    fixture.settle(at("E2", "A-2"), &[]);
    fixture.not_requested(at("E4", "C"));
    let mut named = at("E5", "B");
    named.name = "=张,三".into();
    named.person = crate::outputs::fixture::key("A123456");
    fixture.except(named, &[Reason::InvalidId]);
    let header = "\u{FEFF}enrollment_id,insured_name,insured_id,outcome,advice\n";
    let expected = [
        (
            "by-institution/A-2.csv",
            "E2,张三,310***********0015,已划扣,无需再缴\n",
        ),
        (
            "by-institution/B.csv",
            "E1,张三,310***********0015,未划扣,已有缴费或参保记录，请勿重复收费\n\
             E3,张三,310***********0015,已划扣,无需再缴\n\
             E5,\"'=张,三\",*******,未划扣,请核对学生证件信息\n",
        ),
    ]
    .map(|(name, rows)| (name.to_owned(), format!("{header}{rows}")));
    assert_eq!(files(&fixture), expected);
}

#[test]
fn nothing_of_the_payer_is_shown() {
    let mut fixture = Fixture::new();
    fixture.deduct(pupil("E1"), 1_000_00);
    fixture.except(pupil("E2"), &[Reason::InsufficientBalance]);
    let (_, text) = files(&fixture).remove(0);
    for secret in [
        "310101198001010017",
        "1000.00",
        "355.00",
        "N-E1",
        "INSUFFICIENT",
        "余额",
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn names_of_one_school_may_differ() {
    let mut fixture = Fixture::new();
    let mut row = pupil("E1");
    row.institution = school("2131000001", "");
    fixture.deduct(row, 1_000_00);
    fixture.deduct(pupil("E2"), 1_000_00);
    assert_eq!(files(&fixture).len(), 1);
}

#[test]
fn advice_follows_the_primary_reason_and_the_day() {
    let wait = "以最终结果为准，请勿先行收费";
    let otherwise = "请以其他方式缴费";
    let check = "请核对学生证件信息";
    let twice = "已有缴费或参保记录，请勿重复收费";
    for (reason, before, after) in [
        (Reason::WrongYear, check, check),
        (Reason::InvalidId, check, check),
        (Reason::NoFee, check, check),
        (Reason::OutsideRegion, check, check),
        (Reason::IdentityConflict, check, check),
        (Reason::DuplicateEnrollment, twice, twice),
        (Reason::AlreadyPaid, twice, twice),
        (Reason::EnrolledAfterCutoff, wait, otherwise),
        (Reason::ContributionCancelled, wait, otherwise),
        (Reason::InsufficientBalance, wait, otherwise),
    ] {
        for (day, expected) in [("2024-12-28", before), ("2024-12-29", after)] {
            let mut fixture = Fixture::new();
            fixture.policy = policy_on(day);
            fixture.except(pupil("E1"), &[reason, Reason::InsufficientBalance]);
            let (_, text) = files(&fixture).remove(0);
            assert!(
                text.ends_with(&format!(",未划扣,{expected}\n")),
                "{reason} on {day}: {text}"
            );
        }
    }
}
