//! The deductions of a batch, numbered: the lines of remittance and postings.

use super::in_order::{CHUNK, write_in_order};
use crate::domain::plan::Plan;
use crate::domain::{Decision, Deduction};
use rayon::prelude::*;
use std::io;

/// One deduction with its place in the batch.
pub struct Numbered<'p> {
    /// Place in the order of `enrollment_id`, from 1.
    pub seq: u32,
    /// The decision.
    pub decision: &'p Decision<'p>,
    /// The money.
    pub deduction: &'p Deduction,
}

/// Renders the deductions of a batch as [`write_in_order`] does.
///
/// # Errors
/// The first error of either.
pub fn write_deductions<R: Send>(
    plan: &Plan,
    render: impl Fn(&[Numbered]) -> io::Result<R> + Sync,
    write: impl FnMut(R) -> io::Result<()> + Send,
) -> io::Result<()> {
    let before = before_each_chunk(&plan.decisions);
    write_in_order(
        &plan.decisions,
        |chunk, decisions| render(&numbered(before[chunk], decisions)),
        write,
    )
}

/// How many deductions stand before each chunk, so that chunks are numbered without each other.
fn before_each_chunk(decisions: &[Decision]) -> Vec<u32> {
    let deducted = |decision: &&Decision| decision.deduction.is_some();
    let counts: Vec<usize> = decisions
        .par_chunks(CHUNK)
        .map(|chunk| chunk.iter().filter(deducted).count())
        .collect();
    let mut sum = 0;
    let before = |count| {
        let before = sum;
        sum += count as u32;
        before
    };
    counts.into_iter().map(before).collect()
}

fn numbered<'p>(before: u32, decisions: &'p [Decision<'p>]) -> Vec<Numbered<'p>> {
    let deducted = decisions
        .iter()
        .filter_map(|decision| Some((decision, decision.deduction.as_ref()?)));
    (before + 1..)
        .zip(deducted)
        .map(|(seq, (decision, deduction))| Numbered {
            seq,
            decision,
            deduction,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Reason;
    use crate::outputs::fixture::{Fixture, pupil};

    #[test]
    fn chunks_are_numbered_as_if_they_were_one() {
        let mut fixture = Fixture::new();
        for number in 0..2 * CHUNK + 2 {
            let pupil = pupil(&format!("E{number:05}"));
            if number % 3 == 0 {
                fixture.except(pupil, &[Reason::NoFee]);
            } else {
                fixture.deduct(pupil, 1_000_00);
            }
        }
        let plan = fixture.plan();
        let name = |seq: u32, decision: &Decision| format!("{seq} {}", decision.enrollment.id);
        let mut found: Vec<String> = Vec::new();
        write_deductions(
            &plan,
            |lines| Ok(lines.iter().map(|l| name(l.seq, l.decision)).collect()),
            |chunk: Vec<String>| {
                found.extend(chunk);
                Ok(())
            },
        )
        .unwrap();
        let expected: Vec<String> = plan.deductions().map(|(s, d, _)| name(s, d)).collect();
        assert_eq!(found, expected);
    }
}
