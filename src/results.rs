//! The present state of every child, for the query service (Q二14): what the batches published,
//! with what became of the deductions since.
//!
//! The `results.csv` of a batch is never rewritten; this export is made anew from all of them and
//! the ledger.

use crate::domain::BatchId;
use crate::fault::Fault;
use crate::ledger::{Answered, AnsweredBatches, BatchRecord, Ledger};
use crate::outputs::reader;
use crate::outputs::results::{HEADER, ResultRow};
use crate::outputs::table::CsvRows;
use crate::verify::{believed, of_another_program};
use compact_str::{CompactString, format_compact};
use foldhash::HashMap;
use std::collections::BTreeMap;
use std::path::Path;

/// The columns behind those of `results.csv`.
const ADDED: [&str; 2] = ["answer", "batch"];
const FILE: &str = "results.csv";

/// Insured person and insurance year, in the order of the export.
type Key = (CompactString, CompactString);

/// Renders the present state: one row for each person and year that any batch published, in the
/// order of (`insured_id`, `insurance_year`). Columns of `results.csv`, then the latest answer and
/// the batch the row is from. A deduction that was reversed has the outcome `reversed`, with the
/// answer's code as its reason.
///
/// # Errors
/// [`Exit::Inconsistent`](crate::fault::Exit::Inconsistent) when the `results.csv` of a batch is not what the ledger recorded.
pub fn present_state(out: &Path, ledger: &Ledger) -> anyhow::Result<Vec<u8>> {
    let records = ledger.batches()?;
    let batches: Vec<BatchId> = records.iter().map(|record| record.id).collect();
    let answers = latest_answers(ledger.answered(&batches)?);
    let mut rows: BTreeMap<Key, (ResultRow, BatchId)> = BTreeMap::new();
    for record in &records {
        let batch = record.id;
        for row in published(out, record)? {
            let key = (row.insured_id.clone(), row.insurance_year.clone());
            let stands = rows
                .get(&key)
                .is_some_and(|(known, from)| *from == batch && known.outcome == "deducted");
            if !stands {
                rows.insert(key, (row, batch));
            }
        }
    }
    Ok(render(&rows, &answers))
}

fn published(out: &Path, record: &BatchRecord) -> Result<Vec<ResultRow>, Fault> {
    let bytes = believed(out, record, FILE)?;
    rows_of(&bytes).ok_or_else(|| of_another_program(out, record, FILE))
}

/// The rows of a `results.csv`; `None` unless it has our columns in our order: a column more would
/// be lost in the export.
fn rows_of(bytes: &[u8]) -> Option<Vec<ResultRow>> {
    let header = format!("{}\n", HEADER.join(","));
    if !bytes.starts_with(header.as_bytes()) {
        return None;
    }
    reader::rows(bytes).and_then(Iterator::collect).ok()
}

/// The latest deduction of each person and year, if it was answered.
fn latest_answers(answered: AnsweredBatches) -> HashMap<Key, (BatchId, Answered)> {
    let mut latest: HashMap<Key, (BatchId, Answered)> = HashMap::default();
    for (batch, deduction) in answered.into_deductions() {
        let key = (
            deduction.insured.as_str().into(),
            format_compact!("{:04}", deduction.insurance_year),
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
    rows: &BTreeMap<Key, (ResultRow, BatchId)>,
    answers: &HashMap<Key, (BatchId, Answered)>,
) -> Vec<u8> {
    let mut table = CsvRows::plain();
    table.row(&[&HEADER[..], &ADDED].concat());
    for (key, (row, batch)) in rows {
        let answer = answers
            .get(key)
            .filter(|(of, _)| of == batch)
            .and_then(|(_, deduction)| deduction.answers.last());
        let (outcome, reason, certificate) = match answer {
            Some(answer) if answer.status.reverses() => ("reversed", &*answer.code, ""),
            Some(_) | None => (&*row.outcome, &*row.reason, &*row.certificate_from),
        };
        table.row(&[
            &*row.insured_id,
            &row.insurance_year,
            outcome,
            reason,
            &row.organizer_id,
            &row.amount,
            &row.deducted_on,
            certificate,
            answer.map_or("", |answer| answer.status.as_str()),
            &batch.to_string(),
        ]);
    }
    table.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_believed_with_our_columns_only() {
        let ours = HEADER.join(",");
        let row = "9a,2025,deducted,,5b,355.00,2024-12-21,2025-01-01";
        for (sentence, header, row, rows) in [
            ("ours", &*ours, row, Some(1)),
            ("no row", &ours, "", Some(0)),
            (
                "a column more",
                &format!("{ours},note"),
                &format!("{row},x"),
                None,
            ),
            (
                "another order",
                &ours.replacen("insured_id,insurance_year", "insurance_year,insured_id", 1),
                row,
                None,
            ),
            (
                "a column less",
                &ours.replacen(",certificate_from", "", 1),
                row,
                None,
            ),
            ("a cell less", &ours, "9a,2025", None),
            ("no header", row, "", None),
        ] {
            let read = rows_of(format!("{header}\n{row}\n").as_bytes());
            assert_eq!(read.map(|rows| rows.len()), rows, "{sentence}");
        }
        assert_eq!(rows_of(b""), None);
    }
}
