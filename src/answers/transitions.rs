//! Which answer may follow which (section 11 of the contract).

use crate::ledger::{Answer, Status};

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
    use Status::{Accepted, NotPosted, Posted, Rejected, Returned};
    if earlier.iter().any(|known| answer.repeats(known)) {
        return Transition::Repeats;
    }
    match (earlier.last().map(|known| known.status), answer.status) {
        (None, Posted | NotPosted | Accepted | Rejected)
        | (Some(Posted), Accepted | Rejected)
        | (Some(Accepted), Returned) => Transition::New,
        (None, Returned)
        | (Some(Posted), Posted | NotPosted | Returned)
        | (Some(Accepted), Posted | NotPosted | Accepted | Rejected)
        | (Some(NotPosted | Rejected | Returned), _) => Transition::Contradicts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: Status, code: &str) -> Answer {
        Answer {
            status,
            code: code.into(),
            message: "".into(),
            receipt_no: "".into(),
            received_at: "".into(),
        }
    }

    /// Every history that there can be, with what may follow it; all else contradicts.
    #[test]
    fn an_answer_is_new_repeats_or_contradicts() {
        use Status::{Accepted, NotPosted, Posted, Rejected, Returned};
        let table: &[(&[Status], &[Status])] = &[
            (&[], &[Posted, NotPosted, Accepted, Rejected]),
            (&[Posted], &[Accepted, Rejected]),
            (&[NotPosted], &[]),
            (&[Accepted], &[Returned]),
            (&[Rejected], &[]),
            (&[Posted, Accepted], &[Returned]),
            (&[Posted, Rejected], &[]),
            (&[Accepted, Returned], &[]),
            (&[Posted, Accepted, Returned], &[]),
        ];
        for (history, followers) in table {
            let earlier: Vec<Answer> = history.iter().map(|s| answer(*s, "")).collect();
            for status in Status::ALL {
                let expected = match (history.contains(&status), followers.contains(&status)) {
                    (true, _) => Transition::Repeats,
                    (false, true) => Transition::New,
                    (false, false) => Transition::Contradicts,
                };
                let found = transition(&earlier, &answer(status, ""));
                assert_eq!(found, expected, "{history:?} then {status}");
            }
        }
    }

    #[test]
    fn the_same_status_with_another_code_is_another_answer() {
        for status in [Status::Rejected, Status::Posted, Status::Accepted] {
            let earlier = [answer(status, "E1")];
            let found = transition(&earlier, &answer(status, "E2"));
            assert_eq!(found, Transition::Contradicts, "{status}");
        }
    }
}
