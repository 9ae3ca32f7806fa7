//! `CONTRIBUTION_CANCELLED`: the election was cancelled in time (Q二15), or before a batch that comes
//! when the results are known.

use super::{Case, Needs, Rule, Trace};
use crate::domain::{Instant, Reason};
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::ContributionCancelled,
    needs: Needs::Enrollment,
    source: "Q二15",
    applies,
    trace,
};

/// Whether a cancellation came before C or, where X > T, before X.
pub fn cancelled_in_time(cancelled: Instant, limit: Instant, policy: &InForce) -> bool {
    let exit = policy.exit_limit();
    cancelled < limit || (exit > *policy.election_cutoff && cancelled < exit)
}

fn applies(case: &Case, _policy: &InForce) -> bool {
    case.request.objection == Some(Reason::ContributionCancelled)
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
                ("cancelled the day before a late batch", true, |s| {
                    s.on("2024-12-29");
                    s.row().cancelled_at = Some(at("2024-12-28T23:59:59"))
                }),
                ("cancelled on the day of a late batch", false, |s| {
                    s.on("2024-12-29");
                    s.row().cancelled_at = Some(at("2024-12-29T00:00:00"))
                }),
                (
                    "cancelled after T, in a batch the day before the results",
                    false,
                    |s| {
                        s.on("2024-12-28");
                        s.row().cancelled_at = Some(at("2024-12-27T00:00:00"))
                    },
                ),
                (
                    "cancelled a second before enrolment opened is history",
                    false,
                    |s| {
                        s.row().selected_at = Some(at("2024-08-01T00:00:00"));
                        s.row().cancelled_at = Some(at("2024-08-31T23:59:59"))
                    },
                ),
                ("cancelled when enrolment opened", true, |s| {
                    s.row().selected_at = Some(at("2024-08-01T00:00:00"));
                    s.row().cancelled_at = Some(at("2024-09-01T00:00:00"))
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
