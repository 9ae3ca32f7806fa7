//! `LEFT_NETWORK`: the member left before the cut-off, or before a batch that comes when the results
//! are known (Q二23).

use super::{Case, Needs, Rule, Trace};
use crate::domain::{Membership, Reason};
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::LeftNetwork,
    needs: Needs::Enrollment,
    source: "Q二23",
    applies,
    trace,
};

/// Whether the member left before X.
pub fn has_left(row: &Membership, policy: &InForce) -> bool {
    row.left_at.is_some_and(|left| left < policy.exit_limit())
}

fn applies(case: &Case, _policy: &InForce) -> bool {
    case.request.objection == Some(Reason::LeftNetwork)
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
                ("left the day before a late batch", true, |s| {
                    s.on("2024-12-29");
                    s.row().left_at = Some(at("2024-12-28T23:59:59"))
                }),
                ("left on the day of a late batch", false, |s| {
                    s.on("2024-12-29");
                    s.row().left_at = Some(at("2024-12-29T00:00:00"))
                }),
                (
                    "left before a batch on the day before the results",
                    false,
                    |s| {
                        s.on("2024-12-28");
                        s.row().left_at = Some(at("2024-12-27T23:59:59"))
                    },
                ),
                ("left, cancelled before enrolment opened", false, |s| {
                    s.history();
                    s.row().left_at = Some(at("2024-12-01T00:00:00"))
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
