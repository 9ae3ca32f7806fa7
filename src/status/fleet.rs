//! Many ledgers in one table: a folder with an output folder per pooling area, as the Job of
//! `docs/deploy/kubernetes` mounts them.

use super::text::table;
use super::words::Words;
use super::{StatusReport, sums_json};
use crate::domain::characters::without_controls;
use crate::domain::plan::Language;
use crate::fault::{Exit, Fault};
use crate::ledger::{self, Ledger, Sum, Totals};
use crate::text::fleet as text;
use chrono::NaiveDate;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// What a file system keeps for itself.
const NO_AREA: &str = "lost+found";

/// The books of all areas on one day.
#[derive(Debug)]
pub struct Fleet {
    areas: Vec<Area>,
    as_of: NaiveDate,
}

#[derive(Debug)]
struct Area {
    name: String,
    books: Result<StatusReport, Fault>,
}

impl Fleet {
    /// Reads a snapshot of every ledger below `dir`; one that cannot be read, or disagrees with
    /// itself, hides no other.
    ///
    /// # Errors
    /// [`Exit::Usage`] where there is no such folder, or none in it.
    pub fn read(dir: &Path, as_of: NaiveDate) -> Result<Fleet, Fault> {
        let folders = folders(dir).map_err(|error| unreadable(dir, &error))?;
        if folders.is_empty() {
            return Err(Fault::new(Exit::Usage, text::no_area(&dir.display())));
        }
        let areas = folders.par_iter().map(|folder| Area {
            name: name_of(folder),
            books: Ledger::open_read_only(&folder.join(ledger::NAME))
                .and_then(|ledger| StatusReport::read(&ledger, as_of)),
        });
        Ok(Fleet {
            areas: areas.collect(),
            as_of,
        })
    }

    /// What is to be told of areas that are not in the total, under the worst of their exit codes.
    ///
    /// # Errors
    /// When there are some.
    pub fn result(&self) -> Result<(), Fault> {
        let left_out = self.areas.iter().filter_map(|area| {
            let fault = area.books.as_ref().err()?;
            Some((fault.exit, area.name.clone()))
        });
        let (exits, names): (Vec<Exit>, Vec<String>) = left_out.unzip();
        match exits.into_iter().max_by_key(|exit| *exit as u8) {
            None => Ok(()),
            Some(worst) => Err(Fault::new(worst, text::left_out(self.areas.len(), &names))),
        }
    }

    /// A table for people, amounts in yuan.
    pub fn text(&self, language: Language) -> String {
        let w = Words::of(language);
        let heads = [
            w.area,
            w.batches,
            w.latest,
            w.deducted,
            w.standing,
            w.not_posted,
            w.bureau_rejected,
            w.bureau_returned,
            w.account_silent,
            w.bureau_silent,
            w.oldest,
        ];
        let mut rows = vec![heads.map(str::to_owned).to_vec()];
        for area in &self.areas {
            rows.push(match &area.books {
                Ok(books) => cells(&area.name, books),
                Err(fault) => vec![area.name.clone(), told(fault, language)],
            });
        }
        rows.push(cells(w.total, &self.total()));
        table(&rows)
    }

    /// The same for machines; money as strings.
    pub fn json(&self, language: Language) -> Value {
        let area = |area: &Area| match &area.books {
            Ok(books) => {
                let mut told = books_json(books);
                told["area"] = json!(area.name);
                told
            }
            Err(fault) => json!({
                "area": area.name,
                "exit": fault.exit as u8,
                "fault": told(fault, language),
            }),
        };
        json!({
            "as_of": self.as_of.to_string(),
            "areas": self.areas.iter().map(area).collect::<Vec<Value>>(),
            "total": books_json(&self.total()),
        })
    }

    /// The books of all areas that could be read, as those of one ledger.
    fn total(&self) -> StatusReport {
        let books = self
            .areas
            .iter()
            .filter_map(|area| area.books.as_ref().ok());
        let batches = books.clone().flat_map(|books| books.batches.clone());
        let silences = books.flat_map(|books| books.silences.clone());
        StatusReport {
            batches: batches.collect(),
            silences: silences.collect(),
            as_of: self.as_of,
        }
    }
}

/// The folders in a folder, in the order of their names.
fn folders(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let name = name_of(&path);
        if path.is_dir() && !name.starts_with('.') && name != NO_AREA {
            folders.push(path);
        }
    }
    folders.sort();
    Ok(folders)
}

fn name_of(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default();
    without_controls(&name.to_string_lossy())
}

fn unreadable(dir: &Path, error: &io::Error) -> Fault {
    let exit = match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Exit::Usage,
        _ => Exit::Failed,
    };
    Fault::new(exit, text::no_folder(&dir.display(), error))
}

/// A fault in one line.
fn told(fault: &Fault, language: Language) -> String {
    let told = fault.message.text(language);
    told.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cells(name: &str, books: &StatusReport) -> Vec<String> {
    let totals = books.total();
    let money = |sum: Sum| format!("{} = {}", sum.count, sum.amount.grouped());
    let Totals {
        not_posted,
        rejected,
        returned,
        unanswered,
        outstanding,
        ..
    } = totals;
    let counts = [not_posted, rejected, returned, unanswered, outstanding];
    [
        name.to_owned(),
        books.batches.len().to_string(),
        latest(books),
    ]
    .into_iter()
    .chain([totals.deducted, totals.standing()].map(money))
    .chain(counts.map(|sum| sum.count.to_string()))
    .chain([oldest(books).to_string()])
    .collect()
}

fn books_json(books: &StatusReport) -> Value {
    json!({
        "batches": books.batches.len(),
        "latest": latest(books),
        "sums": sums_json(&books.total()),
        "oldest_silence_days": oldest(books),
    })
}

/// The day of the last batch; empty where there is none.
fn latest(books: &StatusReport) -> String {
    let days = books.batches.iter().map(|of| of.batch.date);
    days.max().map_or_else(String::new, |day| day.to_string())
}

/// Days since the oldest batch that is not wholly answered; 0 where nobody is silent.
fn oldest(books: &StatusReport) -> i64 {
    let days = books.silences.iter().map(|silence| books.age_of(silence));
    days.max().unwrap_or(0)
}
