//! What a student is judged again from.

use crate::domain::BatchId;
use crate::domain::plan::Language;
use crate::index::Index;
use crate::input::Extract;
use crate::policy::InForce;
use std::path::Path;

/// What to judge, and by what.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// The extract, read.
    pub extract: &'a Extract,
    /// Its folder.
    pub dir: &'a Path,
    /// Its rows with the ledger as it stood.
    pub index: &'a Index<'a>,
    /// The policy in force.
    pub policy: &'a InForce,
    /// The committed batch it belongs to.
    pub batch: Option<BatchId>,
    /// Language of the texts.
    pub language: Language,
}
