//! What earlier batches did, as far as today's decisions need it.

use super::{Money, PersonKey};
use chrono::NaiveDate;
use compact_str::CompactString;
use foldhash::HashMap;

use super::decision::ReturnedAnswer;

/// The obligation that may be met once: (insurance year, person).
pub type Obligation = (u16, PersonKey);

/// A deduction in the ledger that has not been reversed (有效).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The number of the deduction.
    pub end_to_end_no: CompactString,
    /// Who paid.
    pub organizer: PersonKey,
    /// The student's name as it was enrolled then.
    pub name: CompactString,
    /// Day of its batch.
    pub batch_date: NaiveDate,
    /// The fee.
    pub amount: Money,
    /// Receipt numbers that answers gave for it.
    pub receipts: Vec<CompactString>,
}

/// A past deduction of one organizer, standing or reversed: it may still be missing in an
/// account extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastDeduction {
    /// Day of its batch.
    pub batch_date: NaiveDate,
    /// The fee.
    pub amount: Money,
}

/// The latest entry of the ledger: it binds every entry before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainHead {
    /// How many entries there are, batches and imports of answers.
    pub entries: u64,
    /// Chain value of the last one, lower-case hex; zeros before the first.
    pub chain: String,
}

impl Default for ChainHead {
    /// Of a ledger without any entry.
    fn default() -> ChainHead {
        ChainHead {
            entries: 0,
            chain: "0".repeat(64),
        }
    }
}

/// The ledger as it stood before a batch.
#[derive(Debug, Default)]
pub struct History {
    /// Its latest entry then.
    pub head: ChainHead,
    /// Standing deductions by obligation.
    pub standing: HashMap<Obligation, Standing>,
    /// Answers that reversed a deduction, by obligation, in the order of their recording.
    pub returned: HashMap<Obligation, Vec<ReturnedAnswer>>,
    /// Every past deduction by organizer.
    pub past: HashMap<PersonKey, Vec<PastDeduction>>,
}
