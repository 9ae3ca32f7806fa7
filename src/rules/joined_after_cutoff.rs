//! `JOINED_AFTER_CUTOFF`: the member joined at or after the election cut-off (Q二13).

use super::{Case, Needs, Rule, Trace};
use crate::domain::{Membership, Reason};
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::JoinedAfterCutoff,
    needs: Needs::Enrollment,
    source: "Q二13",
    applies,
    trace,
};

/// Whether the member joined at or after T.
pub fn joined_late(row: &Membership, policy: &InForce) -> bool {
    row.joined_at >= *policy.election_cutoff
}

fn applies(case: &Case, _policy: &InForce) -> bool {
    case.request.objection == Some(Reason::JoinedAfterCutoff)
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
            Reason::JoinedAfterCutoff,
            &[
                ("joined a second before", false, |s| {
                    s.row().joined_at = at("2024-12-20T16:59:59")
                }),
                ("joined at the cut-off", true, |s| {
                    s.row().joined_at = at("2024-12-20T17:00:00")
                }),
                ("joined late, nothing selected", false, |s| {
                    s.row().joined_at = at("2024-12-20T17:00:00");
                    s.row().selected_at = None
                }),
                ("joined late, beside a live network", false, |s| {
                    s.join("N2", "B");
                    s.memberships[1].joined_at = at("2024-12-20T17:00:00")
                }),
            ],
        );
    }
}
