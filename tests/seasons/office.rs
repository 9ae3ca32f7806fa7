//! The program in this process: nights, imports, and deaths in the middle of them.

use gongji::answers::{Imported, Reconciliation, reconcile};
use gongji::crash;
use gongji::domain::plan::{BatchOptions, Language};
use gongji::domain::{BatchId, Encoding};
use gongji::fault::{Exit, exit_of};
use gongji::guards::Guards;
use gongji::interrupt::Interrupt;
use gongji::ledger::{Ledger, LedgerCopy, Lock};
use gongji::policy::Policy;
use gongji::run::{self, Job, Mode};
use gongji::stages::Stages;
use rayon::ThreadPool;
use rusqlite::{Connection, OpenFlags};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};

/// Answer code after which the next batch judges afresh.
pub const RETRY_CODE: &str = "RETRY";

/// A place of the program and the passing of it at which it dies.
pub type Death = Option<(&'static str, u32)>;

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    Done,
    Refused(Exit, String),
    Died,
}

impl Ended {
    pub fn is_refused_with(&self, wanted: Exit) -> bool {
        matches!(self, Ended::Refused(exit, _) if *exit == wanted)
    }
}

pub struct Office {
    folder: tempfile::TempDir,
    law: Policy,
    /// One thread, so that a death strikes wherever it is asked for.
    pool: ThreadPool,
    by_institution: bool,
    /// Whether a batch was ever committed: no `--new-ledger` after that.
    has_batches: Cell<bool>,
}

impl Office {
    pub fn new(by_institution: bool) -> Office {
        let memory = Path::new("/dev/shm");
        let folder = match memory.is_dir() {
            true => tempfile::tempdir_in(memory),
            false => tempfile::tempdir(),
        };
        let sets = [format!("retry_codes={RETRY_CODE}")];
        Office {
            folder: folder.expect("a temporary folder"),
            law: Policy::load("shanghai-2025", &sets).expect("the preset"),
            pool: pool(),
            by_institution,
            has_batches: Cell::new(false),
        }
    }

    pub fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    pub fn ledger_path(&self) -> PathBuf {
        self.out().join("ledger.db")
    }

    /// A folder for an extract.
    pub fn extract(&self, name: impl std::fmt::Display) -> PathBuf {
        self.folder.path().join(format!("extract-{name}"))
    }

    /// The ledger as the program's own readers see it.
    pub fn reader(&self) -> Ledger {
        Ledger::open_read_only(&self.ledger_path()).expect("the ledger is readable")
    }

    /// The ledger as any SQLite sees it; `None` while there is no more of it than an empty file.
    pub fn tables(&self) -> Option<Connection> {
        let is_there = fs::metadata(self.ledger_path()).is_ok_and(|meta| meta.len() > 0);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
        is_there.then(|| Connection::open_with_flags(self.ledger_path(), flags).expect("SQLite"))
    }

    /// How many entries the ledger has.
    pub fn entries(&self) -> u64 {
        let count = |tables: Connection| {
            // A ledger whose creation died has no tables yet.
            tables.query_row("SELECT count(*) FROM journal", [], |r| r.get(0))
        };
        let counted = self.tables().map(count);
        counted.and_then(Result::ok).unwrap_or(0)
    }

    /// Whether a batch was ever committed.
    pub fn has_batches(&self) -> bool {
        if !self.has_batches.get() {
            self.has_batches.set(self.entries() > 0);
        }
        self.has_batches.get()
    }

    /// The ledger, byte for byte, while nobody has it open.
    pub fn ledger_bytes(&self) -> Vec<u8> {
        fs::read(self.ledger_path()).unwrap_or_default()
    }

    /// Everything that was handed over and the ledger, once there is more in it than its tables,
    /// byte for byte.
    pub fn everything(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = self.published();
        if self.has_batches() {
            found.insert(self.ledger_path(), self.ledger_bytes());
        }
        found
    }

    /// Everything that was handed over, byte for byte.
    pub fn published(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut open = vec![self.out()];
        while let Some(folder) = open.pop() {
            for path in crate::books::files_in(&folder) {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let counts = !["ledger.db", "plan-", "."]
                    .iter()
                    .any(|start| name.starts_with(start));
                match path.is_dir() {
                    _ if !counts => {}
                    true => open.push(path),
                    false => {
                        let bytes = fs::read(&path).expect("an output");
                        found.insert(path, bytes);
                    }
                }
            }
        }
        found
    }

    /// Some seasons keep a copy of the ledger.
    fn copy(&self) -> Option<LedgerCopy> {
        let path = self.folder.path().join("ledger-copy.db");
        self.by_institution.then(|| LedgerCopy::at(path))
    }

    pub fn job(&self, batch: BatchId, extract: &Path, mode: Mode) -> Job {
        let policy = self.law.in_force(batch.date).expect("the law on the day");
        Job {
            extract: extract.to_owned(),
            out: self.out(),
            ledger: self.ledger_path(),
            copy: self.copy(),
            new_ledger: !self.has_batches(),
            same_extract: true,
            guards: Guards::of(&policy),
            policy,
            batch,
            options: BatchOptions {
                language: Language::Zh,
                encoding: None,
                remittance_encoding: Encoding::Utf8,
                by_institution: self.by_institution,
                accept_unidentified: None,
            },
            require_payments: false,
            require_control: false,
            mode,
        }
    }

    /// The job of a night that charges.
    pub fn charging(&self, batch: BatchId, extract: &Path) -> Job {
        self.job(batch, extract, Mode::Commit { expect_plan: None })
    }

    pub fn run(&self, job: &Job, death: Death) -> Ended {
        run_in(&self.pool, job, death)
    }

    /// Runs a night.
    pub fn night(&self, batch: BatchId, extract: &Path, death: Death) -> Ended {
        self.run(&self.charging(batch, extract), death)
    }

    /// Two runs at once, as when somebody starts by hand what the timer starts too.
    pub fn twice_at_once(&self, batch: BatchId, extract: &Path) -> [Ended; 2] {
        let job = self.charging(batch, extract);
        std::thread::scope(|scope| {
            let other = scope.spawn(|| run_in(&pool(), &job, None));
            let own = self.run(&job, None);
            [own, other.join().expect("the other run")]
        })
    }

    /// What another run holds while it is at work.
    pub fn hold(&self) -> Lock {
        Lock::acquire(&self.ledger_path()).expect("nobody else is at work")
    }

    /// Plans a night and returns the digest that a second person approves.
    pub fn plan(&self, batch: BatchId, extract: &Path) -> String {
        let plan = self.job(batch, extract, Mode::DryRun);
        let run = || run::run(&plan, &Interrupt::default(), &Stages::default());
        let (ending, _) = self.pool.install(run).expect("a plan");
        let summary: serde_json::Value = serde_json::from_str(&ending.json).expect("a summary");
        digest_in(&summary).expect("a plan digest")
    }

    /// Commits only what was approved.
    pub fn approved(&self, batch: BatchId, extract: &Path, digest: String) -> Ended {
        let expect_plan = Some(digest);
        let job = self.job(batch, extract, Mode::Commit { expect_plan });
        self.run(&job, None)
    }

    /// Imports answers; returns also what was new in them.
    pub fn import(&self, text: &str, death: Death) -> (Ended, u64) {
        self.import_as(text, death, false)
    }

    /// Imports what agrees with the ledger; returns also what was new in it.
    pub fn import_consistent(&self, text: &str, death: Death) -> (Ended, u64) {
        self.import_as(text, death, true)
    }

    fn import_as(&self, text: &str, death: Death, accept_consistent: bool) -> (Ended, u64) {
        let receipts = self.folder.path().join("receipts.csv");
        fs::write(&receipts, text).expect("a file of answers");
        let job = Reconciliation {
            receipts,
            out: self.out(),
            ledger: self.ledger_path(),
            copy: self.copy(),
            encoding: None,
            offset: self.law.offset(),
            accept_consistent,
        };
        let mut imported: Option<Imported> = None;
        let ended = dying(&self.pool, death, || {
            imported = Some(reconcile(&job, &Interrupt::default(), &Stages::default())?);
            Ok(())
        });
        let new = imported.map(|i| i.new.values().map(|(count, _)| *count).sum());
        (ended, new.unwrap_or(0))
    }
}

/// The one text under a key that speaks of the digest.
fn digest_in(summary: &serde_json::Value) -> Option<String> {
    match summary {
        serde_json::Value::Object(map) => map.iter().find_map(|(key, value)| match value {
            serde_json::Value::String(text) if key.contains("digest") => Some(text.clone()),
            other => digest_in(other),
        }),
        _ => None,
    }
}

fn pool() -> ThreadPool {
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a thread")
}

fn run_in(pool: &ThreadPool, job: &Job, death: Death) -> Ended {
    dying(pool, death, || {
        run::run(job, &Interrupt::default(), &Stages::default()).map(|_| ())
    })
}

fn dying(
    pool: &ThreadPool,
    death: Death,
    work: impl FnOnce() -> anyhow::Result<()> + Send,
) -> Ended {
    pool.install(|| {
        crash::arm(death);
        let ended = catch_unwind(AssertUnwindSafe(work));
        crash::arm(None);
        match ended {
            Ok(Ok(())) => Ended::Done,
            Ok(Err(error)) => Ended::Refused(exit_of(&error), format!("{error:#}")),
            Err(payload) if payload.is::<crash::Died>() => Ended::Died,
            Err(payload) => resume_unwind(payload),
        }
    })
}
