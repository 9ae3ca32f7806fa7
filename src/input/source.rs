//! The files of the extract as they lie in their folder.

use super::blocks::Blocks;
use super::digest::Digested;
use super::fault::FileFault;
use std::fs::File;
use std::io;
use std::path::Path;

/// Bytes read at once where nothing is parsed.
const DIGEST_BLOCK: usize = 1 << 20;

/// Opens a file and tells its size; `None` when there is none of that name.
///
/// # Errors
/// When something of that name is there that cannot be read as a file.
pub(super) fn open(dir: &Path, name: &str) -> Result<Option<(File, u64)>, FileFault> {
    let file = match File::open(dir.join(name)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(name, &error)),
    };
    let metadata = file.metadata().map_err(|error| unreadable(name, &error))?;
    if metadata.is_dir() {
        return Err(FileFault::new(
            name,
            "this is a folder, not a file",
            "put the file in its place",
        ));
    }
    Ok(Some((file, metadata.len())))
}

/// A file that cannot be read.
pub(super) fn unreadable(name: &str, error: &io::Error) -> FileFault {
    FileFault::new(
        name,
        "the file cannot be read",
        "check the file and the rights of the user who runs gongji",
    )
    .found(error.to_string())
}

/// A file that must be there and is not.
pub(super) fn missing(dir: &Path, name: &str) -> FileFault {
    FileFault::new(
        name,
        "the file is missing",
        "put it into the folder and run again",
    )
    .found(format!("no such file in {}", dir.display()))
}

/// Checks that the extract's folder is one.
pub(super) fn check_folder(dir: &Path) -> Result<(), FileFault> {
    let what = match dir.metadata() {
        Ok(metadata) if metadata.is_dir() => return Ok(()),
        Ok(_) => "this is not a folder".to_owned(),
        Err(error) => format!("the folder of the extract cannot be read: {error}"),
    };
    Err(FileFault::new(
        dir.display().to_string(),
        what,
        "name the folder that holds enrollments.csv, networks.csv and accounts.csv",
    ))
}

/// Digest and size of a file's raw bytes; `None` when there is no such file.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn digest(dir: &Path, name: &str) -> Result<Option<Digested>, FileFault> {
    let Some((file, _)) = open(dir, name)? else {
        return Ok(None);
    };
    Blocks::new(file, DIGEST_BLOCK)
        .finish()
        .map(Some)
        .map_err(|error| unreadable(name, &error))
}
