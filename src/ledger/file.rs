//! The ledger's file before and beside SQLite: whether it is there, and its rights.

use super::faults::file_fault;
use super::lock::with_suffix;
use super::open::OpenMode;
use crate::crash_point;
use crate::fault::{Exit, Fault};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// First bytes of every SQLite database.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

fn no_ledger_yet(path: &Path) -> Fault {
    Fault::new(
        Exit::Refused,
        format!(
            "there is no ledger at {}. If no batch was ever run, `gongji run --new-ledger` starts one; \
             otherwise give the right file with --ledger or restore the latest backup",
            path.display()
        ),
    )
}

/// Looks at the file before SQLite does. True when it holds nothing yet and `mode` allows that;
/// a missing file is created then.
pub(super) fn look_at_file(path: &Path, mode: OpenMode) -> Result<bool, Fault> {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| {
        if file.metadata()?.is_dir() {
            return Err(ErrorKind::IsADirectory.into());
        }
        file.take(MAGIC.len() as u64).read_to_end(&mut start)
    });
    match (read, mode) {
        (Ok(0), OpenMode::New(_)) => Ok(true),
        (Ok(0), OpenMode::Existing) => Err(no_ledger_yet(path)),
        (Ok(_), _) if start == MAGIC => Ok(false),
        (Ok(_), _) => Err(Fault::new(
            Exit::Refused,
            format!(
                "{} is not a database: give the right file with --ledger or restore the latest \
                 backup",
                path.display()
            ),
        )),
        (Err(e), OpenMode::New(_)) if e.kind() == ErrorKind::NotFound => {
            create_file(path).map(|()| true)
        }
        (Err(e), OpenMode::Existing) if e.kind() == ErrorKind::NotFound => Err(no_ledger_yet(path)),
        (Err(e), _) if e.kind() == ErrorKind::IsADirectory => Err(Fault::new(
            Exit::Refused,
            format!("{} is a folder, not a ledger", path.display()),
        )),
        (Err(e), _) => Err(file_fault(&e, "cannot read the ledger", path)),
    }
}

/// Creates the empty file, so that SQLite gives it and its companions mode 0600.
fn create_file(path: &Path) -> Result<(), Fault> {
    const DOING: &str = "cannot create the ledger";
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
        let mode = fs::metadata(path)?.permissions().mode();
        match is_right(mode & 0o777) {
            true => Ok(()),
            false => fs::set_permissions(path, fs::Permissions::from_mode(0o600)),
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
