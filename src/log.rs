//! The log in the language of whoever started the command.

use crate::domain::message::Message;
use crate::domain::plan::Language;
use std::sync::OnceLock;

/// The language of the log: one command speaks one.
static LANGUAGE: OnceLock<Language> = OnceLock::new();

/// Has the log speak this language from now on.
pub fn speak(language: Language) {
    // A second start, as in tests within one process, keeps the first.
    let _ = LANGUAGE.set(language);
}

/// A message in the language of the log.
pub fn told(message: &Message) -> &str {
    message.text(*LANGUAGE.get().unwrap_or(&Language::Zh))
}

/// Tells what went well.
pub fn info(message: &Message) {
    tracing::info!("{}", told(message));
}

/// Tells what somebody should look at, and what stops nothing.
pub fn warn(message: &Message) {
    tracing::warn!("{}", told(message));
}
