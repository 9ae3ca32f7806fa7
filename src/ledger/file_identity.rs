//! Which file a name stands for.

use super::faults::file_fault;
use crate::fault::Fault;
use crate::text::system;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Which file it is, whatever its name: device and inode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileIdentity(u64, u64);

impl FileIdentity {
    /// Of an open file.
    pub(super) fn of(file: &File, path: &Path) -> Result<FileIdentity, Fault> {
        let found = file.metadata();
        let found = found.map_err(|e| file_fault(&e, system::LOOK_AT, path))?;
        Ok(FileIdentity(found.dev(), found.ino()))
    }

    /// Of the file that has a name now, if one has.
    pub(super) fn at(path: &Path) -> Result<Option<FileIdentity>, Fault> {
        match fs::metadata(path) {
            Ok(found) => Ok(Some(FileIdentity(found.dev(), found.ino()))),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(file_fault(&e, system::LOOK_AT, path)),
        }
    }
}
