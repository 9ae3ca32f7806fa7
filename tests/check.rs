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

#[test]
fn the_last_line_says_what_a_run_would_do() {
    for (rows, exit, zh, en) in [
        (0, 0, "运行会接受。", "a run takes it."),
        (
            12,
            3,
            "运行会拒绝整批（退出码 3），原因共 1 处",
            "a run refuses it (exit 3); faults: 1,",
        ),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        broken(folder.path(), rows);
        for (language, verdict, limit) in [
            ("zh", zh, "行最多 10 行，或该文件行数的 0.001"),
            ("en", en, "10 rows may be rejected, or the share of 0.001"),
        ] {
            let output = check(folder.path(), &["--lang", language]);
            assert_eq!(output.status.code(), Some(exit));
            let told = String::from_utf8_lossy(&output.stdout);
            let last = told.lines().next_back().expect("a verdict");
            assert!(last.contains(verdict), "{told}");
            assert!(told.contains(limit), "{told}");
        }
        let output = check(folder.path(), &["--json"]);
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(json["verdict"]["refused"], exit == 3, "{json:#}");
        assert_eq!(json["inputs"][0]["reject_limit"], 10, "{json:#}");
    }
}

#[test]
fn a_problem_is_told_in_the_words_of_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    broken(folder.path(), 0);
    let path = |name: &str| folder.path().join(name);
    let text = fs::read_to_string(path("accounts.csv")).expect("accounts");
    let (gb, _, _) = encoding_rs::GB18030.encode(&text);
    let text = gb.into_owned();
    let wrong = b"310101195504043010,active,normal,1.00,1.00,2024/12/1 9:30\n";
    fs::write(path("accounts.csv"), [&text[..], &wrong[..]].concat()).expect("accounts");
    let holds =
        "证件号码,暂缓对象,起始日,截止日,暂缓原因,文号\n310101195504043010,,2024-12-1,,核查,\n";
    fs::write(path("holds.csv"), holds).expect("holds");
    for (language, parts) in [
        (
            "zh",
            [
                "第 2 行 起始日 (from)",
                "写成 yyyy-mm-dd 的形式",
                "，形如 9999-99-9\n",
                "，形如 9999/99/9 9:99\n",
                "GB18030，逗号分隔",
                "UTF-8，逗号分隔",
            ],
        ),
        (
            "en",
            [
                "line 2 起始日 (from)",
                "write it as yyyy-mm-dd, two",
                ", written like 9999-99-9\n",
                ", written like 9999/99/9 9:99\n",
                "GB18030, separated by commas",
                "UTF-8, separated by commas",
            ],
        ),
    ] {
        let output = check(folder.path(), &["--lang", language]);
        let told = String::from_utf8_lossy(&output.stdout);
        for part in parts {
            assert!(told.contains(part), "{part} in {told}");
        }
        assert!(!told.contains("2024/12/1"), "masked: {told}");
    }
}
