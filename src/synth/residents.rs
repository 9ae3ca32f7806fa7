//! Who lives in a city: every person and every child by a number.

use super::Shape;
use super::people::People;
use super::random::Shuffle;
use super::season::Season;

/// What the rows of one family depend on beside its own number.
#[derive(Debug)]
pub struct Residents {
    pub seed: u64,
    pub shape: Shape,
    pub season: Season,
    pub people: People,
    /// Networks that are told of, second networks of a story not counted.
    pub networks: u64,
    /// Accounts that are told of.
    pub accounts: u64,
    /// From the slot of a child to its row.
    pub child_order: Shuffle,
}

impl Residents {
    /// The number in the `enrollment_id` of a slot: its row, so that ids ascend in the file.
    pub fn number_of(&self, slot: u64) -> u64 {
        1 + self.child_order.place_of(slot)
    }

    /// The husband or wife of an organizer, as a grown-up's index: an employee too.
    pub fn spouse_of(&self, organizer: u64) -> u64 {
        self.networks + organizer
    }

    /// A father, mother or grandparent of an organizer, as a grown-up's index.
    pub fn elder_of(&self, organizer: u64) -> u64 {
        self.accounts.max(2 * self.networks) + organizer
    }
}
