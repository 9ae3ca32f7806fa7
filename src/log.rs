//! The log in the language of whoever started the command.

use crate::domain::message::{Message, Remark};
use crate::domain::plan::Language;
use crate::domain::{Encoding, Outcome, Stage};
use crate::text::stages;
use std::sync::OnceLock;
use std::time::Duration;

/// How the log speaks: one command speaks one language to one kind of reader.
#[derive(Debug, Clone, Copy, Default)]
struct Speech {
    language: Language,
    to_machines: bool,
}

static SPEECH: OnceLock<Speech> = OnceLock::new();

/// Has the log speak this language from now on, and tell machines in fields what it tells people
/// in words.
pub fn speak(language: Language, to_machines: bool) {
    // A second start, as in tests within one process, keeps the first.
    let _ = SPEECH.set(Speech {
        language,
        to_machines,
    });
}

fn speech() -> Speech {
    SPEECH.get().copied().unwrap_or_default()
}

/// A message in the language of the log.
pub fn told(message: &Message) -> &str {
    message.text(speech().language)
}

/// Tells what went well.
pub fn info(message: &Message) {
    tracing::info!("{}", told(message));
}

/// Tells what somebody should look at, and what stops nothing.
pub fn warn(message: &Message) {
    tracing::warn!("{}", told(message));
}

/// Tells what is said of inputs.
pub fn remark(remark: &Remark) {
    match remark {
        Remark::Info(message) => info(message),
        Remark::Warning(message) => warn(message),
    }
}

/// Tells that a stage is over.
pub fn stage(stage: &Stage, took: Duration) {
    let seconds = format!("{}.{:03}", took.as_secs(), took.subsec_millis());
    let message = stages::over(stage, &seconds);
    match speech().to_machines {
        false => info(&message),
        true => stage_in_fields(stage, took.as_millis() as f64 / 1000.0, told(&message)),
    }
}

fn stage_in_fields(stage: &Stage, seconds: f64, text: &str) {
    macro_rules! tell {
        ($($fields:tt)*) => {
            tracing::info!(stage = stage.name(), seconds, $($fields)*, "{text}")
        };
    }
    match stage {
        Stage::Opened { entries } => tell!(entries),
        Stage::Read { file, placeholders } => tell!(
            file = file.file.name(),
            rows = file.rows,
            bytes = file.bytes,
            rejected_rows = file.rejected_rows,
            placeholders,
            encoding = file.encoding.map(Encoding::as_str)
        ),
        Stage::ReadAnswers {
            file,
            rows,
            bytes,
            rejected_rows,
        } => tell!(file, rows, bytes, rejected_rows),
        Stage::Joined { persons } => tell!(persons),
        Stage::Decided(tally) => {
            let of = |outcome| tally.outcomes.get(&outcome).copied().unwrap_or(0);
            tell!(
                deducted = of(Outcome::Deducted),
                settled = of(Outcome::Settled),
                excluded = of(Outcome::Excluded),
                exception = of(Outcome::Exception),
                not_requested = of(Outcome::NotRequested),
                rejected = of(Outcome::Rejected),
                total = %tally.total
            );
        }
        Stage::Compared { new, differences } => tell!(new, differences),
        Stage::Rendered(files) => tell!(
            files = files.len(),
            bytes = files.iter().map(|file| file.bytes).sum::<u64>()
        ),
        Stage::Committed(head) => tell!(entries = head.entries, chain = head.chain),
        Stage::Copied(to) => tell!(path = %to.display()),
        Stage::Placed(folder) => tell!(path = %folder.display()),
    }
}
