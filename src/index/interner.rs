//! Keys as small numbers: equal keys have equal numbers, in the end in the order of their first
//! places.
//!
//! A key is hashed once. From then on whatever is known of it lies in a list at its number, and
//! lists that are asked for one key after another are walked from their beginning to their end.
//! Outsiders choose the keys, so they are hashed with a random state; no number depends on it.

use super::grouped::{Grouped, NONE};
use crate::domain::PersonKey;
use crate::domain::beginning::beginning;
use foldhash::HashMap;
use foldhash::fast::RandomState;
use rayon::prelude::*;
use std::hash::{BuildHasher, Hash};
use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};

/// Keys are spread over so many tables by their word: each is then small enough for a core's
/// cache, and threads fill different ones at the same time.
const TABLES: usize = 1 << TABLE_BITS;
const TABLE_BITS: u32 = 9;

/// Places that one thread spreads at a time.
const CHUNK: usize = 1 << 16;

/// What can be numbered.
pub(super) trait Key: Eq + Hash {
    /// What stands for a key while it is numbered, so that nobody has to look at the key again.
    type Word: Copy + Default + Eq + Hash + Send + Sync;

    /// The word that no other key has, if there is one.
    fn word(&self) -> Option<Self::Word>;
}

impl Key for &PersonKey {
    type Word = u64;

    fn word(&self) -> Option<u64> {
        self.as_number()
    }
}

impl Key for &str {
    type Word = u128;

    fn word(&self) -> Option<u128> {
        // A beginning ends with zero bytes where the text is shorter.
        (self.len() <= size_of::<u128>() && !self.contains('\0')).then(|| beginning(self))
    }
}

/// The numbers of the keys at a row of places.
#[derive(Debug)]
pub(super) struct Interner {
    /// The number at each place, [`NONE`] where there is no key.
    numbers: Vec<u32>,
    /// Every number is below it.
    limit: usize,
}

impl Interner {
    /// Numbers the keys at the places `0..count`, each by its first place.
    pub(super) fn of<K: Key>(count: usize, key_at: impl Fn(usize) -> Option<K> + Sync) -> Interner {
        let firsts: Vec<AtomicU32> = (0..count).map(|_| AtomicU32::new(NONE)).collect();
        let state = RandomState::default();
        let starts: Vec<usize> = (0..count).step_by(CHUNK).collect();
        let spread: Vec<Spread<K::Word>> = starts
            .into_par_iter()
            .map(|start| Spread::of(start, count.min(start + CHUNK), &state, &key_at))
            .collect();
        (0..TABLES as u32)
            .into_par_iter()
            .for_each(|table| find_firsts(table, &spread, &key_at, &firsts));
        Interner {
            numbers: firsts.into_iter().map(AtomicU32::into_inner).collect(),
            limit: count,
        }
    }

    /// Numbers the keys from 0 without a gap in the order in which they now stand.
    pub(super) fn put_in_order(&mut self) {
        let mut ordered = vec![NONE; self.limit];
        let mut next = 0;
        for number in self.numbers.iter_mut().filter(|number| **number != NONE) {
            let own = &mut ordered[*number as usize];
            if *own == NONE {
                *own = next;
                next += 1;
            }
            *number = *own;
        }
        self.limit = next as usize;
    }

    /// The number at a place.
    pub(super) fn at(&self, place: usize) -> u32 {
        self.numbers[place]
    }

    /// The keys at some places have been laid in another order: `rows`, counted from the first
    /// of them.
    pub(super) fn rearrange(&mut self, places: Range<usize>, rows: &[u32]) {
        let numbers = &mut self.numbers[places];
        let rearranged: Vec<u32> = rows.iter().map(|row| numbers[*row as usize]).collect();
        numbers.copy_from_slice(&rearranged);
    }

    /// Every number is below this.
    pub(super) fn limit(&self) -> usize {
        self.limit
    }
}

/// The keys at some places, by table.
struct Spread<W> {
    /// Words with their places.
    words: Grouped<(W, u32)>,
    /// Places of keys that have no word.
    wordless: Grouped,
}

impl<W: Copy + Default + Sync> Spread<W> {
    fn of<K: Key<Word = W>>(
        start: usize,
        end: usize,
        state: &RandomState,
        key_at: impl Fn(usize) -> Option<K>,
    ) -> Spread<W> {
        let mut words = Vec::with_capacity(end - start);
        let mut wordless = Vec::new();
        for place in start..end {
            let Some(key) = key_at(place) else { continue };
            let table = table_of(state.hash_one(&key));
            match key.word() {
                Some(word) => words.push((table, (word, place as u32))),
                None => wordless.push((table, place as u32)),
            }
        }
        Spread {
            words: Grouped::lay(TABLES, words.iter().copied()),
            wordless: Grouped::lay(TABLES, wordless.iter().copied()),
        }
    }
}

fn table_of(hash: u64) -> u32 {
    // Other bits than those by which the maps place their entries.
    (hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - TABLE_BITS)) as u32
}

/// Notes at each place of a table the first one that has the same key.
fn find_firsts<K: Key>(
    table: u32,
    spread: &[Spread<K::Word>],
    key_at: &impl Fn(usize) -> Option<K>,
    firsts: &[AtomicU32],
) {
    let note = |place: u32, first: u32| firsts[place as usize].store(first, Ordering::Relaxed);
    let parts = || spread.iter().map(|part| part.words.of(table));
    let mut words: HashMap<K::Word, u32> = HashMap::default();
    words.reserve(parts().map(<[_]>::len).sum::<usize>() / 2);
    for (word, place) in parts().flatten() {
        note(*place, *words.entry(*word).or_insert(*place));
    }
    let mut keys: HashMap<K, u32> = HashMap::default();
    for place in spread.iter().flat_map(|part| part.wordless.of(table)) {
        if let Some(key) = key_at(*place as usize) {
            note(*place, *keys.entry(key).or_insert(*place));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use foldhash::fast::FixedState;
    use std::collections::BTreeMap;
    use std::time::{Duration, Instant};

    #[derive(PartialEq, Eq, Hash)]
    struct Number(usize);

    impl Key for Number {
        type Word = usize;

        /// Odd numbers have none.
        fn word(&self) -> Option<usize> {
            self.0.is_multiple_of(2).then_some(self.0)
        }
    }

    #[test]
    fn equal_keys_have_equal_numbers_in_the_order_of_their_first_places() {
        let count = CHUNK + 5_000;
        let key_at =
            |place: usize| (!place.is_multiple_of(7)).then(|| Number(place * place % 1_000));
        let mut interner = Interner::of(count, key_at);
        interner.put_in_order();
        let mut met: BTreeMap<usize, u32> = BTreeMap::new();
        for place in 0..count {
            let expected = key_at(place).map_or(NONE, |key| {
                let next = met.len() as u32;
                *met.entry(key.0).or_insert(next)
            });
            assert_eq!(interner.at(place), expected, "{place}");
        }
        assert_eq!(interner.limit(), met.len());
        assert_eq!(Interner::of(0, key_at).limit(), 0);
    }

    #[test]
    fn texts_of_any_length_and_content_are_told_apart() {
        let texts = [
            "",
            "\0",
            "a",
            "a\0",
            "0123456789abcdef",
            "0123456789abcdefg",
            "a",
        ];
        let mut interner = Interner::of(texts.len(), |place| Some(texts[place]));
        interner.put_in_order();
        let numbers: Vec<u32> = (0..texts.len()).map(|place| interner.at(place)).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 2]);
    }

    /// A key that somebody chose.
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    struct Chosen(u64);

    impl Key for Chosen {
        type Word = u64;

        fn word(&self) -> Option<u64> {
            Some(self.0)
        }
    }

    const CHOSEN: usize = 100_000;

    /// The least time that something takes.
    fn least(mut what: impl FnMut()) -> Duration {
        let mut one = || {
            let start = Instant::now();
            what();
            start.elapsed()
        };
        (0..3).map(|_| one()).min().unwrap()
    }

    /// Whether something shows at least once, whatever else the machine does meanwhile.
    fn once(mut what: impl FnMut() -> bool) -> bool {
        (0..5).any(|_| what())
    }

    #[test]
    fn nobody_can_choose_keys_that_take_longer_than_others() {
        let unkeyed = FixedState::default();
        // Of a hash without a key of the process anybody knows which keys meet in one place.
        let meeting = (1_u64 << 40..).filter(|key| unkeyed.hash_one(key) & 0xff == 0);
        let meeting: Vec<u64> = meeting.take(CHOSEN).collect();
        let numbers = 0..CHOSEN as u64;
        let scattered = numbers.clone().map(|n| unkeyed.hash_one(n) >> 4);
        let scattered: Vec<u64> = scattered.collect();
        let into_unkeyed = |keys: &[u64]| {
            least(|| {
                let keys = keys.iter().zip(0..);
                let map: std::collections::HashMap<&u64, u32, FixedState> = keys.collect();
                assert_eq!(map.len(), CHOSEN);
            })
        };
        assert!(
            once(|| into_unkeyed(&meeting) > into_unkeyed(&scattered) * 2),
            "well chosen"
        );
        let numbered = |keys: &[u64]| {
            least(|| {
                let interner = Interner::of(CHOSEN, |place| Some(Chosen(keys[place])));
                assert_eq!(interner.limit(), CHOSEN);
            })
        };
        for (what, keys) in [
            ("meeting", meeting),
            ("one after the other", numbers.clone().collect()),
            ("of one ending", numbers.clone().map(|n| n << 40).collect()),
            (
                "of few bits",
                numbers.map(|n| (n & 0xff) << 56 | n >> 8).collect(),
            ),
        ] {
            assert!(
                once(|| numbered(&keys) <= numbered(&scattered) * 2),
                "{what}"
            );
        }
    }
}
