//! `ALREADY_PAID`: an enrollment of this person and year says so, the tax bureau has a payment, or
//! it refused a remittance as a double payment (Q二13).

use super::{Case, Needs, Rule, Trace};
use crate::domain::reject::{ExtractFile, RowAt};
use crate::domain::{PaidChannel, Payment, Reason};
use crate::policy::InForce;

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

fn applies(case: &Case, _policy: &InForce) -> bool {
    case.same_obligation().any(|other| other.says_paid())
        || payments(case).next().is_some()
        || was_refused_as_double(case)
}

/// Whether the fee was paid, or may have been, by another channel than this program: what makes a
/// deducted enrollment a refund candidate.
pub fn by_another_channel(case: &Case) -> bool {
    let is_other = |channel: PaidChannel| channel != PaidChannel::MutualAid;
    case.same_obligation()
        .any(|other| other.says_paid() && other.paid_channel.is_none_or(is_other))
        || payments(case).any(|payment| is_other(payment.paid_channel))
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
        trace.fact("paid_channel", payment.paid_channel, at)
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
                ("refused as a double payment", true, |s| {
                    s.answer("DUPLICATE_PAYMENT")
                }),
                ("refused for another cause", false, |s| s.answer("E042")),
            ],
        );
    }
}
