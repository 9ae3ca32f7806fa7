//! `NETWORK_INCONSISTENT`: rows of one network name two organizers, or differ, as far as it bears on
//! the cut-off, in what belongs to the network and not to a member: election and dissolution
//! (Q二10, Q二21).

use super::case::network_row;
use super::joined_after_cutoff::joined_late;
use super::left_network::has_left;
use super::network_dissolved::is_dissolved;
use super::request::Election;
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

/// Whether rows of one network contradict each other.
pub fn is_inconsistent<'a>(rows: impl Iterator<Item = &'a Membership>, policy: &InForce) -> bool {
    let mut compared = rows.filter(|row| is_compared(row, policy));
    let first = compared.next().map(|row| of_network(row, policy));
    compared.any(|row| Some(of_network(row, policy)) != first)
}

/// Only rows of those count who had joined and not left.
fn is_compared(row: &Membership, policy: &InForce) -> bool {
    !joined_late(row, policy) && !has_left(row, policy)
}

/// What all rows of a network must have in common; times that differ and bear alike on the
/// cut-off do not matter.
fn of_network<'a>(row: &'a Membership, policy: &InForce) -> impl PartialEq + use<'a> {
    (
        &row.organizer,
        Election::of_network(row, policy),
        is_dissolved(row, policy),
    )
}

fn applies(case: &Case, _policy: &InForce) -> bool {
    let payer = case.payer;
    payer.is_some_and(|payer| case.overview.is_inconsistent(payer.network))
}

fn network_rows<'a>(case: &Case<'_, 'a>, policy: &InForce) -> impl Iterator<Item = &'a Membership> {
    let index = case.index;
    case.payer
        .into_iter()
        .flat_map(|payer| index.network_rows(payer.network))
        .filter(move |row| is_compared(row, policy))
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
                ("another selection in time", false, |s| {
                    s.add_member("N1", "A", "M2");
                    s.memberships[1].selected_at = Some(at("2024-12-20T16:59:59"))
                }),
                ("another selection, too late", true, |s| {
                    s.add_member("N1", "A", "M2");
                    s.memberships[1].selected_at = Some(at("2024-12-20T17:00:00"))
                }),
                ("a cancellation after the cut-off", false, |s| {
                    s.add_member("N1", "A", "M2");
                    s.memberships[1].cancelled_at = Some(at("2024-12-20T17:00:00"))
                }),
                ("a cancellation before the cut-off", true, |s| {
                    s.add_member("N1", "A", "M2");
                    s.memberships[1].cancelled_at = Some(at("2024-12-20T16:59:59"))
                }),
                (
                    "two cancellations, one of them late at the centre",
                    false,
                    |s| {
                        s.community();
                        s.add_member("N1", "A", "M2");
                        s.row().cancelled_at = Some(at("2024-11-01T12:00:00"));
                        s.memberships[1].cancelled_at = Some(at("2024-11-05T12:00:00"))
                    },
                ),
                ("a dissolution after the cut-off", false, |s| {
                    s.add_member("N1", "A", "M2");
                    s.memberships[1].dissolved_at = Some(at("2024-12-20T17:00:00"))
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
