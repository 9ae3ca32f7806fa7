//! The extract's folder, opened once: a link that is moved meanwhile never mixes two extracts.

use super::blocks::{Digested, Windows};
use super::fault::{FileFault, Refusal};
use crate::domain::characters::without_controls;
use crate::domain::masking::mask_identity_numbers;
use crate::regular;
use crate::text::input as text;
use crate::text::{delivered, system};
use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Bytes read at once where nothing is parsed.
const DIGEST_BLOCK: usize = 1 << 20;

/// The folder.
#[derive(Debug)]
pub struct Folder {
    handle: OwnedFd,
    path: PathBuf,
    /// What was found when a name was asked for: the file, or that there is none.
    seen: Mutex<BTreeMap<String, Option<Identity>>>,
}

/// A regular file that was opened.
pub(super) struct OpenFile {
    pub file: File,
    pub identity: Identity,
}

/// By what a file is known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
    /// Bytes.
    pub length: u64,
    /// Seconds and nanoseconds.
    changed_at: (i64, u64),
}

impl Identity {
    fn of(stat: &Stat) -> Identity {
        Identity {
            device: stat.st_dev,
            inode: stat.st_ino,
            length: stat.st_size as u64,
            changed_at: (stat.st_mtime, stat.st_mtime_nsec),
        }
    }
}

impl Folder {
    /// Opens the extract's folder.
    ///
    /// # Errors
    /// When it is none or cannot be read.
    pub(super) fn open(path: &Path) -> Result<Folder, FileFault> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        match rustix::fs::open(path, flags, Mode::empty()) {
            Ok(handle) => Ok(Folder {
                handle,
                path: path.to_owned(),
                seen: Mutex::default(),
            }),
            Err(error) => Err(no_folder(path, error)),
        }
    }

    /// Opens a file; `None` when there is none of that name.
    ///
    /// # Errors
    /// When something of that name is there that is no regular file or cannot be read.
    pub(super) fn file(&self, name: &str) -> Result<Option<OpenFile>, FileFault> {
        let file = match regular::open_at(&self.handle, name) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound && !self.is_link(name) => {
                self.see(name, None);
                return Ok(None);
            }
            Err(error) => return Err(not_opened(name, &error)),
        };
        let stat = rustix::fs::fstat(&file).map_err(|error| unreadable(name, &error.into()))?;
        let identity = Identity::of(&stat);
        self.see(name, Some(identity));
        Ok(Some(OpenFile { file, identity }))
    }

    fn see(&self, name: &str, found: Option<Identity>) {
        // What a thread that panicked has written is whole: one entry.
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(name.to_owned(), found);
    }

    /// Checks that every file is still the one that was read, and that none has come that was not
    /// there: same file by that name, length and time of change.
    ///
    /// # Errors
    /// A fault for every file that is another.
    pub fn unchanged(&self) -> Result<(), Refusal> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = seen
            .iter()
            .filter(|(name, found)| self.identity(name) != **found);
        let faults: Vec<FileFault> = changed
            .map(|(name, _)| {
                FileFault::new(name.as_str(), text::has_changed(), text::wait_until_whole())
            })
            .collect();
        match faults.is_empty() {
            true => Ok(()),
            false => Err(Refusal { faults }),
        }
    }

    /// A fault for every file whose name is nearly one of `names` and would not be read.
    pub(super) fn near_names(&self, names: &[&str]) -> Vec<FileFault> {
        let entries = match Dir::read_from(&self.handle) {
            Ok(entries) => entries,
            Err(error) => return vec![unreadable(&self.path.to_string_lossy(), &error.into())],
        };
        let mut faults: Vec<FileFault> = entries
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let found = entry.file_name().to_string_lossy();
                let name = names.iter().find(|name| is_near(&found, name))?;
                let is_ours = names.contains(&&*found) || self.is_folder(&found);
                (!is_ours).then(|| {
                    let mend = text::rename_or_remove(name);
                    FileFault::new(without_controls(&found), text::is_nearly(name), mend)
                })
            })
            .collect();
        faults.sort_by(|a, b| a.file.cmp(&b.file));
        faults
    }

    fn is_folder(&self, name: &str) -> bool {
        let stat = rustix::fs::statat(&self.handle, name, AtFlags::SYMLINK_NOFOLLOW);
        stat.is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::Directory)
    }

    /// The file that is now found by a name.
    pub(super) fn identity(&self, name: &str) -> Option<Identity> {
        let stat = rustix::fs::statat(&self.handle, name, AtFlags::empty());
        stat.ok().map(|stat| Identity::of(&stat))
    }

    /// Digest and size of a file's raw bytes; `None` when there is no such file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn digest(&self, name: &str) -> Result<Option<Digested>, FileFault> {
        let Some(open) = self.file(name)? else {
            return Ok(None);
        };
        Windows::new(open.file, DIGEST_BLOCK)
            .finish(&|| false)
            .map(Some)
            .map_err(|error| unreadable(name, &error))
    }

    /// Where it was opened, for messages.
    pub(super) fn path(&self) -> String {
        self.path.display().to_string()
    }

    /// Files that must be there and are not; the first fault says what the folder holds instead.
    pub(super) fn missing(&self, names: &[&str]) -> Vec<FileFault> {
        let fault = |(nth, name): (usize, &&str)| {
            let (shown, more) = match nth {
                0 => self.names(),
                _ => Default::default(),
            };
            FileFault::new(*name, text::is_missing(), text::put_into_folder())
                .found(delivered::not_in(&self.path.display(), &shown, more))
        };
        names.iter().enumerate().map(fault).collect()
    }

    /// The first names of what lies in the folder, and how many there are besides. They may be made
    /// of the numbers of persons.
    fn names(&self) -> (Vec<String>, usize) {
        const SHOWN: usize = 10;
        const CHARACTERS: usize = 60;
        let entries = Dir::read_from(&self.handle).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| name != "." && name != "..")
            .collect();
        names.sort_unstable();
        let more = names.len().saturating_sub(SHOWN);
        names.truncate(SHOWN);
        let shown = names.iter().map(|name| {
            let start: String = name.chars().take(CHARACTERS).collect();
            without_controls(&mask_identity_numbers(&start))
        });
        (shown.collect(), more)
    }

    fn is_link(&self, name: &str) -> bool {
        let stat = rustix::fs::statat(&self.handle, name, AtFlags::SYMLINK_NOFOLLOW);
        stat.is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::Symlink)
    }
}

/// Equal without regard to case, one letter changed, added or missing, or with anything behind a
/// further point.
fn is_near(found: &str, name: &str) -> bool {
    let found = found.to_lowercase();
    let is_continued = found
        .strip_prefix(name)
        .is_some_and(|rest| rest.starts_with('.'));
    is_continued || strsim::levenshtein(&found, name) <= 1
}

fn not_opened(name: &str, error: &io::Error) -> FileFault {
    let leads_nowhere = [Errno::NOENT, Errno::LOOP, Errno::NOTDIR].map(Some);
    let what = match error.kind() {
        ErrorKind::IsADirectory => delivered::is_folder(),
        ErrorKind::Unsupported => delivered::is_device(),
        _ if leads_nowhere.contains(&Errno::from_io_error(error)) => delivered::leads_nowhere(),
        _ => return unreadable(name, error),
    };
    FileFault::new(name, what, delivered::put_file_there())
}

/// A file that cannot be read.
pub(super) fn unreadable(name: &str, error: &io::Error) -> FileFault {
    FileFault::new(name, delivered::unreadable(), delivered::check_rights())
        .found(system::said(error))
}

fn no_folder(path: &Path, error: Errno) -> FileFault {
    let what = match error {
        Errno::NOTDIR => delivered::no_folder(),
        error => delivered::folder_unreadable(&error.into()),
    };
    FileFault::new(path.display().to_string(), what, delivered::name_folder())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_near_by_case_one_letter_or_a_further_point() {
        for (found, expected) in [
            ("Payments.csv", true),
            ("PAYMENTS.CSV", true),
            ("payment.csv", true),
            ("paymentz.csv", true),
            ("payments1.csv", true),
            ("payments.csv.gz", true),
            ("payments.csv.part", true),
            ("payments.csv.", true),
            ("paymnets.csv", false),
            ("pay.csv", false),
            ("payments", false),
            (".payments.csv.swp", false),
            ("README.md", false),
        ] {
            assert_eq!(is_near(found, "payments.csv"), expected, "{found}");
        }
    }
}
