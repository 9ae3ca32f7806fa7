//! `NETWORK_DISSOLVED`: the organizer dissolved the network before the cut-off, or before a batch
//! that comes when the results are known (Q二21).

use super::{Case, Needs, Rule, Trace};
use crate::domain::{Membership, Reason};
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::NetworkDissolved,
    needs: Needs::Enrollment,
    source: "Q二21",
    applies,
    trace,
};

/// Whether the network was dissolved before X.
pub fn is_dissolved(row: &Membership, policy: &InForce) -> bool {
    row.dissolved_at
        .is_some_and(|end| end < policy.exit_limit())
}

fn applies(case: &Case, _policy: &InForce) -> bool {
    case.request.objection == Some(Reason::NetworkDissolved)
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
            Reason::NetworkDissolved,
            &[
                ("dissolved a second before", true, |s| {
                    s.row().dissolved_at = Some(at("2024-12-20T16:59:59"))
                }),
                ("dissolved at the cut-off", false, |s| {
                    s.row().dissolved_at = Some(at("2024-12-20T17:00:00"))
                }),
                ("dissolved the day before a late batch", true, |s| {
                    s.on("2024-12-29");
                    s.row().dissolved_at = Some(at("2024-12-28T23:59:59"))
                }),
                ("dissolved on the day of a late batch", false, |s| {
                    s.on("2024-12-29");
                    s.row().dissolved_at = Some(at("2024-12-29T00:00:00"))
                }),
                ("dissolved before enrolment opened is history", false, |s| {
                    s.row().joined_at = at("2023-11-01T00:00:00");
                    s.row().dissolved_at = Some(at("2024-08-31T23:59:59"))
                }),
                ("left after the cut-off, dissolved before", true, |s| {
                    s.row().left_at = Some(at("2024-12-22T00:00:00"));
                    s.row().dissolved_at = Some(at("2024-12-01T00:00:00"))
                }),
                (
                    "of two dissolved networks the later joined one decides",
                    true,
                    |s| {
                        s.row().left_at = Some(at("2024-12-01T00:00:00"));
                        s.join("N2", "B");
                        s.memberships[1].joined_at = at("2024-10-02T00:00:00");
                        s.memberships[1].dissolved_at = Some(at("2024-12-02T00:00:00"))
                    },
                ),
            ],
        );
    }
}
