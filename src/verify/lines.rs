//! Remittance, postings and ledger, line by line: one deduction is one line in each.

use super::remittance::{Detail, Remittance};
use crate::domain::Money;
use crate::domain::message::Message;
use crate::ledger::{BatchRecord, DeductionRow, Discrepancy, Ledger};
use crate::outputs::postings;
use crate::regular;
use crate::text::differences as text;
use csv::StringRecord;
use std::borrow::Cow;
use std::path::Path;

const REMITTANCE: &str = "remittance.txt";
const POSTINGS: &str = "postings.csv";
/// Differences of single deductions that are listed one by one; the rest are counted.
const LISTED: usize = 20;

/// Reads both files side by side with the ledger's rows.
struct Lines<'f, 'b> {
    remittance: Remittance<'b>,
    postings: csv::Reader<&'b [u8]>,
    record: StringRecord,
    posted: Money,
    seq: u64,
    unlisted: usize,
    found: &'f mut Vec<Discrepancy>,
}

/// Holds every deduction of the ledger against its line in both files, and the trailer against
/// what it must be.
pub(super) fn compare(
    folder: &Path,
    record: &BatchRecord,
    ledger: &Ledger,
    found: &mut Vec<Discrepancy>,
) -> anyhow::Result<()> {
    // Files that cannot be read were named before; an empty one then stands for each.
    let remittance = regular::read(folder.join(REMITTANCE)).unwrap_or_default();
    let postings = regular::read(folder.join(POSTINGS)).unwrap_or_default();
    let mut lines = Lines {
        remittance: Remittance::new(&remittance, &record.remittance_encoding()),
        postings: csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(&postings[..]),
        record: StringRecord::new(),
        posted: Money::ZERO,
        seq: 0,
        unlisted: 0,
        found,
    };
    lines.heads(record);
    ledger.each_deduction_of_batch(&record.id, |row| lines.deduction(row))?;
    lines.ends(record);
    Ok(())
}

impl Lines<'_, '_> {
    fn say(&mut self, file: &str, what: Message) {
        self.found.push(Discrepancy::at(file, what));
    }

    fn heads(&mut self, record: &BatchRecord) {
        let expected = format!(
            "H|GONGJI-REMIT|1|{}|{}|{}|{}|{}",
            record.id,
            record.id.insurance_year,
            record.id.date,
            record.policy_id,
            record.policy_sha256
        );
        let head = self.remittance.line().unwrap_or_default();
        if head != expected {
            self.say(REMITTANCE, text::other_first_line(&expected));
        }
        let has_columns = self
            .postings
            .headers()
            .is_ok_and(|h| h == postings::HEADER[..]);
        if !has_columns {
            self.say(POSTINGS, text::other_columns());
        }
    }

    /// One deduction of the ledger, in the order of `end_to_end_no`.
    fn deduction(&mut self, row: &DeductionRow) {
        self.seq += 1;
        let detail = self.remittance.detail();
        let difference = match &detail {
            None => Some(text::no_line()),
            Some(detail) => differing_field(&remitted(detail, self.seq, row)),
        };
        self.list(REMITTANCE, row, difference);
        let difference = match self.postings.read_record(&mut self.record) {
            Ok(true) => {
                let cell = |i: usize| self.record.get(i).unwrap_or_default();
                self.posted += Money::parse(cell(postings::AMOUNT)).unwrap_or(Money::ZERO);
                differing_field(&posted(&cell, row))
            }
            Ok(false) => Some(text::no_line()),
            Err(e) => Some(text::no_csv(&e)),
        };
        self.list(POSTINGS, row, difference);
    }

    fn list(&mut self, file: &str, row: &DeductionRow, difference: Option<Message>) {
        let Some(what) = difference else { return };
        if self.found.len() < LISTED {
            let place = text::of_deduction(file, &row.end_to_end_no);
            self.found.push(Discrepancy::new(place, what));
        } else {
            self.unlisted += 1;
        }
    }

    fn ends(&mut self, record: &BatchRecord) {
        if self.remittance.detail().is_some() {
            self.say(REMITTANCE, text::too_many_lines());
            while self.remittance.detail().is_some() {}
        }
        let expected = self.remittance.expected_trailer();
        let trailer = self.remittance.line().unwrap_or_default();
        if trailer != expected {
            self.say(REMITTANCE, text::other_trailer(shown(&trailer), &expected));
        }
        if !self.remittance.is_at_end() {
            self.say(REMITTANCE, text::behind_trailer());
        }
        while self
            .postings
            .read_record(&mut self.record)
            .is_ok_and(|more| more)
        {
            let amount = self.record.get(postings::AMOUNT).unwrap_or_default();
            self.posted += Money::parse(amount).unwrap_or(Money::ZERO);
        }
        if self.posted != record.total {
            self.say(POSTINGS, text::other_total(self.posted, record.total));
        }
        if self.unlisted > 0 {
            let what = text::further(self.unlisted);
            self.found
                .push(Discrepancy::new(text::of_both_files(), what));
        }
    }
}

/// A trailer as it stands; not what stands in its place, which may be about a person.
fn shown(trailer: &str) -> Option<&str> {
    let is_plain = |field: &str| field.bytes().all(|b| b.is_ascii_hexdigit() || b == b'.');
    match trailer.strip_prefix("T|") {
        Some(fields) if fields.split('|').all(is_plain) => Some(trailer),
        Some(_) | None => None,
    }
}

type Field<'a> = (&'static str, &'a str, Cow<'a, str>);

/// What a remittance line says and what the ledger says of the same.
fn remitted<'a>(line: &'a Detail, seq: u64, row: &'a DeductionRow) -> [Field<'a>; 8] {
    [
        ("seq", line.seq(), format!("{seq:08}").into()),
        (
            "end_to_end_no",
            line.end_to_end_no(),
            (&row.end_to_end_no).into(),
        ),
        (
            "insured_id_type",
            line.insured_id_type(),
            (&row.insured_id_type).into(),
        ),
        ("insured_id", line.insured_id(), (&row.insured_id).into()),
        (
            "insured_name",
            line.insured_name(),
            (&row.insured_name).into(),
        ),
        ("amount", line.amount(), row.amount.to_string().into()),
        (
            "organizer_id",
            line.organizer_id(),
            (&row.organizer_id).into(),
        ),
        (
            "enrollment_id",
            line.enrollment_id(),
            (&row.enrollment_id).into(),
        ),
    ]
}

/// What a posting says and what the ledger says of the same.
fn posted<'a>(cell: &impl Fn(usize) -> &'a str, row: &'a DeductionRow) -> Vec<Field<'a>> {
    let after = row.balance_before - row.amount;
    let values: [Cow<'a, str>; 8] = [
        (&row.end_to_end_no).into(),
        (&row.organizer_id).into(),
        (&row.insured_id).into(),
        row.amount.to_string().into(),
        row.balance_before.to_string().into(),
        after.to_string().into(),
        (&row.balance_as_of).into(),
        (&row.network_id).into(),
    ];
    let fields = postings::HEADER.into_iter().zip(values).enumerate();
    fields
        .map(|(i, (name, value))| (name, cell(i), value))
        .collect()
}

/// The first field in which a line and the ledger differ. Values are not shown: they may be
/// numbers and names of persons.
fn differing_field(fields: &[Field<'_>]) -> Option<Message> {
    let (name, _, _) = fields.iter().find(|(_, here, there)| here != there)?;
    Some(text::other_field(name))
}
