//! Trouble that stops a run, and the exit code that tells the operator what to do.

use crate::domain::message::Message;
use std::{fmt, thread};

/// How a command ends (section 8 of the contract).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done, already done, or nothing to do.
    Done = 0,
    /// Failure before the commit: no money moved.
    Failed = 1,
    /// Usage or policy.
    Usage = 2,
    /// Extract, ledger file, date or volume guard refused.
    Refused = 3,
    /// Batch id used for something else, or the plan differs.
    Conflict = 4,
    /// Ledger busy.
    Busy = 5,
    /// An equation or verification failed, or ledger and outputs disagree.
    Inconsistent = 6,
    /// Committed, but not everything in place.
    Incomplete = 7,
}

/// A fault: environment, input or totals. The night stops.
#[derive(Debug)]
pub struct Fault {
    /// The exit code.
    pub exit: Exit,
    /// What is wrong, where, and what to do next.
    pub message: Message,
}

impl Fault {
    /// A fault with its exit code.
    pub fn new(exit: Exit, message: Message) -> Fault {
        Fault { exit, message }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt(f)
    }
}

impl std::error::Error for Fault {}

/// The exit code of an error: that of the fault in its chain, else [`Exit::Failed`].
pub fn exit_of(error: &anyhow::Error) -> Exit {
    error
        .chain()
        .find_map(|cause| cause.downcast_ref::<Fault>())
        .map_or(Exit::Failed, |fault| fault.exit)
}

/// How a command ends, from what happened to the money: whatever goes wrong once something is
/// committed, a panic included, leaves a batch to finish.
pub fn exit_after(ended: &thread::Result<anyhow::Result<Exit>>, has_committed: bool) -> Exit {
    match ended {
        Ok(Ok(exit)) => *exit,
        Ok(Err(_)) | Err(_) if has_committed => Exit::Incomplete,
        Ok(Err(error)) => exit_of(error),
        Err(_) => Exit::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_says_what_happened_to_the_money() {
        let fault = |exit| {
            Ok(Err(anyhow::Error::new(Fault::new(
                exit,
                Message::verbatim("refused"),
            ))))
        };
        let panicked = || Err(Box::new("a panic") as Box<dyn std::any::Any + Send>);
        for (sentence, ended, has_committed, exit) in [
            ("done", Ok(Ok(Exit::Done)), true, Exit::Done),
            (
                "done, nothing to commit",
                Ok(Ok(Exit::Done)),
                false,
                Exit::Done,
            ),
            ("refused", fault(Exit::Refused), false, Exit::Refused),
            (
                "no fault in the chain",
                Ok(Err(anyhow::anyhow!("?"))),
                false,
                Exit::Failed,
            ),
            (
                "trouble after it",
                fault(Exit::Failed),
                true,
                Exit::Incomplete,
            ),
            (
                "doubt after it",
                fault(Exit::Inconsistent),
                true,
                Exit::Incomplete,
            ),
            ("a panic before it", panicked(), false, Exit::Failed),
            ("a panic after it", panicked(), true, Exit::Incomplete),
        ] {
            assert_eq!(exit_after(&ended, has_committed), exit, "{sentence}");
        }
    }
}
