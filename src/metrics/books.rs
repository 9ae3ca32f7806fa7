//! What the books came to, as samples.

use super::samples::{Sample, family};
use crate::answers::Kind;
use crate::ledger::Sum;
use crate::status::{Answerer, Counted, StatusReport, named};
use std::collections::BTreeMap;

/// Sums of all batches, the oldest silences and the open differences.
#[derive(Debug, Clone)]
pub struct Books {
    sums: Vec<(&'static str, Sum)>,
    silences: Vec<(&'static str, i64)>,
    differences: Vec<(&'static str, u64)>,
}

impl Books {
    /// The figures of `status`.
    pub fn of(report: &StatusReport, differences: &BTreeMap<Kind, Counted>) -> Books {
        let oldest = |answerer: Answerer| {
            let mut silences = report.silences.iter();
            let silence = silences.find(|silence| silence.answerer == answerer);
            let days = silence.map_or(0, |silence| report.age_of(silence));
            (answerer.as_str(), days)
        };
        Books {
            sums: named(&report.total()).to_vec(),
            silences: [Answerer::AccountSystem, Answerer::TaxBureau]
                .map(oldest)
                .to_vec(),
            differences: differences
                .iter()
                .map(|(kind, of)| (kind.as_str(), of.open()))
                .collect(),
        }
    }

    pub(super) fn samples(&self, command: &str) -> Vec<Sample> {
        let mut samples = Vec::new();
        for (state, sum) in &self.sums {
            let labels = [("command", command), ("state", *state)];
            samples.push(Sample::new(family::BOOK_DEDUCTIONS, &labels, sum.count));
            samples.push(Sample::new(family::BOOK_YUAN, &labels, sum.amount));
        }
        for (answerer, days) in &self.silences {
            let labels = [("command", command), ("silent", *answerer)];
            samples.push(Sample::new(family::OLDEST_SILENCE, &labels, days));
        }
        for (kind, open) in &self.differences {
            let labels = [("command", command), ("kind", *kind)];
            samples.push(Sample::new(family::DIFFERENCES, &labels, open));
        }
        samples
    }
}

#[cfg(test)]
impl Books {
    /// One of each figure.
    pub(super) fn example() -> Books {
        Books {
            sums: vec![("accepted", Sum::default())],
            silences: vec![(Answerer::TaxBureau.as_str(), 3)],
            differences: vec![(Kind::UnknownNumber.as_str(), 1)],
        }
    }
}
