//! Numbers that look random and are wholly determined by seed, stream and index (splitmix64).

const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

/// What a number is drawn for, so that two uses of one index do not see the same numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Stream {
    Story = 1,
    Name,
    Child,
    Network,
    Account,
    Payment,
    Order,
    Answer,
}

/// A short sequence of numbers.
#[derive(Debug, Clone)]
pub struct Draw(u64);

impl Draw {
    /// The sequence of one index in one stream of one seed.
    pub fn new(seed: u64, stream: Stream, index: u64) -> Draw {
        let start = mix(seed ^ mix((stream as u64).wrapping_mul(GAMMA)));
        Draw(mix(start ^ index.wrapping_mul(GAMMA)))
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GAMMA);
        mix(self.0)
    }

    /// The next number in `0..limit`; 0 when `limit` is 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(limit)) >> 64) as u64
    }

    /// The next number in `from..to` (seconds, fen); `from` when the range is empty.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        from + self.below(to.saturating_sub(from).max(0) as u64) as i64
    }

    /// True once in `times`, on average.
    pub fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// One of a list that is not empty.
    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize]
    }
}

fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// An order in which `0..size` comes that can be asked in both directions without a table:
/// `place * factor + shift` modulo `size`.
#[derive(Debug, Clone)]
pub struct Shuffle {
    size: u64,
    factor: u64,
    inverse: u64,
    shift: u64,
}

impl Shuffle {
    /// An order of `0..size` for one seed; `salt` tells several orders of one seed apart.
    pub fn new(size: u64, seed: u64, salt: u64) -> Shuffle {
        let size = size.max(1);
        let mut draw = Draw::new(seed, Stream::Order, salt);
        let shift = draw.below(size);
        // Near the golden section, neighbours end up far from each other.
        let golden = (u128::from(size) * 618_034 / 1_000_000) as u64;
        let mut factor = golden + draw.below(size / 16 + 1);
        factor = factor.clamp(1, size.max(2) - 1);
        while gcd(factor, size) != 1 {
            factor -= 1;
        }
        Shuffle {
            size,
            factor,
            inverse: inverse(factor, size),
            shift,
        }
    }

    /// What stands at `place`.
    pub fn at(&self, place: u64) -> u64 {
        self.times(place, self.factor, self.shift)
    }

    /// Where `item` stands.
    pub fn place_of(&self, item: u64) -> u64 {
        self.times(item + self.size - self.shift, self.inverse, 0)
    }

    fn times(&self, value: u64, factor: u64, shift: u64) -> u64 {
        let product = u128::from(value) * u128::from(factor) + u128::from(shift);
        (product % u128::from(self.size)) as u64
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The factor that undoes `factor` modulo `size` (extended Euclid).
fn inverse(factor: u64, size: u64) -> u64 {
    let (mut r, mut next_r) = (size as i128, (factor % size) as i128);
    let (mut t, mut next_t) = (0_i128, 1_i128);
    while next_r != 0 {
        let quotient = r / next_r;
        (r, next_r) = (next_r, r - quotient * next_r);
        (t, next_t) = (next_t, t - quotient * next_t);
    }
    t.rem_euclid(size as i128) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_shuffle_holds_everything_once_and_finds_it_again() {
        for size in [1, 2, 3, 10, 97, 1000, 4096] {
            let order = Shuffle::new(size, 7, 1);
            let all: BTreeSet<u64> = (0..size).map(|place| order.at(place)).collect();
            assert_eq!(all.len() as u64, size);
            assert_eq!(all.last(), Some(&(size - 1)));
            for place in 0..size {
                assert_eq!(order.place_of(order.at(place)), place, "{place} of {size}");
            }
        }
    }

    #[test]
    fn a_draw_depends_on_seed_stream_and_index() {
        let first = |seed, stream, index| Draw::new(seed, stream, index).bits();
        let base = first(1, Stream::Child, 5);
        assert_eq!(base, first(1, Stream::Child, 5));
        assert_ne!(base, first(2, Stream::Child, 5));
        assert_ne!(base, first(1, Stream::Network, 5));
        assert_ne!(base, first(1, Stream::Child, 6));
    }
}
