//! What tests share that start the program: the command, and an office that runs nights.

// Each test file uses its part of it.
#![allow(dead_code)]

pub mod chinese;

use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// The program, started where `sample_data` lies, with nothing of the tester's environment.
pub fn gongji() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongji"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GONGJI_") {
            command.env_remove(name);
        }
    }
    command
}

pub const FIRST: [&str; 3] = ["run", "sample_data", "--batch-date=2024-12-21"];
pub const SECOND: [&str; 3] = ["run", "sample_data/next", "--batch-date=2024-12-22"];
/// A third night, decided from the extract of the second.
pub const THIRD: [&str; 4] = [
    "run",
    "sample_data/next",
    "--batch-date=2024-12-23",
    "--same-extract",
];
pub const FIRST_BATCH: &str = "2025-20241221-01";
pub const SECOND_BATCH: &str = "2025-20241222-01";

/// A place with an output folder and a ledger that does not lie in it.
pub struct Office {
    pub folder: TempDir,
}

impl Office {
    /// Before the first night.
    pub fn new() -> Office {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Office { folder }
    }

    /// Two nights are over.
    pub fn after_two_nights() -> Office {
        let office = Office::new();
        office.ends(&[&FIRST[..], &["--new-ledger"]].concat(), 0, "");
        office.ends(&SECOND, 0, "");
        office
    }

    pub fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    pub fn ledger(&self) -> PathBuf {
        self.folder.path().join("ledger.db")
    }

    pub fn gongji(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("gongji starts")
    }

    /// The program with this output folder and this ledger, not started yet.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = gongji();
        command
            .args(arguments)
            .env("GONGJI_OUT", self.out())
            .env("GONGJI_LEDGER", self.ledger());
        command
    }

    /// Runs a command, holds its exit code, and what its log names, in whose language.
    pub fn ends(&self, arguments: &[&str], exit: i32, named: &str) {
        let output = self.gongji(arguments);
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        let options = ["--lang", "--log-format"];
        let is_other = |given: &&&str| options.iter().any(|option| given.starts_with(option));
        if arguments.iter().find(is_other).is_none() {
            chinese::must_be_chinese(&arguments.join(" "), &log);
        }
        assert_eq!(output.status.code(), Some(exit), "{arguments:?}: {log}");
        assert!(log.contains(named), "{arguments:?}: {named} in {log}");
    }

    pub fn file(&self, batch: &str, name: &str) -> PathBuf {
        self.out().join(batch).join(name)
    }

    pub fn edit(&self, sql: &str) {
        let conn = Connection::open(self.ledger()).expect("the ledger");
        conn.execute_batch(sql).expect("an edit");
    }
}

/// Every file below a folder with its bytes.
pub fn whole(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => found.extend(whole(&path)),
            false => found.push((path.clone(), fs::read(&path).expect("a file"))),
        }
    }
    found.sort();
    found
}

/// Both READMEs give a number of cases as it is.
pub fn readmes_say(en: &str, zh: &str) {
    for (readme, counted) in [("README.md", en), ("README.zh.md", zh)] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(readme);
        let text = fs::read_to_string(path).expect("the README");
        assert!(text.contains(counted), "{readme}: {counted}");
    }
}
