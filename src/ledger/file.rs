//! The ledger's file before and beside SQLite: whether it is there, and its rights.

use super::faults::file_fault;
use super::paths::with_suffix;
use crate::crash_point;
use crate::domain::BatchId;
use crate::fault::{Exit, Fault};
use crate::log;
use crate::regular;
use crate::text::{folders, ledger as text, system};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// First bytes of every SQLite database.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Whether a ledger may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenMode {
    /// The ledger must be there.
    Existing,
    /// `--new-ledger`: it may be missing, and holds no batch but this one.
    New(BatchId),
}

fn no_ledger_yet(path: &Path) -> Fault {
    Fault::new(Exit::Refused, text::no_ledger_yet(path))
}

/// Refuses what no run may take for its ledger: anything but a regular file, a file with a second
/// name (SQLite keeps its log by name, so each name would have its own), strange companions, and
/// companions of a ledger that is not there, which may hold its latest batch.
pub(super) fn refuse_strange_file(path: &Path) -> Result<(), Fault> {
    let refused = |message| Err(Fault::new(Exit::Refused, message));
    match fs::symlink_metadata(path).and_then(|_| fs::metadata(path)) {
        Ok(file) if !file.is_file() => refused(text::no_regular_file(path)),
        Ok(file) if file.nlink() > 1 => refused(text::second_name(path)),
        Ok(_) => match companions(path).find(|companion| is_strange(companion)) {
            Some(companion) => refused(text::strange_companion(&companion)),
            None => Ok(()),
        },
        Err(e) if e.kind() != ErrorKind::NotFound => Err(file_fault(&e, system::LOOK, path)),
        Err(_) if fs::symlink_metadata(path).is_ok() => refused(text::leads_nowhere(path)),
        Err(_) => {
            let mut logs = companions(path).take(LOGS);
            match logs.find(|path| fs::symlink_metadata(path).is_ok()) {
                Some(log) => refused(text::lost_ledger(path, &log)),
                None => Ok(()),
            }
        }
    }
}

/// Files that SQLite keeps beside a ledger: first its logs, which may hold a batch.
const COMPANIONS: [&str; 3] = ["-wal", "-journal", "-shm"];
const LOGS: usize = 2;

fn companions(ledger: &Path) -> impl Iterator<Item = PathBuf> {
    COMPANIONS.iter().map(|suffix| with_suffix(ledger, suffix))
}

/// Whether SQLite would wait for a companion, or write through it into somebody else's file.
fn is_strange(companion: &Path) -> bool {
    let found = fs::symlink_metadata(companion);
    found.is_ok_and(|found| !found.is_file() || found.nlink() > 1)
}

/// The fault of a ledger that is not there: what is left of it, if anything is.
pub fn missing(path: &Path) -> Fault {
    match refuse_strange_file(path) {
        Err(fault) => fault,
        Ok(()) => no_ledger_yet(path),
    }
}

/// Looks at the file before SQLite does. True when it holds nothing yet and `mode` allows that;
/// a missing file is created then.
pub(super) fn look_at_file(path: &Path, mode: OpenMode) -> Result<bool, Fault> {
    refuse_strange_file(path)?;
    let mut start = Vec::new();
    let read =
        regular::open(path).and_then(|file| file.take(MAGIC.len() as u64).read_to_end(&mut start));
    match (read, mode) {
        (Ok(0), OpenMode::New(_)) => Ok(true),
        (Ok(0), OpenMode::Existing) => Err(no_ledger_yet(path)),
        (Ok(_), _) if start == MAGIC => Ok(false),
        (Ok(_), _) => Err(Fault::new(Exit::Refused, text::no_database(path))),
        (Err(e), OpenMode::New(_)) if e.kind() == ErrorKind::NotFound => {
            create_file(path).map(|()| true)
        }
        (Err(e), OpenMode::Existing) if e.kind() == ErrorKind::NotFound => Err(no_ledger_yet(path)),
        (Err(e), _) => Err(file_fault(&e, system::READ, path)),
    }
}

/// Creates the empty file, so that SQLite gives it and its companions mode 0600.
pub(super) fn create_file(path: &Path) -> Result<(), Fault> {
    const DOING: system::Doing = system::CREATE;
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .and_then(|file| file.sync_all())
        .map_err(|e| file_fault(&e, DOING, path))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|e| file_fault(&e, DOING, path))?;
    crash_point!("ledger.after-create-file");
    Ok(())
}

/// Gives the ledger's file, and companions that somebody left, the rights the contract asks for.
pub(super) fn tighten(path: &Path) -> std::io::Result<()> {
    let set = |path: &Path, is_right: fn(u32) -> bool| {
        let mode = fs::metadata(path)?.permissions().mode() & 0o777;
        match is_right(mode) {
            true => Ok(()),
            false => {
                log::warn(&folders::tightened(&path.display(), mode, 0o600));
                fs::set_permissions(path, fs::Permissions::from_mode(0o600))
            }
        }
    };
    // Who may not write the ledger itself is meant not to.
    set(path, |mode| mode & 0o077 == 0)?;
    for suffix in ["-wal", "-shm"] {
        match set(&with_suffix(path, suffix), |mode| mode == 0o600) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(e),
            _ => {}
        }
    }
    Ok(())
}
