//! `gongji explain <PERSON|ENROLLMENT>`: why one student was or was not charged.

use super::paths::Paths;
use super::policy_choice::Sets;
use super::threads::Threads;
use super::{Session, policy_refused};
use crate::domain::BatchId;
use crate::domain::PersonKey;
use crate::domain::reject::InputFile;
use crate::explain::{self, Explanation, Look, Question};
use crate::fault::{Exit, Fault};
use crate::index::Index;
use crate::input::{self, Extract, ReadOptions};
use crate::ledger::{BatchRecord, Ledger};
use crate::log;
use crate::policy::{self, InForce, Policy};
use crate::run::{Evidence, Reading};
use crate::text::{shell, system};
use chrono::NaiveDate;
use std::path::{Path, PathBuf};

/// Tells why one student was or was not charged, and what can be done now. With the extract every
/// rule is judged again and shown with what it looked at. Numbers and names are masked.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Identity number of the student (or of an organizer), or an enrollment_id.
    #[arg(value_name = "PERSON|ENROLLMENT")]
    number: String,
    #[command(flatten)]
    paths: Paths,
    /// The extract to judge the student from.
    #[arg(long, env = "GONGJI_EXTRACT", value_name = "DIR")]
    extract: Option<PathBuf>,
    /// Day as of which an extract is judged that no batch was made of [default: --as-of].
    #[arg(long, env = "GONGJI_BATCH_DATE", value_name = "YYYY-MM-DD")]
    batch_date: Option<NaiveDate>,
    /// Policy [default: the preset that the batch names].
    #[arg(long, env = "GONGJI_POLICY", value_name = "NAME|FILE")]
    policy: Option<String>,
    #[command(flatten)]
    sets: Sets,
    /// Day on which the question is answered [default: today].
    #[arg(long, env = "GONGJI_AS_OF", value_name = "YYYY-MM-DD")]
    as_of: Option<NaiveDate>,
    #[command(flatten)]
    threads: Threads,
}

impl Args {
    /// Answers the question. A number that nobody knows is no failure.
    ///
    /// # Errors
    /// [`Exit::Refused`] when the ledger or the extract cannot be read, [`Exit::Usage`] for the
    /// policy.
    pub fn execute(self, session: &Session) -> anyhow::Result<Exit> {
        let found = self.threads.install(|| self.answer(session))??;
        session.print(&if session.common.json {
            found.json()?
        } else {
            found.text(session.language())
        })?;
        Ok(Exit::Done)
    }

    fn answer(&self, session: &Session) -> anyhow::Result<Explanation> {
        let question = Question::of(&self.number);
        let ledger = self.ledger()?;
        let out = self.paths.out().unwrap_or_default();
        let batches = ledger.batches()?;
        let as_of = match self.as_of {
            Some(day) => day,
            None => session.today(self.law(batches.last())?.offset()),
        };
        let mut found = explain::search(&question, &ledger, &out, as_of)?;
        if let Some(dir) = &self.extract {
            self.judge(&question, dir, &ledger, &batches, &mut found, session)?;
        }
        let policy = self.law_in_force(batches.last(), as_of)?;
        found.advice = explain::advise(&found, policy.as_ref(), as_of, session.language());
        Ok(found)
    }

    /// The ledger; an empty one where there is none yet but an extract to look into.
    fn ledger(&self) -> anyhow::Result<Ledger> {
        let path = self.paths.ledger();
        let is_missing = path.as_ref().map_or(true, |path| !path.exists());
        if self.extract.is_some() && is_missing {
            return Ok(Ledger::empty()?);
        }
        Ok(Ledger::open_read_only(&path?)?)
    }

    /// The named policy, or that of a batch.
    fn law(&self, batch: Option<&BatchRecord>) -> Result<Policy, Fault> {
        let named = self.policy.as_deref();
        let name = named.or(batch.map(|record| record.policy_id.as_str()));
        Policy::load(name.unwrap_or(policy::DEFAULT), &self.sets.set).map_err(policy_refused)
    }

    /// The values that advice is given by: those of the latest batch's day, from the policy that
    /// decided it; `None` where that policy was another than the one at hand.
    fn law_in_force(
        &self,
        batch: Option<&BatchRecord>,
        as_of: NaiveDate,
    ) -> anyhow::Result<Option<InForce>> {
        let law = match (self.law(batch), &self.policy) {
            (Ok(law), _) => law,
            (Err(_), None) => return Ok(None),
            (Err(fault), Some(_)) => return Err(fault.into()),
        };
        let Some(batch) = batch else {
            return Ok(law.in_force(self.batch_date.unwrap_or(as_of)).ok());
        };
        if law.sha256() != batch.policy_sha256 {
            log::warn(&shell::another_policy(&batch.id, law.id()));
            return Ok(None);
        }
        Ok(law.in_force(batch.id.date).ok())
    }

    /// Reads the extract and judges the student, as the batch of this extract did, or as a batch
    /// of today would.
    fn judge(
        &self,
        question: &Question,
        dir: &Path,
        ledger: &Ledger,
        batches: &[BatchRecord],
        found: &mut Explanation,
        session: &Session,
    ) -> anyhow::Result<()> {
        let digests =
            input::digests(dir).map_err(|refusal| Fault::new(Exit::Refused, refusal.message()))?;
        let own = batches
            .iter()
            .rev()
            .find(|batch| same_files(&batch.inputs, &digests));
        let law = self.law(own.or(batches.last()))?;
        let date = match own {
            Some(batch) => batch.id.date,
            None => self.batch_date.unwrap_or(found.as_of.parse()?),
        };
        let policy = law.in_force(date).map_err(policy_refused)?;
        let mut extract = self.read(dir, own, &policy, session)?;
        let own: Option<BatchId> = own.map(|batch| batch.id);
        let history = ledger.history_before(own.as_ref())?;
        let evidence = Evidence::out_of(&mut extract);
        let reading = Reading::of(&extract, evidence, &history);
        let index = Index::new(reading.rows, reading.numbers);
        let known: Vec<PersonKey> = found.persons();
        let look = Look {
            extract: &extract,
            dir,
            index: &index,
            policy: &policy,
            batch: own,
            language: session.language(),
        };
        found.judged = Some(explain::look(question, &known, look).map_err(|error| {
            let told = system::file(system::READ_IT, &dir.display(), &error);
            Fault::new(Exit::Failed, told)
        })?);
        if found
            .judged
            .as_ref()
            .is_some_and(|judged| judged.names(question.text()))
        {
            question.text().clone_into(&mut found.asked);
        }
        Ok(())
    }

    fn read(
        &self,
        dir: &Path,
        batch: Option<&BatchRecord>,
        policy: &InForce,
        session: &Session,
    ) -> anyhow::Result<Extract> {
        let progress = session.progress();
        let recorded = batch.and_then(|batch| batch.options().ok());
        let options = ReadOptions {
            encoding: recorded.and_then(|options| options.encoding),
            accept_unidentified: recorded.and_then(|options| options.accept_unidentified),
            progress: &*progress,
            ..ReadOptions::of(dir)
        };
        let read = input::read(&options, policy);
        Ok(read.map_err(|refusal| Fault::new(Exit::Refused, refusal.message()))?)
    }
}

fn same_files(
    recorded: &[InputFile],
    given: &[(crate::domain::reject::ExtractFile, String, u64)],
) -> bool {
    let recorded = recorded.iter().map(|input| (input.file, &input.sha256));
    recorded.eq(given.iter().map(|(file, sha256, _)| (*file, sha256)))
}
