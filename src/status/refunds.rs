//! The worklist of refund candidates: whom earlier batches charged and later batches found to be
//! perhaps due a refund (section 5 of the contract), with what is known now.

use crate::domain::{BatchId, Class, Reason};
use crate::explain::rows_of;
use crate::fault::{Exit, Fault};
use crate::ledger::{Answer, BatchRecord, DeductionRow, Ledger};
use crate::outputs::exceptions::ExceptionRow;
use crate::outputs::table::{BOM, CsvRows};
use crate::text::answers as words;
use std::collections::BTreeMap;
use std::path::Path;

/// The columns of the worklist.
pub const COLUMNS: [&str; 16] = [
    "end_to_end_no",
    "batch",
    "deducted_on",
    "insured_id",
    "insured_name",
    "enrollment_id",
    "organizer_id",
    "amount",
    "reasons",
    "first_listed",
    "last_listed",
    "state",
    "answer",
    "code",
    "receipt_no",
    "reversed_in",
];

const EXCEPTIONS: &str = "exceptions.csv";
const SETTLED: &str = Class::Settled.as_str();

/// The worklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refunds {
    /// The file: CSV with byte order mark, in the order of `end_to_end_no`.
    pub bytes: Vec<u8>,
    /// Lines.
    pub all: u64,
    /// Lines whose deduction still stands.
    pub standing: u64,
}

/// Why a student is on the list, and where it was said.
#[derive(Debug, Clone)]
struct Candidate {
    reasons: Vec<Reason>,
    first: BatchId,
    last: BatchId,
}

/// Renders the worklist from the exceptions of every batch and the ledger: one line for each
/// deduction that any batch named a refund candidate.
///
/// # Errors
/// [`Exit::Inconsistent`] when the exceptions of a batch are not what the ledger recorded, or name
/// a settled student for whom the ledger has no deduction.
pub fn refunds(out: &Path, ledger: &Ledger) -> Result<Refunds, Fault> {
    let batches = ledger.batches()?;
    let mut listed: Vec<(usize, ExceptionRow)> = Vec::new();
    for (place, batch) in batches.iter().enumerate() {
        let is_settled = |row: &ExceptionRow| row.class == SETTLED;
        let found = rows_of(batch, EXCEPTIONS, out, &[SETTLED], is_settled)?.into_iter();
        listed.extend(found.map(|row| (place, row)));
    }
    let charges = charges_of(ledger, &batches, &listed)?;
    let mut candidates: BTreeMap<&str, (&DeductionRow, Candidate)> = BTreeMap::new();
    for (place, row) in &listed {
        let batch = batches[*place].id;
        let of_person = charges.get(&row.insured_id);
        let Some(charge) = of_person.and_then(|all| standing_before(all, *place, batch)) else {
            let why = words::no_deduction_to_refund(&batch);
            return Err(Fault::new(Exit::Inconsistent, why));
        };
        let reasons = reasons_of(row);
        candidates
            .entry(&charge.end_to_end_no)
            .and_modify(|(_, known)| known.add(&reasons, batch))
            .or_insert_with(|| (charge, Candidate::new(reasons, batch)));
    }
    render(ledger, candidates.into_values())
}

/// The deductions of everybody who is listed, by person, with the place of their batch, in order.
fn charges_of(
    ledger: &Ledger,
    batches: &[BatchRecord],
    listed: &[(usize, ExceptionRow)],
) -> Result<BTreeMap<String, Vec<(usize, DeductionRow)>>, Fault> {
    let persons = listed.iter().map(|(_, row)| &row.insured_id);
    let mut charges: BTreeMap<String, Vec<(usize, DeductionRow)>> =
        persons.map(|person| (person.clone(), Vec::new())).collect();
    if charges.is_empty() {
        return Ok(charges);
    }
    for (place, batch) in batches.iter().enumerate() {
        ledger.each_deduction_of_batch(&batch.id, |row| {
            if let Some(of_person) = charges.get_mut(&row.insured_id) {
                of_person.push((place, row.clone()));
            }
        })?;
    }
    Ok(charges)
}

/// The deduction that stood when a batch listed its student: the latest before it, of the batch's
/// year if there is one.
fn standing_before(
    charges: &[(usize, DeductionRow)],
    place: usize,
    batch: BatchId,
) -> Option<&DeductionRow> {
    let before = charges.iter().rev().filter(|(of, _)| *of < place);
    let mut of_year = before.clone();
    of_year
        .find(|(_, charge)| charge.insurance_year == batch.insurance_year)
        .or_else(|| before.clone().next())
        .map(|(_, charge)| charge)
}

fn reasons_of(row: &ExceptionRow) -> Vec<Reason> {
    let named = row.other_reasons.split(';');
    named
        .filter_map(|code| {
            Reason::ALL
                .iter()
                .copied()
                .find(|reason| reason.as_str() == code)
        })
        .collect()
}

impl Candidate {
    fn new(reasons: Vec<Reason>, batch: BatchId) -> Candidate {
        Candidate {
            reasons,
            first: batch,
            last: batch,
        }
    }

    fn add(&mut self, reasons: &[Reason], batch: BatchId) {
        self.reasons.extend_from_slice(reasons);
        self.last = batch;
    }

    /// Every reason once, in the order of section 5.
    fn told(&self) -> String {
        let is_told = |reason: &&Reason| self.reasons.contains(reason);
        let told: Vec<&str> = Reason::ALL
            .iter()
            .filter(is_told)
            .map(|r| r.as_str())
            .collect();
        told.join(";")
    }
}

fn render<'c>(
    ledger: &Ledger,
    candidates: impl Iterator<Item = (&'c DeductionRow, Candidate)>,
) -> Result<Refunds, Fault> {
    let candidates: Vec<(&DeductionRow, Candidate)> = candidates.collect();
    let mut batches: Vec<BatchId> = candidates.iter().map(|(charge, _)| charge.batch).collect();
    batches.sort_unstable();
    batches.dedup();
    let answered = match batches.is_empty() {
        true => None,
        false => Some(ledger.answered(&batches)?),
    };
    let mut table = CsvRows::guarded();
    table.row(&COLUMNS);
    let mut standing = 0;
    for (charge, candidate) in &candidates {
        let known = answered
            .as_ref()
            .and_then(|all| all.find(&charge.end_to_end_no));
        let answers = known.map_or(&[][..], |known| &known.answers);
        let is_reversed = answers.iter().any(|answer| answer.status.reverses());
        standing += u64::from(!is_reversed);
        let reversed_in = match is_reversed {
            true => ledger.reversal_file(charge)?.unwrap_or_default(),
            false => String::new(),
        };
        add_line(&mut table, charge, candidate, answers, &reversed_in);
    }
    Ok(Refunds {
        bytes: [BOM, &table.into_bytes()].concat(),
        all: candidates.len() as u64,
        standing,
    })
}

fn add_line(
    table: &mut CsvRows,
    charge: &DeductionRow,
    candidate: &Candidate,
    answers: &[Answer],
    reversed_in: &str,
) {
    let latest = answers.last();
    let receipt_no = answers
        .iter()
        .rev()
        .map(|answer| answer.receipt_no.as_str());
    let is_reversed = latest.is_some_and(|answer| answer.status.reverses());
    table.row(&[
        charge.end_to_end_no.as_str(),
        &charge.batch.to_string(),
        &charge.batch.date.to_string(),
        &charge.insured_id,
        &charge.insured_name,
        &charge.enrollment_id,
        &charge.organizer_id,
        &charge.amount.to_string(),
        &candidate.told(),
        &candidate.first.to_string(),
        &candidate.last.to_string(),
        if is_reversed { "reversed" } else { "standing" },
        latest.map_or("", |answer| answer.status.as_str()),
        latest.map_or("", |answer| answer.code.as_str()),
        receipt_no
            .into_iter()
            .find(|no| !no.is_empty())
            .unwrap_or_default(),
        reversed_in,
    ]);
}
