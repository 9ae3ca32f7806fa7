//! Rows that cannot be read: what is wrong with them, and who is held back because of them.

use super::column::called_in;
use super::fault::FileFault;
use crate::domain::characters::without_controls;
use crate::domain::masking::{mask_number, shape};
use crate::domain::message::Message;
use crate::domain::reject::{
    ExtractFile, HeldEvidence, Problem, Reject, RejectedEnrollment, RowAt,
};
use crate::domain::{Line, PersonKey};
use crate::text::rows;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Rows that may be rejected in any file, whatever their share (section 2 of the contract).
pub const ALWAYS_ALLOWED: u64 = 10;
/// Faults of one kind that are listed one by one.
const LISTED: usize = 20;

/// Problems that are kept of a file with too many of them.
const KEPT: usize = 100_000;

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

/// Whom a rejected row holds back.
#[derive(Default)]
pub(super) struct Named {
    pub held: Vec<(Tie, PersonKey)>,
    /// Whether the identifying column can be read.
    pub is_identified: bool,
    /// What the school of a rejected enrollment is told.
    pub enrollment: Option<RejectedEnrollment>,
}

impl Named {
    /// A row that names one person, if he can be read.
    pub(super) fn one(person: Option<PersonKey>, ties: &[Tie]) -> Named {
        Named {
            is_identified: person.is_some(),
            enrollment: None,
            held: person
                .iter()
                .flat_map(|person| ties.iter().map(|tie| (*tie, person.clone())))
                .collect(),
        }
    }
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
    /// Rows that do not tell whom they hold back, where that refuses the run.
    pub unidentified: u64,
    /// Lines of the first of them.
    unidentified_at: Vec<Line>,
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
        self.list.extend(flaws.map(|(flaw, value)| {
            Reject {
                file,
                line,
                column_index: flaw.column_index,
                column: flaw.column,
                problem: flaw.problem,
                masked_value: without_controls(&mask_number(value)),
                shape: matches!(flaw.problem, Problem::BadInstant | Problem::BadMoney)
                    .then(|| without_controls(&shape(value))),
            }
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

    /// Holds back a person whom a rejected row names.
    pub(super) fn hold(&mut self, tie: Tie, person: PersonKey, line: Line) {
        self.held.push((tie, person, line));
    }

    /// Holds back whom a rejected row names, which must have told it in the column `identifying`.
    pub(super) fn hold_named(&mut self, named: Named, line: Line, identifying: Option<&str>) {
        if identifying.is_some() && !named.is_identified {
            self.unidentified += 1;
            self.unidentified_at.push(line);
        }
        self.enrollments.extend(named.enrollment);
        let held = named.held.into_iter();
        self.held
            .extend(held.map(|(tie, person)| (tie, person, line)));
    }

    /// Appends the rejected rows of a later block.
    pub(super) fn append(&mut self, mut later: Rejections) {
        self.rows += later.rows;
        self.list.append(&mut later.list);
        self.enrollments.append(&mut later.enrollments);
        self.held.append(&mut later.held);
        self.unidentified += later.unidentified;
        self.unidentified_at.append(&mut later.unidentified_at);
    }

    /// Forgets all but the numbers and the first rows once so many are rejected that a file of
    /// `bytes` bytes, in which no row is shorter than two, must be refused.
    pub(super) fn limit_details(&mut self, bytes: u64, max_ratio: Decimal) {
        if is_over(self.rows, bytes / 2 + 1, max_ratio) {
            self.list.truncate(KEPT);
            self.unidentified_at.truncate(KEPT);
            self.held.clear();
            self.enrollments.clear();
        }
    }

    /// The fault of too many rejected rows in a file of `rows` rows.
    pub(super) fn share_fault(
        &self,
        file: ExtractFile,
        rows: u64,
        max_ratio: Decimal,
        headings: &[(&str, String)],
    ) -> Option<FileFault> {
        is_over(self.rows, rows, max_ratio).then(|| {
            FileFault::new(
                file.name(),
                rows::too_many_rejects(self.rows, rows, &max_ratio.normalize()),
                rows::correct_rows(),
            )
            .found(self.first_problems(headings))
        })
    }

    /// A fault for every row that does not tell in the column `identifying` whom it holds back.
    pub(super) fn unidentified_faults(
        &self,
        file: ExtractFile,
        identifying: &str,
        headings: &[(&str, String)],
    ) -> Vec<FileFault> {
        let identifying = &called_in(headings, identifying);
        let fault = |what| FileFault::new(file.name(), what, rows::correct_row());
        let listed = self.unidentified_at.iter().take(LISTED);
        let mut faults: Vec<FileFault> = listed
            .map(|line| {
                fault(rows::unidentified(identifying))
                    .at(*line)
                    .found(Message::verbatim(self.problems_at(*line, headings)))
            })
            .collect();
        if self.unidentified > LISTED as u64 {
            faults.push(fault(rows::more_unidentified(LISTED, identifying)));
        }
        faults
    }

    fn problems_at(&self, line: Line, headings: &[(&str, String)]) -> String {
        let of_line = self.list.iter().filter(|reject| reject.line == line);
        let described: Vec<String> = of_line.map(|reject| describe(reject, headings)).collect();
        described.join(", ")
    }

    fn first_problems(&self, headings: &[(&str, String)]) -> Message {
        let first = self.list.iter().take(3);
        let first: Vec<_> = first
            .map(|reject| (reject.line, describe(reject, headings)))
            .collect();
        rows::first_problems(&first)
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

fn describe(reject: &Reject, headings: &[(&str, String)]) -> String {
    match reject.column {
        "" => reject.problem.as_str().to_owned(),
        column => format!(
            "{} {}",
            called_in(headings, column),
            reject.problem.as_str()
        ),
    }
}

fn is_over(rejected: u64, rows: u64, max_ratio: Decimal) -> bool {
    rejected > reject_limit(rows, max_ratio)
}

/// How many of `rows` rows of a file may be rejected.
pub fn reject_limit(rows: u64, max_ratio: Decimal) -> u64 {
    let share = (max_ratio * Decimal::from(rows)).floor().to_u64();
    share.unwrap_or(u64::MAX).max(ALWAYS_ALLOWED)
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
    fn unidentified_rows_are_listed_up_to_a_number() {
        let mut rejections = Rejections::default();
        for line in 2..50 {
            rejections.reject_row(ExtractFile::Networks, line, Problem::FieldCount);
            rejections.hold_named(Named::default(), line, Some("member_id"));
        }
        let faults = rejections.unidentified_faults(ExtractFile::Networks, "member_id", &[]);
        assert_eq!(faults.len(), LISTED + 1);
        assert_eq!(
            faults[0].to_string(),
            "networks.csv line 2: a row that cannot be read has no readable member_id, so that nobody knows whom to hold back; found: FIELD_COUNT; correct it and deliver the file again"
        );
        rejections.limit_details(0, Decimal::ZERO);
        assert_eq!(
            rejections
                .unidentified_faults(ExtractFile::Networks, "member_id", &[])
                .len(),
            LISTED + 1
        );
        assert_eq!(rejections.rows, 48);
    }
}
