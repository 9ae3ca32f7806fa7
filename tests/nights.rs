//! Whole nights, a folder each below `tests/nights`: `why.md` tells each family, `arguments` what
//! is typed, `extract` goes in, `expected` comes out, byte for byte. Where there is a file `try`,
//! the batch is then tried under the policy it names, and `expected/try.txt` is what that says.
//!
//! `GONGJI_REWRITE=1` writes `expected` anew; read what changed before it is committed.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

/// What is held against `expected`. The workbook, the page and the manifest are made of the same
/// decisions and have tests of their own.
const FILES: [&str; 5] = [
    "remittance.txt",
    "postings.csv",
    "exceptions.csv",
    "results.csv",
    "rejects.csv",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every night, by name.
fn nights() -> Vec<(String, PathBuf)> {
    let folder = root().join("tests/nights");
    let mut nights: Vec<(String, PathBuf)> = fs::read_dir(folder)
        .expect("tests/nights")
        .map(|entry| entry.expect("a night").path())
        .filter(|path| path.join("arguments").is_file())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy();
            (name.into_owned(), path)
        })
        .collect();
    nights.sort();
    nights
}

/// The arguments in a file, one per line.
fn arguments(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).expect("arguments are text");
    text.lines().map(str::to_owned).collect()
}

fn gongji(arguments: &[&str], more: &[String]) -> Output {
    common::gongji()
        .current_dir(root())
        .args(arguments)
        .args(more)
        .output()
        .expect("gongji starts")
}

fn must_succeed(output: Output, night: &str) -> Vec<u8> {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{night}: {said}");
    output.stdout
}

/// Runs a night into `out`: what came out, by name.
fn outputs(night: &str, folder: &Path, out: &Path) -> BTreeMap<String, Vec<u8>> {
    let (extract, out) = (folder.join("extract"), out.to_str().expect("a path"));
    let extract = extract.to_str().expect("a path");
    let run = ["run", extract, "--out", out, "--new-ledger"];
    must_succeed(gongji(&run, &arguments(&folder.join("arguments"))), night);
    let batch = batch_folder(Path::new(out));
    let mut files: BTreeMap<String, Vec<u8>> = FILES
        .iter()
        .map(|name| {
            let bytes = fs::read(batch.join(name)).expect("a published file");
            ((*name).to_owned(), bytes)
        })
        .collect();
    if folder.join("try").is_file() {
        let against = batch.to_str().expect("a path");
        let tried = ["policy", "try", "--lang", "en", "--against", against];
        let mut more = vec!["--extract".to_owned(), extract.to_owned()];
        more.extend(arguments(&folder.join("try")));
        let page = must_succeed(gongji(&tried, &more), night);
        files.insert("try.txt".to_owned(), page);
    }
    files
}

fn batch_folder(out: &Path) -> PathBuf {
    fs::read_dir(out)
        .expect("the output folder")
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.join("manifest.json").is_file())
        .expect("a batch folder")
}

#[test]
fn every_night_gives_its_expected_bytes() {
    let rewrite = std::env::var_os("GONGJI_REWRITE").is_some();
    let mut different = Vec::new();
    for (night, folder) in nights() {
        let out = tempfile::tempdir().expect("a temporary folder");
        let expected = folder.join("expected");
        if rewrite {
            fs::create_dir_all(&expected).expect("expected");
        }
        for (name, bytes) in outputs(&night, &folder, out.path()) {
            let file = expected.join(&name);
            if rewrite {
                fs::write(&file, &bytes).expect("expected can be written");
            }
            if fs::read(&file).ok().as_deref() != Some(&bytes[..]) {
                different.push(format!("{night}/{name}"));
            }
        }
    }
    assert!(
        different.is_empty(),
        "{different:?} differ; if that is meant, GONGJI_REWRITE=1 writes them anew"
    );
}

#[test]
fn every_family_of_a_night_is_told() {
    for (night, folder) in nights() {
        let why = fs::read_to_string(folder.join("why.md")).expect("why.md");
        let extract = folder.join("extract/enrollments.csv");
        let mut rows = csv::Reader::from_path(extract).expect("enrollments.csv");
        // Of an extract in GB18030 too: the numbers of the enrollments are ASCII.
        for row in rows.byte_records() {
            let row = row.expect("a row");
            let enrollment = String::from_utf8_lossy(row.get(0).unwrap_or_default());
            assert!(
                why.contains(&*enrollment),
                "{night}: {enrollment} is not told"
            );
        }
    }
}

#[test]
fn every_preset_has_a_night_and_next_year_needs_no_rust() {
    let names: Vec<String> = nights().into_iter().map(|(name, _)| name).collect();
    for (preset, _) in gongji::policy::presets().iter().skip(1) {
        assert!(names.iter().any(|name| name == preset), "{preset}");
    }
    assert!(names.iter().any(|name| name == "shanghai-2026"));
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("src") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).expect("a source is text");
                assert!(!text.contains("shanghai-2026"), "{}", path.display());
            }
        }
    }
}
