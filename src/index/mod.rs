//! Rows → persons, networks and families.
//!
//! The [`Index`] answers the questions the rules ask ("which rows are about this member?")
//! without knowing what an answer leads to. Persons and networks are numbered once; a question
//! about a number is then a look into a list.

mod grouped;
mod interner;
mod numbers;

pub use grouped::Grouped;
pub use numbers::{Lists, Numbers};

use crate::domain::decision::ReturnedAnswer;
use crate::domain::history::{History, Obligation, Standing};
use crate::domain::reject::HeldEvidence;
use crate::domain::{Account, Enrollment, Hold, Membership, Payment, PersonKey};
use foldhash::HashMap;
use grouped::NONE;
use interner::Interner;
use numbers::Places;
use rayon::prelude::*;

/// The readable rows of one extract and the ledger as it stood: all that is known. What only a
/// decision needs belongs to it and goes with it.
#[derive(Debug)]
pub struct Rows<'a> {
    /// Enrollments, in file order.
    pub enrollments: &'a [Enrollment],
    /// Network rows; those of one person in file order.
    pub memberships: &'a [Membership],
    /// Accounts of organizers; those of one holder in file order.
    pub accounts: Vec<Account>,
    /// What the tax bureau has received.
    pub payments: Vec<Payment>,
    /// Whom the bureau has ordered not to be charged.
    pub holds: &'a [Hold],
    /// Who is held by rejected rows.
    pub held: &'a HeldEvidence,
    /// What earlier batches did.
    pub history: &'a History,
}

impl Rows<'_> {
    /// The lists of rows that name persons.
    pub fn lists(&self) -> Lists<'_> {
        Lists {
            enrollments: self.enrollments,
            memberships: self.memberships,
            payments: &self.payments,
            accounts: &self.accounts,
        }
    }
}

/// A person of an extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonNo(u32);

/// A network of an extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NetworkNo(u32);

impl NetworkNo {
    /// Place of the network in a list of all.
    pub fn place(self) -> usize {
        self.0 as usize
    }
}

/// The rows, indexed by whom they are about.
#[derive(Debug)]
pub struct Index<'a> {
    /// The rows themselves.
    pub rows: Rows<'a>,
    persons: Interner,
    networks: Interner,
    places: Places,
    by_person: Grouped,
    by_member: Grouped,
    by_organizer: Grouped,
    by_network: Grouped,
    payments: Grouped,
    accounts: Grouped,
    standing_by_organizer: HashMap<&'a PersonKey, Vec<(&'a Obligation, &'a Standing)>>,
}

impl<'a> Index<'a> {
    /// Indexes the rows, on all threads of the current rayon pool. `numbers` are those of the
    /// rows as they stand.
    pub fn new(rows: Rows<'a>, numbers: Numbers) -> Index<'a> {
        let Numbers {
            persons,
            networks,
            places,
        } = numbers;
        let lists = [
            (&persons, &places.enrollments),
            (&persons, &places.members),
            (&persons, &places.organizers),
            (&networks, &(0..rows.memberships.len())),
            (&persons, &places.payments),
            (&persons, &places.accounts),
        ];
        let grouped: Vec<Grouped> = lists
            .par_iter()
            .map(|(interner, places)| {
                let number = |row| interner.at(places.start + row);
                Grouped::build(interner.limit(), places.len(), number)
            })
            .collect();
        let [
            by_person,
            by_member,
            by_organizer,
            by_network,
            payments,
            accounts,
        ] = grouped.try_into().expect("one group for each list");
        Index {
            standing_by_organizer: standing_by_organizer(rows.history),
            rows,
            persons,
            networks,
            places,
            by_person,
            by_member,
            by_organizer,
            by_network,
            payments,
            accounts,
        }
    }

    /// The person of an enrollment, by its row.
    pub fn person_of(&self, enrollment: u32) -> PersonNo {
        PersonNo(
            self.persons
                .at(self.places.enrollments.start + enrollment as usize),
        )
    }

    /// The organizer a network row names, by its row.
    pub fn organizer_of(&self, membership: u32) -> PersonNo {
        PersonNo(
            self.persons
                .at(self.places.organizers.start + membership as usize),
        )
    }

    /// The network of a network row, by its row.
    pub fn network_of(&self, membership: u32) -> NetworkNo {
        NetworkNo(self.networks.at(membership as usize))
    }

    /// Looks a person up; `None` when no row that counts names him. Slow: it looks at every row.
    pub fn find(&self, person: &PersonKey) -> Option<PersonNo> {
        let place = (0..self.places.accounts.end)
            .into_par_iter()
            .find_any(|place| self.places.person(self.rows.lists(), *place) == Some(person))?;
        Some(PersonNo(self.persons.at(place)))
    }

    /// Groups the rows of a list by persons; those without a person are in no group.
    pub fn group(&self, count: usize, person_of: impl Fn(usize) -> Option<PersonNo>) -> Grouped {
        let number = |row| person_of(row).map_or(NONE, |person| person.0);
        Grouped::build(self.persons.limit(), count, number)
    }

    /// The rows of a person's readable enrollments, of any year.
    pub fn enrollment_rows(&self, person: PersonNo) -> &[u32] {
        self.by_person.of(person.0)
    }

    /// The readable enrollments of a person, of any year.
    pub fn enrollments_of(
        &self,
        person: PersonNo,
    ) -> impl Iterator<Item = &'a Enrollment> + Clone + use<'_, 'a> {
        of_rows(self.rows.enrollments, self.enrollment_rows(person))
    }

    /// The rows of the network rows about a member.
    pub fn membership_rows(&self, member: PersonNo) -> &[u32] {
        self.by_member.of(member.0)
    }

    /// The network rows about a member.
    pub fn memberships_of(
        &self,
        member: PersonNo,
    ) -> impl Iterator<Item = &'a Membership> + Clone + use<'_, 'a> {
        of_rows(self.rows.memberships, self.membership_rows(member))
    }

    /// Every person, in order.
    pub fn persons(&self) -> impl Iterator<Item = PersonNo> + use<> {
        (0..self.persons.limit() as u32).map(PersonNo)
    }

    /// What is said of the rows of each network, by its number.
    pub fn networks<T: Send>(&self, say: impl Fn(&[&'a Membership]) -> T + Sync) -> Vec<T> {
        let memberships = self.rows.memberships;
        let groups = self.by_network.groups();
        groups
            .map(|rows| say(&of_rows(memberships, rows).collect::<Vec<_>>()))
            .collect()
    }

    /// The network of each row about a member.
    pub fn networks_of_member(&self, member: PersonNo) -> impl Iterator<Item = NetworkNo> {
        let rows = self.membership_rows(member).iter();
        rows.map(|row| self.network_of(*row))
    }

    /// The network of each row that names an organizer.
    pub fn networks_organized_by(&self, organizer: PersonNo) -> impl Iterator<Item = NetworkNo> {
        let rows = self.by_organizer.of(organizer.0).iter();
        rows.map(|row| self.network_of(*row))
    }

    /// The rows of a network.
    pub fn network_rows(
        &self,
        network: NetworkNo,
    ) -> impl Iterator<Item = &'a Membership> + Clone + use<'_, 'a> {
        of_rows(self.rows.memberships, self.by_network.of(network.0))
    }

    /// The rows of all networks of an organizer.
    pub fn organized_by(
        &self,
        organizer: PersonNo,
    ) -> impl Iterator<Item = &'a Membership> + Clone + use<'_, 'a> {
        of_rows(self.rows.memberships, self.by_organizer.of(organizer.0))
    }

    /// The members that the rows of an organizer's networks name, with repetitions.
    pub fn members_of(&self, organizer: PersonNo) -> impl Iterator<Item = PersonNo> {
        let rows = self.by_organizer.of(organizer.0).iter();
        rows.map(|row| PersonNo(self.persons.at(self.places.members.start + *row as usize)))
    }

    /// Whether an organizer of this person may be asked to pay for another enrollment too. `false`
    /// is certain, and comes without a look at any row.
    pub fn may_share_organizer(&self, person: PersonNo) -> bool {
        let has_others = |row: &u32| self.by_organizer.of(self.organizer_of(*row).0).len() > 1;
        self.enrollment_rows(person).len() > 1
            || self.membership_rows(person).iter().any(has_others)
    }

    /// What the tax bureau has received for a person.
    pub fn payments_of(
        &self,
        person: PersonNo,
    ) -> impl Iterator<Item = &Payment> + Clone + use<'_, 'a> {
        of_rows(&self.rows.payments, self.payments.of(person.0))
    }

    /// The readable account rows of a holder.
    pub fn accounts_of(
        &self,
        holder: PersonNo,
    ) -> impl Iterator<Item = &Account> + Clone + use<'_, 'a> {
        of_rows(&self.rows.accounts, self.accounts.of(holder.0))
    }

    /// The account of a holder, where all readable rows say the same.
    pub fn account_of(&self, holder: PersonNo) -> Option<&Account> {
        let mut rows = self.accounts_of(holder);
        let first = rows.next()?;
        rows.all(|row| row.same_content(first)).then_some(first)
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
}

fn of_rows<'s, 'a, T>(
    list: &'a [T],
    rows: &'s [u32],
) -> impl Iterator<Item = &'a T> + Clone + use<'s, 'a, T> {
    rows.iter().map(|row| &list[*row as usize])
}

fn standing_by_organizer(history: &History) -> HashMap<&PersonKey, Vec<(&Obligation, &Standing)>> {
    let mut by_organizer: HashMap<_, Vec<_>> = HashMap::default();
    for (obligation, standing) in &history.standing {
        let of_organizer = by_organizer.entry(&standing.organizer).or_default();
        of_organizer.push((obligation, standing));
    }
    by_organizer
}
