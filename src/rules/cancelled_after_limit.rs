//! `CANCELLED_AFTER_LIMIT`: cancelled after the limit of the channel, but before the cut-off: the
//! bureau must ask the family (Q二15).

use super::{Case, Needs, Rule, Trace};
use crate::domain::{Enrollment, Instant, Reason};
use crate::policy::{CancellationLimit, InForce};
use chrono::Days;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::CancelledAfterLimit,
    needs: Needs::Enrollment,
    source: "Q二15",
    applies,
    trace,
};

/// The limit C: a cancellation before it counts.
pub fn cancellation_limit(selected: Instant, enrollment: &Enrollment, policy: &InForce) -> Instant {
    let cutoff = *policy.election_cutoff;
    match **policy.cancellation_limit(enrollment.channel) {
        CancellationLimit::Cutoff => cutoff,
        CancellationLimit::EndOfDay => {
            let later = selected.max(enrollment.applied_at);
            end_of_day(later, policy).min(end_of_day(cutoff, policy))
        }
    }
}

/// What an application alone says of the limit, drawn to the enrolment's opening: no cancellation
/// before that counts, so that no earlier limit differs from it.
pub fn limit_of_application(enrollment: &Enrollment, policy: &InForce) -> Instant {
    let limit = cancellation_limit(enrollment.applied_at, enrollment, policy);
    limit.max(*policy.enrolment_opens)
}

fn end_of_day(at: Instant, policy: &InForce) -> Instant {
    let day = at.day_in(policy.offset);
    Instant::start_of(day + Days::new(1), policy.offset)
}

/// Whether a cancellation came at or after C, but before T.
pub fn cancelled_late(cancelled: Instant, limit: Instant, policy: &InForce) -> bool {
    cancelled >= limit && cancelled < *policy.election_cutoff
}

fn applies(case: &Case, _policy: &InForce) -> bool {
    case.request.objection == Some(Reason::CancelledAfterLimit)
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
                    "community, at midnight, in a batch on the results date",
                    false,
                    |s| {
                        s.on("2024-12-29");
                        s.community();
                        s.row().cancelled_at = Some(at("2024-11-02T00:00:00"))
                    },
                ),
                (
                    "community, at midnight, in a batch the day before",
                    true,
                    |s| {
                        s.on("2024-12-28");
                        s.community();
                        s.row().cancelled_at = Some(at("2024-11-02T00:00:00"))
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
