//! `holds.csv`: whom the bureau has ordered not to be charged (暂缓名单).

use super::column::Column;
use super::columns::HOLDS;
use super::parser::{Parsed, RowParser};
use super::rejections::{Named, Tie};
use super::row::Cells;
use super::value::TextRule;
use crate::domain::reject::{ExtractFile, Problem};
use crate::domain::{Hold, HoldRole, PersonKey};

const PERSON: usize = 0;
const ROLE: usize = 1;
const FROM: usize = 2;
const UNTIL: usize = 3;
const REASON: usize = 4;
const ORDERED_BY: usize = 5;

/// Reads the rows of `holds.csv`.
pub(super) struct HoldParser;

impl RowParser for HoldParser {
    type Row = Hold;
    type Shared = ();

    const FILE: ExtractFile = ExtractFile::Holds;
    const COLUMNS: &'static [Column] = &HOLDS;
    const IDENTIFYING: Option<&'static str> = Some(HOLDS[PERSON].name);
    const MAY_LACK_ROWS: bool = true;

    fn parse(&self, cells: &mut Cells<'_>, _: &mut ()) -> Parsed<Hold> {
        match read(cells) {
            (_, Some(hold)) if cells.is_clean() => Parsed::Kept(hold),
            (person, _) => Parsed::Rejected(Named::one(person, &[Tie::Person, Tie::Payer])),
        }
    }
}

/// The person, if he is readable, and the order, if all of it is.
fn read(cells: &mut Cells<'_>) -> (Option<PersonKey>, Option<Hold>) {
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
            line: cells.line(),
        })
    };
    let hold = hold();
    (person, hold)
}
