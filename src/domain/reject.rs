//! Rows that cannot be read, and what that means for others.

use super::{Encoding, Enrollment, Institution, Line, PersonKey};
use compact_str::CompactString;
use foldhash::HashMap;
use std::fmt;

/// A file of the extract, in the order of section 2 of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ExtractFile {
    Enrollments,
    Networks,
    Accounts,
    Payments,
    Holds,
}

impl ExtractFile {
    /// Every file that holds rows to judge.
    pub const ALL: [ExtractFile; 5] = [
        ExtractFile::Enrollments,
        ExtractFile::Networks,
        ExtractFile::Accounts,
        ExtractFile::Payments,
        ExtractFile::Holds,
    ];

    /// The file's name with its extension.
    pub const fn name(self) -> &'static str {
        match self {
            ExtractFile::Enrollments => "enrollments.csv",
            ExtractFile::Networks => "networks.csv",
            ExtractFile::Accounts => "accounts.csv",
            ExtractFile::Payments => "payments.csv",
            ExtractFile::Holds => "holds.csv",
        }
    }
}

/// What is wrong with a value or a row (section 2 of the contract).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Problem {
    MissingValue,
    SpreadsheetDamage,
    BadText,
    BadKey,
    BadCode,
    BadInstant,
    BadMoney,
    BadQuoting,
    FieldCount,
    BadEncoding,
    DuplicateKey,
}

impl Problem {
    /// Every problem; the first seven in the order in which one value is judged.
    pub const ALL: &[Problem] = &[
        Problem::MissingValue,
        Problem::SpreadsheetDamage,
        Problem::BadText,
        Problem::BadKey,
        Problem::BadCode,
        Problem::BadInstant,
        Problem::BadMoney,
        Problem::BadQuoting,
        Problem::FieldCount,
        Problem::BadEncoding,
        Problem::DuplicateKey,
    ];

    /// The code that outputs write.
    pub const fn as_str(self) -> &'static str {
        match self {
            Problem::MissingValue => "MISSING_VALUE",
            Problem::SpreadsheetDamage => "SPREADSHEET_DAMAGE",
            Problem::BadText => "BAD_TEXT",
            Problem::BadKey => "BAD_KEY",
            Problem::BadCode => "BAD_CODE",
            Problem::BadInstant => "BAD_INSTANT",
            Problem::BadMoney => "BAD_MONEY",
            Problem::BadQuoting => "BAD_QUOTING",
            Problem::FieldCount => "FIELD_COUNT",
            Problem::BadEncoding => "BAD_ENCODING",
            Problem::DuplicateKey => "DUPLICATE_KEY",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One problem of one row: a line of `rejects.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The row's file.
    pub file: ExtractFile,
    /// Where the record starts.
    pub line: Line,
    /// Place of the column in section 2 of the contract, for the order of lines.
    pub column_index: u8,
    /// Canonical name of the column, or empty for a problem of the whole row.
    pub column: &'static str,
    /// What is wrong.
    pub problem: Problem,
    /// The value, already masked by the number rule.
    pub masked_value: String,
    /// How it is written, where it should be a time or an amount.
    pub shape: Option<String>,
}

impl Reject {
    /// Where the row stands.
    pub fn at(&self) -> RowAt {
        RowAt {
            file: self.file,
            line: self.line,
        }
    }
}

/// What is readable of a rejected enrollment whose `institution_code` is: its school is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedEnrollment {
    /// `enrollment_id`, or empty.
    pub id: CompactString,
    /// `insured_name`, or empty.
    pub name: CompactString,
    /// `insured_id`.
    pub person: Option<PersonKey>,
    /// `institution_code`, and `institution_name` or empty.
    pub institution: Institution,
    /// Where the record starts in its file.
    pub line: Line,
}

impl From<&Enrollment> for RejectedEnrollment {
    /// A row that is readable, and rejected for what another one says.
    fn from(row: &Enrollment) -> RejectedEnrollment {
        RejectedEnrollment {
            id: row.id.clone(),
            name: row.name.clone(),
            person: Some(row.person.clone()),
            institution: Institution::clone(&row.institution),
            line: row.line,
        }
    }
}

/// A row of the extract, to point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowAt {
    /// The row's file.
    pub file: ExtractFile,
    /// Where the record starts.
    pub line: Line,
}

impl fmt::Display for RowAt {
    /// `enrollments.csv:17`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file.name(), self.line)
    }
}

/// Who is held back because a row about him could not be read: `EVIDENCE_REJECTED`.
#[derive(Debug, Default)]
pub struct HeldEvidence {
    /// Persons whose own enrollments are held, with the rejected rows.
    pub persons: HashMap<PersonKey, Vec<RowAt>>,
    /// Persons for whom nobody's account may be charged by their order: the enrollments they
    /// would pay for are held.
    pub payers: HashMap<PersonKey, Vec<RowAt>>,
    /// Members of rejected network rows: their enrollments count as requested.
    pub requested: HashMap<PersonKey, Vec<RowAt>>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// Which one.
    pub file: ExtractFile,
    /// As found or given; `None` where it is not known: the ledger does not record it.
    pub encoding: Option<Encoding>,
    /// SHA-256 of the raw bytes, lower-case hex.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Records after the header.
    pub rows: u64,
    /// Rows (not problems) that were rejected.
    pub rejected_rows: u64,
}
