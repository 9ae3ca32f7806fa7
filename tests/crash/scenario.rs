//! What runs before the death, what dies, and what must be true afterwards.

use crate::place::{ANSWERS, Args, CONSISTENT_ANSWERS, Ended, FIRST, Place, SECOND, State, THIRD};
use std::fs;

/// A state of the world and the command that dies in it.
pub struct Scenario {
    pub name: &'static str,
    /// Brings an empty place to the state in which the command starts.
    pub prepare: fn(&Place),
    /// The command that dies.
    pub dying: Args,
    /// Whether what it commits is in the ledger.
    pub is_committed: fn(&State) -> bool,
    /// The next night's command.
    pub next: Args,
}

/// Every scenario of the matrix.
pub const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "the very first night",
        prepare: |_| {},
        dying: FIRST,
        is_committed: |state| state.has_batch("2025-20241221-01"),
        next: SECOND,
    },
    Scenario {
        name: "a later night",
        prepare: first_night,
        dying: SECOND,
        is_committed: |state| state.has_batch("2025-20241222-01"),
        next: THIRD,
    },
    Scenario {
        name: "the very first night with a copy of the ledger",
        prepare: Place::copy_ledgers,
        dying: FIRST,
        is_committed: |state| state.has_batch("2025-20241221-01"),
        next: SECOND,
    },
    Scenario {
        name: "a night after one without a copy of the ledger",
        prepare: |place| {
            first_night(place);
            place.copy_ledgers();
        },
        dying: SECOND,
        is_committed: |state| state.has_batch("2025-20241222-01"),
        next: THIRD,
    },
    Scenario {
        name: "an import with a copy of the ledger",
        prepare: |place| {
            place.copy_ledgers();
            first_night(place);
            answer(place, &[(1, "posted"), (2, "rejected"), (3, "not_posted")]);
        },
        dying: ANSWERS,
        is_committed: |state| state.imports() == 1,
        next: SECOND,
    },
    Scenario {
        name: "the recovery of a committed night",
        prepare: |place| {
            let (ended, log) = place.run(FIRST, Some("ledger.after-commit"));
            assert_eq!(ended, Ended::Signal(6), "{log}");
        },
        dying: FIRST,
        is_committed: |state| state.has_batch("2025-20241221-01"),
        next: SECOND,
    },
    Scenario {
        name: "the recovery of an uncommitted night",
        prepare: |place| {
            let (ended, log) = place.run(FIRST, Some("ledger.before-commit"));
            assert_eq!(ended, Ended::Signal(6), "{log}");
        },
        dying: FIRST,
        is_committed: |state| state.has_batch("2025-20241221-01"),
        next: SECOND,
    },
    Scenario {
        name: "the repair of damaged outputs",
        prepare: |place| {
            first_night(place);
            let folder = place.out().join("2025-20241221-01");
            fs::write(folder.join("postings.csv"), "damaged").expect("a damaged file");
            fs::remove_file(folder.join("manifest.json")).expect("a lost file");
        },
        dying: FIRST,
        is_committed: |state| state.has_batch("2025-20241221-01"),
        next: SECOND,
    },
    Scenario {
        name: "the repair of a lost folder",
        prepare: |place| {
            first_night(place);
            fs::remove_dir_all(place.out().join("2025-20241221-01")).expect("a lost folder");
        },
        dying: FIRST,
        is_committed: |state| state.has_batch("2025-20241221-01"),
        next: SECOND,
    },
    Scenario {
        name: "an import of answers",
        prepare: |place| {
            first_night(place);
            answer(
                place,
                &[(1, "accepted"), (2, "rejected"), (3, "not_posted")],
            );
        },
        dying: ANSWERS,
        is_committed: |state| state.imports() == 1,
        next: SECOND,
    },
    Scenario {
        name: "an import of what is consistent",
        prepare: |place| {
            first_night(place);
            answer(
                place,
                &[
                    (1, "posted"),
                    (2, "rejected"),
                    (3, "returned"),
                    (4, "maybe"),
                ],
            );
        },
        dying: CONSISTENT_ANSWERS,
        is_committed: |state| state.imports() == 1,
        next: SECOND,
    },
    Scenario {
        name: "the recovery of an import",
        prepare: |place| {
            first_night(place);
            answer(place, &[(1, "rejected"), (2, "not_posted")]);
            let (ended, log) = place.run(ANSWERS, Some("ledger.after-commit"));
            assert_eq!(ended, Ended::Signal(6), "{log}");
        },
        dying: ANSWERS,
        is_committed: |state| state.imports() == 1,
        next: SECOND,
    },
    Scenario {
        name: "the repair of lost reversals",
        prepare: |place| {
            first_night(place);
            answer(place, &[(1, "rejected"), (2, "not_posted")]);
            place.succeed(ANSWERS, "preparing");
            fs::remove_dir_all(place.out().join("reversals")).expect("lost reversals");
        },
        dying: ANSWERS,
        is_committed: |state| state.imports() == 1,
        next: SECOND,
    },
];

/// A file of answers about the first batch.
fn answer(place: &Place, answers: &[(u32, &str)]) {
    let mut text = "end_to_end_no,status,amount,code,message,receipt_no,received_at\n".to_owned();
    for (seq, status) in answers {
        text.push_str(&format!(
            "20252024122101{seq:08},{status},355.00,E1,text,R{seq},2024-12-21T20:00:00\n"
        ));
    }
    fs::write(place.receipts(), text).expect("a file of answers");
}

fn first_night(place: &Place) {
    place.succeed(FIRST, "preparing");
}

/// A prepared scenario with the states that undisturbed runs lead to.
pub struct Ready {
    pub scenario: &'static Scenario,
    pub before: Place,
    /// After the command.
    done: State,
    /// After the command and the next night.
    done_and_next: State,
    /// After the next night alone, where it can run; `None` where there is no ledger for it.
    next_alone: Option<State>,
}

impl Scenario {
    pub fn ready(&'static self) -> Ready {
        let before = Place::new();
        (self.prepare)(&before);
        let place = before.copy();
        place.succeed(self.dying, self.name);
        let done = place.state();
        place.succeed(self.next, self.name);
        let done_and_next = place.state();
        let alone = before.copy();
        let next_alone = match alone.run(self.next, None) {
            (Ended::Exit(0), _) => Some(alone.state()),
            _ => None,
        };
        Ready {
            scenario: self,
            before,
            done,
            done_and_next,
            next_alone,
        }
    }
}

impl Ready {
    /// Checks both ways on after a death: the same command again, and the next night.
    pub fn check(&self, dead: &Place, how: &str) {
        let why = format!("{}, {how}", self.scenario.name);
        let rerun = dead.copy();
        rerun.succeed(self.scenario.dying, &why);
        must_equal(&rerun.state(), &self.done, &format!("{why}, rerun"));
        self.check_next(dead, &format!("{why}, next night"));
    }

    fn check_next(&self, dead: &Place, why: &str) {
        let next = dead.copy();
        let committed = (self.scenario.is_committed)(&next.state());
        let (ended, log) = next.run(self.scenario.next, None);
        match (committed, ended) {
            (true, Ended::Exit(0)) => must_equal(&next.state(), &self.done_and_next, why),
            (true, Ended::Exit(6 | 7)) => {
                next.succeed(self.scenario.dying, why);
                next.succeed(self.scenario.next, why);
                must_equal(&next.state(), &self.done_and_next, why);
            }
            (false, Ended::Exit(0)) => self.must_be_next_alone(&next.state(), why),
            // The very first night died before there was a ledger.
            (false, Ended::Exit(3)) => {
                assert!(next.state().ledger.is_empty(), "{why}: {log}");
            }
            (_, ended) => panic!("{why}: ended {ended:?}: {log}"),
        }
    }

    /// Without the dead night, the next one is as if it had been the only one.
    fn must_be_next_alone(&self, state: &State, why: &str) {
        match &self.next_alone {
            Some(expected) => must_equal(state, expected, why),
            // An empty ledger was made before the death: the next night is its first.
            None => {
                assert!(!(self.scenario.is_committed)(state), "{why}");
                assert_eq!(state.ledger["batches"].len(), 1, "{why}");
                assert!(
                    !state.files.keys().any(|name| name.starts_with('.')),
                    "{why}"
                );
            }
        }
    }
}

fn must_equal(state: &State, expected: &State, why: &str) {
    let difference = state.difference(expected);
    assert!(
        difference.is_empty(),
        "{why}: {} differ",
        difference.join(", ")
    );
}
