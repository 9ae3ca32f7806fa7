//! The ledger seen from outside: refusals, uniqueness, history, chain.

mod answers;
mod commit;
mod flips;
mod migration;
mod opening;
