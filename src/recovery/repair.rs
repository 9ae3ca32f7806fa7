//! Putting back what is missing or damaged of a committed batch.

use super::check::{Damage, damage_of};
use crate::domain::OutputDigest;
use crate::fault::{Exit, Fault};
use crate::ledger::BatchRecord;
use crate::log;
use crate::outputs::staging::{Kind, Staging};
use crate::text::folders as text;
use std::path::Path;

/// What a rerun of a committed batch found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repair {
    /// Everything is in place.
    Whole,
    /// These outputs were put back.
    Repaired(Vec<Damage>),
}

/// Holds the outputs of a committed batch against the ledger and puts back what is missing or
/// damaged. `render` writes the whole batch again, decided against the ledger as it stood before
/// it; it is called only if something is wrong.
///
/// # Errors
/// [`Exit::Incomplete`] when the bytes would differ from the recorded digests (both program versions
/// named, nothing is written), or by disk and rights; what `render` reports otherwise.
pub fn repair(
    out: &Path,
    record: &BatchRecord,
    program: &str,
    render: impl FnOnce(&Staging) -> anyhow::Result<()>,
) -> anyhow::Result<Repair> {
    let damage = damage_of(out, record);
    if damage.is_empty() {
        return Ok(Repair::Whole);
    }
    let staging = Staging::begin(out, Kind::Repair(record.id)).map_err(after_commit)?;
    if let Err(error) = render(&staging) {
        staging.discard();
        return Err(match error.downcast::<Fault>() {
            Ok(fault) => after_commit(fault).into(),
            Err(error) => error,
        });
    }
    let differing = differing(&staging.digests(), &record.outputs);
    if !differing.is_empty() {
        staging.discard();
        return Err(differs(record, program, &differing).into());
    }
    let names: Vec<&str> = damage.iter().map(Damage::name).collect();
    staging.seal().map_err(after_commit)?.place_only(&names)?;
    for found in &damage {
        log::warn(&text::put_back(&found.message()));
    }
    Ok(Repair::Repaired(damage))
}

/// Trouble with disk or rights that here comes after the commit: the money is moved already.
fn after_commit(fault: Fault) -> Fault {
    match fault.exit {
        Exit::Failed => Fault::new(Exit::Incomplete, text::not_put_back(&fault.message)),
        _ => fault,
    }
}

/// Names of outputs that were rendered otherwise than recorded, or on one side only.
fn differing(rendered: &[OutputDigest], recorded: &[OutputDigest]) -> Vec<String> {
    let only_in = |a: &[OutputDigest], b: &[OutputDigest]| -> Vec<String> {
        a.iter()
            .filter(|output| !b.contains(output))
            .map(|output| output.name.clone())
            .collect()
    };
    let mut names = only_in(rendered, recorded);
    names.extend(only_in(recorded, rendered));
    names.sort();
    names.dedup();
    names
}

fn differs(record: &BatchRecord, program: &str, names: &[String]) -> Fault {
    Fault::new(
        Exit::Incomplete,
        text::other_bytes(&record.id, &record.program, program, names),
    )
}
