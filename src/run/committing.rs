//! The one moment in which the world changes.

use super::{Job, output_files};
use crate::domain::OutputDigest;
use crate::domain::plan::Plan;
use crate::fault::{Exit, Fault};
use crate::input;
use crate::interrupt::Interrupt;
use crate::ledger::{Identity, Ledger, NewBatch, NewDeduction, Pending};
use crate::outputs::manifest;
use crate::outputs::staging::{Kind, Staging, plan_digest};
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
) -> Result<(), Fault> {
    let staging = Staging::begin(&job.out, Kind::Batch(job.batch))?;
    let program = manifest::program();
    let batch = NewBatch {
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
    };
    let prepared = ledger.begin(&batch).and_then(|mut pending| {
        prepare(job, plan, &staging, &mut pending)?;
        if let Some(expected) = expect_plan {
            must_be_expected(&staging.digests(), expected)?;
        }
        extract.unchanged().map_err(super::refused)?;
        interrupt.check()?;
        Ok(pending)
    });
    let pending = match prepared {
        Ok(pending) => pending,
        Err(fault) => {
            staging.discard();
            return Err(fault);
        }
    };
    let sealed = staging.seal()?;
    // From here on a signal is not looked at any more.
    match pending.commit(sealed.digests()) {
        Ok(_) => sealed.place(),
        Err(fault) => {
            // When the database does not tell, the staged files may be those of a committed batch.
            if fault.exit != Exit::Incomplete {
                sealed.discard();
            }
            Err(fault)
        }
    }
}

/// Writes outputs and deductions at the same time: neither needs the other.
fn prepare(job: &Job, plan: &Plan, staging: &Staging, pending: &mut Pending) -> Result<(), Fault> {
    let mut written = Ok(());
    let deducted = rayon::in_place_scope(|scope| {
        scope.spawn(|_| written = output_files::write_all(plan, &job.policy, staging));
        pending.deduct(&new_deductions(plan))
    });
    written.and(deducted)
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
