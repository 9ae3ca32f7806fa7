//! What `remittance.txt` and `exceptions.csv` say became of each enrollment.

use crate::domain::Money;
use crate::outputs::exceptions::ExceptionRow;
use crate::outputs::reader;
use std::collections::BTreeMap;
use std::fmt;

/// What became of one enrollment, as far as the lists of a batch tell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The fee was deducted.
    Deducted(Money),
    /// It stands in the list of exceptions.
    Listed {
        /// `class`.
        class: String,
        /// `reason`.
        reason: String,
    },
    /// It stands in neither list: settled, not requested or rejected.
    Unlisted,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Deducted(amount) => write!(f, "deducted {amount}"),
            Outcome::Listed { class, reason } => write!(f, "{class} {reason}"),
            Outcome::Unlisted => f.write_str("-"),
        }
    }
}

/// A file of a batch that does not read as this program writes it.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Name in the batch folder.
    pub file: &'static str,
    /// Line, from 1.
    pub line: usize,
}

/// The outcomes that a batch published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published(BTreeMap<String, Outcome>);

impl Published {
    /// Reads the bytes of both files.
    ///
    /// # Errors
    /// A line that this program does not write.
    pub fn read(remittance: &[u8], exceptions: &[u8]) -> Result<Published, Unreadable> {
        let mut published = Published::default();
        published.read_remittance(remittance)?;
        published.read_exceptions(exceptions)?;
        Ok(published)
    }

    /// Every enrollment of either list.
    pub fn enrollments(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// What became of an enrollment.
    pub fn outcome(&self, enrollment: &str) -> Outcome {
        self.0.get(enrollment).cloned().unwrap_or(Outcome::Unlisted)
    }

    /// Sum of the deductions.
    pub fn total(&self) -> Money {
        self.0
            .values()
            .map(|outcome| match outcome {
                Outcome::Deducted(amount) => *amount,
                Outcome::Listed { .. } | Outcome::Unlisted => Money::ZERO,
            })
            .sum()
    }

    /// Takes the last three fields of each detail: they are ASCII in every encoding of the file.
    fn read_remittance(&mut self, bytes: &[u8]) -> Result<(), Unreadable> {
        for (index, line) in bytes.split(|b| *b == b'\n').enumerate() {
            if !line.starts_with(b"D|") {
                continue;
            }
            let (enrollment, amount) = detail(line).ok_or(Unreadable {
                file: "remittance.txt",
                line: index + 1,
            })?;
            self.0.insert(enrollment, Outcome::Deducted(amount));
        }
        Ok(())
    }

    fn read_exceptions(&mut self, bytes: &[u8]) -> Result<(), Unreadable> {
        let unreadable = |line: usize| Unreadable {
            file: "exceptions.csv",
            line,
        };
        let rows = reader::rows::<ExceptionRow>(bytes).map_err(|_| unreadable(1))?;
        for (row, line) in rows.zip(2..) {
            let row = row.map_err(|_| unreadable(line))?;
            let outcome = Outcome::Listed {
                class: row.class,
                reason: row.reason,
            };
            self.0.insert(row.enrollment_id, outcome);
        }
        Ok(())
    }
}

fn detail(line: &[u8]) -> Option<(String, Money)> {
    let mut from_the_end = line.rsplitn(4, |b| *b == b'|');
    let enrollment = from_the_end.next()?;
    let _organizer = from_the_end.next()?;
    let amount = std::str::from_utf8(from_the_end.next()?).ok()?;
    let enrollment = String::from_utf8(enrollment.to_vec()).ok()?;
    Some((enrollment, Money::parse(amount)?))
}
