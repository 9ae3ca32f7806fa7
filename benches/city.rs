//! The whole city: `cargo bench --bench city -- [--enrollments N] [--rounds N] [--folder DIR]
//! [--full]` makes a synthetic city once and prints what the command costs, as ratios to the floor
//! of the same run, and its peak memory.
//!
//! `--full` adds one thread against two, and twice the enrollments, network rows and accounts.

mod floor;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const GONGJI: &str = env!("CARGO_BIN_EXE_gongji");
/// Of the city that the figures are stated for.
const NETWORKS_PER_HUNDRED: u64 = 130;
const ACCOUNTS_PER_HUNDRED: u64 = 696;

struct Options {
    enrollments: u64,
    rounds: usize,
    folder: PathBuf,
    full: bool,
}

fn options() -> Options {
    let mut options = Options {
        enrollments: 2_300_000,
        rounds: 3,
        folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join("city"),
        full: false,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || {
            words
                .next()
                .unwrap_or_else(|| panic!("{word} takes a value"))
        };
        match word.as_str() {
            "--enrollments" => options.enrollments = value().parse().expect("a number"),
            "--rounds" => options.rounds = value().parse().expect("a number"),
            "--folder" => options.folder = value().into(),
            "--full" => options.full = true,
            "--bench" => {}
            other => panic!("unknown option {other}"),
        }
    }
    options
}

/// What one process used.
#[derive(Clone, Copy)]
struct Cost {
    wall: Duration,
    peak_kib: u64,
}

#[allow(clippy::zombie_processes, reason = "wait4 below waits for it")]
/// Runs the command and waits for it with the operating system's own accounting.
fn cost(arguments: &[OsString]) -> Cost {
    let start = Instant::now();
    let child = Command::new(GONGJI)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("the command starts");
    let (mut status, mut usage) = (0, unsafe { std::mem::zeroed::<libc::rusage>() });
    // SAFETY: both places are valid for writing, and the child is this process's own.
    let waited = unsafe { libc::wait4(child.id() as i32, &mut status, 0, &mut usage) };
    assert!(
        waited > 0 && status == 0,
        "{arguments:?} ended with status {status}"
    );
    Cost {
        wall: start.elapsed(),
        peak_kib: usage.ru_maxrss as u64,
    }
}

/// A city of the wanted size, made once.
fn city(options: &Options, enrollments: u64, networks: u64, accounts: u64) -> PathBuf {
    let folder = options
        .folder
        .join(format!("{enrollments}-{networks}-{accounts}"));
    if !folder.join("control.csv").exists() {
        let size = |name: &str, n: u64| [name.into(), n.to_string().into()];
        let mut arguments: Vec<OsString> = vec!["synth".into(), folder.clone().into()];
        arguments.extend(size("--enrollments", enrollments));
        arguments.extend(size("--networks", networks));
        arguments.extend(size("--accounts", accounts));
        cost(&arguments);
    }
    floor::read_all_fields(&folder);
    folder
}

fn night(options: &Options, extract: &Path, threads: usize, dry: bool) -> Cost {
    let out = options.folder.join("out");
    let _ = fs::remove_dir_all(&out);
    let mut arguments: Vec<OsString> = vec![
        "run".into(),
        extract.into(),
        "--out".into(),
        out.into(),
        "--batch-date=2024-12-21".into(),
        "--new-ledger".into(),
        "--quiet".into(),
        format!("--threads={threads}").into(),
    ];
    if dry {
        arguments.push("--dry-run".into());
    }
    cost(&arguments)
}

fn floor_of(extract: &Path) -> Duration {
    let start = Instant::now();
    assert!(floor::read_all_fields(extract) > 0);
    start.elapsed()
}

fn median<T: Copy>(mut values: Vec<T>, key: impl Fn(&T) -> Duration) -> T {
    values.sort_by_key(key);
    values[values.len() / 2]
}

struct Figures {
    floor: Duration,
    whole: Cost,
    dry: Cost,
}

/// Floor, whole command and dry run in turn, so that a machine that slows down slows all.
fn measure(options: &Options, extract: &Path) -> Figures {
    let (mut floors, mut wholes, mut dries) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.rounds {
        floors.push(floor_of(extract));
        wholes.push(night(options, extract, 2, false));
        dries.push(night(options, extract, 2, true));
    }
    Figures {
        floor: median(floors, |d| *d),
        whole: median(wholes, |c| c.wall),
        dry: median(dries, |c| c.wall),
    }
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}

fn main() {
    let options = options();
    rayon::ThreadPoolBuilder::new()
        .num_threads(2)
        .build_global()
        .expect("two threads");
    let n = options.enrollments;
    let (networks, accounts) = (
        n * NETWORKS_PER_HUNDRED / 100,
        n * ACCOUNTS_PER_HUNDRED / 100,
    );
    let extract = city(&options, n, networks, accounts);
    let figures = measure(&options, &extract);
    println!("enrollments {n}, networks {networks}, accounts {accounts}, two threads");
    println!(
        "whole command / floor      {:.2}",
        ratio(figures.whole.wall, figures.floor)
    );
    println!(
        "dry run / floor            {:.2}",
        ratio(figures.dry.wall, figures.floor)
    );
    println!(
        "peak memory, whole command {} MiB",
        figures.whole.peak_kib / 1024
    );
    if options.full {
        full(&options, &figures, (n, networks, accounts), &extract);
    }
}

/// One thread, and how cost grows with each kind of row.
fn full(options: &Options, base: &Figures, size: (u64, u64, u64), extract: &Path) {
    let alone: Vec<Cost> = (0..options.rounds)
        .map(|_| night(options, extract, 1, false))
        .collect();
    let alone = median(alone, |c| c.wall);
    println!(
        "one thread / two threads   {:.2}",
        ratio(alone.wall, base.whole.wall)
    );
    let (n, networks, accounts) = size;
    for (what, n, networks, accounts) in [
        ("twice the enrollments", 2 * n, networks, accounts),
        ("twice the networks", n, 2 * networks, accounts),
        ("twice the accounts", n, networks, 2 * accounts),
        ("three cities", 3 * n, 3 * networks, 3 * accounts),
    ] {
        let extract = city(options, n, networks, accounts);
        let figures = measure(options, &extract);
        println!(
            "{what:<26} {:.2} x the time, {:.2} x the memory, {:.2} x its floor",
            ratio(figures.whole.wall, base.whole.wall),
            figures.whole.peak_kib as f64 / base.whole.peak_kib as f64,
            ratio(figures.whole.wall, figures.floor),
        );
    }
}
