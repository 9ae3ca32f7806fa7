//! What every file of the extract has in common.

use super::digest::Digested;
use super::fault::FileFault;
use super::header::Column;
use super::rejections::Rejections;
use super::row::{CellScratch, Row};
use crate::domain::plan::Encoding;
use crate::domain::reject::ExtractFile;
use crate::progress::Progress;
use rust_decimal::Decimal;
use std::path::Path;

/// What the rows of one file become.
pub(super) trait RowParser: Sync {
    /// What one block yields.
    type Part: Default + Send;
    /// What the file yields.
    type Total: Default + Send;
    /// What one thread keeps from row to row.
    type Scratch: Default + AsRef<CellScratch>;

    /// Which file.
    const FILE: ExtractFile;
    /// Its columns, in the order of section 2 of the contract.
    const COLUMNS: &'static [Column];
    /// Whether a rejected row that names nobody refuses the run.
    const MUST_NAME: bool;
    /// Whether the file may have a header alone.
    const MAY_LACK_ROWS: bool;

    /// Reads one row.
    fn parse(&self, row: &Row<'_>, scratch: &mut Self::Scratch, part: &mut Self::Part);

    /// The block has no more rows.
    fn close(&self, _part: &mut Self::Part) {}

    /// The rejected rows of a block.
    fn rejections(part: &mut Self::Part) -> &mut Rejections;

    /// Empties the next block in the order of the file, all but its rejected rows, into `total`.
    fn absorb(&self, total: &mut Self::Total, part: &mut Self::Part);
}

/// How all files of an extract are read.
pub(super) struct Settings<'a> {
    pub dir: &'a Path,
    /// `None` detects it.
    pub encoding: Option<Encoding>,
    /// About so many bytes are parsed at once.
    pub block_size: usize,
    /// Share of rows that may be rejected.
    pub max_reject_ratio: Decimal,
    pub progress: &'a dyn Progress,
}

/// What was found in one file.
pub(super) struct Contents<T> {
    /// What the rows became; incomplete where there are faults.
    pub total: T,
    pub rejections: Rejections,
    /// In which the file was read.
    pub encoding: Option<Encoding>,
    /// `None` when the file could not be read to its end.
    pub digested: Option<Digested>,
    /// Records after the header; `None` when not all of them could be told apart.
    pub rows: Option<u64>,
    /// What is wrong with the file.
    pub faults: Vec<FileFault>,
    /// For the log.
    pub notes: Vec<String>,
}

impl<T: Default> Contents<T> {
    /// A file that could not be taken.
    pub(super) fn refused(digested: Option<Digested>, faults: Vec<FileFault>) -> Contents<T> {
        Contents {
            total: T::default(),
            rejections: Rejections::default(),
            encoding: None,
            digested,
            rows: None,
            faults,
            notes: Vec::new(),
        }
    }
}
