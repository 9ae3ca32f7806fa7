//! Folders against ledger.

use crate::domain::message::Message;
use crate::domain::{BatchId, OutputDigest};
use crate::fault::{Exit, Fault};
use crate::interrupt::Interrupt;
use crate::ledger::{BatchRecord, Ledger, PublishedFile};
use crate::log;
use crate::outputs::manifest;
use crate::outputs::staging::{REVERSALS, WITHDRAWALS, digest_file, has_bytes};
use crate::regular;
use crate::text::{folders as text, handover};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::Deserialize;
use std::fs;
use std::io;
use std::path::Path;

/// An output that is not what the ledger recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// The file is not there or cannot be read.
    Missing(String),
    /// The file has other bytes.
    Changed(String),
}

impl Damage {
    /// The file's name inside its batch folder.
    pub fn name(&self) -> &str {
        match self {
            Damage::Missing(name) | Damage::Changed(name) => name,
        }
    }

    /// What is wrong, for people.
    pub fn message(&self) -> Message {
        match self {
            Damage::Missing(name) => text::missing(name),
            Damage::Changed(name) => text::changed(name),
        }
    }
}

/// Every output of a batch below `out` that is not what the ledger recorded.
pub fn damage_of(out: &Path, record: &BatchRecord) -> Vec<Damage> {
    let folder = out.join(record.id.to_string());
    record
        .outputs
        .par_iter()
        .filter_map(|output| damage_at(&folder, output))
        .collect()
}

fn damage_at(folder: &Path, recorded: &OutputDigest) -> Option<Damage> {
    match digest_file(&folder.join(&recorded.name), &recorded.name) {
        Ok(found) if found == *recorded => None,
        Ok(_) => Some(Damage::Changed(recorded.name.clone())),
        Err(_) => Some(Damage::Missing(recorded.name.clone())),
    }
}

/// Holds every entry of the ledger against `out`, which [`refuse_unknown`] has looked through. The
/// batch `own` may be damaged or missing: its command mends it, whatever else is
/// damaged, since otherwise two damaged batches could never be mended. `None` is an import of
/// answers: it mends the files of earlier answers.
///
/// # Errors
/// [`Exit::Inconsistent`], everything that disagrees named; [`Exit::Failed`] when interrupted.
pub fn refuse_disagreement(
    out: &Path,
    ledger: &Ledger,
    own: Option<&BatchId>,
    interrupt: &Interrupt,
) -> Result<(), Fault> {
    let batches = ledger.batches()?;
    let mut found = Vec::new();
    for record in batches.iter().filter(|record| Some(&record.id) != own) {
        interrupt.check()?;
        let damage = damage_of(out, record);
        if !damage.is_empty() {
            let list: Vec<Message> = damage.iter().map(Damage::message).collect();
            found.push(text::damaged_batch(&record.id, &list));
        }
    }
    if own.is_some() {
        let damaged = damaged_answer_files(out, ledger)?;
        found.extend(damaged.iter().map(|file| text::damaged_file(&file.path)));
    }
    let is_own = |record: &&BatchRecord| Some(&record.id) == own;
    let own = batches.iter().find(is_own);
    if !found.is_empty() && own.is_some_and(|record| !damage_of(out, record).is_empty()) {
        log::warn(&text::damaged_besides(&found));
        return Ok(());
    }
    disagree(&found)
}

/// Refuses what lies in `out` and is not in the ledger: batch folders, and reversal and withdrawal
/// files.
///
/// # Errors
/// [`Exit::Inconsistent`], everything unknown named.
pub fn refuse_unknown(out: &Path, ledger: &Ledger) -> Result<(), Fault> {
    let known = ledger.batch_ids()?;
    let mut folders = batch_folders(out)?;
    folders.retain(|id| !known.contains(id));
    let mut found: Vec<Message> = folders.iter().map(text::unknown_batch).collect();
    found.extend(staged_orphans(out, &known)?);
    found.extend(unknown_answer_files(out, ledger)?);
    disagree(&found)
}

/// Names the staged folders of committed batches that are not among the known ones.
fn staged_orphans(out: &Path, known: &[BatchId]) -> Result<Vec<Message>, Fault> {
    let is_orphan = |name: &String| {
        let id = name
            .strip_prefix(".staging-")
            .and_then(|id| id.parse().ok());
        id.is_some_and(|id: BatchId| !known.contains(&id)) && is_whole(&out.join(name))
    };
    let names = names_in(out)?;
    let told = |name: String| handover::staged_orphan(&name);
    Ok(names.into_iter().filter(is_orphan).map(told).collect())
}

/// What a manifest says of its batch's other outputs.
#[derive(Deserialize)]
struct Listed {
    outputs: Vec<ListedFile>,
}

#[derive(Deserialize)]
struct ListedFile {
    file: String,
    sha256: String,
    bytes: u64,
}

/// Whether a folder holds a manifest and, byte for byte, every file it lists.
fn is_whole(folder: &Path) -> bool {
    let manifest = regular::read(folder.join(manifest::NAME));
    let listed = manifest.ok().and_then(|m| serde_json::from_slice(&m).ok());
    listed.is_some_and(|listed: Listed| {
        let mut files = listed.outputs.iter();
        files.all(|of| has_bytes(&folder.join(&of.file), &of.sha256, of.bytes))
    })
}

/// Reversal and withdrawal files below `out` that are not what the ledger recorded.
///
/// # Errors
/// As every reading of the ledger.
pub fn damaged_answer_files(out: &Path, ledger: &Ledger) -> Result<Vec<PublishedFile>, Fault> {
    let mut files = ledger.answer_files()?;
    files.retain(|file| !has_bytes(&out.join(&file.path), &file.sha256, file.bytes));
    Ok(files)
}

/// Names the reversal and withdrawal files in `out` that the ledger does not know: it lacks the
/// answers they follow from.
fn unknown_answer_files(out: &Path, ledger: &Ledger) -> Result<Vec<Message>, Fault> {
    let known = ledger.answer_files()?;
    let mut found = answer_files_below(out)?;
    found.retain(|path| !known.iter().any(|file| file.path == *path));
    Ok(found.iter().map(|path| text::unknown_file(path)).collect())
}

/// Every `reversals/<BATCH_ID>-<nn>.csv` and `withdrawals/…` in `out`, by its path below it, in
/// order.
///
/// # Errors
/// [`Exit::Failed`] by disk and rights.
pub fn answer_files_below(out: &Path) -> Result<Vec<String>, Fault> {
    let mut found = Vec::new();
    for folder in [REVERSALS, WITHDRAWALS] {
        for name in names_in(&out.join(folder))? {
            let batch = name.strip_suffix(".csv").and_then(|n| n.rsplit_once('-'));
            if batch.is_some_and(|(id, _)| id.parse::<BatchId>().is_ok()) {
                found.push(format!("{folder}/{name}"));
            }
        }
    }
    Ok(found)
}

/// Refuses batch folders where there is no ledger at all yet.
pub(super) fn refuse_orphans(out: &Path) -> Result<(), Fault> {
    let batches = batch_folders(out)?;
    let mut found: Vec<Message> = batches.iter().map(text::unknown_batch).collect();
    found.extend(staged_orphans(out, &[])?);
    disagree(&found)
}

fn disagree(found: &[Message]) -> Result<(), Fault> {
    if found.is_empty() {
        return Ok(());
    }
    Err(Fault::new(Exit::Inconsistent, text::disagree(found)))
}

/// The batches that have a folder in `out`, in order.
fn batch_folders(out: &Path) -> Result<Vec<BatchId>, Fault> {
    let names = names_in(out)?;
    let mut found: Vec<BatchId> = names.iter().filter_map(|name| name.parse().ok()).collect();
    found.sort();
    Ok(found)
}

/// What lies in a folder, in order; nothing where there is no folder.
fn names_in(folder: &Path) -> Result<Vec<String>, Fault> {
    let entries = match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(|e| io_fault(&e, folder))?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let name = entry.map_err(|e| io_fault(&e, folder))?.file_name();
        found.extend(name.into_string());
    }
    found.sort();
    Ok(found)
}

pub(super) fn io_fault(error: &io::Error, path: &Path) -> Fault {
    Fault::new(Exit::Failed, text::unreadable(&path.display(), error))
}
