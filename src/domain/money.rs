//! Exact money in yuan.

use super::digits::{eight, eight_digits, in_eight_digits};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Sub};

/// Most digits that may stand before the point.
const MAX_WHOLE_DIGITS: usize = 12;

/// An amount in yuan with two decimals, held exactly as a whole number of fen, the unit of the
/// ledger. Never passes through a float.
///
/// # Panics
/// Its sums and products stop the program, before anything is committed, where they would leave
/// what 64 bits of fen hold: ninety thousand times the largest amount that can be read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(i64);

/// Why a sum is always there.
const FITS: &str = "sums of money fit 64 bits of fen";

impl Money {
    /// No money.
    pub const ZERO: Money = Money(0);

    /// An amount from fen (1/100 yuan), the unit in which the ledger stores money.
    pub fn from_fen(fen: i64) -> Money {
        Money(fen)
    }

    /// The amount in fen.
    pub fn fen(self) -> i64 {
        self.0
    }

    /// Reads `digits[.d[d]]` and nothing else (section 2 of the contract): no sign, exponent,
    /// group separator, bare point or third decimal.
    ///
    /// `None` when the text has another shape.
    pub fn parse(text: &str) -> Option<Money> {
        Money::parse_bytes(text.as_bytes())
    }

    /// [`Money::parse`] of bytes that need not be text.
    #[inline]
    pub(crate) fn parse_bytes(bytes: &[u8]) -> Option<Money> {
        match usual_fen(bytes) {
            Some(fen) => Some(Money::from_fen(i64::from(fen))),
            None => Money::parse_digits(bytes),
        }
    }

    fn parse_digits(bytes: &[u8]) -> Option<Money> {
        let whole_digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
        if whole_digits == 0 || whole_digits > MAX_WHOLE_DIGITS {
            return None;
        }
        let (whole, rest) = bytes.split_at(whole_digits);
        let cents = match rest {
            [] => 0,
            [b'.', tenths @ b'0'..=b'9'] => value_of(tenths) * 10,
            [b'.', tenths @ b'0'..=b'9', hundredths @ b'0'..=b'9'] => {
                value_of(tenths) * 10 + value_of(hundredths)
            }
            _ => return None,
        };
        let yuan = whole.iter().fold(0, |yuan, d| yuan * 10 + value_of(d));
        Some(Money::from_fen(yuan * 100 + cents))
    }

    /// Reads a balance: as [`Money::parse`], with an optional leading `-`.
    pub fn parse_balance(text: &str) -> Option<Money> {
        Money::parse_balance_bytes(text.as_bytes())
    }

    /// [`Money::parse_balance`] of bytes that need not be text.
    #[inline]
    pub(crate) fn parse_balance_bytes(bytes: &[u8]) -> Option<Money> {
        match bytes {
            [b'-', rest @ ..] => Money::parse_bytes(rest).map(|m| Money::from_fen(-m.fen())),
            _ => Money::parse_bytes(bytes),
        }
    }

    /// Appends the amount with two decimals, as it is displayed, without an allocation of its
    /// own.
    pub fn push_to(self, text: &mut Vec<u8>) {
        const EIGHT_DIGITS: u64 = 100_000_000;
        if self.is_negative() {
            text.push(b'-');
        }
        let fen = self.fen().unsigned_abs();
        let [a, b, c, d, e, f, g, h] = in_eight_digits((fen % EIGHT_DIGITS) as u32);
        let digits = [a, b, c, d, e, f, b'.', g, h];
        let zeros = match fen / EIGHT_DIGITS {
            0 => digits[..5].iter().take_while(|d| **d == b'0').count(),
            millions => {
                text.extend_from_slice(millions.to_string().as_bytes());
                0
            }
        };
        text.extend_from_slice(&digits[zeros..]);
    }

    /// Whether the amount is below zero.
    pub fn is_negative(self) -> bool {
        self < Money::ZERO
    }
}

/// The fen of an amount with both decimals and at most five digits before them, which is what most
/// amounts are; `None` for any other.
#[inline]
fn usual_fen(bytes: &[u8]) -> Option<u32> {
    let (4..=8, Some(first), Some(last)) = (
        bytes.len(),
        bytes.first_chunk::<4>(),
        bytes.last_chunk::<4>(),
    ) else {
        return None;
    };
    // The text at the upper end of eight bytes; where both halves lie, they agree.
    let unused = 8 * (8 - bytes.len());
    let text = u64::from(u32::from_le_bytes(*first)) << unused
        | u64::from(u32::from_le_bytes(*last)) << 32;
    let [whole @ .., point, tenths, hundredths] = text.to_le_bytes();
    let [a, b, c, d, e] = whole;
    // The digits move over the point; zeros lead.
    let zeros = eight(b'0') & ((0x100 << unused) - 1);
    let digits = u64::from_le_bytes([0, a, b, c, d, e, tenths, hundredths]) | zeros;
    (point == b'.').then(|| eight_digits(digits.to_le_bytes()))?
}

fn value_of(digit: &u8) -> i64 {
    i64::from(digit - b'0')
}

impl Money {
    /// In yuan with two decimals, the digits before the point in groups of three: for people only.
    pub fn grouped(self) -> String {
        let text = self.to_string();
        let whole = text.find('.').unwrap_or(text.len());
        let mut grouped = String::with_capacity(text.len() + text.len() / 3);
        for (place, c) in text.char_indices() {
            let follows_a_digit = grouped.ends_with(|c: char| c.is_ascii_digit());
            if place < whole && (whole - place).is_multiple_of(3) && follows_a_digit {
                grouped.push(',');
            }
            grouped.push(c);
        }
        grouped
    }
}

impl fmt::Display for Money {
    /// Two decimals, no grouping: `355.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Vec::with_capacity(24);
        self.push_to(&mut text);
        f.write_str(str::from_utf8(&text).expect("digits are ASCII"))
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} yuan")
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0.checked_add(other.0).expect(FITS))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        *self = *self + other;
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0.checked_sub(other.0).expect(FITS))
    }
}

impl Mul<u64> for Money {
    type Output = Money;
    fn mul(self, times: u64) -> Money {
        let times = i64::try_from(times).expect(FITS);
        Money(self.0.checked_mul(times).expect(FITS))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::Decimal;

    #[test]
    fn amounts_for_people_stand_in_groups_of_three() {
        for (fen, expected) in [
            (0, "0.00"),
            (999_99, "999.99"),
            (1_000_00, "1,000.00"),
            (-999_00, "-999.00"),
            (-1_000_00, "-1,000.00"),
            (123_456_789_01, "123,456,789.01"),
        ] {
            assert_eq!(Money::from_fen(fen).grouped(), expected);
        }
    }

    #[test]
    fn only_the_declared_shape_is_money() {
        for (text, fen) in [
            ("355", 35_500),
            ("355.0", 35_500),
            ("355.00", 35_500),
            ("0", 0),
            ("007.5", 750),
            ("7.05", 705),
            ("12345.67", 1_234_567),
            ("123456.78", 12_345_678),
            ("999999999999.99", 99_999_999_999_999),
        ] {
            assert_eq!(Money::parse(text).map(Money::fen), Some(fen), "{text}");
        }
        for text in [
            "",
            ".5",
            "5.",
            "+5",
            "-5",
            "1_000",
            "1e3",
            "1,000.00",
            "1.234",
            "1.2.3",
            ".5.25",
            "1.2x",
            "1x.25",
            "/.25",
            "12.:0",
            "1-2.25",
            " 1",
            "1234567890123",
            "３５５",
            "NaN",
        ] {
            assert_eq!(Money::parse(text), None, "{text}");
        }
    }

    #[test]
    #[should_panic(expected = "fit 64 bits")]
    fn a_sum_that_cannot_be_held_is_never_wrapped_around() {
        let _ = Money::from_fen(i64::MAX) + Money::from_fen(1);
    }

    #[test]
    fn only_a_balance_may_be_negative() {
        assert_eq!(Money::parse_balance("-0.01").map(Money::fen), Some(-1));
        assert_eq!(Money::parse_balance("--1"), None);
        assert_eq!(
            Money::parse_balance("-0").map(|m| m.to_string()).as_deref(),
            Some("0.00")
        );
    }

    #[test]
    fn is_written_with_two_decimals() {
        assert_eq!(Money::from_fen(35_500).to_string(), "355.00");
        assert_eq!(Money::from_fen(5).to_string(), "0.05");
        let powers = (0..19).map(|zeros| 10_i64.pow(zeros));
        let others = [0, 5, -5, 99, -100, 35_500, 100_000_001, i64::MAX, i64::MIN];
        for fen in powers.chain(others) {
            let mut text = Vec::new();
            Money::from_fen(fen).push_to(&mut text);
            let expected = Decimal::new(fen, 2).to_string();
            assert_eq!(String::from_utf8(text).unwrap(), expected, "{fen}");
        }
        assert_eq!((Money::from_fen(35_500) * 3).to_string(), "1065.00");
    }
}
