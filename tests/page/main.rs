//! `report.html` in a browser: no error, nothing that overflows on a telephone, readable by all.
//!
//! Uses a headless Chromium where there is one; without it these tests say so and pass.

#[path = "../common/mod.rs"]
mod common;

mod browser;
mod largest;
#[path = "../notice/mod.rs"]
mod notice;

use browser::{DESK, PHONE, look_at};
use gongji::domain::plan::Language;
use std::fs;
use std::path::Path;

fn is_good(page: &str, what: &str) {
    let Some(look) = look_at(page) else {
        return;
    };
    assert_eq!(look.console, Vec::<String>::new(), "{what}: the console");
    let nothing = format!("[{PHONE}: nothing][{DESK}: nothing]");
    assert_eq!(look.found, nothing, "{what}");
}

/// The page of a night that is run for it.
fn night(extract: &Path, language: &str) -> String {
    let out = tempfile::tempdir().expect("an output folder");
    let output = common::gongji()
        .arg("run")
        .arg(extract)
        .args(["--batch-date", "2024-12-21", "--new-ledger", "--quiet"])
        .args(["--by-institution", "--lang", language])
        .arg("--out")
        .arg(out.path())
        .output()
        .expect("gongji starts");
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{log}");
    fs::read_to_string(out.path().join("2025-20241221-01/report.html")).expect("the page")
}

#[test]
fn the_nights_of_sample_data() {
    for folder in ["expected", "expected-next"] {
        let path = format!("tests/nights/sample_data/{folder}/report.html");
        is_good(&fs::read_to_string(path).expect("the golden page"), folder);
    }
    is_good(&night(Path::new("sample_data"), "en"), "in English");
}

#[test]
fn the_books_on_a_page() {
    let out = tempfile::tempdir().expect("an output folder");
    let gongji = |arguments: &[&str]| {
        let output = common::gongji()
            .args(arguments)
            .args(["--quiet", "--out"])
            .arg(out.path().join("out"))
            .output()
            .expect("gongji starts");
        let log = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{log}");
    };
    gongji(&[
        "run",
        "sample_data",
        "--batch-date=2024-12-21",
        "--new-ledger",
    ]);
    let answers = out.path().join("answers.csv");
    let answered = "end_to_end_no,status,amount,code,message,receipt_no,received_at\n\
                    2025202412210100000001,posted,355.00,,,,\n\
                    2025202412210100000002,posted,354.00,,,,\n";
    fs::write(&answers, answered).expect("the answers");
    let answers = answers.to_str().expect("a path");
    gongji(&["reconcile", answers, "--accept-consistent"]);
    gongji(&["run", "sample_data/next", "--batch-date=2024-12-22"]);
    let file = out.path().join("books.html");
    for language in ["zh", "en"] {
        let name = file.to_str().expect("a path");
        gongji(&["status", "--html", name, "--lang", language]);
        is_good(&fs::read_to_string(&file).expect("the page"), language);
    }
}

#[test]
fn a_night_in_which_everything_occurs() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let city = folder.path().join("city");
    let made = common::gongji()
        .args(["synth", "--enrollments", "5000", "--quiet"])
        .arg(&city)
        .output()
        .expect("gongji starts");
    assert!(made.status.success(), "{made:?}");
    for language in ["zh", "en"] {
        is_good(&night(&city, language), language);
    }
}

#[test]
fn the_largest_numbers_and_the_longest_words() {
    for language in [Language::Zh, Language::En] {
        is_good(&largest::page(language), &format!("{language:?}"));
    }
}

#[test]
fn what_is_wrong_is_found() {
    let good = fs::read_to_string("tests/nights/sample_data/expected/report.html").expect("golden");
    for (sentence, instead_of, spoiled, finding) in [
        (
            "a text wider than the screen",
            "<main>",
            "<main><p style='width:1400px'>wide</p>",
            "overflow",
        ),
        (
            "a level left out",
            "<main>",
            "<main><h4>deep</h4>",
            "headings",
        ),
        (
            "grey on white",
            "<main>",
            "<main><p style='color:#aaa'>pale</p>",
            "contrast",
        ),
        (
            "a column without scope",
            "<th scope=\"col\">",
            "<th>",
            "scope",
        ),
        (
            "a table without caption",
            "<caption class=\"sr\">",
            "<caption hidden></caption><p hidden>",
            "captions",
        ),
        (
            "a link that leads nowhere",
            "href=\"#reasons\"",
            "href=\"#nowhere\"",
            "links",
        ),
        (
            "a chart without words",
            "aria-label=\"",
            "data-label=\"",
            "pictures",
        ),
        (
            "a picture from elsewhere",
            "<main>",
            "<main><img alt=x src=x.png>",
            "foreign",
        ),
    ] {
        assert!(good.contains(instead_of), "{sentence}: the page changed");
        let Some(look) = look_at(&good.replace(instead_of, spoiled)) else {
            return;
        };
        assert!(look.found.contains(finding), "{sentence}: {}", look.found);
    }
    let broken = good.replace("<main>", "<main><script>void 0</script>");
    if let Some(look) = look_at(&broken) {
        assert!(
            !look.console.is_empty(),
            "a script is refused in the console"
        );
    }
}
