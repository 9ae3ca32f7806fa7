//! From the staged folder to the final names.

use super::digest::has_bytes;
use super::durable;
use super::folder::{Kind, Staging, UNCOMMITTED_MANIFEST, discard};
use crate::crash_point;
use crate::domain::{BatchId, OutputDigest};
use crate::fault::{Exit, Fault};
use crate::outputs::manifest;
use crate::text::{handover as text, system};
use rayon::prelude::*;
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

impl Staging {
    /// Waits until every file and every folder is on the disk: what is sealed may be committed.
    ///
    /// # Errors
    /// [`Exit::Failed`] by the disk; what was staged is removed then.
    pub fn seal(mut self) -> Result<Sealed, Fault> {
        let digests = self.digests();
        if let Some(syncing) = self.syncing.take()
            && let Err(fault) = self.sync(syncing, &digests)
        {
            self.discard();
            return Err(fault);
        }
        Ok(Sealed {
            staging: self,
            digests,
        })
    }
}

impl Sealed {
    /// The digests of all files, ordered by name.
    pub fn digests(&self) -> &[OutputDigest] {
        &self.digests
    }

    /// Removes what was staged, when nothing was committed.
    pub fn discard(self) {
        self.staging.discard();
    }

    /// Says of a staged batch that it is committed: its manifest gets its name.
    ///
    /// # Errors
    /// As [`Sealed::place`].
    pub fn mark_committed(&self) -> Result<(), Fault> {
        match self.staging.kind {
            Kind::Batch(_) => mark_committed(&self.staging.folder),
            Kind::Plan(_) | Kind::Repair(_) | Kind::Receipts(_) => Ok(()),
        }
    }

    /// Puts everything in place, and looks whether it is what was committed. To be called after the
    /// commit (a plan needs none).
    ///
    /// # Errors
    /// [`crate::fault::Exit::Incomplete`] by disk and rights: the same command finishes it.
    pub fn place(self) -> Result<(), Fault> {
        let Staging {
            out, folder, kind, ..
        } = &self.staging;
        match kind {
            Kind::Batch(id) => {
                place_folder(folder, out, id)?;
                must_be_as_committed(&out.join(id.to_string()), &self.digests)
            }
            Kind::Plan(id) => replace_plan(folder, out, id),
            Kind::Repair(_) | Kind::Receipts(_) => {
                let names: Vec<&str> = self.digests.iter().map(|d| d.name.as_str()).collect();
                self.place_only(&names)?;
                must_be_as_committed(&self.target(), &self.digests)
            }
        }
    }

    /// Puts the named files in place, each by a rename over its final name, and removes the rest.
    ///
    /// # Errors
    /// As [`Sealed::place`].
    pub fn place_only(&self, names: &[&str]) -> Result<(), Fault> {
        move_files(&self.staging.folder, &self.target(), names.iter().copied())
            .map_err(|(path, e)| Kind::unplaced(&e, system::PLACE, &path))?;
        discard(&self.staging.folder);
        Ok(())
    }

    /// The folder below which the files get their final names.
    pub fn target(&self) -> PathBuf {
        let out = &self.staging.out;
        match &self.staging.kind {
            Kind::Batch(id) | Kind::Repair(id) => out.join(id.to_string()),
            Kind::Plan(id) => out.join(format!("plan-{id}")),
            Kind::Receipts(_) => out.clone(),
        }
    }
}

/// Gives the manifest of a staged batch its name; one that has it keeps it.
fn mark_committed(staged: &Path) -> Result<(), Fault> {
    let unnamed = staged.join(UNCOMMITTED_MANIFEST);
    crash_point!("staging.before-mark");
    match fs::rename(&unnamed, staged.join(manifest::NAME)) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => {
            return Err(Kind::unplaced(&e, system::PLACE, &unnamed));
        }
        Err(_) => return Ok(()),
        Ok(()) => {}
    }
    crash_point!("staging.after-mark");
    durable::sync_folder(staged).map_err(|e| Kind::unplaced(&e, system::SYNC, staged))
}

/// Where an output lies in a staged folder.
pub(crate) fn staged_file(staged: &Path, name: &str) -> PathBuf {
    let path = staged.join(name);
    match name == manifest::NAME && !path.exists() {
        true => staged.join(UNCOMMITTED_MANIFEST),
        false => path,
    }
}

/// Looks at what was put in place: nobody may have put anything else there.
fn must_be_as_committed(target: &Path, digests: &[OutputDigest]) -> Result<(), Fault> {
    let differs = |of: &&OutputDigest| !has_bytes(&target.join(&of.name), &of.sha256, of.bytes);
    match digests.par_iter().find_any(differs) {
        None => Ok(()),
        Some(digest) => {
            let told = text::placed_otherwise(&target.join(&digest.name));
            Err(Fault::new(Exit::Incomplete, told))
        }
    }
}

/// Makes a staged batch folder the final one: one rename.
pub(crate) fn place_folder(staged: &Path, out: &Path, id: &BatchId) -> Result<(), Fault> {
    const DOING: system::Doing = system::PLACE;
    mark_committed(staged)?;
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
