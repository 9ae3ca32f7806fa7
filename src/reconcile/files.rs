//! What follows from a reversal: money back by `reversals/`, word to the tax bureau by
//! `withdrawals/` (section 11 of the contract).

use super::transitions::batch_of;
use crate::domain::BatchId;
use crate::ledger::{NewAnswer, PublishedFile, Status};
use crate::publish::table::Table;
use std::collections::BTreeMap;
use std::io;

/// What a file tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// The money goes back to the accounts.
    Reversals,
    /// The tax bureau is told that there is no money.
    Withdrawals,
}

impl Kind {
    const fn folder(self) -> &'static str {
        match self {
            Kind::Reversals => "reversals",
            Kind::Withdrawals => "withdrawals",
        }
    }

    const fn of(status: Status) -> Option<Kind> {
        match status {
            Status::Rejected | Status::Returned => Some(Kind::Reversals),
            Status::NotPosted => Some(Kind::Withdrawals),
            Status::Accepted => None,
        }
    }
}

/// The files that follow from new answers, by their path below the output folder. `recorded` are
/// the files that the ledger knows: the next number of a batch follows from them.
///
/// # Errors
/// None in practice: rows are rendered into memory.
pub fn render(
    news: &[NewAnswer<'_>],
    batches: &[BatchId],
    recorded: &[PublishedFile],
) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut groups: BTreeMap<(Kind, BatchId), Vec<&NewAnswer>> = BTreeMap::new();
    for new in news {
        let kind = Kind::of(new.answer.status);
        if let Some(group) = kind.zip(batch_of(new.end_to_end_no, batches)) {
            groups.entry(group).or_default().push(new);
        }
    }
    groups
        .into_iter()
        .map(|((kind, batch), answers)| {
            let prefix = format!("{}/{batch}-", kind.folder());
            let earlier = recorded
                .iter()
                .filter(|file| file.path.starts_with(&prefix))
                .count();
            let bytes = match kind {
                Kind::Reversals => reversals(&answers)?,
                Kind::Withdrawals => withdrawals(&answers)?,
            };
            Ok((format!("{prefix}{:02}.csv", earlier + 1), bytes))
        })
        .collect()
}

fn reversals(answers: &[&NewAnswer]) -> io::Result<Vec<u8>> {
    let mut table = Table::plain();
    table.row(&[
        "end_to_end_no",
        "holder_id",
        "insured_id",
        "amount",
        "code",
        "message",
    ])?;
    for new in answers {
        table.text(new.end_to_end_no)?;
        table.text(&new.deduction.organizer.as_str())?;
        table.text(&new.deduction.insured.as_str())?;
        table.text(&new.deduction.amount.to_string())?;
        table.text(&new.answer.code)?;
        table.text(&new.answer.message)?;
        table.end_row()?;
    }
    table.into_bytes()
}

fn withdrawals(answers: &[&NewAnswer]) -> io::Result<Vec<u8>> {
    let mut table = Table::plain();
    table.row(&["end_to_end_no", "enrollment_id", "insured_id", "amount"])?;
    for new in answers {
        table.text(new.end_to_end_no)?;
        table.text(&new.deduction.enrollment_id)?;
        table.text(&new.deduction.insured.as_str())?;
        table.text(&new.deduction.amount.to_string())?;
        table.end_row()?;
    }
    table.into_bytes()
}
