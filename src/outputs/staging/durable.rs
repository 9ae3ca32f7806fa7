//! File operations that last.

use crate::crash_point;
use crate::fault::{Exit, Fault};
use crate::text::system::{self, Doing};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// The fault of a file operation before the commit.
pub(super) fn failed(error: &io::Error, doing: Doing, path: &Path) -> Fault {
    Fault::new(Exit::Failed, system::file(doing, &path.display(), error))
}

/// Creates a folder of mode 0700 and those above it that are missing.
///
/// # Errors
/// What the system reports; none when the folder is there.
pub fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// A new file of mode 0600.
pub(super) fn create_file(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

/// Waits until a file's bytes are on the disk.
pub(super) fn sync_file(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Waits until the names in a folder are on the disk; the empty path, as the parent of a single
/// name, is the current folder.
///
/// # Errors
/// What the system reports.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    crash_point!("staging.before-sync-folder");
    let is_here = path.as_os_str().is_empty();
    File::open(if is_here { Path::new(".") } else { path })?.sync_all()?;
    crash_point!("staging.after-sync-folder");
    Ok(())
}

/// Removes a folder with all it holds, or a file; none is fine.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(e) => Err(e),
    };
    match removed {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
