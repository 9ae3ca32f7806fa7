//! The only memory between nights: one SQLite file (section 6 of the contract).
//!
//! `schema.sql` says what is stored and what the database itself refuses. Here is what Rust adds:
//! the kernel lock, opening with its refusals, the one transaction that is the moment of
//! deduction, the digest chain, and the questions that decisions, `status` and `verify` ask.

mod answered;
mod answers;
mod chain;
mod commit;
mod committed;
mod copy;
mod entry;
mod faults;
mod file;
mod file_identity;
mod history;
mod inserter;
mod key_order;
mod lock;
mod open;
mod paths;
mod pragmas;
mod read;
mod receipts;
mod record;
mod row_parts;
mod schema;
mod snapshot;
mod totals;
mod verify;
mod wary;

pub use crate::domain::Status;
pub use answered::{Answered, AnsweredBatches};
pub use answers::{Answer, Reversal};
pub use commit::Pending;
pub use committed::has_committed;
pub use copy::LedgerCopy;
pub use entry::Commit;
pub use file::{OpenMode, missing};
pub use key_order::NewAnswer;
pub use lock::Lock;
pub use open::Ledger;
pub use read::DeductionRow;
pub use receipts::{NewReceipts, ReceiptsRecord};
pub use record::{BatchRecord, Identity, MANIFEST, NewBatch, NewDeduction, PublishedFile};
pub use schema::SCHEMA_VERSION;
pub use totals::{BatchTotals, Sum, Totals};
pub use verify::Discrepancy;

/// Name of the ledger in an output folder, where no other is named.
pub const NAME: &str = "ledger.db";

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;
