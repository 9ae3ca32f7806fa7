//! All families at once: independent of each other, so one thread or many give the same plan.

use crate::decide::{self, Claim};
use crate::domain::history::History;
use crate::domain::plan::{BatchOptions, Plan};
use crate::domain::reject::{InputFile, Reject};
use crate::domain::{BatchId, Decision, PersonKey};
use crate::equations::{self, Broken};
use crate::extract::Extract;
use crate::join::{Grouped, Rows, World};
use crate::policy::InForce;
use crate::rules::Case;
use rayon::prelude::*;

/// What was read, besides the rows.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The readable rows and the ledger as it stood.
    pub rows: Rows<'a>,
    /// The problems of the rejected rows.
    pub rejects: &'a [Reject],
    /// The files.
    pub inputs: &'a [InputFile],
    /// Whether `payments.csv` was there.
    pub payments_checked: bool,
}

impl<'a> Reading<'a> {
    /// An extract against a history.
    pub fn of(extract: &'a Extract, history: &'a History) -> Reading<'a> {
        Reading {
            rows: Rows {
                enrollments: &extract.enrollments,
                memberships: &extract.memberships,
                accounts: &extract.accounts,
                payments: extract.payments.as_deref().unwrap_or_default(),
                held: &extract.held,
                history,
            },
            rejects: &extract.rejects,
            inputs: &extract.inputs,
            payments_checked: extract.payments.is_some(),
        }
    }
}

/// Decides every readable enrollment and checks the equations.
///
/// # Errors
/// An equation that does not hold.
pub fn decide<'a>(
    reading: Reading<'a>,
    policy: &InForce,
    batch: BatchId,
    options: BatchOptions,
) -> Result<Plan<'a>, Broken> {
    let world = World::new(reading.rows);
    let mut decisions = all_families(&world, policy);
    decisions.par_sort_unstable_by(|a, b| a.enrollment.id.cmp(&b.enrollment.id));
    let tally = equations::tally(&decisions, reading.inputs);
    let equations = equations::check(&decisions, reading.inputs, &tally, policy)?;
    Ok(Plan {
        batch,
        options,
        decisions,
        rejects: reading.rejects,
        inputs: reading.inputs,
        payments_checked: reading.payments_checked,
        tally,
        equations,
    })
}

/// Judges one person alone, with whoever shares the organizers, and shows each of the person's
/// cases with its decision.
pub fn look_at<'a>(
    world: &World<'a>,
    policy: &InForce,
    person: &PersonKey,
    mut seen: impl FnMut(&Decision<'a>, &Case),
) {
    for enrollment in world.enrollments_of(person) {
        let own = Claim::of(enrollment, world, policy);
        let family = match own.organizer() {
            None => vec![own],
            Some(organizer) => claims_on(organizer, world, policy),
        };
        decide::family(&family, world, policy, |decision, case| {
            if decision.enrollment.id == enrollment.id {
                seen(&decision, case);
            }
        });
    }
}

/// Every claim that has this organizer.
fn claims_on<'a>(organizer: &PersonKey, world: &World<'a>, policy: &InForce) -> Vec<Claim<'a>> {
    let mut members: Vec<&PersonKey> = world
        .organized_by(organizer)
        .map(|row| &row.member)
        .collect();
    members.sort_unstable();
    members.dedup();
    members
        .into_iter()
        .flat_map(|member| world.enrollments_of(member))
        .map(|enrollment| Claim::of(enrollment, world, policy))
        .filter(|claim| claim.organizer() == Some(organizer))
        .collect()
}

fn all_families<'a>(world: &World<'a>, policy: &InForce) -> Vec<Decision<'a>> {
    let claims: Vec<Claim> = world
        .rows
        .enrollments
        .par_iter()
        .map(|enrollment| Claim::of(enrollment, world, policy))
        .collect();
    let families = Grouped::build(claims.len(), |i| claims[i].organizer());
    let groups: Vec<&[u32]> = families.iter().collect();
    let mut decisions: Vec<Decision> = groups
        .par_iter()
        .fold(Vec::new, |mut decided, group| {
            let family: Vec<Claim> = group.iter().map(|i| claims[*i as usize]).collect();
            decide::family(&family, world, policy, |decision, _| decided.push(decision));
            decided
        })
        .flatten_iter()
        .collect();
    decisions.par_extend(
        claims
            .par_iter()
            .filter(|claim| claim.organizer().is_none())
            .fold(Vec::new, |mut decided, claim| {
                decide::family(&[*claim], world, policy, |decision, _| {
                    decided.push(decision)
                });
                decided
            })
            .flatten_iter(),
    );
    decisions
}
