//! Keys as small numbers: equal keys have equal numbers.
//!
//! A key is hashed once. From then on whatever is known of it lies in a list at its number.

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::{BuildHasher, Hash};
use std::sync::atomic::{AtomicU32, Ordering};

/// Keys are spread over so many tables by their hash; threads fill different ones at the same
/// time.
const TABLES: usize = 1 << TABLE_BITS;
const TABLE_BITS: u32 = 3;

/// The number of no key.
pub(super) const NONE: u32 = u32::MAX;

/// The numbers of the keys at a row of places.
#[derive(Debug)]
pub(super) struct Numbering {
    /// The number at each place, [`NONE`] where there is no key.
    numbers: Vec<AtomicU32>,
    /// Every number is below it; not every one below it is given.
    limit: usize,
}

impl Numbering {
    /// Numbers the keys at the places `0..count`.
    pub(super) fn of<K: Eq + Hash>(
        count: usize,
        key_at: impl Fn(usize) -> Option<K> + Sync,
    ) -> Numbering {
        let numbers: Vec<AtomicU32> = (0..count).map(|_| AtomicU32::new(NONE)).collect();
        let tables: Vec<u8> = (0..count)
            .into_par_iter()
            .map(|place| key_at(place).map_or(TABLES as u8, |key| table_of(&key)))
            .collect();
        let in_largest = (0..TABLES)
            .into_par_iter()
            .map(|table| number_table(table, &tables, &key_at, &numbers))
            .max();
        Numbering {
            numbers,
            limit: in_largest.unwrap_or(0) * TABLES,
        }
    }

    /// The number at a place.
    pub(super) fn at(&self, place: usize) -> u32 {
        self.numbers[place].load(Ordering::Relaxed)
    }

    /// Every number is below this.
    pub(super) fn limit(&self) -> usize {
        self.limit
    }
}

fn table_of(key: &impl Hash) -> u8 {
    // The map below places its entries by other bits of the hash.
    (FxBuildHasher.hash_one(key) >> 32) as u8 % TABLES as u8
}

/// Numbers the keys of one table in the order of their places; returns how many there are.
fn number_table<K: Eq + Hash>(
    table: usize,
    tables: &[u8],
    key_at: &impl Fn(usize) -> Option<K>,
    numbers: &[AtomicU32],
) -> usize {
    let mut known: FxHashMap<K, u32> = FxHashMap::default();
    known.reserve(tables.len() / (2 * TABLES));
    for (place, own) in tables.iter().enumerate() {
        if usize::from(*own) != table {
            continue;
        }
        let Some(key) = key_at(place) else { continue };
        // Tables take turns, so that keys that come one after another are numbered close together.
        let next = (known.len() * TABLES + table) as u32;
        let number = *known.entry(key).or_insert(next);
        numbers[place].store(number, Ordering::Relaxed);
    }
    known.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn equal_keys_have_equal_numbers_and_others_have_others() {
        let key_at = |place: usize| (!place.is_multiple_of(7)).then_some(place * place % 1_000);
        let numbering = Numbering::of(5_000, key_at);
        let mut met = HashMap::new();
        for place in 0..5_000 {
            match key_at(place) {
                None => assert_eq!(numbering.at(place), NONE),
                Some(key) => {
                    assert!((numbering.at(place) as usize) < numbering.limit());
                    let number = *met.entry(key).or_insert(numbering.at(place));
                    assert_eq!(numbering.at(place), number);
                }
            }
        }
        let numbers: std::collections::HashSet<u32> = met.values().copied().collect();
        assert_eq!(numbers.len(), met.len());
        assert_eq!(Numbering::of(0, key_at).limit(), 0);
    }
}
