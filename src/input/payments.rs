//! `payments.csv`: what the tax bureau has already received.

use super::bloom_filter::BloomFilter;
use super::column::Column;
use super::columns::PAYMENTS;
use super::enrollments::parse_year;
use super::parser::{Parsed, RowParser};
use super::rejections::{Named, Tie};
use super::row::Cells;
use super::value::TextRule;
use crate::domain::reject::ExtractFile;
use crate::domain::{Money, PaidChannel, Payment, PersonKey};

const RECEIPT_NO: usize = 0;
const YEAR: usize = 1;
const PERSON: usize = 2;
const PAID_CHANNEL: usize = 3;
const AMOUNT: usize = 4;
const PAID_AT: usize = 5;
const REFUNDED_AT: usize = 6;

/// Reads the rows of `payments.csv` and keeps those of enrolled persons.
pub(super) struct PaymentParser<'s> {
    /// Who is enrolled.
    pub enrolled: &'s BloomFilter,
}

impl RowParser for PaymentParser<'_> {
    type Row = Payment;
    type Shared = ();

    const FILE: ExtractFile = ExtractFile::Payments;
    const COLUMNS: &'static [Column] = &PAYMENTS;
    const IDENTIFYING: Option<&'static str> = Some(PAYMENTS[PERSON].name);
    const MAY_LACK_ROWS: bool = true;

    fn parse(&self, cells: &mut Cells<'_>, _: &mut ()) -> Parsed<Payment> {
        match read(cells) {
            (_, Some(payment)) if cells.is_clean() => {
                match self.enrolled.may_hold(&payment.person) {
                    true => Parsed::Kept(payment),
                    false => Parsed::Unneeded,
                }
            }
            (person, _) => Parsed::Rejected(Named::one(person, &[Tie::Person])),
        }
    }
}

/// The person, if he is readable, and the payment, if all of it is.
fn read(cells: &mut Cells<'_>) -> (Option<PersonKey>, Option<Payment>) {
    let receipt_no = cells.text(RECEIPT_NO, TextRule::Free);
    let year = cells.code(YEAR, parse_year);
    let person = cells.person(PERSON);
    let paid_channel = cells.code(PAID_CHANNEL, PaidChannel::parse);
    let amount = cells.money(AMOUNT, Money::parse_balance_bytes);
    let paid_at = cells.instant(PAID_AT);
    let refunded_at = cells.optional_instant(REFUNDED_AT);
    let payment = || {
        Some(Payment {
            receipt_no: receipt_no?.into(),
            insurance_year: year?,
            person: person.clone()?,
            paid_channel: paid_channel?,
            amount: amount?,
            paid_at: paid_at?,
            refunded_at: refunded_at?,
            line: cells.line(),
        })
    };
    let payment = payment();
    (person, payment)
}
