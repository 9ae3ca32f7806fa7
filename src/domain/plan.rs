//! A decided night: everything the outputs are rendered from.

use super::history::ChainHead;
use super::reject::{InputFile, Reject, RejectedEnrollment};
use super::{BatchId, Decision, Deduction, Encoding, Enrollment, Money, Outcome, Reason};
use std::collections::BTreeMap;

/// Language of messages for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// 中文.
    #[default]
    Zh,
    /// English.
    En,
}

/// Options that shape outputs: part of a batch's identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchOptions {
    /// `--lang`.
    pub language: Language,
    /// `--encoding`; `None` detects it.
    pub encoding: Option<Encoding>,
    /// `--remittance-encoding`.
    pub remittance_encoding: Encoding,
    /// `--by-institution`.
    pub by_institution: bool,
    /// `--accept-unidentified`: so many rejected rows do not tell whom they hold back.
    pub accept_unidentified: Option<u64>,
}

/// One line of the equations: both sides, as they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equation {
    /// What is held against what.
    pub name: String,
    /// Left side.
    pub left: String,
    /// Right side.
    pub right: String,
}

/// How many enrollments ended how, and how much money moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Rows by outcome; every outcome has an entry.
    pub outcomes: BTreeMap<Outcome, u64>,
    /// Rows by primary reason; every reason has an entry.
    pub reasons: BTreeMap<Reason, u64>,
    /// Sum of the deductions.
    pub total: Money,
}

/// Everything that was decided in one night, before anything is written.
#[derive(Debug)]
pub struct Plan<'a> {
    /// The batch this becomes if it is committed.
    pub batch: BatchId,
    /// Options that shape outputs.
    pub options: BatchOptions,
    /// One decision per readable enrollment that was requested or is settled, in the byte order
    /// of `enrollment_id`.
    pub decisions: Vec<Decision<'a>>,
    /// The other readable enrollments, whose families pay another way, in the same order.
    pub not_requested: Vec<&'a Enrollment>,
    /// Problems of rejected rows, in the order of `rejects.csv`.
    pub rejects: &'a [Reject],
    /// Rejected enrollments of which the school is told, in the order of the file.
    pub rejected_enrollments: &'a [RejectedEnrollment],
    /// The files read, in the order of section 2 of the contract.
    pub inputs: &'a [InputFile],
    /// The latest entry of the ledger before this batch.
    pub previous: &'a ChainHead,
    /// Whether `payments.csv` was there.
    pub payments_checked: bool,
    /// Whether the time at which the networks were taken was held against the cut-off.
    pub networks_timed: bool,
    /// Counts and money.
    pub tally: Tally,
    /// The equations, all of which hold.
    pub equations: Vec<Equation>,
}

impl<'a> Plan<'a> {
    /// The deducted enrollments in the order of `enrollment_id`, numbered from 1: the sequence of
    /// `remittance.txt`, `postings.csv` and every `end_to_end_no`.
    pub fn deductions(&self) -> impl Iterator<Item = (u32, &Decision<'a>, &Deduction)> {
        self.decisions
            .iter()
            .filter_map(|d| d.deduction.as_ref().map(|money| (d, money)))
            .zip(1_u32..)
            .map(|((decision, money), seq)| (seq, decision, money))
    }
}
