//! The deductions of a batch, numbered: the lines of remittance and postings.

use crate::domain::plan::Plan;
use crate::domain::{Decision, Deduction};

/// One deduction with its place in the batch.
pub struct Numbered<'p> {
    /// Place in the order of `enrollment_id`, from 1.
    pub seq: u32,
    /// The decision.
    pub decision: &'p Decision<'p>,
    /// The money.
    pub deduction: &'p Deduction,
}

/// The deductions of a batch in order.
pub fn numbered<'p>(plan: &'p Plan<'p>) -> Vec<Numbered<'p>> {
    plan.deductions()
        .map(|(seq, decision, deduction)| Numbered {
            seq,
            decision,
            deduction,
        })
        .collect()
}

impl Numbered<'_> {
    /// Appends the number in eight digits, or in as many as it needs.
    pub fn push_seq(&self, text: &mut Vec<u8>) {
        let mut digits = [b'0'; 10];
        let mut rest = self.seq;
        for place in digits.iter_mut().rev() {
            *place = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        let surplus = digits.iter().take(2).take_while(|d| **d == b'0').count();
        text.extend_from_slice(&digits[surplus..]);
    }

    /// Appends the number by which the other systems know the deduction; `compact` is
    /// [`crate::domain::BatchId::compact`].
    pub fn push_end_to_end_no(&self, text: &mut Vec<u8>, compact: &str) {
        text.extend_from_slice(compact.as_bytes());
        self.push_seq(text);
    }
}

#[cfg(test)]
mod tests {
    use crate::publish::scene::{Scene, pupil};

    #[test]
    fn numbers_are_those_of_the_batch() {
        let mut scene = Scene::new();
        scene.deduct(pupil("E1"), 1_000_00);
        let plan = scene.plan();
        let mut line = super::numbered(&plan).remove(0);
        for seq in [1, 99_999_999, 100_000_000, u32::MAX] {
            line.seq = seq;
            let mut text = Vec::new();
            line.push_end_to_end_no(&mut text, &plan.batch.compact());
            let text = String::from_utf8(text).unwrap();
            assert_eq!(text, plan.batch.end_to_end_no(seq), "{seq}");
        }
    }
}
