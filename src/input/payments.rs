//! `payments.csv`: what the tax bureau has already received.

use super::bloom_filter::BloomFilter;
use super::columns::PAYMENTS;
use super::enrollments::parse_year;
use super::header::Column;
use super::parser::RowParser;
use super::rejections::{Rejections, Tie};
use super::row::{CellScratch, Cells, Row, flaws};
use super::value::TextRule;
use crate::domain::reject::ExtractFile;
use crate::domain::{Money, PaidChannel, Payment, PersonKey};
use chrono::FixedOffset;

const RECEIPT_NO: usize = 0;
const YEAR: usize = 1;
const PERSON: usize = 2;
const PAID_CHANNEL: usize = 3;
const AMOUNT: usize = 4;
const PAID_AT: usize = 5;
const REFUNDED_AT: usize = 6;

/// Reads the rows of `payments.csv` and keeps those of enrolled persons.
pub(super) struct PaymentParser<'s> {
    /// In which instants without an offset are meant.
    pub offset: FixedOffset,
    /// Who is enrolled.
    pub enrolled: &'s BloomFilter,
}

#[derive(Default)]
pub(super) struct PaymentPart {
    kept: Vec<Payment>,
    rejections: Rejections,
}

impl RowParser for PaymentParser<'_> {
    type Part = PaymentPart;
    type Total = Vec<Payment>;
    type Scratch = CellScratch;

    const FILE: ExtractFile = ExtractFile::Payments;
    const COLUMNS: &'static [Column] = &PAYMENTS;
    const MUST_NAME: bool = true;
    const MAY_LACK_ROWS: bool = true;

    fn parse(&self, row: &Row<'_>, scratch: &mut Self::Scratch, part: &mut PaymentPart) {
        let mut cells = Cells::new(row, self.offset, scratch);
        let (person, payment) = read(&mut cells, row);
        if let Some(payment) = payment.filter(|_| cells.is_clean()) {
            if self.enrolled.may_hold(&payment.person) {
                part.kept.push(payment);
            }
            return;
        }
        let rejections = &mut part.rejections;
        rejections.reject(
            Self::FILE,
            row.line(),
            flaws(row, Self::COLUMNS, &mut scratch.problems),
        );
        match person {
            Some(person) => rejections.hold(Tie::Person, person, row.line()),
            None => rejections.is_nameless(row.line()),
        }
    }

    fn rejections(part: &mut PaymentPart) -> &mut Rejections {
        &mut part.rejections
    }

    fn absorb(&self, total: &mut Vec<Payment>, part: &mut PaymentPart) {
        total.append(&mut part.kept);
    }
}

/// The person, if he is readable, and the payment, if all of it is.
fn read(cells: &mut Cells<'_>, row: &Row<'_>) -> (Option<PersonKey>, Option<Payment>) {
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
            line: row.line(),
        })
    };
    let payment = payment();
    (person, payment)
}
