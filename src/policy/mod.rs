//! The law as data: values with source and interval, looked up at the batch date.
//!
//! A policy file is TOML: a head (`id`, `title`, the days `from`–`to` it speaks of, `offset`),
//! then for every key one or more entries `[[key]]` with `from`, `to`, `value`, `source` and
//! optionally `confirmed` (until when somebody last confirmed it). All intervals are half-open
//! days, and together the entries of a key cover every day of the policy exactly once. The
//! `[[calendar]]` has `holidays` and `worked_weekends` instead of a value, and its own interval.
//! `[required]` lists the keys whose value the operator must give, each with the question it
//! answers; `[rule_sources]` says where the rule behind a reason stands in the region's
//! documents.
//!
//! [`Policy::load`] reads and checks a file; [`Policy::in_force`] gives the values of one day.

pub mod calendar;
mod checked;
mod consistency;
mod entry;
pub mod error;
mod file;
pub mod finding;
pub mod in_force;
mod key;
pub mod keys;
mod listing;
mod presets;
mod reading;
mod resolve;
pub mod series;
pub mod set_value;
mod shape;
mod terms;
mod toml_value;
pub mod value;

pub use error::PolicyError;
pub use file::Policy;
pub use finding::{Finding, Severity};
pub use in_force::InForce;
pub use listing::Listed;
pub use presets::presets;
pub use set_value::SetValue;
pub use terms::{BalanceTest, CancellationLimit, OUR_READING, RuleSources, Sourced};

#[cfg(test)]
mod tests;

/// Name of the preset that is used when the operator names no policy.
pub const DEFAULT: &str = "shanghai-2025";
