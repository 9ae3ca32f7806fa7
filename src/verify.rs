//! Whether a published batch, its manifest and the ledger still say the same.
//!
//! A second, independent reading: nothing here uses the code that rendered the files.

mod answers;
mod believed;
mod checked;
pub mod conformance;
mod files;
mod lines;
mod manifest;
mod remittance;

pub use believed::{believed, of_another_program};
pub use checked::Checked;
pub use files::Rendered;

use crate::domain::BatchId;
use crate::domain::history::History;
use crate::domain::message::Message;
use crate::fault::{Exit, Fault};
use crate::ledger::{BatchRecord, Discrepancy, Ledger};
use crate::outputs::manifest::program as this_program;
use crate::text::{differences, verify as text};
use std::fs;
use std::path::Path;

#[cfg(test)]
mod tests;

/// What was verified and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The batch.
    pub batch: BatchId,
    /// What was held against what.
    pub checked: Vec<Checked>,
    /// Everything that differs; empty when all agree.
    pub found: Vec<Discrepancy>,
    /// What differs from the outputs when they are decided again.
    pub decided_again: Vec<Discrepancy>,
    /// Name and version of the program that decided the batch, as the ledger knows it.
    pub program: Option<String>,
}

impl Verified {
    /// Holds folder, manifest and the ledger, its chain apart, against each other.
    fn hold(&mut self, folder: &Path, record: &BatchRecord, ledger: &Ledger) -> anyhow::Result<()> {
        files::compare(folder, record, &mut self.found)?;
        manifest::compare(folder, record, &mut self.found);
        lines::compare(folder, record, ledger, &mut self.found)?;
        let out = folder.parent().unwrap_or(Path::new("."));
        let answers = answers::compare(out, &record.id, ledger, &mut self.found)?;
        self.checked.extend([
            Checked::Files(record.outputs.len()),
            Checked::Manifest,
            Checked::Lines(record.deductions),
            Checked::Answers(answers),
        ]);
        Ok(())
    }

    /// # Errors
    /// [`Exit::Inconsistent`] with every difference, if there is one.
    pub fn into_result(self) -> Result<Verified, Fault> {
        if self.found.is_empty() && self.decided_again.is_empty() {
            return Ok(self);
        }
        let all = self.found.iter().chain(&self.decided_again);
        let list: Vec<Message> = all.map(Discrepancy::told).collect();
        let (batch, this) = (self.batch, this_program());
        let message = match self.program {
            Some(program) if self.found.is_empty() && program != this => {
                text::other_program(batch, &program, &this, &list)
            }
            _ => text::differences(batch, &list),
        };
        Err(Fault::new(Exit::Inconsistent, message))
    }
}

/// Decides a batch again, against the ledger as it stood before it, and returns every output's
/// bytes.
pub type Render<'r> = dyn Fn(&BatchRecord, &History) -> anyhow::Result<Vec<Rendered>> + Sync + 'r;

/// Verifies a batch folder against its manifest and the ledger; with `render` also against what
/// the extract gives when it is decided again.
///
/// # Errors
/// [`Exit::Usage`] when the folder's name is no batch id; what reading the ledger and `render`
/// report. Differences are no errors: they are in the result.
pub fn verify(
    folder: &Path,
    ledger: &Ledger,
    render: Option<&Render<'_>>,
) -> anyhow::Result<Verified> {
    let batch = batch_of(folder)?;
    let mut found = ledger.verify_chain()?;
    let Some(record) = ledger.batch(&batch)? else {
        found.push(Discrepancy::new(
            differences::of_batch(&batch),
            differences::unknown_batch(),
        ));
        return Ok(Verified {
            batch,
            checked: vec![Checked::Chain],
            found,
            decided_again: Vec::new(),
            program: None,
        });
    };
    let mut verified = Verified {
        batch,
        checked: vec![Checked::Chain],
        found,
        decided_again: Vec::new(),
        program: Some(record.program.clone()),
    };
    match render {
        None => verified.hold(folder, &record, ledger)?,
        Some(render) => {
            let history = ledger.history_before(Some(&batch))?;
            let mut rendered = Ok(Vec::new());
            // Neither needs the other.
            rayon::in_place_scope(|scope| {
                scope.spawn(|_| rendered = render(&record, &history));
                verified.hold(folder, &record, ledger)
            })?;
            files::compare_rendered(folder, &record, rendered?, &mut verified.decided_again);
            verified.checked.push(Checked::Again);
        }
    }
    Ok(verified)
}

/// The batch whose folder this is.
///
/// # Errors
/// [`Exit::Usage`] when it is no batch folder, with what it is instead.
pub fn batch_of(folder: &Path) -> Result<BatchId, Fault> {
    let name = folder.file_name().and_then(|name| name.to_str());
    let name = name.unwrap_or_default();
    name.parse().map_err(|_| {
        let shown = folder.display();
        let message = match latest_below(folder) {
            Some(latest) => text::output_folder(&shown, latest),
            None if name.starts_with("plan-") => text::plan_folder(&shown),
            None => text::not_a_batch(&shown),
        };
        Fault::new(Exit::Usage, message)
    })
}

fn latest_below(folder: &Path) -> Option<BatchId> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    let names = entries.map(|entry| entry.file_name());
    names.filter_map(|name| name.to_str()?.parse().ok()).max()
}
