//! What the tax bureau has already received: a row of `payments.csv`.

use super::{Instant, Line, Money, PaidChannel, PersonKey};
use compact_str::CompactString;

/// A readable row of `payments.csv`. Columns as in section 2 of the contract.
#[derive(Debug, Clone)]
pub struct Payment {
    /// `receipt_no`.
    pub receipt_no: CompactString,
    /// `insurance_year`.
    pub insurance_year: u16,
    /// `insured_id`.
    pub person: PersonKey,
    /// `paid_channel`.
    pub paid_channel: PaidChannel,
    /// `amount`; below zero for a refund.
    pub amount: Money,
    /// `paid_at`.
    pub paid_at: Instant,
    /// `refunded_at`: when the money was given back.
    pub refunded_at: Option<Instant>,
    /// Where the record starts in its file.
    pub line: Line,
}

impl Payment {
    /// Whether all listed columns are equal, as understood: such rows count as one.
    pub fn same_content(&self, other: &Payment) -> bool {
        self.content() == other.content()
    }

    /// An order in which rows of equal content stand next to each other.
    pub fn content(&self) -> impl Ord {
        (
            &self.receipt_no,
            self.insurance_year,
            &self.person,
            self.paid_channel.as_str(),
            self.amount,
            self.paid_at,
            self.refunded_at,
        )
    }
}
