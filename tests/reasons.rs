//! One tiny night per reason and per problem code, through the real command: the base of every
//! row is a night in which the fee is deducted, and one change makes the difference.

mod common;

mod reasons {
    pub mod tiny;
}

use gongji::domain::reject::Problem;
use gongji::domain::{Notice, Reason};
use reasons::tiny::{AUNT, BROTHER, CHILD, FATHER, Place, Tiny};
use std::collections::BTreeSet;
use std::process::Output;

const FIRST: &str = "2024-12-21";
const SECOND: &str = "2024-12-23";

/// What happened before the night that is looked at.
#[derive(Clone, Copy)]
enum Before {
    Nothing,
    /// The fee was deducted in an earlier night.
    Deducted,
    /// It was, and the tax bureau sent it back.
    Returned,
}

use Before::{Deducted, Nothing, Returned};
use Reason::*;

type Change = fn(&mut Tiny);

/// Reason, what the night shows, what happened before, the change.
const REASONS: &[(Reason, &str, Before, Change)] = &[
    (
        AlreadyDeducted,
        "the fee stands in the ledger, and cash came as well",
        Deducted,
        |t| {
            t.payments.set("insured_id", CHILD);
        },
    ),
    (WrongYear, "enrolled for the year before", Nothing, |t| {
        t.enrollments.set("insurance_year", "2024");
    }),
    (
        InvalidId,
        "the check character is wrong in both files",
        Nothing,
        |t| {
            t.enrollments.set("insured_id", "310101201503070016");
            t.networks.set("member_id", "310101201503070016");
        },
    ),
    (
        NoFee,
        "a category that the policy has no fee for",
        Nothing,
        |t| {
            t.enrollments.set("category", "大学生");
        },
    ),
    (OutsideRegion, "insured in another province", Nothing, |t| {
        t.enrollments.set("district_code", "320583");
    }),
    (IdentityConflict, "one number, two names", Nothing, |t| {
        t.enrollments
            .add(&[("enrollment_id", "E0"), ("insured_name", "王小红")]);
        t.enrollments.set_in(1, "applied_at", "2024-11-12T09:00:00");
    }),
    (
        DuplicateEnrollment,
        "enrolled earlier as well",
        Nothing,
        |t| {
            t.enrollments.add(&[("enrollment_id", "E0")]);
        },
    ),
    (AlreadyPaid, "the tax bureau has the fee", Nothing, |t| {
        t.payments.set("insured_id", CHILD);
    }),
    (FeeExempt, "the state pays all of it", Nothing, |t| {
        t.sets.push("fee.student.低保=0.00");
        t.enrollments.set("subsidy", "低保");
    }),
    (
        EnrolledAfterCutoff,
        "applied as enrolment closed",
        Nothing,
        |t| {
            t.enrollments.set("applied_at", "2024-12-21T00:00:00");
        },
    ),
    (MultipleNetworks, "live in two networks", Nothing, |t| {
        t.networks
            .add(&[("network_id", "N2"), ("organizer_id", AUNT)]);
    }),
    (JoinedAfterCutoff, "joined at the cut-off", Nothing, |t| {
        t.networks.set("joined_at", "2024-12-20T17:00:00");
    }),
    (
        SelectedAfterCutoff,
        "elected at the cut-off",
        Nothing,
        |t| {
            t.networks
                .set("contribution_selected_at", "2024-12-20T17:00:00");
        },
    ),
    (
        CancelledAfterLimit,
        "applied at the centre, cancelled at midnight after",
        Nothing,
        |t| {
            t.enrollments.set("channel", "community");
            t.networks
                .set("contribution_cancelled_at", "2024-11-12T00:00:00");
        },
    ),
    (
        ContributionCancelled,
        "cancelled a second before the cut-off",
        Nothing,
        |t| {
            t.networks
                .set("contribution_cancelled_at", "2024-12-20T16:59:59");
        },
    ),
    (
        LeftNetwork,
        "left a second before the cut-off",
        Nothing,
        |t| {
            t.networks.set("left_at", "2024-12-20T16:59:59");
        },
    ),
    (
        NetworkDissolved,
        "dissolved a second before the cut-off",
        Nothing,
        |t| {
            t.networks.set("dissolved_at", "2024-12-20T16:59:59");
        },
    ),
    (
        NetworkInconsistent,
        "the brother's row says an election after the cut-off",
        Nothing,
        |t| {
            t.add_brother("王小刚");
            t.networks
                .set_in(1, "contribution_selected_at", "2024-12-20T17:00:00");
        },
    ),
    (
        NameMismatch,
        "the network knows another name",
        Nothing,
        |t| {
            t.networks.set("member_name", "王小红");
        },
    ),
    (
        PossibleSamePerson,
        "two numbers, one name, one organizer",
        Nothing,
        |t| {
            t.add_brother("王小明");
        },
    ),
    (RelationNotAllowed, "a nephew", Nothing, |t| {
        t.networks.set("relation", "侄子");
    }),
    (
        OrganizerConflict,
        "the organizer is a member elsewhere",
        Nothing,
        |t| {
            t.networks.add(&[
                ("network_id", "N2"),
                ("organizer_id", AUNT),
                ("member_id", FATHER),
            ]);
        },
    ),
    (OnHold, "the organizer is held", Nothing, |t| {
        t.holds.set("person_id", FATHER);
        t.holds.set("role", "organizer");
    }),
    (
        RemittanceReturned,
        "the bureau sent the fee back",
        Returned,
        |_| {},
    ),
    (
        EvidenceRejected,
        "a payment of the child's cannot be read",
        Nothing,
        |t| {
            t.payments.set("insured_id", CHILD);
            t.payments.set("amount", "3.55e2");
        },
    ),
    (
        AccountNotFound,
        "no account of the organizer",
        Nothing,
        |t| {
            t.accounts.set("holder_id", AUNT);
        },
    ),
    (
        AccountAmbiguous,
        "two account rows that differ",
        Nothing,
        |t| {
            t.accounts.add(&[("accumulated_balance", "1000.01")]);
        },
    ),
    (InsuranceNotActive, "suspended", Nothing, |t| {
        t.accounts.set("insurance_status", "suspended");
    }),
    (AccountNotUsable, "frozen", Nothing, |t| {
        t.accounts.set("account_status", "frozen");
    }),
    (
        BalanceOutOfDate,
        "a balance of the day before the week before",
        Nothing,
        |t| {
            t.accounts.set("balance_as_of", "2024-12-13T23:59:59");
        },
    ),
    (BalanceEqualsFee, "exactly the fee", Nothing, |t| {
        t.accounts.set("accumulated_balance", "355.00");
    }),
    (InsufficientBalance, "a cent below the fee", Nothing, |t| {
        t.accounts.set("accumulated_balance", "354.99");
    }),
];

/// Problem, what the night shows, file and column, the change.
const PROBLEMS: &[(Problem, &str, &str, &str, Change)] = &[
    (
        Problem::MissingValue,
        "no name",
        "enrollments.csv",
        "insured_name",
        |t| {
            t.enrollments.set("insured_name", "");
        },
    ),
    (
        Problem::SpreadsheetDamage,
        "a number with an exponent",
        "enrollments.csv",
        "insured_id",
        |t| {
            t.enrollments.set("insured_id", "3.10101E+17");
        },
    ),
    (
        Problem::BadText,
        "a bar in a name",
        "enrollments.csv",
        "insured_name",
        |t| {
            t.enrollments.set("insured_name", "王|明");
        },
    ),
    (
        Problem::BadKey,
        "a number with a low line",
        "accounts.csv",
        "holder_id",
        |t| {
            t.accounts.set("holder_id", "1101_1949");
        },
    ),
    (
        Problem::BadCode,
        "an unknown channel",
        "enrollments.csv",
        "channel",
        |t| {
            t.enrollments.set("channel", "online");
        },
    ),
    (
        Problem::BadInstant,
        "a day without an hour",
        "networks.csv",
        "joined_at",
        |t| {
            t.networks.set("joined_at", "2024-10-01");
        },
    ),
    (
        Problem::BadMoney,
        "an exponent in a balance",
        "accounts.csv",
        "accumulated_balance",
        |t| {
            t.accounts.set("accumulated_balance", "1e3");
        },
    ),
    (
        Problem::BadQuoting,
        "text behind a closing quote",
        "enrollments.csv",
        "",
        |t| {
            t.enrollments.set("insured_name", "\"王\"小明");
        },
    ),
    (
        Problem::FieldCount,
        "a comma too many",
        "accounts.csv",
        "",
        |t| {
            t.accounts.set("account_status", "normal,");
        },
    ),
    (
        Problem::BadEncoding,
        "a byte that UTF-8 does not have",
        "enrollments.csv",
        "",
        |t| {
            let row = "E9,2025,01,810000201401010018,\u{738b},student,school,310101,2131000001,,2024-11-11T09:00:00,,,\n";
            t.enrollments.raw = row.replace('\u{738b}', "?").into_bytes();
            let place = t.enrollments.raw.iter().position(|b| *b == b'?');
            t.enrollments.raw[place.expect("the name")] = 0xFF;
        },
    ),
    (
        Problem::DuplicateKey,
        "one id for two children",
        "enrollments.csv",
        "enrollment_id",
        |t| {
            t.enrollments
                .add(&[("insured_id", BROTHER), ("insured_id_type", "17")]);
        },
    ),
];

/// Notice and the change; the fee is deducted all the same.
const NOTICES: &[(Notice, &str, Change)] = &[
    (
        Notice::PaymentRefunded,
        "cash came and was given back",
        |t| {
            t.payments.set("insured_id", CHILD);
            t.payments.set("refunded_at", "2024-12-05T10:00:00");
        },
    ),
    (Notice::LateCancellation, "cancelled a day late", |t| {
        t.networks
            .set("contribution_cancelled_at", "2024-12-21T17:00:00");
    }),
    (Notice::LeftAfterCutoff, "left at the cut-off", |t| {
        t.networks.set("left_at", "2024-12-20T17:00:00");
    }),
    (
        Notice::DissolvedAfterCutoff,
        "dissolved at the cut-off",
        |t| {
            t.networks.set("dissolved_at", "2024-12-20T17:00:00");
        },
    ),
    (
        Notice::NearCutoff,
        "elected a minute before the cut-off",
        |t| {
            t.networks
                .set("contribution_selected_at", "2024-12-20T16:59:00");
        },
    ),
];

fn must_run(output: &Output, why: &str) {
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{why}: {log}");
}

/// Plays what happened before, then the night; its date.
fn play(place: &Place, before: Before, tiny: &Tiny, why: &str) -> &'static str {
    if matches!(before, Nothing) {
        must_run(&place.night(tiny, FIRST, &[]), why);
        return FIRST;
    }
    must_run(&place.night(&Tiny::fine(), FIRST, &[]), why);
    if matches!(before, Returned) {
        must_run(&place.answer("rejected", "NAME_DIFFERS"), why);
    }
    must_run(&place.night(tiny, SECOND, &["--same-extract"]), why);
    SECOND
}

#[test]
fn the_night_that_every_case_changes_deducts_the_fee() {
    let place = Place::new();
    must_run(&place.night(&Tiny::fine(), FIRST, &[]), "nothing happens");
    let postings = place.rows(FIRST, "postings.csv");
    assert_eq!(postings.len(), 1);
    assert_eq!(postings[0][4..6], ["1000.00", "645.00"]);
    assert!(place.rows(FIRST, "exceptions.csv").is_empty());
    assert!(place.rows(FIRST, "rejects.csv").is_empty());
}

#[test]
fn every_reason_has_a_night() {
    for (reason, why, before, change) in REASONS {
        let place = Place::new();
        let mut tiny = Tiny::fine();
        change(&mut tiny);
        let date = play(&place, *before, &tiny, why);
        let exceptions = place.rows(date, "exceptions.csv");
        let row = exceptions.iter().find(|row| row[0] == "E1");
        let row = row.unwrap_or_else(|| panic!("{why}: E1 is not listed: {exceptions:?}"));
        assert_eq!(row[9], reason.as_str(), "{why}");
        assert_eq!(row[8], reason.class().as_str(), "{why}");
        let remitted = place.text(date, "remittance.txt");
        assert!(
            !remitted.contains(
                "|E1
"
            ),
            "{why}: charged all the same"
        );
    }
    let told: BTreeSet<&str> = REASONS.iter().map(|case| case.0.as_str()).collect();
    let all: BTreeSet<&str> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
    assert_eq!(told, all, "every reason has a case");
}

#[test]
fn every_problem_has_a_night() {
    for (problem, why, file, column, change) in PROBLEMS {
        let place = Place::new();
        let mut tiny = Tiny::fine();
        change(&mut tiny);
        let encoding: &[&str] = match problem {
            Problem::BadEncoding => &["--encoding", "utf-8"],
            _ => &[],
        };
        must_run(&place.night(&tiny, FIRST, encoding), why);
        let rejects = place.rows(FIRST, "rejects.csv");
        assert!(!rejects.is_empty(), "{why}: nothing is rejected");
        for row in &rejects {
            let told = (row[0].as_str(), row[2].as_str(), row[3].as_str());
            assert_eq!(told, (*file, *column, problem.as_str()), "{why}");
        }
        let charged = place.rows(FIRST, "postings.csv").len();
        let is_about_another = matches!(problem, Problem::BadEncoding);
        assert_eq!(charged, usize::from(is_about_another), "{why}");
    }
    let told: BTreeSet<&str> = PROBLEMS.iter().map(|case| case.0.as_str()).collect();
    let all: BTreeSet<&str> = Problem::ALL
        .iter()
        .map(|problem| problem.as_str())
        .collect();
    assert_eq!(told, all, "every problem has a case");
}

#[test]
fn every_notice_has_a_night() {
    for (notice, why, change) in NOTICES {
        let place = Place::new();
        let mut tiny = Tiny::fine();
        change(&mut tiny);
        must_run(&place.night(&tiny, FIRST, &[]), why);
        let postings = place.rows(FIRST, "postings.csv");
        assert_eq!(postings.len(), 1, "{why}");
        let notices: Vec<&str> = postings[0][8].split(';').collect();
        assert!(notices.contains(&notice.as_str()), "{why}: {notices:?}");
    }
    assert_eq!(NOTICES.len(), Notice::ALL.len(), "every notice has a case");
}

/// A file of the extract that is a header alone refuses the run, where rows are needed.
#[test]
fn a_header_alone_is_allowed_in_payments_and_holds_only() {
    let place = Place::new();
    let mut tiny = Tiny::fine();
    tiny.payments.clear();
    tiny.holds.clear();
    must_run(&place.night(&tiny, FIRST, &[]), "no payments yet");
    let changes: [Change; 3] = [
        |t| t.enrollments.clear(),
        |t| t.networks.clear(),
        |t| t.accounts.clear(),
    ];
    for change in changes {
        let mut tiny = Tiny::fine();
        change(&mut tiny);
        let output = Place::new().night(&tiny, FIRST, &[]);
        assert_eq!(output.status.code(), Some(3));
    }
}
