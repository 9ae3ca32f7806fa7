//! A SIGKILL at the n-th system call of a kind, or an error from it, injected by `strace`.

use crate::notice::skipped;
use crate::place::{Ended, Place, ended, fill};
use crate::scenario::{Ready, SCENARIOS};
use std::process::{Command, Stdio};

/// Calls that change what is on the disk, and how many passings are stepped over after the first
/// few: there are many writes.
const CALLS: &[(&str, usize)] = &[
    ("fsync,fdatasync", 1),
    ("rename,renameat,renameat2", 1),
    ("mkdir,mkdirat", 1),
    ("unlink,unlinkat,rmdir", 2),
    ("ftruncate", 1),
    ("write", 7),
    ("pwrite64,writev", 7),
];

/// Whether this machine lets a program be traced.
fn may_trace() -> bool {
    let tried = Command::new("strace")
        .args(["-f", "-o", "/dev/null", "-e", "trace=none", "true"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    tried.is_ok_and(|status| status.success())
}

/// Runs the dying command with something done to the n-th call of a kind in each thread.
fn run_with(ready: &Ready, place: &Place, calls: &str, deed: &str) -> (Ended, String) {
    let mut command = Command::new("strace");
    command
        .args(["-f", "-qq", "-o", "/dev/null", "-e"])
        .arg(format!("trace={calls}"))
        .arg("-e")
        .arg(format!("inject={calls}:{deed}"))
        .arg(env!("CARGO_BIN_EXE_gongji"));
    fill(&mut command, ready.scenario.dying, &place.out(), None);
    ended(&command.output().expect("strace starts"))
}

#[test]
fn a_kill_at_any_system_call_is_survived() {
    if !may_trace() {
        skipped(&format!(
            "{} kinds of system calls in 2 scenarios: tracing is not permitted here",
            CALLS.len()
        ));
        return;
    }
    let mut cases = 0;
    for scenario in &SCENARIOS[..2] {
        let ready = scenario.ready();
        for (calls, stride) in CALLS {
            let mut passing = 1;
            loop {
                let place = ready.before.copy();
                let deed = format!("signal=SIGKILL:when={passing}");
                match run_with(&ready, &place, calls, &deed) {
                    (Ended::Signal(9) | Ended::Exit(137), _) => {
                        ready.check(&place, &format!("killed at {calls} {passing}"));
                        cases += 2;
                    }
                    (Ended::Exit(0), _) => break,
                    (ended, log) => panic!("{calls} {passing}: ended {ended:?}: {log}"),
                }
                passing += stride;
            }
        }
    }
    println!("system calls: {cases} cases killed and recovered");
}

/// Calls that a failing disk answers with an error.
const FAILING: &[(&str, &str, usize)] = &[
    ("fsync,fdatasync", "EIO", 1),
    ("rename,renameat,renameat2", "EIO", 1),
    ("mkdir,mkdirat", "EROFS", 1),
    ("ftruncate", "EIO", 1),
    ("write", "ENOSPC", 7),
    ("pwrite64", "ENOSPC", 7),
];

/// Nothing is committed after exit 1; after 7 the same command finishes.
fn fail_at(ready: &Ready, calls: &str, deed: &str) -> Ended {
    let place = ready.before.copy();
    let (ended, log) = run_with(ready, &place, calls, deed);
    let committed = (ready.scenario.is_committed)(&place.state());
    let why = format!("{calls} {deed}: {log}");
    match &ended {
        Ended::Exit(0) => assert!(committed, "{why}"),
        Ended::Exit(1) => assert!(!committed, "exit 1, but committed: {why}"),
        Ended::Exit(7) => {}
        other => panic!("ended {other:?}: {why}"),
    }
    ready.check(&place, &why);
    ended
}

#[test]
fn an_error_from_any_system_call_is_survived() {
    const MOST: usize = 200;
    if !may_trace() {
        skipped(&format!(
            "{} kinds of failing calls in 1 scenario: tracing is not permitted here",
            FAILING.len()
        ));
        return;
    }
    let ready = SCENARIOS[1].ready();
    let (mut cases, mut unplaced) = (0, 0);
    for (calls, error, stride) in FAILING {
        let mut harmless = 0;
        for passing in (1..MOST).step_by(*stride) {
            // A log line that cannot be written, and trouble after the end, harm nothing.
            match fail_at(&ready, calls, &format!("error={error}:when={passing}")) {
                Ended::Exit(0) => harmless += 1,
                ended => {
                    harmless = 0;
                    unplaced += usize::from(ended == Ended::Exit(7));
                }
            }
            cases += 2;
            if harmless > 3 {
                break;
            }
        }
    }
    println!("failing calls: {cases} cases, {unplaced} of them after the commit");
}
