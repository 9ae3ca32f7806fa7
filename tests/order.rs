//! Neither the number of threads nor the order of rows matters.

mod common;

use gongji::domain::{Outcome, Reason};
use gongji::synth::{self, Shape, SynthOptions};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const BATCH: &str = "2025-20241221-01";

/// Runs the first night of an extract: every published file by its name.
fn night(extract: &Path, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let out = tempfile::tempdir().expect("a temporary folder");
    let output = common::gongji()
        .arg("run")
        .arg(extract)
        .args(["--batch-date", "2024-12-21", "--new-ledger", "--quiet"])
        .args(more)
        .arg("--out")
        .arg(out.path())
        .output()
        .expect("gongji starts");
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{log}");
    published(&out.path().join(BATCH), "")
}

fn published(folder: &Path, below: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a published folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        let name = format!("{below}{name}");
        if path.is_dir() {
            files.extend(published(&path, &format!("{name}/")));
        } else {
            files.insert(name, fs::read(&path).expect("a published file"));
        }
    }
    files
}

fn city(enrollments: u64, seed: u64) -> tempfile::TempDir {
    city_in(Shape::Tidy, enrollments, seed)
}

fn city_in(shape: Shape, enrollments: u64, seed: u64) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let options = SynthOptions {
        shape,
        seed,
        ..SynthOptions::of(enrollments)
    };
    synth::write(folder.path(), &options).expect("a city");
    folder
}

#[test]
fn one_two_and_eight_threads_publish_the_same_bytes() {
    for (enrollments, more) in [(20_000, &[][..]), (250, &["--by-institution"])] {
        let city = city(enrollments, 11);
        let with = |threads| night(city.path(), &[&["--threads", threads], more].concat());
        let alone = with("1");
        for threads in ["2", "8"] {
            let together = with(threads);
            for (name, bytes) in &alone {
                assert!(
                    together.get(name) == Some(bytes),
                    "{name} with {threads} threads"
                );
            }
            assert_eq!(together.len(), alone.len());
        }
    }
}

#[test]
fn shuffled_rows_come_to_the_same_decisions() {
    let city = city(3_000, 5);
    let as_delivered = night(city.path(), &[]);
    for seed in 1..=2 {
        shuffle_rows(city.path(), seed);
        let shuffled = night(city.path(), &[]);
        for name in ["remittance.txt", "postings.csv", "results.csv"] {
            let (one, other) = (&as_delivered[name], &shuffled[name]);
            assert!(one == other, "{name}: {}", difference(one, other));
        }
        for (name, columns) in [
            ("exceptions.csv", vec!["line"]),
            ("rejects.csv", vec!["line"]),
        ] {
            let rows = |files: &BTreeMap<String, Vec<u8>>| rows_without(&files[name], &columns);
            assert_eq!(
                rows(&as_delivered),
                rows(&shuffled),
                "{name} after shuffle {seed}"
            );
        }
        let counts = |files: &BTreeMap<String, Vec<u8>>| counts(&files["manifest.json"]);
        assert_eq!(
            counts(&as_delivered),
            counts(&shuffled),
            "the manifest after shuffle {seed}"
        );
    }
}

#[test]
fn a_shuffled_city_is_the_tidy_one_in_another_order() {
    let tidy = night(city_in(Shape::Tidy, 2_000, 6).path(), &[]);
    let shuffled = night(city_in(Shape::Shuffled, 2_000, 6).path(), &[]);
    assert_ne!(tidy["exceptions.csv"], shuffled["exceptions.csv"]);
    for name in ["remittance.txt", "postings.csv", "results.csv"] {
        let (one, other) = (&tidy[name], &shuffled[name]);
        assert!(one == other, "{name}: {}", difference(one, other));
    }
}

#[test]
fn a_troubled_city_holds_whatever_one_night_can_bring() {
    let city = city_in(Shape::Troubled, 20_000, 7);
    let alone = night(city.path(), &["--threads", "1"]);
    assert!(alone == night(city.path(), &["--threads", "2"]));
    let manifest: serde_json::Value =
        serde_json::from_slice(&alone["manifest.json"]).expect("a manifest");
    let number = |of: &str, code: &str| manifest[of][code].as_u64().expect("a number");
    // What needs an earlier night, or a fee for a subsidy, which the preset has none of.
    for outcome in Outcome::ALL.iter().filter(|o| **o != Outcome::Settled) {
        assert!(number("outcomes", outcome.as_str()) > 0, "{outcome:?}");
    }
    let needs_more = [
        Reason::AlreadyDeducted,
        Reason::FeeExempt,
        Reason::RemittanceReturned,
    ];
    for reason in Reason::ALL.iter().filter(|r| !needs_more.contains(r)) {
        assert!(number("reasons", reason.as_str()) > 0, "{reason:?}");
    }
    let exceptions = number("outcomes", "exception");
    let requests = exceptions + number("outcomes", "deducted") + number("outcomes", "excluded");
    let one_in = requests / exceptions;
    assert!((8..=10).contains(&one_in), "{exceptions} of {requests}");
}

/// The first lines that differ.
fn difference(one: &[u8], other: &[u8]) -> String {
    let (one, other) = (String::from_utf8_lossy(one), String::from_utf8_lossy(other));
    let mut lines = one.lines().zip(other.lines());
    match lines.find(|(a, b)| a != b) {
        Some((a, b)) => format!("{a}\nbut then {b}"),
        None => "one has more lines".to_string(),
    }
}

/// Puts the rows of every file into another order; `control.csv` with its digests goes.
fn shuffle_rows(folder: &Path, seed: u64) {
    for name in [
        "enrollments.csv",
        "networks.csv",
        "accounts.csv",
        "payments.csv",
        "holds.csv",
    ] {
        let path = folder.join(name);
        let text = fs::read_to_string(&path).expect("a file of the city");
        let (header, rows) = text.split_once('\n').expect("a header");
        let mut rows = records(rows, name == "enrollments.csv");
        // The rows' digests under the seed are as good as a dice.
        rows.sort_by_key(|row| digest(row, seed));
        fs::write(&path, format!("{header}\n{}", rows.concat())).expect("a shuffled file");
    }
    fs::remove_file(folder.join("control.csv"))
        .or_else(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })
        .expect("control.csv can be removed");
}

/// Records with their line feeds; where names of schools stand, a quoted field may hold some of
/// its own.
fn records(rows: &str, may_hold_line_feeds: bool) -> Vec<String> {
    let mut records = vec![String::new()];
    for line in rows.split_inclusive('\n') {
        let last = records.last_mut().expect("there is always one");
        last.push_str(line);
        if !may_hold_line_feeds || last.matches('"').count() % 2 == 0 {
            records.push(String::new());
        }
    }
    assert_eq!(
        records.pop().as_deref(),
        Some(""),
        "the last record is whole"
    );
    records
}

fn digest(row: &str, seed: u64) -> u64 {
    row.bytes()
        .fold(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15), |sum, byte| {
            (sum ^ u64::from(byte))
                .wrapping_mul(0x0100_0000_01B3)
                .rotate_left(23)
        })
}

/// The rows of a file, sorted, without some columns.
fn rows_without(bytes: &[u8], columns: &[&str]) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes));
    let header = reader.headers().expect("a header").clone();
    let mut rows: Vec<Vec<String>> = reader
        .records()
        .map(|row| {
            let row = row.expect("a row");
            let cells = header.iter().zip(&row);
            cells
                .filter(|(name, _)| !columns.contains(name))
                .map(|(_, cell)| cell.to_string())
                .collect()
        })
        .collect();
    rows.sort();
    rows
}

fn counts(manifest: &[u8]) -> Vec<serde_json::Value> {
    let manifest: serde_json::Value = serde_json::from_slice(manifest).expect("JSON");
    let inputs = manifest["inputs"].as_array().expect("inputs");
    let rows = inputs.iter().map(|file| {
        serde_json::json!([file["file"], file["rows"], file["rejects"], file["bytes"]])
    });
    rows.chain(["outcomes", "reasons", "total", "equations"].map(|key| manifest[key].clone()))
        .collect()
}
