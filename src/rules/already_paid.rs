//! `ALREADY_PAID`: an enrollment of this person and year says so, the tax bureau has a payment, or
//! it refused a remittance as a double payment (Q二13).

use super::{Case, Needs, Rule, Trace};
use crate::domain::reject::{ExtractFile, RowAt};
use crate::domain::{Enrollment, Money, PaidChannel, Payment, Reason};
use crate::policy::InForce;
use std::cmp::Reverse;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::AlreadyPaid,
    needs: Needs::Enrollment,
    source: "Q二13",
    applies,
    trace,
};

/// The tax bureau's code for a fee that it has already (section 11 of the contract).
pub const DUPLICATE_PAYMENT: &str = "DUPLICATE_PAYMENT";

/// What the tax bureau has received for one person and year; the sums are in fen and hold whatever a
/// file can list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Receipts {
    /// What counts of the payments, in sum.
    pub net: i128,
    /// What counts of those that no answer about our own deduction named, in sum, other ways of
    /// paying only.
    pub net_of_other_channels: i128,
    /// Whether one was negative or was given back.
    pub are_refunded: bool,
}

/// Whether an enrollment says that its fee is paid. `mutual_aid` without a time is the way chosen,
/// which this program performs.
pub fn says_paid(row: &Enrollment) -> bool {
    let is_payment = |channel| channel != PaidChannel::MutualAid;
    row.paid_at.is_some() || row.paid_channel.is_some_and(is_payment)
}

/// Whether an enrollment says that its fee is paid, and not by this program.
pub fn paid_by_another_channel(row: &Enrollment) -> bool {
    says_paid(row) && row.paid_channel != Some(PaidChannel::MutualAid)
}

/// Sums up the payments of one person and year; identical rows count as one. `own` are the receipt
/// numbers that answers gave for the standing deduction.
pub fn receipts(mut payments: Vec<&Payment>, own: &[impl AsRef<str>]) -> Receipts {
    if payments.is_empty() {
        return Receipts::default();
    }
    payments.sort_by(|a, b| a.content().cmp(&b.content()));
    payments.dedup_by(|a, b| a.same_content(b));
    let is_other = |payment: &&&Payment| {
        let is_own = own.iter().any(|no| no.as_ref() == payment.receipt_no);
        payment.paid_channel != PaidChannel::MutualAid && !is_own
    };
    let others = payments.iter().filter(is_other).copied().collect();
    let is_refund =
        |payment: &&Payment| payment.amount.is_negative() || payment.refunded_at.is_some();
    Receipts {
        are_refunded: payments.iter().any(is_refund),
        net_of_other_channels: net(others),
        net: net(payments),
    }
}

/// What counts of different payments, in sum: none that was given back, and beside each of those
/// not one negative amount of the same size.
fn net(payments: Vec<&Payment>) -> i128 {
    let (given_back, counted): (Vec<&Payment>, Vec<&Payment>) = payments
        .into_iter()
        .partition(|payment| payment.refunded_at.is_some());
    let fen = |payment: &&Payment| i128::from(payment.amount.fen());
    let total: i128 = counted.iter().map(fen).sum();
    let mut returned: Vec<Money> = given_back
        .iter()
        .map(|payment| payment.amount)
        .filter(|amount| !amount.is_negative())
        .collect();
    let mut refunds: Vec<Money> = counted
        .iter()
        .map(|payment| Money::ZERO - payment.amount)
        .filter(|amount| *amount > Money::ZERO)
        .collect();
    returned.sort_unstable_by_key(|amount| Reverse(*amount));
    refunds.sort_unstable();
    // Both ascend from their ends: each pair is one payment and its refund.
    let mut paired = 0;
    for amount in returned {
        while refunds.last().is_some_and(|refund| *refund > amount) {
            refunds.pop();
        }
        if refunds.last() == Some(&amount) {
            paired += i128::from(amount.fen());
            refunds.pop();
        }
    }
    total + paired
}

fn applies(case: &Case, _policy: &InForce) -> bool {
    case.obligation.says_paid || case.obligation.receipts.net != 0 || was_refused_as_double(case)
}

/// Whether the fee was paid, or may have been, by another channel than this program: what makes a
/// deducted enrollment a refund candidate.
pub fn by_another_channel(case: &Case) -> bool {
    case.obligation.paid_by_another_channel
        || case.obligation.receipts.net_of_other_channels > 0
        || was_refused_as_double(case)
}

fn payments<'w>(case: &Case<'w, '_>) -> impl Iterator<Item = &'w Payment> {
    let year = case.enrollment.insurance_year;
    case.index
        .payments_of(case.person)
        .filter(move |payment| payment.insurance_year == year)
}

fn was_refused_as_double(case: &Case) -> bool {
    case.returned()
        .iter()
        .any(|answer| answer.code == DUPLICATE_PAYMENT)
}

fn trace(case: &Case, policy: &InForce) -> Trace {
    let rows = case
        .same_obligation()
        .fold(Trace::default(), |trace, other| {
            let at = RowAt {
                file: ExtractFile::Enrollments,
                line: other.line,
            };
            trace
                .fact(
                    "paid_channel",
                    other.paid_channel.map_or("-", PaidChannel::as_str),
                    at,
                )
                .instant("paid_at", other.paid_at, at, policy)
        });
    let received = payments(case).fold(rows, |trace, payment| {
        let at = RowAt {
            file: ExtractFile::Payments,
            line: payment.line,
        };
        trace
            .fact("paid_channel", payment.paid_channel, at)
            .fact("amount", payment.amount, at)
            .instant("paid_at", payment.paid_at, at, policy)
            .instant("refunded_at", payment.refunded_at, at, policy)
    });
    case.returned().iter().fold(received, |trace, answer| {
        trace.fact("code", &answer.code, None)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::AlreadyPaid,
            &[
                ("nothing paid", false, |_| {}),
                ("paid in cash", true, |s| {
                    s.child().paid_channel = Some(PaidChannel::Cash)
                }),
                ("mutual_aid is the way chosen", false, |s| {
                    s.child().paid_channel = Some(PaidChannel::MutualAid)
                }),
                ("mutual_aid with a time", true, |s| {
                    s.child().paid_channel = Some(PaidChannel::MutualAid);
                    s.child().paid_at = Some(at("2024-10-01T08:00:00"))
                }),
                ("only a time of payment", true, |s| {
                    s.child().paid_at = Some(at("2024-10-01T08:00:00"))
                }),
                ("paid on another enrollment of the same year", true, |s| {
                    s.enroll("E2");
                    s.enrollments[1].paid_channel = Some(PaidChannel::QrCode)
                }),
                ("paid on an enrollment of another year", false, |s| {
                    s.enroll("E2");
                    s.enrollments[1].paid_channel = Some(PaidChannel::QrCode);
                    s.enrollments[1].insurance_year = 2024
                }),
                ("received by the tax bureau", true, |s| {
                    s.pay(2025, PaidChannel::Cash)
                }),
                ("received for another year", false, |s| {
                    s.pay(2024, PaidChannel::Cash)
                }),
                ("received by this program's channel", true, |s| {
                    s.pay(2025, PaidChannel::MutualAid)
                }),
                ("received and refunded by a negative amount", false, |s| {
                    s.received(&[(355_00, false), (-355_00, false)])
                }),
                ("a refund a cent below", true, |s| {
                    s.received(&[(355_00, false), (-354_99, false)])
                }),
                ("a refund a cent above", true, |s| {
                    s.received(&[(355_00, false), (-355_01, false)])
                }),
                ("a refund without its payment", true, |s| {
                    s.received(&[(-355_00, false)])
                }),
                ("a payment of nothing", false, |s| s.received(&[(0, false)])),
                ("given back since", false, |s| s.received(&[(355_00, true)])),
                ("given back, and its refund listed", false, |s| {
                    s.received(&[(355_00, true), (-355_00, false)])
                }),
                ("given back, and two refunds listed", true, |s| {
                    s.received(&[(355_00, true), (-355_00, false), (-355_00, false)])
                }),
                ("two given back, and two refunds listed", false, |s| {
                    s.received(&[
                        (355_00, true),
                        (355_00, true),
                        (-355_00, false),
                        (-355_00, false),
                    ])
                }),
                ("given back, and a refund of another size", true, |s| {
                    s.received(&[(355_00, true), (-300_00, false)])
                }),
                ("several sizes, given back and refunded", false, |s| {
                    s.received(&[
                        (100_00, true),
                        (-300_00, false),
                        (300_00, true),
                        (-100_00, false),
                        (200_00, true),
                        (50_00, false),
                        (-50_00, false),
                    ])
                }),
                ("paid twice, given back once", true, |s| {
                    s.received(&[(355_00, false), (355_00, true)])
                }),
                (
                    "one payment in two identical rows, refunded once",
                    false,
                    |s| {
                        s.received(&[(355_00, false), (-355_00, false)]);
                        let twice = s.payments[0].clone();
                        s.payments.push(twice)
                    },
                ),
                ("more than any account holds", true, |s| {
                    s.received(&[(i64::MAX, false), (i64::MAX - 1, false)])
                }),
                ("more than any account holds, and back", false, |s| {
                    s.received(&[
                        (i64::MAX, false),
                        (i64::MAX - 1, false),
                        (-i64::MAX, false),
                        (1 - i64::MAX, false),
                    ])
                }),
                ("refused as a double payment", true, |s| {
                    s.answer("DUPLICATE_PAYMENT")
                }),
                ("refused for another cause", false, |s| s.answer("E042")),
            ],
        );
    }
}
