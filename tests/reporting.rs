//! What becomes of log, summary and signals changes nothing of what a command does, and its exit
//! code says what happened to the money.

mod common;

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const BATCH: &str = "out/2025-20241221-01";
const FIRST: &[&str] = &[
    "run",
    "x",
    "--out",
    "out",
    "--batch-date",
    "2024-12-21",
    "--new-ledger",
];

/// Where one of the two streams leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stream {
    Read,
    Closed,
    NoReader,
    FullDisk,
    PastItsLimit,
}

impl Stream {
    const BAD: [Stream; 4] = [
        Stream::Closed,
        Stream::NoReader,
        Stream::FullDisk,
        Stream::PastItsLimit,
    ];
}

/// A folder with an extract in it.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let place = Place { folder };
        fs::create_dir(place.path("x")).expect("a folder");
        for file in fs::read_dir("sample_data").expect("the sample") {
            let file = file.expect("a file").path();
            if file.extension().is_some_and(|ending| ending == "csv") {
                let name = file.file_name().expect("a name");
                fs::copy(&file, place.path("x").join(name)).expect("a copy");
            }
        }
        place
    }

    /// After a first night.
    fn with_a_batch() -> Place {
        let place = Place::new();
        let night = place.command(FIRST).output().expect("gongji starts");
        assert_eq!(night.status.code(), Some(0), "{}", log(&night));
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = common::gongji();
        command.args(args).current_dir(self.folder.path());
        command
    }

    fn is_committed(&self) -> bool {
        let status = self.command(&["status", "--out", "out", "--json"]).output();
        let status = status.expect("gongji starts").stdout;
        String::from_utf8_lossy(&status).contains("2025-20241221-01")
    }

    /// Runs a command with its streams leading elsewhere.
    fn ending(&self, args: &[&str], out: Stream, log: Stream) -> Option<i32> {
        let mut command = Command::new("sh");
        command.args(["-c", &script(out, log), env!("CARGO_BIN_EXE_gongji")]);
        command.args(args).current_dir(self.folder.path());
        command.stdout(self.stdio(out)).stderr(self.stdio(log));
        command.status().expect("a shell").code()
    }

    fn stdio(&self, stream: Stream) -> Stdio {
        match stream {
            Stream::Read | Stream::Closed => Stdio::null(),
            Stream::NoReader => Stdio::from(std::io::pipe().expect("a pipe").1),
            Stream::FullDisk => {
                let full = File::options().write(true).open("/dev/full");
                full.expect("the full device").into()
            }
            Stream::PastItsLimit => {
                let path = self.path("long");
                fs::write(&path, vec![b'.'; 8 << 20]).expect("a long file");
                let long = File::options().append(true).open(path);
                long.expect("a long file").into()
            }
        }
    }
}

/// What the shell does before it becomes the program.
fn script(out: Stream, log: Stream) -> String {
    let limit = match [out, log].contains(&Stream::PastItsLimit) {
        true => "ulimit -f 8192; ",
        false => "",
    };
    let close = |stream, words| if stream == Stream::Closed { words } else { "" };
    format!(
        "{limit}exec \"$0\" \"$@\" {} {}",
        close(out, ">&-"),
        close(log, "2>&-")
    )
}

fn log(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_log_that_cannot_be_written_changes_no_exit_code() {
    for (sentence, args, exit) in [
        ("done", FIRST, 0),
        ("usage", &["run", "x", "--no-such-option"][..], 2),
        (
            "a policy that says nothing",
            &["run", "x", "--out", "out", "--batch-date", "2019-12-21"],
            2,
        ),
        (
            "no ledger",
            &["run", "x", "--out", "out", "--batch-date", "2024-12-21"],
            3,
        ),
    ] {
        for stream in Stream::BAD {
            for form in ["text", "json"] {
                let place = Place::new();
                let args = [args, &["--log-format", form]].concat();
                let ended = place.ending(&args, Stream::Read, stream);
                assert_eq!(ended, Some(exit), "{sentence}, log {stream:?}, {form}");
                assert_eq!(
                    place.path(BATCH).exists(),
                    exit == 0,
                    "{sentence}, {stream:?}"
                );
            }
        }
    }
}

#[test]
fn a_batch_refused_after_another_stays_refused_without_a_log() {
    let place = Place::with_a_batch();
    fs::create_dir(place.path("out/2025-20241220-01")).expect("a folder");
    for stream in Stream::BAD {
        let args = ["run", "x", "--out", "out", "--batch-date", "2024-12-22"];
        assert_eq!(
            place.ending(&args, Stream::Read, stream),
            Some(6),
            "{stream:?}"
        );
    }
}

#[test]
fn a_summary_that_cannot_be_printed_does_not_undo_a_night() {
    for out in Stream::BAD {
        for log in [Stream::Read, out] {
            let place = Place::new();
            assert_eq!(place.ending(FIRST, out, log), Some(0), "{out:?}, {log:?}");
            assert!(place.path(BATCH).exists() && place.is_committed());
            let verify = ["verify", BATCH, "--out", "out"];
            assert_eq!(place.ending(&verify, out, log), Some(0), "{out:?}, {log:?}");
        }
    }
}

#[test]
fn what_a_command_is_for_must_be_printed() {
    let place = Place::with_a_batch();
    for args in [
        &["status", "--out", "out"][..],
        &["explain", "nobody", "--out", "out"],
        &["policy", "show", "shanghai-2025"],
        &["policy", "list"],
        &["check", "x"],
        &[
            "run",
            "x",
            "--out",
            "out",
            "--batch-date",
            "2024-12-22",
            "--dry-run",
            "--same-extract",
        ],
        &["man"],
        &["completions", "bash"],
        &["--help"],
        &["--version"],
    ] {
        for (out, exit) in [
            (Stream::Read, 0),
            (Stream::Closed, 1),
            (Stream::FullDisk, 1),
            (Stream::PastItsLimit, 1),
            // As with `| head`.
            (Stream::NoReader, 0),
        ] {
            let ended = place.ending(args, out, Stream::Read);
            assert_eq!(ended, Some(exit), "{args:?} to {out:?}");
        }
    }
}

#[test]
fn a_limit_on_file_sizes_is_an_ordinary_error() {
    let place = Place::new();
    let mut command = Command::new("sh");
    command.args([
        "-c",
        "ulimit -f 8; exec \"$0\" \"$@\"",
        env!("CARGO_BIN_EXE_gongji"),
    ]);
    let night = command
        .args(FIRST)
        .current_dir(place.folder.path())
        .output();
    let night = night.expect("a shell");
    assert_eq!(night.status.code(), Some(1), "{}", log(&night));
    assert!(!place.path(BATCH).exists());
    assert_eq!(place.ending(FIRST, Stream::Read, Stream::Read), Some(0));
}

/// Places of a night, and whether its commit is behind them.
const PLACES: [(&str, bool); 6] = [
    ("staging.before-folder", false),
    ("ledger.before-begin", false),
    ("ledger.before-commit", false),
    ("ledger.after-commit", true),
    ("staging.before-place", true),
    ("staging.before-sync-out", true),
];

fn night_with(place: &Place, blow: &str) -> Output {
    let mut command = place.command(FIRST);
    let night = command.env("GONGJI_CRASH_AT", blow).output();
    night.expect("gongji starts")
}

#[test]
fn a_panic_after_the_commit_leaves_a_batch_to_finish() {
    for (name, is_committed) in PLACES {
        let place = Place::new();
        let night = night_with(&place, &format!("{name}=panic"));
        let exit = if is_committed { 7 } else { 1 };
        assert_eq!(night.status.code(), Some(exit), "{name}: {}", log(&night));
        assert!(log(&night).contains("程序内部错误"), "{}", log(&night));
        assert_eq!(place.is_committed(), is_committed, "{name}");
        let again = place.command(FIRST).output().expect("gongji starts");
        assert_eq!(again.status.code(), Some(0), "{name}: {}", log(&again));
    }
}

#[test]
fn signals_stop_a_night_before_its_commit_and_never_after() {
    for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP] {
        for (name, is_committed) in PLACES {
            // From here to the commit there is nothing to wait for, and no look.
            if name == "ledger.before-commit" {
                continue;
            }
            let place = Place::new();
            let night = night_with(&place, &format!("{name}={signal}"));
            let exit = if is_committed { 0 } else { 1 };
            let told = format!("{signal} at {name}: {}", log(&night));
            assert_eq!(night.status.code(), Some(exit), "{told}");
            assert_eq!(place.is_committed(), is_committed, "{told}");
        }
    }
}

#[test]
fn a_log_that_nobody_reads_holds_nothing_up_for_long() {
    let place = Place::new();
    let (reader, writer) = std::io::pipe().expect("a pipe");
    let mut filler = writer.try_clone().expect("the same pipe");
    // One byte short of a full pipe.
    std::io::Write::write_all(&mut filler, &[b'.'; 65_535]).expect("room");
    let started = std::time::Instant::now();
    let mut night = place.command(FIRST);
    let night = night.stdout(Stdio::null()).stderr(writer).status();
    assert_eq!(night.expect("gongji starts").code(), Some(0));
    assert!(started.elapsed().as_secs() < 30);
    assert!(place.is_committed());
    drop(reader);
}
