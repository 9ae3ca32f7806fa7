//! From the staged folder to the final names.

use super::durable;
use super::folder::{Kind, Staging, discard};
use crate::crash_point;
use crate::domain::{BatchId, OutputDigest};
use crate::fault::Fault;
use crate::text::system;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Staged files that are complete and on the disk.
#[derive(Debug)]
pub struct Sealed {
    staging: Staging,
    digests: Vec<OutputDigest>,
}

impl Sealed {
    pub(super) fn new(staging: Staging, digests: Vec<OutputDigest>) -> Sealed {
        Sealed { staging, digests }
    }

    /// The digests of all files, ordered by name.
    pub fn digests(&self) -> &[OutputDigest] {
        &self.digests
    }

    /// Removes what was staged, when nothing was committed.
    pub fn discard(self) {
        self.staging.discard();
    }

    /// Puts everything in place. To be called after the commit (a plan needs none).
    ///
    /// # Errors
    /// [`crate::fault::Exit::Incomplete`] by disk and rights: the same command finishes it.
    pub fn place(self) -> Result<(), Fault> {
        let Staging {
            out, folder, kind, ..
        } = &self.staging;
        match kind {
            Kind::Batch(id) => place_folder(folder, out, id),
            Kind::Plan(id) => replace_plan(folder, out, id),
            Kind::Repair(_) | Kind::Receipts(_) => {
                let names: Vec<&str> = self.digests.iter().map(|d| d.name.as_str()).collect();
                self.place_only(&names)
            }
        }
    }

    /// Puts the named files in place, each by a rename over its final name, and removes the rest.
    ///
    /// # Errors
    /// As [`Sealed::place`].
    pub fn place_only(&self, names: &[&str]) -> Result<(), Fault> {
        let out = &self.staging.out;
        let target = match &self.staging.kind {
            Kind::Batch(id) | Kind::Repair(id) | Kind::Plan(id) => out.join(id.to_string()),
            Kind::Receipts(_) => out.clone(),
        };
        move_files(&self.staging.folder, &target, names.iter().copied())
            .map_err(|(path, e)| Kind::unplaced(&e, system::PLACE, &path))?;
        discard(&self.staging.folder);
        Ok(())
    }
}

/// Makes a staged batch folder the final one: one rename.
pub(crate) fn place_folder(staged: &Path, out: &Path, id: &BatchId) -> Result<(), Fault> {
    const DOING: system::Doing = system::PLACE;
    let target = out.join(id.to_string());
    crash_point!("staging.before-place");
    fs::rename(staged, &target).map_err(|e| Kind::unplaced(&e, DOING, &target))?;
    crash_point!("staging.after-place");
    crash_point!("staging.before-sync-out");
    durable::sync_folder(out).map_err(|e| Kind::unplaced(&e, DOING, out))?;
    crash_point!("staging.after-sync-out");
    Ok(())
}

/// Renames files one by one: under its final name each is the old one or the new one, whole.
pub(crate) fn move_files<'n>(
    staged: &Path,
    target: &Path,
    names: impl Iterator<Item = &'n str>,
) -> Result<(), (PathBuf, io::Error)> {
    let mut folders = BTreeSet::new();
    for name in names {
        let path = target.join(name);
        let folder = path.parent().unwrap_or(target).to_owned();
        durable::make_folder(&folder).map_err(|e| (folder.clone(), e))?;
        folders.insert(folder);
        crash_point!("mend.before-file");
        fs::rename(staged.join(name), &path).map_err(|e| (path.clone(), e))?;
        crash_point!("mend.after-file");
    }
    folders.insert(target.to_owned());
    folders.extend(target.parent().map(Path::to_owned));
    crash_point!("mend.before-sync");
    for folder in folders {
        durable::sync_folder(&folder).map_err(|e| (folder, e))?;
    }
    crash_point!("mend.after-sync");
    Ok(())
}

/// Swaps the new plan for the one before it; in between there is none, never a mixture.
fn replace_plan(staged: &Path, out: &Path, id: &BatchId) -> Result<(), Fault> {
    let target = out.join(format!("plan-{id}"));
    let old = out.join(format!(".plan-{id}-{}-before", std::process::id()));
    let moved = match fs::rename(&target, &old) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    };
    moved
        .and_then(|()| fs::rename(staged, &target))
        .and_then(|()| durable::remove(&old))
        .map_err(|e| durable::failed(&e, system::PLACE_PLAN, &target))
}
