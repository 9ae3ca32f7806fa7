//! Rows that cannot be read: what is wrong with them, and who is held back because of them.

use super::fault::FileFault;
use crate::domain::characters::without_controls;
use crate::domain::masking::mask_number;
use crate::domain::reject::{
    ExtractFile, HeldEvidence, Problem, Reject, RejectedEnrollment, RowAt,
};
use crate::domain::{Line, PersonKey};
use rust_decimal::Decimal;

/// Rows that may be rejected in any file, whatever their share (section 2 of the contract).
const ALWAYS_ALLOWED: u64 = 10;
/// Faults of one kind that are listed one by one.
const LISTED: usize = 20;

/// What a rejected row means to a person whom it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tie {
    /// His own enrollments are held.
    Person,
    /// The enrollments he would pay for are held.
    Payer,
    /// His enrollments count as requested.
    Requested,
}

/// One value that cannot be read.
pub(super) struct Flaw {
    pub column_index: u8,
    pub column: &'static str,
    pub problem: Problem,
}

/// The rejected rows of one file, or of one block of it.
#[derive(Default)]
pub(super) struct Rejections {
    /// Rows, not problems.
    pub rows: u64,
    /// Enrollments whose school is told.
    pub enrollments: Vec<RejectedEnrollment>,
    list: Vec<Reject>,
    held: Vec<(Tie, PersonKey, Line)>,
    /// Rows that name nobody who could be held, where that refuses the run.
    nameless: Vec<Line>,
}

impl Rejections {
    /// A row with the values that cannot be read.
    pub(super) fn reject<'v>(
        &mut self,
        file: ExtractFile,
        line: Line,
        flaws: impl Iterator<Item = (Flaw, &'v str)>,
    ) {
        self.rows += 1;
        self.list.extend(flaws.map(|(flaw, value)| Reject {
            file,
            line,
            column_index: flaw.column_index,
            column: flaw.column,
            problem: flaw.problem,
            masked_value: without_controls(&mask_number(value)),
        }));
    }

    /// A row that cannot be read at all.
    pub(super) fn reject_row(&mut self, file: ExtractFile, line: Line, problem: Problem) {
        let flaw = Flaw {
            column_index: 0,
            column: "",
            problem,
        };
        self.reject(file, line, std::iter::once((flaw, "")));
    }

    /// Holds back whom a rejected row names.
    pub(super) fn hold(&mut self, tie: Tie, person: PersonKey, line: Line) {
        self.held.push((tie, person, line));
    }

    /// A rejected row without the person whom it would hold back.
    pub(super) fn is_nameless(&mut self, line: Line) {
        self.nameless.push(line);
    }

    /// Appends the rejected rows of a later block.
    pub(super) fn append(&mut self, mut later: Rejections) {
        self.rows += later.rows;
        self.list.append(&mut later.list);
        self.enrollments.append(&mut later.enrollments);
        self.held.append(&mut later.held);
        self.nameless.append(&mut later.nameless);
    }

    /// Whether so many rows are rejected that a file of `bytes` bytes, in which no row is shorter
    /// than two, must be refused: further details are of no use.
    pub(super) fn limit_exceeded(&self, bytes: u64, max_ratio: Decimal) -> bool {
        is_over(self.rows, bytes / 2 + 1, max_ratio)
    }

    /// Forgets all but the numbers and the first rows.
    pub(super) fn forget_details(&mut self) {
        self.list.truncate(LISTED);
        self.nameless.truncate(LISTED + 1);
        self.held.clear();
        self.enrollments.clear();
    }

    /// Faults that the rejected rows of a file of `rows` rows amount to.
    pub(super) fn faults(
        &self,
        file: ExtractFile,
        rows: u64,
        max_ratio: Decimal,
    ) -> Vec<FileFault> {
        let mut faults = self.nameless_faults(file);
        if is_over(self.rows, rows, max_ratio) {
            faults.push(
                FileFault::new(
                    file.name(),
                    format!(
                        "{} of {rows} rows cannot be read, more than the share of {} that the policy allows",
                        self.rows,
                        max_ratio.normalize()
                    ),
                    "correct the rows (gongji check lists them) and deliver the file again",
                )
                .found(self.first_problems()),
            );
        }
        faults
    }

    fn nameless_faults(&self, file: ExtractFile) -> Vec<FileFault> {
        let whom = match file {
            ExtractFile::Networks => "member_id",
            ExtractFile::Holds => "person_id",
            _ => "insured_id",
        };
        let fault = |what: String| {
            FileFault::new(file.name(), what, "correct it and deliver the file again")
        };
        let mut faults: Vec<FileFault> = self
            .nameless
            .iter()
            .take(LISTED)
            .map(|line| {
                let what = format!("a row that cannot be read has no readable {whom}, so that nobody knows whom to hold back");
                fault(what).at(*line).found(self.problems_at(*line))
            })
            .collect();
        if self.nameless.len() > LISTED {
            faults.push(fault(format!(
                "more rows like these {LISTED}, without a readable {whom}"
            )));
        }
        faults
    }

    fn problems_at(&self, line: Line) -> String {
        let of_line = self.list.iter().filter(|reject| reject.line == line);
        let described: Vec<String> = of_line.map(describe).collect();
        described.join(", ")
    }

    fn first_problems(&self) -> String {
        let first: Vec<String> = self
            .list
            .iter()
            .take(3)
            .map(|reject| format!("line {} {}", reject.line, describe(reject)))
            .collect();
        format!("{}, …", first.join(", "))
    }

    /// Adds whom the rows hold back to `evidence` and gives out the problems, ordered by line and
    /// column.
    pub(super) fn settle(mut self, file: ExtractFile, evidence: &mut HeldEvidence) -> Vec<Reject> {
        self.held.sort_by_key(|(_, _, line)| *line);
        for (tie, person, line) in self.held {
            let ties = match tie {
                Tie::Person => &mut evidence.persons,
                Tie::Payer => &mut evidence.payers,
                Tie::Requested => &mut evidence.requested,
            };
            ties.entry(person).or_default().push(RowAt { file, line });
        }
        self.list
            .sort_by_key(|reject| (reject.line, reject.column_index));
        self.list
    }
}

fn describe(reject: &Reject) -> String {
    match reject.column {
        "" => reject.problem.as_str().to_owned(),
        column => format!("{column} {}", reject.problem.as_str()),
    }
}

fn is_over(rejected: u64, rows: u64, max_ratio: Decimal) -> bool {
    rejected > ALWAYS_ALLOWED && Decimal::from(rejected) > max_ratio * Decimal::from(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_rows_are_always_allowed_then_the_share_counts() {
        let thousandth = Decimal::new(1, 3);
        for (rejected, rows, refused) in [
            (10, 10, false),
            (11, 11, true),
            (11, 10_999, true),
            (11, 11_000, false),
            (12, 11_999, true),
            (0, 0, false),
        ] {
            assert_eq!(
                is_over(rejected, rows, thousandth),
                refused,
                "{rejected} of {rows}"
            );
        }
        assert!(!is_over(1_000, 1_000, Decimal::ONE));
    }

    #[test]
    fn nameless_rows_are_listed_up_to_a_number() {
        let mut rejections = Rejections::default();
        for line in 2..50 {
            rejections.reject_row(ExtractFile::Networks, line, Problem::FieldCount);
            rejections.is_nameless(line);
        }
        let faults = rejections.faults(ExtractFile::Networks, 1_000_000, Decimal::ONE);
        assert_eq!(faults.len(), LISTED + 1);
        assert_eq!(
            faults[0].to_string(),
            "networks.csv line 2: a row that cannot be read has no readable member_id, so that nobody knows whom to hold back; found: FIELD_COUNT; correct it and deliver the file again"
        );
        rejections.forget_details();
        assert_eq!(
            rejections
                .faults(ExtractFile::Networks, 1_000_000, Decimal::ONE)
                .len(),
            LISTED + 1
        );
        assert_eq!(rejections.rows, 48);
    }
}
