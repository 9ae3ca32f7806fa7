//! The deductions of a batch, numbered: the lines of remittance and postings.

use crate::domain::plan::Plan;
use crate::domain::{Decision, Deduction};

/// One deduction with its place in the batch.
pub struct Numbered<'p> {
    /// Place in the order of `enrollment_id`, from 1.
    pub seq: u32,
    /// The decision.
    pub decision: &'p Decision<'p>,
    /// The money.
    pub deduction: &'p Deduction,
}

/// The deductions of a batch in order.
pub fn numbered<'p>(plan: &'p Plan<'p>) -> Vec<Numbered<'p>> {
    plan.deductions()
        .map(|(seq, decision, deduction)| Numbered {
            seq,
            decision,
            deduction,
        })
        .collect()
}
