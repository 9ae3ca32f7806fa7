//! Arguments → command → exit code.

use gongji::cli::{Cli, Session};
use gongji::fault::exit_after;
use gongji::ledger::has_committed;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

fn main() -> ExitCode {
    // The only place that asks what time it is.
    let now = chrono::Utc::now();
    let (cli, command) = match Cli::read(now) {
        Ok(read) => read,
        Err(exit) => return ExitCode::from(exit as u8),
    };
    let session = Session::start(cli.common, now);
    let ended = catch_unwind(AssertUnwindSafe(|| cli.command.execute(&session)));
    // The only place that decides how the process ends, before anything is reported.
    let exit = exit_after(&ended, has_committed());
    let _ = catch_unwind(AssertUnwindSafe(|| session.finish(&command, exit, &ended)));
    ExitCode::from(exit as u8)
}
