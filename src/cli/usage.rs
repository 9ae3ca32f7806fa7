//! Arguments that name no command: a question for help, or a mistake.

use super::session::{Common, LogFormat, Session};
use super::{Headline, Lang, console};
use crate::fault::Exit;
use crate::interrupt::Interrupt;
use chrono::{DateTime, Utc};
use clap::error::ErrorKind;
use std::ffi::OsString;
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
        let detail = error.render().to_string();
        session.report(Exit::Usage, detail.trim_end().trim_start_matches("error: "));
    } else if let Some(headline) = Headline::of(Exit::Usage, common.lang.into()) {
        let detail = rendered(error, io::stderr().is_terminal());
        tell(&format!("{headline}\n{detail}"));
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

/// The value that the last option of this name has, in one word or two.
pub(super) fn option(name: &str, mut words: impl Iterator<Item = OsString>) -> Option<OsString> {
    let mut named = None;
    while let Some(word) = words.next() {
        let value = match word.to_str().and_then(|word| word.strip_prefix(name)) {
            Some("") => words.next(),
            Some(rest) => rest.strip_prefix('=').map(OsString::from),
            None => None,
        };
        named = value.or(named);
    }
    named
}
