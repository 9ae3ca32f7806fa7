//! Whole families, decided.

use super::*;
use crate::domain::PaidChannel;
use crate::rules::fixture::*;

/// Who is paid for from a balance, child by child: `+` deducted, `=` equals, `-` below.
fn paid(fen: i64, children: usize) -> String {
    let mut fixture = Fixture::new();
    for child in 1..children {
        fixture.sibling(
            &format!("E{}", child + 1),
            &format!("M{child}"),
            &format!("孩{child}"),
        );
    }
    fixture.balance(fen);
    let shown = fixture.decide(|decision| match decision.reasons.primary() {
        None => '+',
        Some(Reason::BalanceEqualsFee) => '=',
        Some(Reason::InsufficientBalance) => '-',
        Some(other) => panic!("{other}"),
    });
    shown.into_iter().collect()
}

#[test]
fn the_balance_must_exceed_the_fee_for_each_child_anew() {
    for (fen, children, expected) in [
        (355_00, 1, "="),
        (355_01, 1, "+"),
        (710_00, 2, "+="),
        (710_01, 2, "++"),
        (709_99, 2, "+-"),
        (710_00, 3, "+=="),
        (1065_00, 3, "++="),
        (1065_01, 3, "+++"),
        (1064_99, 3, "++-"),
        (0, 2, "--"),
    ] {
        assert_eq!(
            paid(fen, children),
            expected,
            "{fen} fen, {children} children"
        );
    }
}

#[test]
fn a_child_that_cannot_be_paid_does_not_stop_a_later_one() {
    let mut fixture = Fixture::new();
    fixture.sibling("E2", "M2", "李四");
    fixture.child().category = crate::domain::Category::parse("adult");
    let outcomes: Vec<Outcome> = fixture.outcomes().into_iter().map(|(o, _)| o).collect();
    assert_eq!(outcomes, [Outcome::Exception, Outcome::Deducted]);
}

#[test]
fn the_earlier_application_is_paid_first() {
    let mut fixture = Fixture::new();
    fixture.sibling("E0", "M2", "李四");
    fixture.balance(400_00);
    fixture.enrollments[1].applied_at = at("2024-09-30T09:00:00");
    let outcomes: Vec<Outcome> = fixture.outcomes().into_iter().map(|(o, _)| o).collect();
    assert_eq!(outcomes, [Outcome::Exception, Outcome::Deducted]);
}

#[test]
fn money_is_in_flight_until_the_extract_must_show_it() {
    for (as_of, left) in [
        ("2024-12-21T23:59:59.999999999", 645_00),
        ("2024-12-22T00:00:00", 1000_00),
    ] {
        let mut fixture = Fixture::new();
        fixture.policy.batch_date = day("2024-12-22");
        fixture.account().balance_as_of = at(as_of);
        fixture.past("2024-12-20", 355_00);
        let before = fixture.decide(|d| d.deduction.map(|money| money.balance_before.fen()));
        assert_eq!(before, [Some(left)], "{as_of}");
    }
}

#[test]
fn all_reasons_are_found_the_primary_first() {
    let mut fixture = Fixture::new();
    fixture.child().district = *b"320102";
    fixture.child().paid_channel = Some(crate::domain::PaidChannel::Cash);
    fixture.row().selected_at = Some(at("2024-12-20T17:00:00"));
    fixture.row().relation = crate::domain::Relation::Other;
    fixture.accounts.clear();
    let (outcome, reasons) = fixture.outcomes()[0];
    assert_eq!(outcome, Outcome::Exception);
    let codes: Vec<&str> = reasons.iter().map(Reason::as_str).collect();
    assert_eq!(
        codes,
        [
            "OUTSIDE_REGION",
            "ALREADY_PAID",
            "SELECTED_AFTER_CUTOFF",
            "RELATION_NOT_ALLOWED",
            "ACCOUNT_NOT_FOUND"
        ]
    );
}

#[test]
fn whoever_chose_nothing_pays_another_way() {
    let mut fixture = Fixture::new();
    fixture.row().selected_at = None;
    fixture.accounts.clear();
    assert_eq!(fixture.outcomes(), [(Outcome::NotRequested, Reasons::NONE)]);
}

#[test]
fn a_rejected_row_may_have_been_the_request() {
    let mut fixture = Fixture::new();
    fixture.row().selected_at = None;
    fixture.hold_person(&key(MEMBER));
    fixture.held.requested.insert(key(MEMBER), Vec::new());
    let expected: Reasons = [Reason::EvidenceRejected].into_iter().collect();
    assert_eq!(fixture.outcomes(), [(Outcome::Exception, expected)]);
}

#[test]
fn a_settled_child_is_a_refund_candidate_only_for_what_concerns_a_refund() {
    let mut fixture = Fixture::new();
    fixture.deducted(2025, MEMBER, "A", "张三");
    fixture.accounts.clear();
    fixture.child().category = crate::domain::Category::parse("adult");
    let quiet: Reasons = [Reason::AlreadyDeducted].into_iter().collect();
    assert_eq!(fixture.outcomes(), [(Outcome::Settled, quiet)]);

    fixture.child().paid_channel = Some(crate::domain::PaidChannel::MutualAid);
    assert_eq!(fixture.outcomes(), [(Outcome::Settled, quiet)]);

    fixture.child().paid_channel = Some(crate::domain::PaidChannel::Cash);
    fixture.row().left_at = Some(at("2024-12-01T00:00:00"));
    let loud: Reasons = [
        Reason::AlreadyDeducted,
        Reason::AlreadyPaid,
        Reason::LeftNetwork,
    ]
    .into_iter()
    .collect();
    assert_eq!(fixture.outcomes(), [(Outcome::Settled, loud)]);
}

#[test]
fn notices_never_change_an_outcome() {
    type Change = fn(&mut Fixture);
    let table: [(&str, Change); 7] = [
        ("", |_| {}),
        ("LATE_CANCELLATION;NEAR_CUTOFF", |s| {
            s.row().cancelled_at = Some(at("2024-12-20T17:00:00"))
        }),
        ("LATE_CANCELLATION", |s| {
            s.row().cancelled_at = Some(at("2024-12-20T17:01:00.1"))
        }),
        ("LEFT_AFTER_CUTOFF", |s| {
            s.row().left_at = Some(at("2024-12-20T17:00:00"))
        }),
        ("DISSOLVED_AFTER_CUTOFF", |s| {
            s.row().dissolved_at = Some(at("2024-12-21T00:00:00"))
        }),
        ("NEAR_CUTOFF", |s| {
            s.row().selected_at = Some(at("2024-12-20T16:59:00"))
        }),
        ("", |s| {
            s.row().selected_at = Some(at("2024-12-20T16:58:59.999999999"))
        }),
    ];
    for (expected, change) in table {
        let mut fixture = Fixture::new();
        change(&mut fixture);
        let notices = fixture.decide(|d| d.deduction.map(|money| money.notices.joined()));
        assert_eq!(notices, [Some(expected.to_owned())]);
    }
}

/// The refund candidate's other reasons, where the child was deducted with receipt `T1`.
fn settled_with(change: impl FnOnce(&mut Fixture)) -> String {
    let mut fixture = Fixture::new();
    fixture.deducted(2025, MEMBER, "A", "张三");
    let obligation = (2025, key(MEMBER));
    let standing = fixture.history.standing.get_mut(&obligation);
    standing.expect("just deducted").receipts = vec!["T1".into()];
    change(&mut fixture);
    let (outcome, reasons) = fixture.outcomes()[0];
    assert_eq!(outcome, Outcome::Settled);
    assert_eq!(reasons.primary(), Some(Reason::AlreadyDeducted));
    reasons.others()
}

#[test]
fn a_refund_candidate_is_no_echo_of_our_own_receipts() {
    for (sentence, expected, change) in [
        ("nothing else", "", (|_| {}) as fn(&mut Fixture)),
        ("received by this program's channel", "", |s| {
            s.pay(2025, PaidChannel::MutualAid)
        }),
        ("received in cash", "ALREADY_PAID", |s| {
            s.pay(2025, PaidChannel::Cash)
        }),
        ("received with our own receipt", "", |s| {
            s.pay(2025, PaidChannel::Other);
            s.payments[0].receipt_no = "T1".into()
        }),
        ("a refund is no second payment", "", |s| {
            s.received(&[(-355_00, false)])
        }),
        ("a payment of nothing", "", |s| s.received(&[(0, false)])),
        ("a cent", "ALREADY_PAID", |s| s.received(&[(1, false)])),
        ("paid and given back", "", |s| s.received(&[(355_00, true)])),
        (
            "received in cash, and our own payment given back",
            "ALREADY_PAID",
            |s| {
                s.received(&[(355_00, false), (-355_00, false)]);
                s.payments[1].paid_channel = PaidChannel::MutualAid;
            },
        ),
        ("the roster says cash", "ALREADY_PAID", |s| {
            s.child().paid_channel = Some(PaidChannel::Cash)
        }),
        ("the roster says mutual_aid, with a time", "", |s| {
            s.child().paid_channel = Some(PaidChannel::MutualAid);
            s.child().paid_at = Some(at("2024-12-21T08:00:00"))
        }),
        ("the roster has a time alone", "ALREADY_PAID", |s| {
            s.child().paid_at = Some(at("2024-12-21T08:00:00"))
        }),
        ("exempt since", "FEE_EXEMPT", |s| {
            s.fee("student.低保", 0);
            s.child().subsidy = "低保".into()
        }),
        ("no fee is none", "", |s| s.child().subsidy = "低保".into()),
        ("a hold is none", "", |s| {
            s.order(MEMBER, None);
        }),
        ("left before the cut-off", "LEFT_NETWORK", |s| {
            s.row().left_at = Some(at("2024-12-20T16:59:59"))
        }),
    ] {
        assert_eq!(settled_with(change), expected, "{sentence}");
    }
}

#[test]
fn notices_tell_of_refunds_and_of_what_came_too_late() {
    for (expected, change) in [
        ("", (|_| {}) as fn(&mut Fixture)),
        ("PAYMENT_REFUNDED", |s| s.received(&[(355_00, true)])),
        ("PAYMENT_REFUNDED", |s| {
            s.received(&[(355_00, false), (-355_00, false)])
        }),
        ("", |s| s.received(&[(0, false)])),
        ("PAYMENT_REFUNDED;LATE_CANCELLATION;NEAR_CUTOFF", |s| {
            s.received(&[(355_00, true)]);
            s.row().cancelled_at = Some(at("2024-12-20T17:00:00"))
        }),
        ("LATE_CANCELLATION;NEAR_CUTOFF", |s| {
            s.row().cancelled_at = Some(at("2024-12-20T17:01:00"))
        }),
        ("LATE_CANCELLATION", |s| {
            s.row().cancelled_at = Some(at("2024-12-20T17:01:00.000000001"))
        }),
        ("NEAR_CUTOFF", |s| {
            s.row().selected_at = Some(at("2024-12-20T16:59:00"))
        }),
        ("", |s| {
            s.row().selected_at = Some(at("2024-12-20T16:58:59.999999999"))
        }),
        ("LEFT_AFTER_CUTOFF;DISSOLVED_AFTER_CUTOFF", |s| {
            s.row().left_at = Some(at("2024-12-20T17:00:00"));
            s.row().dissolved_at = Some(at("2024-12-20T17:00:00"))
        }),
    ] {
        let mut fixture = Fixture::new();
        change(&mut fixture);
        let told = fixture.decide(|decision| decision.deduction.map(|d| d.notices.joined()));
        assert_eq!(told, [Some(expected.to_owned())]);
    }
}

#[test]
fn a_late_batch_lets_those_go_who_left_or_cancelled_meanwhile() {
    for (date, expected) in [
        ("2024-12-28", "CANCELLED_AFTER_LIMIT"),
        ("2024-12-29", "CONTRIBUTION_CANCELLED"),
    ] {
        let mut fixture = Fixture::new();
        fixture.on(date);
        fixture.community();
        fixture.row().cancelled_at = Some(at("2024-11-05T00:00:00"));
        fixture.account().balance_as_of = at("2024-12-27T00:00:00");
        let (_, reasons) = fixture.outcomes()[0];
        assert_eq!(
            reasons.primary().map(Reason::as_str),
            Some(expected),
            "{date}"
        );
    }
}
