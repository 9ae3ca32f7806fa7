//! One season: eight nights and what happens between them.

use crate::books::Books;
use crate::counts::Counts;
use crate::dice::Dice;
use crate::families::World;
use crate::office::{Death, Ended, Office};
use crate::reckoning;
use chrono::{NaiveDate, TimeDelta};
use gongji::crash::POINTS;
use gongji::domain::BatchId;
use gongji::fault::Exit;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const NIGHTS: usize = 8;

/// The day from which days are counted.
pub fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 12, 20).expect("a date")
}

pub struct Season {
    pub seed: u64,
    pub dice: Dice,
    pub world: World,
    pub office: Office,
    pub books: Books,
    pub counts: Counts,
    /// The extract of every batch that was started.
    pub extracts: BTreeMap<BatchId, PathBuf>,
    /// An earlier copy of the ledger.
    pub backup: Option<crate::mishaps::Backup>,
    /// The file of answers imported last.
    pub last_answers: Option<String>,
    /// Something is committed whose outputs the next command puts in place.
    pub unfinished: bool,
    pub day: i64,
    number: u8,
    tells: bool,
}

/// Plays a season to its end and reckons it up.
pub fn play(seed: u64, tells: bool) -> Counts {
    let mut dice = Dice(seed);
    let world = World::new(NIGHTS, &mut dice);
    let office = Office::new(dice.chance(30));
    let mut season = Season {
        seed,
        dice,
        world,
        office,
        books: Books::default(),
        counts: Counts::default(),
        extracts: BTreeMap::new(),
        backup: None,
        last_answers: None,
        unfinished: false,
        day: 1,
        number: 0,
        tells,
    };
    for night in 0..NIGHTS {
        season.night(night);
        season.answers();
    }
    season.finish();
    reckoning::after_the_season(&season);
    season.counts
}

impl Season {
    /// A line of the story, when one season is played alone.
    pub fn tell(&self, what: impl FnOnce() -> String) {
        if self.tells {
            println!("day {}: {}", self.day, what());
        }
    }

    pub fn must(&self, holds: bool, what: impl FnOnce() -> String) {
        assert!(holds, "season {}, day {}: {}", self.seed, self.day, what());
    }

    /// The value, or the end of the season.
    pub fn must_be<T>(&self, found: Result<T, String>) -> T {
        found.unwrap_or_else(|what| panic!("season {}, day {}: {what}", self.seed, self.day))
    }

    /// The same day again, or one or two days later. What an earlier run left to be placed is
    /// handed over on its own day.
    fn next_batch(&mut self) -> BatchId {
        let days = match self.unfinished {
            true => 0,
            false => self.dice.below(3) as i64,
        };
        self.number = if days == 0 { self.number + 1 } else { 1 };
        self.day += days;
        BatchId {
            date: first_day() + TimeDelta::days(self.day),
            number: self.number,
            insurance_year: 2025,
        }
    }

    /// The extract of a night.
    fn deliver(&mut self, batch: BatchId, night: usize) -> PathBuf {
        if let Some(what) = self.world.correct(&mut self.dice) {
            self.tell(|| format!("extract: {what}"));
            self.counts.count("corrections", 1);
        }
        let new = self.world.new_on(night);
        self.counts.count("new children", new as u64);
        let mut stale = 0;
        if self.dice.chance(30) {
            stale = 1 + self.dice.below(3) as i64;
            self.counts.count("accounts of an earlier day", 1);
        }
        let extract = self.office.extract(night);
        self.world.deliver(&extract, night, self.day - stale);
        self.extracts.insert(batch, extract.clone());
        extract
    }

    fn night(&mut self, night: usize) {
        let batch = self.next_batch();
        let extract = self.deliver(batch, night);
        self.counts.count("nights", 1);
        if self.unfinished {
            self.must_run(batch, &extract);
            return;
        }
        self.mishaps(batch, &extract);
        match self.dice.below(10) {
            0..=3 => self.dying_night(batch, &extract),
            4 => self.two_at_once(batch, &extract),
            5 => self.plan_and_approve(batch, &extract),
            _ => self.must_run(batch, &extract),
        }
        if !self.unfinished && self.dice.chance(25) {
            self.rerun_one();
        }
    }

    /// A command that succeeds, and everything in its place afterwards.
    pub fn must_run(&mut self, batch: BatchId, extract: &Path) {
        let ended = self.office.night(batch, extract, None);
        self.tell(|| format!("{batch} {ended:?}"));
        self.must(ended == Ended::Done, || format!("{batch}: {ended:?}"));
        self.settled();
    }

    /// After a command that succeeded: what it handed over is taken over, and all must add up.
    pub fn settled(&mut self) {
        self.take_over();
        reckoning::after_a_step(self);
    }

    /// The account system takes over what is new in the output folder, and debits it or cannot.
    pub fn take_over(&mut self) {
        if self.unfinished {
            self.counts.count("deaths mended by another command", 1);
            self.unfinished = false;
        }
        let taken = self.books.take_over(&self.office.out());
        for number in self.must_be(taken) {
            self.counts.count("deductions", 1);
            let again = self.books.is_further_attempt(&number);
            self.counts.count("deducted again", u64::from(again));
            let fails = self.dice.chance(10);
            let charge = self.books.charges.get_mut(&number).expect("a charge");
            charge.fails = fails;
            if !fails {
                let batch_day = (charge.batch.date - first_day()).num_days();
                let fee = crate::accounts::FEE;
                let accounts = &mut self.world.accounts;
                accounts.debit(charge.payer, batch_day, fee, &mut self.dice);
            }
        }
    }

    /// A place at which somebody dies.
    pub fn some_death(&mut self) -> (&'static str, u32) {
        let point = self.dice.pick(POINTS);
        (point, if self.dice.chance(70) { 1 } else { 3 })
    }

    /// Runs a night that dies if it passes the place so often.
    pub fn night_with(&mut self, batch: BatchId, extract: &Path, death: Death) -> Ended {
        let ended = self.office.night(batch, extract, death);
        self.tell(|| format!("{batch} at {death:?}: {ended:?}"));
        match (&ended, death) {
            (Ended::Refused(exit, why), _) => {
                self.must(false, || format!("{batch} at {death:?}: {exit:?} {why}"));
            }
            (Ended::Died, Some((point, _))) => self.counts.died(point),
            _ => {}
        }
        ended
    }

    /// Dies once or twice, then goes on with the same command, with another, or gives up.
    fn dying_night(&mut self, batch: BatchId, extract: &Path) {
        let before = self.office.entries();
        for _ in 0..1 + self.dice.below(2) {
            let death = self.some_death();
            if self.night_with(batch, extract, Some(death)) == Ended::Died {
                let event = match self.office.entries() > before {
                    true => "nights that died after the commit",
                    false => "nights that died before the commit",
                };
                self.counts.count(event, 1);
            }
        }
        let is_committed = self.office.entries() > before;
        match (is_committed, self.dice.chance(25)) {
            (true, true) => self.unfinished = true,
            (false, true) => {
                self.counts.count("nights given up after a death", 1);
                self.extracts.remove(&batch);
            }
            (_, false) => self.must_run(batch, extract),
        }
    }

    fn two_at_once(&mut self, batch: BatchId, extract: &Path) {
        let ended = self.office.twice_at_once(batch, extract);
        self.counts.count("two launches at once", 1);
        let busy = ended.iter().filter(|e| e.is_refused_with(Exit::Busy));
        let done = ended.iter().filter(|e| **e == Ended::Done).count();
        self.must(done >= 1 && done + busy.count() == 2, || {
            format!("{batch} twice: {ended:?}")
        });
        self.settled();
    }

    fn plan_and_approve(&mut self, batch: BatchId, extract: &Path) {
        let digest = self.office.plan(batch, extract);
        if self.dice.chance(30) {
            let other = self.other_inputs(extract);
            let what = format!("{batch} planned otherwise");
            let digest = digest.clone();
            self.must_refuse(Exit::Conflict, &what, |office| {
                office.approved(batch, &other, digest)
            });
            self.counts.count("plans overtaken by a change", 1);
        }
        let ended = self.office.approved(batch, extract, digest);
        self.must(ended == Ended::Done, || {
            format!("plan of {batch}: {ended:?}")
        });
        self.counts.count("plans approved", 1);
        self.settled();
    }

    /// The command of an earlier batch again: nothing changes.
    pub fn rerun_one(&mut self) {
        let Some(batch) = self.some_batch() else {
            return;
        };
        let before = self.office.everything();
        let extract = self.extracts[&batch].clone();
        self.must_run(batch, &extract);
        self.counts.count("reruns", 1);
        let after = self.office.everything();
        self.must(before == after, || {
            format!("the rerun of {batch} changed something")
        });
    }

    /// A command that is refused with this code and changes nothing.
    pub fn must_refuse(&self, exit: Exit, what: &str, run: impl FnOnce(&Office) -> Ended) {
        let before = self.office.everything();
        let ended = run(&self.office);
        self.tell(|| format!("{what}: {ended:?}"));
        self.must(ended.is_refused_with(exit), || {
            format!("{what} must end with {exit:?}: {ended:?}")
        });
        let after = self.office.everything();
        self.must(before == after, || format!("{what} changed something"));
    }

    /// A committed batch.
    pub fn some_batch(&mut self) -> Option<BatchId> {
        let folders = crate::books::batch_folders(&self.office.out());
        let batches: Vec<BatchId> = folders.into_keys().collect();
        match batches.len() {
            0 => None,
            n => Some(batches[self.dice.below(n)]),
        }
    }

    /// What the last death left is put in place.
    fn finish(&mut self) {
        if !self.unfinished {
            return;
        }
        let ids = self.office.reader().batch_ids().expect("the batches");
        let batch = ids[self.dice.below(ids.len())];
        let extract = self.extracts[&batch].clone();
        self.must_run(batch, &extract);
    }
}
