//! `gongji synth-receipts <BATCH FOLDER>`: synthetic answers of both systems.

use super::Session;
use crate::domain::plan::Language;
use crate::fault::{Exit, Fault};
use crate::synth::receipts::{Answerer, Answers};
use crate::text;
use serde_json::json;
use std::path::PathBuf;

/// Answers the postings of a batch as a synthetic account system and tax bureau would.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the batch.
    batch_folder: PathBuf,
    /// The file of answers to write.
    #[arg(value_name = "RECEIPTS")]
    receipts: PathBuf,
    /// Share of refused postings, from 0 to 1; about a quarter of them by the account system, the
    /// others by the tax bureau.
    #[arg(
        long,
        env = "GONGJI_REJECT_RATIO",
        value_name = "R",
        default_value_t = 0.01
    )]
    reject_ratio: f64,
    /// Whose answers.
    #[arg(
        long,
        env = "GONGJI_OF",
        value_enum,
        value_name = "WHO",
        default_value = "both"
    )]
    of: Answerer,
    /// Plant so many differences of each of the five kinds, in the first postings.
    #[arg(
        long,
        env = "GONGJI_DIFFERENCES",
        value_name = "N",
        default_value_t = 0
    )]
    differences: u64,
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
        let answers = Answers {
            of: self.of,
            reject_ratio: self.reject_ratio,
            differences: self.differences,
            seed: self.seed,
        };
        let mut bytes = Vec::new();
        let count = answers.write(&self.batch_folder, &mut bytes)?;
        let written = target.replace(&bytes, 0o600);
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
