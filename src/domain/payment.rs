//! What the tax bureau has already received: a row of `payments.csv`.

use super::{Line, PaidChannel, PersonKey};

/// A readable row of `payments.csv`, as far as a decision needs it. The other columns
/// (`receipt_no`, `amount`, `paid_at`) are checked on reading and lead to nothing.
#[derive(Debug, Clone)]
pub struct Payment {
    /// `insured_id`.
    pub person: PersonKey,
    /// `insurance_year`.
    pub insurance_year: u16,
    /// `paid_channel`.
    pub paid_channel: PaidChannel,
    /// Where the record starts in its file.
    pub line: Line,
}
