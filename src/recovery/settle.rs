//! What an earlier run left in the output folder: finished if it was committed, removed if not.

use super::check::io_fault;
use crate::crash_point;
use crate::domain::BatchId;
use crate::fault::{Exit, Fault};
use crate::ledger::{BatchRecord, Ledger};
use crate::log;
use crate::outputs::staging::{self, has_bytes};
use crate::text::{folders as text, system};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// What was settled; every entry is in the log too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settled {
    /// Staged folders of committed entries that were put in place.
    pub placed: Vec<String>,
    /// Staged folders of uncommitted entries that were removed.
    pub removed: Vec<String>,
}

/// Finishes or discards every staged folder in `out`.
///
/// # Errors
/// [`Exit::Incomplete`] when a committed batch's staged folder is damaged and its own command is not
/// the one that runs (`own`); [`Exit::Failed`] by disk and rights.
pub fn settle(out: &Path, ledger: &Ledger, own: Option<&BatchId>) -> Result<Settled, Fault> {
    let mut settled = Settled::default();
    for (name, path) in hidden_folders(out)? {
        if let Some(id) = name.strip_prefix(".staging-").and_then(|t| t.parse().ok()) {
            settle_batch(out, &path, ledger, &id, own, &mut settled)?;
        } else if name.starts_with(".receipts-") {
            settle_receipts(out, &path, ledger, &mut settled)?;
        } else if name.starts_with(".repair-") || is_left_plan(&name, &path) {
            remove(&path, &mut settled)?;
        }
    }
    Ok(settled)
}

/// Whether files of a file of answers are staged.
pub(super) fn has_staged_answers(out: &Path) -> Result<bool, Fault> {
    let folders = hidden_folders(out)?;
    Ok(folders
        .iter()
        .any(|(name, _)| name.starts_with(".receipts-")))
}

fn hidden_folders(out: &Path) -> Result<Vec<(String, PathBuf)>, Fault> {
    let mut found = Vec::new();
    for entry in fs::read_dir(out).map_err(|e| io_fault(&e, out))? {
        let entry = entry.map_err(|e| io_fault(&e, out))?;
        if let Ok(name) = entry.file_name().into_string()
            && name.starts_with('.')
            && entry.path().is_dir()
        {
            found.push((name, entry.path()));
        }
    }
    found.sort();
    Ok(found)
}

fn settle_batch(
    out: &Path,
    staged: &Path,
    ledger: &Ledger,
    id: &BatchId,
    own: Option<&BatchId>,
    settled: &mut Settled,
) -> Result<(), Fault> {
    let Some(record) = ledger.batch(id)? else {
        return remove(staged, settled);
    };
    if out.join(id.to_string()).exists() {
        return remove(staged, settled);
    }
    if is_complete(staged, &record) {
        staging::place_folder(staged, out, id)?;
        log::warn(&text::placed_now(&id));
        settled.placed.push(id.to_string());
        return Ok(());
    }
    if own == Some(id) {
        return remove(staged, settled);
    }
    Err(Fault::new(Exit::Incomplete, text::staged_damaged(id)))
}

/// Whether a folder holds every output of a batch, byte for byte.
fn is_complete(folder: &Path, record: &BatchRecord) -> bool {
    record.outputs.iter().all(|output| {
        let path = staging::staged_file(folder, &output.name);
        has_bytes(&path, &output.sha256, output.bytes)
    })
}

/// Files of a file of answers: those the ledger knows are put in place, the others removed.
fn settle_receipts(
    out: &Path,
    staged: &Path,
    ledger: &Ledger,
    settled: &mut Settled,
) -> Result<(), Fault> {
    let committed: Vec<String> = ledger
        .answer_files()?
        .into_iter()
        .filter(|file| has_bytes(&staged.join(&file.path), &file.sha256, file.bytes))
        .map(|file| file.path)
        .chain(differences_of(staged, ledger)?)
        .collect();
    if !committed.is_empty() {
        let names = committed.iter().map(String::as_str);
        staging::move_files(staged, out, names).map_err(|(path, e)| {
            Fault::new(
                Exit::Incomplete,
                system::unplaced(system::PLACE, &path.display(), &e),
            )
        })?;
        for path in committed {
            log::warn(&text::placed_now(&path));
            settled.placed.push(path);
        }
    }
    remove(staged, settled)
}

/// The staged file of lines that were not imported, where their file of answers is recorded.
fn differences_of(staged: &Path, ledger: &Ledger) -> Result<Option<String>, Fault> {
    let name = staged.file_name().unwrap_or_default().to_string_lossy();
    let sha256 = name.strip_prefix(".receipts-").unwrap_or_default();
    let path = format!(
        "{}/{}.csv",
        staging::DIFFERENCES,
        sha256.get(..16).unwrap_or_default()
    );
    let is_recorded = ledger
        .receipts()?
        .iter()
        .any(|entry| entry.sha256 == sha256);
    Ok((is_recorded && staged.join(&path).is_file()).then_some(path))
}

/// Whether a plan's staged folder is nobody's any more: its writer's lock is gone.
fn is_left_plan(name: &str, path: &Path) -> bool {
    name.starts_with(".plan-") && File::open(path).is_ok_and(|folder| folder.try_lock().is_ok())
}

fn remove(path: &Path, settled: &mut Settled) -> Result<(), Fault> {
    crash_point!("staging.before-discard");
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(io_fault(&e, path)),
        _ => {}
    }
    crash_point!("staging.after-discard");
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    log::warn(&text::removed_now(&name));
    settled.removed.push(name);
    Ok(())
}
