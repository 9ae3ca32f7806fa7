//! Whether a published batch, its manifest and the ledger still say the same.
//!
//! A second, independent reading: nothing here uses the code that rendered the files.

mod answers;
mod checked;
mod files;
mod lines;
mod manifest;
mod remittance;

pub use checked::Checked;
pub use files::Rendered;

use crate::domain::BatchId;
use crate::fault::{Exit, Fault};
use crate::ledger::{BatchRecord, Discrepancy, Ledger};
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
}

impl Verified {
    /// # Errors
    /// [`Exit::Inconsistent`] with every difference, if there is one.
    pub fn into_result(self) -> Result<Verified, Fault> {
        if self.found.is_empty() {
            return Ok(self);
        }
        let list: Vec<String> = self.found.iter().map(|d| format!("\n  {d}")).collect();
        Err(Fault::new(
            Exit::Inconsistent,
            format!(
                "batch {}: {} differences; hand nothing over and call:{}",
                self.batch,
                list.len(),
                list.concat()
            ),
        ))
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
    match ledger.batch(&batch)? {
        None => found.push(Discrepancy::new(
            format!("batch {batch}"),
            "the ledger does not know it",
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
                files::compare_rendered(folder, &record, render(&record)?, &mut found);
                checked.push(Checked::Again);
            }
        }
    }
    Ok(Verified {
        batch,
        checked,
        found,
    })
}

fn batch_of(folder: &Path) -> Result<BatchId, Fault> {
    let name = folder.file_name().and_then(|name| name.to_str());
    name.and_then(|name| name.parse().ok()).ok_or_else(|| {
        Fault::new(
            Exit::Usage,
            format!(
                "{} is not a batch folder: its name must be a batch id such as 2025-20241221-01",
                folder.display()
            ),
        )
    })
}
