//! Deductions by district, open cases by institution.

use super::super::figures::{DistrictRows, Figures, InstitutionRows};
use super::super::typography::{Figure, length, share};
use super::super::words::Words;
use crate::domain::Money;
use crate::domain::district::district_name;
use crate::domain::plan::Language;
use crate::text::Text;
use std::cmp::Reverse;

/// Districts that have a line of their own.
const DISTRICTS_SHOWN: usize = 24;

/// Institutions that are shown.
const INSTITUTIONS_SHOWN: usize = 20;

/// One district.
pub struct DistrictLine {
    /// Its name; empty for a code without one.
    pub name: String,
    /// Its code; empty for the line of all others.
    pub code: String,
    /// Readable enrollments.
    pub rows: Figure,
    /// Deductions.
    pub deducted: Figure,
    /// Their sum.
    pub amount: Figure,
    /// Exceptions.
    pub exceptions: Figure,
    /// Length of the bar of the money.
    pub length: String,
}

impl DistrictLine {
    /// The districts in the order of their codes; where there are too many, the smallest ones
    /// share the last line.
    pub fn of(language: Language, figures: &Figures) -> Vec<DistrictLine> {
        let mut all: Vec<([u8; 6], DistrictRows)> =
            figures.districts.iter().map(|(c, r)| (*c, *r)).collect();
        all.sort_unstable_by_key(|(code, rows)| (Reverse(rows.rows), *code));
        let rest = all.split_off(all.len().min(DISTRICTS_SHOWN));
        all.sort_unstable_by_key(|(code, _)| *code);
        let others = rest
            .iter()
            .fold(DistrictRows::default(), |sum, (_, rows)| DistrictRows {
                rows: sum.rows + rows.rows,
                deducted: sum.deducted + rows.deducted,
                fen: sum.fen + rows.fen,
                exceptions: sum.exceptions + rows.exceptions,
            });
        let longest = all.iter().map(|(_, rows)| money(rows)).max().unwrap_or(0);
        let mut lines: Vec<DistrictLine> = all
            .iter()
            .map(|(code, rows)| {
                let code = String::from_utf8_lossy(code).into_owned();
                let name = district_name(language, &code).unwrap_or_default();
                DistrictLine::new(name.to_owned(), code, rows, longest)
            })
            .collect();
        if !rest.is_empty() {
            let name = format!("{} ({})", Words::of(language).other_districts, rest.len());
            lines.push(DistrictLine::new(name, String::new(), &others, longest));
        }
        lines
    }

    fn new(name: String, code: String, rows: &DistrictRows, longest: u64) -> DistrictLine {
        DistrictLine {
            name,
            code,
            rows: Figure::of(rows.rows),
            deducted: Figure::of(rows.deducted),
            amount: Figure::of(Money::from_fen(rows.fen)),
            exceptions: Figure::of(rows.exceptions),
            length: length(money(rows).min(longest), longest),
        }
    }
}

fn money(rows: &DistrictRows) -> u64 {
    u64::try_from(rows.fen).unwrap_or(0)
}

/// The institutions with most open cases.
pub struct InstitutionTable<'p> {
    /// The first of them.
    pub lines: Vec<InstitutionLine<'p>>,
    /// How many have open cases.
    pub all: usize,
}

/// One institution.
pub struct InstitutionLine<'p> {
    /// Its name, or empty.
    pub name: &'p str,
    /// Its code.
    pub code: &'p str,
    /// Name or code of its district.
    pub district: String,
    /// Exceptions.
    pub open: Figure,
    /// Readable enrollments.
    pub rows: Figure,
    /// Of the enrollments.
    pub share: String,
    /// The most frequent reason.
    pub reason: &'static str,
    /// How often it occurred.
    pub reason_rows: Figure,
    /// Length of its bar.
    pub length: String,
}

impl<'p> InstitutionTable<'p> {
    /// Most open cases first, equal ones in the order of their codes.
    pub fn of(language: Language, figures: &Figures<'p>) -> InstitutionTable<'p> {
        let mut open: Vec<(&'p str, &InstitutionRows<'p>)> = figures
            .institutions
            .iter()
            .filter(|(_, rows)| rows.open > 0)
            .map(|(code, rows)| (*code, rows))
            .collect();
        open.sort_unstable_by_key(|(code, rows)| (Reverse(rows.open), *code));
        let longest = open.first().map_or(0, |(_, rows)| rows.open);
        InstitutionTable {
            lines: open
                .iter()
                .take(INSTITUTIONS_SHOWN)
                .map(|(code, rows)| InstitutionLine::new(language, code, rows, longest))
                .collect(),
            all: open.len(),
        }
    }
}

impl<'p> InstitutionLine<'p> {
    fn new(
        language: Language,
        code: &'p str,
        rows: &InstitutionRows<'p>,
        longest: u64,
    ) -> InstitutionLine<'p> {
        let district = String::from_utf8_lossy(&rows.district).into_owned();
        let (reason, reason_rows) = rows.most_frequent().map_or(("", 0), |(reason, count)| {
            (Text::reason(language, reason), count)
        });
        InstitutionLine {
            name: rows.name,
            code,
            district: district_name(language, &district).map_or(district, str::to_owned),
            open: Figure::of(rows.open),
            rows: Figure::of(rows.rows),
            share: share(rows.open, rows.rows),
            reason,
            reason_rows: Figure::of(reason_rows),
            length: length(rows.open, longest),
        }
    }
}
