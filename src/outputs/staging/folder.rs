//! The folder in which a batch grows.

use super::digest::Hashing;
use super::durable::{self, failed};
use super::syncing::Syncing;
use crate::crash_point;
use crate::domain::{BatchId, OutputDigest};
use crate::fault::{Exit, Fault};
use crate::log;
use crate::outputs::manifest;
use crate::text::folders;
use crate::text::system;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What a batch's manifest is called before the commit.
pub(super) const UNCOMMITTED_MANIFEST: &str = "manifest.json.uncommitted";

/// What is staged, which decides where it grows and how it is put in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A batch about to be committed: `.staging-<BATCH_ID>` becomes `<BATCH_ID>`.
    Batch(BatchId),
    /// Outputs of a committed batch that are missing or damaged: `.repair-<BATCH_ID>`.
    Repair(BatchId),
    /// The plan of a dry run: `plan-<BATCH_ID>`, every file with `plan-` before its name.
    Plan(BatchId),
    /// Reversal and withdrawal files of a file of answers, named by its digest:
    /// `.receipts-<sha256>`; put in place file by file below the output folder.
    Receipts(String),
}

impl Kind {
    /// Name of the folder in which it grows.
    fn staged_name(&self) -> String {
        match self {
            Kind::Batch(id) => format!(".staging-{id}"),
            Kind::Repair(id) => format!(".repair-{id}"),
            Kind::Plan(id) => format!(".plan-{id}-{}", std::process::id()),
            Kind::Receipts(sha256) => format!(".receipts-{sha256}"),
        }
    }

    /// The name under which a file is staged. A person can open a plan's files, and nobody takes
    /// one for the real one. A batch's manifest gets its name by the commit: a staged folder that
    /// has one is a committed batch's.
    fn staged_file_name<'n>(&self, name: &'n str) -> Cow<'n, str> {
        match (self, name.rsplit_once('/')) {
            (Kind::Plan(_), Some((folder, file))) => format!("{folder}/plan-{file}").into(),
            (Kind::Plan(_), None) => format!("plan-{name}").into(),
            (Kind::Batch(_), None) if name == manifest::NAME => UNCOMMITTED_MANIFEST.into(),
            (Kind::Batch(_) | Kind::Repair(_) | Kind::Receipts(_), _) => name.into(),
        }
    }

    /// Whether the files have to outlast a power cut.
    const fn is_durable(&self) -> bool {
        !matches!(self, Kind::Plan(_))
    }
}

/// A folder in which files are written, several at once if the caller likes.
#[derive(Debug)]
pub struct Staging {
    pub(super) out: PathBuf,
    pub(super) folder: PathBuf,
    pub(super) kind: Kind,
    /// The kernel's lock that tells a plan being written from one that was left behind.
    pub(super) _lock: File,
    /// Syncs what is written, of files that have to outlast a power cut.
    pub(super) syncing: Option<Syncing>,
    written: Mutex<Vec<OutputDigest>>,
}

impl Staging {
    /// Begins with an empty folder below `out`, which is created where it is missing.
    ///
    /// # Errors
    /// [`Exit::Failed`] by disk and rights.
    pub fn begin(out: &Path, kind: Kind) -> Result<Staging, Fault> {
        const DOING: system::Doing = system::STAGE;
        let folder = out.join(kind.staged_name());
        crash_point!("staging.before-folder");
        let lock = durable::remove(&folder)
            .and_then(|()| durable::make_folder(&folder))
            .and_then(|()| File::open(&folder))
            .map_err(|e| failed(&e, DOING, &folder))?;
        // A folder that this process just made is locked by nobody else.
        lock.try_lock()
            .map_err(|e| failed(&e.into(), DOING, &folder))?;
        let syncing = kind.is_durable().then(Syncing::begin).transpose();
        crash_point!("staging.after-folder");
        Ok(Staging {
            out: out.to_owned(),
            syncing: syncing.map_err(|e| failed(&e, DOING, &folder))?,
            folder,
            kind,
            _lock: lock,
            written: Mutex::default(),
        })
    }

    /// Writes one file (mode 0600) by what `render` puts into the buffered writer; folders in
    /// `name` are created. Returns its digest under its final name.
    ///
    /// # Errors
    /// [`Exit::Failed`] with the file named: disk, rights, or what `render` reports.
    pub fn write(
        &self,
        name: &str,
        render: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> Result<OutputDigest, Fault> {
        let path = self.folder.join(&*self.kind.staged_file_name(name));
        let digest =
            write_file(&path, name, render).map_err(|e| failed(&e, system::WRITE_IT, &path))?;
        if let Some(syncing) = &self.syncing {
            syncing.add(path);
        }
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        written.push(digest.clone());
        Ok(digest)
    }

    /// The digests of what was written so far, ordered by name.
    pub fn digests(&self) -> Vec<OutputDigest> {
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let mut digests = written.clone();
        digests.sort();
        digests
    }

    pub(super) fn sync(&self, syncing: Syncing, digests: &[OutputDigest]) -> Result<(), Fault> {
        const DOING: system::Doing = system::SYNC;
        syncing
            .finish()
            .map_err(|(path, e)| failed(&e, DOING, &path))?;
        let paths: Vec<PathBuf> = digests.iter().map(|d| self.folder.join(&d.name)).collect();
        let mut folders: BTreeSet<&Path> = paths.iter().filter_map(|p| p.parent()).collect();
        folders.insert(&self.folder);
        folders.insert(&self.out);
        for folder in folders {
            durable::sync_folder(folder).map_err(|e| failed(&e, DOING, folder))?;
        }
        Ok(())
    }

    /// Removes what was staged. To be called when nothing was committed; a process that dies
    /// before it leaves the work to the next start.
    pub fn discard(self) {
        discard(&self.folder);
    }
}

/// Removes a staged folder; what cannot be removed is left to the next start.
pub(super) fn discard(folder: &Path) {
    crash_point!("staging.before-discard");
    if let Err(error) = durable::remove(folder) {
        log::warn(&folders::stays_behind(&folder.display(), &error));
    }
    crash_point!("staging.after-discard");
}

fn write_file(
    path: &Path,
    name: &str,
    render: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<OutputDigest> {
    const BUFFER: usize = 1 << 18;
    if let Some(folder) = path.parent() {
        durable::make_folder(folder)?;
    }
    crash_point!("staging.before-file");
    let mut writer = BufWriter::with_capacity(BUFFER, Hashing::new(durable::create_file(path)?));
    crash_point!("staging.within-file");
    render(&mut writer)?;
    let hashing = writer
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    let (_, digest) = hashing.finish(name);
    crash_point!("staging.after-file");
    Ok(digest)
}

impl Kind {
    /// The fault of something that went wrong after the commit.
    pub(super) fn unplaced(error: &io::Error, doing: system::Doing, path: &Path) -> Fault {
        Fault::new(
            Exit::Incomplete,
            system::unplaced(doing, &path.display(), error),
        )
    }
}
