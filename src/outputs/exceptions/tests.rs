use super::*;
use crate::domain::plan::Language;
use crate::outputs::fixture::{Fixture, pupil, school, text_of};

/// The rows below the header, each as its cells.
fn rows(fixture: &Fixture) -> Vec<Vec<String>> {
    let text = text_of(render, fixture);
    let text = text.strip_prefix('\u{FEFF}').expect("a BOM");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap(), HEADER.as_slice());
    reader
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

#[test]
fn a_row_says_who_why_and_what_to_do() {
    let mut fixture = Fixture::new();
    fixture.except(
        pupil("E1"),
        &[
            Reason::InsuranceNotActive,
            Reason::AccountNotUsable,
            Reason::NameMismatch,
        ],
    );
    let rows = rows(&fixture);
    assert_eq!(
        rows[0][..11],
        [
            "E1",
            "01",
            "310101201503070015",
            "张三",
            "310101",
            "2131000001",
            "黄浦一小",
            "310101198001010017",
            "exception",
            "NAME_MISMATCH",
            "INSURANCE_NOT_ACTIVE;ACCOUNT_NOT_USABLE",
        ]
    );
    assert_eq!(rows[0][11], "参保登记的姓名与家庭共济网中的成员姓名不一致");
    assert!(rows[0][12].starts_with("请学校和家庭分别对照证件核对姓名"));
    assert_eq!(rows[0][13..], ["本程序约定", "7"]);
}

#[test]
fn the_file_is_exactly_so() {
    let mut fixture = Fixture::new();
    fixture.options.language = Language::En;
    fixture
        .exclude(pupil("E1"), &[Reason::LeftNetwork])
        .deciding_row = None;
    assert_eq!(
        text_of(render, &fixture),
        "\u{FEFF}enrollment_id,insured_id_type,insured_id,insured_name,district_code,institution_code,institution_name,organizer_id,class,reason,other_reasons,message,action,source,line\n\
         E1,01,310101201503070015,张三,310101,2131000001,黄浦一小,,excluded,LEFT_NETWORK,,\
         \"The student left the family network before the cut-off, 17:00 on 2024-12-20\",\
         \"Nothing was deducted; the final result, open to query from 2024-12-29, decides: if nothing has been deducted by then, pay in another way\",\
         Q二23,7\n"
    );
}

#[test]
fn who_is_listed() {
    type Tell = fn(&mut Fixture);
    type Expected = Option<[&'static str; 3]>;
    let table: [(&str, Tell, Expected); 6] = [
        ("not requested", |s| s.not_requested(pupil("E1")), None),
        (
            "deducted",
            |s| {
                s.deduct(pupil("E1"), 1_000_00);
            },
            None,
        ),
        (
            "settled, nothing else",
            |s| {
                s.settle(pupil("E1"), &[]);
            },
            None,
        ),
        (
            "settled, a refund candidate",
            |s| {
                s.settle(
                    pupil("E1"),
                    &[Reason::OrganizerConflict, Reason::AlreadyPaid],
                );
            },
            Some([
                "settled",
                "ALREADY_DEDUCTED",
                "ALREADY_PAID;ORGANIZER_CONFLICT",
            ]),
        ),
        (
            "excluded",
            |s| {
                s.exclude(pupil("E1"), &[Reason::AlreadyPaid]);
            },
            Some(["excluded", "ALREADY_PAID", ""]),
        ),
        (
            "an exception that would also be excluded",
            |s| {
                s.except(pupil("E1"), &[Reason::AlreadyPaid, Reason::NoFee]);
            },
            Some(["exception", "NO_FEE", "ALREADY_PAID"]),
        ),
    ];
    for (sentence, tell, expected) in table {
        let mut fixture = Fixture::new();
        tell(&mut fixture);
        let rows = rows(&fixture);
        let found: Vec<&[String]> = rows.iter().map(|row| &row[8..11]).collect();
        let expected: Vec<[&str; 3]> = expected.into_iter().collect();
        assert_eq!(found, expected, "{sentence}");
    }
}

#[test]
fn rows_stand_in_the_byte_order_of_their_ids() {
    let mut fixture = Fixture::new();
    for id in ["b", "a10", "a9", "B"] {
        fixture.exclude(pupil(id), &[Reason::AlreadyPaid]);
    }
    let ids: Vec<String> = rows(&fixture)
        .into_iter()
        .map(|mut row| row.remove(0))
        .collect();
    assert_eq!(ids, ["B", "a10", "a9", "b"]);
}

#[test]
fn cells_that_a_spreadsheet_would_run_are_guarded() {
    let mut fixture = Fixture::new();
    let mut row = pupil("=E1");
    row.name = "＝张三".into();
    row.institution = school("-1", "@学校,\"二\"\n分部");
    row.person = crate::outputs::fixture::key("-A");
    fixture.except(row, &[Reason::NoFee]);
    let text = text_of(render, &fixture);
    let line = text.split_once('\n').unwrap().1;
    assert!(
        line.starts_with("'=E1,01,'-A,'＝张三,310101,'-1,\"'@学校,\"\"二\"\"\n分部\","),
        "{line}"
    );
}

#[test]
fn a_quiet_night_has_the_header_alone() {
    assert_eq!(rows(&Fixture::new()), Vec::<Vec<String>>::new());
}
