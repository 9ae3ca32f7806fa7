//! The answers of the account system and the tax bureau → ledger entries, reversals, and the files
//! that tell of them (section 11 of the contract).

mod differences;
mod files;
mod receipts;
mod refusal;
mod repair;
mod transitions;

use crate::domain::history::ChainHead;
use crate::domain::{BatchId, Encoding, Money, Stage};
use crate::fault::{Exit, Fault};
use crate::handover;
use crate::interrupt::Interrupt;
use crate::ledger::{
    AnsweredBatches, Ledger, LedgerCopy, NewAnswer, NewReceipts, Reversal, Status,
};
use crate::outputs::staging::{self, Sealed, Staging, sha256_of};
use crate::recovery;
use crate::regular;
use crate::stages::Stages;
use crate::text::answers as text;
use chrono::FixedOffset;
pub use differences::Kind;
use differences::{Difference, Judged};
pub(crate) use differences::{DifferenceRow, expected_status};
pub(crate) use files::render_recorded;
use memchr::memmem;
use rayon::prelude::*;
pub(crate) use receipts::COLUMNS;
use receipts::Rows;
use std::collections::BTreeMap;
use std::io::Read;
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
    /// Where the ledger is copied to after the commit.
    pub copy: Option<LedgerCopy>,
    /// Encoding of the file; `None` detects it.
    pub encoding: Option<Encoding>,
    /// Offset of instants that name none.
    pub offset: FixedOffset,
    /// `--accept-consistent`: import what agrees with the ledger, and write the differences down.
    pub accept_consistent: bool,
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
    /// Lines that were not imported, by kind.
    pub differences: BTreeMap<Kind, u64>,
    /// The file that names them, by its path below the output folder.
    pub differences_file: Option<String>,
    /// The ledger's latest entry now.
    pub head: ChainHead,
}

/// Imports a file of answers: all of it or nothing, or with `accept_consistent` what agrees with
/// the ledger.
///
/// # Errors
/// [`Exit::Refused`] with every fault or difference of the file; otherwise as a night.
pub fn reconcile(
    job: &Reconciliation,
    interrupt: &Interrupt,
    stages: &Stages,
) -> anyhow::Result<Imported> {
    let mut ledger = recovery::start(
        &job.out,
        &job.ledger,
        job.copy.as_ref(),
        false,
        None,
        interrupt,
    )?;
    repair::repair(&job.out, &ledger)?;
    let entries = ledger.head().entries;
    stages.over(&Stage::Opened { entries });
    let bytes = bytes_of(&job.receipts, interrupt)?;
    let name = job.receipts.file_name().unwrap_or_default();
    let name = name.to_string_lossy();
    let batches = ledger.batch_ids()?;
    let (rows, sha256, answered) = read_both(job, &name, &bytes, &ledger, &batches, interrupt)?;
    stages.over(&Stage::ReadAnswers {
        file: &name,
        rows: rows.count(),
        bytes: bytes.len() as u64,
        rejected_rows: rows.unreadable.len() as u64,
    });
    interrupt.check()?;
    let Judged { news, differences } = compare(job, &name, &rows, &answered, stages)?;
    interrupt.check()?;
    let recorded = NewReceipts {
        sha256: &sha256,
        bytes: bytes.len() as u64,
        rows: rows.count(),
    };
    let differing = differing(&sha256, &differences);
    let files = commit(
        job,
        &mut ledger,
        &recorded,
        &news,
        &batches,
        &differing,
        stages,
    )?;
    let head = ledger.head().clone();
    ledger.close();
    let imported = Imported {
        rows: recorded.rows,
        new: by_status(&news),
        files,
        differences: differences::by_kind(&differences),
        differences_file: differing.into_iter().map(|(path, _)| path).next(),
        head,
    };
    drop(news);
    // A million answers are given back one by one: nobody needs to wait for that.
    rayon::spawn(move || drop((rows, answered)));
    Ok(imported)
}

/// Holds the file against the ledger.
fn compare<'r>(
    job: &Reconciliation,
    name: &str,
    rows: &'r Rows,
    answered: &'r AnsweredBatches,
    stages: &Stages,
) -> Result<Judged<'r>, Fault> {
    let judged = differences::judge(rows, answered);
    stages.over(&Stage::Compared {
        new: judged.news.len() as u64,
        differences: judged.differences.len() as u64,
    });
    match judged.differences.is_empty() || job.accept_consistent {
        true => Ok(judged),
        false => Err(refusal::of_differences(name, &judged.differences)),
    }
}

/// Bytes of a file of answers that are read between two looks at the interrupt.
const BLOCK: u64 = 1 << 24;

fn bytes_of(path: &Path, interrupt: &Interrupt) -> Result<Vec<u8>, Fault> {
    let unreadable = |error: std::io::Error| {
        let why = text::cannot_read(&path.display(), &error);
        Fault::new(Exit::Refused, why)
    };
    let mut file = regular::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    loop {
        interrupt.check()?;
        let block = file.by_ref().take(BLOCK).read_to_end(&mut bytes);
        if block.map_err(unreadable)? == 0 {
            return Ok(bytes);
        }
    }
}

/// Reads the file and takes its digest, and at the same time reads what the ledger knows of the
/// batches it speaks of.
fn read_both(
    job: &Reconciliation,
    name: &str,
    bytes: &[u8],
    ledger: &Ledger,
    batches: &[BatchId],
    interrupt: &Interrupt,
) -> anyhow::Result<(Rows, String, AnsweredBatches)> {
    let (mut read, mut sha256) = (Ok(Rows::default()), String::new());
    let answered = rayon::in_place_scope(|scope| {
        scope.spawn(|_| {
            read = receipts::read(name, bytes, job.encoding, job.offset, &|| {
                interrupt.is_asked()
            })
        });
        scope.spawn(|_| sha256 = sha256_of(bytes));
        ledger.answered(&mentioned(bytes, batches))
    });
    // Some rows are missing then.
    interrupt.check()?;
    Ok((read.map_err(refusal::of_file)?, sha256, answered?))
}

/// The batches whose number occurs in a file: those that it answers for are among them.
fn mentioned(bytes: &[u8], batches: &[BatchId]) -> Vec<BatchId> {
    let occurs = |batch: &&BatchId| memmem::find(bytes, batch.compact().as_bytes()).is_some();
    batches.iter().filter(occurs).copied().collect()
}

/// The file of the lines that are not imported, by its path below the output folder. The ledger does
/// not record it: the same file of answers gives it again.
fn differing(sha256: &str, differences: &[Difference]) -> Option<(String, Vec<u8>)> {
    let short = sha256.get(..16).unwrap_or(sha256);
    let path = format!("{}/{short}.csv", staging::DIFFERENCES);
    (!differences.is_empty()).then(|| (path, differences::render(differences)))
}

/// Records what is new, with the files that tell of it: one transaction, then the renames.
fn commit(
    job: &Reconciliation,
    ledger: &mut Ledger,
    recorded: &NewReceipts<'_>,
    news: &[NewAnswer<'_>],
    batches: &[BatchId],
    differing: &Option<(String, Vec<u8>)>,
    stages: &Stages,
) -> anyhow::Result<Vec<String>> {
    if news.is_empty() && differing.is_none() {
        return Ok(Vec::new());
    }
    let reversals: Vec<Reversal> = news.iter().filter_map(reversal_of).collect();
    let files = files::render(&reversals, batches, &ledger.answer_files()?);
    let sealed = stage(&job.out, recorded.sha256, files.iter().chain(differing))?;
    stages.over(&Stage::Rendered(sealed.digests()));
    let paths: Vec<String> = files.into_iter().map(|(path, _)| path).collect();
    if news.is_empty() {
        sealed.place()?;
        stages.over(&Stage::Placed(&job.out));
        return Ok(paths);
    }
    let mut digests = sealed.digests().to_vec();
    digests.retain(|digest| paths.contains(&digest.name));
    let committed = handover::commit(sealed, |_| ledger.commit_receipts(recorded, news, &digests))?;
    committed.hand_over(ledger, job.copy.as_ref(), stages)?;
    Ok(paths)
}

fn stage<'f>(
    out: &Path,
    sha256: &str,
    files: impl Iterator<Item = &'f (String, Vec<u8>)>,
) -> Result<Sealed, Fault> {
    let staging = Staging::begin(out, staging::Kind::Receipts(sha256.to_owned()))?;
    for (path, content) in files {
        if let Err(fault) = staging.write(path, |out| out.write_all(content)) {
            staging.discard();
            return Err(fault);
        }
    }
    staging.seal()
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
