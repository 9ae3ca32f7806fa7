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

/// Decides a batch again and returns every output's bytes.
pub type Render<'r> = dyn Fn(&BatchRecord) -> anyhow::Result<Vec<Rendered>> + 'r;

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
    let mut checked = vec![Checked::Chain];
    let (mut decided_again, mut program) = (Vec::new(), None);
    match ledger.batch(&batch)? {
        None => found.push(Discrepancy::new(
            differences::of_batch(&batch),
            differences::unknown_batch(),
        )),
        Some(record) => {
            files::compare(folder, &record, &mut found)?;
            checked.push(Checked::Files(record.outputs.len()));
            manifest::compare(folder, &record, &mut found);
            checked.push(Checked::Manifest);
            lines::compare(folder, &record, ledger, &mut found)?;
            checked.push(Checked::Lines(record.deductions));
            let out = folder.parent().unwrap_or(Path::new("."));
            let answers = answers::compare(out, &batch, ledger, &mut found)?;
            checked.push(Checked::Answers(answers));
            if let Some(render) = render {
                files::compare_rendered(folder, &record, render(&record)?, &mut decided_again);
                checked.push(Checked::Again);
            }
            program = Some(record.program);
        }
    }
    Ok(Verified {
        batch,
        checked,
        found,
        decided_again,
        program,
    })
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
