//! Whom a row is about: the normalised number of an identity document.

use super::digits::{eight_digits, in_eight_digits};
use super::identity_number;
use super::name::fold_width;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

/// Most characters a person key may have.
const MAX_LENGTH: usize = 64;

/// Why a text is no person key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyProblem {
    /// A spreadsheet rounded the number or wrote it with an exponent.
    SpreadsheetDamage,
    /// Another character than `A–Z 0–9 ( ) . / -`, or more than 64 of them.
    BadKey,
}

/// A person, as every file names him: an identity document's number after normalisation
/// (section 2 of the contract). Equality of keys is equality of persons.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonKey(Repr);

/// Seventeen digits and a check character take eight bytes; everything else keeps its text.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    /// `digits * 11 + check` where check 10 is `X`.
    Number(u64),
    Text(Box<Box<str>>),
}

impl PersonKey {
    /// Normalises `text` (already trimmed): full-width to half-width, upper case, fifteen-digit
    /// numbers to eighteen.
    ///
    /// # Errors
    /// [`KeyProblem`] when what comes out is not a key.
    pub fn parse(text: &str) -> Result<PersonKey, KeyProblem> {
        if let Some(key) = PersonKey::usual(text.as_bytes()) {
            return Ok(key);
        }
        if let Some(number) = compact(text.as_bytes()) {
            return if is_rounded(text) {
                Err(KeyProblem::SpreadsheetDamage)
            } else {
                Ok(PersonKey(Repr::Number(number)))
            };
        }
        // Folding the case of other letters would make ASCII of some of them.
        let folded = fold_width(text).to_ascii_uppercase();
        if is_written_as_number(&folded) || is_rounded(&folded) {
            return Err(KeyProblem::SpreadsheetDamage);
        }
        let allowed =
            |b: u8| matches!(b, b'A'..=b'Z' | b'0'..=b'9' | b'(' | b')' | b'.' | b'/' | b'-');
        if folded.is_empty() || folded.len() > MAX_LENGTH || !folded.bytes().all(allowed) {
            return Err(KeyProblem::BadKey);
        }
        let key = identity_number::from_fifteen_digits(&folded).unwrap_or(folded);
        Ok(PersonKey(match compact(key.as_bytes()) {
            Some(number) => Repr::Number(number),
            None => Repr::Text(Box::new(key.into_boxed_str())),
        }))
    }

    /// The key of bytes that are as nearly all keys are written: seventeen digits and a check
    /// character, not `000` at the end, which needs a closer look. `None` says nothing.
    #[inline]
    pub(crate) fn usual(bytes: &[u8]) -> Option<PersonKey> {
        let number = compact(bytes)?;
        (!bytes.ends_with(b"000")).then_some(PersonKey(Repr::Number(number)))
    }

    /// The normalised text.
    pub fn as_str(&self) -> Cow<'_, str> {
        match &self.0 {
            Repr::Number(number) => {
                let text = String::from_utf8(expand(*number).to_vec());
                Cow::Owned(text.expect("digits are ASCII"))
            }
            Repr::Text(text) => Cow::Borrowed(text),
        }
    }

    /// The first seventeen characters as a number, for a key of seventeen digits and a check
    /// character.
    pub fn seventeen_digits(&self) -> Option<u64> {
        match self.0 {
            Repr::Number(number) => Some(number / 11),
            Repr::Text(_) => None,
        }
    }

    /// The key as one number below 2^63, for a key of seventeen digits and a check character; no
    /// other key has the same.
    pub fn as_number(&self) -> Option<u64> {
        match self.0 {
            Repr::Number(number) => Some(number),
            Repr::Text(_) => None,
        }
    }

    /// Appends the normalised text, without an allocation of its own.
    pub fn push_to(&self, text: &mut Vec<u8>) {
        match &self.0 {
            Repr::Number(number) => text.extend_from_slice(&expand(*number)),
            Repr::Text(key) => text.extend_from_slice(key.as_bytes()),
        }
    }
}

/// Seventeen digits and a digit or `X` as one number.
#[inline]
fn compact(bytes: &[u8]) -> Option<u64> {
    let bytes: &[u8; 18] = bytes.try_into().ok()?;
    let ([first, second], [last, check]) = bytes.as_chunks::<8>() else {
        return None;
    };
    let last = u64::from(digit(*last)?);
    let check = match check {
        b'X' => 10,
        other => u64::from(digit(*other)?),
    };
    let sixteen =
        u64::from(eight_digits(*first)?) * 100_000_000 + u64::from(eight_digits(*second)?);
    Some((sixteen * 10 + last) * 11 + check)
}

fn digit(byte: u8) -> Option<u8> {
    byte.is_ascii_digit().then(|| byte - b'0')
}

/// The eighteen characters of a compact number.
fn expand(number: u64) -> [u8; 18] {
    const EIGHT: u64 = 100_000_000;
    let seventeen = number / 11;
    let sixteen = seventeen / 10;
    let mut characters = [0; 18];
    characters[..8].copy_from_slice(&in_eight_digits((sixteen / EIGHT) as u32));
    characters[8..16].copy_from_slice(&in_eight_digits((sixteen % EIGHT) as u32));
    characters[16] = b'0' + (seventeen % 10) as u8;
    characters[17] = match number % 11 {
        10 => b'X',
        check => b'0' + check as u8,
    };
    characters
}

/// Whether a spreadsheet or a data frame has made a number of an identifier: `3.10101E+17`,
/// `3e17`, `12345678.0`, in full width too (section 2 of the contract, `SPREADSHEET_DAMAGE`).
pub fn is_written_as_number(text: &str) -> bool {
    let folded = fold_width(text);
    let is_number = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    match folded.split_once(['E', 'e']) {
        Some((mantissa, exponent)) => {
            let is_mantissa = match mantissa.split_once('.') {
                Some((whole, fraction)) => is_number(whole) && is_number(fraction),
                None => is_number(mantissa),
            };
            is_mantissa && is_number(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))
        }
        None => folded.split_once('.').is_some_and(|(whole, fraction)| {
            is_number(whole) && !fraction.is_empty() && fraction.bytes().all(|b| b == b'0')
        }),
    }
}

/// Eighteen digits ending in `000` whose check digit fails: what a spreadsheet saves of a number
/// that it held as a float.
fn is_rounded(text: &str) -> bool {
    text.len() == 18
        && text.ends_with("000")
        && text.bytes().all(|b| b.is_ascii_digit())
        && !identity_number::has_valid_check_character(text)
}

impl Ord for PersonKey {
    /// By the bytes of the text.
    #[inline]
    fn cmp(&self, other: &PersonKey) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Number(a), Repr::Number(b)) => a.cmp(b),
            _ => self.as_str().as_bytes().cmp(other.as_str().as_bytes()),
        }
    }
}

impl PartialOrd for PersonKey {
    fn partial_cmp(&self, other: &PersonKey) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.as_str())
    }
}

impl fmt::Debug for PersonKey {
    /// Masked, so that no log can leak a whole number by accident.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::masking::mask_number(&self.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Result<String, KeyProblem> {
        PersonKey::parse(text).map(|k| k.to_string())
    }

    #[test]
    fn one_person_has_one_key() {
        for (text, expected) in [
            ("310101201503070015", "310101201503070015"),
            ("11010519491231002x", "11010519491231002X"),
            ("３１０１０１２０１５０３０７００１５", "310101201503070015"),
            ("ｈ１２３（４）", "H123(4)"),
            ("110105491231002", "11010519491231002X"),
            ("110105491331002", "110105491331002"),
            ("000000000000000000", "SPREADSHEET"),
            ("G1234.5/6-7", "G1234.5/6-7"),
            ("012345678901234567", "012345678901234567"),
        ] {
            if expected != "SPREADSHEET" {
                assert_eq!(key(text).as_deref(), Ok(expected), "{text}");
            }
        }
    }

    #[test]
    fn a_spreadsheet_leaves_traces() {
        for text in [
            "3.10101E+17",
            "3.10101e17",
            "3E+17",
            "3e17",
            "3.1e-5",
            "1E1234567",
            "３.１E＋１７",
            "３．１ｅ１７",
            "310101201503070000",
            "３１０１０１２０１５０３０７００００",
            "12345678.0",
            "12345678.00",
            "１２３４５６７８．０",
            "310101201503070015.0",
            "0.0",
        ] {
            assert_eq!(key(text), Err(KeyProblem::SpreadsheetDamage), "{text}");
        }
        for text in [
            "E12345678",
            "1E",
            "1E+",
            "1.E5",
            ".5E5",
            "A1E5",
            "1E5A",
            "1.5",
            "1.",
            ".0",
            "1.0.0",
            "1.01",
            "A.0",
            "AB.123",
            "-1.0",
            "31010120150307000X",
            "3101012015030700000",
            "310101201501010000",
        ] {
            assert_ne!(key(text), Err(KeyProblem::SpreadsheetDamage), "{text}");
        }
    }

    #[test]
    fn other_characters_are_refused() {
        for text in [
            "",
            "张三",
            "A B",
            "A　B",
            "A_B",
            "A+B",
            "Aı",
            "Aſ",
            "A①",
            "A｜B",
            &"1".repeat(65),
        ] {
            assert_eq!(key(text), Err(KeyProblem::BadKey), "{text}");
        }
        assert!(key(&"1".repeat(64)).is_ok());
    }

    #[test]
    fn keys_are_ordered_by_their_bytes() {
        let sorted = [
            "11010519491231002X",
            "310101201503070015",
            "310101201503070015A",
            "A1",
        ];
        let mut keys: Vec<PersonKey> = sorted
            .iter()
            .rev()
            .map(|t| PersonKey::parse(t).unwrap())
            .collect();
        keys.sort();
        let shown: Vec<String> = keys.iter().map(PersonKey::to_string).collect();
        assert_eq!(shown, sorted);
    }

    #[test]
    fn a_key_is_small() {
        assert_eq!(size_of::<PersonKey>(), 16);
        assert_eq!(size_of::<Option<PersonKey>>(), 16);
    }
}
