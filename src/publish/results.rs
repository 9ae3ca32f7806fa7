//! `results.csv`: what a family may query from the results date on (Q二14); section 7 of the
//! contract.

use super::in_order::write_in_order;
use super::output::Sink;
use super::table::Table;
use crate::domain::instant::push_day;
use crate::domain::plan::Plan;
use crate::domain::{Decision, Outcome, Reason};
use crate::policy::InForce;
use rayon::prelude::*;
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

/// Writes one line for each result, in the order of (`insured_id`, `enrollment_id`).
///
/// # Errors
/// What `out` reports.
pub fn render(plan: &Plan, policy: &InForce, out: &mut Sink<'_>) -> io::Result<()> {
    let mut header = Table::plain();
    header.row(&HEADER)?;
    out.write_all(&header.into_bytes()?)?;
    let mut text = Vec::new();
    let days = days(plan, policy);
    write_in_order(
        &plan.decisions,
        |_, decisions| lines(decisions, &days),
        |bytes| {
            text.extend_from_slice(bytes);
            Ok(())
        },
    )?;
    write_in_order(
        &by_person(&text),
        |_, lines| {
            let texts: Vec<&[u8]> = lines.iter().map(|line| line.text).collect();
            Ok(texts.concat())
        },
        |bytes| out.write_all(bytes),
    )
}

/// `deducted_on` and `certificate_from` of every deduction of a batch.
fn days(plan: &Plan, policy: &InForce) -> [Vec<u8>; 2] {
    let shown = |day| {
        let mut text = Vec::new();
        push_day(&mut text, day);
        text
    };
    [
        shown(plan.batch.date),
        policy.certificate_from().map(shown).unwrap_or_default(),
    ]
}

/// The lines of those decisions that a family may query, as they come.
fn lines(decisions: &[Decision], days: &[Vec<u8>; 2]) -> io::Result<Vec<u8>> {
    let mut table = Table::plain();
    for decision in decisions.iter().filter(|decision| is_queried(decision)) {
        result(&mut table, decision, days)?;
    }
    table.into_bytes()
}

/// A finished line with its place among the persons. Sorting lines rather than decisions reads
/// the rows in the order in which they lie in memory.
struct Line<'t> {
    /// The first sixteen bytes of the person, ordered as they are: most persons differ in them.
    beginning: u128,
    text: &'t [u8],
}

impl<'t> Line<'t> {
    fn new(text: &'t [u8]) -> Line<'t> {
        let mut beginning = [0; size_of::<u128>()];
        for (place, byte) in beginning.iter_mut().zip(person(text)) {
            *place = *byte;
        }
        Line {
            beginning: u128::from_be_bytes(beginning),
            text,
        }
    }
}

/// The first field of a line: no key holds a comma or a quote.
fn person(line: &[u8]) -> &[u8] {
    let end = line.iter().position(|byte| *byte == b',');
    &line[..end.unwrap_or(line.len())]
}

/// The lines of `text`, which stand in the order of `enrollment_id`, ordered by person.
fn by_person(text: &[u8]) -> Vec<Line<'_>> {
    let mut lines: Vec<Line> = text
        .split_inclusive(|byte| *byte == b'\n')
        .map(Line::new)
        .collect();
    // Stable: those of one person keep their order.
    lines.par_sort_by(|a, b| {
        a.beginning
            .cmp(&b.beginning)
            .then_with(|| person(a.text).cmp(person(b.text)))
    });
    lines
}

fn is_queried(decision: &Decision) -> bool {
    match decision.outcome {
        Outcome::Deducted | Outcome::Exception => true,
        Outcome::Excluded => decision.reasons.primary() != Some(Reason::DuplicateEnrollment),
        Outcome::Settled | Outcome::NotRequested | Outcome::Rejected => false,
    }
}

fn result(table: &mut Table, decision: &Decision, days: &[Vec<u8>; 2]) -> io::Result<()> {
    let row = decision.enrollment;
    let money = decision.deduction.as_ref();
    table.cell(|cell| row.person.push_to(cell))?;
    table.text(&row.insurance_year.to_string())?;
    table.text(decision.outcome.as_str())?;
    table.text(decision.reasons.primary().map_or("", Reason::as_str))?;
    table.cell(|cell| {
        if let Some(organizer) = decision.organizer() {
            organizer.push_to(cell);
        }
    })?;
    table.cell(|cell| {
        if let Some(money) = money {
            money.amount.push_to(cell);
        }
    })?;
    for day in days {
        table.cell(|cell| {
            if money.is_some() {
                cell.extend_from_slice(day);
            }
        })?;
    }
    table.end_row()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::scene::{Scene, key, pupil, text_of};

    #[test]
    fn families_see_results_and_neither_settled_nor_repeated_enrollments() {
        let mut scene = Scene::new();
        scene.deduct(pupil("E3"), 1_000_00);
        scene.except(pupil("E2"), &[Reason::InvalidId, Reason::NoFee]);
        let mut other = pupil("E1");
        other.person = key("A1234567(8)");
        scene.except(other, &[Reason::InsufficientBalance]);
        scene.exclude(pupil("E4"), &[Reason::DuplicateEnrollment]);
        scene
            .exclude(pupil("E5"), &[Reason::LeftNetwork])
            .deciding_row = None;
        scene.settle(pupil("E6"), &[]);
        scene.not_requested(pupil("E7"));
        assert_eq!(
            text_of(render, &scene),
            "insured_id,insurance_year,outcome,reason,organizer_id,amount,deducted_on,certificate_from\n\
             310101201503070015,2025,exception,INVALID_ID,310101198001010017,,,\n\
             310101201503070015,2025,deducted,,310101198001010017,355.00,2024-12-21,2025-01-07\n\
             310101201503070015,2025,excluded,LEFT_NETWORK,,,,\n\
             A1234567(8),2025,exception,INSUFFICIENT_BALANCE,310101198001010017,,,\n"
        );
    }

    #[test]
    fn persons_stand_in_the_byte_order_of_their_keys() {
        let mut scene = Scene::new();
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
            scene.except(row, &[Reason::NoFee]);
        }
        let text = text_of(render, &scene);
        let persons: Vec<&str> = text
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').next())
            .collect();
        assert_eq!(persons, sorted);
    }

    #[test]
    fn the_certificate_is_open_where_the_calendar_ends() {
        let mut scene = Scene::new();
        scene.deduct(pupil("E1"), 1_000_00);
        scene.policy.calendar.value.interval.end = scene.batch.date;
        let text = text_of(render, &scene);
        assert!(text.ends_with(",355.00,2024-12-21,\n"), "{text}");
    }
}
