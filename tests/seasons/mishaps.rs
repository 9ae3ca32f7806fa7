//! What goes wrong around the nights: other inputs, broken extracts, damaged outputs, lost ledgers.

use crate::books::{answer_files, batch_folders, files_in};
use crate::office::Ended;
use crate::season::Season;
use gongji::domain::BatchId;
use gongji::fault::Exit;
use std::fs;
use std::path::{Path, PathBuf};

/// An earlier copy of the ledger, as a backup keeps it.
pub struct Backup {
    bytes: Vec<u8>,
    /// Batches and files of answers that it knows.
    knows: (usize, usize),
}

/// Something that goes wrong before the night that comes next.
type Mishap = fn(&mut Season, BatchId, &Path);

impl Season {
    /// Whatever goes wrong before a night; nothing of it charges anybody.
    pub fn mishaps(&mut self, next: BatchId, extract: &Path) {
        if self.dice.chance(5) {
            self.broken_extract(next, extract);
        }
        if !self.office.has_batches() {
            return;
        }
        let mishaps: [(usize, Mishap); 6] = [
            (10, Season::damage_and_mend),
            (8, Season::damage_answer_files),
            (6, Season::lose_the_ledger),
            (25, Season::put_back_an_older_ledger),
            (12, Season::run_with_other_inputs),
            (12, Season::run_beside_another),
        ];
        for (percent, mishap) in mishaps {
            if self.dice.chance(percent) {
                mishap(self, next, extract);
            }
        }
        self.keep_a_copy();
    }

    /// A copy of an extract in which one account more is listed.
    pub fn other_inputs(&self, extract: &Path) -> PathBuf {
        let more = "P99999,active,normal,0.00,0.00,2024-12-20T00:00:00\n";
        self.copy_of(extract, |rows| format!("{rows}{more}"))
    }

    fn copy_of(&self, extract: &Path, change: impl FnOnce(String) -> String) -> PathBuf {
        let copy = self.office.extract("other");
        fs::create_dir_all(&copy).expect("a folder");
        for file in files_in(extract) {
            fs::copy(&file, copy.join(file.file_name().expect("a name"))).expect("a copy");
        }
        let accounts = copy.join("accounts.csv");
        let text = fs::read_to_string(&accounts).expect("the accounts");
        fs::write(&accounts, change(text)).expect("the accounts");
        copy
    }

    /// A column is missing.
    fn broken_extract(&mut self, next: BatchId, extract: &Path) {
        let broken = self.copy_of(extract, |rows| rows.replacen("holder_id", "holder", 1));
        let what = format!("{next} from a broken extract");
        self.must_refuse(Exit::Refused, &what, |office| {
            office.night(next, &broken, None)
        });
        self.counts.count("broken extracts refused", 1);
    }

    /// An output of an earlier batch is damaged: the next night waits until it is mended.
    fn damage_and_mend(&mut self, next: BatchId, extract: &Path) {
        const NAMES: [&str; 6] = [
            "postings.csv",
            "remittance.txt",
            "manifest.json",
            "results.csv",
            "exceptions.csv",
            "report.html",
        ];
        let Some(batch) = self.some_batch() else {
            return;
        };
        let whole = self.office.published();
        let folder = self.office.out().join(batch.to_string());
        let file = folder.join(self.dice.pick(&NAMES));
        match self.dice.below(5) {
            0 => fs::remove_dir_all(&folder).expect("a lost folder"),
            1 | 2 => fs::remove_file(&file).expect("a lost output"),
            _ => fs::write(&file, "damaged").expect("a damaged output"),
        }
        let what = format!("{next} beside a damaged {batch}");
        self.must_refuse(Exit::Inconsistent, &what, |office| {
            office.night(next, extract, None)
        });
        let own = self.extracts[&batch].clone();
        if self.dice.chance(50) {
            let places = [
                "mend.before-file",
                "mend.after-file",
                "mend.before-sync",
                "mend.after-sync",
                "staging.after-file",
                "staging.after-place",
            ];
            let death = (self.dice.pick(&places), 1);
            if self.night_with(batch, &own, Some(death)) == Ended::Died {
                self.counts.count("deaths while repairing", 1);
            }
        }
        self.must_run(batch, &own);
        self.must(whole == self.office.published(), || {
            format!("{batch} was not put back as it was")
        });
        self.counts.count("damaged outputs mended", 1);
    }

    /// A reversal or withdrawal file is damaged: the next night waits until an import puts it back.
    fn damage_answer_files(&mut self, next: BatchId, extract: &Path) {
        let files = answer_files(&self.office.out());
        let Some(text) = self.last_answers.clone().filter(|_| !files.is_empty()) else {
            return;
        };
        let whole = self.office.published();
        let file = &files[self.dice.below(files.len())];
        match self.dice.chance(50) {
            true => fs::remove_file(file).expect("a lost file"),
            false => fs::write(file, "damaged").expect("a damaged file"),
        }
        let what = format!("{next} beside a damaged {}", file.display());
        self.must_refuse(Exit::Inconsistent, &what, |office| {
            office.night(next, extract, None)
        });
        let new = self.must_import(&text);
        self.must(new == 0 && whole == self.office.published(), || {
            format!("{} was not put back as it was", file.display())
        });
        self.counts.count("damaged answer files mended", 1);
    }

    /// The ledger is gone: nobody is charged, with a new one or without.
    fn lose_the_ledger(&mut self, next: BatchId, extract: &Path) {
        let ledger = self.office.ledger_path();
        let safe = self.office.extract("ledger");
        fs::rename(&ledger, &safe).expect("a lost ledger");
        for (new_ledger, exit) in [(false, Exit::Refused), (true, Exit::Inconsistent)] {
            let mut job = self.office.charging(next, extract);
            job.new_ledger = new_ledger;
            let what = format!("{next} without the ledger, --new-ledger: {new_ledger}");
            self.must_refuse(exit, &what, |office| office.run(&job, None));
        }
        if let Some(text) = self.last_answers.clone() {
            self.must_refuse(Exit::Refused, "an import without the ledger", |office| {
                office.import(&text, None).0
            });
        }
        fs::rename(&safe, &ledger).expect("the ledger");
        self.counts.count("lost ledgers found", 1);
    }

    /// Now and then somebody keeps a copy of the ledger.
    pub fn keep_a_copy(&mut self) {
        if !self.unfinished && self.dice.chance(30) {
            self.backup = Some(self.copy_of_the_ledger());
        }
    }

    fn copy_of_the_ledger(&self) -> Backup {
        let out = self.office.out();
        Backup {
            bytes: self.office.ledger_bytes(),
            knows: (batch_folders(&out).len(), answer_files(&out).len()),
        }
    }

    /// An older copy of the ledger is put back: it is found by what it does not know.
    fn put_back_an_older_ledger(&mut self, next: BatchId, extract: &Path) {
        let now = self.copy_of_the_ledger();
        let Some(older) = self.backup.as_ref().filter(|b| b.knows != now.knows) else {
            return;
        };
        let lacks_answers_alone = older.knows.0 == now.knows.0;
        fs::write(self.office.ledger_path(), &older.bytes).expect("an older copy");
        let mut job = self.office.charging(next, extract);
        job.new_ledger = false;
        let what = format!("{next} on an older ledger");
        self.must_refuse(Exit::Inconsistent, &what, |office| office.run(&job, None));
        if let Some(text) = self.last_answers.clone() {
            self.must_refuse(
                Exit::Inconsistent,
                "an import on an older ledger",
                |office| office.import(&text, None).0,
            );
        }
        fs::write(self.office.ledger_path(), &now.bytes).expect("the ledger");
        let event = match lacks_answers_alone {
            true => "ledgers without the latest answers found",
            false => "older ledgers found",
        };
        self.counts.count(event, 1);
    }

    /// The command of a committed batch with another extract, or with another option.
    fn run_with_other_inputs(&mut self, _next: BatchId, _extract: &Path) {
        let Some(batch) = self.some_batch() else {
            return;
        };
        let own = self.extracts[&batch].clone();
        let event = match self.dice.chance(60) {
            true => {
                let other = self.other_inputs(&own);
                let what = format!("{batch} with other inputs");
                self.must_refuse(Exit::Conflict, &what, |office| {
                    office.night(batch, &other, None)
                });
                "other inputs refused"
            }
            false => {
                let mut job = self.office.charging(batch, &own);
                job.options.by_institution = !job.options.by_institution;
                let what = format!("{batch} with another option");
                self.must_refuse(Exit::Conflict, &what, |office| office.run(&job, None));
                "other options refused"
            }
        };
        self.counts.count(event, 1);
    }

    /// Another run is at work: nothing is waited for, nothing changes.
    fn run_beside_another(&mut self, next: BatchId, extract: &Path) {
        let held = self.office.hold();
        let what = format!("{next} beside another run");
        self.must_refuse(Exit::Busy, &what, |office| {
            office.night(next, extract, None)
        });
        if let Some(text) = self.last_answers.clone() {
            self.must_refuse(Exit::Busy, "an import beside a run", |office| {
                office.import(&text, None).0
            });
        }
        drop(held);
        self.counts.count("launches beside a running one", 1);
    }
}
