//! All families at once: independent of each other, so one thread or many give the same plan.

use crate::decide::{self, Claim};
use crate::domain::beginning::beginning;
use crate::domain::history::{ChainHead, History};
use crate::domain::plan::{BatchOptions, Plan};
use crate::domain::reject::{InputFile, Reject, RejectedEnrollment};
use crate::domain::{Account, BatchId, Decision, Enrollment, Outcome, Payment, Stage};
use crate::equations::{self, Broken, EQUATIONS, Night};
use crate::fault::{Exit, Fault};
use crate::index::{Index, Numbers, PersonNo, Rows};
use crate::input::Extract;
use crate::interrupt::Interrupt;
use crate::policy::InForce;
use crate::rules::{Case, Overview};
use crate::stages::Stages;
use crate::text::night;
use rayon::prelude::*;

/// What was read, besides the rows.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The readable rows and the ledger as it stood.
    pub rows: Rows<'a>,
    /// The numbers of whom the rows name.
    pub numbers: Numbers,
    /// The problems of the rejected rows.
    pub rejects: &'a [Reject],
    /// Those of them that a school is told of.
    pub rejected_enrollments: &'a [RejectedEnrollment],
    /// The files.
    pub inputs: &'a [InputFile],
    /// The ledger's latest entry.
    pub previous: &'a ChainHead,
    /// Whether `payments.csv` was there.
    pub payments_checked: bool,
    /// Whether it is known when the networks were taken.
    pub networks_timed: bool,
}

/// What is needed until everything is decided, and no longer: a city has a million of each.
#[derive(Debug)]
pub struct Evidence {
    accounts: Vec<Account>,
    payments: Vec<Payment>,
    numbers: Numbers,
}

impl Evidence {
    /// Takes accounts and payments out of an extract, numbers whom the rows name, and arranges the
    /// rows by that.
    pub fn out_of(extract: &mut Extract) -> Evidence {
        let mut accounts = std::mem::take(&mut extract.accounts);
        let payments = extract
            .payments
            .as_mut()
            .map(std::mem::take)
            .unwrap_or_default();
        let numbers = Numbers::arranged(
            &extract.enrollments,
            &mut extract.memberships,
            &payments,
            &mut accounts,
        );
        Evidence {
            accounts,
            payments,
            numbers,
        }
    }
}

impl<'a> Reading<'a> {
    /// An extract, with what was taken out of it, against a history.
    pub fn of(extract: &'a Extract, evidence: Evidence, history: &'a History) -> Reading<'a> {
        Reading {
            rows: Rows {
                enrollments: &extract.enrollments,
                memberships: &extract.memberships,
                accounts: evidence.accounts,
                payments: evidence.payments,
                holds: extract.holds.as_deref().unwrap_or_default(),
                held: &extract.held,
                history,
            },
            numbers: evidence.numbers,
            rejects: &extract.rejects,
            rejected_enrollments: &extract.rejected_enrollments,
            inputs: &extract.inputs,
            previous: &history.head,
            payments_checked: extract.payments.is_some(),
            networks_timed: extract.networks_timed,
        }
    }
}

/// Decides every readable enrollment and checks the equations.
///
/// # Errors
/// [`Exit::Inconsistent`] for an equation that does not hold; [`Exit::Failed`] when interrupted.
pub fn decide<'a>(
    reading: Reading<'a>,
    policy: &InForce,
    batch: BatchId,
    options: BatchOptions,
    interrupt: &Interrupt,
    stages: &Stages,
) -> Result<Plan<'a>, Fault> {
    let index = Index::new(reading.rows, reading.numbers);
    interrupt.check()?;
    let persons = index.persons().count() as u64;
    stages.over(&Stage::Joined { persons });
    let overview = Overview::of(&index, policy);
    let Decided {
        decisions,
        not_requested,
    } = all_families(&index, &overview, policy, interrupt);
    // What is left undecided then counts for nothing.
    interrupt.check()?;
    drop((index, overview));
    let tally = equations::tally(&decisions, not_requested.len() as u64, reading.inputs);
    let night = Night {
        decisions: &decisions,
        inputs: reading.inputs,
        tally: &tally,
        policy,
    };
    let equations = EQUATIONS.par_iter().map(|equation| equation(&night));
    let equations = equations::hold(equations.collect()).map_err(broken)?;
    stages.over(&Stage::Decided(&tally));
    Ok(Plan {
        batch,
        options,
        decisions,
        not_requested,
        rejects: reading.rejects,
        rejected_enrollments: reading.rejected_enrollments,
        inputs: reading.inputs,
        previous: reading.previous,
        payments_checked: reading.payments_checked,
        networks_timed: reading.networks_timed,
        tally,
        equations,
    })
}

fn broken(Broken { name, left, right }: Broken) -> Fault {
    Fault::new(
        Exit::Inconsistent,
        night::broken_equation(&name, &left, &right),
    )
}

/// Judges one person alone, with whoever shares the organizers, and shows each of the person's
/// cases with its decision.
pub fn look_at<'a>(
    index: &Index<'a>,
    overview: &Overview<'a>,
    policy: &InForce,
    person: PersonNo,
    mut seen: impl FnMut(&Decision<'a>, &Case),
) {
    let own = index.enrollment_rows(person).iter();
    let own = own.map(|row| Claim::of(*row, index, overview, policy));
    let (paid, alone): (Vec<Claim>, Vec<Claim>) = own.partition(|claim| claim.payer.is_some());
    let mut payers: Vec<PersonNo> = paid
        .iter()
        .filter_map(|claim| Some(claim.payer?.person))
        .collect();
    payers.sort_unstable();
    payers.dedup();
    let shared = payers
        .into_iter()
        .map(|payer| claims_on(payer, index, overview, policy));
    for mut family in shared.chain(alone.into_iter().map(|claim| vec![claim])) {
        decide::family(&mut family, index, overview, policy, |decision, case| {
            if case.person == person {
                seen(&decision, case);
            }
        });
    }
}

/// Every claim that has this organizer.
fn claims_on<'a>(
    organizer: PersonNo,
    index: &Index<'a>,
    overview: &Overview<'a>,
    policy: &InForce,
) -> Vec<Claim<'a>> {
    let mut members: Vec<PersonNo> = index.members_of(organizer).collect();
    members.sort_unstable();
    members.dedup();
    members
        .into_iter()
        .flat_map(|member| index.enrollment_rows(member))
        .map(|row| Claim::of(*row, index, overview, policy))
        .filter(|claim| claim.payer.is_some_and(|payer| payer.person == organizer))
        .collect()
}

/// Stands for no place in a list.
const NOWHERE: u32 = u32::MAX;

/// Enrollments that one thread decides at a time.
const CHUNK: usize = 1 << 12;

/// Chunks whose decisions are in memory twice, by chunk and in the list of all.
const WINDOW: usize = 32;

/// What was decided of some enrollments, in the order of `enrollment_id`.
#[derive(Default)]
struct Decided<'a> {
    /// Requested or settled.
    decisions: Vec<Decision<'a>>,
    /// The others.
    not_requested: Vec<&'a Enrollment>,
}

impl<'a> Decided<'a> {
    /// Adds what was decided of the enrollments that follow.
    fn append(&mut self, parts: Vec<Decided<'a>>) {
        for part in parts {
            self.decisions.extend(part.decisions);
            self.not_requested.extend(part.not_requested);
        }
    }
}

/// Decides every enrollment.
///
/// Where several claims are on one organizer they share his balance and are decided together;
/// all others are decided one by one in their final order.
fn all_families<'a>(
    index: &Index<'a>,
    overview: &Overview<'a>,
    policy: &InForce,
    interrupt: &Interrupt,
) -> Decided<'a> {
    let enrollments = index.rows.enrollments;
    let (shared, in_order) = rayon::join(
        || shared_families(index, overview, policy, interrupt),
        || in_order_of_ids(enrollments),
    );
    let mut place_of = vec![NOWHERE; enrollments.len()];
    for ((row, _), place) in shared.iter().zip(0..) {
        place_of[*row as usize] = place;
    }
    let decide = |row: &u32| match place_of[*row as usize] {
        NOWHERE => alone(
            Claim::of(*row, index, overview, policy),
            index,
            overview,
            policy,
        ),
        place => shared[place as usize].1.clone(),
    };
    let decide_chunk = |rows: &[u32]| {
        let mut part = Decided::default();
        let rows = rows.iter().take_while(|_| !interrupt.is_asked());
        for decision in rows.map(decide) {
            match decision.outcome {
                Outcome::NotRequested => part.not_requested.push(decision.enrollment),
                _ => part.decisions.push(decision),
            }
        }
        part
    };
    let mut all = Decided::default();
    let mut decided: Vec<Decided> = Vec::new();
    for window in in_order.chunks(CHUNK * WINDOW) {
        let (_, next) = rayon::join(
            || all.append(decided),
            || window.par_chunks(CHUNK).map(decide_chunk).collect(),
        );
        decided = next;
    }
    all.append(decided);
    all
}

/// The decisions of all organizers with more than one claim, each with the row of its enrollment.
fn shared_families<'a>(
    index: &Index<'a>,
    overview: &Overview<'a>,
    policy: &InForce,
    interrupt: &Interrupt,
) -> Vec<(u32, Decision<'a>)> {
    let shared_payer = |row| {
        let may_share = index.may_share_organizer(index.person_of(row));
        may_share.then(|| Claim::of(row, index, overview, policy).payer)?
    };
    let payers: Vec<Option<PersonNo>> = (0..index.rows.enrollments.len() as u32)
        .into_par_iter()
        .map(|row| Some(shared_payer(row)?.person))
        .collect();
    let families = index.group(payers.len(), |row| payers[row]);
    families
        .groups()
        .filter(|rows| rows.len() > 1 && !interrupt.is_asked())
        .flat_map_iter(|rows| {
            let claims = rows
                .iter()
                .map(|row| Claim::of(*row, index, overview, policy));
            let mut family: Vec<Claim> = claims.collect();
            let mut decisions = Vec::with_capacity(family.len());
            decide::family(&mut family, index, overview, policy, |decision, _| {
                decisions.push(decision)
            });
            let rows = family.into_iter().map(|claim| claim.row);
            rows.zip(decisions)
        })
        .collect()
}

/// Decides a claim that shares its organizer with no other.
fn alone<'a>(
    claim: Claim<'a>,
    index: &Index<'a>,
    overview: &Overview<'a>,
    policy: &InForce,
) -> Decision<'a> {
    let mut decided = None;
    decide::family(&mut [claim], index, overview, policy, |decision, _| {
        decided = Some(decision)
    });
    decided.expect("every claim is decided")
}

/// The rows in the order of `enrollment_id`, in which a deliverer usually has them already.
fn in_order_of_ids(enrollments: &[Enrollment]) -> Vec<u32> {
    let rows = 0..enrollments.len() as u32;
    let are_in_order = enrollments
        .par_windows(2)
        .all(|pair| pair[0].id <= pair[1].id);
    if are_in_order {
        return rows.collect();
    }
    let mut keyed: Vec<(u128, u32)> = rows
        .into_par_iter()
        .map(|row| (beginning(&enrollments[row as usize].id), row))
        .collect();
    keyed.par_sort_unstable_by(|(a, a_row), (b, b_row)| {
        let id = |row: &u32| &enrollments[*row as usize].id;
        a.cmp(b).then_with(|| id(a_row).cmp(id(b_row)))
    });
    keyed.into_par_iter().map(|(_, row)| row).collect()
}
