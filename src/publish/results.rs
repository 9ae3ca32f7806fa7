//! `results.csv`: what a family may query from the results date on (Q二14); section 7 of the
//! contract.

use super::in_order::write_in_order;
use super::output::Sink;
use super::table::Table;
use crate::domain::instant::push_day;
use crate::domain::plan::Plan;
use crate::domain::{Decision, Outcome, PersonKey, Reason};
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
    let days = days(plan, policy);
    write_in_order(
        &by_person(&plan.decisions),
        |_, queried| {
            let mut table = Table::plain();
            for (_, place) in queried {
                result(&mut table, &plan.decisions[*place as usize], &days)?;
            }
            table.into_bytes()
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

/// The places of those decisions that a family may query, in the order of their persons.
fn by_person(decisions: &[Decision]) -> Vec<(PersonKey, u32)> {
    let mut queried: Vec<(PersonKey, u32)> = decisions
        .iter()
        .zip(0..)
        .filter(|(decision, _)| is_queried(decision))
        .map(|(decision, place)| (decision.enrollment.person.clone(), place))
        .collect();
    // The decisions of one person stand in the order of `enrollment_id` already.
    queried.par_sort_unstable();
    queried
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
