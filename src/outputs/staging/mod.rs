//! Files are written where nobody looks for them, synced, and put in place by a rename.
//!
//! A batch is staged in `<out>/.staging-<BATCH_ID>` before its commit; after the commit one rename
//! makes it `<out>/<BATCH_ID>`. Whatever dies in between, the next start finds the staged folder
//! and finishes or discards it ([`crate::recovery`]).

/// Where money is given back, below the output folder.
pub const REVERSALS: &str = "reversals";

/// Where the tax bureau is told that there is no money, below the output folder.
pub const WITHDRAWALS: &str = "withdrawals";

/// Where lines of answers stand that were not imported, below the output folder.
pub const DIFFERENCES: &str = "differences";

/// Folders in which answers leave files.
pub const ANSWER_FOLDERS: [&str; 3] = [REVERSALS, WITHDRAWALS, DIFFERENCES];

mod digest;
mod durable;
mod folder;
mod place;
mod syncing;

pub use digest::{Hashing, digest_file, has_bytes, plan_digest, sha256_of};
pub use durable::{make_folder, sync_folder};
pub use folder::{Kind, Staging};
pub use place::Sealed;
pub(crate) use place::{move_files, place_folder, staged_file};

#[cfg(test)]
mod tests;
