//! `gongji synth <DIR>`: a synthetic city.

use super::Session;
use crate::domain::plan::Language;
use crate::fault::Exit;
use crate::synth::{self, Shape, SynthOptions, SynthReport, WrittenFile};
use serde_json::json;
use std::path::PathBuf;

/// Writes a synthetic extract in which every reason and every problem occurs.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder to write; an extract that is not synthetic is never overwritten.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Rows of enrollments.csv.
    #[arg(long, env = "GONGJI_ENROLLMENTS", value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    enrollments: u64,
    /// Networks [default: 30 for every 23 enrollments].
    #[arg(long, env = "GONGJI_NETWORKS", value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    networks: Option<u64>,
    /// Accounts [default: 160 for every 23 enrollments].
    #[arg(long, env = "GONGJI_ACCOUNTS", value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    accounts: Option<u64>,
    /// The same seed gives the same bytes.
    #[arg(long, env = "GONGJI_SEED", value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Order and spelling of the rows.
    #[arg(long, env = "GONGJI_SHAPE", value_enum, default_value = "tidy")]
    shape: Shape,
}

impl Args {
    /// Writes the files and says how large they are.
    ///
    /// # Errors
    /// As [`synth::write()`].
    pub fn execute(self, session: &Session) -> anyhow::Result<Exit> {
        let usual = SynthOptions::of(self.enrollments);
        let options = SynthOptions {
            networks: self.networks.unwrap_or(usual.networks),
            accounts: self.accounts.unwrap_or(usual.accounts),
            seed: self.seed,
            shape: self.shape,
            ..usual
        };
        let progress = session.progress();
        let report = synth::write_showing(&self.folder, &options, progress.as_ref())?;
        session.say(&if session.common.json {
            as_json(&report)
        } else {
            as_text(&report, session.language())
        });
        Ok(Exit::Done)
    }
}

fn as_text(report: &SynthReport, language: Language) -> String {
    let line = |file: &WrittenFile| {
        let (name, rows, bytes) = (file.name, file.rows, file.bytes);
        match language {
            Language::Zh => format!("{name:<16}{rows:>12} 行{bytes:>15} 字节\n"),
            Language::En => format!("{name:<16}{rows:>12} rows{bytes:>15} bytes\n"),
        }
    };
    report.files.iter().map(line).collect()
}

fn as_json(report: &SynthReport) -> String {
    let files: Vec<_> = report
        .files
        .iter()
        .map(|file| {
            json!({"file": file.name, "rows": file.rows, "bytes": file.bytes, "sha256": file.sha256})
        })
        .collect();
    format!("{}\n", json!({"files": files, "bytes": report.bytes()}))
}
