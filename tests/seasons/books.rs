//! A little bookkeeping of its own: what the account system and the tax bureau were told by the
//! files, and what they answered. Nothing here asks the program.

use crate::accounts::FEE;
use crate::office::RETRY_CODE;
use gongji::domain::BatchId;
use gongji::ledger::Status;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A deduction as the world outside knows it.
pub struct Charge {
    pub batch: BatchId,
    pub person: String,
    pub payer: usize,
    /// Whether the account system could not debit it.
    pub fails: bool,
    pub answers: Vec<Status>,
    /// Code of the last answer.
    pub code: &'static str,
}

impl Charge {
    pub fn last(&self) -> Option<Status> {
        self.answers.last().copied()
    }

    pub fn is_reversed(&self) -> bool {
        self.last().is_some_and(Status::reverses)
    }
}

/// Every posting that was handed over, by its number.
#[derive(Default)]
pub struct Books {
    pub charges: BTreeMap<String, Charge>,
    seen: BTreeSet<BatchId>,
}

impl Books {
    /// Reads the postings of batches that are new in the output folder; returns their numbers.
    ///
    /// Somebody charged who stands charged already, or whose last answer does not allow it, is an
    /// error.
    pub fn take_over(&mut self, out: &Path) -> Result<Vec<String>, String> {
        let mut numbers = Vec::new();
        for (batch, folder) in batch_folders(out) {
            if !self.seen.insert(batch) {
                continue;
            }
            for row in rows(&folder.join("postings.csv")) {
                let (number, person) = (row[0].to_owned(), row[2].to_owned());
                self.may_be_charged(&person)?;
                if &row[3] != "355.00" {
                    return Err(format!("{number} takes {} from {}", &row[3], &row[1]));
                }
                let charge = Charge {
                    batch,
                    person,
                    payer: row[1][1..].parse().map_err(|_| row[1].to_owned())?,
                    fails: false,
                    answers: Vec::new(),
                    code: "",
                };
                if self.charges.insert(number.clone(), charge).is_some() {
                    return Err(format!("{number} was posted twice"));
                }
                numbers.push(number);
            }
        }
        Ok(numbers)
    }

    fn may_be_charged(&self, person: &str) -> Result<(), String> {
        for (number, earlier) in &self.charges {
            if earlier.person != person {
                continue;
            }
            if !earlier.is_reversed() {
                return Err(format!("{person} is charged again, {number} stands"));
            }
            if earlier.code != RETRY_CODE {
                return Err(format!(
                    "{person} is charged again after {number} ended with {}",
                    earlier.code
                ));
            }
        }
        Ok(())
    }

    /// How often the person was charged before this number.
    pub fn is_further_attempt(&self, number: &str) -> bool {
        let person = &self.charges[number].person;
        let of_person = self.charges.values().filter(|c| &c.person == person);
        of_person.count() > 1
    }

    /// How many deductions have this as their last answer.
    pub fn ended_with(&self, status: Option<Status>) -> u64 {
        let ended = self.charges.values().filter(|c| c.last() == status);
        ended.count() as u64
    }

    /// How many deductions no longer stand.
    pub fn reversed(&self) -> u64 {
        self.charges.values().filter(|c| c.is_reversed()).count() as u64
    }

    /// All money taken, in fen.
    pub fn taken(&self) -> i64 {
        self.charges.len() as i64 * FEE
    }

    /// What every reversal and withdrawal file must tell together, from the answers: the kind of
    /// file, the number, payer or nobody, person, code or nothing.
    pub fn must_be_told(&self) -> BTreeSet<Told> {
        let reversed = self.charges.iter().filter(|(_, c)| c.is_reversed());
        reversed
            .map(|(number, charge)| {
                let withdrawn = charge.last() == Some(Status::NotPosted);
                Told {
                    folder: if withdrawn {
                        "withdrawals"
                    } else {
                        "reversals"
                    },
                    number: number.clone(),
                    payer: (!withdrawn).then_some(charge.payer),
                    person: charge.person.clone(),
                    code: (!withdrawn).then(|| charge.code.to_owned()),
                }
            })
            .collect()
    }
}

/// A line of a reversal or withdrawal file.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    folder: &'static str,
    number: String,
    payer: Option<usize>,
    person: String,
    code: Option<String>,
}

/// What the reversal and withdrawal files tell; a line that stands twice is an error.
pub fn told(out: &Path) -> Result<BTreeSet<Told>, String> {
    let mut lines = BTreeSet::new();
    for path in answer_files(out) {
        let is_reversal = path.parent().is_some_and(|p| p.ends_with("reversals"));
        for row in rows(&path) {
            let told = Told {
                folder: if is_reversal {
                    "reversals"
                } else {
                    "withdrawals"
                },
                number: row[0].to_owned(),
                payer: match is_reversal {
                    true => Some(row[1][1..].parse().map_err(|_| row[1].to_owned())?),
                    false => None,
                },
                person: row[2].to_owned(),
                code: is_reversal.then(|| row[4].to_owned()),
            };
            if &row[3] != "355.00" || !lines.insert(told) {
                return Err(format!("{}: {row:?}", path.display()));
            }
        }
    }
    Ok(lines)
}

/// The batches that have a folder, in order.
pub fn batch_folders(out: &Path) -> BTreeMap<BatchId, PathBuf> {
    let named = files_in(out).into_iter().filter_map(|path| {
        let id = path.file_name()?.to_str()?.parse().ok()?;
        Some((id, path))
    });
    named.collect()
}

/// Every reversal and withdrawal file.
pub fn answer_files(out: &Path) -> Vec<PathBuf> {
    let mut files = files_in(&out.join("reversals"));
    files.extend(files_in(&out.join("withdrawals")));
    files
}

/// What lies in a folder, in order; nothing if there is none.
pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    paths
}

/// The records of a CSV file.
pub fn rows(path: &Path) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(path).expect("a file");
    reader.records().map(|r| r.expect("a row")).collect()
}
