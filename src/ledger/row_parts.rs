//! What rows of `deductions` are made of.

use super::record::NewDeduction;
use crate::domain::batch::push_seq;
use crate::domain::history::Obligation;
use crate::domain::{BatchId, Deduction, IdType, PersonKey};
use chrono::FixedOffset;
use compact_str::CompactString;
use rusqlite::types::ValueRef;

/// Rows whose parts are copied together before they are written.
pub(super) const ROWS_COPIED: usize = 128;

/// What some rows need of their enrollments, memberships and decisions.
///
/// Deductions are written in the order of persons, in which these three lie anywhere in memory.
/// Copies that do nothing else, one kind after the other, wait for many places of it at once; each
/// row written from where its parts lie would wait for every one of them.
#[derive(Default)]
pub(super) struct Parts<'d> {
    news: Vec<NewDeduction<'d>>,
    enrolled: Vec<(CompactString, IdType, CompactString)>,
    paying: Vec<(PersonKey, CompactString)>,
    deducted: Vec<Deduction>,
}

impl<'d> Parts<'d> {
    /// Copies the parts of other rows, in their order.
    pub(super) fn copy(&mut self, news: impl Iterator<Item = NewDeduction<'d>>) {
        self.news.clear();
        self.news.extend(news);
        self.enrolled.clear();
        self.enrolled.extend(self.news.iter().map(|new| {
            let of = new.enrollment;
            (of.id.clone(), of.id_type, of.name.clone())
        }));
        self.paying.clear();
        self.paying.extend(self.news.iter().map(|new| {
            let of = new.membership;
            (of.organizer.clone(), of.network.clone())
        }));
        self.deducted.clear();
        self.deducted
            .extend(self.news.iter().map(|new| *new.deduction));
    }

    /// The parts, row by row.
    pub(super) fn rows(&self) -> impl Iterator<Item = RowParts<'_>> {
        let copied = self.enrolled.iter().zip(&self.paying).zip(&self.deducted);
        self.news
            .iter()
            .zip(copied)
            .map(|(new, ((enrolled, paying), deduction))| RowParts {
                seq: new.seq,
                enrolled,
                paying,
                deduction,
            })
    }
}

/// The parts of one row.
pub(super) struct RowParts<'p> {
    seq: u32,
    enrolled: &'p (CompactString, IdType, CompactString),
    paying: &'p (PersonKey, CompactString),
    pub(super) deduction: &'p Deduction,
}

/// Texts that rows share or that are made anew for each, without an allocation per row.
pub(super) struct Texts {
    end_to_end_no: Vec<u8>,
    /// Bytes of `end_to_end_no` that all rows share.
    compact: usize,
    id_type: [u8; 2],
    insured: Vec<u8>,
    organizer: Vec<u8>,
    offset: FixedOffset,
    as_of: Vec<u8>,
}

impl Texts {
    pub(super) fn new(id: &BatchId, offset: FixedOffset) -> Texts {
        let end_to_end_no = id.compact().into_bytes();
        Texts {
            compact: end_to_end_no.len(),
            end_to_end_no,
            id_type: [b'0'; 2],
            insured: Vec::new(),
            organizer: Vec::new(),
            offset,
            as_of: Vec::new(),
        }
    }

    /// The values of a row in the order of [`super::chain::DEDUCTION_COLUMNS`].
    pub(super) fn values<'v>(
        &'v mut self,
        (insurance_year, insured): &Obligation,
        row: &RowParts<'v>,
        attempt: i64,
        batch_seq: i64,
    ) -> [ValueRef<'v>; 13] {
        self.set(insured, row);
        let (enrollment_id, _, name) = row.enrolled;
        let (_, network) = row.paying;
        [
            ValueRef::Integer(i64::from(*insurance_year)),
            ValueRef::Text(&self.insured),
            ValueRef::Integer(attempt),
            ValueRef::Integer(batch_seq),
            ValueRef::Text(&self.end_to_end_no),
            ValueRef::Text(enrollment_id.as_bytes()),
            ValueRef::Text(&self.id_type),
            ValueRef::Text(name.as_bytes()),
            ValueRef::Text(&self.organizer),
            ValueRef::Text(network.as_bytes()),
            ValueRef::Integer(row.deduction.amount.fen()),
            ValueRef::Integer(row.deduction.balance_before.fen()),
            ValueRef::Text(&self.as_of),
        ]
    }

    fn set(&mut self, insured: &PersonKey, row: &RowParts<'_>) {
        self.end_to_end_no.truncate(self.compact);
        push_seq(&mut self.end_to_end_no, row.seq);
        self.id_type = row.enrolled.1.digits();
        self.insured.clear();
        insured.push_to(&mut self.insured);
        self.organizer.clear();
        row.paying.0.push_to(&mut self.organizer);
        self.as_of.clear();
        let as_of = row.deduction.balance_as_of;
        as_of.push_to(&mut self.as_of, self.offset);
    }
}
