//! The present state of every child, for the query service (Q二14): what the batches published,
//! with what became of the deductions since.
//!
//! The `results.csv` of a batch is never rewritten; this export is made anew from all of them and
//! the ledger.

use crate::domain::BatchId;
use crate::fault::{Exit, Fault};
use crate::ledger::{Answered, AnsweredBatches, BatchRecord, Ledger};
use crate::outputs::results::HEADER;
use crate::outputs::table::CsvRows;
use crate::text::verify as text;
use crate::verify::believed;
use csv::StringRecord;
use foldhash::HashMap;
use std::collections::BTreeMap;
use std::path::Path;

const COLUMNS: [&str; 10] = [
    "insured_id",
    "insurance_year",
    "outcome",
    "reason",
    "organizer_id",
    "amount",
    "deducted_on",
    "certificate_from",
    "answer",
    "batch",
];
const FILE: &str = "results.csv";
const PERSON: usize = 0;
const YEAR: usize = 1;
const OUTCOME: usize = 2;
const REASON: usize = 3;
const CERTIFICATE: usize = 7;

/// Insured person and insurance year, in the order of the export.
type Key = (String, String);

/// Renders the present state: one row for each person and year that any batch published, in the
/// order of (`insured_id`, `insurance_year`). Columns of `results.csv`, then the latest answer and
/// the batch the row is from. A deduction that was reversed has the outcome `reversed`, with the
/// answer's code as its reason.
///
/// # Errors
/// [`Exit::Inconsistent`] when the `results.csv` of a batch is not what the ledger recorded.
pub fn present_state(out: &Path, ledger: &Ledger) -> anyhow::Result<Vec<u8>> {
    let records = ledger.batches()?;
    let batches: Vec<BatchId> = records.iter().map(|record| record.id).collect();
    let answers = latest_answers(ledger.answered(&batches)?);
    let mut rows: BTreeMap<Key, (StringRecord, BatchId)> = BTreeMap::new();
    for record in &records {
        let batch = record.id;
        for row in published(out, record)? {
            let key = (cell(&row, PERSON), cell(&row, YEAR));
            let stands = rows
                .get(&key)
                .is_some_and(|(known, from)| *from == batch && &known[OUTCOME] == "deducted");
            if !stands {
                rows.insert(key, (row, batch));
            }
        }
    }
    Ok(render(&rows, &answers))
}

fn cell(row: &StringRecord, column: usize) -> String {
    row.get(column).unwrap_or_default().to_owned()
}

fn published(out: &Path, record: &BatchRecord) -> Result<Vec<StringRecord>, Fault> {
    let bytes = believed(out, record, FILE)?;
    let path = out.join(record.id.to_string()).join(FILE);
    let of_another_program = || {
        let message = text::other_columns(&path.display(), &record.program);
        Fault::new(Exit::Inconsistent, message)
    };
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    match reader.headers() {
        Ok(header) if header == HEADER.as_slice() => {}
        Ok(_) | Err(_) => return Err(of_another_program()),
    }
    let rows: Result<Vec<StringRecord>, csv::Error> = reader.records().collect();
    rows.map_err(|_| of_another_program())
}

/// The latest deduction of each person and year, if it was answered.
fn latest_answers(answered: AnsweredBatches) -> HashMap<Key, (BatchId, Answered)> {
    let mut latest: HashMap<Key, (BatchId, Answered)> = HashMap::default();
    for (batch, deduction) in answered.into_deductions() {
        let key = (
            deduction.insured.to_string(),
            format!("{:04}", deduction.insurance_year),
        );
        let is_later = latest
            .get(&key)
            .is_none_or(|(_, known)| known.attempt < deduction.attempt);
        if is_later {
            latest.insert(key, (batch, deduction));
        }
    }
    latest
}

fn render(
    rows: &BTreeMap<Key, (StringRecord, BatchId)>,
    answers: &HashMap<Key, (BatchId, Answered)>,
) -> Vec<u8> {
    let mut table = CsvRows::plain();
    table.row(&COLUMNS);
    for (key, (row, batch)) in rows {
        let answer = answers
            .get(key)
            .filter(|(of, _)| of == batch)
            .and_then(|(_, deduction)| deduction.answers.last());
        let reversal = answer.filter(|answer| answer.status.reverses());
        for (column, published) in row.iter().enumerate() {
            match (reversal, column) {
                (Some(_), OUTCOME) => table.text("reversed"),
                (Some(answer), REASON) => table.text(&answer.code),
                (Some(_), CERTIFICATE) => table.text(""),
                _ => table.text(published),
            }
        }
        table.text(answer.map_or("", |answer| answer.status.as_str()));
        table.text(&batch.to_string());
        table.end_row();
    }
    table.into_bytes()
}
