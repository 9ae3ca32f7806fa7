//! `ENROLLED_AFTER_CUTOFF`: applied for when enrolment had closed (Q一3).

use super::{Case, Needs, Rule, Trace};
use crate::domain::Reason;
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::EnrolledAfterCutoff,
    needs: Needs::Enrollment,
    source: "Q一3",
    applies,
    trace,
};

fn applies(case: &Case, policy: &InForce) -> bool {
    case.enrollment.applied_at >= **policy.enrolment_closes(case.enrollment.channel)
}

fn trace(case: &Case, policy: &InForce) -> Trace {
    let channel = case.enrollment.channel;
    let closes = policy.enrolment_closes(channel);
    Trace::default()
        .instant("applied_at", case.enrollment.applied_at, case.at(), policy)
        .value(
            format!("enrolment_closes.{channel}"),
            closes,
            closes.display(policy.offset),
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::EnrolledAfterCutoff,
            &[
                ("the last nanosecond of the last day", false, |s| {
                    s.child().applied_at = at("2024-12-20T23:59:59.999999999")
                }),
                ("midnight", true, |s| {
                    s.child().applied_at = at("2024-12-21T00:00:00")
                }),
                ("after the election cut-off of the last day", false, |s| {
                    s.child().applied_at = at("2024-12-20T17:00:01")
                }),
            ],
        );
    }
}
