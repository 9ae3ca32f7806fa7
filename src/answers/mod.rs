//! The answers of the account system and the tax bureau → ledger entries, reversals, and the files
//! that tell of them (section 11 of the contract).

mod files;
mod receipts;
mod repair;
mod transitions;

use crate::domain::plan::Encoding;
use crate::domain::{BatchId, Money};
use crate::fault::{Exit, Fault};
use crate::input::{FileFault, Refusal};
use crate::interrupt::Interrupt;
use crate::ledger::{AnsweredBatches, Ledger, NewAnswer, NewReceipts, Reversal, Status};
use crate::outputs::staging::{Kind, Staging};
use crate::recovery;
use chrono::FixedOffset;
use memchr::memmem;
use rayon::prelude::*;
use receipts::Receipt;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What `gongji reconcile` was asked to do.
#[derive(Debug, Clone)]
pub struct Reconciliation {
    /// The file of answers.
    pub receipts: PathBuf,
    /// Output folder.
    pub out: PathBuf,
    /// The ledger.
    pub ledger: PathBuf,
    /// Encoding of the file; `None` detects it.
    pub encoding: Option<Encoding>,
    /// Offset of instants that name none.
    pub offset: FixedOffset,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Answers in the file.
    pub rows: u64,
    /// Answers that were new, by status, with their money.
    pub new: BTreeMap<Status, (u64, Money)>,
    /// Files that were written, by their path below the output folder.
    pub files: Vec<String>,
}

/// Imports a file of answers: all of it or nothing.
///
/// # Errors
/// [`Exit::Refused`] with every fault of the file; otherwise as a night.
pub fn reconcile(job: &Reconciliation, interrupt: &Interrupt) -> anyhow::Result<Imported> {
    let mut ledger = recovery::start(&job.out, &job.ledger, false, None)?;
    repair::repair(&job.out, &ledger)?;
    let bytes = std::fs::read(&job.receipts).map_err(|error| {
        let shown = job.receipts.display();
        Fault::new(
            Exit::Refused,
            format!("cannot read the answers {shown}: {error}; name the CSV file that came back"),
        )
    })?;
    let name = job
        .receipts
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    let batches = ledger.batch_ids()?;
    let (receipts, sha256, answered) = read_both(job, &name, &bytes, &ledger, &batches)?;
    interrupt.check()?;
    let news = transitions::new_answers(&name, &receipts, &answered).map_err(refused)?;
    interrupt.check()?;
    let recorded = NewReceipts {
        sha256: &sha256,
        bytes: bytes.len() as u64,
        rows: receipts.len() as u64,
    };
    let files = commit(&job.out, &mut ledger, &recorded, &news, &batches)?;
    ledger.close();
    let imported = Imported {
        rows: recorded.rows,
        new: by_status(&news),
        files,
    };
    drop(news);
    // A million answers are given back one by one: nobody needs to wait for that.
    rayon::spawn(move || drop((receipts, answered)));
    Ok(imported)
}

/// Reads the file and takes its digest, and at the same time reads what the ledger knows of the
/// batches it speaks of.
fn read_both(
    job: &Reconciliation,
    name: &str,
    bytes: &[u8],
    ledger: &Ledger,
    batches: &[BatchId],
) -> anyhow::Result<(Vec<Receipt>, String, AnsweredBatches)> {
    let (mut read, mut sha256) = (Ok(Vec::new()), String::new());
    let answered = rayon::in_place_scope(|scope| {
        scope.spawn(|_| read = receipts::read(name, bytes, job.encoding, job.offset));
        scope.spawn(|_| sha256 = format!("{:x}", Sha256::digest(bytes)));
        ledger.answered(&mentioned(bytes, batches))
    });
    Ok((read.map_err(refused)?, sha256, answered?))
}

/// The batches whose number occurs in a file: those that it answers for are among them.
fn mentioned(bytes: &[u8], batches: &[BatchId]) -> Vec<BatchId> {
    let occurs = |batch: &&BatchId| memmem::find(bytes, batch.compact().as_bytes()).is_some();
    batches.iter().filter(occurs).copied().collect()
}

/// Records what is new, with the files that tell of it: one transaction, then the renames.
fn commit(
    out: &Path,
    ledger: &mut Ledger,
    recorded: &NewReceipts<'_>,
    news: &[NewAnswer<'_>],
    batches: &[BatchId],
) -> anyhow::Result<Vec<String>> {
    if news.is_empty() {
        return Ok(Vec::new());
    }
    let reversals: Vec<Reversal> = news.iter().filter_map(reversal_of).collect();
    let files = files::render(&reversals, batches, &ledger.answer_files()?);
    let staging = Staging::begin(out, Kind::Receipts(recorded.sha256.to_owned()))?;
    for (path, content) in &files {
        if let Err(fault) = staging.write(path, |out| out.write_all(content)) {
            staging.discard();
            return Err(fault.into());
        }
    }
    let sealed = staging.seal()?;
    match ledger.commit_receipts(recorded, news, sealed.digests()) {
        Ok(_) => sealed.place()?,
        Err(fault) => {
            // When the database does not tell, the staged files may be those of a committed entry.
            if fault.exit != Exit::Incomplete {
                sealed.discard();
            }
            return Err(fault.into());
        }
    }
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

/// What follows from an answer, if the deduction no longer stands after it.
fn reversal_of(new: &NewAnswer<'_>) -> Option<Reversal> {
    let (answer, deduction) = (new.answer, new.deduction);
    answer.status.reverses().then(|| Reversal {
        end_to_end_no: new.end_to_end_no.into(),
        cause: answer.status,
        code: answer.code.clone(),
        message: answer.message.clone(),
        insured_id: deduction.insured.as_str().into(),
        organizer_id: deduction.organizer.as_str().into(),
        enrollment_id: deduction.enrollment_id.clone(),
        amount: deduction.amount,
    })
}

fn by_status(news: &[NewAnswer<'_>]) -> BTreeMap<Status, (u64, Money)> {
    let none = Status::ALL.map(|_| (0, Money::ZERO));
    let one = |new: &NewAnswer<'_>| {
        let mut one = none;
        one[new.answer.status as usize] = (1, new.deduction.amount);
        one
    };
    let sums = news.par_iter().map(one).reduce(
        || none,
        |a, b| std::array::from_fn(|i| (a[i].0 + b[i].0, a[i].1 + b[i].1)),
    );
    Status::ALL
        .into_iter()
        .zip(sums)
        .filter(|(_, (count, _))| *count > 0)
        .collect()
}

fn refused(faults: Vec<FileFault>) -> Fault {
    let told = Refusal { faults }.told_of("the answers are");
    Fault::new(Exit::Refused, told)
}
