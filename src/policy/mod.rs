//! The law as data: values with source and interval, looked up at the batch date.

pub mod in_force;

pub use in_force::{BalanceTest, CancellationLimit, InForce, Sourced};
