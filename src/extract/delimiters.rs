//! Where commas, line feeds and quotes stand: 64 bytes at a time.

const CHUNK: usize = 64;

/// Walks over the places of `,`, LF and `"` in ascending order.
pub(super) struct Delimiters<'b> {
    bytes: &'b [u8],
    base: usize,
    /// Places in the chunk at `base` that lie ahead, one bit each.
    ahead: u64,
}

impl<'b> Delimiters<'b> {
    /// The delimiters from `start` on.
    pub(super) fn new(bytes: &'b [u8], start: usize) -> Delimiters<'b> {
        Delimiters {
            bytes,
            base: start,
            ahead: places(bytes, start),
        }
    }

    /// The next place, if there is one.
    #[inline(always)]
    pub(super) fn next(&mut self) -> Option<usize> {
        while self.ahead == 0 {
            self.base += CHUNK;
            if self.base >= self.bytes.len() {
                self.base = self.bytes.len();
                return None;
            }
            self.ahead = places(self.bytes, self.base);
        }
        let at = self.base + self.ahead.trailing_zeros() as usize;
        self.ahead &= self.ahead - 1;
        Some(at)
    }
}

/// One bit for each delimiter among the 64 bytes from `from` on.
#[inline(always)]
fn places(bytes: &[u8], from: usize) -> u64 {
    let rest = bytes.get(from..).unwrap_or_default();
    match rest.first_chunk::<CHUNK>() {
        Some(chunk) => places_in(chunk),
        None => {
            let mut padded = [0; CHUNK];
            padded[..rest.len()].copy_from_slice(rest);
            places_in(&padded)
        }
    }
}

/// One bit for each delimiter. Written so that the compiler compares sixteen bytes or more at a
/// time.
#[inline(always)]
fn places_in(chunk: &[u8; CHUNK]) -> u64 {
    /// Moves the lowest bit of each of eight bytes into one byte at the top.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let mut flags = [0_u8; CHUNK];
    for (flag, byte) in flags.iter_mut().zip(chunk) {
        *flag = u8::from(*byte == b',') | u8::from(*byte == b'\n') | u8::from(*byte == b'"');
    }
    let (words, _) = flags.as_chunks::<8>();
    words.iter().rev().fold(0, |bits, word| {
        bits << 8 | u64::from_le_bytes(*word).wrapping_mul(GATHER) >> 56
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all_places(bytes: &[u8], start: usize) -> Vec<usize> {
        let mut delimiters = Delimiters::new(bytes, start);
        std::iter::from_fn(|| delimiters.next()).collect()
    }

    proptest! {
        #[test]
        fn every_delimiter_is_found_once(
            bytes in proptest::collection::vec(prop_oneof![Just(b','), Just(b'\n'), Just(b'"'), any::<u8>()], 0..300),
            start in 0_usize..310,
        ) {
            let expected: Vec<usize> = (start..bytes.len())
                .filter(|i| matches!(bytes[*i], b',' | b'\n' | b'"'))
                .collect();
            prop_assert_eq!(all_places(&bytes, start), expected);
        }
    }
}
