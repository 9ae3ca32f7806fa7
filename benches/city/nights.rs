//! A city and the commands that are run on it.

use super::cost::Cost;
use super::floor;
use super::process::{cost, gongji};
use gongji::synth::SynthOptions;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Threads of every run that does not say otherwise.
pub const THREADS: usize = 2;

/// The first day of deduction, and the batch of that day.
pub const DATE: &str = "--batch-date=2024-12-21";
const BATCH: &str = "2025-20241221-01";

/// How many rows of each kind.
#[derive(Clone, Copy)]
pub struct Size {
    pub enrollments: u64,
    pub networks: u64,
    pub accounts: u64,
}

impl Size {
    /// A city of so many enrollments with the proportions of Shanghai.
    pub fn of(enrollments: u64) -> Size {
        Size {
            enrollments,
            networks: SynthOptions::usual_networks(enrollments),
            accounts: SynthOptions::usual_accounts(enrollments),
        }
    }

    /// So many times the enrollments, networks and accounts.
    pub fn times(self, [enrollments, networks, accounts]: [u64; 3]) -> Size {
        Size {
            enrollments: self.enrollments * enrollments,
            networks: self.networks * networks,
            accounts: self.accounts * accounts,
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c] = [self.enrollments, self.networks, self.accounts].map(grouped);
        write!(f, "{a} · {b} · {c}")
    }
}

/// The number with a comma before every three digits.
pub fn grouped(number: u64) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", grouped(number / 1000), number % 1000),
    }
}

/// A synthetic extract, and a folder that its runs may write to.
pub struct City {
    pub size: Size,
    extract: PathBuf,
    out: PathBuf,
}

impl City {
    /// A city of the wanted size, made once; its files are in the page cache.
    pub fn make(folder: &Path, size: Size) -> City {
        let Size {
            enrollments,
            networks,
            accounts,
        } = size;
        let city = City {
            size,
            extract: folder.join(format!("{enrollments}-{networks}-{accounts}")),
            out: outputs_below(folder),
        };
        // The last file to be written.
        if !city.extract.join("control.csv").exists() {
            let mut command = gongji("synth", THREADS);
            command
                .arg(&city.extract)
                .arg(format!("--enrollments={enrollments}"))
                .arg(format!("--networks={networks}"))
                .arg(format!("--accounts={accounts}"));
            cost(command);
        }
        city.floor();
        city
    }

    /// Removes the city.
    pub fn remove(self) {
        let _ = fs::remove_dir_all(&self.extract);
    }

    /// Removes what the runs wrote.
    pub fn clear_outputs(folder: &Path) {
        let _ = fs::remove_dir_all(outputs_below(folder));
    }

    /// Merely reading all fields, in this process.
    pub fn floor(&self) -> Cost {
        let start = Instant::now();
        assert!(floor::read_all_fields(&self.extract) > 0);
        Cost {
            wall: start.elapsed(),
            peak_kib: 0,
        }
    }

    /// Reading and validating alone.
    pub fn check(&self) -> Cost {
        let mut command = gongji("check", THREADS);
        command.arg(&self.extract).arg("--quiet");
        cost(command)
    }

    /// The whole command, with ledger and all outputs.
    pub fn night(&self, threads: usize) -> Cost {
        let mut command = self.run(threads);
        command.arg("--quiet");
        cost(command)
    }

    /// The same without the commit.
    pub fn dry_run(&self, threads: usize) -> Cost {
        let mut command = self.run(threads);
        command.args(["--dry-run", "--quiet"]);
        cost(command)
    }

    /// The whole command, still to be started, with an empty folder for its outputs.
    pub fn run(&self, threads: usize) -> Command {
        let _ = fs::remove_dir_all(&self.out);
        let mut command = gongji("run", threads);
        command
            .arg(&self.extract)
            .arg("--out")
            .arg(&self.out)
            .args([DATE, "--new-ledger"])
            .arg(format!("--threads={threads}"));
        command
    }

    /// Importing an answer to every deduction of a night that was just committed.
    pub fn reconcile(&self) -> Cost {
        self.night(THREADS);
        let mut answer = gongji("synth-receipts", THREADS);
        answer.arg(self.out.join(BATCH)).arg(self.receipts());
        cost(answer);
        let mut command = gongji("reconcile", THREADS);
        command
            .arg(self.receipts())
            .arg("--out")
            .arg(&self.out)
            .arg("--quiet");
        cost(command)
    }

    /// How many answers were imported last.
    pub fn answers(&self) -> u64 {
        let bytes = fs::read(self.receipts()).expect("the file of answers");
        memchr::memchr_iter(b'\n', &bytes).count() as u64 - 1
    }

    fn receipts(&self) -> PathBuf {
        self.out.join("receipts.csv")
    }
}

fn outputs_below(folder: &Path) -> PathBuf {
    folder.join("out")
}
