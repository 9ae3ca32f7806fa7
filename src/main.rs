//! Arguments → command → exit code.

use gongji::cli::{Cli, Session};
use gongji::fault::{Exit, exit_of};
use std::process::ExitCode;

fn main() -> ExitCode {
    let (cli, command) = Cli::read();
    // The only place that asks what time it is.
    let now = chrono::Utc::now();
    let session = Session::start(cli.common, now);
    let exit = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        cli.command.execute(&session).unwrap_or_else(|error| {
            session.report(&error);
            exit_of(&error)
        })
    }))
    .unwrap_or(Exit::Failed);
    session.finish(&command, exit);
    ExitCode::from(exit as u8)
}
