//! Which rows of `networks.csv` can concern an enrolled child.
//!
//! While the file is read, rows that no rule would look at are left out ([`may_look_at`]). Of what
//! is kept then, only the rows of a child's networks, of its organizers in other networks, and of
//! the other networks that its organizers organize have to do with a child.

use super::bloom_filter::BloomFilter;
use crate::domain::Membership;
use foldhash::HashSet;
use rayon::prelude::*;

/// The rows that can concern a child in the order of the file, and the organizers of the enrolled.
/// A few that concern nobody may be among either.
pub(super) fn related(
    mut rows: Vec<Membership>,
    enrolled: &BloomFilter,
) -> (Vec<Membership>, BloomFilter) {
    let of_children: Vec<&Membership> = rows
        .par_iter()
        .filter(|row| enrolled.may_hold(&row.member))
        .collect();
    let (organizers, networks) = rayon::join(
        || BloomFilter::of(&of_children, |row| &row.organizer),
        || BloomFilter::of(&of_children, |row| row.network.as_str()),
    );
    let is_organized = |row: &&Membership| organizers.may_hold(&row.organizer);
    let second_networks: HashSet<&str> = rows
        .par_iter()
        .filter(is_organized)
        .map(|row| row.network.as_str())
        .filter(|network| !networks.may_hold(*network))
        .collect();
    let mut are_related = rows
        .par_iter()
        .map(|row| {
            let network = row.network.as_str();
            networks.may_hold(network)
                || organizers.may_hold(&row.member)
                || second_networks.contains(network)
        })
        .collect::<Vec<bool>>()
        .into_iter();
    rows.retain(|_| are_related.next() == Some(true));
    // Half of a city's rows are gone: what is built of the others needs their room.
    rows.shrink_to_fit();
    (rows, organizers)
}
