//! `exceptions.csv`: who was not charged though somebody asked for it, why, and what to do;
//! section 7 of the contract.

use super::in_order::write_in_order;
use super::output::Sink;
use super::table::{BOM, CsvRows};
use crate::domain::plan::{Language, Plan};
use crate::domain::{Decision, Outcome, Reason};
use crate::policy::InForce;
use crate::text::{Text, Wordings};
use serde::Deserialize;
use std::borrow::Cow;
use std::io;

/// The columns.
pub const HEADER: [&str; 15] = [
    "enrollment_id",
    "insured_id_type",
    "insured_id",
    "insured_name",
    "district_code",
    "institution_code",
    "institution_name",
    "organizer_id",
    "class",
    "reason",
    "other_reasons",
    "message",
    "action",
    "source",
    "line",
];

/// What of one line is read again, by the names of [`HEADER`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "the columns of section 7 of the contract")]
pub struct ExceptionRow {
    pub enrollment_id: String,
    pub insured_id: String,
    pub insured_name: String,
    pub organizer_id: String,
    pub class: String,
    pub reason: String,
    pub other_reasons: String,
    pub message: String,
    pub action: String,
    pub source: String,
    pub line: String,
}

const CLASS: usize = 8;
const REASON: usize = 9;
const OTHER_REASONS: usize = 10;

/// Writes one line for each listed decision, in the order of `enrollment_id`.
///
/// # Errors
/// What `out` reports.
pub fn render(plan: &Plan, policy: &InForce, out: &mut Sink<'_>) -> io::Result<()> {
    let mut header = CsvRows::guarded();
    header.row(&HEADER);
    out.write_all(BOM)?;
    out.write_all(&header.into_bytes())?;
    let wordings = Wordings::new(plan.options.language, policy);
    write_in_order(
        &plan.decisions,
        |_, decisions| {
            let mut table = CsvRows::guarded();
            for line in listed(decisions) {
                table.row(&line.cells(&wordings));
            }
            Ok(table.into_bytes())
        },
        |bytes| out.write_all(&bytes),
    )
}

/// A decision that stands in the list.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'p> {
    decision: &'p Decision<'p>,
    primary: Reason,
}

/// The exceptions and exclusions, and of the settled enrollments those that may be due a refund,
/// in their order.
pub fn listed<'p>(decisions: &'p [Decision<'p>]) -> impl Iterator<Item = Listed<'p>> {
    decisions
        .iter()
        .filter(|decision| is_listed(decision))
        .filter_map(|decision| {
            let primary = decision.reasons.primary()?;
            Some(Listed { decision, primary })
        })
}

fn is_listed(decision: &Decision) -> bool {
    match decision.outcome {
        Outcome::Exception | Outcome::Excluded => true,
        Outcome::Settled => decision.reasons.iter().nth(1).is_some(),
        Outcome::Deducted | Outcome::NotRequested | Outcome::Rejected => false,
    }
}

impl<'p> Listed<'p> {
    /// The cells in the order of [`HEADER`].
    pub fn cells<'c>(&self, wordings: &'c Wordings) -> [Cow<'c, str>; 15]
    where
        'p: 'c,
    {
        let row = self.decision.enrollment;
        let organizer = self.decision.organizer();
        let wording = wordings.of(row, self.primary);
        [
            Cow::Borrowed(row.id.as_str()),
            Cow::Owned(row.id_type.to_string()),
            row.person.as_str(),
            Cow::Borrowed(row.name.as_str()),
            Cow::Borrowed(row.district_code()),
            Cow::Borrowed(row.institution.code.as_str()),
            Cow::Borrowed(row.institution.name.as_str()),
            organizer.map_or(Cow::Borrowed(""), |person| person.as_str()),
            Cow::Borrowed(self.primary.class().as_str()),
            Cow::Borrowed(self.primary.as_str()),
            Cow::Owned(self.decision.reasons.others()),
            wordings.message(self.decision, self.primary),
            Cow::Borrowed(wording.action.as_str()),
            Cow::Borrowed(wording.source.as_str()),
            Cow::Owned(row.line.to_string()),
        ]
    }

    /// The same cells, with class and reasons in words before their codes.
    pub fn cells_in_words<'c>(
        &self,
        wordings: &'c Wordings,
        language: Language,
    ) -> [Cow<'c, str>; 15]
    where
        'p: 'c,
    {
        let class = self.primary.class();
        let reason = |reason| format!("{} {reason}", Text::reason(language, reason));
        let others = self.decision.reasons.iter().skip(1).map(reason);
        let mut cells = self.cells(wordings);
        cells[CLASS] = format!("{} {}", Text::class(language, class), class.as_str()).into();
        cells[REASON] = reason(self.primary).into();
        cells[OTHER_REASONS] = others.collect::<Vec<_>>().join("\n").into();
        cells
    }
}

#[cfg(test)]
mod tests;
