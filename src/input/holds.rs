//! `holds.csv`: whom the bureau has ordered not to be charged (暂缓名单).

use super::columns::HOLDS;
use super::header::Column;
use super::parser::RowParser;
use super::rejections::{Rejections, Tie};
use super::row::{CellScratch, Cells, Row, flaws};
use super::value::TextRule;
use crate::domain::reject::{ExtractFile, Problem};
use crate::domain::{Hold, HoldRole, PersonKey};
use chrono::FixedOffset;

const PERSON: usize = 0;
const ROLE: usize = 1;
const FROM: usize = 2;
const UNTIL: usize = 3;
const REASON: usize = 4;
const ORDERED_BY: usize = 5;

/// Reads the rows of `holds.csv`.
pub(super) struct HoldParser {
    /// In which instants without an offset are meant.
    pub offset: FixedOffset,
}

#[derive(Default)]
pub(super) struct HoldPart {
    read: Vec<Hold>,
    rejections: Rejections,
}

impl RowParser for HoldParser {
    type Part = HoldPart;
    type Total = Vec<Hold>;
    type Scratch = CellScratch;

    const FILE: ExtractFile = ExtractFile::Holds;
    const COLUMNS: &'static [Column] = &HOLDS;
    const MUST_NAME: bool = true;
    const MAY_LACK_ROWS: bool = true;

    fn parse(&self, row: &Row<'_>, scratch: &mut Self::Scratch, part: &mut HoldPart) {
        let mut cells = Cells::new(row, self.offset, scratch);
        let (person, hold) = read(&mut cells, row);
        if let Some(hold) = hold.filter(|_| cells.is_clean()) {
            part.read.push(hold);
            return;
        }
        let rejections = &mut part.rejections;
        rejections.reject(
            Self::FILE,
            row.line(),
            flaws(row, Self::COLUMNS, &mut scratch.problems),
        );
        match person {
            Some(person) => {
                rejections.hold(Tie::Person, person.clone(), row.line());
                rejections.hold(Tie::Payer, person, row.line());
            }
            None => rejections.is_nameless(row.line()),
        }
    }

    fn rejections(part: &mut HoldPart) -> &mut Rejections {
        &mut part.rejections
    }

    fn absorb(&self, total: &mut Vec<Hold>, part: &mut HoldPart) {
        total.append(&mut part.read);
    }
}

/// The person, if he is readable, and the order, if all of it is.
fn read(cells: &mut Cells<'_>, row: &Row<'_>) -> (Option<PersonKey>, Option<Hold>) {
    let person = cells.person(PERSON);
    let role = cells.optional_code(ROLE, HoldRole::parse);
    let from = cells.day(FROM);
    let until = cells.optional_day(UNTIL);
    let reason = cells.text(REASON, TextRule::Free);
    let ordered_by = cells.optional_text(ORDERED_BY, TextRule::Free);
    if let (Some(from), Some(Some(until))) = (from, until)
        && until <= from
    {
        cells.contradict(UNTIL, Problem::BadInstant);
    }
    let hold = || {
        Some(Hold {
            person: person.clone()?,
            role: role?,
            from: from?,
            until: until?,
            reason: reason?.into(),
            ordered_by: ordered_by?.into(),
            line: row.line(),
        })
    };
    let hold = hold();
    (person, hold)
}
