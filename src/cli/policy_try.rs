//! `gongji policy try`: a past batch under another policy.

use super::Session;
use super::paths::Paths;
use super::policy_choice::{Sets, refused};
use crate::fault::{Exit, Fault};
use crate::guards::Guards;
use crate::input;
use crate::ledger::{BatchRecord, Ledger};
use crate::policy::Policy;
use crate::regular;
use crate::run::{self, Job, Mode};
use crate::text::{night, verify as verify_text};
use crate::verify::{Rendered, verify};
use crate::whatif::{Published, Unreadable, WhatIf};
use std::path::{Path, PathBuf};

/// The two lists that tell what became of whom.
const LISTS: [&str; 2] = ["remittance.txt", "exceptions.csv"];

/// Decides a past batch under another policy: whose result would change, and what it would cost.
/// Commits nothing.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Preset or path of the other policy.
    #[arg(value_name = "NAME|FILE")]
    policy: String,
    #[command(flatten)]
    sets: Sets,
    /// Folder of the past batch, for example out/2025-20241221-01.
    #[arg(long, value_name = "BATCH FOLDER")]
    against: PathBuf,
    /// The extract that the batch was decided from.
    #[arg(long, env = "GONGJI_EXTRACT", value_name = "DIR")]
    extract: PathBuf,
    #[command(flatten)]
    paths: Paths,
}

impl Args {
    /// Decides again and says what differs.
    ///
    /// # Errors
    /// [`Exit::Usage`] for the policy and the folder, [`Exit::Refused`] for another extract,
    /// [`Exit::Inconsistent`] for a batch folder that is no longer what was committed.
    pub fn execute(self, session: &Session) -> anyhow::Result<Exit> {
        let folder = self.against.canonicalize().map_err(|error| {
            let told = verify_text::no_folder(&self.against.display(), &error);
            Fault::new(Exit::Usage, told)
        })?;
        let out = folder.parent().unwrap_or(Path::new("/"));
        let ledger = Ledger::open_read_only(&self.paths.ledger_below(out))?;
        let batch = verify(&folder, &ledger, None)?.into_result()?.batch;
        let record = ledger
            .batch(&batch)?
            .expect("a verified batch is in the ledger");
        self.same_extract(&record)?;

        let [remittance, exceptions] = LISTS.map(|name| regular::read(folder.join(name)));
        let unreadable = |Unreadable { file, line }| {
            let place = format!("{}:{line}", folder.join(file).display());
            let told = verify_text::other_columns(&place, &record.program);
            Fault::new(Exit::Inconsistent, told)
        };
        let was = Published::read(&remittance?, &exceptions?).map_err(unreadable)?;
        let history = ledger.history_before(Some(&batch))?;
        let rendered = run::render_again(&self.job(&record)?, &history, session.stages())?;
        let [remittance, exceptions] = LISTS.map(|name| bytes_of(&rendered, name));
        let would_be = Published::read(remittance, exceptions).map_err(unreadable)?;

        let what_if = WhatIf::of(&was, &would_be);
        session.print(&if session.common.json {
            what_if.json()
        } else {
            what_if.page(session.language())
        })?;
        Ok(Exit::Done)
    }

    /// The batch as it was, under the other policy.
    fn job(&self, record: &BatchRecord) -> anyhow::Result<Job> {
        let law = Policy::load(&self.policy, &self.sets.set).map_err(refused)?;
        Ok(Job {
            extract: self.extract.clone(),
            out: PathBuf::new(),
            ledger: PathBuf::new(),
            copy: None,
            new_ledger: false,
            policy: law.in_force(record.id.date).map_err(refused)?,
            batch: record.id,
            options: record.options()?,
            require_payments: false,
            require_control: false,
            same_extract: true,
            guards: Guards::default(),
            mode: Mode::DryRun,
        })
    }

    fn same_extract(&self, record: &BatchRecord) -> Result<(), Fault> {
        let digests = input::digests(&self.extract)
            .map_err(|refusal| Fault::new(Exit::Refused, refusal.message()))?;
        let given = digests.iter().map(|(file, sha256, _)| (*file, sha256));
        let decided = record
            .inputs
            .iter()
            .map(|input| (input.file, &input.sha256));
        if given.eq(decided) {
            return Ok(());
        }
        Err(Fault::new(
            Exit::Refused,
            night::other_extract(&self.extract.display(), record.id),
        ))
    }
}

fn bytes_of<'r>(rendered: &'r [Rendered], name: &str) -> &'r [u8] {
    rendered
        .iter()
        .find(|file| file.name == name)
        .map_or(&[], |file| &file.bytes)
}
