//! How long work tells how far it is.

use crate::domain::reject::InputFile;
use std::fmt::Debug;

/// Receives the progress of one stage; the silent implementation is `()`.
pub trait Progress: Debug + Send + Sync {
    /// A stage begins; `total` bytes or items lie before it, 0 when unknown.
    fn begin(&self, _stage: &'static str, _total: u64) {}
    /// So many more are done.
    fn advance(&self, _done: u64) {}
    /// The stage has ended.
    fn end(&self) {}
    /// A file of the extract is read; so many of its values stand for no instant or day.
    fn has_read(&self, _file: &InputFile, _placeholders: u64) {}
}

impl Progress for () {}
