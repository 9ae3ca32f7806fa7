//! `results.csv`: what a family may query from the results date on (Q二14); section 7 of the
//! contract.

use super::in_order::write_in_order;
use super::output::Sink;
use super::table::CsvRows;
use crate::domain::instant::push_day;
use crate::domain::plan::Plan;
use crate::domain::{Decision, Money, Outcome, PersonKey, Reason};
use crate::policy::InForce;
use compact_str::CompactString;
use rayon::prelude::*;
use serde::Deserialize;
use std::borrow::Cow;
use std::io;

/// The columns.
pub const HEADER: [&str; 8] = [
    "insured_id",
    "insurance_year",
    "outcome",
    "reason",
    "organizer_id",
    "amount",
    "deducted_on",
    "certificate_from",
];

/// One line, as it is read again.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ResultRow {
    /// Who is insured.
    pub insured_id: CompactString,
    /// For which year.
    pub insurance_year: CompactString,
    /// [`Outcome`].
    pub outcome: CompactString,
    /// [`Reason`], or empty.
    pub reason: CompactString,
    /// Who was to pay, or empty.
    pub organizer_id: CompactString,
    /// What was deducted in yuan, or empty.
    pub amount: CompactString,
    /// The day of the batch, or empty.
    pub deducted_on: CompactString,
    /// From when the certificate can be had, or empty.
    pub certificate_from: CompactString,
}

/// Bytes that most lines fit in.
const LINE: usize = 96;

/// Writes one line for each result, in the order of (`insured_id`, `enrollment_id`).
///
/// # Errors
/// What `out` reports.
pub fn render(plan: &Plan, policy: &InForce, out: &mut Sink<'_>) -> io::Result<()> {
    let mut header = CsvRows::plain();
    header.row(&HEADER);
    out.write_all(&header.into_bytes())?;
    let common = Common::of(plan, policy);
    write_in_order(
        &by_person(&plan.decisions),
        |_, queried| Ok(lines(&plan.decisions, queried, &common)),
        |bytes| out.write_all(&bytes),
    )
}

/// What many lines have in common.
struct Common {
    insurance_year: (u16, String),
    deducted_on: Vec<u8>,
    certificate_from: Vec<u8>,
}

impl Common {
    fn of(plan: &Plan, policy: &InForce) -> Common {
        let shown = |day| {
            let mut text = Vec::new();
            push_day(&mut text, day);
            text
        };
        let year = plan.batch.insurance_year;
        Common {
            insurance_year: (year, year.to_string()),
            deducted_on: shown(plan.batch.date),
            certificate_from: policy.certificate_from().map(shown).unwrap_or_default(),
        }
    }

    /// The text of a year, which is that of the batch but where somebody was wrong.
    fn year(&self, year: u16) -> Cow<'_, str> {
        match &self.insurance_year {
            (known, text) if *known == year => Cow::Borrowed(text),
            _ => Cow::Owned(year.to_string()),
        }
    }
}

/// A decision that a family may query. It holds what the row of the enrollment would be looked up
/// for: in the order of persons, neighbours lie far from each other.
struct Queried {
    person: PersonKey,
    /// Among the decisions. Those of one person stand in the order of `enrollment_id` already.
    place: u32,
    insurance_year: u16,
    outcome: Outcome,
    reason: Option<Reason>,
}

/// The decisions that a family may query, in the order of their persons.
fn by_person(decisions: &[Decision]) -> Vec<Queried> {
    let mut queried: Vec<Queried> = decisions
        .iter()
        .zip(0..)
        .filter(|(decision, _)| is_queried(decision))
        .map(|(decision, place)| Queried {
            person: decision.enrollment.person.clone(),
            place,
            insurance_year: decision.enrollment.insurance_year,
            outcome: decision.outcome,
            reason: decision.reasons.primary(),
        })
        .collect();
    queried.par_sort_unstable_by(|a, b| a.person.cmp(&b.person).then(a.place.cmp(&b.place)));
    queried
}

fn is_queried(decision: &Decision) -> bool {
    match decision.outcome {
        Outcome::Deducted | Outcome::Exception => true,
        Outcome::Excluded => decision.reasons.primary() != Some(Reason::DuplicateEnrollment),
        Outcome::Settled | Outcome::NotRequested | Outcome::Rejected => false,
    }
}

fn lines(decisions: &[Decision], queried: &[Queried], common: &Common) -> Vec<u8> {
    // What lies at random places is fetched in loops that do nothing else: then the memory
    // serves many fetches at the same time.
    let fetched: Vec<(Option<&PersonKey>, Option<Money>)> = queried
        .iter()
        .map(|line| &decisions[line.place as usize])
        .map(|decision| (decision.organizer(), decision.deduction.map(|m| m.amount)))
        .collect();
    let organizers: Vec<Option<PersonKey>> = fetched.iter().map(|f| f.0.cloned()).collect();
    let mut table = CsvRows::plain().with_room_for(queried.len() * LINE);
    for ((line, organizer), (_, amount)) in queried.iter().zip(organizers).zip(fetched) {
        result(&mut table, line, organizer, amount, common);
    }
    table.into_bytes()
}

fn result(
    table: &mut CsvRows,
    line: &Queried,
    organizer: Option<PersonKey>,
    amount: Option<Money>,
    common: &Common,
) {
    let reason = line.reason.map_or("", Reason::as_str);
    table.unquoted(|cell| line.person.push_to(cell));
    table.text(&common.year(line.insurance_year));
    table.unquoted(|cell| cell.extend_from_slice(line.outcome.as_str().as_bytes()));
    table.unquoted(|cell| cell.extend_from_slice(reason.as_bytes()));
    table.unquoted(|cell| {
        if let Some(organizer) = organizer {
            organizer.push_to(cell);
        }
    });
    table.unquoted(|cell| {
        if let Some(amount) = amount {
            amount.push_to(cell);
        }
    });
    for day in [&common.deducted_on, &common.certificate_from] {
        table.unquoted(|cell| {
            if amount.is_some() {
                cell.extend_from_slice(day);
            }
        });
    }
    table.end_row();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outputs::fixture::{Fixture, key, pupil, text_of};

    #[test]
    fn families_see_results_and_neither_settled_nor_repeated_enrollments() {
        let mut fixture = Fixture::new();
        fixture.deduct(pupil("E3"), 1_000_00);
        fixture.except(pupil("E2"), &[Reason::InvalidId, Reason::NoFee]);
        let mut other = pupil("E1");
        other.person = key("A1234567(8)");
        fixture.except(other, &[Reason::InsufficientBalance]);
        fixture.exclude(pupil("E4"), &[Reason::DuplicateEnrollment]);
        fixture
            .exclude(pupil("E5"), &[Reason::LeftNetwork])
            .deciding_row = None;
        fixture.settle(pupil("E6"), &[]);
        fixture.not_requested(pupil("E7"));
        assert_eq!(
            text_of(render, &fixture),
            "insured_id,insurance_year,outcome,reason,organizer_id,amount,deducted_on,certificate_from\n\
             310101201503070015,2025,exception,INVALID_ID,310101198001010017,,,\n\
             310101201503070015,2025,deducted,,310101198001010017,355.00,2024-12-21,2025-01-07\n\
             310101201503070015,2025,excluded,LEFT_NETWORK,,,,\n\
             A1234567(8),2025,exception,INSUFFICIENT_BALANCE,310101198001010017,,,\n"
        );
    }

    #[test]
    fn persons_stand_in_the_byte_order_of_their_keys() {
        let mut fixture = Fixture::new();
        let sorted = [
            "(1)",
            "-",
            "1",
            "11010519491231002X",
            "310101201503070015",
            "3101012015030700151",
            "310101201503070023",
            "A",
            "A(",
            "A1",
        ];
        for (number, person) in (100..).zip(sorted.iter().rev()) {
            let mut row = pupil(&format!("E{number}"));
            row.person = key(person);
            fixture.except(row, &[Reason::NoFee]);
        }
        let text = text_of(render, &fixture);
        let persons: Vec<&str> = text
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').next())
            .collect();
        assert_eq!(persons, sorted);
    }

    #[test]
    fn the_certificate_is_open_where_the_calendar_ends() {
        let mut fixture = Fixture::new();
        fixture.deduct(pupil("E1"), 1_000_00);
        fixture.policy.calendar.value.interval.end = fixture.batch.date;
        let text = text_of(render, &fixture);
        assert!(text.ends_with(",355.00,2024-12-21,\n"), "{text}");
    }
}
