//! `CONTRIBUTION_CANCELLED`: the election was cancelled in time (Q二15).

use super::{Case, Needs, Rule, Trace};
use crate::domain::Reason;
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::ContributionCancelled,
    needs: Needs::Enrollment,
    source: "Q二15",
    applies,
    trace,
};

fn applies(case: &Case, _policy: &InForce) -> bool {
    case.request.fault == Some(Reason::ContributionCancelled)
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
            Reason::ContributionCancelled,
            &[
                ("cancelled a second before the cut-off", true, |s| {
                    s.row().cancelled_at = Some(at("2024-12-20T16:59:59"))
                }),
                ("cancelled at the cut-off", false, |s| {
                    s.row().cancelled_at = Some(at("2024-12-20T17:00:00"))
                }),
                ("cancelled at the instant of the selection", true, |s| {
                    s.row().cancelled_at = s.row().selected_at
                }),
                ("cancelled before, then selected again", false, |s| {
                    s.row().cancelled_at = Some(at("2024-11-01T09:59:59"))
                }),
                ("community, the same day", true, |s| {
                    s.community();
                    s.row().cancelled_at = Some(at("2024-11-01T23:59:59.999999999"))
                }),
                ("community, the next day", false, |s| {
                    s.community();
                    s.row().cancelled_at = Some(at("2024-11-02T00:00:00"))
                }),
                (
                    "community, applied on the last day, cancelled that evening",
                    true,
                    |s| {
                        s.community();
                        s.child().applied_at = at("2024-12-20T10:00:00");
                        s.row().cancelled_at = Some(at("2024-12-20T20:00:00"))
                    },
                ),
                (
                    "community, applied after the last day, cancelled after it",
                    false,
                    |s| {
                        s.community();
                        s.child().applied_at = at("2024-12-21T10:00:00");
                        s.row().cancelled_at = Some(at("2024-12-21T00:00:00"))
                    },
                ),
            ],
        );
    }
}
