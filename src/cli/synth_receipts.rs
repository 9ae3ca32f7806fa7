//! `gongji synth-receipts <BATCH FOLDER>`: a synthetic bureau's answers.

use super::Session;
use crate::domain::plan::Language;
use crate::fault::{Exit, Fault};
use crate::synth::receipts;
use crate::text;
use serde_json::json;
use std::path::PathBuf;

/// Answers every posting of a batch as a synthetic bureau would.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the batch.
    batch_folder: PathBuf,
    /// The file of answers to write.
    #[arg(value_name = "RECEIPTS")]
    receipts: PathBuf,
    /// Share of refused postings, from 0 to 1.
    #[arg(
        long,
        env = "GONGJI_REJECT_RATIO",
        value_name = "R",
        default_value_t = 0.01
    )]
    reject_ratio: f64,
    /// The same seed gives the same bytes.
    #[arg(long, env = "GONGJI_SEED", value_name = "S", default_value_t = 1)]
    seed: u64,
}

impl Args {
    /// Writes the answers.
    ///
    /// # Errors
    /// When the batch cannot be read or the file cannot be written.
    pub fn execute(self, session: &Session) -> anyhow::Result<Exit> {
        let target = session.target(&self.receipts)?;
        let mut answers = Vec::new();
        let count = receipts::answer(
            &self.batch_folder,
            self.reject_ratio,
            self.seed,
            &mut answers,
        )?;
        let written = target.replace(&answers, 0o600);
        written.map_err(|error| {
            let told = text::shell::cannot_write(&target.path().display(), &error);
            Fault::new(Exit::Failed, told)
        })?;
        session.say(&if session.common.json {
            format!("{}\n", json!({"answers": count}))
        } else {
            match session.language() {
                Language::Zh => format!("回执 {count} 条\n"),
                Language::En => format!("{count} answers\n"),
            }
        });
        Ok(Exit::Done)
    }
}
