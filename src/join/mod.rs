//! Rows → persons, networks and families.
//!
//! The [`World`] answers the questions the rules ask ("which rows are about this member?")
//! without knowing what an answer leads to.

mod grouped;

pub use grouped::Grouped;

use crate::domain::decision::ReturnedAnswer;
use crate::domain::history::{History, Obligation, Standing};
use crate::domain::reject::HeldEvidence;
use crate::domain::{AccountEvidence, Enrollment, Membership, Payment, PersonKey};
use rustc_hash::FxHashMap;

/// The readable rows of one extract and the ledger as it stood: all that is known.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// Enrollments, in file order.
    pub enrollments: &'a [Enrollment],
    /// Network rows, in file order.
    pub memberships: &'a [Membership],
    /// Accounts of organizers.
    pub accounts: &'a FxHashMap<PersonKey, AccountEvidence>,
    /// What the tax bureau has received.
    pub payments: &'a [Payment],
    /// Who is held by rejected rows.
    pub held: &'a HeldEvidence,
    /// What earlier batches did.
    pub history: &'a History,
}

/// The rows, indexed by whom they are about.
#[derive(Debug)]
pub struct World<'a> {
    /// The rows themselves.
    pub rows: Rows<'a>,
    by_person: Grouped<&'a PersonKey>,
    by_member: Grouped<&'a PersonKey>,
    by_network: Grouped<&'a str>,
    by_organizer: Grouped<&'a PersonKey>,
    payments: Grouped<&'a PersonKey>,
    standing_by_organizer: FxHashMap<&'a PersonKey, Vec<(&'a Obligation, &'a Standing)>>,
}

impl<'a> World<'a> {
    /// Indexes the rows. The organizers' own rows count for nothing and are in no index.
    pub fn new(rows: Rows<'a>) -> World<'a> {
        let memberships = rows.memberships;
        let counted = |i: usize| Some(&memberships[i]).filter(|row| !row.is_own_row());
        let mut standing_by_organizer: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for (obligation, standing) in &rows.history.standing {
            let of_organizer = standing_by_organizer
                .entry(&standing.organizer)
                .or_default();
            of_organizer.push((obligation, standing));
        }
        World {
            by_person: Grouped::build(rows.enrollments.len(), |i| {
                Some(&rows.enrollments[i].person)
            }),
            by_member: Grouped::build(memberships.len(), |i| counted(i).map(|row| &row.member)),
            by_network: Grouped::build(memberships.len(), |i| {
                counted(i).map(|row| row.network.as_str())
            }),
            by_organizer: Grouped::build(memberships.len(), |i| {
                counted(i).map(|row| &row.organizer)
            }),
            payments: Grouped::build(rows.payments.len(), |i| Some(&rows.payments[i].person)),
            standing_by_organizer,
            rows,
        }
    }

    /// The readable enrollments of a person, of any year.
    pub fn enrollments_of<'s>(
        &'s self,
        person: &PersonKey,
    ) -> impl Iterator<Item = &'a Enrollment> + Clone + use<'s, 'a> {
        let enrollments = self.rows.enrollments;
        self.by_person
            .of(person)
            .iter()
            .map(|i| &enrollments[*i as usize])
    }

    /// The network rows about a member.
    pub fn memberships_of<'s>(
        &'s self,
        member: &PersonKey,
    ) -> impl Iterator<Item = &'a Membership> + Clone + use<'s, 'a> {
        self.memberships(self.by_member.of(member))
    }

    /// The rows of a network.
    pub fn network_rows<'s>(
        &'s self,
        network: &str,
    ) -> impl Iterator<Item = &'a Membership> + Clone + use<'s, 'a> {
        self.memberships(self.by_network.of(network))
    }

    /// The rows of all networks of an organizer.
    pub fn organized_by<'s>(
        &'s self,
        organizer: &PersonKey,
    ) -> impl Iterator<Item = &'a Membership> + Clone + use<'s, 'a> {
        self.memberships(self.by_organizer.of(organizer))
    }

    /// What the tax bureau has received for a person.
    pub fn payments_of<'s>(
        &'s self,
        person: &PersonKey,
    ) -> impl Iterator<Item = &'a Payment> + Clone + use<'s, 'a> {
        let payments = self.rows.payments;
        self.payments
            .of(person)
            .iter()
            .map(|i| &payments[*i as usize])
    }

    /// The standing deduction for an enrollment's person and year.
    pub fn standing(&self, enrollment: &Enrollment) -> Option<&'a Standing> {
        if self.rows.history.standing.is_empty() {
            return None;
        }
        let obligation = (enrollment.insurance_year, enrollment.person.clone());
        self.rows.history.standing.get(&obligation)
    }

    /// The answers that reversed deductions for an enrollment's person and year.
    pub fn returned(&self, enrollment: &Enrollment) -> &'a [ReturnedAnswer] {
        if self.rows.history.returned.is_empty() {
            return &[];
        }
        let obligation = (enrollment.insurance_year, enrollment.person.clone());
        self.rows
            .history
            .returned
            .get(&obligation)
            .map_or(&[], Vec::as_slice)
    }

    /// The standing deductions that an organizer paid.
    pub fn standing_of_organizer(
        &self,
        organizer: &PersonKey,
    ) -> &[(&'a Obligation, &'a Standing)] {
        self.standing_by_organizer
            .get(organizer)
            .map_or(&[], Vec::as_slice)
    }

    fn memberships<'s>(
        &self,
        positions: &'s [u32],
    ) -> impl Iterator<Item = &'a Membership> + Clone + use<'s, 'a> {
        let memberships = self.rows.memberships;
        positions.iter().map(|i| &memberships[*i as usize])
    }
}
