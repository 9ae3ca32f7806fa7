//! Regular files, and nothing in the place of one: a pipe or a device would keep its reader waiting
//! for ever.

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::os::fd::AsFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Opens a file to read it.
///
/// # Errors
/// What the system reports; [`ErrorKind::Unsupported`] for what is no regular file, and
/// [`ErrorKind::IsADirectory`] for a folder.
pub fn open(path: impl AsRef<Path>) -> io::Result<File> {
    let opened = OpenOptions::new()
        .read(true)
        .custom_flags(WITHOUT_WAITING.bits() as i32)
        .open(path);
    regular(opened)
}

/// Opens a file below an open folder to read it.
///
/// # Errors
/// As [`open`].
pub fn open_at(folder: impl AsFd, name: &str) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | WITHOUT_WAITING;
    let opened = rustix::fs::openat(folder, name, flags, Mode::empty());
    regular(opened.map(File::from).map_err(io::Error::from))
}

/// Opens the file itself, no link to it, by the given options.
///
/// # Errors
/// As [`open`].
pub fn open_itself(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let opened = options
        .custom_flags((WITHOUT_WAITING | OFlags::NOFOLLOW).bits() as i32)
        .open(path);
    regular(opened)
}

/// Reads a file.
///
/// # Errors
/// As [`open`], and what reading reports.
pub fn read(path: impl AsRef<Path>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A pipe would wait for somebody at its other end, and a terminal would become the program's own.
const WITHOUT_WAITING: OFlags = OFlags::NONBLOCK.union(OFlags::NOCTTY);

fn regular(opened: io::Result<File>) -> io::Result<File> {
    let file = opened.map_err(|error| match Errno::from_io_error(&error) {
        // A socket, or a pipe that nobody reads.
        Some(Errno::NXIO) => not_regular(),
        _ => error,
    })?;
    let found = file.metadata()?;
    match (found.is_file(), found.is_dir()) {
        (true, _) => Ok(file),
        (_, true) => Err(Errno::ISDIR.into()),
        _ => Err(not_regular()),
    }
}

fn not_regular() -> io::Error {
    io::Error::new(ErrorKind::Unsupported, "not a regular file")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    #[test]
    fn nothing_but_a_regular_file_is_opened_and_nothing_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), "text").unwrap();
        symlink(at("file"), at("link")).unwrap();
        symlink(at("nothing"), at("nowhere")).unwrap();
        symlink("/dev/zero", at("device")).unwrap();
        mknodat(CWD, at("pipe"), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        let _socket = UnixListener::bind(at("socket")).unwrap();
        for name in ["file", "link"] {
            assert_eq!(read(at(name)).unwrap(), b"text", "{name}");
        }
        for (name, kind) in [
            ("", ErrorKind::IsADirectory),
            ("nowhere", ErrorKind::NotFound),
            ("device", ErrorKind::Unsupported),
            ("pipe", ErrorKind::Unsupported),
            ("socket", ErrorKind::Unsupported),
        ] {
            assert_eq!(read(at(name)).unwrap_err().kind(), kind, "{name}");
            let below = if name.is_empty() { "." } else { name };
            let opened = open_at(File::open(folder.path()).unwrap(), below);
            assert_eq!(opened.unwrap_err().kind(), kind, "{name}");
        }
        let to_write = |name| open_itself(OpenOptions::new().write(true), &at(name));
        assert!(to_write("file").is_ok());
        assert_eq!(to_write("pipe").unwrap_err().kind(), ErrorKind::Unsupported);
        assert!(to_write("link").is_err());
    }
}
