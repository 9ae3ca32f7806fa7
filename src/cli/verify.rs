//! `gongji verify <BATCH FOLDER>`: whether files, manifest and ledger still say the same.

use super::paths::Paths;
use super::policy_choice::Sets;
use super::{Session, policy_refused};
use crate::domain::BatchId;
use crate::domain::history::History;
use crate::domain::plan::Language;
use crate::fault::{Exit, Fault};
use crate::guards::Guards;
use crate::input;
use crate::ledger::{BatchRecord, Discrepancy, Ledger};
use crate::policy::Policy;
use crate::run::{self, Job, Mode};
use crate::stages::Stages;
use crate::text::{differences, verify as text};
use crate::verify::{Rendered, Verified, batch_of, verify};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Verifies a batch: digests, totals, remittance, postings and ledger; with the extract every
/// output is decided again and compared byte for byte.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the batch, for example out/2025-20241221-01.
    batch_folder: PathBuf,
    #[command(flatten)]
    paths: Paths,
    /// The extract the batch was decided from.
    #[arg(long, env = "GONGJI_EXTRACT", value_name = "DIR")]
    extract: Option<PathBuf>,
    /// The policy the batch was decided by [default: the preset of that name].
    #[arg(long, env = "GONGJI_POLICY", value_name = "NAME|FILE")]
    policy: Option<String>,
    #[command(flatten)]
    sets: Sets,
}

impl Args {
    /// Verifies and says what was compared.
    ///
    /// # Errors
    /// [`Exit::Inconsistent`] with every difference named.
    pub fn execute(self, session: &Session) -> anyhow::Result<Exit> {
        let folder = self.batch_folder.canonicalize();
        let folder = folder.map_err(|error| self.no_folder(&error))?;
        batch_of(&folder)?;
        let out = folder.parent().unwrap_or(Path::new("/"));
        let ledger = Ledger::open_to_verify(&self.paths.ledger_below(out))?;
        let mut verified = match &self.extract {
            None => verify(&folder, &ledger, None)?,
            Some(extract) => {
                let stages = session.stages();
                let again = |record: &BatchRecord, history: &History| {
                    self.again(extract, record, history, stages)
                };
                verify(&folder, &ledger, Some(&again))?
            }
        };
        if let (Some(extract), false) = (&self.extract, verified.decided_again.is_empty()) {
            let other = other_extract(extract, ledger.batch(&verified.batch)?.as_ref());
            verified.found.splice(..0, other);
        }
        let verified = verified.into_result()?;
        session.say(&if session.common.json {
            as_json(&verified)
        } else {
            as_text(&verified, session.language())
        });
        Ok(Exit::Done)
    }

    /// The folder of a committed batch is missed; any other name is a slip of the hand.
    fn no_folder(&self, error: &std::io::Error) -> Fault {
        let shown = self.batch_folder.display();
        let out = self.batch_folder.parent().unwrap_or(Path::new("/"));
        let name = self.batch_folder.file_name().and_then(|name| name.to_str());
        let batch: Option<BatchId> = name.and_then(|name| name.parse().ok());
        let is_committed = batch.is_some_and(|batch| {
            let ledger = Ledger::open_to_verify(&self.paths.ledger_below(out));
            ledger.is_ok_and(|ledger| ledger.batch(&batch).is_ok_and(|known| known.is_some()))
        });
        match is_committed {
            true => Fault::new(Exit::Inconsistent, text::folder_missing(&shown, error)),
            false => Fault::new(Exit::Usage, text::no_folder(&shown, error)),
        }
    }

    /// Every output of the batch, decided again.
    fn again(
        &self,
        extract: &Path,
        record: &BatchRecord,
        history: &History,
        stages: &Stages,
    ) -> anyhow::Result<Vec<Rendered>> {
        let name = self.policy.as_deref().unwrap_or(&record.policy_id);
        let law = Policy::load(name, &self.sets.set).map_err(policy_refused)?;
        if law.sha256() != record.policy_sha256 {
            let message = text::other_policy(record.id, &record.policy_sha256, name, law.sha256());
            return Err(Fault::new(Exit::Usage, message).into());
        }
        let job = Job {
            extract: extract.to_owned(),
            out: PathBuf::new(),
            ledger: PathBuf::new(),
            copy: None,
            new_ledger: false,
            policy: law.in_force(record.id.date).map_err(policy_refused)?,
            batch: record.id,
            options: record.options()?,
            require_payments: false,
            require_control: false,
            same_extract: true,
            guards: Guards::default(),
            mode: Mode::DryRun,
        };
        run::render_again(&job, history, stages)
    }
}

fn as_text(verified: &Verified, language: Language) -> String {
    let batch = verified.batch;
    let agrees = match language {
        Language::Zh => format!("批次 {batch}：全部一致\n"),
        Language::En => format!("batch {batch}: everything agrees\n"),
    };
    let checked = verified.checked.iter();
    let lines = checked.map(|checked| format!("  {}\n", checked.text(language)));
    std::iter::once(agrees).chain(lines).collect()
}

fn as_json(verified: &Verified) -> String {
    let checked = verified.checked.iter();
    let checked: Vec<String> = checked.map(|c| c.text(Language::En)).collect();
    let batch = verified.batch.to_string();
    format!(
        "{:#}\n",
        json!({"batch": batch, "agree": true, "checked": checked})
    )
}

/// Says that the extract is another than the batch was decided from: then the outputs must differ.
fn other_extract(extract: &Path, record: Option<&BatchRecord>) -> Option<Discrepancy> {
    let given = input::digests(extract).ok()?;
    let decided = &record?.inputs;
    let is_same = given
        .iter()
        .map(|(file, sha256, _)| (*file, sha256))
        .eq(decided.iter().map(|input| (input.file, &input.sha256)));
    (!is_same).then(|| {
        let place = extract.display().to_string();
        Discrepancy::at(&place, differences::other_extract())
    })
}
