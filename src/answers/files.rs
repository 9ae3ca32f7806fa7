//! What follows from a reversal: money back by `reversals/`, word to the tax bureau by
//! `withdrawals/` (section 11 of the contract).

use crate::domain::BatchId;
use crate::ledger::{PublishedFile, Reversal, Status};
use crate::outputs::staging::{REVERSALS, WITHDRAWALS};
use crate::outputs::table::CsvRows;
use std::collections::BTreeMap;

/// What a file tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// The money goes back to the accounts.
    Reversals,
    /// The tax bureau is told that there is no money.
    Withdrawals,
}

impl Kind {
    const ALL: [Kind; 2] = [Kind::Reversals, Kind::Withdrawals];

    const fn folder(self) -> &'static str {
        match self {
            Kind::Reversals => REVERSALS,
            Kind::Withdrawals => WITHDRAWALS,
        }
    }

    const fn of(status: Status) -> Option<Kind> {
        match status {
            Status::Rejected | Status::Returned => Some(Kind::Reversals),
            Status::NotPosted => Some(Kind::Withdrawals),
            Status::Posted | Status::Accepted => None,
        }
    }
}

/// The files that follow from reversals of several batches, by their path below the output
/// folder. `recorded` are the files that the ledger knows: the next number of a batch follows from
/// those of the same kind. `reversals` are in the order of `end_to_end_no`.
pub fn render(
    reversals: &[Reversal],
    batches: &[BatchId],
    recorded: &[PublishedFile],
) -> Vec<(String, Vec<u8>)> {
    let mut groups: BTreeMap<(Kind, BatchId), Vec<&Reversal>> = BTreeMap::new();
    for reversal in reversals {
        let batch = batch_of(&reversal.end_to_end_no, batches);
        if let Some(group) = Kind::of(reversal.cause).zip(batch) {
            groups.entry(group).or_default().push(reversal);
        }
    }
    groups
        .into_iter()
        .map(|((kind, batch), lines)| {
            let prefix = format!("{}/{batch}-", kind.folder());
            let earlier = recorded
                .iter()
                .filter(|file| file.path.starts_with(&prefix))
                .count();
            (
                format!("{prefix}{:02}.csv", earlier + 1),
                kind.bytes(&lines),
            )
        })
        .collect()
}

/// The bytes of a file that the ledger recorded, made anew from the reversals of its entry;
/// `None` when the path is none of a batch's files.
pub fn render_recorded(path: &str, reversals: &[Reversal], batches: &[BatchId]) -> Option<Vec<u8>> {
    let (folder, name) = path.split_once('/')?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.folder() == folder)?;
    let batch: BatchId = name.rsplit_once('-')?.0.parse().ok()?;
    let lines: Vec<&Reversal> = reversals
        .iter()
        .filter(|r| Kind::of(r.cause) == Some(kind))
        .filter(|r| batch_of(&r.end_to_end_no, batches) == Some(batch))
        .collect();
    Some(kind.bytes(&lines))
}

impl Kind {
    fn bytes(self, lines: &[&Reversal]) -> Vec<u8> {
        match self {
            Kind::Reversals => reversals(lines),
            Kind::Withdrawals => withdrawals(lines),
        }
    }
}

/// The batch whose deductions have numbers like this one.
fn batch_of(end_to_end_no: &str, batches: &[BatchId]) -> Option<BatchId> {
    const SEQ_DIGITS: usize = 8;
    let compact = end_to_end_no.get(..end_to_end_no.len().checked_sub(SEQ_DIGITS)?)?;
    batches
        .iter()
        .copied()
        .find(|batch| batch.compact() == compact)
}

fn reversals(lines: &[&Reversal]) -> Vec<u8> {
    let mut table = CsvRows::plain();
    table.row(&[
        "end_to_end_no",
        "holder_id",
        "insured_id",
        "amount",
        "code",
        "message",
    ]);
    for line in lines {
        table.row(&[
            line.end_to_end_no.as_str(),
            &line.organizer_id,
            &line.insured_id,
            &line.amount.to_string(),
            &line.code,
            &line.message,
        ]);
    }
    table.into_bytes()
}

fn withdrawals(lines: &[&Reversal]) -> Vec<u8> {
    let mut table = CsvRows::plain();
    table.row(&["end_to_end_no", "enrollment_id", "insured_id", "amount"]);
    for line in lines {
        table.row(&[
            line.end_to_end_no.as_str(),
            &line.enrollment_id,
            &line.insured_id,
            &line.amount.to_string(),
        ]);
    }
    table.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_begins_with_its_batch() {
        let batch: BatchId = "2025-20241221-01".parse().unwrap();
        assert_eq!(batch_of("2025202412210100000001", &[batch]), Some(batch));
        for number in ["2025202412210200000001", "00000001", "1", "", "２０２５"] {
            assert_eq!(batch_of(number, &[batch]), None, "{number}");
        }
    }
}
