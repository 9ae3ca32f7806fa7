//! `ORGANIZER_CONFLICT`: the organizer is a live member of another network, or organizes a second
//! live one: whoever is in a network as a member cannot pay for others (Q二9, Q二13, Q二22).

use super::case::network_row;
use super::overview::Overview;
use super::request::is_live;
use super::{Case, Needs, Rule, Trace};
use crate::domain::{Membership, Reason};
use crate::index::{Index, NetworkNo, PersonNo};
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::OrganizerConflict,
    needs: Needs::Organizer,
    source: "Q二9, Q二13, Q二22",
    applies,
    trace,
};

/// Two live networks, if there are so many, of which somebody is a live member or the organizer. A
/// network is live when any of its rows is.
pub fn live_networks(
    organizer: PersonNo,
    index: &Index,
    overview: &Overview,
    policy: &InForce,
) -> [Option<NetworkNo>; 2] {
    let as_member = index
        .memberships_of(organizer)
        .zip(index.networks_of_member(organizer))
        .filter(|(row, _)| is_live(row, policy))
        .map(|(_, network)| network);
    let as_organizer = index
        .networks_organized_by(organizer)
        .filter(|network| overview.is_live(*network));
    let mut all = as_member.chain(as_organizer);
    let first = all.next();
    [first, all.find(|network| Some(*network) != first)]
}

fn applies(case: &Case, _policy: &InForce) -> bool {
    case.payer
        .is_some_and(|payer| case.family.has_live_network_besides(payer.network))
}

/// Rows of other live networks in which the organizer is a live member or the organizer.
fn conflicting<'a>(case: &Case<'_, 'a>, policy: &InForce) -> impl Iterator<Item = &'a Membership> {
    let (index, overview) = (case.index, case.overview);
    case.payer.into_iter().flat_map(move |payer| {
        let as_member = index
            .memberships_of(payer.person)
            .zip(index.networks_of_member(payer.person))
            .filter(|(row, _)| is_live(row, policy));
        let as_organizer = index
            .organized_by(payer.person)
            .zip(index.networks_organized_by(payer.person))
            .filter(|(_, network)| overview.is_live(*network));
        let all = as_member.chain(as_organizer);
        all.filter(move |(_, network)| *network != payer.network)
            .map(|(row, _)| row)
    })
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
                    "organizes a second network by a row of one who left",
                    true,
                    |s| {
                        s.add_member("N2", "A", "M2");
                        s.memberships[1].left_at = Some(at("2024-12-01T00:00:00"));
                        s.add_member("N2", "B", "M3")
                    },
                ),
                ("the same, the other row left too", false, |s| {
                    s.add_member("N2", "A", "M2");
                    s.memberships[1].left_at = Some(at("2024-12-01T00:00:00"));
                    s.add_member("N2", "B", "M3");
                    s.memberships[2].left_at = Some(at("2024-12-01T00:00:00"))
                }),
                (
                    "a member elsewhere who left before a late batch",
                    false,
                    |s| {
                        s.on("2024-12-29");
                        s.add_member("N2", "B", "A");
                        s.memberships[1].left_at = Some(at("2024-12-28T23:59:59"))
                    },
                ),
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
