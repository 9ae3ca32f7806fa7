//! Trouble that stops a run, and the exit code that tells the operator what to do.

use crate::domain::message::Message;
use std::fmt;

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
    pub fn new(exit: Exit, message: impl Into<Message>) -> Fault {
        Fault {
            exit,
            message: message.into(),
        }
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
