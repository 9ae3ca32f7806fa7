//! Reading `remittance.txt` back (section 7 of the contract).

use crate::domain::Money;
use encoding_rs::{Encoding, GB18030, UTF_8};
use memchr::memchr_iter;
use sm3::{Digest, Sm3};
use std::borrow::Cow;

/// Fields of a detail line.
const DETAIL_FIELDS: usize = 12;
/// Digits of an id that the entry hash adds up.
const HASHED_DIGITS: usize = 17;
/// The entry hash keeps ten digits.
const HASH_MODULUS: u64 = 10_000_000_000;

/// A detail line, its fields in the order of the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Detail<'b> {
    line: Cow<'b, str>,
    /// Where each field ends.
    ends: [usize; DETAIL_FIELDS],
}

impl<'b> Detail<'b> {
    fn read(line: Cow<'b, str>) -> Option<Detail<'b>> {
        let mut ends = [line.len(); DETAIL_FIELDS];
        let mut bars = memchr_iter(b'|', line.as_bytes());
        for end in &mut ends[..DETAIL_FIELDS - 1] {
            *end = bars.next()?;
        }
        let is_detail = bars.next().is_none() && line.starts_with("D|");
        is_detail.then_some(Detail { line, ends })
    }

    /// A field behind the first.
    fn field(&self, index: usize) -> &str {
        &self.line[self.ends[index - 1] + 1..self.ends[index]]
    }

    pub(super) fn seq(&self) -> &str {
        self.field(1)
    }
    pub(super) fn end_to_end_no(&self) -> &str {
        self.field(2)
    }
    pub(super) fn insured_id_type(&self) -> &str {
        self.field(3)
    }
    pub(super) fn insured_id(&self) -> &str {
        self.field(4)
    }
    pub(super) fn insured_name(&self) -> &str {
        self.field(5)
    }
    pub(super) fn category(&self) -> &str {
        self.field(6)
    }
    pub(super) fn district_code(&self) -> &str {
        self.field(7)
    }
    pub(super) fn institution_code(&self) -> &str {
        self.field(8)
    }
    pub(super) fn amount(&self) -> &str {
        self.field(9)
    }
    pub(super) fn organizer_id(&self) -> &str {
        self.field(10)
    }
    pub(super) fn enrollment_id(&self) -> &str {
        self.field(11)
    }
}

/// The file as a sequence of lines, adding up what its trailer must say.
pub(super) struct Remittance<'b> {
    encoding: &'static Encoding,
    bytes: &'b [u8],
    /// Where the next line starts.
    at: usize,
    count: u64,
    total: Money,
    entry_hash: u64,
}

impl<'b> Remittance<'b> {
    /// Over the bytes of a file in the encoding of its batch.
    pub(super) fn new(bytes: &'b [u8], encoding: &str) -> Remittance<'b> {
        Remittance {
            encoding: if encoding == "gb18030" {
                GB18030
            } else {
                UTF_8
            },
            bytes,
            at: 0,
            count: 0,
            total: Money::ZERO,
            entry_hash: 0,
        }
    }

    /// The next line, decoded; `None` at the end.
    pub(super) fn line(&mut self) -> Option<Cow<'b, str>> {
        let rest = &self.bytes[self.at..];
        if rest.is_empty() {
            return None;
        }
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        self.at += (end + 1).min(rest.len());
        Some(self.encoding.decode_without_bom_handling(&rest[..end]).0)
    }

    /// The next line, which is not consumed.
    pub(super) fn peek(&mut self) -> Option<Cow<'b, str>> {
        let start = self.at;
        let line = self.line();
        self.at = start;
        line
    }

    /// The next detail; `None` where the line is none, which is then not consumed.
    pub(super) fn detail(&mut self) -> Option<Detail<'b>> {
        let start = self.at;
        let detail = self.line().and_then(Detail::read);
        match &detail {
            None => self.at = start,
            Some(detail) => {
                self.count += 1;
                self.total += Money::parse(detail.amount()).unwrap_or(Money::ZERO);
                self.entry_hash =
                    (self.entry_hash + leading_digits(detail.insured_id())) % HASH_MODULUS;
            }
        }
        detail
    }

    /// The trailer that the lines read so far must have.
    pub(super) fn expected_trailer(&self) -> String {
        let mut sm3 = Sm3::new();
        sm3.update(&self.bytes[..self.at]);
        format!(
            "T|{}|{}|{:010}|{:x}",
            self.count,
            self.total,
            self.entry_hash,
            sm3.finalize()
        )
    }

    /// Whether everything was read.
    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }
}

/// The first 17 characters of an id as a number; 0 when they are fewer or no digits.
fn leading_digits(id: &str) -> u64 {
    match id.get(..HASHED_DIGITS) {
        Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => {
            digits.parse::<u64>().unwrap_or(0) % HASH_MODULUS
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_hash_adds_seventeen_digits() {
        for (id, value) in [
            ("310101201503070015", 1_201_503_070_01 % HASH_MODULUS),
            ("11010519491231002X", 5_194_912_310_02 % HASH_MODULUS),
            ("E12345678", 0),
            ("3101012015030700", 0),
        ] {
            assert_eq!(leading_digits(id), value, "{id}");
        }
    }

    #[test]
    fn a_bar_inside_a_gb18030_character_is_no_separator() {
        // The second byte of this character is 0x7C.
        let line = "D|00000001|n|01|i|\u{5f79}|student|310101|s|355.00|o|e";
        let (bytes, _, _) = GB18030.encode(line);
        let mut remittance = Remittance::new(&bytes, "gb18030");
        let detail = remittance.detail().unwrap();
        assert_eq!(detail.enrollment_id(), "e");
    }
}
