//! Which answers are news, which only repeat, and which cannot be (section 11 of the contract).

use super::receipts::{Receipt, shown};
use crate::domain::BatchId;
use crate::input::FileFault;
use crate::ledger::{Answer, Answered, AnsweredBatches, NewAnswer, Status};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

const MEND: &str = "the whole file is refused; ask whoever answered what is meant";

/// What an answer does to a deduction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transition {
    /// It is new and may follow.
    New,
    /// The ledger has it already.
    Repeats,
    /// It contradicts what was answered before.
    Contradicts,
}

/// Holds an answer against those that the ledger has.
pub fn transition(earlier: &[Answer], answer: &Answer) -> Transition {
    if earlier.iter().any(|known| answer.repeats(known)) {
        return Transition::Repeats;
    }
    match (earlier.last().map(|known| known.status), answer.status) {
        (None, Status::Accepted | Status::Rejected | Status::NotPosted)
        | (Some(Status::Accepted), Status::Returned) => Transition::New,
        (None, Status::Returned)
        | (Some(Status::Accepted), Status::Accepted | Status::Rejected | Status::NotPosted)
        | (Some(Status::Rejected | Status::Returned | Status::NotPosted), _) => {
            Transition::Contradicts
        }
    }
}

/// The answers that the ledger does not hold yet, in the order of `end_to_end_no`.
///
/// # Errors
/// Every answer that names no deduction, contradicts an earlier one, or stands twice in the file
/// with different content.
pub fn new_answers<'r>(
    name: &str,
    receipts: &'r [Receipt],
    answered: &'r AnsweredBatches,
) -> Result<Vec<NewAnswer<'r>>, Vec<FileFault>> {
    let judged: Vec<Option<(&Answered, Transition)>> = receipts
        .par_iter()
        .map(|receipt| {
            let deduction = answered.find(&receipt.end_to_end_no)?;
            let what = transition(&deduction.answers, &receipt.answer);
            Some((deduction, what))
        })
        .collect();
    let same_before = same_before(receipts);
    let mut news = Vec::with_capacity(receipts.len());
    let mut faults = Vec::new();
    for ((receipt, judged), place) in receipts.iter().zip(judged).zip(0..) {
        let (number, answer) = (receipt.end_to_end_no.as_str(), &receipt.answer);
        let mut fault = |what: String| {
            let fault = FileFault::new(name, what, MEND).at(receipt.line);
            faults.push(fault.in_column(Some("end_to_end_no")).found(shown(number)));
        };
        let Some((deduction, transition)) = judged else {
            fault("the ledger has no deduction of this number".to_owned());
            continue;
        };
        if let Some(before) = same_before.get(&place) {
            if before.answer != receipt.answer {
                fault(format!(
                    "line {} answers the same number otherwise",
                    before.line
                ));
            }
            continue;
        }
        match transition {
            Transition::Repeats => {}
            Transition::New => news.push(NewAnswer {
                end_to_end_no: number,
                deduction,
                answer,
            }),
            Transition::Contradicts => {
                let known = deduction.answers.last();
                let known = known.map_or("unanswered", |answer| answer.status.as_str());
                fault(format!("{} cannot follow {known}", answer.status));
            }
        }
    }
    news.sort_unstable_by_key(|new| new.end_to_end_no);
    if faults.is_empty() {
        Ok(news)
    } else {
        Err(faults)
    }
}

/// Of every answer whose number stands in the file before, by its place, the one that comes last
/// before it.
fn same_before(receipts: &[Receipt]) -> FxHashMap<usize, &Receipt> {
    let number = |place: &usize| receipts[*place].end_to_end_no.as_str();
    let mut same = FxHashMap::default();
    // Answers mostly come in the order in which the deductions were handed over.
    let do_rise = receipts
        .par_windows(2)
        .all(|pair| pair[0].end_to_end_no < pair[1].end_to_end_no);
    if do_rise {
        return same;
    }
    let mut places: Vec<usize> = (0..receipts.len()).collect();
    places.par_sort_unstable_by(|a, b| number(a).cmp(number(b)).then(a.cmp(b)));
    for pair in places.windows(2) {
        if number(&pair[0]) == number(&pair[1]) {
            same.insert(pair[1], &receipts[pair[0]]);
        }
    }
    same
}

/// The batch whose deductions have numbers like this one.
pub fn batch_of(end_to_end_no: &str, batches: &[BatchId]) -> Option<BatchId> {
    const SEQ_DIGITS: usize = 8;
    let compact = end_to_end_no.get(..end_to_end_no.len().checked_sub(SEQ_DIGITS)?)?;
    batches
        .iter()
        .copied()
        .find(|batch| batch.compact() == compact)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Line;

    fn answer(status: Status, code: &str) -> Answer {
        Answer {
            status,
            code: code.into(),
            message: "".into(),
            receipt_no: "".into(),
            received_at: "".into(),
        }
    }

    #[test]
    fn an_answer_is_new_repeats_or_contradicts() {
        use Status::{Accepted, NotPosted, Rejected, Returned};
        use Transition::{Contradicts, New, Repeats};
        let table: &[(&[Status], Status, Transition)] = &[
            (&[], Accepted, New),
            (&[], Rejected, New),
            (&[], NotPosted, New),
            (&[], Returned, Contradicts),
            (&[Accepted], Accepted, Repeats),
            (&[Accepted], Returned, New),
            (&[Accepted], Rejected, Contradicts),
            (&[Accepted], NotPosted, Contradicts),
            (&[Rejected], Rejected, Repeats),
            (&[Rejected], Accepted, Contradicts),
            (&[Rejected], Returned, Contradicts),
            (&[NotPosted], NotPosted, Repeats),
            (&[NotPosted], Accepted, Contradicts),
            (&[Accepted, Returned], Returned, Repeats),
            (&[Accepted, Returned], Accepted, Repeats),
            (&[Accepted, Returned], Rejected, Contradicts),
        ];
        for (earlier, status, expected) in table {
            let earlier: Vec<Answer> = earlier.iter().map(|s| answer(*s, "")).collect();
            let found = transition(&earlier, &answer(*status, ""));
            assert_eq!(found, *expected, "{earlier:?} then {status}");
        }
    }

    #[test]
    fn the_same_status_with_another_code_is_another_answer() {
        let earlier = [answer(Status::Rejected, "E1")];
        let found = transition(&earlier, &answer(Status::Rejected, "E2"));
        assert_eq!(found, Transition::Contradicts);
    }

    #[test]
    fn a_number_that_stands_again_is_found_in_any_order() {
        type Found<'a> = &'a [(usize, Line)];
        let table: [(&[&str], Found); 6] = [
            (&[], &[]),
            (&["1", "2", "3"], &[]),
            (&["3", "2", "1"], &[]),
            (&["1", "1", "2"], &[(1, 0)]),
            (&["2", "1", "2", "3", "2"], &[(2, 0), (4, 2)]),
            (&["1", "2", "3", "1"], &[(3, 0)]),
        ];
        for (numbers, expected) in table {
            let receipts: Vec<Receipt> = numbers
                .iter()
                .zip(0..)
                .map(|(number, line)| Receipt {
                    end_to_end_no: (*number).into(),
                    answer: answer(Status::Accepted, ""),
                    line,
                })
                .collect();
            let mut found: Vec<(usize, Line)> = same_before(&receipts)
                .into_iter()
                .map(|(place, before)| (place, before.line))
                .collect();
            found.sort_unstable();
            assert_eq!(found, expected, "{numbers:?}");
        }
    }

    #[test]
    fn a_number_begins_with_its_batch() {
        let batch: BatchId = "2025-20241221-01".parse().unwrap();
        assert_eq!(batch_of("2025202412210100000001", &[batch]), Some(batch));
        for number in ["2025202412210200000001", "00000001", "1", "", "２０２５"] {
            assert_eq!(batch_of(number, &[batch]), None, "{number}");
        }
    }
}
