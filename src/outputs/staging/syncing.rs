//! Written files are brought to the disk while others are still rendered.

use super::durable;
use crate::crash_point;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

/// Plain threads, since they wait for the disk and not for a processor; several, since the disk
/// syncs many small files faster together.
const THREADS: usize = 4;

/// A file that could not be synced.
pub(super) type Unsynced = (PathBuf, io::Error);

/// Threads that sync what they are given.
#[derive(Debug)]
pub(super) struct Syncing {
    files: Sender<PathBuf>,
    threads: Vec<JoinHandle<Result<(), Unsynced>>>,
}

impl Syncing {
    pub(super) fn begin() -> io::Result<Syncing> {
        let (files, received) = mpsc::channel();
        let received = Arc::new(Mutex::new(received));
        let start = |_| {
            let received = Arc::clone(&received);
            thread::Builder::new().spawn(move || sync_all(&received))
        };
        Ok(Syncing {
            files,
            threads: (0..THREADS).map(start).collect::<io::Result<_>>()?,
        })
    }

    /// Has a file synced that nobody writes to any more.
    pub(super) fn add(&self, file: PathBuf) {
        crash_point!("staging.before-sync-file");
        // Threads that have all ended did so with an error, which `finish` tells.
        let _ = self.files.send(file);
    }

    /// Waits until every file is on the disk.
    pub(super) fn finish(self) -> Result<(), Unsynced> {
        drop(self.files);
        let ended = self.threads.into_iter().map(|thread| {
            thread
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        // Each is waited for, also after an error.
        ended.fold(Ok(()), Result::and)?;
        crash_point!("staging.after-sync-file");
        Ok(())
    }
}

fn sync_all(received: &Mutex<Receiver<PathBuf>>) -> Result<(), Unsynced> {
    let next = || {
        let received = received.lock().unwrap_or_else(PoisonError::into_inner);
        received.recv().ok()
    };
    while let Some(file) = next() {
        durable::sync_file(&file).map_err(|error| (file, error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_synced_is_named_in_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing");
        let syncing = Syncing::begin().unwrap();
        for number in 0..20 {
            let file = folder.path().join(number.to_string());
            std::fs::write(&file, "written").unwrap();
            syncing.add(file);
        }
        syncing.add(missing.clone());
        let (file, error) = syncing.finish().unwrap_err();
        assert_eq!((file, error.kind()), (missing, io::ErrorKind::NotFound));
    }

    #[test]
    fn errors_of_all_threads_end_it() {
        let syncing = Syncing::begin().unwrap();
        for number in 0..2 * THREADS {
            syncing.add(PathBuf::from(format!("/no/such/folder/{number}")));
        }
        assert!(syncing.finish().is_err());
    }
}
