//! One row of a file, and its values as the contract's types.

use super::column::Column;
use super::header_map::HeaderMap;
use super::placeholders::Placeholders;
use super::records::Record;
use super::rejections::Flaw;
use super::value::{
    TextRule, is_bad_text, is_identifier, is_plain_text, is_usual_identifier, trim,
};
use crate::domain::day::{is_placeholder_day, parse_day};
use crate::domain::person_key::{KeyProblem, is_written_as_number};
use crate::domain::reject::Problem;
use crate::domain::{Instant, Line, Money, PersonKey};
use chrono::{FixedOffset, NaiveDate};
use csv::StringRecord;

/// A record whose fields are those of the header.
#[derive(Clone, Copy)]
pub(super) struct Row<'r> {
    fields: &'r StringRecord,
    line: Line,
    header: &'r HeaderMap,
}

impl<'r> Row<'r> {
    /// Looks at a record through its file's header.
    pub(super) fn new(record: &Record<'r>, header: &'r HeaderMap) -> Row<'r> {
        Row {
            fields: record.fields,
            line: record.line,
            header,
        }
    }

    /// Physical line on which the row starts.
    pub(super) fn line(&self) -> Line {
        self.line
    }

    /// The trimmed value of a declared column.
    #[inline(always)]
    pub(super) fn value(&self, column: usize) -> &'r str {
        trim(self.untrimmed(column))
    }

    /// The value of a declared column as it stands, not trimmed.
    #[inline(always)]
    fn untrimmed(&self, column: usize) -> &'r str {
        self.fields
            .get(self.header.place(column))
            .unwrap_or_default()
    }

    /// The bytes of that value.
    #[inline(always)]
    fn bytes(&self, column: usize) -> &'r [u8] {
        self.untrimmed(column).as_bytes()
    }

    /// The value of a declared column if it is a text like nearly all.
    #[inline(always)]
    fn plain_text(&self, column: usize) -> Option<&'r str> {
        let range = self.fields.range(self.header.place(column))?;
        let all = self.fields.as_slice();
        let value = &all[range.clone()];
        is_plain_text(&all.as_bytes()[range.start..], value.len()).then_some(value)
    }
}

/// Reads the values of one row and notes which of them cannot be read: at most one problem each.
///
/// Every method answers `None` for a value with a problem. Each first tries the shape that nearly
/// all values have, which is read without trimming; any other value is then read with all care.
pub(super) struct Cells<'r> {
    row: Row<'r>,
    offset: FixedOffset,
    problems: Vec<(usize, Problem)>,
    placeholders: &'r mut Placeholders,
}

impl<'r> Cells<'r> {
    /// The values of `row`; instants without an offset are meant in `offset`. Placeholders are
    /// counted in `placeholders`.
    #[inline(always)]
    pub(super) fn new(
        row: Row<'r>,
        offset: FixedOffset,
        placeholders: &'r mut Placeholders,
    ) -> Cells<'r> {
        Cells {
            row,
            offset,
            problems: Vec::new(),
            placeholders,
        }
    }

    /// Physical line on which the row starts.
    pub(super) fn line(&self) -> Line {
        self.row.line
    }

    /// The trimmed value of a column that is not judged here.
    pub(super) fn unjudged(&self, column: usize) -> &'r str {
        self.row.value(column)
    }

    #[cold]
    fn note<T>(&mut self, column: usize, problem: Problem) -> Option<T> {
        self.problems.push((column, problem));
        None
    }

    /// Notes `problem` on a column whose value could be read by itself.
    pub(super) fn contradict(&mut self, column: usize, problem: Problem) {
        self.note::<()>(column, problem);
    }

    /// The value, which must not be empty.
    fn required(&mut self, column: usize) -> Option<&'r str> {
        match self.row.value(column) {
            "" => self.note(column, Problem::MissingValue),
            value => Some(value),
        }
    }

    /// A person key.
    #[inline(always)]
    pub(super) fn person(&mut self, column: usize) -> Option<PersonKey> {
        match PersonKey::usual(self.row.bytes(column)) {
            Some(key) => Some(key),
            None => self.slow_person(column),
        }
    }

    #[cold]
    fn slow_person(&mut self, column: usize) -> Option<PersonKey> {
        let value = self.required(column)?;
        match PersonKey::parse(value) {
            Ok(key) => Some(key),
            Err(KeyProblem::SpreadsheetDamage) => self.note(column, Problem::SpreadsheetDamage),
            Err(KeyProblem::BadKey) => self.unlisted(column, value, Problem::BadKey),
        }
    }

    /// The shape of `enrollment_id` and `network_id`.
    #[inline(always)]
    pub(super) fn identifier(&mut self, column: usize) -> Option<&'r str> {
        match self.row.plain_text(column) {
            Some(value) if is_usual_identifier(value) => Some(value),
            _ => self.slow_identifier(column),
        }
    }

    #[cold]
    fn slow_identifier(&mut self, column: usize) -> Option<&'r str> {
        let value = self.required(column)?;
        if is_written_as_number(value) {
            self.note(column, Problem::SpreadsheetDamage)
        } else if is_identifier(value) && !value.contains('|') {
            Some(value)
        } else {
            self.unlisted(column, value, Problem::BadKey)
        }
    }

    /// A coded value, by the list or shape that `parse` knows, which holds no blank.
    #[inline(always)]
    pub(super) fn code<T>(
        &mut self,
        column: usize,
        parse: impl Fn(&'r str) -> Option<T>,
    ) -> Option<T> {
        match parse(self.row.untrimmed(column)) {
            Some(code) => Some(code),
            None => self.slow_code(column, parse),
        }
    }

    #[cold]
    fn slow_code<T>(&mut self, column: usize, parse: impl Fn(&'r str) -> Option<T>) -> Option<T> {
        let value = self.required(column)?;
        match parse(value) {
            Some(code) => Some(code),
            None => self.unlisted(column, value, Problem::BadCode),
        }
    }

    /// A coded value or nothing.
    #[inline(always)]
    pub(super) fn optional_code<T>(
        &mut self,
        column: usize,
        parse: impl Fn(&'r str) -> Option<T>,
    ) -> Option<Option<T>> {
        if self.is_empty(column) {
            return Some(None);
        }
        self.code(column, parse).map(Some)
    }

    /// A value that is no `problem` free key or code: `BAD_TEXT` comes first.
    #[cold]
    fn unlisted<T>(&mut self, column: usize, value: &str, problem: Problem) -> Option<T> {
        if is_bad_text(value, TextRule::Strict) {
            self.note(column, Problem::BadText)
        } else {
            self.note(column, problem)
        }
    }

    /// A text that must not be empty.
    #[inline(always)]
    pub(super) fn text(&mut self, column: usize, rule: TextRule) -> Option<&'r str> {
        match self.row.plain_text(column) {
            Some(value) => Some(value),
            None => {
                self.required(column)?;
                self.slow_text(column, rule)
            }
        }
    }

    /// A text or nothing.
    #[inline(always)]
    pub(super) fn optional_text(&mut self, column: usize, rule: TextRule) -> Option<&'r str> {
        match self.row.plain_text(column) {
            Some(value) => Some(value),
            None if self.row.bytes(column).is_empty() => Some(""),
            None => self.slow_text(column, rule),
        }
    }

    #[cold]
    fn slow_text(&mut self, column: usize, rule: TextRule) -> Option<&'r str> {
        let value = self.row.value(column);
        if is_bad_text(value, rule) {
            self.note(column, Problem::BadText)
        } else {
            Some(value)
        }
    }

    /// An instant.
    #[inline(always)]
    pub(super) fn instant(&mut self, column: usize) -> Option<Instant> {
        match self.fast_instant(column) {
            Some(instant) => Some(instant),
            None => self
                .slow_instant(column)
                .and_then(|instant| self.present(column, instant)),
        }
    }

    /// An instant or nothing.
    #[inline(always)]
    pub(super) fn optional_instant(&mut self, column: usize) -> Option<Option<Instant>> {
        if self.row.bytes(column).is_empty() {
            return Some(None);
        }
        match self.fast_instant(column) {
            Some(instant) => Some(Some(instant)),
            None => self.slow_instant(column),
        }
    }

    #[inline(always)]
    fn fast_instant(&self, column: usize) -> Option<Instant> {
        Instant::parse_bytes(self.row.bytes(column), self.offset)
            .filter(|instant| !instant.is_placeholder(self.offset))
    }

    #[cold]
    fn slow_instant(&mut self, column: usize) -> Option<Option<Instant>> {
        let value = self.row.value(column);
        let instant = Instant::parse(value, self.offset);
        let is_placeholder = match instant {
            Some(instant) => instant.is_placeholder(self.offset),
            None => Instant::is_nought(value),
        };
        self.dated(column, instant, is_placeholder)
    }

    /// A day.
    pub(super) fn day(&mut self, column: usize) -> Option<NaiveDate> {
        self.optional_day(column)
            .and_then(|day| self.present(column, day))
    }

    /// A day or nothing.
    pub(super) fn optional_day(&mut self, column: usize) -> Option<Option<NaiveDate>> {
        let value = self.row.value(column);
        let day = parse_day(value);
        let is_placeholder = match day {
            Some(day) => is_placeholder_day(day),
            None => Instant::is_nought(value),
        };
        self.dated(column, day, is_placeholder)
    }

    /// What a column of instants or days says, where a placeholder says nothing.
    fn dated<T>(
        &mut self,
        column: usize,
        parsed: Option<T>,
        is_placeholder: bool,
    ) -> Option<Option<T>> {
        if is_placeholder {
            self.placeholders.count(column);
            return Some(None);
        }
        match parsed {
            Some(parsed) => Some(Some(parsed)),
            None if self.row.value(column).is_empty() => Some(None),
            None => self.note(column, Problem::BadInstant),
        }
    }

    /// A value that must be there.
    fn present<T>(&mut self, column: usize, value: Option<T>) -> Option<T> {
        match value {
            Some(value) => Some(value),
            None => self.note(column, Problem::MissingValue),
        }
    }

    /// Whether nothing, or nothing but blanks, stands there.
    #[inline(always)]
    fn is_empty(&self, column: usize) -> bool {
        match self.row.bytes(column) {
            [] => true,
            [b'!'..=b'~', ..] => false,
            _ => self.row.value(column).is_empty(),
        }
    }

    /// An amount, by the shape that `parse` knows.
    #[inline(always)]
    pub(super) fn money(
        &mut self,
        column: usize,
        parse: impl Fn(&[u8]) -> Option<Money>,
    ) -> Option<Money> {
        match parse(self.row.bytes(column)) {
            Some(money) => Some(money),
            None => self.slow_money(column, parse),
        }
    }

    #[cold]
    fn slow_money(
        &mut self,
        column: usize,
        parse: impl Fn(&[u8]) -> Option<Money>,
    ) -> Option<Money> {
        let value = self.required(column)?;
        match parse(value.as_bytes()) {
            Some(money) => Some(money),
            None => self.note(column, Problem::BadMoney),
        }
    }

    /// Whether no value so far had a problem.
    pub(super) fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    /// The problems with the values they are about, in the order of the declared columns.
    pub(super) fn flaws(
        mut self,
        columns: &'static [Column],
    ) -> impl Iterator<Item = (Flaw, &'r str)> {
        self.problems.sort_by_key(|(column, _)| *column);
        let row = self.row;
        self.problems
            .into_iter()
            .filter_map(move |(column, problem)| {
                let flaw = Flaw {
                    column_index: u8::try_from(column).ok()?,
                    column: columns.get(column)?.name,
                    problem,
                };
                Some((flaw, row.value(column)))
            })
    }
}
