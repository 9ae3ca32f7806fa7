//! Children and their networks as the extracts tell of them, night by night.

use crate::accounts::{Accounts, Hour, instant};
use crate::dice::Dice;
use std::fmt::Write;
use std::fs;
use std::path::Path;

struct Child {
    number: usize,
    payer: usize,
    /// Registered so often; every registration has its own enrollment id.
    registrations: usize,
    /// The last registration did not replace the one before it.
    enrolled_twice: bool,
    name: String,
    relation: &'static str,
    /// Whether the family has paid another way; the extract knows from then on.
    paid_otherwise: bool,
    /// Whether the row of the extract can be read.
    readable: bool,
    seen_from_night: usize,
}

/// What is true outside the program.
pub struct World {
    children: Vec<Child>,
    /// Whether the organizers chose that their networks pay.
    chosen: Vec<bool>,
    pub accounts: Accounts,
}

/// How an organizer is written.
pub fn payer_key(payer: usize) -> String {
    format!("P{payer:05}")
}

impl World {
    pub fn new(nights: usize, dice: &mut Dice) -> World {
        let payers = 3 + dice.below(4);
        let children = (0..payers + dice.below(8))
            .map(|number| Child {
                number,
                payer: if number < payers {
                    number
                } else {
                    dice.below(payers)
                },
                registrations: 1,
                enrolled_twice: dice.chance(5),
                name: format!("孩子{number}"),
                relation: if dice.chance(8) { "other" } else { "child" },
                paid_otherwise: false,
                readable: !dice.chance(3),
                seen_from_night: if number == 0 || dice.chance(60) {
                    0
                } else {
                    dice.below(nights)
                },
            })
            .collect();
        World {
            children,
            chosen: (0..payers).map(|_| !dice.chance(10)).collect(),
            accounts: Accounts::new(payers, dice),
        }
    }

    /// Children who are in the extract for the first time.
    pub fn new_on(&self, night: usize) -> usize {
        let seen = |c: &&Child| night > 0 && c.seen_from_night == night;
        self.children.iter().filter(seen).count()
    }

    /// Something in the extracts is corrected, or not; returns what.
    pub fn correct(&mut self, dice: &mut Dice) -> Option<&'static str> {
        let number = dice.below(self.children.len());
        let payer = dice.below(self.chosen.len());
        let child = &mut self.children[number];
        Some(match dice.below(14) {
            0 | 1 => {
                child.paid_otherwise = true;
                "paid at the counter"
            }
            2 | 3 => {
                child.registrations += 1;
                "registered anew under another enrollment id"
            }
            4 => {
                child.payer = payer;
                "moved to another network"
            }
            5 => {
                child.name = format!("子{number}");
                "a name put right"
            }
            6 => {
                child.relation = "child";
                "a relation put right"
            }
            7 => {
                child.readable = !child.readable;
                "a row damaged or put right"
            }
            8 => {
                child.enrolled_twice = !child.enrolled_twice;
                "enrolled twice or no longer"
            }
            9 => {
                self.chosen[payer] = !self.chosen[payer];
                "an election put right"
            }
            10 => {
                self.accounts.freeze_or_thaw(payer);
                "an account frozen or thawed"
            }
            _ => return None,
        })
    }

    /// Writes the extract of a night; the accounts may be those of an earlier day.
    pub fn deliver(&self, folder: &Path, night: usize, accounts_of_day: i64) {
        fs::create_dir_all(folder).expect("a folder");
        let write = |name: &str, text: String| {
            fs::write(folder.join(name), text).expect("an extract");
        };
        write("enrollments.csv", self.enrollments(night));
        write("networks.csv", self.networks(night));
        write("accounts.csv", self.accounts.rows(accounts_of_day));
    }

    fn enrollments(&self, night: usize) -> String {
        let mut rows = "enrollment_id,insurance_year,insured_id_type,insured_id,insured_name,\
             category,channel,district_code,institution_code,institution_name,applied_at,\
             paid_channel,paid_at\n"
            .to_owned();
        for child in self.children.iter().filter(|c| c.seen_from_night <= night) {
            let last = child.registrations;
            let first = if child.enrolled_twice { last - 1 } else { last };
            for registration in first..=last {
                child.enrolled(registration, &mut rows);
            }
        }
        rows
    }

    fn networks(&self, night: usize) -> String {
        let mut rows = "network_id,organizer_id,member_id,relation,joined_at,left_at,\
             contribution_selected_at,contribution_cancelled_at,dissolved_at\n"
            .to_owned();
        for child in self.children.iter().filter(|c| c.seen_from_night <= night) {
            let payer = child.payer;
            let chosen = if self.chosen[payer] {
                "2024-11-01T08:00:00"
            } else {
                ""
            };
            let _ = writeln!(
                rows,
                "N{payer},{},C{:05},{},2024-01-01T00:00:00,,{chosen},,",
                payer_key(payer),
                child.number,
                child.relation
            );
        }
        rows
    }
}

impl Child {
    fn enrolled(&self, registration: usize, rows: &mut String) {
        const FIRST: Hour = -60 * 24;
        let n = self.number;
        let applied = match self.readable {
            true => instant(FIRST + (24 * registration + n) as Hour),
            false => "2024-13-32T25:61:61".to_owned(),
        };
        let paid = if self.paid_otherwise { "cash" } else { "" };
        let _ = writeln!(
            rows,
            "E{n:04}-{registration},2025,08,C{n:05},{},student,school,310101,S1,一小,{applied},{paid},",
            self.name
        );
    }
}
