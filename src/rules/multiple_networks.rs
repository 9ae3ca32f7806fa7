//! `MULTIPLE_NETWORKS`: the student is a live member of more than one network (Q二9).

use super::{Case, Needs, Rule, Trace};
use crate::domain::{Membership, Reason};
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::MultipleNetworks,
    needs: Needs::Enrollment,
    source: "Q二9",
    applies,
    trace,
};

/// Whether rows are of more than one network.
pub fn are_several<'a>(mut rows: impl Iterator<Item = &'a Membership>) -> bool {
    let first = rows.next();
    rows.any(|row| first.is_some_and(|first| row.network != first.network))
}

fn applies(case: &Case, _policy: &InForce) -> bool {
    case.request.objection == Some(Reason::MultipleNetworks)
}

fn trace(case: &Case, policy: &InForce) -> Trace {
    case.network_ground(policy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Relation;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::MultipleNetworks,
            &[
                ("one network", false, |_| {}),
                ("a second live network without an election", true, |s| {
                    s.join("N2", "B");
                    s.memberships[1].selected_at = None
                }),
                ("two live networks, no election at all", false, |s| {
                    s.row().selected_at = None;
                    s.join("N2", "B");
                    s.memberships[1].selected_at = None
                }),
                ("two live networks, both elections history", false, |s| {
                    s.history();
                    s.join("N2", "B");
                    s.memberships[1].selected_at = s.memberships[0].selected_at;
                    s.memberships[1].cancelled_at = s.memberships[0].cancelled_at
                }),
                (
                    "two live networks, one cancelled after the limit",
                    true,
                    |s| {
                        s.community();
                        s.row().cancelled_at = Some(at("2024-11-05T00:00:00"));
                        s.join("N2", "B");
                        s.memberships[1].selected_at = None
                    },
                ),
                ("the same, on the results date", false, |s| {
                    s.on("2024-12-29");
                    s.community();
                    s.row().cancelled_at = Some(at("2024-11-05T00:00:00"));
                    s.join("N2", "B");
                    s.memberships[1].selected_at = None
                }),
                ("two live networks, both cancelled", false, |s| {
                    s.row().cancelled_at = Some(at("2024-11-05T00:00:00"));
                    s.join("N2", "B");
                    s.memberships[1].cancelled_at = Some(at("2024-11-05T00:00:00"))
                }),
                ("two live networks, one elected too late", true, |s| {
                    s.row().selected_at = None;
                    s.join("N2", "B");
                    s.memberships[1].selected_at = Some(at("2024-12-20T17:00:00"))
                }),
                (
                    "the first was left a second before the cut-off",
                    false,
                    |s| {
                        s.row().left_at = Some(at("2024-12-20T16:59:59"));
                        s.join("N2", "B")
                    },
                ),
                ("the first was left at the cut-off", true, |s| {
                    s.row().left_at = Some(at("2024-12-20T17:00:00"));
                    s.join("N2", "B")
                }),
                (
                    "the first was dissolved a second before the cut-off",
                    false,
                    |s| {
                        s.row().dissolved_at = Some(at("2024-12-20T16:59:59"));
                        s.join("N2", "B")
                    },
                ),
                (
                    "the second was joined a second before the cut-off",
                    true,
                    |s| {
                        s.join("N2", "B");
                        s.memberships[1].joined_at = at("2024-12-20T16:59:59")
                    },
                ),
                ("the second was joined at the cut-off", false, |s| {
                    s.join("N2", "B");
                    s.memberships[1].joined_at = at("2024-12-20T17:00:00")
                }),
                ("the second row is the member's own", false, |s| {
                    s.join("N2", "B");
                    s.memberships[1].relation = Relation::Self_
                }),
                ("two rows of one network", false, |s| s.join("N1", "A")),
            ],
        );
    }
}
