use super::*;
use crate::domain::plan::Language;
use crate::domain::{Enrollment, Institution};
use crate::outputs::fixture::{Fixture, key, policy_on, pupil, school};

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

const HEADER: &str = "\u{FEFF}参保登记流水号,姓名,证件号码,结果,办理建议\n";
const INDEX_HEADER: &str = "\u{FEFF}学校代码,学校名称,已划扣,未划扣\n";

/// A pupil of another school.
fn at(id: &str, code: &str) -> Enrollment {
    let mut row = pupil(id);
    row.institution = school(code, "");
    row
}

fn names(fixture: &Fixture) -> Vec<String> {
    files(fixture).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn a_school_sees_its_own_requested_students_masked() {
    let mut fixture = Fixture::new();
    fixture.deduct(at("E3", "B"), 1_000_00);
    fixture.exclude(at("E1", "B"), &[Reason::AlreadyPaid]);
    fixture.settle(at("E2", "A-2"), &[]);
    fixture.not_requested(at("E4", "C"));
    let mut named = at("E5", "B");
    named.name = "=张,三".into();
    named.person = key("A123456");
    fixture.except(named, &[Reason::InvalidId]);
    let expected = [
        ("index", INDEX_HEADER, "A-2,,1,0\nB,,1,2\n"),
        (
            "A-2",
            HEADER,
            "E2,张三,310***********0015,已划扣,无需再缴\n",
        ),
        (
            "B",
            HEADER,
            "E1,张三,310***********0015,未划扣,已有缴费或参保记录，请勿重复收费\n\
             E3,张三,310***********0015,已划扣,无需再缴\n\
             E5,\"'=张,三\",*******,未划扣,请核对学生证件信息\n",
        ),
    ]
    .map(|(name, header, rows)| {
        (
            format!("by-institution/{name}.csv"),
            format!("{header}{rows}"),
        )
    });
    assert_eq!(files(&fixture), expected);
}

#[test]
fn a_settled_student_is_listed_only_if_he_asks_today() {
    for (is_requested, expected) in [(true, 2), (false, 1)] {
        let mut fixture = Fixture::new();
        fixture.settle(pupil("E1"), &[]).is_requested = is_requested;
        assert_eq!(names(&fixture).len(), expected, "{is_requested}");
    }
}

#[test]
fn rejected_enrollments_stand_where_they_can_be_read() {
    let mut fixture = Fixture::new();
    let rejected = |id: &str, name: &str, person: Option<&str>, line| RejectedEnrollment {
        id: id.into(),
        name: name.into(),
        person: person.map(key),
        institution: Institution::clone(&school("2131000001", "")),
        line,
    };
    fixture.deduct(pupil("E2"), 1_000_00);
    fixture.rejected_enrollments = vec![
        rejected("E3", "李四", Some("12345678"), 2),
        rejected("E1", "", None, 5),
        rejected("", "王五", None, 9),
        rejected("", "", Some("87654321"), 4),
    ];
    let [(_, index), (_, list)] = &files(&fixture)[..] else {
        panic!("one school");
    };
    assert_eq!(*index, format!("{INDEX_HEADER}2131000001,黄浦一小,1,4\n"));
    assert_eq!(
        *list,
        format!(
            "{HEADER},,876*4321,未划扣,请核对学生证件信息\n\
             ,王五,,未划扣,请核对学生证件信息\n\
             E1,,,未划扣,请核对学生证件信息\n\
             E2,张三,310***********0015,已划扣,无需再缴\n\
             E3,李四,123*5678,未划扣,请核对学生证件信息\n"
        )
    );
}

#[test]
fn no_two_codes_share_a_file_whatever_the_case_of_their_letters() {
    let mut fixture = Fixture::new();
    for (number, code) in ["ab", "Ab", "AB", "AB-2", "index", "INDEX", "_"]
        .iter()
        .enumerate()
    {
        fixture.deduct(at(&format!("E{number}"), code), 1_000_00);
    }
    assert_eq!(
        names(&fixture),
        [
            "index", "AB", "AB-2", "Ab-3", "INDEX-2", "_", "ab-4", "index-3",
        ]
        .map(|name| format!("by-institution/{name}.csv"))
    );
    let (_, index) = &files(&fixture)[0];
    let codes: Vec<&str> = index
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .collect();
    assert_eq!(codes, ["AB", "AB-2", "Ab", "INDEX", "_", "ab", "index"]);
}

#[test]
fn headings_follow_the_language_and_advice_does_not() {
    let mut fixture = Fixture::new();
    fixture.options.language = Language::En;
    fixture.deduct(pupil("E1"), 1_000_00);
    let expected = [
        (
            "index",
            "institution_code,institution_name,deducted,not_deducted\n2131000001,黄浦一小,1,0\n",
        ),
        (
            "2131000001",
            "enrollment_id,insured_name,insured_id,outcome,advice\nE1,张三,310***********0015,已划扣,无需再缴\n",
        ),
    ]
    .map(|(name, text)| {
        (
            format!("by-institution/{name}.csv"),
            format!("\u{FEFF}{text}"),
        )
    });
    assert_eq!(files(&fixture), expected);
}

#[test]
fn nothing_of_the_payer_is_shown() {
    let mut fixture = Fixture::new();
    fixture.deduct(pupil("E1"), 1_000_00);
    fixture.except(pupil("E2"), &[Reason::InsufficientBalance]);
    for (_, text) in files(&fixture) {
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
}

#[test]
fn names_of_one_school_may_differ() {
    let mut fixture = Fixture::new();
    fixture.deduct(at("E1", "2131000001"), 1_000_00);
    fixture.deduct(pupil("E2"), 1_000_00);
    let files = files(&fixture);
    assert_eq!(files.len(), 2);
    assert!(files[0].1.ends_with("2131000001,黄浦一小,2,0\n"));
}

#[test]
fn advice_follows_the_primary_reason_and_the_day() {
    let due = "无需再缴";
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
        (Reason::FeeExempt, due, due),
        (Reason::OnHold, wait, wait),
        (Reason::EnrolledAfterCutoff, wait, otherwise),
        (Reason::ContributionCancelled, wait, otherwise),
        (Reason::InsufficientBalance, wait, otherwise),
    ] {
        for (day, expected) in [("2024-12-28", before), ("2024-12-29", after)] {
            let mut fixture = Fixture::new();
            fixture.policy = policy_on(day);
            fixture.except(pupil("E1"), &[reason, Reason::InsufficientBalance]);
            let (_, text) = files(&fixture).remove(1);
            assert!(
                text.ends_with(&format!(",未划扣,{expected}\n")),
                "{reason} on {day}: {text}"
            );
        }
    }
}
