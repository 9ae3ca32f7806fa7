//! `check` tells whoever delivers what cannot be read, also of an extract that no run would take.

mod common;

use common::gongji;
use gongji::domain::plan::Language;
use gongji::domain::reject::Problem;
use gongji::text::Text;
use std::fs;
use std::path::Path;
use std::process::Output;

const FILES: [&str; 4] = ["enrollments", "networks", "accounts", "payments"];

/// A copy of `sample_data` without its control file, with Chinese names for two columns and so many
/// rows more whose time has no hour.
fn broken(folder: &Path, rows: usize) {
    for name in FILES {
        let name = format!("{name}.csv");
        fs::copy(Path::new("sample_data").join(&name), folder.join(&name)).expect("a copy");
    }
    let path = folder.join("enrollments.csv");
    let text = fs::read_to_string(&path).expect("enrollments");
    let text = text.replacen("applied_at", "申报时间", 1);
    let mut text = text.replacen("insured_name", "姓名", 1);
    for n in 0..rows {
        text.push_str(&format!(
            "B{n:03},2025,01,310101201402021011,张小明,student,,school,310101,2131000101,某校,\
             2024-11-09,,\n"
        ));
    }
    fs::write(path, text).expect("broken enrollments");
}

fn check(folder: &Path, more: &[&str]) -> Output {
    let mut command = gongji();
    let command = command.arg("check").arg(folder).args(more);
    command.output().expect("gongji starts")
}

#[test]
fn an_extract_with_too_many_rejects_is_told_row_by_row() {
    let folder = tempfile::tempdir().expect("a folder");
    const BROKEN: usize = 12;
    broken(folder.path(), BROKEN);
    let text = fs::read_to_string(folder.path().join("enrollments.csv")).expect("enrollments");
    let first = text.lines().count() - BROKEN + 1;
    for (language, place) in [
        (Language::Zh, format!("第 {first} 行 申报时间")),
        (Language::En, format!("line {first} 申报时间")),
    ] {
        let advice = Text::problem(language, Problem::BadInstant);
        let language = match language {
            Language::Zh => "zh",
            Language::En => "en",
        };
        let output = check(folder.path(), &["--lang", language]);
        assert_eq!(output.status.code(), Some(3), "{language}");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(told.contains(&format!("BAD_INSTANT {BROKEN}")), "{told}");
        for part in [advice, &place] {
            assert!(told.contains(part), "{part} in {told}");
        }
        assert_eq!(
            told.matches("申报时间").count(),
            3,
            "the first three: {told}"
        );
        let refusal = String::from_utf8_lossy(&output.stderr);
        assert!(refusal.contains("enrollments.csv"), "{refusal}");
    }
    let output = check(folder.path(), &["--json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let all = json.to_string().matches("\"申报时间\"").count();
    assert_eq!(all, BROKEN, "machines get them all: {json:#}");
    let fault = &json["faults"][0];
    assert_eq!(fault["file"], "enrollments.csv", "{json:#}");
    for part in ["problem", "advice"] {
        let told = fault[part].as_str().expect("a sentence");
        assert!(
            told.chars().any(|c| c >= '一'),
            "the policy's language: {told}"
        );
    }
}

#[test]
fn a_good_extract_is_told_with_its_counts_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    broken(folder.path(), 0);
    let output = check(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(!told.contains("申报时间"), "{told}");
}
