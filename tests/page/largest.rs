//! A night as large as a page can show.

use gongji::domain::decision::{Deduction, Notices};
use gongji::domain::history::ChainHead;
use gongji::domain::plan::{BatchOptions, Equation, Language, Plan, Tally};
use gongji::domain::reject::{ExtractFile, InputFile, Problem, Reject};
use gongji::domain::{
    Category, Channel, Decision, Encoding, Enrollment, IdType, Instant, Institution, Membership,
    Money, Outcome, OutputDigest, PersonKey, Reason, Reasons, Relation,
};
use gongji::outputs::report;
use gongji::policy::{DEFAULT, InForce, Policy};
use std::sync::Arc;

fn law() -> InForce {
    let law = Policy::load(DEFAULT, &[]).expect("the preset");
    law.in_force("2024-12-21".parse().expect("a day"))
        .expect("in force")
}

fn at(text: &str, policy: &InForce) -> Instant {
    Instant::parse(text, policy.offset).expect("an instant")
}

/// Rows whose every text is as long as an extract may have it.
fn rows(policy: &InForce) -> Vec<(Enrollment, Membership)> {
    let row = |n: u32| {
        let person = PersonKey::parse(&format!("{}{n:04}", "W".repeat(60))).expect("a key");
        let institution = Institution {
            code: format!("{}{n:02}", "W".repeat(30)).into(),
            name: ["学".repeat(300), "W".repeat(900)][n as usize % 2]
                .as_str()
                .into(),
        };
        let enrollment = Enrollment {
            id: format!("{}{n:04}", "W".repeat(60)).into(),
            insurance_year: 2025,
            id_type: IdType::FOREIGN_PASSPORT,
            person: person.clone(),
            name: "W".repeat(300).as_str().into(),
            category: Category::Student,
            subsidy: "".into(),
            channel: Channel::School,
            district: format!("31{n:04}")
                .into_bytes()
                .try_into()
                .expect("six digits"),
            institution: Arc::new(institution),
            applied_at: at("2024-10-01T00:00:00", policy),
            paid_channel: None,
            paid_at: None,
            line: n,
        };
        let membership = Membership {
            network: "N".into(),
            organizer: PersonKey::parse("A").expect("a key"),
            member: person,
            member_name: "".into(),
            relation: Relation::Child,
            joined_at: at("2024-10-01T00:00:00", policy),
            left_at: None,
            selected_at: Some(at("2024-12-20T16:59:59.123456789", policy)),
            cancelled_at: Some(at("2024-10-01T00:00:00.123456789", policy)),
            dissolved_at: None,
            line: n,
        };
        (enrollment, membership)
    };
    (0..60).map(row).collect()
}

/// The page of a night whose every number and every text is as long as it can be.
pub fn page(language: Language) -> String {
    let policy = law();
    let rows = rows(&policy);
    let most = 16_666_666_u64;
    let decisions = rows
        .iter()
        .zip(Reason::ALL.iter().cycle())
        .map(|((row, network), reason)| {
            let is_charged = row.line % 2 == 0;
            Decision {
                enrollment: row,
                outcome: if is_charged {
                    Outcome::Deducted
                } else {
                    Outcome::Exception
                },
                is_requested: true,
                reasons: if is_charged {
                    Reasons::NONE
                } else {
                    [*reason].into_iter().collect()
                },
                deciding_row: Some(network),
                deduction: is_charged.then(|| Deduction {
                    amount: Money::from_fen(99_999_999_999),
                    balance_before: Money::ZERO,
                    balance_after: Money::ZERO,
                    balance_as_of: row.applied_at,
                    notices: Notices::default(),
                }),
                returned: None,
                hold: None,
            }
        });
    let input = |file| InputFile {
        file,
        encoding: Some(Encoding::Utf8),
        sha256: "0".repeat(64),
        bytes: 99_999_999_999,
        rows: most,
        rejected_rows: most,
    };
    let rejects: Vec<Reject> = Problem::ALL
        .iter()
        .map(|problem| Reject {
            file: ExtractFile::Enrollments,
            line: 1,
            column_index: 0,
            column: "",
            problem: *problem,
            masked_value: String::new(),
            shape: None,
        })
        .collect();
    let plan = Plan {
        batch: "2025-20241221-99".parse().expect("a batch"),
        options: BatchOptions {
            language,
            encoding: Some(Encoding::Gb18030),
            remittance_encoding: Encoding::Gb18030,
            by_institution: true,
            accept_unidentified: None,
        },
        decisions: decisions.collect(),
        not_requested: Vec::new(),
        rejects: &rejects,
        rejected_enrollments: &[],
        inputs: &ExtractFile::ALL.map(input),
        previous: &ChainHead::default(),
        payments_checked: false,
        networks_timed: true,
        tally: Tally {
            outcomes: Outcome::ALL.map(|outcome| (outcome, most)).into(),
            reasons: Reason::ALL.iter().map(|reason| (*reason, most)).collect(),
            total: Money::from_fen(99_999_999_999_999),
        },
        equations: vec![Equation {
            name: "total = sum of postings".to_owned(),
            left: "999999999999.99".to_owned(),
            right: "999999999999.99".to_owned(),
        }],
    };
    let outputs = ["by-institution/x.csv", "remittance.txt"].map(|name| OutputDigest {
        name: name.to_owned(),
        sha256: "0".repeat(64),
        bytes: 99_999_999_999,
    });
    let mut page = Vec::new();
    report::render(&plan, &policy, &outputs, &mut page).expect("the page");
    String::from_utf8(page).expect("UTF-8")
}
