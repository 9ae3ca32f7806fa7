//! `gongji status` over the nights of `sample_data`: the books for people and machines, the worklist
//! of refund candidates.

mod common;

use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Output;
use tempfile::TempDir;

const HEADER: &str = "end_to_end_no,status,amount,code,message,receipt_no,received_at\n";

struct Office {
    folder: TempDir,
}

impl Office {
    /// Both nights are over; of the first batch, `answers` (number, rest of the line) came between.
    fn after_two_nights(answers: &[(u32, &str)]) -> Office {
        let office = Office {
            folder: tempfile::tempdir().expect("a temporary folder"),
        };
        office.succeeds(&[
            "run",
            "sample_data",
            "--batch-date=2024-12-21",
            "--new-ledger",
        ]);
        if !answers.is_empty() {
            office.import(answers, &[]);
        }
        office.succeeds(&["run", "sample_data/next", "--batch-date=2024-12-22"]);
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn gongji(&self, arguments: &[&str]) -> Output {
        common::gongji()
            .args(arguments)
            .env("GONGJI_OUT", self.path("out"))
            .output()
            .expect("gongji starts")
    }

    fn succeeds(&self, arguments: &[&str]) -> String {
        let output = self.gongji(arguments);
        let log = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {log}");
        String::from_utf8(output.stdout).expect("text")
    }

    fn import(&self, answers: &[(u32, &str)], more: &[&str]) -> String {
        let lines = answers
            .iter()
            .map(|(seq, rest)| format!("20252024122101{seq:08},{rest}\n"));
        let text = format!("{HEADER}{}", lines.collect::<String>());
        let file = self.path("answers.csv");
        fs::write(&file, text).expect("the answers");
        self.succeeds(&[&["reconcile", file.to_str().expect("a path")], more].concat())
    }

    fn status(&self, more: &[&str]) -> String {
        self.succeeds(&[&["status", "--as-of=2024-12-30"], more].concat())
    }

    fn json(&self, more: &[&str]) -> Value {
        let told = self.status(&[&["--json"], more].concat());
        serde_json::from_str(&told).expect("JSON")
    }

    /// The worklist by column name, line by line.
    fn refunds(&self) -> Vec<Vec<(String, String)>> {
        let file = self.path("refunds.csv");
        let _ = self.status(&["--refunds", file.to_str().expect("a path")]);
        let bytes = fs::read(&file).expect("the worklist");
        let bytes = bytes
            .strip_prefix(b"\xEF\xBB\xBF")
            .expect("a mark for spreadsheets");
        let mut reader = csv::Reader::from_reader(bytes);
        let names: Vec<String> = reader
            .headers()
            .expect("a header")
            .iter()
            .map(String::from)
            .collect();
        let rows = reader.records().map(|row| {
            let row = row.expect("a row");
            names
                .iter()
                .cloned()
                .zip(row.iter().map(String::from))
                .collect()
        });
        rows.collect()
    }
}

fn cell<'r>(row: &'r [(String, String)], name: &str) -> &'r str {
    let cell = row.iter().find(|(column, _)| column == name);
    cell.map_or_else(|| panic!("no column {name}"), |(_, value)| value)
}

#[test]
fn the_equations_can_be_checked_on_what_machines_are_told() {
    let office = Office::after_two_nights(&[
        (1, "posted,355.00,,,,"),
        (2, "accepted,355.00,,,T2,"),
        (3, "not_posted,,A1,,,"),
    ]);
    let json = office.json(&[]);
    for of in [&json["batches"][0]["sums"], &json["total"]] {
        let count = |name: &str| of[name]["count"].as_u64().expect("a count");
        let fen = |name: &str| {
            let amount = of[name]["amount"].as_str().expect("an amount");
            amount.replace('.', "").parse::<u64>().expect("digits")
        };
        for sum in [&count as &dyn Fn(&str) -> u64, &fen] {
            assert_eq!(
                sum("deducted"),
                sum("accepted") + sum("reversed") + sum("outstanding")
            );
            assert_eq!(sum("outstanding"), sum("posted") + sum("unanswered"));
            assert!(sum("posted") > 0 && sum("accepted") > 0 && sum("reversed") > 0);
        }
    }
    let text = office.status(&["--lang=en"]);
    for part in [
        "deducted (29: 10,295.00 yuan) is accepted (1: 355.00 yuan), reversed (1: 355.00 yuan) and \
         outstanding (27: 9,585.00 yuan)",
        "outstanding (27: 9,585.00 yuan) is posted (1: 355.00 yuan) and unanswered (26: 9,230.00 yuan)",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn refund_candidates_are_listed_until_they_are_closed() {
    let office = Office::after_two_nights(&[(1, "accepted,355.00,,,T1,")]);
    let lines = office.refunds();
    assert_eq!(lines.len(), 2);
    let expected = [
        ("end_to_end_no", "2025202412210100000001"),
        ("batch", "2025-20241221-01"),
        ("deducted_on", "2024-12-21"),
        ("insured_id", "310101201402021011"),
        ("insured_name", "陈思涵"),
        ("enrollment_id", "R2500001"),
        ("organizer_id", "310101198403033028"),
        ("amount", "355.00"),
        ("reasons", "ALREADY_PAID"),
        ("first_listed", "2025-20241222-01"),
        ("last_listed", "2025-20241222-01"),
        ("state", "standing"),
        ("answer", "accepted"),
        ("code", ""),
        ("receipt_no", "T1"),
        ("reversed_in", ""),
    ];
    let found: Vec<(&str, &str)> = lines[0]
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    assert_eq!(found, expected);
    assert_eq!(cell(&lines[1], "reasons"), "LEFT_NETWORK");
    let mode = fs::metadata(office.path("refunds.csv"))
        .expect("the worklist")
        .permissions();
    assert_eq!(mode.mode() & 0o777, 0o600);

    office.import(&[(1, "returned,355.00,R9,,T1,")], &[]);
    let lines = office.refunds();
    let closed = ["state", "answer", "code", "receipt_no", "reversed_in"];
    assert_eq!(
        closed.map(|name| cell(&lines[0], name)),
        [
            "reversed",
            "returned",
            "R9",
            "T1",
            "reversals/2025-20241221-01-01.csv"
        ]
    );
    assert_eq!(cell(&lines[1], "state"), "standing");
    let file = office.path("refunds.csv");
    let json = office.json(&["--refunds", file.to_str().expect("a path")]);
    assert_eq!(
        json["refunds"],
        serde_json::json!({"lines": 2, "standing": 1})
    );
}

#[test]
fn a_worklist_is_made_of_files_that_are_what_was_committed() {
    let office = Office::after_two_nights(&[]);
    let list = office.path("out/2025-20241222-01/exceptions.csv");
    let before = fs::read_to_string(&list).expect("the list");
    fs::write(&list, before.replace(",settled,", ",excluded,")).expect("the damage");
    let file = office.path("refunds.csv");
    let file = file.to_str().expect("a path");
    let refused = office.gongji(&["status", "--refunds", file]);
    assert_eq!(refused.status.code(), Some(6));
    assert!(!office.path("refunds.csv").exists());
    for kept in ["out/ledger.db", "out/2025-20241222-01/results.csv"] {
        let before = fs::read(office.path(kept)).expect("a file");
        let refused = office.gongji(&["status", "--refunds", office.path(kept).to_str().unwrap()]);
        assert_eq!(refused.status.code(), Some(2), "{kept}");
        assert_eq!(fs::read(office.path(kept)).expect("a file"), before);
    }
}

/// Two lines whose difference stays, one that is cleared up later, and one that is answered well.
const WITH_DIFFERENCES: [(u32, &str); 5] = [
    (4, "posted,354.00,,,,"),
    (5, "posted,,,,,"),
    (6, "accepted,3.55,,,T6,"),
    (7, "posted,355.00,,,,"),
    (99_999_999, "posted,355.00,,,,"),
];

#[test]
fn the_page_shows_the_books_and_who_owes_the_next_step() {
    let office = Office::after_two_nights(&[(1, "accepted,355.00,,,T1,")]);
    office.import(&WITH_DIFFERENCES, &["--accept-consistent"]);
    office.import(&[(6, "accepted,355.00,,,T6,")], &[]);
    let file = office.path("books.html");
    let name = file.to_str().expect("a path");
    for (language, parts) in [
        (
            "zh",
            [
                "<html lang=\"zh-CN\">",
                "账户系统：答复 postings.csv，批次 <a href=\"#b-2025-20241221-01\">",
                "税务部门：答复 remittance.txt，批次",
                "正后重新导入，行数 <span class=\"f\">3</span>",
                "<h3 id=\"b-合计\">合计</h3>",
                "金额与划扣不符<br><code>AMOUNT_DIFFERS</code>",
                "<td class=\"n f\">7<i>810</i>.00</td>",
            ],
        ),
        (
            "en",
            [
                "<html lang=\"en\">",
                "The account system answers postings.csv of batch <a",
                "The tax bureau answers remittance.txt of batch <a",
                "corrected file: lines <span class=\"f\">3</span>",
                "<h3 id=\"b-Total\">Total</h3>",
                "<code>UNKNOWN_NUMBER</code>",
                "<dt>Oldest silence (days)</dt>\n<dd class=\"big f\">9</dd>",
            ],
        ),
    ] {
        let told = office.status(&["--html", name, "--lang", language]);
        assert!(told.contains(name), "{told}");
        let page = fs::read_to_string(&file).expect("the page");
        for part in parts {
            assert!(page.contains(part), "{part} in {page}");
        }
        for foreign in ["://", "url(", "<script", "src="] {
            assert!(!page.contains(foreign), "{foreign}");
        }
        office.status(&["--html", name, "--lang", language]);
        assert_eq!(
            page,
            fs::read_to_string(&file).expect("the page"),
            "the same bytes again"
        );
    }
    let mode = fs::metadata(&file).expect("the page").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let json = office.json(&[]);
    assert_eq!(
        json["differences"],
        serde_json::json!({
            "UNREADABLE": {"lines": 1, "cleared": 0},
            "UNKNOWN_NUMBER": {"lines": 1, "cleared": 0},
            "REPEATED_DIFFERENTLY": {"lines": 0, "cleared": 0},
            "AMOUNT_DIFFERS": {"lines": 2, "cleared": 1},
            "CONTRADICTION": {"lines": 0, "cleared": 0},
        })
    );
}

#[test]
fn monitoring_reads_the_books() {
    let office = Office::after_two_nights(&[(1, "accepted,355.00,,,T1,")]);
    office.import(&WITH_DIFFERENCES, &["--accept-consistent"]);
    let file = office.path("gongji.prom");
    office.status(&["--metrics-file", file.to_str().expect("a path")]);
    let metrics = fs::read_to_string(&file).expect("the metrics");
    for line in [
        "gongji_book_deductions{command=\"status\",state=\"deducted\"} 29\n",
        "gongji_book_deductions{command=\"status\",state=\"unanswered\"} 27\n",
        "gongji_book_yuan{command=\"status\",state=\"posted\"} 355.00\n",
        "gongji_oldest_silence_days{command=\"status\",silent=\"account_system\"} 9\n",
        "gongji_open_differences{command=\"status\",kind=\"AMOUNT_DIFFERS\"} 2\n",
        "gongji_open_differences{command=\"status\",kind=\"CONTRADICTION\"} 0\n",
    ] {
        assert!(metrics.contains(line), "{line} in {metrics}");
    }
}

#[test]
fn a_file_of_differences_that_is_none_is_named() {
    let office = Office::after_two_nights(&[]);
    office.import(&WITH_DIFFERENCES, &["--accept-consistent"]);
    let folder = office.path("out/differences");
    fs::write(folder.join("zz.csv"), "a,b\n1,2\n").expect("a foreign file");
    let refused = office.gongji(&["status", "--json"]);
    assert_eq!(refused.status.code(), Some(3));
    let log = String::from_utf8_lossy(&refused.stderr);
    assert!(log.contains("zz.csv"), "{log}");
    assert!(
        office.gongji(&["status"]).status.success(),
        "the books alone need no differences"
    );
}

#[test]
fn without_a_ledger_no_page_is_written() {
    let office = Office {
        folder: tempfile::tempdir().expect("a temporary folder"),
    };
    let missing = office.gongji(&["status", "--html", office.path("b.html").to_str().unwrap()]);
    assert_eq!(missing.status.code(), Some(3), "there is no ledger");
    assert!(!office.path("b.html").exists());
}

/// A fleet of areas: two nights, one night, none yet, a ledger with a changed amount, one that is no
/// ledger, an empty folder; beside them what is no area.
fn fleet() -> Office {
    let office = Office {
        folder: tempfile::tempdir().expect("a temporary folder"),
    };
    let night = |area: &str, more: &[&str]| {
        let out = office.path(&format!("fleet/{area}")).display().to_string();
        office.gongji(&[&["run", "--quiet", "--out", &out], more].concat())
    };
    let first = ["sample_data", "--batch-date=2024-12-21", "--new-ledger"];
    for area in ["area-0", "area-1", "area-3"] {
        assert!(night(area, &first).status.success());
    }
    let second = ["sample_data/next", "--batch-date=2024-12-22"];
    assert!(night("area-1", &second).status.success());
    let guarded = [&first[..], &["--max-total=1"]].concat();
    assert_eq!(night("area-2", &guarded).status.code(), Some(3));
    let ledger = rusqlite::Connection::open(office.path("fleet/area-3/ledger.db"));
    ledger
        .expect("the ledger")
        .execute_batch(
            "DROP TRIGGER deductions_are_kept;
             UPDATE deductions SET amount_fen = amount_fen + 1 WHERE end_to_end_no LIKE '%01'",
        )
        .expect("the damage");
    fs::create_dir(office.path("fleet/area-4")).expect("a folder");
    fs::write(office.path("fleet/area-4/ledger.db"), "nothing of ours").expect("a file");
    fs::create_dir(office.path("fleet/area-5")).expect("a folder");
    for other in [".snapshots", "lost+found"] {
        fs::create_dir(office.path("fleet").join(other)).expect("a folder");
    }
    fs::write(office.path("fleet/area-0.log"), "a log").expect("a file");
    office
}

#[test]
fn a_fleet_is_summed_and_a_bad_ledger_hides_no_other() {
    let office = fleet();
    let dir = office.path("fleet").display().to_string();
    let before = common::whole(&office.path("fleet"));
    let fleet = ["status", "--as-of=2024-12-30", "--fleet", &dir];
    let told = office.gongji(&[&fleet[..], &["--json"]].concat());
    let log = String::from_utf8_lossy(&told.stderr);
    assert_eq!(told.status.code(), Some(6), "the worst: {log}");
    assert!(
        log.contains("6 个统筹区中有 3 个未计入合计：area-3、area-4、area-5"),
        "{log}"
    );
    let json: Value = serde_json::from_slice(&told.stdout).expect("JSON");
    let areas = json["areas"].as_array().expect("areas");
    let of = |key: &str| {
        areas
            .iter()
            .map(|area| area[key].clone())
            .collect::<Vec<_>>()
    };
    let names = (0..6).map(|n| Value::from(format!("area-{n}")));
    assert_eq!(of("area"), names.collect::<Vec<_>>());
    let codes = of("exit").iter().map(Value::as_u64).collect::<Vec<_>>();
    assert_eq!(codes, [None, None, None, Some(6), Some(3), Some(3)]);
    for area in ["area-0", "area-1", "area-2"] {
        let out = office.path(&format!("fleet/{area}")).display().to_string();
        let own = office.json(&["--out", &out]);
        let found = areas
            .iter()
            .find(|of| of["area"] == area)
            .expect("the area");
        assert_eq!(found["sums"], own["total"], "{area}");
        assert_eq!(found["batches"], own["batches"].as_array().unwrap().len());
    }
    let total = &json["total"];
    assert_eq!(
        (&total["batches"], &total["latest"]),
        (&3.into(), &"2024-12-22".into())
    );
    assert_eq!(total["sums"]["deducted"]["count"], 54);
    assert_eq!(total["sums"]["deducted"]["amount"], "19170.00");
    assert_eq!(total["oldest_silence_days"], 9);
    for (language, parts) in [
        (
            "zh",
            [
                "统筹区",
                "合计",
                "54 = 19,170.00",
                "area-4  ",
                "没有账本",
                "2024-12-22",
            ],
        ),
        (
            "en",
            [
                "Area ",
                "Total",
                "54 = 19,170.00",
                "area-4  ",
                "there is no ledger",
                "2024-12-22",
            ],
        ),
    ] {
        let told = office.gongji(&[&fleet[..], &["--lang", language]].concat());
        assert_eq!(told.status.code(), Some(6));
        let text = String::from_utf8_lossy(&told.stdout);
        assert_eq!(text.lines().count(), 8, "{text}");
        for part in parts {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
    assert_eq!(before, common::whole(&office.path("fleet")), "read only");
}

#[test]
fn a_fleet_of_sound_ledgers_is_no_failure_and_a_folder_without_areas_is_one() {
    let office = fleet();
    for bad in ["area-3", "area-4", "area-5"] {
        fs::remove_dir_all(office.path("fleet").join(bad)).expect("a folder");
    }
    let exit = |dir: &str, more: &[&str]| {
        let dir = office.path(dir).display().to_string();
        let told = office.gongji(&[&["status", "--fleet", &dir], more].concat());
        told.status.code()
    };
    assert_eq!(exit("fleet", &[]), Some(0));
    assert_eq!(exit("fleet/lost+found", &[]), Some(2), "no area");
    assert_eq!(exit("fleet/area-0.log", &[]), Some(2), "no folder");
    assert_eq!(exit("nowhere", &[]), Some(2), "nothing");
    assert_eq!(
        exit("fleet", &["--html", "books.html"]),
        Some(2),
        "no page of it"
    );
}
