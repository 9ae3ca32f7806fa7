//! The differences that imports have written down, by kind: how many there were, and how many the
//! ledger has got past since.

use crate::answers::{DifferenceRow, Kind, expected_status};
use crate::domain::BatchId;
use crate::domain::message::Message;
use crate::fault::{Exit, Fault};
use crate::ledger::Ledger;
use crate::outputs::reader;
use crate::outputs::staging::DIFFERENCES;
use crate::regular;
use crate::text::answers as words;
use crate::text::differences::no_csv;
use crate::text::system;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Lines of one kind in all files of differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    /// All of them.
    pub lines: u64,
    /// Those whose number was answered otherwise since, so that they are cleared up.
    pub cleared: u64,
}

impl Counted {
    /// Lines that somebody still has to clear up.
    pub fn open(&self) -> u64 {
        self.lines - self.cleared
    }
}

/// Counts the lines of every file below `<out>/differences/`, all kinds, zeros included.
///
/// # Errors
/// [`Exit::Refused`] for a file that cannot be read or is none of differences; otherwise as every
/// reading of the ledger.
pub fn differences(out: &Path, ledger: &Ledger) -> Result<BTreeMap<Kind, Counted>, Fault> {
    let mut counted: BTreeMap<Kind, Counted> = Kind::ALL
        .into_iter()
        .map(|kind| (kind, Counted::default()))
        .collect();
    let mut rows: Vec<DifferenceRow> = Vec::new();
    for file in files(&out.join(DIFFERENCES)) {
        rows.extend(read(&file).map_err(|why| {
            Fault::new(
                Exit::Refused,
                words::differences_unreadable(&file.display(), &why),
            )
        })?);
    }
    let named: Vec<BatchId> = ledger
        .batch_ids()?
        .into_iter()
        .filter(|batch| {
            rows.iter()
                .any(|row| row.end_to_end_no.starts_with(&batch.compact()))
        })
        .collect();
    let answered = match named.is_empty() {
        true => None,
        false => Some(ledger.answered(&named)?),
    };
    for row in &rows {
        let known = answered
            .as_ref()
            .and_then(|all| all.find(&row.end_to_end_no));
        let now = known.map(|known| expected_status(known.answers.last().map(|a| a.status)));
        let of_kind = counted.entry(row.kind).or_default();
        of_kind.lines += 1;
        of_kind.cleared += u64::from(now.is_some_and(|now| now != row.expected_status));
    }
    Ok(counted)
}

/// The files of a folder by name; none where there is no folder yet.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
        .collect();
    files.sort();
    files
}

fn read(file: &Path) -> Result<Vec<DifferenceRow>, Message> {
    let bytes = regular::read(file).map_err(|error| system::said(&error))?;
    let rows = reader::rows(&bytes).and_then(Iterator::collect);
    rows.map_err(|error| no_csv(&error))
}
