//! A folder in which nights are run, and what stands in it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// A command line of the program, without the folders.
pub type Args = &'static [&'static str];

pub const FIRST: Args = &["run", "--new-ledger", "--batch-date", "2024-12-21"];
pub const SECOND: Args = &["run", "--batch-date", "2024-12-22", "--same-extract"];
pub const ANSWERS: Args = &["reconcile"];
pub const CONSISTENT_ANSWERS: Args = &["reconcile", "--accept-consistent"];
pub const THIRD: Args = &["run", "--batch-date", "2024-12-23", "--same-extract"];

/// An extract that all cases share.
pub fn extract() -> &'static Path {
    static EXTRACT: OnceLock<tempfile::TempDir> = OnceLock::new();
    EXTRACT
        .get_or_init(|| {
            let folder = new_folder();
            let made = crate::common::gongji()
                .arg("synth")
                .arg(folder.path())
                .args(["--enrollments", "60", "--seed", "7", "--quiet"])
                .output()
                .expect("gongji starts");
            assert!(made.status.success(), "{}", text(&made.stderr));
            folder
        })
        .path()
}

/// A temporary folder, in memory where the system has one, since every case syncs a lot.
pub fn new_folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory).expect("a temporary folder")
    } else {
        tempfile::tempdir().expect("a temporary folder")
    }
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// With an exit code.
    Exit(i32),
    /// By a signal.
    Signal(i32),
}

/// The output folder of a case.
pub struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub fn new() -> Place {
        Place {
            folder: new_folder(),
        }
    }

    pub fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// Has every command copy the ledger.
    pub fn copy_ledgers(&self) {
        fs::create_dir_all(self.out().with_file_name("copies")).expect("a folder");
    }

    /// The file of answers, beside the output folder.
    pub fn receipts(&self) -> PathBuf {
        receipts_beside(&self.out())
    }

    /// A copy, so that many cases can begin at the same state.
    pub fn copy(&self) -> Place {
        let copy = Place::new();
        copy_folder(self.folder.path(), copy.folder.path());
        copy
    }

    /// Runs a command; `crash` names the place at which it dies.
    pub fn run(&self, args: Args, crash: Option<&str>) -> (Ended, String) {
        let output = command(args, &self.out(), crash)
            .output()
            .expect("gongji starts");
        ended(&output)
    }

    /// Runs a command that must succeed.
    pub fn succeed(&self, args: Args, why: &str) {
        let (ended, log) = self.run(args, None);
        assert_eq!(ended, Ended::Exit(0), "{why}: {args:?}: {log}");
    }

    pub fn state(&self) -> State {
        State::of(&self.out())
    }
}

/// The command with its folders and nothing of the tester's environment.
pub fn command(args: Args, out: &Path, crash: Option<&str>) -> Command {
    let mut command = crate::common::gongji();
    fill(&mut command, args, out, crash);
    command
}

/// The copy of the ledger, of a place that has a folder for it.
fn copy_beside(out: &Path) -> Option<PathBuf> {
    let folder = out.with_file_name("copies");
    folder.is_dir().then(|| folder.join("ledger.db"))
}

fn receipts_beside(out: &Path) -> PathBuf {
    out.with_file_name("receipts.csv")
}

/// Adds arguments and environment to a command that starts the program.
pub fn fill(command: &mut Command, args: Args, out: &Path, crash: Option<&str>) {
    command.arg(args[0]);
    if args[0] == "run" {
        command.arg(extract()).args(["--threads", "2"]);
    } else if args[0] == "reconcile" {
        command.arg(receipts_beside(out));
    }
    command
        .args(&args[1..])
        .arg("--out")
        .arg(out)
        .args(["--quiet", "--no-progress"])
        .env_remove("GONGJI_CRASH_AT")
        .env_remove("GONGJI_LEDGER_COPY");
    if let Some(copy) = copy_beside(out) {
        command.env("GONGJI_LEDGER_COPY", copy);
    }
    if let Some(place) = crash {
        command.env("GONGJI_CRASH_AT", place);
    }
}

pub fn ended(output: &Output) -> (Ended, String) {
    let how = match (output.status.code(), output.status.signal()) {
        (Some(code), _) => Ended::Exit(code),
        (None, signal) => Ended::Signal(signal.unwrap_or(0)),
    };
    (how, text(&output.stderr))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Everything that must not depend on what died when: the rows of the ledger and of its copy, and
/// every file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    pub ledger: BTreeMap<String, Vec<String>>,
    pub copy: BTreeMap<String, Vec<String>>,
    pub files: BTreeMap<String, Vec<u8>>,
}

impl State {
    pub fn of(out: &Path) -> State {
        let mut state = State::default();
        let ledger = out.join("ledger.db");
        if ledger.exists() {
            state.ledger = rows_of(&ledger);
        }
        if let Some(copy) = copy_beside(out).filter(|copy| copy.exists()) {
            let rows = rows_of(&copy).into_iter();
            state.copy = rows
                .map(|(table, rows)| (format!("copy of {table}"), rows))
                .collect();
        }
        add_files(out, out, &mut state.files);
        state
    }

    /// Whether the ledger holds a batch.
    pub fn has_batch(&self, id: &str) -> bool {
        let batches = self.ledger.get("batches");
        batches.is_some_and(|rows| rows.iter().any(|row| row.contains(id)))
    }

    /// How many files of answers the ledger holds.
    pub fn imports(&self) -> usize {
        self.ledger.get("receipts").map_or(0, Vec::len)
    }

    /// The names at which two states differ, for the message of a failed case.
    pub fn difference(&self, other: &State) -> Vec<String> {
        let files = differing(&self.files, &other.files);
        let tables = differing(&self.ledger, &other.ledger);
        let copy = differing(&self.copy, &other.copy);
        files.into_iter().chain(tables).chain(copy).collect()
    }
}

fn differing<V: PartialEq>(a: &BTreeMap<String, V>, b: &BTreeMap<String, V>) -> Vec<String> {
    let names = a.keys().chain(b.keys());
    let mut names: Vec<String> = names
        .filter(|name| a.get(*name) != b.get(*name))
        .cloned()
        .collect();
    names.sort();
    names.dedup();
    names
}

fn rows_of(ledger: &Path) -> BTreeMap<String, Vec<String>> {
    let conn = rusqlite::Connection::open(ledger).expect("the ledger opens");
    let tables: Vec<String> = conn
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .and_then(|mut s| s.query_map([], |r| r.get(0))?.collect())
        .expect("the ledger is readable");
    let mut found = BTreeMap::new();
    for table in tables {
        let mut statement = conn
            .prepare(&format!("SELECT * FROM {table}"))
            .expect("a table");
        let columns = statement.column_count();
        let rows: Vec<String> = statement
            .query_map([], |row| {
                let values = (0..columns).map(|i| Ok(shown(row.get_ref(i)?)));
                Ok(values.collect::<rusqlite::Result<Vec<String>>>()?.join("|"))
            })
            .and_then(Iterator::collect)
            .expect("rows");
        found.insert(table, rows);
    }
    found
}

fn shown(value: rusqlite::types::ValueRef<'_>) -> String {
    match value.as_str() {
        Ok(text) => text.to_owned(),
        Err(_) => format!("{value:?}"),
    }
}

fn add_files(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("a folder entry").path();
        let name = path
            .strip_prefix(root)
            .expect("below")
            .to_string_lossy()
            .into_owned();
        if name.starts_with("ledger.db") {
            continue;
        }
        if path.is_dir() {
            files.insert(format!("{name}/"), Vec::new());
            add_files(root, &path, files);
        } else {
            files.insert(name, fs::read(&path).expect("a file"));
        }
    }
}

pub fn copy_folder(from: &Path, to: &Path) {
    let Ok(entries) = fs::read_dir(from) else {
        return;
    };
    fs::create_dir_all(to).expect("a folder");
    for entry in entries {
        let path = entry.expect("a folder entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}
