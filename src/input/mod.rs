//! Bytes → typed rows and rejects.
//!
//! A file is read once, in blocks of whole records, by all threads of the current rayon pool
//! (`blocks`, `reading`); its digest is taken on the way. Every row of every file is validated; what no
//! rule would look at is left out (`network_filter`, `bloom_filter`), so that memory follows the
//! enrollments. A row that cannot be read becomes a reject and holds back whom
//! it names (`rejections`); what is wrong with a file as a whole refuses the run, and all faults
//! of all files are told together ([`Refusal`]).
//!
//! | file | module |
//! |---|---|
//! | `enrollments.csv` | `enrollments`, `duplicates` |
//! | `networks.csv` | `networks`, `network_filter` |
//! | `accounts.csv` | `accounts` |
//! | `payments.csv` | `payments` |
//! | `holds.csv` | `holds` |
//! | `control.csv` | `control`, on `table`, which reads any small CSV file |

mod accounts;
mod blocks;
mod bloom_filter;
mod boundary;
mod code_points;
mod column;
mod columns;
mod control;
mod decode;
mod duplicates;
mod enrollments;
mod fault;
mod file_set;
mod folder;
mod hashing;
mod header;
mod header_map;
mod holds;
mod kind;
mod naming;
mod network_filter;
mod networks;
mod parser;
mod payments;
mod placeholders;
mod reading;
mod records;
mod rejections;
mod row;
mod sniff;
mod table;
mod unknown_columns;
mod value;

#[cfg(test)]
mod tests;

pub(crate) use column::{Column, called};
pub(crate) use columns::{CONTROL, columns_of};
pub use fault::{FileFault, Refusal};
pub use folder::Folder;
pub(crate) use kind::Kind;
pub use naming::{Naming, naming};
pub use rejections::{ALWAYS_ALLOWED, reject_limit};
pub(crate) use table::{Table, TableRow};
pub(crate) use value::{TextRule, is_bad_text};

use crate::domain::message::Remark;
use crate::domain::reject::{ExtractFile, HeldEvidence, InputFile, Reject, RejectedEnrollment};
use crate::domain::{Account, Encoding, Enrollment, Hold, Membership, Payment};
use crate::policy::InForce;
use crate::progress::Progress;
use accounts::AccountParser;
use bloom_filter::BloomFilter;
use enrollments::EnrollmentParser;
use file_set::FileSet;
pub use file_set::Headings;
use holds::HoldParser;
use networks::NetworkParser;
use parser::Settings;
use payments::PaymentParser;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::path::Path;
use std::sync::Arc;

/// Bytes that one thread parses at a time: what fits beside its other work into a core's cache.
const BLOCK_SIZE: usize = 1 << 18;

/// What to read, and how.
pub struct ReadOptions<'a> {
    /// The extract: a folder with `enrollments.csv`, `networks.csv`, `accounts.csv` and
    /// optionally `payments.csv` and `control.csv`.
    pub dir: &'a Path,
    /// `--encoding`: a row with other bytes is `BAD_ENCODING`. `None` detects it for each whole
    /// file.
    pub encoding: Option<Encoding>,
    /// Refuse an extract without `payments.csv`.
    pub require_payments: bool,
    /// Refuse an extract without `control.csv`.
    pub require_control: bool,
    /// Take an extract with exactly so many rejected rows that do not tell whom they hold back.
    pub accept_unidentified: Option<u64>,
    /// Told the bytes read of each file, and what it came to.
    pub progress: &'a dyn Progress,
    /// Whether somebody asked the run to stop: reading then ends at once, with a refusal.
    pub is_stopped: &'a (dyn Fn() -> bool + Sync),
}

impl<'a> ReadOptions<'a> {
    /// Reads `dir` in whatever encoding, silently and to the end.
    pub fn of(dir: &'a Path) -> ReadOptions<'a> {
        ReadOptions {
            dir,
            encoding: None,
            require_payments: false,
            require_control: false,
            accept_unidentified: None,
            progress: &(),
            is_stopped: &|| false,
        }
    }
}

/// Everything a decision needs of an extract.
#[derive(Debug)]
pub struct Extract {
    /// Readable rows, duplicates settled, in the order of the file.
    pub enrollments: Vec<Enrollment>,
    /// Rows that can concern an enrolled child, in the order of the file; a few that concern nobody
    /// may be among them.
    pub memberships: Vec<Membership>,
    /// Those of every organizer of an enrolled child, in the order of the file; a few others may
    /// be among them.
    pub accounts: Vec<Account>,
    /// What the tax bureau has received for enrolled persons, in the order of the file; `None`
    /// when there is no such file. A few other persons may be among them.
    pub payments: Option<Vec<Payment>>,
    /// Whom the bureau has ordered not to be charged, in the order of the file; `None` when there
    /// is no such file.
    pub holds: Option<Vec<Hold>>,
    /// In the order of `rejects.csv`.
    pub rejects: Vec<Reject>,
    /// Rejected enrollments whose school is readable, in the order of the file, but for copies of
    /// a row that stays.
    pub rejected_enrollments: Vec<RejectedEnrollment>,
    /// Who is held back because of rejected rows; the rows of each person in the order of the
    /// files and lines.
    pub held: HeldEvidence,
    /// The files read, in the order of section 2 of the contract.
    pub inputs: Vec<InputFile>,
    /// Whether `control.csv` says when the networks were taken.
    pub networks_timed: bool,
    /// What the files call their columns.
    pub headings: Headings,
    /// Remarks for the log: columns that are not used, placeholders.
    pub notes: Vec<Remark>,
    /// Where the files were read, to be asked just before the commit whether they are still those.
    pub folder: Arc<Folder>,
}

/// Reads and validates an extract.
///
/// Works on the threads of the current rayon pool; the result does not depend on their number.
///
/// # Errors
/// [`Refusal`] with all faults of all files (section 2 of the contract): files missing or
/// unreadable, bytes in no known encoding, bad headers, broken quotes, too many rejected rows,
/// rejected rows that name nobody whom they could hold back, differences from `control.csv`.
pub fn read(options: &ReadOptions<'_>, policy: &InForce) -> Result<Extract, Refusal> {
    read_in_blocks(options, policy, BLOCK_SIZE)
}

/// [`read`] for whoever is to mend the extract: what could be read of it, and all faults of all
/// files.
///
/// # Errors
/// When there is no such folder.
pub fn inspect(
    options: &ReadOptions<'_>,
    policy: &InForce,
) -> Result<(Extract, Vec<FileFault>), Refusal> {
    inspect_in_blocks(options, policy, BLOCK_SIZE)
}

/// [`read`] with blocks of about `block_size` bytes.
fn read_in_blocks(
    options: &ReadOptions<'_>,
    policy: &InForce,
    block_size: usize,
) -> Result<Extract, Refusal> {
    let (extract, faults) = inspect_in_blocks(options, policy, block_size)?;
    match faults.is_empty() {
        true => Ok(extract),
        false => Err(Refusal { faults }),
    }
}

fn inspect_in_blocks(
    options: &ReadOptions<'_>,
    policy: &InForce,
    block_size: usize,
) -> Result<(Extract, Vec<FileFault>), Refusal> {
    let folder = Arc::new(Folder::open(options.dir)?);
    let settings = Settings {
        folder: Arc::clone(&folder),
        encoding: options.encoding,
        offset: policy.offset,
        block_size,
        max_reject_ratio: *policy.max_reject_ratio,
        accept_unidentified: options.accept_unidentified,
        require_control: options.require_control,
        progress: options.progress,
        is_stopped: options.is_stopped,
    };
    let mut file_set = FileSet::new(settings);

    let enrollments = file_set.required(&EnrollmentParser { policy });
    let enrolled = BloomFilter::of(&enrollments, |enrollment| &enrollment.person);
    let rows = file_set.required(&NetworkParser {
        policy,
        enrolled: &enrolled,
    });
    let (memberships, organizers) = network_filter::related(rows, &enrolled);
    let accounts = file_set.required(&AccountParser { organizers });
    let payments = file_set.optional(
        &PaymentParser {
            enrolled: &enrolled,
        },
        options.require_payments,
    );
    let holds = file_set.optional(&HoldParser, false);
    let (taken, faults) = file_set.close(policy);
    let extract = Extract {
        enrollments,
        memberships,
        accounts,
        payments,
        holds,
        rejects: taken.rejects,
        rejected_enrollments: taken.rejected_enrollments,
        held: taken.held,
        inputs: taken.inputs,
        networks_timed: taken.networks_timed,
        headings: taken.headings,
        notes: taken.notes,
        folder,
    };
    Ok((extract, faults))
}

/// Digest (SHA-256 of the raw bytes, lower-case hex) and size of every file of the extract that
/// is there, in the order of section 2 of the contract: enough to tell a rerun.
///
/// # Errors
/// [`Refusal`] when a required file is missing or a file cannot be read.
pub fn digests(dir: &Path) -> Result<Vec<(ExtractFile, String, u64)>, Refusal> {
    let folder = Folder::open(dir)?;
    let digested: Vec<_> = ExtractFile::ALL
        .par_iter()
        .map(|file| (*file, folder.digest(file.name())))
        .collect();
    let mut found = Vec::new();
    let mut missing = Vec::new();
    let mut faults = Vec::new();
    for (file, digest) in digested {
        match digest {
            Ok(Some(digest)) => found.push((file, digest.sha256, digest.bytes)),
            Ok(None) if matches!(file, ExtractFile::Payments | ExtractFile::Holds) => {}
            Ok(None) => missing.push(file.name()),
            Err(fault) => faults.push(fault),
        }
    }
    faults.splice(..0, folder.missing(&missing));
    if faults.is_empty() {
        Ok(found)
    } else {
        Err(Refusal { faults })
    }
}
