//! `ORGANIZER_CONFLICT`: the organizer is a live member of another network, or organizes a second
//! live one: whoever is in a network as a member cannot pay for others (Q二9, Q二13, Q二22).

use super::case::network_row;
use super::{Case, Needs, Rule, Trace};
use crate::domain::{Membership, Reason};
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::OrganizerConflict,
    needs: Needs::Organizer,
    source: "Q二9, Q二13, Q二22",
    applies,
    trace,
};

fn applies(case: &Case, policy: &InForce) -> bool {
    conflicting(case, policy).next().is_some()
}

/// Live rows of other networks in which the organizer is a member or the organizer.
fn conflicting<'a>(case: &Case<'_, 'a>, policy: &InForce) -> impl Iterator<Item = &'a Membership> {
    let cutoff = *policy.election_cutoff;
    let index = case.index;
    let payer = case.payer;
    let elsewhere = move |row: &&Membership| {
        case.request
            .deciding_row
            .is_some_and(|deciding| row.network != deciding.network)
    };
    payer
        .into_iter()
        .flat_map(|payer| {
            index
                .memberships_of(payer.person)
                .chain(index.organized_by(payer.person))
        })
        .filter(move |row| elsewhere(row) && row.is_live_at(cutoff))
}

fn trace(case: &Case, policy: &InForce) -> Trace {
    let own = match case.request.deciding_row {
        Some(row) => Trace::default().fact("network_id", &row.network, network_row(row)),
        None => Trace::default(),
    };
    conflicting(case, policy).fold(own, |trace, row| {
        trace
            .fact("network_id", &row.network, network_row(row))
            .person("organizer_id", &row.organizer, network_row(row))
            .person("member_id", &row.member, network_row(row))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::OrganizerConflict,
            &[
                ("organizer of one network, member of none", false, |_| {}),
                ("a live member of another network", true, |s| {
                    s.add_member("N2", "B", "A")
                }),
                (
                    "a member of another network who left before the cut-off",
                    false,
                    |s| {
                        s.add_member("N2", "B", "A");
                        s.memberships[1].left_at = Some(at("2024-12-20T16:59:59"))
                    },
                ),
                (
                    "a member of another network who left at the cut-off",
                    true,
                    |s| {
                        s.add_member("N2", "B", "A");
                        s.memberships[1].left_at = Some(at("2024-12-20T17:00:00"))
                    },
                ),
                (
                    "a member of another network from the cut-off on",
                    false,
                    |s| {
                        s.add_member("N2", "B", "A");
                        s.memberships[1].joined_at = at("2024-12-20T17:00:00")
                    },
                ),
                (
                    "a member of a network dissolved before the cut-off",
                    false,
                    |s| {
                        s.add_member("N2", "B", "A");
                        s.memberships[1].dissolved_at = Some(at("2024-12-20T16:59:59"))
                    },
                ),
                ("organizes a second live network", true, |s| {
                    s.add_member("N2", "A", "M2")
                }),
                ("organizes a second network, dissolved", false, |s| {
                    s.add_member("N2", "A", "M2");
                    s.memberships[1].dissolved_at = Some(at("2024-12-20T16:59:59"))
                }),
                (
                    "a second network of which only an own row is live",
                    false,
                    |s| s.add_member("N2", "A", "A"),
                ),
                ("an own row in the same network", false, |s| {
                    s.add_member("N1", "A", "A")
                }),
            ],
        );
    }
}
