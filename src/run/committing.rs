//! The one moment in which the world changes.

use super::{Job, output_files};
use crate::domain::plan::Plan;
use crate::domain::{OutputDigest, Stage};
use crate::fault::{Exit, Fault};
use crate::handover;
use crate::input;
use crate::interrupt::Interrupt;
use crate::ledger::{Identity, Ledger, NewBatch, NewDeduction, Pending};
use crate::outputs::manifest;
use crate::outputs::staging::{Kind, Sealed, Staging, plan_digest};
use crate::stages::Stages;
use crate::text::night;

/// Renders and syncs the outputs while the deductions are written, commits both at once, and puts
/// the outputs in place.
///
/// # Errors
/// Before the commit whatever stopped it; after it [`Exit::Incomplete`].
pub fn commit(
    job: &Job,
    plan: &Plan,
    ledger: &mut Ledger,
    expect_plan: Option<&str>,
    interrupt: &Interrupt,
    extract: &input::Folder,
    stages: &Stages,
) -> Result<(), Fault> {
    let (sealed, pending) = stage(job, plan, ledger, expect_plan, interrupt, extract)?;
    stages.over(&Stage::Rendered(sealed.digests()));
    // From here on a signal is not looked at any more.
    let committed = handover::commit(sealed, |outputs| pending.commit(outputs))?;
    committed.hand_over(ledger, job.copy.as_ref(), stages)
}

/// Everything up to the commit. Stopped, it leaves nothing behind.
fn stage<'l>(
    job: &Job,
    plan: &Plan,
    ledger: &'l mut Ledger,
    expect_plan: Option<&str>,
    interrupt: &Interrupt,
    extract: &input::Folder,
) -> Result<(Sealed, Pending<'l>), Fault> {
    let staging = Staging::begin(&job.out, Kind::Batch(job.batch))?;
    let prepared = prepare(job, plan, ledger, &staging, interrupt).and_then(|pending| {
        if let Some(expected) = expect_plan {
            must_be_expected(&staging.digests(), expected)?;
        }
        extract.unchanged().map_err(super::refused)?;
        interrupt.check()?;
        Ok(pending)
    });
    match prepared {
        Ok(pending) => {
            let sealed = staging.seal()?;
            // The disk may have taken its time.
            match interrupt.check() {
                Ok(()) => Ok((sealed, pending)),
                Err(fault) => {
                    sealed.discard();
                    Err(fault)
                }
            }
        }
        Err(fault) => {
            staging.discard();
            Err(fault)
        }
    }
}

/// Writes outputs and deductions at the same time: neither needs the other.
fn prepare<'l>(
    job: &Job,
    plan: &Plan,
    ledger: &'l mut Ledger,
    staging: &Staging,
    interrupt: &Interrupt,
) -> Result<Pending<'l>, Fault> {
    let program = manifest::program();
    let mut pending = ledger.begin(&NewBatch {
        identity: Identity {
            id: job.batch,
            policy_id: &job.policy.id,
            policy_sha256: &job.policy.sha256,
            options: job.options,
            inputs: plan.inputs,
        },
        program: &program,
        tally: &plan.tally,
        offset: job.policy.offset,
    })?;
    let mut written = Ok(());
    let deducted = rayon::in_place_scope(|scope| {
        scope.spawn(|_| {
            written = output_files::write_all(plan, &job.policy, staging, interrupt);
        });
        pending.deduct(&new_deductions(plan), &|| interrupt.is_asked())
    });
    // Some rows are missing then.
    interrupt.check()?;
    written.and(deducted)?;
    Ok(pending)
}

fn new_deductions<'p>(plan: &'p Plan) -> Vec<NewDeduction<'p>> {
    plan.deductions()
        .filter_map(|(seq, decision, deduction)| {
            Some(NewDeduction {
                seq,
                enrollment: decision.enrollment,
                membership: decision.deciding_row?,
                deduction,
            })
        })
        .collect()
}

/// Compares a plan with the one that was approved.
///
/// # Errors
/// [`Exit::Conflict`] when it is another.
pub fn must_be_expected(outputs: &[OutputDigest], expected: &str) -> Result<(), Fault> {
    let digest = plan_digest(outputs);
    if digest.eq_ignore_ascii_case(expected.trim()) {
        return Ok(());
    }
    Err(Fault::new(
        Exit::Conflict,
        night::other_plan(expected, &digest),
    ))
}
