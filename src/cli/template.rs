//! `gongji template <DIR>`: an extract with example rows, and its data package.

use super::Session;
use crate::fault::Exit;
use crate::template::{self, Headers};
use crate::text::extracts;
use clap::ValueEnum;
use serde_json::json;
use std::path::PathBuf;

/// Writes an extract with two example rows in every file, and its datapackage.json.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder to write; no file that is there is replaced.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// How the columns are called.
    #[arg(long, env = "GONGJI_HEADERS", value_enum, default_value = "canonical")]
    headers: Called,
}

/// How the columns are called.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Called {
    /// Canonical names.
    Canonical,
    /// Names of the national platform.
    Platform,
    /// Chinese labels.
    Zh,
}

impl Args {
    /// Writes the files.
    ///
    /// # Errors
    /// As [`template::write`].
    pub fn execute(self, session: &Session) -> anyhow::Result<Exit> {
        let headers = match self.headers {
            Called::Canonical => Headers::Canonical,
            Called::Platform => Headers::Platform,
            Called::Zh => Headers::Zh,
        };
        let files = template::write(&self.folder, headers)?;
        if session.common.json {
            session.say(&format!("{}\n", json!({ "files": files })));
        } else {
            let told = extracts::template_written(&self.folder.display(), files);
            session.say(told.text(session.language()));
        }
        Ok(Exit::Done)
    }
}
