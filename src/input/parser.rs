//! What every file of the extract has in common.

use super::blocks::Digested;
use super::column::Column;
use super::fault::FileFault;
use super::folder::Folder;
use super::rejections::{Named, Rejections};
use super::row::Cells;
use crate::domain::message::Remark;
use crate::domain::reject::ExtractFile;
use crate::domain::{Encoding, Line};
use crate::progress::Progress;
use chrono::FixedOffset;
use rust_decimal::Decimal;
use std::sync::Arc;

/// What the rows of one file become.
pub(super) trait RowParser: Sync {
    /// A readable row that is kept.
    type Row: Send;
    /// What the rows of many blocks share.
    type Shared: Default + Send;

    /// Which file.
    const FILE: ExtractFile;
    /// Its columns, in the order of section 2 of the contract.
    const COLUMNS: &'static [Column];
    /// The column that must tell whom a rejected row holds back; a row in which it is unreadable
    /// refuses the run.
    const IDENTIFYING: Option<&'static str>;
    /// Whether the file may have a header alone.
    const MAY_LACK_ROWS: bool;

    /// Reads one row. It is rejected if any of its cells has a problem.
    fn parse(&self, cells: &mut Cells<'_>, shared: &mut Self::Shared) -> Parsed<Self::Row>;

    /// Rejects rows for what other rows say.
    fn settle(rows: Vec<Self::Row>, _rejections: &mut Rejections) -> Vec<Self::Row> {
        rows
    }
}

/// What became of a row.
pub(super) enum Parsed<R> {
    Kept(R),
    /// Readable, but no rule would look at it.
    Unneeded,
    Rejected(Named),
}

/// How all files of an extract are read.
pub(super) struct Settings<'a> {
    pub folder: Arc<Folder>,
    /// `None` detects it.
    pub encoding: Option<Encoding>,
    /// In which instants without an offset are meant.
    pub offset: FixedOffset,
    /// About so many bytes are parsed at once.
    pub block_size: usize,
    /// Share of rows that may be rejected.
    pub max_reject_ratio: Decimal,
    /// How many rejected rows may leave open whom they hold back; `None` for none.
    pub accept_unidentified: Option<u64>,
    pub require_control: bool,
    pub progress: &'a dyn Progress,
    /// Whether somebody asked the run to stop.
    pub is_stopped: &'a (dyn Fn() -> bool + Sync),
}

/// What was found in one file.
pub(super) struct Contents<R> {
    /// The rows that are kept, in the order of the file; incomplete where there are faults.
    pub kept: Vec<R>,
    pub rejections: Rejections,
    /// What the file calls its columns, by canonical name.
    pub headings: Vec<(&'static str, String)>,
    /// In which the file was read.
    pub encoding: Option<Encoding>,
    /// `None` when the file could not be read to its end.
    pub digested: Option<Digested>,
    /// Records after the header; `None` when not all of them could be told apart.
    pub rows: Option<u64>,
    /// The line of a last row without a line feed.
    pub cut_off_at: Option<Line>,
    /// What is wrong with the file.
    pub faults: Vec<FileFault>,
    /// Values that stand for no instant or day.
    pub placeholders: u64,
    /// For the log.
    pub notes: Vec<Remark>,
}

impl<R> Contents<R> {
    /// A file that could not be taken.
    pub(super) fn refused(digested: Option<Digested>, faults: Vec<FileFault>) -> Contents<R> {
        Contents {
            kept: Vec::new(),
            rejections: Rejections::default(),
            headings: Vec::new(),
            encoding: None,
            digested,
            rows: None,
            cut_off_at: None,
            faults,
            placeholders: 0,
            notes: Vec::new(),
        }
    }
}
