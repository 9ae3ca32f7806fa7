//! In the place of a file or folder that a command is told of, or finds beside one, there is something
//! else: a pipe, a device, a socket, a folder, a link that leads nowhere. Nothing is waited for, nothing is
//! committed, nothing is written through it.

mod common;

use common::{FIRST_BATCH, Office, SECOND_BATCH, THIRD};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use std::fs::{self, Metadata};
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Beyond this a command waits for something that will never come.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Strange {
    Pipe,
    Device,
    Socket,
    Folder,
    Nowhere,
}
use Strange::{Device, Folder, Nowhere, Pipe, Socket};

/// Nobody can read a file out of these.
const ALL: &[Strange] = &[Pipe, Device, Socket, Folder, Nowhere];
/// Where a folder is meant.
const NO_FOLDER: &[Strange] = &[Pipe, Device, Socket, Nowhere];
/// Where a link is followed to a new file, as the contract says.
const NO_LINK: &[Strange] = &[Pipe, Device, Socket, Folder];

impl Strange {
    fn put(self, path: &Path) {
        let made: std::io::Result<()> = match self {
            Pipe => mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0)
                .map_err(std::io::Error::from),
            Device => symlink("/dev/zero", path),
            Socket => UnixListener::bind(path).map(drop),
            Folder => fs::create_dir(path),
            Nowhere => symlink("nothing-of-this-name", path),
        };
        made.unwrap_or_else(|error| panic!("{self:?} at {}: {error}", path.display()));
    }
}

/// What there is of this name, link or not.
fn kind_of(path: &Path) -> Option<fs::FileType> {
    let found: std::io::Result<Metadata> = fs::symlink_metadata(path);
    found.ok().map(|found| found.file_type())
}

/// A command that is told of something strange, with `@` for it, and how it ends.
type Told = (&'static [&'static str], &'static [Strange], i32);

const TOLD: &[Told] = &[
    (&["night", "--policy=@"], ALL, 2),
    (&["night", "--ledger=@"], ALL, 3),
    (&["night", "--out=@"], NO_FOLDER, 1),
    (&["night", "--metrics-file=@"], NO_LINK, 2),
    (&["night", "--ledger-copy=@"], NO_LINK, 2),
    (
        &["night", "--ledger=@", "--dry-run", "--new-ledger"],
        ALL,
        3,
    ),
    (&["run", "@", "--batch-date=2024-12-23"], ALL, 3),
    (&["check", "@"], ALL, 3),
    (&["check", "sample_data", "--policy=@"], ALL, 2),
    (&["policy", "show", "@"], ALL, 2),
    (&["policy", "check", "@"], ALL, 2),
    (
        &[
            "policy",
            "try",
            "@",
            "--against=FIRST",
            "--extract=sample_data",
        ],
        ALL,
        2,
    ),
    (
        &[
            "policy",
            "try",
            "shanghai-2025",
            "--against=FIRST",
            "--extract=@",
        ],
        ALL,
        3,
    ),
    (&["reconcile", "@"], ALL, 3),
    (&["verify", "@"], ALL, 2),
    (&["verify", "FIRST", "--extract=@"], ALL, 3),
    (&["explain", "E001", "--extract=@"], ALL, 3),
    (&["results", "@"], NO_LINK, 2),
    (&["status", "--refunds=@"], NO_LINK, 2),
    (&["status", "--html=@"], NO_LINK, 2),
    (&["status", "--fleet=@"], ALL, 2),
    (&["status", "--ledger=@"], ALL, 3),
    (&["check-remittance", "@"], ALL, 3),
    (&["template", "@"], NO_FOLDER, 1),
    (&["synth", "@", "--enrollments=100"], NO_FOLDER, 1),
    (&["synth-receipts", "FIRST", "@"], NO_LINK, 2),
    (&["synth-receipts", "@", "RECEIPTS"], ALL, 1),
];

/// Something strange that a command finds by itself: where, the command, and how it ends.
type Found = (
    &'static str,
    &'static [&'static str],
    &'static [Strange],
    i32,
);

const FOUND: &[Found] = &[
    ("ledger.db.lock", &["night"], ALL, 1),
    ("ledger.db-wal", &["night"], ALL, 3),
    ("ledger.db-wal", &["status"], ALL, 3),
    ("ledger.db-journal", &["night"], ALL, 3),
    ("ledger.db-journal", &["night", "--dry-run"], ALL, 3),
    ("ledger.db-shm", &["night"], ALL, 3),
    ("copy.db-wal", &["night", "--ledger-copy=copy.db"], ALL, 3),
    (
        "copy.db-journal",
        &["night", "--ledger-copy=copy.db"],
        ALL,
        3,
    ),
    ("out/differences/x.csv", &["status", "--json"], ALL, 3),
    ("out/2025-20241221-01/results.csv", &["night"], ALL, 6),
    (
        "out/2025-20241221-01/results.csv",
        &["results", "new.csv"],
        ALL,
        6,
    ),
    (
        "out/2025-20241221-01/exceptions.csv",
        &["status", "--refunds=new.csv"],
        ALL,
        6,
    ),
    (
        "out/2025-20241221-01/postings.csv",
        &["verify", "FIRST"],
        ALL,
        6,
    ),
    (
        "out/2025-20241221-01/postings.csv",
        &["synth-receipts", "FIRST", "new.csv"],
        ALL,
        1,
    ),
    (
        "city/SYNTHETIC.txt",
        &["synth", "city", "--enrollments=100"],
        ALL,
        2,
    ),
    (
        "city/accounts.csv",
        &["synth", "city", "--enrollments=100"],
        ALL,
        2,
    ),
];

/// Two nights are over, and a copy of the ledger and a synthetic city lie beside it.
fn office() -> Office {
    let office = Office::after_two_nights();
    let at = |name: &str| office.folder.path().join(name);
    fs::copy(office.ledger(), at("copy.db")).expect("a copy");
    fs::create_dir(office.out().join("differences")).expect("a folder");
    let city = at("city");
    let city = city.to_str().expect("a path");
    office.ends(&["synth", city, "--enrollments=100"], 0, "");
    office
}

fn command(office: &Office, words: &[&str], strange: &Path) -> Command {
    let at = |name: &str| office.folder.path().join(name);
    let told = |word: &&str| -> Vec<PathBuf> {
        match *word {
            "night" => THIRD.map(PathBuf::from).to_vec(),
            "--against=FIRST" => {
                let folder = office.out().join(FIRST_BATCH);
                vec![format!("--against={}", folder.display()).into()]
            }
            "FIRST" => vec![office.out().join(FIRST_BATCH)],
            "city" | "extract" | "new.csv" | "RECEIPTS" => vec![at(word)],
            "--ledger-copy=copy.db" => {
                vec![format!("--ledger-copy={}", at("copy.db").display()).into()]
            }
            "--refunds=new.csv" => vec![format!("--refunds={}", at("new.csv").display()).into()],
            word => vec![word.replace('@', &strange.display().to_string()).into()],
        }
    };
    let mut command = office.command(&[]);
    command.args(words.iter().flat_map(told));
    // Asked for by an option here.
    for (option, variable) in [("--out", "GONGJI_OUT"), ("--ledger", "GONGJI_LEDGER")] {
        if words
            .iter()
            .any(|word| word.starts_with(&format!("{option}=")))
        {
            command.env_remove(variable);
        }
    }
    if words.iter().any(|word| word.starts_with("--fleet")) {
        command.env_remove("GONGJI_OUT").env_remove("GONGJI_LEDGER");
    }
    command
}

/// How a command ends; `None` when it waits.
fn ended(mut command: Command) -> Option<Output> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("gongji starts");
    let since = Instant::now();
    while since.elapsed() < PATIENCE {
        if child.try_wait().expect("a child").is_some() {
            return child.wait_with_output().ok();
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().expect("a child");
    child.wait().expect("an end");
    None
}

/// What is wrong with how a command ends, and with what it leaves.
fn wrong(office: &Office, words: &[&str], strange: (Strange, &Path), exit: i32) -> Option<String> {
    let (kind, path) = strange;
    let before = kind_of(path);
    let output = ended(command(office, words, path));
    let log = output.as_ref().map(|output| {
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), log)
    });
    let nights =
        [FIRST_BATCH, SECOND_BATCH, "2025-20241223-01"].map(|batch| office.out().join(batch));
    let wrong = match log {
        None => "it waits".to_owned(),
        Some((ended, log)) if ended != Some(exit) => format!("ends with {ended:?}: {log}"),
        Some((_, log)) if log.trim().is_empty() => "says nothing".to_owned(),
        Some(_) if kind_of(path) != before => "replaces what it did not make".to_owned(),
        Some(_) if path.with_file_name("nothing-of-this-name").exists() => {
            "writes through a link".to_owned()
        }
        Some(_) if nights.map(|night| night.exists()) != [true, true, false] => {
            "moves money".to_owned()
        }
        Some(_) => return None,
    };
    Some(format!("{kind:?} at {}: {words:?} {wrong}", path.display()))
}

#[test]
fn nothing_is_waited_for_and_nothing_written_where_a_command_is_told_of_something_strange() {
    let office = office();
    let mut found = Vec::new();
    for kind in ALL {
        let path = office.folder.path().join(format!("{kind:?}"));
        kind.put(&path);
        for (words, kinds, exit) in TOLD {
            if kinds.contains(kind) {
                found.extend(wrong(&office, words, (*kind, &path), *exit));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn nothing_is_waited_for_and_nothing_written_where_a_command_finds_something_strange() {
    let office = office();
    let mut found = Vec::new();
    for (name, words, kinds, exit) in FOUND {
        let path = office.folder.path().join(name);
        let aside = office.folder.path().join("aside");
        let is_there = fs::rename(&path, &aside).is_ok();
        for kind in *kinds {
            kind.put(&path);
            found.extend(wrong(&office, words, (*kind, &path), *exit));
            let removed = match kind {
                Folder => fs::remove_dir_all(&path),
                _ => fs::remove_file(&path),
            };
            removed.expect("what was put there");
        }
        if is_there {
            fs::rename(&aside, &path).expect("the file");
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    // Nothing of all that is left.
    office.ends(&THIRD, 0, "");
}

#[test]
fn a_policy_that_is_no_file_is_told_in_the_language_of_the_reader() {
    let office = Office::new();
    let pipe = office.folder.path().join("pipe");
    Pipe.put(&pipe);
    let policy = format!("--policy={}", pipe.display());
    let check = ["check", "sample_data", policy.as_str()];
    office.ends(&check, 2, "不是普通文件");
    let english = [&check[..], &["--lang=en"]].concat();
    office.ends(&english, 2, "not a regular file");
}

/// What somebody would like to see at the start of a line.
const FORGED: &str = "FORGED";

/// Where a file of a forged name lies, the command that comes across it, and how it ends.
const NAMES: &[(&str, &[&str], i32)] = &[
    (
        "extract/payments.csv.\nFORGED",
        &["run", "extract", "--batch-date=2024-12-23"],
        3,
    ),
    ("out/2025-20241221-01/a\nFORGED", &["verify", "FIRST"], 6),
    (
        "out/2025-20241221-01/b\u{2028}\nFORGED",
        &["night", "--dry-run"],
        0,
    ),
    ("out/.repair-\nFORGED/x", &["night"], 0),
    ("out/reversals/2025-20241221-01-\nFORGED.csv", &["night"], 6),
    ("out/differences/c\nFORGED.csv", &["status", "--json"], 3),
    ("here/a\nFORGED", &["check-remittance", "@"], 2),
    ("here/b\nFORGED", &["night", "--policy=@"], 2),
    ("here/c\nFORGED", &["night", "--metrics-file=@"], 2),
    ("here/d\u{2029}FORGED", &["check", "@"], 2),
];

#[test]
fn nobody_forges_a_line_of_the_log_by_the_name_of_a_file() {
    for (name, words, exit) in NAMES {
        let office = office();
        let path = office.folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, "").expect("a file");
        let output = ended(command(&office, words, &path)).expect("an end");
        let log = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(*exit), "{name:?}: {log}");
        let mut lines = log.split(['\n', '\u{2028}', '\u{2029}']);
        assert!(
            lines.all(|line| !line.starts_with(FORGED)),
            "{name:?}: {log}"
        );
        let is_told = *exit == 0 && !name.contains(".repair-");
        assert_eq!(log.contains(FORGED), !is_told, "{name:?}: {log}");
    }
}

#[test]
fn a_ledger_is_a_file_whatever_its_name_means_to_the_database() {
    let extract = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    let extract = extract.to_str().expect("a path");
    for name in [
        ":memory:",
        "file:l.db?mode=memory",
        "l.db?immutable=1",
        "a b#c%20'.db",
    ] {
        let office = Office::new();
        let ends = |arguments: &[&str]| {
            let mut command = office.command(arguments);
            command
                .current_dir(office.folder.path())
                .arg(format!("--ledger={name}"));
            let output = ended(command).expect("an end");
            let log = String::from_utf8_lossy(&output.stderr);
            assert_eq!(
                output.status.code(),
                Some(0),
                "{name}: {arguments:?}: {log}"
            );
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        let night = ["run", extract, "--batch-date=2024-12-21", "--new-ledger"];
        ends(&night);
        assert!(office.folder.path().join(name).is_file(), "{name}");
        assert!(ends(&["status"]).contains(FIRST_BATCH), "{name}");
        let copied = [&night[..], &["--ledger-copy=:memory:.copy"]].concat();
        ends(&copied);
    }
}
