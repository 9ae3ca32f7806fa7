//! The persons and networks that the rows name, numbered, and the rows laid in their order.

use super::grouped::order_of;
use super::interner::Interner;
use crate::domain::{Account, Enrollment, Membership, Payment, PersonKey};
use rayon::prelude::*;
use std::ops::Range;

/// All lists of rows that name persons.
#[derive(Debug, Clone, Copy)]
pub struct Lists<'r> {
    /// Readable enrollments.
    pub enrollments: &'r [Enrollment],
    /// Network rows.
    pub memberships: &'r [Membership],
    /// What the tax bureau has received.
    pub payments: &'r [Payment],
    /// Accounts of organizers.
    pub accounts: &'r [Account],
}

/// The numbers of all persons and networks of an extract's rows.
#[derive(Debug)]
pub struct Numbers {
    pub(super) persons: Interner,
    pub(super) networks: Interner,
    pub(super) places: Places,
}

impl Numbers {
    /// Numbers whom and what the rows name, on all threads of the current rayon pool.
    pub fn of(lists: Lists<'_>) -> Numbers {
        let mut numbers = Numbers::by_first_places(lists);
        numbers.put_in_order();
        numbers
    }

    /// Numbers whom and what the rows name, and lays the network rows in the order of the
    /// enrollments of their members, those of everybody else behind them, and the accounts in the
    /// order in which network rows name their holders. Rows of one person stay in their own order.
    ///
    /// A city's rows do not fit a processor's caches. Whoever goes from enrollment to enrollment
    /// then finds the rows of each next to those of the one before. No decision depends on the
    /// order.
    pub fn arranged(
        enrollments: &[Enrollment],
        memberships: &mut Vec<Membership>,
        payments: &[Payment],
        accounts: &mut Vec<Account>,
    ) -> Numbers {
        let mut numbers = Numbers::by_first_places(Lists {
            enrollments,
            memberships,
            payments,
            accounts,
        });
        let Numbers {
            persons,
            networks,
            places,
        } = &mut numbers;
        let rows = persons.order(places.members.clone());
        rayon::join(
            || *memberships = key_order(memberships, &rows),
            || {
                rayon::join(
                    || {
                        persons.rearrange(places.members.clone(), &rows);
                        persons.rearrange(places.organizers.clone(), &rows);
                        persons.put_in_order();
                    },
                    || {
                        networks.rearrange(0..rows.len(), &rows);
                        networks.put_in_order();
                    },
                )
            },
        );
        // The last list: in the order of its numbers everybody keeps his own.
        let rows = persons.order(places.accounts.clone());
        rayon::join(
            || *accounts = key_order(accounts, &rows),
            || persons.rearrange(places.accounts.clone(), &rows),
        );
        numbers
    }

    fn by_first_places(lists: Lists<'_>) -> Numbers {
        let places = Places::of(lists);
        let network = |row| Some(lists.membership(row)?.network.as_str());
        Numbers {
            persons: Interner::of(places.accounts.end, |place| places.person(lists, place)),
            networks: Interner::of(lists.memberships.len(), network),
            places,
        }
    }

    fn put_in_order(&mut self) {
        let Numbers {
            persons, networks, ..
        } = self;
        rayon::join(|| persons.put_in_order(), || networks.put_in_order());
    }
}

impl Interner {
    /// The rows at some places in the order of their numbers, counted from the first of them.
    fn order(&self, places: Range<usize>) -> Vec<u32> {
        order_of(places.len(), |row| self.at(places.start + row))
    }
}

fn key_order<T: Clone + Send + Sync>(items: &[T], rows: &[u32]) -> Vec<T> {
    let rows = rows.par_iter();
    rows.map(|row| items[*row as usize].clone()).collect()
}

impl<'r> Lists<'r> {
    /// A row of a network, if it counts: the organizers' own rows do not.
    fn membership(self, row: usize) -> Option<&'r Membership> {
        Some(&self.memberships[row]).filter(|row| !row.is_own_row())
    }
}

/// Where the persons of each list of rows stand when all lists are laid end to end.
#[derive(Debug, Clone)]
pub(super) struct Places {
    pub enrollments: Range<usize>,
    pub members: Range<usize>,
    pub organizers: Range<usize>,
    pub payments: Range<usize>,
    pub accounts: Range<usize>,
}

impl Places {
    fn of(lists: Lists<'_>) -> Places {
        let mut end = 0;
        let mut next = |count: usize| {
            let start = end;
            end += count;
            start..end
        };
        Places {
            enrollments: next(lists.enrollments.len()),
            members: next(lists.memberships.len()),
            organizers: next(lists.memberships.len()),
            payments: next(lists.payments.len()),
            accounts: next(lists.accounts.len()),
        }
    }

    /// The person at a place, if his row counts.
    pub fn person<'r>(&self, lists: Lists<'r>, place: usize) -> Option<&'r PersonKey> {
        if place < self.enrollments.end {
            Some(&lists.enrollments[place].person)
        } else if place < self.members.end {
            let row = lists.membership(place - self.members.start)?;
            Some(&row.member)
        } else if place < self.organizers.end {
            let row = lists.membership(place - self.organizers.start)?;
            Some(&row.organizer)
        } else if place < self.payments.end {
            Some(&lists.payments[place - self.payments.start].person)
        } else {
            Some(&lists.accounts[place - self.accounts.start].holder)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{Fixture, key};

    #[test]
    fn network_rows_follow_the_enrollments_and_accounts_their_network_rows() {
        let mut fixture = Fixture::new();
        fixture.sibling("E2", "M2", "李四");
        fixture.memberships.reverse();
        fixture.add_member("N2", "B", "M3");
        fixture.memberships.rotate_right(1);
        fixture.add_member("N3", "C", "M2");
        fixture.add_member("N4", "D", "D");
        fixture.accounts = ["X", "B", "C", "A", "B"]
            .map(|holder| Account {
                holder: key(holder),
                ..fixture.accounts[0].clone()
            })
            .into();
        let kept = Numbers::arranged(
            &fixture.enrollments,
            &mut fixture.memberships,
            &fixture.payments,
            &mut fixture.accounts,
        );
        let child = fixture.enrollments[0].person.to_string();
        let members: Vec<(String, &str)> = fixture
            .memberships
            .iter()
            .map(|row| (row.member.to_string(), row.network.as_str()))
            .collect();
        let expected = [
            (&*child, "N1"),
            ("M2", "N1"),
            ("M2", "N3"),
            ("M3", "N2"),
            ("D", "N4"),
        ];
        assert_eq!(members, expected.map(|(member, n)| (member.to_owned(), n)));
        let holders: Vec<String> = fixture
            .accounts
            .iter()
            .map(|a| a.holder.to_string())
            .collect();
        assert_eq!(holders, ["A", "C", "B", "B", "X"]);
        let fresh = Numbers::of(fixture.lists());
        for place in 0..fresh.places.accounts.end {
            assert_eq!(kept.persons.at(place), fresh.persons.at(place), "{place}");
        }
        for row in 0..fixture.memberships.len() {
            assert_eq!(kept.networks.at(row), fresh.networks.at(row), "{row}");
        }
    }
}
