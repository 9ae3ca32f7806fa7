//! All that enrollments and payments say of one person's fee for one year, whichever enrollment
//! asks.

use super::already_paid::{Receipts, paid_by_another_channel, receipts, says_paid};
use super::duplicate_enrollment::first_that_counts;
use super::identity_conflict::names_differ;
use crate::domain::{Enrollment, Payment};
use crate::policy::InForce;

/// What the readable rows of one person and year amount to.
#[derive(Debug, Clone, Copy)]
pub struct Obligation<'a> {
    /// Whether the enrollments bear different names.
    pub names_differ: bool,
    /// The first enrollment that has a fee and belongs to the region.
    pub first: Option<&'a Enrollment>,
    /// Whether an enrollment says that the fee is paid.
    pub says_paid: bool,
    /// Whether one says so that names another way than this program.
    pub paid_by_another_channel: bool,
    /// What the tax bureau has received.
    pub receipts: Receipts,
}

impl<'a> Obligation<'a> {
    /// Sums up the rows of one person and year. `own` are the receipt numbers that answers gave
    /// for the standing deduction.
    pub fn of<'p>(
        enrollments: impl Iterator<Item = &'a Enrollment> + Clone,
        payments: impl Iterator<Item = &'p Payment>,
        own: &[impl AsRef<str>],
        policy: &InForce,
    ) -> Obligation<'a> {
        Obligation {
            names_differ: names_differ(enrollments.clone()),
            first: first_that_counts(enrollments.clone(), policy),
            says_paid: enrollments.clone().any(says_paid),
            paid_by_another_channel: enrollments.clone().any(paid_by_another_channel),
            receipts: receipts(payments.collect(), own),
        }
    }
}
