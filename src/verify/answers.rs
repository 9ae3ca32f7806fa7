//! Reversal and withdrawal files against the ledger, line by line.

use crate::domain::BatchId;
use crate::domain::message::Message;
use crate::ledger::{Discrepancy, Ledger, PublishedFile, Reversal, Status};
use crate::outputs::staging::digest_file;
use crate::recovery::answer_files_below;
use crate::text::differences as text;
use csv::StringRecord;
use std::path::Path;

/// Compares every file that followed from answers about a batch, and names those that the ledger
/// does not know. Returns how many it knows.
pub(super) fn compare(
    out: &Path,
    batch: &BatchId,
    ledger: &Ledger,
    found: &mut Vec<Discrepancy>,
) -> anyhow::Result<usize> {
    let mut files = ledger.answer_files()?;
    files.retain(|file| names_batch(&file.path, batch));
    for file in &files {
        let lines = expected(file, batch, &ledger.reversals_of(file.seq)?);
        if let Some(what) = difference(out, file, &lines) {
            found.push(Discrepancy::at(&file.path, what));
        }
    }
    for path in answer_files_below(out)? {
        if names_batch(&path, batch) && !files.iter().any(|file| file.path == path) {
            found.push(Discrepancy::at(&path, text::unknown_file()));
        }
    }
    Ok(files.len())
}

/// Whether `reversals/<BATCH_ID>-<nn>.csv` or `withdrawals/…` is about this batch.
fn names_batch(path: &str, batch: &BatchId) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('-')
        .is_some_and(|(id, _)| id == batch.to_string())
}

/// The lines that the ledger's reversals give.
fn expected(file: &PublishedFile, batch: &BatchId, reversals: &[Reversal]) -> Vec<StringRecord> {
    let is_withdrawal = file.path.starts_with("withdrawals/");
    let numbers = batch.compact();
    reversals
        .iter()
        .filter(|r| r.end_to_end_no.starts_with(&numbers))
        .filter(|r| (r.cause == Status::NotPosted) == is_withdrawal)
        .map(|r| {
            let amount = r.amount.to_string();
            match is_withdrawal {
                true => StringRecord::from(vec![
                    r.end_to_end_no.as_str(),
                    &r.enrollment_id,
                    &r.insured_id,
                    &amount,
                ]),
                false => StringRecord::from(vec![
                    r.end_to_end_no.as_str(),
                    &r.organizer_id,
                    &r.insured_id,
                    &amount,
                    &r.code,
                    &r.message,
                ]),
            }
        })
        .collect()
}

fn difference(out: &Path, file: &PublishedFile, lines: &[StringRecord]) -> Option<Message> {
    let path = out.join(&file.path);
    match digest_file(&path, &file.path) {
        Err(e) => return Some(text::unreadable(&e)),
        Ok(now) if (&now.sha256, now.bytes) != (&file.sha256, file.bytes) => {
            return Some(text::bytes_altered());
        }
        Ok(_) => {}
    }
    let records: Result<Vec<StringRecord>, csv::Error> =
        csv::Reader::from_path(&path).and_then(|mut reader| reader.records().collect());
    match records {
        Err(e) => Some(text::no_csv(&e)),
        Ok(records) if records == lines => None,
        Ok(_) => Some(text::other_reversals()),
    }
}
