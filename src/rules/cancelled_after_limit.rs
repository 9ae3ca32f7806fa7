//! `CANCELLED_AFTER_LIMIT`: cancelled after the limit of the channel, but before the cut-off: the
//! bureau must ask the family (Q二15).

use super::{Case, Needs, Rule, Trace};
use crate::domain::Reason;
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::CancelledAfterLimit,
    needs: Needs::Enrollment,
    source: "Q二15",
    applies,
    trace,
};

fn applies(case: &Case, _policy: &InForce) -> bool {
    case.request.fault == Some(Reason::CancelledAfterLimit)
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
            Reason::CancelledAfterLimit,
            &[
                ("school, cancelled before the cut-off", false, |s| {
                    s.row().cancelled_at = Some(at("2024-12-20T16:59:59"))
                }),
                (
                    "community, cancelled in the last second of the day",
                    false,
                    |s| {
                        s.community();
                        s.row().cancelled_at = Some(at("2024-11-01T23:59:59"))
                    },
                ),
                ("community, cancelled at midnight", true, |s| {
                    s.community();
                    s.row().cancelled_at = Some(at("2024-11-02T00:00:00"))
                }),
                (
                    "community, the day counts from the later application",
                    false,
                    |s| {
                        s.community();
                        s.child().applied_at = at("2024-11-10T08:00:00");
                        s.row().cancelled_at = Some(at("2024-11-10T23:59:59"))
                    },
                ),
                (
                    "community, at midnight after the later application",
                    true,
                    |s| {
                        s.community();
                        s.child().applied_at = at("2024-11-10T08:00:00");
                        s.row().cancelled_at = Some(at("2024-11-11T00:00:00"))
                    },
                ),
                (
                    "community, at the cut-off itself it is late instead",
                    false,
                    |s| {
                        s.community();
                        s.row().cancelled_at = Some(at("2024-12-20T17:00:00"))
                    },
                ),
            ],
        );
    }
}
