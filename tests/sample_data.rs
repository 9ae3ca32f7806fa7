//! The two nights of `sample_data`, byte for byte: `tests/nights/sample_data/expected` is what the
//! README's first command publishes, `expected-next` the night after it, with `sample_data/next`.
//!
//! `GONGJI_REWRITE=1` writes them anew; read what changed before it is committed.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn run(extract: &str, out: &Path, date: &str, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let output = common::gongji()
        .current_dir(root())
        .args(["run", extract, "--batch-date", date, "--out"])
        .arg(out)
        .args(more)
        .output()
        .expect("gongji starts");
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{extract} on {date}: {log}");
    files(&out.join(format!("2025-{}-01", date.replace('-', ""))))
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| {
            let path: PathBuf = entry.expect("an entry").path();
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read(&path).expect("a file"))
        })
        .collect()
}

/// Holds what was published against the golden files, or writes them.
fn hold(published: &BTreeMap<String, Vec<u8>>, golden: &str) {
    let folder = root().join("tests/nights/sample_data").join(golden);
    if std::env::var_os("GONGJI_REWRITE").is_some() {
        fs::create_dir_all(&folder).expect("the golden folder");
        for (name, bytes) in published {
            fs::write(folder.join(name), bytes).expect("a golden file");
        }
    }
    let expected = files(&folder);
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(published), names(&expected), "{golden}");
    for (name, bytes) in published {
        assert!(expected[name] == *bytes, "{golden}/{name} differs");
    }
}

#[test]
fn both_nights_give_their_golden_bytes_with_any_number_of_threads() {
    for threads in ["1", "2", "8"] {
        let out = tempfile::tempdir().expect("a temporary folder");
        let threads = ["--threads", threads];
        let first = [&threads[..], &["--new-ledger"]].concat();
        hold(
            &run("sample_data", out.path(), "2024-12-21", &first),
            "expected",
        );
        hold(
            &run("sample_data/next", out.path(), "2024-12-22", &threads),
            "expected-next",
        );
        hold(
            &run("sample_data", out.path(), "2024-12-21", &threads),
            "expected",
        );
    }
}

/// The table of `sample_data/README.md` was written by hand: each family's outcome in it must be
/// what the night says.
#[test]
fn every_family_comes_out_as_its_line_tells() {
    let readme = fs::read_to_string(root().join("sample_data/README.md")).expect("README.md");
    let golden = root().join("tests/nights/sample_data/expected");
    let read = |name: &str| fs::read_to_string(golden.join(name)).expect("a golden file");
    let (exceptions, remittance) = (read("exceptions.csv"), read("remittance.txt"));
    let first_night = readme.split("## next/").next().expect("the first night");
    let mut told = 0;
    for promise in first_night.lines().filter(|line| line.starts_with("| ")) {
        let cell = promise
            .trim_end_matches(" |")
            .rsplit("| ")
            .next()
            .expect("a last cell");
        for pair in cell.split(", ").filter_map(|pair| pair.split_once(": ")) {
            let (enrollment, outcome) = pair;
            if !enrollment.starts_with("R25") {
                continue;
            }
            let listed = exceptions
                .lines()
                .find(|line| line.trim_start_matches('\u{feff}').starts_with(enrollment));
            let remitted = remittance.contains(&format!("|{enrollment}\n"));
            let holds = match outcome {
                "deducted" => remitted && listed.is_none(),
                "not_requested" | "rejected" => !remitted && listed.is_none(),
                reason => !remitted && listed.is_some_and(|line| line.contains(reason)),
            };
            assert!(holds, "{enrollment}: {outcome} is told");
            told += 1;
        }
    }
    assert!(told >= 50, "{told} enrollments are told");
}

/// The preset names no subsidy; an operator who has a fee for one gives it.
#[test]
fn a_subsidy_with_a_fee_of_nothing_is_exempt() {
    let out = tempfile::tempdir().expect("a temporary folder");
    let set = ["--new-ledger", "--set", "fee.student.低保=0.00@本地规定"];
    let published = run("sample_data", out.path(), "2024-12-21", &set);
    let exceptions = String::from_utf8_lossy(&published["exceptions.csv"]).into_owned();
    let line = exceptions.lines().find(|line| line.starts_with("R2500112"));
    assert!(line.is_some_and(|line| line.contains(",excluded,FEE_EXEMPT,")));
}
