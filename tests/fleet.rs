//! A fleet of pooling areas, played by the rules of `docs/deploy/kubernetes/job.yml`: an attempt that
//! ends with 2, 3, 4 or 6 fails its area at once, any other failure is tried again, twice at most,
//! with the same batch date. What is left of every area equals an undisturbed run.

mod common;

use common::gongji;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

const AREAS: usize = 31;
const PARALLEL: usize = 4;
/// `backoffLimitPerIndex` of the Job.
const RETRIES: usize = 2;
const BATCH: &str = "2025-20241221-01";
/// Whose extract lacks a column.
const WRONG: usize = 13;
/// Whose volume has no room at the first attempt.
const FULL: usize = 17;

/// What befalls an attempt.
#[derive(Clone, Copy)]
enum Mishap {
    Nothing,
    /// The process dies at this place.
    Killed(&'static str),
    /// No file may grow beyond 8 KiB.
    NoRoom,
}

/// The mishaps of an area, attempt by attempt: never more than the Job tries again.
fn mishaps(area: usize) -> [Mishap; RETRIES] {
    let points = gongji::crash::POINTS;
    // Two numbers that are coprime to the number of places visit them in different orders.
    let [first, second] = [area * 7, area * 11 + 5].map(|n| points[n % points.len()]);
    match area {
        FULL => [Mishap::NoRoom, Mishap::Killed(first)],
        _ if area.is_multiple_of(3) => [Mishap::Killed(first), Mishap::Killed(second)],
        _ if area % 3 == 1 => [Mishap::Killed(first), Mishap::Nothing],
        _ => [Mishap::Nothing; RETRIES],
    }
}

struct Area {
    number: usize,
    extract: PathBuf,
    policy: PathBuf,
}

impl Area {
    /// An extract of its own size, and a policy of its own.
    fn new(root: &Path, number: usize) -> Area {
        let extract = root.join(format!("extracts/area-{number}"));
        let enrollments = (20 + 9 * number).to_string();
        let seed = number.to_string();
        let arguments = [
            "synth",
            "--enrollments",
            &enrollments,
            "--seed",
            &seed,
            "--quiet",
        ];
        let made = gongji().args(arguments).arg(&extract).output();
        assert!(made.expect("gongji starts").status.success());
        if number == WRONG {
            let file = extract.join("accounts.csv");
            let text = fs::read_to_string(&file).expect("accounts");
            fs::write(&file, text.replacen("accumulated_balance", "balance", 1)).expect("accounts");
        }
        let policy = root.join(format!("policies/area-{number}.toml"));
        let law = gongji::policy::presets()[0].1;
        let own = match number % 2 {
            0 => law.to_owned(),
            _ => law.replace("\"greater-than\"", "\"at-least\""),
        };
        fs::write(&policy, own).expect("the policy");
        Area {
            number,
            extract,
            policy,
        }
    }

    /// One attempt, as the Job starts it.
    fn attempt(&self, out: &Path, mishap: Mishap) -> ExitStatus {
        let mut command = match mishap {
            Mishap::NoRoom => {
                let mut limited = Command::new("bash");
                limited.args(["-c", "ulimit -f 8; exec \"$0\" \"$@\""]);
                limited.arg(env!("CARGO_BIN_EXE_gongji"));
                limited
            }
            Mishap::Killed(place) => {
                let mut dying = gongji();
                dying.env("GONGJI_CRASH_AT", place);
                dying
            }
            Mishap::Nothing => gongji(),
        };
        command.arg("run").arg(&self.extract).arg("--out").arg(out);
        command
            .arg("--policy")
            .arg(&self.policy)
            .args(["--batch-date", "2024-12-21"]);
        command.args(["--new-ledger", "--quiet", "--threads", "1"]);
        let log = fs::File::create(out.with_extension("log")).expect("a log");
        command.stderr(log).stdout(std::process::Stdio::null());
        command.status().expect("gongji starts")
    }

    /// Plays the area: the exit code of the last attempt, `None` where it was killed.
    fn play(&self, out: &Path, mishaps: &[Mishap]) -> Option<i32> {
        let attempts = mishaps.iter().copied().chain([Mishap::Nothing]);
        let mut code = None;
        for mishap in attempts {
            code = self.attempt(out, mishap).code();
            if matches!(code, Some(0 | 2 | 3 | 4 | 6)) {
                break;
            }
        }
        code
    }
}

/// Every file of a batch by its path.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(&path).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => open.push(path),
                false => {
                    let name = path.strip_prefix(folder).expect("below").to_owned();
                    found.insert(name, fs::read(&path).expect("a file"));
                }
            }
        }
    }
    found
}

/// Plays all areas, some at a time.
fn play_all(areas: &[Area], outs: &Path, disturbed: bool) -> Vec<Option<i32>> {
    let next = AtomicUsize::new(0);
    let codes = Mutex::new(vec![None; areas.len()]);
    let work = || {
        while let Some(area) = areas.get(next.fetch_add(1, Ordering::Relaxed)) {
            let out = outs.join(format!("area-{}", area.number));
            let planned = mishaps(area.number);
            let code = area.play(&out, if disturbed { &planned } else { &[] });
            codes.lock().expect("no panic")[area.number] = code;
        }
    };
    std::thread::scope(|scope| {
        let workers = if disturbed { PARALLEL } else { 1 };
        (0..workers).for_each(|_| {
            scope.spawn(work);
        });
    });
    codes.into_inner().expect("no panic")
}

#[test]
fn every_area_ends_as_if_nothing_had_happened() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for name in ["extracts", "policies", "fleet", "serial"] {
        fs::create_dir(folder.path().join(name)).expect("a folder");
    }
    let areas: Vec<Area> = (0..AREAS).map(|n| Area::new(folder.path(), n)).collect();
    let fleet = folder.path().join("fleet");
    let serial = folder.path().join("serial");
    let ended = play_all(&areas, &fleet, true);
    let undisturbed = play_all(&areas, &serial, false);
    assert_eq!(ended, undisturbed);
    for (number, code) in ended.iter().enumerate() {
        let expected = if number == WRONG { 3 } else { 0 };
        assert_eq!(*code, Some(expected), "area {number}");
        let name = format!("area-{number}/{BATCH}");
        let left = files(&fleet.join(&name));
        assert_eq!(left.is_empty(), number == WRONG, "area {number}");
        assert!(left == files(&serial.join(&name)), "area {number} differs");
    }
    let mut status = gongji();
    status.args(["status", "--json", "--fleet"]).arg(&fleet);
    let status = status.output().expect("gongji starts");
    assert!(
        status.status.success(),
        "every ledger can be read: {status:?}"
    );
    let status: serde_json::Value = serde_json::from_slice(&status.stdout).expect("JSON");
    assert_eq!(status["areas"].as_array().map(Vec::len), Some(AREAS));
    assert_eq!(status["total"]["batches"], AREAS - 1);
}
