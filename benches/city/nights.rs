//! A city and the commands that are run on it.

use super::cost::Cost;
use super::floor;
use super::process::{cost, gongji};
use gongji::synth::SynthOptions;
use serde_json::Value;
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
    pub shape: String,
    extract: PathBuf,
    out: PathBuf,
}

impl City {
    /// A city of the wanted size and shape, made once; its files are in the page cache.
    pub fn make(folder: &Path, size: Size, shape: &str) -> City {
        let Size {
            enrollments,
            networks,
            accounts,
        } = size;
        let city = City {
            size,
            shape: shape.to_owned(),
            extract: folder.join(format!("{shape}-{enrollments}-{networks}-{accounts}")),
            out: outputs_below(folder),
        };
        // The last file to be written.
        if !city.extract.join("control.csv").exists() {
            let mut command = gongji("synth", THREADS);
            command
                .arg(&city.extract)
                .arg(format!("--shape={shape}"))
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
        let out = outputs_below(folder);
        let _ = fs::remove_dir_all(out.with_file_name("season"));
        let _ = fs::remove_dir_all(out);
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
        let mut command = self.command("run", threads);
        command
            .arg(&self.extract)
            .args([DATE, "--new-ledger"])
            .arg(format!("--threads={threads}"));
        command
    }

    /// A command that writes to or looks at the city's outputs.
    fn command(&self, name: &str, threads: usize) -> Command {
        let mut command = gongji(name, threads);
        command.arg("--out").arg(&self.out);
        command
    }

    /// Leaves a night with an answer to every deduction as the season behind the next night.
    pub fn play_season(&self) {
        self.reconcile();
        let _ = fs::remove_dir_all(self.season());
        fs::rename(&self.out, self.season()).expect("the season is put aside");
    }

    fn season(&self) -> PathBuf {
        self.out.with_file_name("season")
    }

    /// Puts the season back where the next command expects it.
    pub fn restore_season(&self) {
        let _ = fs::remove_dir_all(&self.out);
        let mut copy = Command::new("cp");
        copy.arg("-r").args([self.season(), self.out.clone()]);
        assert!(copy.status().expect("cp starts").success());
    }

    /// The whole command of the next evening, on the same extract.
    pub fn second_night(&self) -> Cost {
        self.restore_season();
        let mut command = self.command("run", THREADS);
        command
            .arg(&self.extract)
            .args(["--batch-date=2024-12-22", "--same-extract", "--quiet"]);
        cost(command)
    }

    /// Verifies the season's batch, with its extract if that is wanted.
    pub fn verify(&self, decides_again: bool) -> Cost {
        let mut command = self.command("verify", THREADS);
        command.arg(self.out.join(BATCH));
        if decides_again {
            command.arg("--extract").arg(&self.extract);
        }
        cost(command)
    }

    /// The books of the season.
    pub fn status(&self) -> Cost {
        cost(self.command("status", THREADS))
    }

    /// Why one student was charged, with the extract: what a hotline asks for.
    pub fn explain(&self) -> Cost {
        let mut command = self.command("explain", THREADS);
        command
            .arg("SH00000000001")
            .arg("--extract")
            .arg(&self.extract);
        cost(command)
    }

    /// The manifest of a night that is committed for it.
    pub fn manifest(&self) -> Value {
        self.night(THREADS);
        let bytes = fs::read(self.out.join(BATCH).join("manifest.json")).expect("the manifest");
        serde_json::from_slice(&bytes).expect("JSON")
    }

    /// The folder of the extract.
    pub fn extract(&self) -> &Path {
        &self.extract
    }

    /// Importing an answer to every deduction of a night that was just committed.
    pub fn reconcile(&self) -> Cost {
        self.night(THREADS);
        let mut answer = gongji("synth-receipts", THREADS);
        answer.arg(self.out.join(BATCH)).arg(self.receipts());
        cost(answer);
        let mut command = self.command("reconcile", THREADS);
        command.arg(self.receipts()).arg("--quiet");
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
