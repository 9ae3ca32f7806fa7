//! The city's plan: how many there are, who belongs to whom, and in which order rows stand.

use super::family::{self, Family, Wish, holding, network_id, relatives};
use super::people::{MOST_ADULTS, MOST_CHILDREN, People};
use super::random::{Draw, Shuffle, Stream};
use super::residents::Residents;
use super::rows::{Child, Holding, Member, Order, Receipt};
use super::season::{DAY, HOUR, Season};
use super::stories::{self, Story};
use super::{Shape, SynthOptions};
use crate::fault::{Exit, Fault};
use crate::text::synth as text;
use compact_str::CompactString;

/// Children of the families behind the stories, again and again: twenty in fifteen families.
const SIZES: [u64; 15] = [1, 1, 2, 1, 1, 1, 3, 1, 1, 2, 1, 1, 1, 2, 1];
const CHILDREN_IN_SIZES: u64 = 20;

/// From this enrollment on, some more rows cannot be read: fewer than a policy allows in a
/// thousand, and before it only those of the stories.
const DAMAGE_FROM: u64 = 40_000;

/// A city. Every row of its files is a function of this and of the row's number.
#[derive(Debug)]
pub struct City {
    pub residents: Residents,
    enrollments: u64,
    families: u64,
    told: Vec<&'static Story>,
    /// First slot of every story, and behind the last the first slot of the others.
    story_slots: Vec<u64>,
    network_order: Shuffle,
    account_order: Shuffle,
}

impl City {
    /// Plans a city.
    ///
    /// # Errors
    /// [`Exit::Usage`] when there is nobody, or more people than identity numbers.
    pub fn plan(options: &SynthOptions, season: Season) -> Result<City, Fault> {
        let &SynthOptions {
            enrollments,
            networks,
            accounts,
            seed,
            shape,
        } = options;
        let most = [MOST_CHILDREN, MOST_ADULTS / 8, MOST_ADULTS / 2];
        let asked = [enrollments, networks, accounts];
        if asked.contains(&0) || asked.iter().zip(most).any(|(asked, most)| *asked > most) {
            return Err(Fault::new(Exit::Usage, text::no_such_city(most)));
        }
        let told = stories::all();
        let mut city = City {
            story_slots: story_slots(&told),
            told,
            residents: Residents {
                seed,
                shape,
                season,
                people: People::new(seed),
                networks,
                accounts,
                child_order: Shuffle::new(enrollments, seed, 3),
            },
            enrollments,
            families: 0,
            network_order: Shuffle::new(networks, seed, 4),
            account_order: Shuffle::new(accounts, seed, 5),
        };
        city.families = city.family_of(enrollments - 1).0 + 1;
        Ok(city)
    }

    /// Rows of `enrollments.csv`.
    pub fn enrollments(&self) -> u64 {
        self.enrollments
    }

    /// Networks that are told of, second networks of a story not counted.
    pub fn networks(&self) -> u64 {
        self.residents.networks
    }

    /// Accounts that are told of.
    pub fn accounts(&self) -> u64 {
        self.residents.accounts
    }

    /// Families with at least one enrollment.
    pub fn families(&self) -> u64 {
        self.families
    }

    /// Number of the first enrollment of every story that the city is large enough for, and what
    /// happens.
    pub fn told_of(&self) -> impl Iterator<Item = (u64, &'static str)> {
        let slots = self.story_slots.iter().copied();
        slots
            .zip(&self.told)
            .filter(|(slot, _)| *slot < self.enrollments)
            .map(|(slot, story)| (self.residents.number_of(slot), story.why))
    }

    /// The row of `enrollments.csv` at a place of the file.
    pub fn enrollment(&self, place: u64) -> Child {
        let (family, child) = self.family_of(self.residents.child_order.at(place));
        self.family(family).children.swap_remove(child as usize)
    }

    /// The rows of `networks.csv` of the network at a place of the file.
    pub fn members(&self, place: u64) -> Vec<Member> {
        let network = self.network_order.at(place);
        let rows = if network < self.families {
            self.family(network).members
        } else {
            Vec::new()
        };
        if rows.is_empty() {
            self.other_network(network)
        } else {
            rows
        }
    }

    /// The rows of `accounts.csv` of the account at a place of the file: mostly one.
    pub fn holdings(&self, place: u64) -> Vec<Holding> {
        let account = self.account_order.at(place);
        if account < self.families.min(self.residents.networks) {
            return self.family(account).accounts;
        }
        let mut row = holding(&self.residents, account);
        let mut draw = Draw::new(self.residents.seed, Stream::Story, account);
        match draw.below(100) {
            0 => row.insurance = "terminated",
            1 => row.insurance = "suspended",
            2 => row.status = "closed",
            3..=20 => row.accumulated = draw.between(0, self.residents.season.fee * 2),
            _ => {}
        }
        vec![row]
    }

    /// The rows of `payments.csv` of a family.
    pub fn receipts(&self, family: u64) -> Vec<Receipt> {
        self.family(family).receipts
    }

    /// The rows of `holds.csv` of a family.
    pub fn orders(&self, family: u64) -> Vec<Order> {
        self.family(family).orders
    }

    fn family(&self, index: u64) -> Family {
        let (first, size, story, wish) = self.story_of(index);
        let mut family = Family::untouched(&self.residents, index, first, size, wish);
        (story.tell)(&mut family, &self.residents.season);
        family
    }

    /// First slot, number of enrollments, and what happens.
    fn story_of(&self, index: u64) -> (u64, u64, &'static Story, Wish) {
        let first = self.first_slot(index);
        let told = self.told.len() as u64;
        if let Some(story) = self.told.get(index as usize) {
            return (first, story.children, story, story.wish);
        }
        let size = SIZES[((index - told) % SIZES.len() as u64) as usize];
        let mut draw = Draw::new(self.residents.seed, Stream::Story, index);
        let wish = match draw.below(100) {
            _ if index >= self.residents.networks => Wish::NoNetwork,
            0..=30 => Wish::NoNetwork,
            31..=49 => Wish::NetworkOnly,
            _ => Wish::Deduction,
        };
        let story = match wish {
            Wish::Deduction if self.is_troubled(index, size) => stories::troubled(&mut draw),
            Wish::Deduction => stories::chosen(&mut draw, size, first >= DAMAGE_FROM),
            Wish::NetworkOnly | Wish::NoNetwork => &stories::UNTOUCHED,
        };
        (first, size, story, wish)
    }

    /// Every third family of one child: with those of whom the stories say that all went well,
    /// every ninth request is then an exception.
    fn is_troubled(&self, index: u64, size: u64) -> bool {
        self.residents.shape == Shape::Troubled && size == 1 && index.is_multiple_of(3)
    }

    /// The family of a slot, and the child's place in it.
    fn family_of(&self, slot: u64) -> (u64, u64) {
        let told = self.told.len() as u64;
        let rest_from = self.story_slots[told as usize];
        if slot < rest_from {
            let family = self.story_slots.partition_point(|first| *first <= slot) - 1;
            return (family as u64, slot - self.story_slots[family]);
        }
        let rest = slot - rest_from;
        let mut family = told + rest / CHILDREN_IN_SIZES * SIZES.len() as u64;
        let mut place = rest % CHILDREN_IN_SIZES;
        for size in SIZES {
            if place < size {
                break;
            }
            place -= size;
            family += 1;
        }
        (family, place)
    }

    fn first_slot(&self, family: u64) -> u64 {
        let told = self.told.len() as u64;
        if family < told {
            return self.story_slots[family as usize];
        }
        let (rounds, rest) = (
            (family - told) / SIZES.len() as u64,
            (family - told) % SIZES.len() as u64,
        );
        self.story_slots[told as usize]
            + rounds * CHILDREN_IN_SIZES
            + SIZES[..rest as usize].iter().sum::<u64>()
    }

    /// A network in which nobody is to be enrolled.
    fn other_network(&self, index: u64) -> Vec<Member> {
        let mut draw = Draw::new(self.residents.seed, Stream::Network, index);
        let joined_at = draw.between(
            self.residents.season.opens - 1_200 * DAY,
            self.residents.season.cutoff,
        );
        let base = Member {
            network: network_id(index),
            organizer: self.residents.people.adult(index),
            id: self.residents.people.adult(self.residents.spouse_of(index)),
            name: CompactString::default(),
            relation: "spouse",
            joined_at,
            left_at: None,
            selected_at: draw.one_in(3).then_some(joined_at + HOUR),
            cancelled_at: None,
            dissolved_at: draw.one_in(50).then_some(joined_at + 20 * DAY),
            spelling: family::spelling(self.residents.shape, &mut draw),
            damage: None,
        };
        let mut rows = relatives(&self.residents, index, base.clone(), &mut draw);
        rows.retain(|row| row.id != base.id);
        rows.push(base);
        rows
    }
}

fn story_slots(told: &[&Story]) -> Vec<u64> {
    let mut slots = vec![0];
    let mut next = 0;
    for story in told {
        next += story.children;
        slots.push(next);
    }
    slots
}
