//! The whole night on one screen; the only caller of all stages.

mod committing;
mod deciding;
mod output_files;
mod report;

pub use deciding::{Evidence, Reading, decide, look_at};
pub use output_files::write_all;
pub use report::RunReport;

use crate::domain::history::History;
use crate::domain::plan::{BatchOptions, Plan};
use crate::domain::reject::InputFile;
use crate::domain::{BatchId, Stage};
use crate::fault::{Exit, Fault};
use crate::guards::Guards;
use crate::input::{self, Extract, ReadOptions};
use crate::interrupt::Interrupt;
use crate::ledger::{BatchRecord, Identity, Ledger, LedgerCopy, OpenMode};
use crate::log;
use crate::outputs::manifest;
use crate::outputs::staging::{Kind, Staging, plan_digest};
use crate::outputs::summary::RunStatus;
use crate::policy::InForce;
use crate::recovery::{self, Repair};
use crate::stages::Stages;
use crate::text::{handover, night};
use crate::verify::Rendered;
use std::path::PathBuf;
use std::sync::Arc;

/// Everything a night needs to know before it starts.
#[derive(Debug, Clone)]
pub struct Job {
    /// Folder of the extract.
    pub extract: PathBuf,
    /// Output folder.
    pub out: PathBuf,
    /// The ledger.
    pub ledger: PathBuf,
    /// Where the ledger is copied to after the commit.
    pub copy: Option<LedgerCopy>,
    /// Whether the ledger may be missing.
    pub new_ledger: bool,
    /// The law on the batch date.
    pub policy: InForce,
    /// Identity of the batch.
    pub batch: BatchId,
    /// Options that shape outputs.
    pub options: BatchOptions,
    /// Whether an extract without `payments.csv` is refused.
    pub require_payments: bool,
    /// Whether an extract without `control.csv` is refused.
    pub require_control: bool,
    /// Whether the extract may be that of a batch of another date.
    pub same_extract: bool,
    /// Volumes beyond which nothing is committed.
    pub guards: Guards,
    /// Whether anything is committed.
    pub mode: Mode,
}

/// What a night is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// Charges, if the plan has the expected digest or none is expected.
    Commit {
        /// Digest that a dry run printed.
        expect_plan: Option<String>,
    },
    /// Decides and writes the plan.
    DryRun,
}

/// Runs a night from lock to placed outputs. What was read comes back with the report: giving a
/// city's rows back one by one takes a while, which a process that ends can save.
///
/// # Errors
/// A [`Fault`] in the chain carries the exit code. Nothing was charged unless it is
/// [`Exit::Incomplete`].
pub fn run(
    job: &Job,
    interrupt: &Interrupt,
    stages: &Stages,
) -> anyhow::Result<(RunReport, Extract)> {
    match &job.mode {
        Mode::DryRun => dry_run(job, interrupt, stages),
        Mode::Commit { expect_plan } => {
            let own = Some(&job.batch);
            let mut ledger = recovery::start(
                &job.out,
                &job.ledger,
                job.copy.as_ref(),
                job.new_ledger,
                own,
                interrupt,
            )?;
            let committed = committed_before(job, &ledger)?;
            opened(&ledger, stages);
            let expected = expect_plan.as_deref();
            let report = match committed {
                Some(record) => again(job, &ledger, &record, expected, interrupt, stages)?,
                None => {
                    first_day(job)?;
                    first_time(job, &mut ledger, expected, interrupt, stages)?
                }
            };
            ledger.close();
            Ok(report)
        }
    }
}

fn opened(ledger: &Ledger, stages: &Stages) {
    let entries = ledger.head().entries;
    stages.over(&Stage::Opened { entries });
}

/// Whether the batch is committed already, with the same inputs, policy and options.
fn committed_before(job: &Job, ledger: &Ledger) -> Result<Option<BatchRecord>, Fault> {
    let inputs = match ledger.batch(&job.batch)? {
        Some(_) => inputs_of(job)?,
        None => Vec::new(),
    };
    ledger.identify(&Identity {
        id: job.batch,
        policy_id: &job.policy.id,
        policy_sha256: &job.policy.sha256,
        options: job.options,
        inputs: &inputs,
    })
}

/// The files of the extract by their digests alone.
fn inputs_of(job: &Job) -> Result<Vec<InputFile>, Fault> {
    let digests = input::digests(&job.extract).map_err(refused)?;
    let input = |(file, sha256, bytes)| InputFile {
        file,
        encoding: None,
        sha256,
        bytes,
        rows: 0,
        rejected_rows: 0,
    };
    Ok(digests.into_iter().map(input).collect())
}

fn first_day(job: &Job) -> Result<(), Fault> {
    let first = *job.policy.deductions_from;
    if job.batch.date >= first {
        return Ok(());
    }
    Err(Fault::new(
        Exit::Refused,
        night::too_early(job.batch.date, first, &job.policy.deductions_from.source),
    ))
}

/// Refuses the extract of a batch of another date: somebody delivered yesterday's once more.
fn refuse_same_extract(job: &Job, ledger: &Ledger, inputs: &[InputFile]) -> Result<(), Fault> {
    let same = match job.same_extract {
        true => None,
        false => ledger.batch_of_inputs(inputs, job.batch.date)?,
    };
    match same {
        None => Ok(()),
        Some(id) => {
            let told = handover::same_extract(&id.to_string(), id.date);
            Err(Fault::new(Exit::Refused, told))
        }
    }
}

/// Decides, stages, commits, places.
fn first_time(
    job: &Job,
    ledger: &mut Ledger,
    expect_plan: Option<&str>,
    interrupt: &Interrupt,
    stages: &Stages,
) -> anyhow::Result<(RunReport, Extract)> {
    let mut extract = read(job, interrupt, stages)?;
    refuse_same_extract(job, ledger, &extract.inputs)?;
    let folder = Arc::clone(&extract.folder);
    let history = ledger.history_before(None)?;
    let plan = plan(job, &mut extract, &history, interrupt, stages)?;
    job.guards.check(&plan.tally)?;
    interrupt.check()?;
    committing::commit(job, &plan, ledger, expect_plan, interrupt, &folder, stages)?;
    let folder = batch_folder(job);
    let report = RunReport::of(
        &plan,
        &job.policy,
        RunStatus::Committed { folder: &folder },
        ledger.head(),
    );
    Ok((report, extract))
}

/// The batch is committed: charges nothing, puts back what is missing or damaged.
fn again(
    job: &Job,
    ledger: &Ledger,
    record: &BatchRecord,
    expect_plan: Option<&str>,
    interrupt: &Interrupt,
    stages: &Stages,
) -> anyhow::Result<(RunReport, Extract)> {
    if let Some(expected) = expect_plan {
        committing::must_be_expected(&record.outputs, expected)?;
    }
    let mut extract = read(job, interrupt, stages)?;
    let history = ledger.history_before(Some(&job.batch))?;
    let plan = plan(job, &mut extract, &history, interrupt, stages)?;
    let repair = recovery::repair(&job.out, record, &manifest::program(), |staging| {
        Ok(output_files::write_all(
            &plan,
            &job.policy,
            staging,
            interrupt,
        )?)
    })?;
    let restored = match repair {
        Repair::Whole => 0,
        Repair::Repaired(files) => files.len(),
    };
    let folder = batch_folder(job);
    let status = RunStatus::AlreadyDone {
        folder: &folder,
        restored,
    };
    let report = RunReport::of(&plan, &job.policy, status, ledger.head());
    Ok((report, extract))
}

/// Decides everything on one snapshot of the ledger and writes the plan.
fn dry_run(
    job: &Job,
    interrupt: &Interrupt,
    stages: &Stages,
) -> anyhow::Result<(RunReport, Extract)> {
    let mode = match job.new_ledger {
        true => OpenMode::New(job.batch),
        false => OpenMode::Existing,
    };
    let ledger = Ledger::open_to_plan(&job.ledger, mode, interrupt)?;
    recovery::refuse_unknown(&job.out, &ledger)?;
    if let Some(copy) = &job.copy {
        copy.lags(&ledger)?;
    }
    let is_new = committed_before(job, &ledger)?.is_none();
    opened(&ledger, stages);
    if is_new {
        first_day(job)?;
    }
    let mut extract = read(job, interrupt, stages)?;
    if is_new {
        refuse_same_extract(job, &ledger, &extract.inputs)?;
    }
    let history = ledger.history_before(Some(&job.batch))?;
    let plan = plan(job, &mut extract, &history, interrupt, stages)?;
    interrupt.check()?;
    let staging = Staging::begin(&job.out, Kind::Plan(job.batch))?;
    output_files::write_all(&plan, &job.policy, &staging, interrupt)?;
    let sealed = staging.seal()?;
    stages.over(&Stage::Rendered(sealed.digests()));
    let digest = plan_digest(sealed.digests());
    let target = sealed.target();
    sealed.place()?;
    stages.over(&Stage::Placed(&target));
    // The plan is there to be looked at, but it is one that no run would commit.
    job.guards.check(&plan.tally)?;
    let folder = job
        .out
        .join(format!("plan-{}", job.batch))
        .display()
        .to_string();
    let status = RunStatus::Planned {
        folder: &folder,
        digest: &digest,
    };
    let report = RunReport::of(&plan, &job.policy, status, ledger.head());
    Ok((report, extract))
}

/// Renders every output of a committed batch again, decided against `history`, the ledger as it
/// stood before it.
///
/// # Errors
/// [`Exit::Refused`] for the extract; [`Exit::Inconsistent`] for an equation; what rendering reports.
pub fn render_again(
    job: &Job,
    history: &History,
    stages: &Stages,
) -> anyhow::Result<Vec<Rendered>> {
    let nobody = Interrupt::default();
    let mut extract = read(job, &nobody, stages)?;
    let plan = plan(job, &mut extract, history, &nobody, stages)?;
    Ok(output_files::render_all(&plan, &job.policy)?)
}

fn batch_folder(job: &Job) -> String {
    job.out.join(job.batch.to_string()).display().to_string()
}

/// Reads the extract, until it is interrupted.
///
/// # Errors
/// [`Exit::Refused`] with every fault of every file; [`Exit::Failed`] when interrupted.
pub fn read(job: &Job, interrupt: &Interrupt, stages: &Stages) -> Result<Extract, Fault> {
    let options = ReadOptions {
        dir: &job.extract,
        encoding: job.options.encoding,
        require_payments: job.require_payments,
        require_control: job.require_control,
        accept_unidentified: job.options.accept_unidentified,
        progress: stages,
        is_stopped: &|| interrupt.is_asked(),
    };
    let read = input::read(&options, &job.policy);
    interrupt.check()?;
    let extract = read.map_err(refused)?;
    extract.notes.iter().for_each(log::remark);
    Ok(extract)
}

/// Decides an extract against a history.
///
/// # Errors
/// As [`decide`].
pub fn plan<'a>(
    job: &Job,
    extract: &'a mut Extract,
    history: &'a History,
    interrupt: &Interrupt,
    stages: &Stages,
) -> Result<Plan<'a>, Fault> {
    interrupt.check()?;
    let evidence = Evidence::out_of(extract);
    interrupt.check()?;
    let reading = Reading::of(extract, evidence, history);
    let (batch, options) = (job.batch, job.options);
    decide(reading, &job.policy, batch, options, interrupt, stages)
}

fn refused(refusal: input::Refusal) -> Fault {
    Fault::new(Exit::Refused, refusal.message())
}
