//! `gongji policy` as an operator types it.

use assert_cmd::Command;
use std::path::PathBuf;

/// Runs `gongji policy …`: exit code, standard output, standard error.
fn policy(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("gongji")
        .unwrap()
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
            "`insurance_year` is given for",
        ),
        (
            &["show", "nowhere-2025"],
            2,
            "the presets are shanghai-2025",
        ),
        (&["show", "--set", "fee.students=1"], 0, "fee.students"),
        (
            &["show", "--set", "balance_tests=at-least"],
            2,
            "did you mean balance_test?",
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
