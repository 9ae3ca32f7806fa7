//! `gongji run <EXTRACT>`: the night.

use super::guard_args::GuardArgs;
use super::paths::{LedgerCopyArgs, Paths};
use super::threads::Threads;
use super::{PolicyChoice, Session, policy_refused, values};
use crate::domain::plan::BatchOptions;
use crate::domain::{BatchId, Encoding};
use crate::fault::{Exit, Fault};
use crate::guards::Guards;
use crate::run::{self, Job, Mode};
use crate::text;
use chrono::NaiveDate;
use std::path::PathBuf;

/// Decides an extract, deducts, and publishes the batch.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder with enrollments.csv, networks.csv, accounts.csv and, if there are, payments.csv and
    /// control.csv.
    #[arg(env = "GONGJI_EXTRACT")]
    extract: PathBuf,
    #[command(flatten)]
    paths: Paths,
    #[command(flatten)]
    copy: LedgerCopyArgs,
    /// Starts a new ledger if there is none; refused on a ledger that holds another batch.
    #[arg(long, env = "GONGJI_NEW_LEDGER")]
    new_ledger: bool,
    /// Business date of the batch [default: today in the policy's offset].
    #[arg(long, env = "GONGJI_BATCH_DATE", value_name = "YYYY-MM-DD")]
    batch_date: Option<NaiveDate>,
    /// Number of the batch on its date.
    #[arg(
        long,
        env = "GONGJI_BATCH_NO",
        value_name = "N",
        default_value_t = 1,
        value_parser = clap::value_parser!(u8).range(1..=99)
    )]
    batch_no: u8,
    #[command(flatten)]
    law: PolicyChoice,
    /// Encoding of the extract, utf-8 or gb18030 [default: detected per file].
    #[arg(long, env = "GONGJI_ENCODING", value_parser = values::encoding)]
    encoding: Option<Encoding>,
    /// Encoding of remittance.txt, utf-8 or gb18030.
    #[arg(
        long,
        env = "GONGJI_REMITTANCE_ENCODING",
        value_parser = values::encoding,
        default_value = "utf-8"
    )]
    remittance_encoding: Encoding,
    /// Writes one list per school.
    #[arg(long, env = "GONGJI_BY_INSTITUTION")]
    by_institution: bool,
    /// Refuses an extract without payments.csv.
    #[arg(long, env = "GONGJI_REQUIRE_PAYMENTS")]
    require_payments: bool,
    /// Refuses an extract without control.csv.
    #[arg(long, env = "GONGJI_REQUIRE_CONTROL")]
    require_control: bool,
    /// Takes an extract with exactly N rejected rows that do not tell whom they hold back.
    #[arg(long, env = "GONGJI_ACCEPT_UNIDENTIFIED", value_name = "N")]
    accept_unidentified: Option<u64>,
    /// Takes an extract that is, file for file, that of a batch of another date.
    #[arg(long, env = "GONGJI_SAME_EXTRACT")]
    same_extract: bool,
    /// Decides and writes the plan, commits nothing.
    #[arg(long, env = "GONGJI_DRY_RUN", conflicts_with = "expect_plan")]
    pub(super) dry_run: bool,
    /// Commits only if the plan has this digest: what a dry run printed and a second person
    /// approved.
    #[arg(long, env = "GONGJI_EXPECT_PLAN", value_name = "DIGEST")]
    expect_plan: Option<String>,
    #[command(flatten)]
    guards: GuardArgs,
    #[command(flatten)]
    threads: Threads,
}

impl Args {
    /// Runs the night.
    ///
    /// # Errors
    /// Whatever stopped it; before the commit unless the exit code is 7.
    pub fn execute(self, session: &Session) -> anyhow::Result<Exit> {
        let job = self.job(session)?;
        let interrupt = session.listen()?;
        let night = || run::run(&job, &interrupt, session.stages());
        let (report, extract) = self.threads.install(night)??;
        // The process ends, and its memory with it.
        std::mem::forget(extract);
        session.measured(report.measured);
        let summary = if session.common.json {
            &report.json
        } else {
            &report.text
        };
        match job.mode {
            Mode::Commit { .. } => session.say(summary),
            // The digest of a plan is what a dry run is for.
            Mode::DryRun => session.print(summary)?,
        }
        Ok(Exit::Done)
    }

    /// What was meant.
    fn job(&self, session: &Session) -> anyhow::Result<Job> {
        let law = self.law.load()?;
        let today = session.today(law.offset());
        let date = self.batch_date.unwrap_or(today);
        if date > today && !self.dry_run {
            return Err(Fault::new(Exit::Usage, text::shell::date_after_today(date, today)).into());
        }
        let policy = law.in_force(date).map_err(policy_refused)?;
        let batch = BatchId {
            date,
            number: self.batch_no,
            insurance_year: *policy.insurance_year,
        };
        Ok(Job {
            extract: self.extract.clone(),
            out: self.paths.out()?,
            ledger: self.paths.ledger()?,
            copy: self.copy.for_command(session)?,
            new_ledger: self.new_ledger,
            batch,
            options: BatchOptions {
                language: session.language(),
                encoding: self.encoding,
                remittance_encoding: self.remittance_encoding,
                by_institution: self.by_institution,
                accept_unidentified: self.accept_unidentified,
            },
            require_payments: self.require_payments,
            require_control: self.require_control,
            same_extract: self.same_extract,
            guards: self.guards.over(Guards::of(&policy)),
            policy,
            mode: if self.dry_run {
                Mode::DryRun
            } else {
                Mode::Commit {
                    expect_plan: self.expect_plan.clone(),
                }
            },
        })
    }
}
