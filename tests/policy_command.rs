//! `gongji policy` as an operator types it.

use assert_cmd::Command;
use std::path::{Path, PathBuf};

/// Runs `gongji policy …`: exit code, standard output, standard error.
fn policy(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("gongji")
        .unwrap()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg("policy")
        .args(arguments)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("policy.toml");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

#[test]
fn commands_end_as_the_contract_says() {
    for (arguments, expected, said) in [
        (&["list"][..], 0, "guangxi-2025"),
        (&["show"], 0, "2024-12-20T17:00:00+08:00"),
        (
            &["show", "suzhou-2023", "--format", "md"],
            0,
            "RELATION_NOT_ALLOWED",
        ),
        (&["show", "--batch-date", "2024-12-21"], 0, "2025-01-07"),
        (
            &["show", "--batch-date", "2026-01-01"],
            2,
            "`insurance_year` 的取值区间为",
        ),
        (&["show", "nowhere-2025"], 2, "内置政策有 shanghai-2025"),
        (
            &["show", "guangxi-2025", "--set", "fee.infant=1"],
            0,
            "fee.infant",
        ),
        (
            &["show", "--set", "balance_tests=at-least"],
            2,
            "是否应为 balance_test？",
        ),
        (&["check", "shanghai-2025"], 0, "可以使用"),
        (
            &["check", "guangxi-2025", "--lang", "en"],
            2,
            "a run needs the values above",
        ),
    ] {
        let (code, out, err) = policy(arguments);
        assert_eq!(code, expected, "{arguments:?}: {out}{err}");
        let page = if expected == 0 || arguments[0] == "check" {
            out
        } else {
            err
        };
        assert!(page.contains(said), "{arguments:?}: {page}");
    }
}

#[test]
fn a_preset_written_to_a_file_is_the_same_policy() {
    let (_, preset, _) = policy(&["show", "--format", "toml"]);
    let (_folder, path) = file(&preset);
    let (code, by_path, _) = policy(&["show", path.to_str().unwrap()]);
    assert_eq!(code, 0);
    assert_eq!(by_path, policy(&["show"]).1, "text and digest are the same");
}

#[test]
fn check_shows_all_that_is_wrong_with_a_file() {
    let (_, preset, _) = policy(&["show", "--format", "toml"]);
    let (_folder, path) = file(
        &preset
            .replacen("[[posting_days]]", "[[posting_day]]", 1)
            .replacen(
                "to = 2025-09-01\nvalue = \"355.00\"",
                "to = 2025-08-01\nvalue = \"355.00\"",
                1,
            ),
    );
    let (code, page, _) = policy(&["check", path.to_str().unwrap(), "--lang", "en"]);
    assert_eq!(code, 2);
    for expected in [
        "posting_day: no rule reads this key; did you mean posting_days?",
        "posting_days: has no value",
        "fee.student: nothing is said of [2025-08-01, 2025-09-01)",
        "Not usable",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
}

#[test]
fn the_fee_of_a_category_without_a_name_is_pointed_out() {
    let (_, preset, _) = policy(&["show", "--format", "toml"]);
    let (_folder, path) = file(&preset.replace("fee.student", "fee.studnt"));
    let (code, page, _) = policy(&["check", path.to_str().unwrap(), "--lang", "en"]);
    assert_eq!(code, 0, "{page}");
    let expected = "fee.studnt: no usual category: only enrollments with this very word pay it; \
                    did you mean fee.student";
    assert!(page.contains(expected), "{page}");
    let (_, page, _) = policy(&["check", "shanghai-2025", "--lang", "en"]);
    assert!(!page.contains("no usual category"), "{page}");
}

/// The night of next year, committed below `out`: the batch folder.
fn committed(out: &Path) -> PathBuf {
    let night = Path::new("tests/nights/shanghai-2026");
    let status = Command::cargo_bin("gongji")
        .unwrap()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg("run")
        .arg(night.join("extract"))
        .arg("--policy")
        .arg(night.join("shanghai-2026.toml"))
        .args(["--batch-date", "2025-12-21", "--new-ledger", "--quiet"])
        .arg("--out")
        .arg(out)
        .output()
        .unwrap()
        .status;
    assert!(status.success());
    out.join("2026-20251221-01")
}

#[test]
fn a_trial_refuses_what_it_cannot_hold_against_each_other() {
    let out = tempfile::tempdir().unwrap();
    let batch = committed(out.path());
    let (batch, law) = (
        batch.to_str().unwrap(),
        "tests/nights/shanghai-2026/shanghai-2026.toml",
    );
    let (own, other) = (
        "tests/nights/shanghai-2026/extract",
        "tests/nights/guangxi-2025/extract",
    );
    let night = |law, against, extract| {
        policy(&[
            "try",
            law,
            "--against",
            against,
            "--extract",
            extract,
            "--lang",
            "en",
        ])
    };
    for (sentence, (code, out, err), expected, said) in [
        (
            "its own policy",
            night(law, batch, own),
            0,
            "No result would change.",
        ),
        (
            "a policy of another year",
            night("shanghai-2025", batch, own),
            2,
            "says nothing about 2025-12-21",
        ),
        (
            "another extract",
            night(law, batch, other),
            3,
            "is not the extract that batch 2026-20251221-01",
        ),
        (
            "no folder",
            night(law, "nowhere", own),
            2,
            "there is no batch folder nowhere",
        ),
        ("no batch folder", night(law, "tests", own), 3, "ledger"),
    ] {
        assert_eq!(code, expected, "{sentence}: {out}{err}");
        assert!(
            format!("{out}{err}").contains(said),
            "{sentence}: {out}{err}"
        );
    }
    let remittance = Path::new(batch).join("remittance.txt");
    let damaged = std::fs::read_to_string(&remittance)
        .unwrap()
        .replace("380.00", "381.00");
    std::fs::write(&remittance, damaged).unwrap();
    let (code, _, err) = night(law, batch, own);
    assert_eq!(code, 6, "{err}");
    assert!(err.contains("remittance.txt"), "{err}");
}

#[test]
fn a_trial_leaves_no_trace() {
    let out = tempfile::tempdir().unwrap();
    let batch = committed(out.path());
    let before = listing(out.path());
    let (code, page, err) = policy(&[
        "try",
        "tests/nights/shanghai-2026/shanghai-2026.toml",
        "--set",
        "balance_test=at-least",
        "--against",
        batch.to_str().unwrap(),
        "--extract",
        "tests/nights/shanghai-2026/extract",
    ]);
    assert_eq!(code, 0, "{err}");
    assert!(
        page.contains("SH26-02: 异常 BALANCE_EQUALS_FEE → 已划扣 380.00"),
        "{page}"
    );
    assert_eq!(listing(out.path()), before);
}

/// Every file below a folder with its bytes, but for the files by which SQLite shares a reading.
fn listing(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let shared = ["db-shm", "db-wal"]
            .iter()
            .any(|end| path.extension().is_some_and(|e| e == *end));
        if path.is_dir() {
            files.extend(listing(&path));
        } else if !shared {
            let bytes = std::fs::read(&path).unwrap();
            files.push((path, bytes));
        }
    }
    files.sort();
    files
}
