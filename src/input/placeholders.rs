//! How many placeholders each column of a file held, for the log.

use super::column::{Column, called_in};
use crate::domain::message::Remark;
use crate::text::input as text;

/// Values of each declared column that stand for no instant or day: `1900-01-01 00:00:00`,
/// `9999-12-31`, `0000-00-00` (section 2 of the contract).
#[derive(Debug, Default)]
pub(super) struct Placeholders(Vec<u64>);

impl Placeholders {
    /// One more in the declared column at `column`.
    #[cold]
    pub(super) fn count(&mut self, column: usize) {
        if self.0.len() <= column {
            self.0.resize(column + 1, 0);
        }
        self.0[column] += 1;
    }

    /// Adds what another thread has counted.
    pub(super) fn add(&mut self, other: &Placeholders) {
        let length = self.0.len().max(other.0.len());
        self.0.resize(length, 0);
        for (sum, count) in self.0.iter_mut().zip(&other.0) {
            *sum += count;
        }
    }

    /// Those of all columns.
    pub(super) fn sum(&self) -> u64 {
        self.0.iter().sum()
    }

    /// A remark on every column that held some.
    pub(super) fn notes(
        &self,
        file: &str,
        columns: &[Column],
        headings: &[(&str, String)],
    ) -> Vec<Remark> {
        let counted = columns.iter().zip(&self.0).filter(|(_, count)| **count > 0);
        counted
            .map(|(column, count)| {
                let column = called_in(headings, column.name);
                Remark::Info(text::placeholders(file, &column, *count))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_that_held_some_are_noted() {
        const COLUMNS: [Column; 3] = [
            Column::required("a", &[]),
            Column::required("b", &[]),
            Column::required("c", &[]),
        ];
        let (mut one, mut other) = (Placeholders::default(), Placeholders::default());
        assert!(one.notes("x.csv", &COLUMNS, &[]).is_empty());
        one.count(0);
        other.count(2);
        other.count(2);
        one.add(&other);
        one.add(&Placeholders::default());
        assert_eq!(one.sum(), 3);
        let headings = [("c", "时间".to_owned())];
        let notes = one.notes("x.csv", &COLUMNS, &headings);
        let notes: Vec<String> = notes.iter().map(ToString::to_string).collect();
        assert_eq!(
            notes,
            [
                "x.csv: column a: 1 placeholders (before 2000, from 2100 on, or 0000-00-00) read as empty",
                "x.csv: column 时间 (c): 2 placeholders (before 2000, from 2100 on, or 0000-00-00) read as empty",
            ]
        );
    }
}
