//! `gongji` (共济): the nights in which student premiums are taken from family mutual-aid networks.
//!
//! Data flows one way: **read** extracts → **join** them into families → **decide** (pure) →
//! **balance** the equations → **commit** to the ledger → **publish** files. Only the commit
//! changes the world; everything before it can be repeated at will, everything after it is a
//! projection of what was committed.

pub mod cli;
pub mod decide;
pub mod domain;
pub mod equations;
pub mod extract;
pub mod fault;
pub mod join;
pub mod night;
pub mod policy;
pub mod progress;
pub mod publish;
pub mod rulebook;
pub mod rules;
pub mod synth;
