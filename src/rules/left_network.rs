//! `LEFT_NETWORK`: the member left before the cut-off (Q二23).

use super::{Case, Needs, Rule, Trace};
use crate::domain::Reason;
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::LeftNetwork,
    needs: Needs::Enrollment,
    source: "Q二23",
    applies,
    trace,
};

fn applies(case: &Case, _policy: &InForce) -> bool {
    case.request.fault == Some(Reason::LeftNetwork)
}

fn trace(case: &Case, policy: &InForce) -> Trace {
    case.network_ground(policy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::LeftNetwork,
            &[
                ("left a second before", true, |s| {
                    s.row().left_at = Some(at("2024-12-20T16:59:59"))
                }),
                ("left at the cut-off", false, |s| {
                    s.row().left_at = Some(at("2024-12-20T17:00:00"))
                }),
                ("left, nothing selected", false, |s| {
                    s.row().left_at = Some(at("2024-12-01T00:00:00"));
                    s.row().selected_at = None
                }),
                ("left before enrolment opened is history", false, |s| {
                    s.row().joined_at = at("2023-11-01T00:00:00");
                    s.row().left_at = Some(at("2024-08-31T23:59:59"))
                }),
                ("left when enrolment opened", true, |s| {
                    s.row().joined_at = at("2023-11-01T00:00:00");
                    s.row().left_at = Some(at("2024-09-01T00:00:00"))
                }),
                ("left and dissolved", true, |s| {
                    s.row().left_at = Some(at("2024-12-01T00:00:00"));
                    s.row().dissolved_at = Some(at("2024-12-01T00:00:00"))
                }),
                ("left, then joined another", false, |s| {
                    s.row().left_at = Some(at("2024-12-01T00:00:00"));
                    s.join("N2", "B")
                }),
            ],
        );
    }
}
