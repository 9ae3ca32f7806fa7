//! What was decided about one enrollment.

use super::{Enrollment, Hold, Instant, Membership, Money, Outcome, PersonKey, Reasons, Status};

/// Seconds before and after the cut-off within which a choice is worth a look (section 5).
pub const NEAR_CUTOFF_SECONDS: i64 = 60;

/// A remark on a deduction that never changes an outcome (section 5 of the contract).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Notice {
    /// The person had paid, and all of it was given back.
    PaymentRefunded,
    /// Cancelled after the selection, at or after the cut-off: too late to count.
    LateCancellation,
    /// The member left at or after the cut-off.
    LeftAfterCutoff,
    /// The network was dissolved at or after the cut-off.
    DissolvedAfterCutoff,
    /// Selected or cancelled within a minute of the cut-off.
    NearCutoff,
}

impl Notice {
    /// Every notice, in the order of the contract.
    pub const ALL: &[Notice] = &[
        Notice::PaymentRefunded,
        Notice::LateCancellation,
        Notice::LeftAfterCutoff,
        Notice::DissolvedAfterCutoff,
        Notice::NearCutoff,
    ];

    /// The code that outputs write.
    pub const fn as_str(self) -> &'static str {
        match self {
            Notice::PaymentRefunded => "PAYMENT_REFUNDED",
            Notice::LateCancellation => "LATE_CANCELLATION",
            Notice::LeftAfterCutoff => "LEFT_AFTER_CUTOFF",
            Notice::DissolvedAfterCutoff => "DISSOLVED_AFTER_CUTOFF",
            Notice::NearCutoff => "NEAR_CUTOFF",
        }
    }
}

/// A set of notices, iterated in the order of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Notices(u8);

impl Notices {
    /// Adds a notice.
    pub fn insert(&mut self, notice: Notice) {
        self.0 |= 1 << notice as u8;
    }

    /// Whether a notice is in the set.
    pub const fn contains(self, notice: Notice) -> bool {
        self.0 & (1 << notice as u8) != 0
    }

    /// The notices in order.
    pub fn iter(self) -> impl Iterator<Item = Notice> {
        Notice::ALL
            .iter()
            .copied()
            .filter(move |n| self.contains(*n))
    }

    /// The codes joined by `;`.
    pub fn joined(self) -> String {
        self.iter()
            .map(Notice::as_str)
            .collect::<Vec<_>>()
            .join(";")
    }
}

/// One fee taken from one organizer for one student and year (划扣).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deduction {
    /// The fee.
    pub amount: Money,
    /// What was left of the accumulated balance just before.
    pub balance_before: Money,
    /// What is left after.
    pub balance_after: Money,
    /// Time of the account row that was used.
    pub balance_as_of: Instant,
    /// Remarks.
    pub notices: Notices,
}

/// The decision about one readable enrollment, with what it rests on.
#[derive(Debug, Clone)]
pub struct Decision<'a> {
    /// The row that was judged.
    pub enrollment: &'a Enrollment,
    /// What became of it. Never [`Outcome::Rejected`].
    pub outcome: Outcome,
    /// Whether today's extract asks for the deduction (section 4): a settled enrollment may not.
    pub is_requested: bool,
    /// All reasons that apply, in order; empty when deducted or not requested.
    pub reasons: Reasons,
    /// The row of the one live network (case 2 of section 4): names organizer, network and
    /// relation. `None` when there is no organizer.
    pub deciding_row: Option<&'a Membership>,
    /// Present exactly when the outcome is [`Outcome::Deducted`].
    pub deduction: Option<Deduction>,
    /// Code and text of the answer that returned an earlier deduction, for `REMITTANCE_RETURNED`.
    pub returned: Option<&'a ReturnedAnswer>,
    /// The order that forbids it, for `ON_HOLD`.
    pub hold: Option<&'a Hold>,
}

impl<'a> Decision<'a> {
    /// Who pays, or would; `None` where there is no organizer.
    pub fn organizer(&self) -> Option<&'a PersonKey> {
        self.deciding_row.map(|row| &row.organizer)
    }
}

/// What account system or tax bureau said when they sent a deduction back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedAnswer {
    /// Which of the answers that reverse.
    pub cause: Status,
    /// The answer's code.
    pub code: String,
    /// The answer's text.
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_is_small() {
        assert!(size_of::<Decision>() <= 88, "{}", size_of::<Decision>());
    }
}
