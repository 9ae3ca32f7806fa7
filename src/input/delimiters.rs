//! Where commas, line feeds and quotes stand: 64 bytes at a time.

use wide::u8x16;

const CHUNK: usize = 64;
/// Bytes that are looked through at once: few enough that their places stay in the nearest cache.
const WINDOW: usize = 128 * CHUNK;
/// Places that are written at once.
const STEP: usize = 8;

/// The places of `,`, LF and `"` in ascending order, as far as they were looked for, and behind
/// the last of them the end of the bytes.
pub(super) struct Delimiters<'b> {
    bytes: &'b [u8],
    /// Up to here the bytes were looked through.
    seen: usize,
    /// The first `filled` are places.
    places: Vec<usize>,
    filled: usize,
    /// The first place that lies ahead.
    next: usize,
}

impl<'b> Delimiters<'b> {
    /// The delimiters of `bytes`.
    pub(super) fn new(bytes: &'b [u8]) -> Delimiters<'b> {
        Delimiters {
            bytes,
            seen: 0,
            places: vec![0; WINDOW / STEP],
            filled: 0,
            next: 0,
        }
    }

    /// The places that lie ahead and are known.
    #[inline(always)]
    pub(super) fn ahead(&self) -> &[usize] {
        self.places.get(self.next..self.filled).unwrap_or_default()
    }

    /// Goes on behind the first `count` places ahead.
    #[inline(always)]
    pub(super) fn pass(&mut self, count: usize) {
        self.next += count;
    }

    /// The first `kept` of the `count` places that were passed last.
    #[inline(always)]
    pub(super) fn passed(&self, count: usize, kept: usize) -> &[usize] {
        let from = self.next - count;
        &self.places[from..from + count.min(kept)]
    }

    /// Goes on at the first place that is not before `start`.
    pub(super) fn pass_to(&mut self, start: usize) {
        loop {
            let before = self.ahead().iter().take_while(|at| **at < start).count();
            self.pass(before);
            if !self.ahead().is_empty() || !self.look_further() {
                return;
            }
        }
    }

    /// Looks through further bytes; `false` when there are none.
    #[inline(never)]
    pub(super) fn look_further(&mut self) -> bool {
        if self.seen > self.bytes.len() {
            return false;
        }
        self.places.copy_within(self.next..self.filled, 0);
        self.filled -= self.next;
        self.next = 0;
        let end = self.seen + WINDOW;
        while self.seen < end {
            let rest = self.bytes.get(self.seen..).unwrap_or_default();
            let places = match rest.first_chunk::<CHUNK>() {
                Some(chunk) => places_in(chunk),
                None => {
                    self.finish(rest);
                    break;
                }
            };
            self.note(places);
            self.seen += CHUNK;
        }
        true
    }

    /// Looks through the last bytes.
    fn finish(&mut self, rest: &[u8]) {
        let mut padded = [0; CHUNK];
        padded[..rest.len()].copy_from_slice(rest);
        let end = 1 << rest.len();
        self.note(places_in(&padded) | end);
        self.seen = self.bytes.len() + 1;
    }

    /// Adds the places in the chunk at `seen`, one bit each.
    #[inline(always)]
    fn note(&mut self, mut places: u64) {
        let found = self.filled + places.count_ones() as usize;
        if self.places.len() < self.filled + CHUNK {
            self.places.resize(2 * self.places.len() + CHUNK, 0);
        }
        // Always a whole step, so that how many there are needs no guess of the processor; what
        // is too many is overwritten by the next.
        let mut steps = self.places[self.filled..].chunks_exact_mut(STEP);
        while places != 0
            && let Some(step) = steps.next()
        {
            for place in step {
                // With a bit that is always there the processor needs no look whether there is one.
                *place = self.seen + (places | 1 << 63).trailing_zeros() as usize;
                places &= places.wrapping_sub(1);
            }
        }
        self.filled = found;
    }
}

/// One bit for each delimiter.
#[inline(always)]
fn places_in(chunk: &[u8; CHUNK]) -> u64 {
    let (parts, _) = chunk.as_chunks::<16>();
    parts.iter().rev().fold(0, |bits, part| {
        let part = u8x16::new(*part);
        let is = |delimiter| part.simd_eq(u8x16::splat(delimiter));
        let found = is(b',') | is(b'\n') | is(b'"');
        bits << 16 | u64::from(found.to_bitmask())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all_places(bytes: &[u8], start: usize) -> Vec<usize> {
        let mut delimiters = Delimiters::new(bytes);
        delimiters.pass_to(start);
        let mut found = Vec::new();
        loop {
            let ahead = delimiters.ahead();
            found.extend_from_slice(ahead);
            delimiters.pass(ahead.len());
            if !delimiters.look_further() {
                return found;
            }
        }
    }

    fn expected(bytes: &[u8], start: usize) -> Vec<usize> {
        let is_place = |i: &usize| matches!(bytes.get(*i), None | Some(b',' | b'\n' | b'"'));
        (start..=bytes.len()).filter(is_place).collect()
    }

    proptest! {
        #[test]
        fn every_delimiter_is_found_once(
            bytes in proptest::collection::vec(prop_oneof![Just(b','), Just(b'\n'), Just(b'"'), any::<u8>()], 0..300),
            start in 0_usize..310,
        ) {
            prop_assert_eq!(all_places(&bytes, start), expected(&bytes, start));
        }
    }

    #[test]
    fn long_texts_are_looked_through_in_windows() {
        for text in [",", "ab,c\n\"", "0123456789"] {
            let bytes = text.repeat(3 * WINDOW / text.len()).into_bytes();
            for start in [0, 5, WINDOW - 1, WINDOW, 2 * WINDOW + 7] {
                let found = all_places(&bytes, start);
                assert_eq!(found, expected(&bytes, start), "{text} from {start}");
            }
        }
    }
}
