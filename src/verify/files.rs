//! The files of a batch folder, byte by byte.

use crate::ledger::{BatchRecord, Discrepancy};
use crate::outputs::staging::digest_file;
use crate::regular;
use crate::text::differences as text;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// An output that was rendered again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Path inside the batch folder.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Every recorded file must have its digest, and there must be no other.
pub(super) fn compare(
    folder: &Path,
    record: &BatchRecord,
    found: &mut Vec<Discrepancy>,
) -> io::Result<()> {
    let differing = record.outputs.par_iter().filter_map(|recorded| {
        let what = match digest_file(&folder.join(&recorded.name), &recorded.name) {
            Ok(now) if now == *recorded => return None,
            Ok(now) => text::altered(&now.sha256, &recorded.sha256),
            Err(e) => text::unreadable(&e),
        };
        Some(Discrepancy::at(&recorded.name, what))
    });
    found.extend(differing.collect::<Vec<_>>());
    let known: BTreeSet<&str> = record.outputs.iter().map(|o| o.name.as_str()).collect();
    for name in names_below(folder)? {
        if !known.contains(name.as_str()) {
            found.push(Discrepancy::at(&name, text::unknown_file()));
        }
    }
    Ok(())
}

/// Every file below a folder, by its path with `/`; none when the folder is missing.
fn names_below(folder: &Path) -> io::Result<Vec<String>> {
    let mut open: Vec<PathBuf> = vec![folder.to_owned()];
    let mut names = Vec::new();
    while let Some(next) = open.pop() {
        let entries = match fs::read_dir(&next) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
            other => other?,
        };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(below) = path.strip_prefix(folder) {
                names.push(below.to_string_lossy().into_owned());
            }
        }
    }
    names.sort();
    Ok(names)
}

/// Outputs that were decided again must be the files, byte for byte.
pub(super) fn compare_rendered(
    folder: &Path,
    record: &BatchRecord,
    rendered: Vec<Rendered>,
    found: &mut Vec<Discrepancy>,
) {
    let names: BTreeSet<String> = rendered.iter().map(|r| r.name.clone()).collect();
    for output in rendered {
        match regular::read(folder.join(&output.name)) {
            Ok(bytes) if bytes == output.bytes => {}
            Ok(bytes) => {
                let line = first_difference(&bytes, &output.bytes);
                found.push(Discrepancy::at(&output.name, text::differs_from_line(line)));
            }
            Err(e) => found.push(Discrepancy::at(&output.name, text::only_decided_again(&e))),
        }
    }
    for recorded in &record.outputs {
        if !names.contains(&recorded.name) {
            found.push(Discrepancy::at(&recorded.name, text::not_decided_again()));
        }
    }
}

/// The first line (from 1) at which two files differ.
fn first_difference(a: &[u8], b: &[u8]) -> usize {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    1 + memchr::memchr_iter(b'\n', &a[..same]).count()
}
