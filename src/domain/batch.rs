//! The identity of a committed execution.

use super::digits::in_eight_digits;
use chrono::NaiveDate;
use std::fmt;
use std::str::FromStr;

/// `<insurance_year>-<batch date yyyymmdd>-<nn>`, for example `2025-20241221-01`.
///
/// Ordered by date, then number: the order in which batches may follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BatchId {
    /// Business date of the batch, in the policy's offset.
    pub date: NaiveDate,
    /// 1–99.
    pub number: u8,
    /// Insurance year of the policy.
    pub insurance_year: u16,
}

impl BatchId {
    /// The identity without separators, as it starts every `end_to_end_no`.
    pub fn compact(&self) -> String {
        self.to_string().replace('-', "")
    }

    /// The number under which the account system and the tax bureau know one deduction.
    pub fn end_to_end_no(&self, seq: u32) -> String {
        format!("{}{seq:08}", self.compact())
    }
}

/// Appends the place of a deduction in its batch, as an `end_to_end_no` ends: eight digits, or as
/// many as it needs.
pub fn push_seq(text: &mut Vec<u8>, seq: u32) {
    const EIGHT_DIGITS: u32 = 100_000_000;
    if seq >= EIGHT_DIGITS {
        text.extend_from_slice((seq / EIGHT_DIGITS).to_string().as_bytes());
    }
    text.extend_from_slice(&in_eight_digits(seq % EIGHT_DIGITS));
}

/// The place that [`push_seq`] wrote.
pub fn seq_of(text: &str) -> Option<u32> {
    const DIGITS: usize = 8;
    let is_written_so = text.bytes().all(|b| b.is_ascii_digit())
        && (text.len() == DIGITS || text.len() > DIGITS && !text.starts_with('0'));
    is_written_so.then(|| text.parse().ok())?
}

impl fmt::Display for BatchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}-{}-{:02}",
            self.insurance_year,
            self.date.format("%Y%m%d"),
            self.number
        )
    }
}

/// The text is not a batch id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a batch id such as 2025-20241221-01")]
pub struct NotABatchId;

impl FromStr for BatchId {
    type Err = NotABatchId;

    fn from_str(text: &str) -> Result<BatchId, NotABatchId> {
        let parts: Vec<&str> = text.split('-').collect();
        let [year, date, number] = parts[..] else {
            return Err(NotABatchId);
        };
        let all_digits = parts.iter().all(|p| p.bytes().all(|b| b.is_ascii_digit()));
        if !all_digits || (year.len(), date.len(), number.len()) != (4, 8, 2) {
            return Err(NotABatchId);
        }
        let id = BatchId {
            date: NaiveDate::parse_from_str(date, "%Y%m%d").map_err(|_| NotABatchId)?,
            number: number.parse().map_err(|_| NotABatchId)?,
            insurance_year: year.parse().map_err(|_| NotABatchId)?,
        };
        if id.number == 0 {
            Err(NotABatchId)
        } else {
            Ok(id)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_written_and_read_back() {
        let id: BatchId = "2025-20241221-01".parse().unwrap();
        assert_eq!(id.to_string(), "2025-20241221-01");
        assert_eq!(id.end_to_end_no(7), "2025202412210100000007");
        for seq in [1, 99_999_999, 100_000_000, 1_000_000_000, u32::MAX] {
            let mut text = id.compact().into_bytes();
            push_seq(&mut text, seq);
            assert_eq!(text, id.end_to_end_no(seq).as_bytes(), "{seq}");
            let written = str::from_utf8(&text[14..]).unwrap();
            assert_eq!(seq_of(written), Some(seq));
        }
        for text in ["", "1", "0000001", "000000001", "+0000001", "4294967296"] {
            assert_eq!(seq_of(text), None, "{text}");
        }
        for text in [
            "2025-20241221-00",
            "2025-20241321-01",
            "2025-20241221-1",
            "plan",
            "+025-20241221-01",
        ] {
            assert_eq!(text.parse::<BatchId>(), Err(NotABatchId), "{text}");
        }
    }

    #[test]
    fn dates_come_before_numbers() {
        let earlier: BatchId = "2025-20241221-02".parse().unwrap();
        let later: BatchId = "2025-20241222-01".parse().unwrap();
        assert!(earlier < later);
    }
}
