//! `SELECTED_AFTER_CUTOFF`: 共济缴费 was selected at or after the cut-off: "17:00 前" (Q二13).

use super::{Case, Needs, Rule, Trace};
use crate::domain::{Instant, Reason};
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::SelectedAfterCutoff,
    needs: Needs::Enrollment,
    source: "Q二13",
    applies,
    trace,
};

/// Whether a selection was made at or after T.
pub fn selected_late(selected: Instant, policy: &InForce) -> bool {
    selected >= *policy.election_cutoff
}

fn applies(case: &Case, _policy: &InForce) -> bool {
    case.request.objection == Some(Reason::SelectedAfterCutoff)
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
            Reason::SelectedAfterCutoff,
            &[
                ("a nanosecond before", false, |s| {
                    s.row().selected_at = Some(at("2024-12-20T16:59:59.999999999"))
                }),
                ("at 17:00:00", true, |s| {
                    s.row().selected_at = Some(at("2024-12-20T17:00:00"))
                }),
                ("the day after", true, |s| {
                    s.row().selected_at = Some(at("2024-12-21T09:00:00"))
                }),
                ("at 17:00:00, cancelled later", true, |s| {
                    s.row().selected_at = Some(at("2024-12-20T17:00:00"));
                    s.row().cancelled_at = Some(at("2024-12-20T18:00:00"))
                }),
                ("not selected at all", false, |s| s.row().selected_at = None),
            ],
        );
    }
}
