//! The nouns of the trade: what a row, an amount, a person and a decision *are*.
//!
//! No I/O, no clock, no CSV, no threads. Everything else in the crate is written in these terms.

pub mod account;
pub mod batch;
pub mod beginning;
pub mod calendar;
pub mod characters;
pub mod codes;
pub mod day;
pub mod decision;
mod digits;
pub mod district;
pub mod encoding;
pub mod enrollment;
pub mod history;
pub mod hold;
pub mod identity_number;
pub mod instant;
pub mod masking;
pub mod membership;
pub mod message;
pub mod money;
pub mod name;
pub mod output;
pub mod payment;
pub mod person_key;
pub mod plan;
pub mod reason;
pub mod reject;
pub mod stage;
pub mod status;

pub use account::{Account, AccumulatedBalance, CurrentYearBalance};
pub use batch::BatchId;
pub use codes::{
    AccountStatus, Category, Channel, HoldRole, IdType, InsuranceStatus, PaidChannel, Relation,
};
pub use decision::{Decision, Deduction, Notice, Notices};
pub use encoding::Encoding;
pub use enrollment::{Enrollment, Institution};
pub use hold::Hold;
pub use instant::Instant;
pub use membership::Membership;
pub use money::Money;
pub use output::OutputDigest;
pub use payment::Payment;
pub use person_key::PersonKey;
pub use reason::{Class, Outcome, Reason, Reasons};
pub use stage::Stage;
pub use status::Status;

/// The physical line (header = 1) on which a record starts in its file.
pub type Line = u32;
