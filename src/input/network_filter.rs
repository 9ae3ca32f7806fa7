//! Which rows of `networks.csv` concern an enrolled child.
//!
//! A child's own rows are kept whole. Of the rows of other members only those matter that were
//! members at the cut-off (section 5 of the contract, rules 10 and 14): those of the child's
//! networks, those of its organizers in other networks, and those of the other networks that its
//! organizers organize. Of several that say the same of their network one is enough, unless the
//! member is himself an organizer of a child.

use super::bloom_filter::BloomFilter;
use crate::domain::{Instant, Line, Membership, PersonKey, Relation};
use compact_str::CompactString;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::atomic::{AtomicBool, Ordering};

/// Rows of one network that are compared with each other while the file is read.
const LARGEST_GROUP: usize = 32;

/// A row whose member is not enrolled.
struct Other {
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

impl Other {
    /// The row without what `original` says of its network too.
    fn folded(self, original: Original) -> Shadow {
        Shadow {
            member: self.member,
            relation: self.relation,
            joined_at: self.joined_at,
            left_at: self.left_at,
            line: self.line,
            of: original,
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
    enrolled: Vec<Membership>,
    others: Vec<Other>,
    shadows: Vec<Shadow>,
    group: Group,
}

/// Rows that follow each other and are of one network: where they begin in each list.
#[derive(Default)]
struct Group {
    network: CompactString,
    enrolled: usize,
    others: usize,
    shadows: usize,
    /// Whether an enrolled child's row came behind one that says something new.
    is_late: bool,
}

/// What is kept of `networks.csv`, and for whom.
pub(super) struct NetworkFilter {
    /// Rows of enrolled children, then those of others, each in the order of the file.
    pub memberships: Vec<Membership>,
    /// The organizers of the enrolled children.
    pub organizers: BloomFilter,
}

impl NetworkRows {
    /// Adds a row whose member is enrolled.
    #[inline(always)]
    pub(super) fn add_enrolled(&mut self, row: Membership, cutoff: Instant) {
        self.enter(&row.network, cutoff);
        self.group.is_late |= self.others.len() > self.group.others;
        self.enrolled.push(row);
    }

    /// Adds a row whose member is not enrolled: a shadow where it says nothing new.
    #[inline(always)]
    pub(super) fn add_other(&mut self, row: Membership, cutoff: Instant) {
        self.enter(&row.network, cutoff);
        let claim = Claim::from(&row);
        let original = self.enrolled_original(&claim, cutoff);
        match original.or_else(|| self.other_original(&claim)) {
            Some(of) => self.shadows.push(Other::from(row).folded(of)),
            None => self.others.push(row.into()),
        }
    }

    /// The next row is of `network`.
    #[inline(always)]
    fn enter(&mut self, network: &str, cutoff: Instant) {
        let Group {
            others, shadows, ..
        } = self.group;
        let rows = self.others.len() - others + self.shadows.len() - shadows;
        if self.group.network != network || rows >= LARGEST_GROUP {
            self.close_group(cutoff);
            self.group.network = network.into();
        }
    }

    /// The row of the group about an enrolled child that says the same.
    #[inline(always)]
    fn enrolled_original(&self, claim: &Claim<'_>, cutoff: Instant) -> Option<Original> {
        let mut rows = self.enrolled[self.group.enrolled..]
            .iter()
            .take(LARGEST_GROUP);
        let at = rows.position(|row| row.is_joined_at(cutoff) && Claim::from(row) == *claim)?;
        Some(Original::Enrolled((self.group.enrolled + at) as u32))
    }

    /// The row of the group about somebody else that says the same.
    #[inline(always)]
    fn other_original(&self, claim: &Claim<'_>) -> Option<Original> {
        let mut rows = self.others[self.group.others..].iter();
        let at = rows.position(|row| Claim::from(row) == *claim)?;
        Some(Original::Other((self.group.others + at) as u32))
    }

    /// No more rows of the entered network follow.
    #[inline(always)]
    pub(super) fn close_group(&mut self, cutoff: Instant) {
        if self.group.is_late {
            self.fold_others(cutoff);
        }
        self.group = Group {
            network: CompactString::default(),
            enrolled: self.enrolled.len(),
            others: self.others.len(),
            shadows: self.shadows.len(),
            is_late: false,
        };
    }

    /// Makes shadows of the group's rows that say what a later one of an enrolled child says too.
    #[cold]
    fn fold_others(&mut self, cutoff: Instant) {
        let unfolded = self.others.split_off(self.group.others);
        let mut originals = Vec::with_capacity(unfolded.len());
        let mut folded = Vec::new();
        for other in unfolded {
            let original = self.enrolled_original(&Claim::from(&other), cutoff);
            originals.push(original.unwrap_or(Original::Other(self.others.len() as u32)));
            match original {
                Some(of) => folded.push(other.folded(of)),
                None => self.others.push(other),
            }
        }
        for shadow in &mut self.shadows[self.group.shadows..] {
            if let Original::Other(at) = shadow.of {
                shadow.of = originals[at as usize - self.group.others];
            }
        }
        self.shadows.append(&mut folded);
    }

    /// Empties the rows of the next block into these.
    pub(super) fn append(&mut self, later: &mut NetworkRows) {
        let (enrolled, others) = (self.enrolled.len() as u32, self.others.len() as u32);
        self.enrolled.append(&mut later.enrolled);
        self.others.append(&mut later.others);
        let shadows = later.shadows.drain(..).map(|shadow| Shadow {
            of: match shadow.of {
                Original::Enrolled(at) => Original::Enrolled(at + enrolled),
                Original::Other(at) => Original::Other(at + others),
            },
            ..shadow
        });
        self.shadows.extend(shadows);
        later.group = Group::default();
    }

    /// Keeps the rows that concern the enrolled.
    pub(super) fn kin(mut self, cutoff: Instant) -> NetworkFilter {
        let (organizers, networks) = rayon::join(
            || BloomFilter::of(&self.enrolled, |row| &row.organizer),
            || BloomFilter::of(&self.enrolled, |row| row.network.as_str()),
        );
        let mut kept = self.unfolded_shadows(&organizers);
        let others = related(self.others, &organizers, &networks);
        let others = telling(others, &self.enrolled, &organizers, cutoff);
        kept.extend(others.into_iter().map(Membership::from));
        kept.sort_by_key(|row| row.line);
        let mut memberships = self.enrolled;
        memberships.append(&mut kept);
        NetworkFilter {
            memberships,
            organizers,
        }
    }
}

impl NetworkRows {
    /// The shadows whose member organizes a network of an enrolled child, as whole rows.
    fn unfolded_shadows(&mut self, organizers: &BloomFilter) -> Vec<Membership> {
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
fn related(others: Vec<Other>, organizers: &BloomFilter, networks: &BloomFilter) -> Vec<Other> {
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
    organizers: &BloomFilter,
    cutoff: Instant,
) -> Vec<Other> {
    let networks = BloomFilter::of(&others, |row| row.network.as_str());
    let mut first: FxHashMap<Claim<'_>, usize> = FxHashMap::default();
    let mut tells: Vec<AtomicBool> = Vec::with_capacity(others.len());
    for (at, row) in others.iter().enumerate() {
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
