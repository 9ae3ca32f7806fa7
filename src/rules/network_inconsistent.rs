//! `NETWORK_INCONSISTENT`: rows of one network name two organizers, or differ in what belongs to the
//! network and not to a member: election and dissolution (Q二10, Q二21).

use super::case::network_row;
use super::{Case, Needs, Rule, Trace};
use crate::domain::{Membership, Reason};
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::NetworkInconsistent,
    needs: Needs::Organizer,
    source: "Q二10, Q二21",
    applies,
    trace,
};

fn applies(case: &Case, policy: &InForce) -> bool {
    let Some(deciding) = case.request.deciding_row else {
        return false;
    };
    network_rows(case, policy).any(|row| of_network(row) != of_network(deciding))
}

/// What all rows of a network must have in common.
fn of_network(row: &Membership) -> impl PartialEq {
    (
        &row.organizer,
        row.selected_at,
        row.cancelled_at,
        row.dissolved_at,
    )
}

/// The rows of members who had joined and not left at the cut-off.
fn network_rows<'a>(case: &Case<'_, 'a>, policy: &InForce) -> impl Iterator<Item = &'a Membership> {
    let cutoff = *policy.election_cutoff;
    let index = case.index;
    case.payer
        .into_iter()
        .flat_map(|payer| index.network_rows(payer.network))
        .filter(move |row| row.is_joined_at(cutoff))
}

fn trace(case: &Case, policy: &InForce) -> Trace {
    network_rows(case, policy).fold(Trace::default(), |trace, row| {
        trace
            .person("organizer_id", &row.organizer, network_row(row))
            .instant(
                "contribution_selected_at",
                row.selected_at,
                network_row(row),
                policy,
            )
            .instant(
                "contribution_cancelled_at",
                row.cancelled_at,
                network_row(row),
                policy,
            )
            .instant("dissolved_at", row.dissolved_at, network_row(row), policy)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::NetworkInconsistent,
            &[
                ("one row", false, |_| {}),
                ("a second member, the same election", false, |s| {
                    s.add_member("N1", "A", "M2")
                }),
                ("a second member under another organizer", true, |s| {
                    s.add_member("N1", "B", "M2")
                }),
                ("another selection", true, |s| {
                    s.add_member("N1", "A", "M2");
                    s.memberships[1].selected_at = None
                }),
                ("another cancellation", true, |s| {
                    s.add_member("N1", "A", "M2");
                    s.memberships[1].cancelled_at = Some(at("2024-12-21T00:00:00"))
                }),
                ("another dissolution", true, |s| {
                    s.add_member("N1", "A", "M2");
                    s.memberships[1].dissolved_at = Some(at("2024-12-01T00:00:00"))
                }),
                ("a member who left before the cut-off", false, |s| {
                    s.add_member("N1", "B", "M2");
                    s.memberships[1].left_at = Some(at("2024-12-20T16:59:59"))
                }),
                ("a member who left at the cut-off", true, |s| {
                    s.add_member("N1", "B", "M2");
                    s.memberships[1].left_at = Some(at("2024-12-20T17:00:00"))
                }),
                ("a member who joined at the cut-off", false, |s| {
                    s.add_member("N1", "B", "M2");
                    s.memberships[1].joined_at = at("2024-12-20T17:00:00")
                }),
                ("an own row counts for nothing", false, |s| {
                    s.add_member("N1", "B", "B")
                }),
                ("another network", false, |s| s.add_member("N2", "B", "M2")),
            ],
        );
    }
}
