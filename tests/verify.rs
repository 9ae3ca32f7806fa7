//! `verify` after answers: every altered byte of a file and every edited row of the ledger is found.

mod common;

use gongji::fault::exit_of;
use gongji::ledger::Ledger;
use gongji::verify::verify;
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const BATCH: &str = "2025-20241221-01";

/// A committed night with answers of every kind.
struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    fn new() -> Office {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let office = Office { folder };
        let night = [
            "run",
            "sample_data",
            "--batch-date=2024-12-21",
            "--new-ledger",
        ];
        office.gongji(&night);
        office.import(&[
            "1,accepted,355.00,,,TAX-1",
            "2,rejected,355.00,E42,姓名不符,",
            "3,not_posted,355.00,A1,,",
        ]);
        office.import(&[
            "1,returned,355.00,E43,户名有误,",
            "4,accepted,355.00,,,TAX-4",
        ]);
        office
    }

    fn gongji(&self, args: &[&str]) {
        let ended = common::gongji()
            .args(args)
            .arg("--out")
            .arg(self.out())
            .output()
            .expect("gongji starts");
        assert!(ended.status.success(), "{args:?}: {ended:?}");
    }

    fn import(&self, answers: &[&str]) {
        let mut text =
            "end_to_end_no,status,amount,code,message,receipt_no,received_at\n".to_owned();
        for answer in answers {
            text.push_str(&format!(
                "202520241221010000000{answer},2024-12-24T09:00:00\n"
            ));
        }
        let file = self.folder.path().join("receipts.csv");
        fs::write(&file, text).expect("a file of answers");
        self.gongji(&["reconcile", &file.to_string_lossy()]);
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn ledger(&self) -> PathBuf {
        self.out().join("ledger.db")
    }

    /// Everything that verification finds, or why it cannot verify at all.
    fn found(&self) -> Vec<String> {
        let ledger = Ledger::open_to_verify(&self.ledger()).expect("the ledger");
        match verify(&self.out().join(BATCH), &ledger, None) {
            Ok(verified) => verified.found.iter().map(ToString::to_string).collect(),
            Err(error) => vec![format!("{:?}: {error:#}", exit_of(&error))],
        }
    }

    /// Edits the ledger as somebody would who holds the file and knows SQLite.
    fn edit(&self, sql: &str) -> usize {
        let tables = Connection::open(self.ledger()).expect("SQLite");
        tables
            .execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;")
            .expect("an open door");
        let triggers: Vec<String> = tables
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            .and_then(|mut s| s.query_map([], |r| r.get(0))?.collect())
            .expect("the triggers");
        for trigger in triggers {
            tables
                .execute_batch(&format!("DROP TRIGGER {trigger}"))
                .expect("no trigger");
        }
        tables
            .execute(sql, [])
            .unwrap_or_else(|e| panic!("{sql}: {e}"))
    }

    /// Does something to the ledger and puts it back afterwards.
    fn meanwhile(&self, what: impl FnOnce()) {
        let whole = fs::read(self.ledger()).expect("the ledger");
        what();
        fs::write(self.ledger(), whole).expect("the ledger");
    }
}

/// Tables with their columns, and whether a column is a number.
fn columns(ledger: &Path) -> Vec<(String, String, bool)> {
    let tables = Connection::open(ledger).expect("SQLite");
    tables
        .prepare(
            "SELECT t.name, c.name, c.type = 'INTEGER' \
             FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'",
        )
        .and_then(|mut s| {
            let rows = s.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
            rows.collect()
        })
        .expect("the columns")
}

#[test]
fn every_altered_byte_of_reversals_and_withdrawals_is_found_and_named() {
    let office = Office::new();
    assert_eq!(office.found(), Vec::<String>::new());
    for path in [
        format!("reversals/{BATCH}-01.csv"),
        format!("reversals/{BATCH}-02.csv"),
        format!("withdrawals/{BATCH}-01.csv"),
    ] {
        let file = office.out().join(&path);
        let whole = fs::read(&file).expect("the file");
        for at in 0..whole.len() {
            let mut altered = whole.clone();
            altered[at] ^= 1;
            fs::write(&file, altered).expect("the file");
            let found = office.found();
            let is_named = found.len() == 1 && found[0].starts_with(&path);
            assert!(is_named, "{path} at {at}: {found:?}");
        }
        fs::write(&file, &whole[1..]).expect("the file");
        assert_eq!(office.found().len(), 1, "{path} without its first byte");
        fs::remove_file(&file).expect("the file");
        assert!(office.found()[0].starts_with(&path), "{path} lost");
        fs::write(&file, whole).expect("the file");
    }
    assert_eq!(office.found(), Vec::<String>::new());
}

#[test]
fn every_edited_value_of_every_table_is_found() {
    let office = Office::new();
    let mut edited = Vec::new();
    for (table, column, is_number) in columns(&office.ledger()) {
        let change = match is_number {
            true => format!("{column} + 1000"),
            false => format!("{column} || 'x'"),
        };
        let sql = format!(
            "UPDATE {table} SET {column} = {change} \
             WHERE {column} = (SELECT max({column}) FROM {table})"
        );
        office.meanwhile(|| {
            assert!(office.edit(&sql) > 0, "{sql}");
            let found = office.found();
            assert!(!found.is_empty(), "{sql}: nothing is found");
            edited.push(format!("{table}.{column}: {}", found[0]));
        });
    }
    assert!(edited.len() > 60, "{}", edited.join("\n"));
    assert_eq!(office.found(), Vec::<String>::new());
}

#[test]
fn a_row_that_was_removed_from_any_table_is_found() {
    let office = Office::new();
    let mut tables: Vec<String> = columns(&office.ledger()).into_iter().map(|c| c.0).collect();
    tables.dedup();
    assert_eq!(tables.len(), 9, "{tables:?}");
    for table in tables {
        office.meanwhile(|| {
            office.edit(&format!("DELETE FROM {table}"));
            assert!(!office.found().is_empty(), "{table} emptied");
        });
    }
}

#[test]
fn an_import_that_was_taken_out_whole_is_found_by_its_files() {
    let office = Office::new();
    for table in ["answers", "reversals"] {
        office.edit(&format!("DELETE FROM {table} WHERE receipts_seq = 3"));
    }
    for table in ["files", "receipts", "journal"] {
        office.edit(&format!("DELETE FROM {table} WHERE seq = 3"));
    }
    let unknown = format!("reversals/{BATCH}-02.csv: the ledger does not know this file");
    assert_eq!(office.found(), [unknown]);
}

#[test]
fn the_message_names_the_entry_that_was_edited() {
    let office = Office::new();
    for (sql, named) in [
        (
            "UPDATE receipts SET sha256 = replace(sha256, '0', '1') WHERE seq = 2",
            "receipts entry 2: its record",
        ),
        (
            "UPDATE receipts SET reversed_fen = 1 WHERE seq = 3",
            "receipts entry 3: its record",
        ),
        (
            "UPDATE answers SET receipt_no = 'TAX-9' WHERE status = 'accepted'",
            "receipts entry 2: a row of it",
        ),
        (
            "UPDATE reversals SET message = 'x' WHERE cause = 'returned'",
            "receipts entry 3: a row of it",
        ),
        (
            "UPDATE files SET bytes = 1 WHERE path LIKE 'withdrawals/%'",
            "receipts entry 2: its record",
        ),
        (
            "UPDATE deductions SET organizer_id = 'X' WHERE end_to_end_no LIKE '%4'",
            "batch 2025-20241221-01: a row of it",
        ),
    ] {
        office.meanwhile(|| {
            assert!(office.edit(sql) > 0, "{sql}");
            let found = office.found();
            assert!(found[0].starts_with(named), "{sql}: {found:?}");
        });
    }
}

/// What the system reports is told in the reader's language.
#[test]
fn what_is_not_there_is_told_in_chinese() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let batch = folder.path().join("nowhere").join(BATCH);
    let batch = batch.to_str().expect("a path");
    let answers = folder.path().join("answers.csv");
    let answers = answers.to_str().expect("a path");
    for (arguments, code, said) in [
        (&["verify", batch][..], 2, "文件或文件夹不存在"),
        (&["synth-receipts", batch, answers], 1, "文件或文件夹不存在"),
        (
            &["synth", "Cargo.toml/city", "--enrollments=10"],
            1,
            "路径中有一段不是文件夹",
        ),
    ] {
        let output = common::gongji().args(arguments).output();
        let output = output.expect("gongji starts");
        assert_eq!(output.status.code(), Some(code), "{output:?}");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(told.contains(said), "{told}");
        assert!(!told.contains("os error"), "{told}");
    }
}

/// Nobody writes to the pipe: reading it would wait for ever.
#[test]
fn a_pipe_in_the_place_of_an_output_is_told_and_not_waited_for() {
    let office = Office::new();
    let batch = office.out().join(BATCH);
    let postings = batch.join("postings.csv");
    fs::remove_file(&postings).expect("the postings");
    let made = Command::new("mkfifo").arg(&postings).status();
    assert!(made.expect("mkfifo starts").success());
    let mut command = Command::new("timeout");
    command.args(["30", env!("CARGO_BIN_EXE_gongji"), "verify", "--lang=en"]);
    let output = command.arg(&batch).output();
    let output = output.expect("timeout starts");
    assert_eq!(output.status.code(), Some(6), "{output:?}");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.contains("postings.csv") && told.contains("not a regular file"),
        "{told}"
    );
}
