//! Which rows of `networks.csv` concern an enrolled child.
//!
//! A child's own rows are kept whole. Of the rows of other members only those matter that were
//! members at the cut-off (section 5 of the contract, rules 10 and 14): those of the child's
//! networks, those of its organizers in other networks, and those of the other networks that its
//! organizers organize. Of several that say the same of their network one is enough, unless the
//! member is himself an organizer of a child.

use super::sieve::Sieve;
use crate::domain::{Instant, Line, Membership, PersonKey, Relation};
use compact_str::CompactString;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::atomic::{AtomicBool, Ordering};

/// Rows of one network that are compared with each other while the file is read.
const LARGEST_GROUP: usize = 32;

/// A row whose member is not enrolled.
pub(super) struct Other {
    network: CompactString,
    organizer: PersonKey,
    member: PersonKey,
    relation: Relation,
    joined_at: Instant,
    left_at: Option<Instant>,
    selected_at: Option<Instant>,
    cancelled_at: Option<Instant>,
    dissolved_at: Option<Instant>,
    line: Line,
}

/// A row whose member is not enrolled and that says nothing new of its network.
struct Shadow {
    member: PersonKey,
    relation: Relation,
    joined_at: Instant,
    left_at: Option<Instant>,
    line: Line,
    /// The row that says the same.
    of: Original,
}

/// Place of a row among those of the enrolled, or of the others.
#[derive(Clone, Copy)]
enum Original {
    Enrolled(u32),
    Other(u32),
}

/// What a row says of its network, whoever its member is.
#[derive(PartialEq, Eq, Hash)]
struct Claim<'r> {
    network: &'r str,
    organizer: &'r PersonKey,
    selected_at: Option<Instant>,
    cancelled_at: Option<Instant>,
    dissolved_at: Option<Instant>,
}

impl<'r> From<&'r Membership> for Claim<'r> {
    fn from(row: &'r Membership) -> Claim<'r> {
        Claim {
            network: &row.network,
            organizer: &row.organizer,
            selected_at: row.selected_at,
            cancelled_at: row.cancelled_at,
            dissolved_at: row.dissolved_at,
        }
    }
}

impl<'r> From<&'r Other> for Claim<'r> {
    fn from(row: &'r Other) -> Claim<'r> {
        Claim {
            network: &row.network,
            organizer: &row.organizer,
            selected_at: row.selected_at,
            cancelled_at: row.cancelled_at,
            dissolved_at: row.dissolved_at,
        }
    }
}

impl From<Membership> for Other {
    fn from(row: Membership) -> Other {
        Other {
            network: row.network,
            organizer: row.organizer,
            member: row.member,
            relation: row.relation,
            joined_at: row.joined_at,
            left_at: row.left_at,
            selected_at: row.selected_at,
            cancelled_at: row.cancelled_at,
            dissolved_at: row.dissolved_at,
            line: row.line,
        }
    }
}

impl From<Other> for Membership {
    fn from(row: Other) -> Membership {
        Membership {
            network: row.network,
            organizer: row.organizer,
            member: row.member,
            member_name: CompactString::default(),
            relation: row.relation,
            joined_at: row.joined_at,
            left_at: row.left_at,
            selected_at: row.selected_at,
            cancelled_at: row.cancelled_at,
            dissolved_at: row.dissolved_at,
            line: row.line,
        }
    }
}

impl Shadow {
    /// The row with what it says of its network.
    fn unfold(self, claim: &Claim<'_>) -> Membership {
        Membership {
            network: claim.network.into(),
            organizer: claim.organizer.clone(),
            member: self.member,
            member_name: CompactString::default(),
            relation: self.relation,
            joined_at: self.joined_at,
            left_at: self.left_at,
            selected_at: claim.selected_at,
            cancelled_at: claim.cancelled_at,
            dissolved_at: claim.dissolved_at,
            line: self.line,
        }
    }
}

/// Rows of `networks.csv` that may concern an enrolled child, in the order of the file.
#[derive(Default)]
pub(super) struct NetworkRows {
    /// Rows whose member is enrolled.
    pub enrolled: Vec<Membership>,
    others: Vec<Other>,
    shadows: Vec<Shadow>,
    group: Group,
}

/// Rows that follow each other and are of one network.
#[derive(Default)]
struct Group {
    network: CompactString,
    /// Place of the first one whose member is enrolled.
    enrolled_from: usize,
    others: Vec<Other>,
}

/// What is kept of `networks.csv`, and for whom.
pub(super) struct Kin {
    /// Rows of enrolled children, then those of others, each in the order of the file.
    pub memberships: Vec<Membership>,
    /// The organizers of the enrolled children.
    pub organizers: Sieve,
}

impl NetworkRows {
    /// The next row is of `network`.
    #[inline(always)]
    pub(super) fn enter(&mut self, network: &str, cutoff: Instant) {
        if self.group.network == network && self.group.others.len() < LARGEST_GROUP {
            return;
        }
        self.close_group(cutoff);
        self.group.network = network.into();
    }

    /// Adds a row of the entered network whose member is not enrolled.
    #[inline(always)]
    pub(super) fn add_other(&mut self, other: Other) {
        self.group.others.push(other);
    }

    /// Folds the rows of the entered network that say nothing new into shadows.
    #[inline]
    pub(super) fn close_group(&mut self, cutoff: Instant) {
        let enrolled_from = self.group.enrolled_from;
        self.group.enrolled_from = self.enrolled.len();
        if self.group.others.is_empty() {
            return;
        }
        let others_from = self.others.len();
        for other in self.group.others.drain(..) {
            let claim = Claim::from(&other);
            let nearby = |m: &&Membership| m.is_joined_at(cutoff) && Claim::from(*m) == claim;
            let enrolled = self.enrolled[enrolled_from..].iter().take(LARGEST_GROUP);
            let of_enrolled = place(enrolled_from, enrolled, |m| nearby(&m));
            let of_other = || {
                let others = self.others[others_from..].iter();
                place(others_from, others, |o| Claim::from(o) == claim)
            };
            let of = of_enrolled
                .map(Original::Enrolled)
                .or_else(|| of_other().map(Original::Other));
            match of {
                Some(of) => self.shadows.push(Shadow {
                    member: other.member,
                    relation: other.relation,
                    joined_at: other.joined_at,
                    left_at: other.left_at,
                    line: other.line,
                    of,
                }),
                None => self.others.push(other),
            }
        }
    }

    /// Appends the rows of the next block.
    pub(super) fn append(&mut self, mut later: NetworkRows) {
        let (enrolled, others) = (self.enrolled.len() as u32, self.others.len() as u32);
        self.enrolled.append(&mut later.enrolled);
        self.others.append(&mut later.others);
        self.shadows
            .extend(later.shadows.into_iter().map(|shadow| Shadow {
                of: match shadow.of {
                    Original::Enrolled(at) => Original::Enrolled(at + enrolled),
                    Original::Other(at) => Original::Other(at + others),
                },
                ..shadow
            }));
    }

    /// Keeps the rows that concern the enrolled.
    pub(super) fn kin(mut self, cutoff: Instant) -> Kin {
        let organizers = Sieve::for_members(self.enrolled.len());
        let networks = Sieve::for_members(self.enrolled.len());
        self.enrolled.par_iter().for_each(|row| {
            organizers.insert(&row.organizer);
            networks.insert(row.network.as_str());
        });
        let mut kept = self.unfolded_shadows(&organizers);
        let others = related(self.others, &organizers, &networks);
        let others = telling(others, &self.enrolled, &organizers, cutoff);
        kept.extend(others.into_iter().map(Membership::from));
        kept.sort_by_key(|row| row.line);
        let mut memberships = self.enrolled;
        memberships.append(&mut kept);
        Kin {
            memberships,
            organizers,
        }
    }
}

/// The first place, counted from `from`, of a row that is sought.
fn place<'r, R: 'r>(
    from: usize,
    mut rows: impl Iterator<Item = &'r R>,
    is_sought: impl Fn(&'r R) -> bool,
) -> Option<u32> {
    u32::try_from(from + rows.position(is_sought)?).ok()
}

impl NetworkRows {
    /// The shadows whose member organizes a network of an enrolled child, as whole rows.
    fn unfolded_shadows(&mut self, organizers: &Sieve) -> Vec<Membership> {
        std::mem::take(&mut self.shadows)
            .into_par_iter()
            .filter(|shadow| organizers.may_hold(&shadow.member))
            .filter_map(|shadow| {
                let claim = match shadow.of {
                    Original::Enrolled(at) => Claim::from(self.enrolled.get(at as usize)?),
                    Original::Other(at) => Claim::from(self.others.get(at as usize)?),
                };
                Some(shadow.unfold(&claim))
            })
            .collect()
    }
}

/// Which parts of a row may have to do with the enrolled.
struct Ties {
    /// A network of an enrolled child.
    network: bool,
    /// An organizer of an enrolled child.
    organizer: bool,
    /// An organizer of an enrolled child, as a member of another network.
    member: bool,
}

/// The rows of networks and persons that have to do with the enrolled.
fn related(others: Vec<Other>, organizers: &Sieve, networks: &Sieve) -> Vec<Other> {
    // All questions are asked of one row after another, whatever the answers: places in memory
    // are then fetched at the same time.
    let ties: Vec<Ties> = others
        .par_iter()
        .map(|row| Ties {
            network: networks.may_hold(row.network.as_str()),
            organizer: organizers.may_hold(&row.organizer),
            member: organizers.may_hold(&row.member),
        })
        .collect();
    let second_networks: FxHashSet<CompactString> = others
        .par_iter()
        .zip(&ties)
        .filter(|(_, ties)| ties.organizer && !ties.network)
        .map(|(row, _)| row.network.clone())
        .collect();
    others
        .into_par_iter()
        .zip(ties)
        .filter(|(row, ties)| ties.network || ties.member || second_networks.contains(&row.network))
        .map(|(row, _)| row)
        .collect()
}

/// The rows that say of their network what no row of an enrolled child and no earlier one says,
/// and the rows of those who are organizers themselves.
fn telling(
    others: Vec<Other>,
    enrolled: &[Membership],
    organizers: &Sieve,
    cutoff: Instant,
) -> Vec<Other> {
    let networks = Sieve::for_members(others.len());
    let mut first: FxHashMap<Claim<'_>, usize> = FxHashMap::default();
    let mut tells: Vec<AtomicBool> = Vec::with_capacity(others.len());
    for (at, row) in others.iter().enumerate() {
        networks.insert(row.network.as_str());
        let is_first = *first.entry(Claim::from(row)).or_insert(at) == at;
        tells.push(AtomicBool::new(is_first));
    }
    enrolled
        .par_iter()
        .filter(|row| networks.may_hold(row.network.as_str()) && row.is_joined_at(cutoff))
        .filter_map(|row| first.get(&Claim::from(row)))
        .for_each(|at| tells[*at].store(false, Ordering::Relaxed));
    drop(first);
    others
        .into_iter()
        .zip(tells)
        .filter(|(row, tells)| tells.load(Ordering::Relaxed) || organizers.may_hold(&row.member))
        .map(|(row, _)| row)
        .collect()
}
