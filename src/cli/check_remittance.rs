//! `gongji check-remittance <FILE>`: a remittance read by the side that receives it.

use super::Session;
use crate::domain::Encoding;
use crate::domain::message::Message;
use crate::fault::{Exit, Fault};
use crate::regular;
use crate::text::conformance as text;
use crate::verify::conformance::{Conformance, check};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Reads a remittance as the tax bureau would and checks everything the format promises: shape,
/// count, sum, entry hash, SM3, identity numbers, doubles, order. Needs neither ledger nor policy.
///
/// Exit codes: 0 all is as promised · 2 usage · 3 the file cannot be read · 6 something differs.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The remittance.txt that was received, UTF-8 or GB 18030.
    file: PathBuf,
}

impl Args {
    /// Checks the file and says what it holds.
    ///
    /// # Errors
    /// [`Exit::Refused`] when it cannot be read; [`Exit::Inconsistent`] with what differs.
    pub fn execute(self, session: &Session) -> anyhow::Result<Exit> {
        let shown = self.file.display();
        let bytes = regular::read(&self.file)
            .map_err(|error| Fault::new(Exit::Refused, text::unreadable(&shown, &error)))?;
        let checked = check(&bytes);
        if !checked.found.is_empty() {
            let differs = text::differs(&shown, &checked.found, checked.unlisted);
            return Err(Fault::new(Exit::Inconsistent, differs).into());
        }
        session.print(&match session.common.json {
            true => as_json(&checked),
            false => conforms(&self.file, &checked)
                .text(session.language())
                .to_owned(),
        })?;
        Ok(Exit::Done)
    }
}

fn facts(checked: &Conformance) -> (String, &'static str) {
    let batch = checked.batch.map(|batch| batch.to_string());
    let encoding = checked.encoding.map_or("", Encoding::as_str);
    (batch.unwrap_or_default(), encoding)
}

fn conforms(file: &Path, checked: &Conformance) -> Message {
    let (batch, encoding) = facts(checked);
    let sum = checked.total.grouped();
    text::conforms(&file.display(), &batch, encoding, checked.count, &sum)
}

fn as_json(checked: &Conformance) -> String {
    let (batch, encoding) = facts(checked);
    let summary = json!({
        "batch": batch,
        "encoding": encoding,
        "count": checked.count,
        "total": checked.total.to_string(),
        "conforms": true,
    });
    format!("{summary:#}\n")
}
