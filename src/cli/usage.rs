//! Arguments that name no command: a question for help, or a mistake.

use super::common::{Common, LogFormat};
use super::lang::option;
use super::session::Session;
use super::{Headline, Lang, console};
use crate::domain::masking::mask_identity_numbers;
use crate::domain::message::Message;
use crate::domain::plan::Language;
use crate::fault::Exit;
use crate::interrupt::Interrupt;
use crate::text::usage::{self as text, Mistake};
use chrono::{DateTime, Utc};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::io::{self, IsTerminal, Write};

/// Prints the help that was asked for, or says what is wrong; how the process ends then.
pub fn answer(error: &clap::Error, now: DateTime<Utc>) -> Exit {
    if !error.use_stderr() {
        return print(error);
    }
    let common = typed();
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        tell(&rendered(error, io::stderr().is_terminal()));
    } else if common.log_format == LogFormat::Json {
        let session = Session::start(common, now);
        let detail = in_words(error, session.language(), false);
        session.report(Exit::Usage, detail.trim_end().trim_start_matches("error: "));
    } else if let Some(headline) = Headline::of(Exit::Usage, common.lang.into()) {
        let detail = in_words(error, common.lang.into(), io::stderr().is_terminal());
        tell(&format!("{headline}\n{}", mask_identity_numbers(&detail)));
    }
    Exit::Usage
}

/// What was asked for: without it the command has done nothing.
fn print(error: &clap::Error) -> Exit {
    let text = rendered(error, io::stdout().is_terminal());
    match console::print(&text, &Interrupt::default()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Exit::Failed,
        _ => Exit::Done,
    }
}

fn in_words(error: &clap::Error, language: Language, is_terminal: bool) -> String {
    match language {
        Language::En => rendered(error, is_terminal),
        Language::Zh => in_chinese(error),
    }
}

fn in_chinese(error: &clap::Error) -> String {
    let said = |kind| told(error, kind);
    let (mistake, name) = match error.kind() {
        ErrorKind::UnknownArgument => (Mistake::UnknownArgument, ContextKind::InvalidArg),
        ErrorKind::InvalidSubcommand => (Mistake::UnknownCommand, ContextKind::InvalidSubcommand),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            (Mistake::Value, ContextKind::InvalidArg)
        }
        ErrorKind::MissingRequiredArgument | ErrorKind::MissingSubcommand => {
            (Mistake::Missing, ContextKind::InvalidArg)
        }
        ErrorKind::ArgumentConflict => (Mistake::Conflict, ContextKind::InvalidArg),
        _ => (Mistake::Other, ContextKind::InvalidArg),
    };
    let nearest = match said(ContextKind::SuggestedArg) {
        nothing if nothing.is_empty() => said(ContextKind::SuggestedSubcommand),
        nearest => nearest,
    };
    let name = match error.kind() {
        ErrorKind::MissingSubcommand => text::COMMAND.to_owned(),
        _ => said(name),
    };
    let sentence = text::chinese(
        mistake,
        &name,
        &said(ContextKind::InvalidValue),
        &said(ContextKind::PriorArg),
        &expected(error),
        &nearest,
    );
    let form = said(ContextKind::Usage);
    let form = form.trim_start_matches("Usage:").trim();
    let form = match form {
        "" => String::new(),
        form => format!("\n\n{}{form}", text::USAGE),
    };
    format!("{sentence}{form}\n\n{}\n", text::SEE_HELP)
}

/// What the parser knows of one thing, in one line.
fn told(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    }
}

/// What can be given where a value was not understood.
fn expected(error: &clap::Error) -> String {
    let source = std::error::Error::source(error);
    let message = source.and_then(|source| source.downcast_ref::<Message>());
    match (message, told(error, ContextKind::ValidValue)) {
        (Some(message), _) => message.text(Language::Zh).to_owned(),
        (None, values) if !values.is_empty() => format!(" {values}"),
        (None, _) if source.is_some_and(|s| s.is::<chrono::ParseError>()) => text::DAY.to_owned(),
        (None, _) if source.is_some() => text::NUMBER.to_owned(),
        (None, _) => String::new(),
    }
}

fn tell(text: &str) {
    // The writer of the log swallows what nobody takes.
    let _ = console::Log.write_all(text.as_bytes());
}

fn rendered(error: &clap::Error, is_terminal: bool) -> String {
    let text = error.render();
    match is_terminal && std::env::var_os("NO_COLOR").is_none() {
        true => text.ansi().to_string(),
        false => text.to_string(),
    }
}

/// The common options of a command line that cannot be understood, as far as it names them.
fn typed() -> Common {
    let json = option("--log-format", std::env::args_os())
        .or_else(|| std::env::var_os("GONGJI_LOG_FORMAT"))
        .is_some_and(|format| format == "json");
    Common {
        log_format: if json {
            LogFormat::Json
        } else {
            LogFormat::Text
        },
        metrics_file: None,
        quiet: false,
        no_progress: true,
        lang: Lang::typed(std::env::args_os()),
        json: false,
        named: Vec::new(),
    }
}
