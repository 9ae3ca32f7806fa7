//! The stages of a night or an import of answers, each with what it came to.

use super::OutputDigest;
use super::history::ChainHead;
use super::plan::Tally;
use super::reject::InputFile;
use std::path::Path;

/// A stage that is over.
#[derive(Debug, Clone, Copy)]
pub enum Stage<'a> {
    /// Locks taken, what a dead run left settled, the ledger's chain computed anew.
    Opened {
        /// Entries of the ledger.
        entries: u64,
    },
    /// A file of the extract read.
    Read {
        /// The file.
        file: &'a InputFile,
        /// Values that stand for no instant or day.
        placeholders: u64,
    },
    /// A file of answers read.
    ReadAnswers {
        /// Its name.
        file: &'a str,
        /// Records after the header.
        rows: u64,
        /// Size.
        bytes: u64,
        /// Rows that cannot be read.
        rejected_rows: u64,
    },
    /// The rows and the ledger's history joined.
    Joined {
        /// Persons whom the rows name.
        persons: u64,
    },
    /// Every enrollment decided, every equation held.
    Decided(&'a Tally),
    /// Answers held against the ledger.
    Compared {
        /// Answers that are new.
        new: u64,
        /// Lines that differ.
        differences: u64,
    },
    /// Every output rendered and on the disk.
    Rendered(&'a [OutputDigest]),
    /// The ledger's transaction committed; its latest entry now.
    Committed(&'a ChainHead),
    /// The ledger copied.
    Copied(&'a Path),
    /// The outputs put in place below this folder.
    Placed(&'a Path),
}

impl Stage<'_> {
    /// The name in log and metrics.
    pub const fn name(&self) -> &'static str {
        match self {
            Stage::Opened { .. } => "opened",
            Stage::Read { .. } | Stage::ReadAnswers { .. } => "read",
            Stage::Joined { .. } => "joined",
            Stage::Decided(_) => "decided",
            Stage::Compared { .. } => "compared",
            Stage::Rendered(_) => "rendered",
            Stage::Committed(_) => "committed",
            Stage::Copied(_) => "copied",
            Stage::Placed(_) => "placed",
        }
    }

    /// The file of the extract that was read.
    pub const fn file(&self) -> Option<&'static str> {
        match self {
            Stage::Read { file, .. } => Some(file.file.name()),
            _ => None,
        }
    }
}
