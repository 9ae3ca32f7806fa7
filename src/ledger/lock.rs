//! One run at a time per ledger.

use super::faults::file_fault;
use super::file_identity::FileIdentity;
use super::paths::{resolve, with_suffix};
use crate::fault::{Exit, Fault};
use crate::regular;
use crate::text::ledger as text;
use crate::text::system;
use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The kernel's locks on `<ledger>.lock` and on the ledger itself: they end with the process,
/// however that ends, so they can never be stale. The first is there before the ledger is, the
/// second holds whoever deletes the first.
#[derive(Debug)]
pub struct Lock {
    _held: File,
    /// Stays open as long as SQLite has the ledger open: closing any descriptor of a file gives back
    /// the locks that SQLite holds on it.
    file: Option<File>,
    /// The output folder: two ledgers must not work in one.
    folder: Option<File>,
    ledger: PathBuf,
}

impl Lock {
    /// Takes the lock at once or not at all. The folder of the ledger must exist. A ledger that is
    /// reached through a symbolic link has the lock of the file itself.
    ///
    /// # Errors
    /// [`Exit::Busy`] when another run holds it, [`Exit::Failed`] when the lock file cannot be
    /// opened.
    pub fn acquire(ledger: &Path) -> Result<Lock, Fault> {
        let ledger = resolve(ledger)?;
        let path = with_suffix(&ledger, ".lock");
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true).mode(0o600);
        let held = regular::open_itself(&mut options, &path)
            .map_err(|e| file_fault(&e, system::OPEN_LOCK, &path))?;
        take(&held, &path)?;
        // Deleted between opening and locking: the lock is on a file that nobody else will find.
        if FileIdentity::at(&path)? != Some(FileIdentity::of(&held, &path)?) {
            return Err(Fault::new(Exit::Busy, text::lock_file_deleted(&path)));
        }
        Ok(Lock {
            _held: held,
            file: None,
            folder: None,
            ledger,
        })
    }

    /// Locks the output folder too, which is there by now.
    ///
    /// # Errors
    /// As [`Lock::acquire`].
    pub fn hold_folder(&mut self, out: &Path) -> Result<(), Fault> {
        let folder = File::open(out).map_err(|e| file_fault(&e, system::OPEN_IT, out))?;
        take(&folder, out)?;
        self.folder = Some(folder);
        Ok(())
    }

    /// Locks the ledger itself, which is there by now.
    ///
    /// # Errors
    /// As [`Lock::acquire`].
    pub(super) fn hold_file(&mut self) -> Result<FileIdentity, Fault> {
        let file =
            regular::open(&self.ledger).map_err(|e| file_fault(&e, system::OPEN, &self.ledger))?;
        take(&file, &self.ledger)?;
        let identity = FileIdentity::of(&file, &self.ledger)?;
        self.file = Some(file);
        Ok(identity)
    }

    /// The ledger that is locked, links resolved.
    pub fn ledger(&self) -> &Path {
        &self.ledger
    }
}

/// Takes a lock at once or not at all.
fn take(file: &File, path: &Path) -> Result<(), Fault> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(Fault::new(Exit::Busy, text::another_run(path))),
        Err(TryLockError::Error(e)) => Err(file_fault(&e, system::LOCK, path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_second_taker_is_turned_away_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("ledger.db");
        let first = Lock::acquire(&ledger).unwrap();
        assert_eq!(Lock::acquire(&ledger).unwrap_err().exit, Exit::Busy);
        let lock_file = folder.path().join("ledger.db.lock");
        let mode = fs::metadata(&lock_file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        drop(first);
        assert!(
            Lock::acquire(&ledger).is_ok(),
            "a left lock file is no lock"
        );
    }

    #[test]
    fn two_names_of_one_ledger_have_one_lock() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("ledger.db");
        fs::write(&ledger, "").unwrap();
        let link = folder.path().join("link.db");
        std::os::unix::fs::symlink(&ledger, &link).unwrap();
        let _first = Lock::acquire(&ledger).unwrap();
        assert_eq!(Lock::acquire(&link).unwrap_err().exit, Exit::Busy);
    }

    #[test]
    fn a_folder_in_place_of_the_lock_file_is_a_failure() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("ledger.db.lock")).unwrap();
        let fault = Lock::acquire(&folder.path().join("ledger.db")).unwrap_err();
        assert_eq!(fault.exit, Exit::Failed);
    }
}
