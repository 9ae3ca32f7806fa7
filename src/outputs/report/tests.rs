use super::*;
use crate::domain::Encoding;
use crate::domain::history::ChainHead;
use crate::domain::plan::{BatchOptions, Equation, Language};
use crate::domain::reject::{ExtractFile, InputFile, Problem, Reject};
use crate::domain::*;
use crate::equations::{self, EQUATIONS};
use crate::rules::fixture::{Fixture, at};
use std::sync::Arc;

/// A night of one family in which everything is as it should be, and what a test adds.
struct Night {
    fixture: Fixture,
    rejects: Vec<Reject>,
    inputs: Vec<InputFile>,
    language: Language,
    payments_checked: bool,
}

impl Night {
    fn new() -> Night {
        let mut fixture = Fixture::new();
        fixture.child().name = "欧阳<b>小明".into();
        Night {
            fixture,
            rejects: Vec::new(),
            inputs: vec![InputFile {
                file: ExtractFile::Enrollments,
                encoding: None,
                sha256: "ab".repeat(32),
                bytes: 1_234_567,
                rows: 1,
                rejected_rows: 0,
            }],
            language: Language::Zh,
            payments_checked: true,
        }
    }

    fn page(&self) -> String {
        self.fixture.with_decisions(|mut decisions| {
            decisions.sort_by(|a, b| a.enrollment.id.cmp(&b.enrollment.id));
            let tally = equations::tally(&decisions, 0, &self.inputs);
            let night = equations::Night {
                decisions: &decisions,
                inputs: &self.inputs,
                tally: &tally,
                policy: &self.fixture.policy,
            };
            let equations: Vec<Equation> = EQUATIONS.map(|equation| equation(&night)).into();
            let plan = Plan {
                batch: "2025-20241221-01".parse().unwrap(),
                options: BatchOptions {
                    language: self.language,
                    encoding: None,
                    remittance_encoding: Encoding::Utf8,
                    by_institution: false,
                    accept_unidentified: None,
                },
                decisions,
                not_requested: Vec::new(),
                rejects: &self.rejects,
                rejected_enrollments: &[],
                inputs: &self.inputs,
                previous: &ChainHead::default(),
                payments_checked: self.payments_checked,
                networks_timed: true,
                tally,
                equations,
            };
            let outputs =
                ["by-institution/2131000001.csv", "postings.csv"].map(|file| OutputDigest {
                    name: file.to_owned(),
                    sha256: "cd".repeat(32),
                    bytes: 99,
                });
            let mut page = Vec::new();
            render(&plan, &self.fixture.policy, &outputs, &mut page).unwrap();
            String::from_utf8(page).unwrap()
        })
    }
}

#[test]
fn the_page_says_what_was_decided() {
    let page = Night::new().page();
    for (what, expected) in [
        ("the batch", "2025-20241221-01"),
        ("the amount", "355.00"),
        ("the district", "黄浦区"),
        ("an equation", "划扣金额 = 记账金额之和"),
        ("an input", &"ab".repeat(32)),
        ("an output", "postings.csv"),
        ("the digest of an output", &"cd".repeat(32)),
        ("the lists of the schools", "by-institution/"),
        ("a policy value", "2024-12-20T17:00:00+08:00"),
        ("its language", "<html lang=\"zh-CN\">"),
        ("nothing special", "没有需要特别留意的事项"),
    ] {
        assert!(page.contains(expected), "{what}: {expected}");
    }
}

#[test]
fn both_languages_say_the_same() {
    let mut night = Night::new();
    let zh = night.page();
    night.language = Language::En;
    let en = night.page();
    let tags = |page: &str| page.matches("<t").count();
    assert_eq!(tags(&zh), tags(&en));
    assert!(en.contains("<html lang=\"en\">") && en.contains("Huangpu"));
    let mut body = en.split("<body>").nth(1).unwrap().to_owned();
    // The words that a policy takes for its categories are values, in whatever language.
    for word in night
        .fixture
        .policy
        .categories
        .values()
        .flat_map(|c| c.iter())
    {
        body = body.replace(word.as_str(), "");
    }
    // The questions of the source are numbered in Chinese: Q一3, Q二13.
    let han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c) && !"一二".contains(c);
    assert!(!body.contains(han), "an English page without Chinese");
}

#[test]
fn whoever_is_near_the_cut_off_is_shown_masked_and_escaped() {
    let mut night = Night::new();
    night.fixture.row().selected_at = Some(at("2024-12-20T16:59:59.5"));
    let page = night.page();
    assert!(page.contains("−0.5"), "the distance");
    assert!(page.contains("欧******"), "the masked name");
    assert!(page.contains("310***********0015"), "the masked number");
    assert!(!page.contains("310101201503070015") && !page.contains("小明"));
    night.fixture.row().selected_at = Some(at("2024-12-20T16:58:59"));
    assert!(!night.page().contains("310***********0015"));
}

#[test]
fn what_the_extract_says_is_escaped() {
    let mut night = Night::new();
    let institution = Institution {
        code: "2131000001".into(),
        name: "<script>alert(1)</script>\"'&".into(),
    };
    night.fixture.child().institution = Arc::new(institution);
    night.fixture.balance(0);
    let page = night.page();
    assert!(!page.contains("<script"), "no script");
    assert!(page.contains("alert(1)"), "the name is there");
}

#[test]
fn what_needs_attention_is_at_the_top() {
    let mut night = Night::new();
    night.payments_checked = false;
    night.fixture.balance(0);
    night.inputs[0].rows = 3;
    night.inputs[0].rejected_rows = 2;
    night.rejects.push(Reject {
        file: ExtractFile::Enrollments,
        line: 3,
        column_index: 3,
        column: "insured_id",
        problem: Problem::SpreadsheetDamage,
        masked_value: "3.1****E+17".to_owned(),
        shape: None,
    });
    let page = night.page();
    for (what, expected) in [
        ("payments", "未核对税务已缴清单"),
        ("no deduction", "本批没有划扣任何保费"),
        ("open cases", "笔异常须经办人员核实"),
        ("rejects", "行无法读取"),
        ("the problem", "SPREADSHEET_DAMAGE"),
        ("its share", "66.7%"),
    ] {
        assert!(page.contains(expected), "{what}: {expected}");
    }
    assert!(!page.contains("3.1****"), "no value of a rejected row");
}

#[test]
fn the_page_needs_nothing_but_itself() {
    let page = Night::new().page();
    for fetched in [
        "http://", "https://", "//cdn", "@import", "url(", "<script", "<link", "<img",
    ] {
        assert!(!page.contains(fetched), "{fetched}");
    }
    assert_eq!(page, Night::new().page(), "the same bytes");
}
