//! Missing or damaged outputs of a committed batch, put back byte for byte.

use super::{Job, output_files};
use crate::domain::OutputDigest;
use crate::domain::plan::Plan;
use crate::fault::{Exit, Fault};
use crate::ledger::BatchRecord;
use crate::publish::manifest;
use crate::publish::staging::{self, Kind, Staging};

/// Puts back what is missing or damaged and says how many files that were.
///
/// # Errors
/// [`Exit::Unplaced`] when this program would write other bytes than were committed: nothing is
/// written then.
pub fn restore(job: &Job, plan: &Plan, record: &BatchRecord) -> Result<usize, Fault> {
    let damaged = staging::damaged_files(&job.out, &job.batch, &record.outputs)?;
    if damaged.is_empty() {
        return Ok(0);
    }
    let staging = Staging::begin(&job.out, Kind::Repair(job.batch))?;
    output_files::write_all(plan, &job.policy, &staging)?;
    let sealed = staging.seal()?;
    if sealed.digests() != record.outputs {
        let differing = differing(sealed.digests(), &record.outputs);
        sealed.discard();
        return Err(Fault::new(
            Exit::Unplaced,
            format!(
                "batch {} is committed, and {} of its files are missing or damaged ({}), but this \
                 program ({}) would write other bytes for {} than the one that committed it ({}): \
                 nothing was written. Run the same command with that version",
                job.batch,
                damaged.len(),
                damaged.join(", "),
                manifest::program(),
                differing.join(", "),
                record.program,
            ),
        ));
    }
    let names: Vec<&str> = damaged.iter().map(String::as_str).collect();
    sealed.place_only(&names)?;
    tracing::warn!(batch = %job.batch, files = damaged.join(", "), "put back");
    Ok(damaged.len())
}

fn differing(rendered: &[OutputDigest], recorded: &[OutputDigest]) -> Vec<String> {
    let names = |of: &[OutputDigest], other: &[OutputDigest]| -> Vec<String> {
        of.iter().filter(|d| !other.contains(d)).map(|d| d.name.clone()).collect()
    };
    let mut all = names(rendered, recorded);
    all.extend(names(recorded, rendered));
    all.sort();
    all.dedup();
    all
}
