//! Somebody asks a night or an import to stop, in every one of its stages: it ends within a second, says
//! that nothing was deducted, leaves nothing behind, and the same command later does all of it.

mod common;

use common::Office;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(1);

/// The end of a stage, behind which a command is asked to stop (where none is over: once it listens),
/// and what its log no longer says then.
type Asked = (Option<&'static str>, &'static str);

const FIRST_NIGHT: &[Asked] = &[
    (Some("ledger opened"), "enrollments.csv read"),
    (Some("enrollments.csv read"), "networks.csv read"),
    (Some("networks.csv read"), "accounts.csv read"),
    (Some("holds.csv read"), "rows joined"),
    (Some("rows joined"), "decided:"),
    (Some("decided:"), "outputs written"),
];

/// With a night behind it.
const SECOND_NIGHT: &[Asked] = &[
    (None, "ledger opened"),
    (Some("holds.csv read"), "rows joined"),
];

const IMPORT: &[Asked] = &[
    (None, "ledger opened"),
    (Some("ledger opened"), "answers.csv read"),
    (Some("answers.csv read"), "outputs written"),
    (Some("answers compared"), "committed"),
];

fn command(office: &Office, arguments: &[&str]) -> Command {
    let mut command = office.command(arguments);
    command
        .arg("--lang=en")
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

/// Waits until a process has taken the signal by which it will be asked to stop.
fn until_it_listens(process: u32) {
    const TERM: u64 = 1 << (libc::SIGTERM - 1);
    let listens = || {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let caught = status
            .lines()
            .find_map(|line| line.strip_prefix("SigCgt:"))?;
        u64::from_str_radix(caught.trim(), 16).ok()
    };
    while listens().is_none_or(|caught| caught & TERM == 0) {
        std::thread::yield_now();
    }
}

/// How a command ends that is asked to stop once its log says something: its exit code, how long it took
/// from then on, and what the log said later.
fn stopped(mut command: Command, sign: Option<&str>) -> (Option<i32>, Duration, String) {
    let mut child = command.spawn().expect("gongji starts");
    let log = BufReader::new(child.stderr.take().expect("a log"));
    let mut lines = log.lines().map(|line| line.expect("a line of the log"));
    match sign {
        Some(sign) => assert!(lines.any(|line| line.contains(sign)), "{sign}"),
        None => until_it_listens(child.id()),
    }
    let asked = Instant::now();
    // SAFETY: a system call with the number of a child that nobody has waited for.
    assert_eq!(unsafe { libc::kill(child.id() as i32, libc::SIGTERM) }, 0);
    let later: Vec<String> = lines.collect();
    let exit = child.wait().expect("an end").code();
    (exit, asked.elapsed(), later.join("\n"))
}

/// Asks a command to stop in every one of its stages, then lets it run.
fn stop_everywhere(office: &Office, arguments: &[&str], stages: &[Asked]) {
    let names = || {
        let entries = std::fs::read_dir(office.out()).into_iter().flatten();
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("an entry").file_name())
            .collect();
        names.sort();
        names
    };
    let before = names();
    for (sign, later) in stages {
        let (exit, took, log) = stopped(command(office, arguments), *sign);
        assert_eq!(exit, Some(1), "{sign:?}: {log}");
        assert!(took < PATIENCE, "{sign:?}: {took:?}");
        assert!(log.contains("nothing was deducted"), "{sign:?}: {log}");
        assert!(!log.contains(later), "{sign:?}: {log}");
        assert_eq!(names(), before, "{sign:?}");
    }
    let output = command(office, arguments).output().expect("gongji starts");
    let log = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{log}");
    for (_, later) in stages {
        assert!(log.contains(later), "{later}: {log}");
    }
}

#[test]
fn what_is_asked_to_stop_ends_in_the_midst_of_its_stage() {
    let office = Office::new();
    let [extract, answers] = ["extract", "answers.csv"].map(|name| {
        let path = office.folder.path().join(name);
        path.to_str().expect("a path").to_owned()
    });
    office.ends(&["synth", &extract, "--enrollments=60000"], 0, "");
    let night = ["run", &extract, "--by-institution"];
    let first = [&night[..], &["--batch-date=2024-12-21", "--new-ledger"]].concat();
    stop_everywhere(&office, &first, FIRST_NIGHT);
    let second = [&night[..], &["--batch-date=2024-12-22", "--same-extract"]].concat();
    let plan = [&second[..], &["--dry-run"]].concat();
    let (exit, _, log) = stopped(command(&office, &plan), None);
    assert_eq!(exit, Some(1), "{log}");
    assert!(!log.contains("ledger opened"), "{log}");
    stop_everywhere(&office, &second, SECOND_NIGHT);
    let batch = office.out().join(common::FIRST_BATCH);
    let batch = batch.to_str().expect("a path");
    office.ends(&["synth-receipts", batch, &answers], 0, "");
    stop_everywhere(&office, &["reconcile", &answers], IMPORT);
}
