//! Somebody asks a night to stop, in every one of its stages: it ends within a second, says that
//! nothing was deducted, leaves nothing behind, and the same command later does all of it.

mod common;

use common::Office;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(1);

/// The end of a stage, behind which the night is asked to stop, and that of the next stage.
const STAGES: &[(&str, &str)] = &[
    ("ledger opened", "enrollments.csv read"),
    ("enrollments.csv read", "networks.csv read"),
    ("networks.csv read", "accounts.csv read"),
    ("holds.csv read", "rows joined"),
    ("rows joined", "decided:"),
    ("decided:", "outputs written"),
];

fn night(office: &Office, extract: &str) -> Command {
    let mut command = office.command(&["run", extract, "--batch-date=2024-12-21", "--new-ledger"]);
    command
        .args(["--by-institution", "--lang=en"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

/// How a night ends that is asked to stop once its log says something: its exit code, how long it took
/// from then on, and what the log said later.
fn stopped_behind(office: &Office, extract: &str, sign: &str) -> (Option<i32>, Duration, String) {
    let mut night = night(office, extract).spawn().expect("gongji starts");
    let log = BufReader::new(night.stderr.take().expect("a log"));
    let mut lines = log.lines().map(|line| line.expect("a line of the log"));
    assert!(lines.any(|line| line.contains(sign)), "{sign}");
    let asked = Instant::now();
    // SAFETY: a system call with the number of a child that nobody has waited for.
    assert_eq!(unsafe { libc::kill(night.id() as i32, libc::SIGTERM) }, 0);
    let later: Vec<String> = lines.collect();
    let exit = night.wait().expect("an end").code();
    (exit, asked.elapsed(), later.join("\n"))
}

#[test]
fn a_night_that_is_asked_to_stop_ends_in_the_midst_of_its_stage() {
    let office = Office::new();
    let extract = office.folder.path().join("extract");
    let extract = extract.to_str().expect("a path");
    office.ends(&["synth", extract, "--enrollments=60000"], 0, "");
    for (sign, next) in STAGES {
        let (exit, took, log) = stopped_behind(&office, extract, sign);
        assert_eq!(exit, Some(1), "{sign}: {log}");
        assert!(took < PATIENCE, "{sign}: {took:?}");
        assert!(log.contains("nothing was deducted"), "{sign}: {log}");
        assert!(!log.contains(next), "{sign}: {log}");
        let left = std::fs::read_dir(office.out()).expect("the output folder");
        assert_eq!(left.count(), 0, "{sign}");
    }
    let output = night(&office, extract).output().expect("gongji starts");
    let log = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{log}");
    for (_, next) in STAGES {
        assert!(log.contains(next), "{next}: {log}");
    }
}
