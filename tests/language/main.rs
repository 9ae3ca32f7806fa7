//! What a person sees under `--lang zh` is Chinese, but for codes, paths, columns and commands:
//! help, manuals, summaries, pages and whatever can go wrong.

#[path = "../common/mod.rs"]
mod common;
mod extracts;
mod literals;
mod outputs;
mod policies;

use clap::CommandFactory;
use common::chinese::{english, must_be_chinese};
use common::{FIRST_BATCH, Office};
use outputs::{outputs, shown};
use std::fs;
use std::path::Path;

/// A folder in which nothing but relative paths are named.
struct Desk(Office);

impl Desk {
    fn new() -> Desk {
        let desk = Desk(Office::new());
        let data = concat!(env!("CARGO_MANIFEST_DIR"), "/sample_data");
        std::os::unix::fs::symlink(data, desk.path("sample_data")).expect("a link");
        desk
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.folder.path().join(name)
    }

    /// What a command tells, and its exit code.
    fn told(&self, line: &str) -> (String, Option<i32>) {
        let output = common::gongji()
            .current_dir(self.0.folder.path())
            .args(line.split(' ').filter(|word| !word.is_empty()))
            .output()
            .expect("gongji starts");
        let [out, err] = [output.stdout, output.stderr]
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        (format!("{out}{err}"), output.status.code())
    }

    /// Every command ends so and tells it in Chinese.
    fn ends(&self, exit: i32, lines: &[&str]) {
        for line in lines {
            let (told, code) = self.told(line);
            assert_eq!(code, Some(exit), "{line}: {told}");
            must_be_chinese(line, &told);
        }
    }
}

/// Every command with the words that lead to it.
fn commands(command: &clap::Command, path: &str, found: &mut Vec<String>) {
    found.push(path.to_owned());
    for sub in command.get_subcommands() {
        commands(sub, format!("{path} {}", sub.get_name()).trim(), found);
    }
}

#[test]
fn english_is_told_from_names() {
    for (text, expected) in [
        (
            "批次 2025-20241221-01：ALREADY_PAID，见 out/a/exceptions.csv",
            "",
        ),
        (
            "`gongji run --dry-run` 写出 plan-manifest.json，列 insured_id",
            "",
        ),
        (
            "无法读取：Permission denied (os error 13)",
            "Permission denied os error",
        ),
        ("此处 the books do not agree", "the books do not agree"),
        (
            "<p title=\"Nothing\">没有</p><style>body</style>",
            "Nothing",
        ),
    ] {
        assert_eq!(english(&shown(text)).join(" "), expected, "{text}");
    }
}

#[test]
fn help_and_manuals_are_chinese() {
    let desk = Desk::new();
    let mut found = Vec::new();
    commands(&gongji::cli::Cli::command(), "", &mut found);
    assert!(found.len() > 15, "the commands were not found");
    for path in &found {
        for help in ["--help", "-h"] {
            desk.ends(0, &[&format!("{path} {help}")]);
        }
    }
    let (manuals, _) = desk.told("man");
    // Marks of the format, and hyphens as it writes them.
    let page: Vec<String> = manuals
        .lines()
        .filter(|line| !line.starts_with(".ie") && !line.starts_with(".el"))
        .map(|line| match line.split_once(' ') {
            Some((mark, text)) if mark.starts_with('.') => text.to_owned(),
            _ if line.starts_with('.') => String::new(),
            _ => line.to_owned(),
        })
        .map(|line| line.replace("\\-", "-"))
        .map(|line| {
            ["\\fB", "\\fI", "\\fR"]
                .iter()
                .fold(line, |l, mark| l.replace(mark, ""))
        })
        .collect();
    must_be_chinese("man", &page.join("\n"));
    for heading in [".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH VERSION"] {
        assert!(!manuals.contains(heading), "{heading}");
    }
}

#[test]
fn mistakes_of_the_hand_are_told_in_chinese() {
    let desk = Desk::new();
    desk.ends(
        2,
        &[
            "",
            "run1",
            "run",
            "run --batchdate1 2024-12-21",
            "run sample_data --out out --batch-date 21.12.2024",
            "run sample_data --out out --batch-date 2999-01-01",
            "run sample_data --out out --batch-no 0",
            "run sample_data --out out --threads 1x",
            "run sample_data --out out --threads 1000",
            "run sample_data --out out --encoding utf-16",
            "run sample_data --out out --max-total a1c",
            "run sample_data --out out --min-deductions -1",
            "run sample_data --out out --max-exception-ratio 2",
            "run sample_data --out out --accept-unidentified 1x",
            "run sample_data --out out --lang f1",
            "run sample_data --batch-date 2024-12-21",
            "run sample_data --out out --batch-date 2024-01-01",
            "check sample_data --policy n1x",
            "check sample_data --policy suzhou-2023",
            "check sample_data --set n1x=1",
            "check sample_data --set n1x",
            "check sample_data --set fee.student=355.001",
            "status",
            "status --fleet x1 --out y",
            "verify n0where",
            "policy",
            "policy show n1x",
            "policy try sample_data",
            "completions n1x",
            "synth city --enrollments 0",
            "synth city --enrollments 99999999999999",
            "synth-receipts a b --reject-ratio x1",
        ],
    );
}

/// Numbers of the sample: deducted, excepted, an organizer.
const PERSONS: [&str; 3] = ["R2500001", "R2500011", "310101198403033028"];

#[test]
fn a_season_is_told_of_in_chinese() {
    let desk = Desk::new();
    let night = "run sample_data --out out --batch-date 2024-12-21";
    desk.ends(
        3,
        &[
            night,
            "status --out out",
            &format!("{night} --new-ledger --max-total 1"),
        ],
    );
    desk.ends(
        3,
        &[
            &format!("{night} --min-deductions 999 --max-exception-ratio 0.01"),
            &format!("{night} --accept-unidentified 4"),
            "run sample_data --out out --batch-date 2024-12-20",
        ],
    );
    desk.ends(4, &[&format!("{night} --expect-plan 12ab")]);
    desk.ends(0, &[&format!("{night} --dry-run"), night, night]);
    desk.ends(
        4,
        &[
            &format!("{night} --by-institution"),
            "run sample_data/next --out out --batch-date 2024-12-21",
            &format!("{night} --set fee.student=400.00"),
        ],
    );
    let next = "run sample_data/next --out out --batch-date 2024-12-22";
    desk.ends(3, &["run sample_data --out out --batch-date 2024-12-22"]);
    desk.ends(0, &[&format!("{next} --by-institution")]);
    outputs(&desk);
    fs::create_dir(desk.path("fleet")).expect("a folder");
    std::os::unix::fs::symlink("../out", desk.path("fleet/a1")).expect("a link");
    for person in PERSONS {
        desk.ends(
            0,
            &[
                &format!("explain {person} --out out --as-of 2024-12-23"),
                &format!("explain {person} --out out --extract sample_data --as-of 2025-01-23"),
            ],
        );
    }
    desk.ends(
        0,
        &[
            "explain 11010519491231002X --out out",
            "status --out out",
            "status --fleet fleet",
            "status --out out --as-of 2025-01-03 --html books.html --refunds refunds.csv",
            "verify out/2025-20241221-01 --extract sample_data",
            "policy try shanghai-2025 --set fee.student=400.00 --against out/2025-20241221-01 \
             --extract sample_data",
            "results results.csv --out out",
            "check-remittance out/2025-20241221-01/remittance.txt",
        ],
    );
    let books = fs::read_to_string(desk.path("books.html")).expect("the books");
    must_be_chinese("books.html", &shown(&books));
    desk.ends(
        2,
        &[
            "verify out",
            "verify out/plan-2025-20241221-01",
            "verify sample_data",
            "verify out/2025-20241221-01 --extract sample_data --set fee.student=400.00",
            "status --out out --metrics-file out/ledger.db",
            "results out/2025-20241221-01/results.csv --out out",
        ],
    );
    desk.ends(
        6,
        &["verify out/2025-20241221-01 --extract sample_data/next"],
    );
    desk.ends(1, &["results n0where/results.csv --out out"]);
    desk.ends(
        3,
        &["check-remittance n0where", "reconcile n0where --out out"],
    );
    answers(&desk);
    damage(&desk, night);
}

fn answers(desk: &Desk) {
    let header = "end_to_end_no,status,amount,code,message,receipt_no,received_at\n";
    let file = |name: &str, rows: &str| {
        fs::write(desk.path(name), format!("{header}{rows}")).expect("answers");
    };
    let no = "202520241221010000000";
    file("none.csv", "");
    file("quote.csv", "\"x");
    file(
        "differ.csv",
        &format!(
            "{no}1,posted,355.00,,,,\n{no}2,posted,1.00,,,,\n{no}3,returned,355.00,,,,\n\
             {no}4,posted,355.00,,,,\n{no}4,not_posted,,A1,,,\n{no}5,perhaps,,,,,\n\
             {no}6,accepted,355.00,,,,\n{no}7,posted,,,,,\n{no}8,posted,355,,,,x\n\
             20252024122199000001,posted,355.00,,,,\n{no}9,not_posted,,A1,余额不足,,\nx,y\n"
        ),
    );
    fs::write(desk.path("columns.csv"), "a1,b2\n1,2\n").expect("answers");
    desk.ends(
        3,
        &["none", "quote", "columns", "differ"]
            .map(|name| format!("reconcile {name}.csv --out out"))
            .each_ref()
            .map(String::as_str),
    );
    desk.ends(
        0,
        &[
            "reconcile differ.csv --out out --accept-consistent",
            "reconcile differ.csv --out out --accept-consistent",
            "synth-receipts out/2025-20241222-01 bureau.csv --of tax-bureau --reject-ratio 0.5",
            "reconcile bureau.csv --out out",
            "status --out out --as-of 2025-01-03 --html books.html",
            "explain R2500001 --out out",
        ],
    );
    let books = fs::read_to_string(desk.path("books.html")).expect("the books");
    must_be_chinese("books.html", &shown(&books));
    fs::write(desk.path("out/differences/0123456789a1cdef.csv"), "a\n1\n").expect("a file");
    desk.ends(3, &["status --out out --html books.html"]);
    fs::remove_file(desk.path("out/differences/0123456789a1cdef.csv")).expect("a file");
}

/// Changes the ledger behind the program's back: without the triggers that forbid it.
fn edit(ledger: &Path, sql: &str) {
    let conn = rusqlite::Connection::open(ledger).expect("the ledger");
    let triggers: Vec<(String, String)> = conn
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .and_then(|mut all| all.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect())
        .expect("the triggers");
    let dropped = triggers
        .iter()
        .map(|(name, _)| format!("DROP TRIGGER {name};"));
    let made = triggers.iter().map(|(_, sql)| format!("{sql};"));
    let script: String = dropped.chain([format!("{sql};")]).chain(made).collect();
    conn.execute_batch(&script).expect("an edit");
}

/// What a person may find after somebody was at the files.
fn damage(desk: &Desk, night: &str) {
    let batch = desk.path("out").join(FIRST_BATCH);
    fs::write(batch.join("postings.csv"), "x").expect("a file");
    fs::remove_file(batch.join("results.csv")).expect("a file");
    desk.ends(
        6,
        &[
            "verify out/2025-20241221-01",
            "results results.csv --out out",
            "run sample_data/next --out out --batch-date 2024-12-23 --same-extract",
        ],
    );
    fs::write(desk.path("bad.txt"), "H|x\nD|1\nT|9\n").expect("a file");
    desk.ends(6, &["check-remittance bad.txt"]);
    desk.ends(0, &[night]);
    let ledger = desk.path("out/ledger.db");
    let kept = fs::read(&ledger).expect("the ledger");
    edit(&ledger, "UPDATE deductions SET amount_fen = 1");
    for line in [
        "status --out out",
        "verify out/2025-20241221-01",
        "explain R2500001 --out out",
        "run sample_data/next --out out --batch-date 2024-12-23 --same-extract",
    ] {
        let (told, code) = desk.told(line);
        assert_ne!(code, Some(0), "{line}: {told}");
        must_be_chinese(line, &told);
    }
    fs::write(&ledger, "no database at all").expect("a file");
    desk.ends(3, &["status --out out", night]);
    fs::remove_file(&ledger).expect("the ledger");
    desk.ends(3, &["status --out out", night]);
    desk.ends(6, &[&format!("{night} --new-ledger")]);
    fs::write(&ledger, kept).expect("the ledger");
    fs::hard_link(&ledger, desk.path("second.db")).expect("a name");
    desk.ends(3, &["status --out out", night]);
}
