//! Runs of ASCII digits, eight at a time.

/// Eight times the same byte.
pub(crate) const fn eight(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The number that eight digits write; `None` if one of them is no digit.
#[inline]
pub(crate) fn eight_digits(text: [u8; 8]) -> Option<u32> {
    // A digit becomes 0 to 9; whatever else is above 9, and adding 118 carries it into the top bit.
    let digits = u64::from_le_bytes(text) ^ eight(b'0');
    if (digits.wrapping_add(eight(118)) | digits) & eight(0x80) != 0 {
        return None;
    }
    // The first character is the lowest byte. Neighbours are joined: bytes to pairs, pairs to
    // fours, fours to eight.
    let pairs = (digits.wrapping_mul(10) + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul(100) + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    let all = fours.wrapping_mul(10_000).wrapping_add(fours >> 32);
    Some(all as u32)
}

/// By how much each of eight characters differs from that of `pattern`; `None` if one differs by
/// more than `most`. Digits differ from `0` by their value, and nothing else by less than ten.
#[inline]
pub(crate) fn differences(text: [u8; 8], pattern: [u8; 8], most: [u8; 8]) -> Option<u64> {
    let differences = u64::from_le_bytes(text) ^ u64::from_le_bytes(pattern);
    // What is above its limit is carried into the top bit.
    let room = eight(0x7F) - u64::from_le_bytes(most);
    let excess = (differences.wrapping_add(room) | differences) & eight(0x80);
    (excess == 0).then_some(differences)
}

/// The numbers below 100 that pairs of digits write: at each place that of the digit there and the
/// next.
#[inline]
pub(crate) fn pairs(digits: u64) -> [u8; 8] {
    (digits * 10 + (digits >> 8)).to_le_bytes()
}

/// The eight digits of a number below 100,000,000, with leading zeros.
#[inline]
pub(crate) fn in_eight_digits(number: u32) -> [u8; 8] {
    // The other way round: eight split into fours, fours into pairs, pairs into digits. A product
    // with a rounded-up reciprocal and a shift divide all parts at the same time.
    let number = u64::from(number);
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007F_0000_007F;
    let pairs = hundreds | ((fours - hundreds * 100) << 16);
    let tens = ((pairs * 103) >> 10) & 0x000F_000F_000F_000F;
    let digits = tens | ((pairs - tens * 10) << 8);
    (digits | eight(b'0')).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_eight_digits() {
        let all_fours = (0..10_000).map(|n| n * 10_001);
        let others = [
            1, 9, 10, 99, 100, 9_999, 10_000, 12_345_678, 99_999_999, 90_000_009,
        ];
        for number in all_fours.chain(others) {
            let text = format!("{number:08}");
            assert_eq!(in_eight_digits(number), text.as_bytes(), "{text}");
        }
    }

    #[test]
    fn eight_digits_are_a_number() {
        for number in [0, 1, 12_345_678, 99_999_999, 10_203_040, 90_000_009] {
            let text = format!("{number:08}").into_bytes().try_into().unwrap();
            assert_eq!(eight_digits(text), Some(number));
        }
    }

    #[test]
    fn any_other_byte_at_any_place_is_refused() {
        for place in 0..8 {
            for byte in (0..=u8::MAX).filter(|b| !b.is_ascii_digit()) {
                let mut text = *b"18273645";
                text[place] = byte;
                assert_eq!(eight_digits(text), None, "{byte} at {place}");
            }
        }
    }

    #[test]
    fn characters_up_to_a_limit_are_told_by_their_difference() {
        let most = [2, 9, 0, 5, 9, 0, 5, 9];
        let read = |text: [u8; 8]| differences(text, *b"00:00:00", most).map(pairs);
        let Some([23, _, _, 45, _, _, 59, _]) = read(*b"23:45:59") else {
            panic!("23:45:59 is within the limits");
        };
        for (place, most) in most.into_iter().enumerate() {
            for byte in 0..=u8::MAX {
                let mut text = *b"00:00:00";
                let is_within = byte ^ text[place] <= most;
                text[place] = byte;
                assert_eq!(read(text).is_some(), is_within, "{byte} at {place}");
            }
        }
    }
}
