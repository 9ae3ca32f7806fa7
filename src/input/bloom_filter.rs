//! A small set that may take a stranger for one of its own, but never the other way round.
//!
//! What concerns nobody is left out of memory by asking a Bloom filter. A stranger who slips through
//! costs a few bytes and changes no result; nobody who belongs is ever left out.

use super::hashing::hash_of;
use rayon::prelude::*;
use std::hash::Hash;

/// Bits per member; with four bits set for each, about one stranger in a hundred slips through.
const BITS_PER_MEMBER: usize = 12;
const BITS_PER_WORD: usize = 64;

/// The set.
pub(super) struct BloomFilter {
    words: Vec<u64>,
}

impl BloomFilter {
    /// Whom the items name, on all threads of the current rayon pool: each fills a filter of its
    /// own, since one that they shared would make them wait for each other at every member.
    pub(super) fn of<T: Sync, M: Hash + ?Sized>(
        items: &[T],
        member: impl Fn(&T) -> &M + Sync,
    ) -> BloomFilter {
        let words = (items.len() * BITS_PER_MEMBER / BITS_PER_WORD).max(64);
        let empty = || BloomFilter {
            words: vec![0; words],
        };
        let share = items.len().div_ceil(rayon::current_num_threads()).max(1);
        items
            .par_chunks(share)
            .map(|items| {
                let mut bloom_filter = empty();
                items
                    .iter()
                    .for_each(|item| bloom_filter.insert(member(item)));
                bloom_filter
            })
            .reduce_with(BloomFilter::united)
            .unwrap_or_else(empty)
    }

    fn insert(&mut self, member: &(impl Hash + ?Sized)) {
        let (word, bits) = self.place(member);
        self.words[word] |= bits;
    }

    /// The members of two Bloom filters of the same size.
    fn united(mut self, other: BloomFilter) -> BloomFilter {
        let words = self.words.iter_mut().zip(other.words);
        words.for_each(|(word, others)| *word |= others);
        self
    }

    /// Whether it may be a member. `false` is certain.
    #[inline(always)]
    pub(super) fn may_hold(&self, member: &(impl Hash + ?Sized)) -> bool {
        let (word, bits) = self.place(member);
        self.words[word] & bits == bits
    }

    /// The word of a member and the bits it sets there.
    #[inline(always)]
    fn place(&self, member: &(impl Hash + ?Sized)) -> (usize, u64) {
        let product = u128::from(hash_of(member)) * 0x9E37_79B9_7F4A_7C15;
        let mixed = (product >> 64) as u64 ^ product as u64;
        let bit = |i: u32| 1 << (mixed >> (6 * i) & 63);
        let word = (u128::from(mixed) * self.words.len() as u128) >> 64;
        (word as usize, bit(0) | bit(1) | bit(2) | bit(3))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_always_known_and_strangers_hardly_ever() {
        let members: Vec<u64> = (0..10_000).collect();
        let bloom_filter = BloomFilter::of(&members, |member| member);
        assert!(members.iter().all(|member| bloom_filter.may_hold(member)));
        let strangers = (10_000..110_000_u64)
            .filter(|s| bloom_filter.may_hold(s))
            .count();
        assert!(strangers < 2_000, "{strangers} of 100,000");
        let nobody = BloomFilter::of(&[], |member: &&str| *member);
        assert!(!nobody.may_hold("anybody"));
    }

    #[test]
    fn any_number_of_threads_fills_the_same_filter() {
        let members: Vec<u64> = (0..10_007).collect();
        let filled = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            let pool = pool.build().unwrap();
            pool.install(|| BloomFilter::of(&members, |member| member).words)
        };
        assert_eq!(filled(1), filled(2));
        assert_eq!(filled(1), filled(7));
    }
}
