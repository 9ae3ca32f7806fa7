//! Answers, on the first night of `sample_data`: taken whole or not at all, told in files, and
//! heard by the next night.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;

const HEADER: &str = "end_to_end_no,status,amount,code,message,receipt_no,received_at\n";
const BATCH: &str = "2025-20241221-01";

struct Office {
    folder: TempDir,
}

impl Office {
    /// The first night is over.
    fn after_the_first_night() -> Office {
        let office = Office {
            folder: tempfile::tempdir().expect("a temporary folder"),
        };
        let night = office.night("sample_data", "2024-12-21", &["--new-ledger"]);
        assert!(night.status.success(), "{}", log(&night));
        office
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn gongji(&self, arguments: &[&str]) -> Output {
        common::gongji()
            .args(arguments)
            .env("GONGJI_OUT", self.out())
            .output()
            .expect("gongji starts")
    }

    fn night(&self, extract: &str, date: &str, more: &[&str]) -> Output {
        self.gongji(&[&["run", extract, "--batch-date", date], more].concat())
    }

    /// Imports rows of (sequence, status, code, message, receipt number).
    fn import(&self, rows: &[(u32, &str, &str, &str, &str)]) -> Output {
        let mut text = HEADER.to_owned();
        for (seq, status, code, message, receipt_no) in rows {
            text.push_str(&format!(
                "20252024122101{seq:08},{status},355.00,{code},{message},{receipt_no},2024-12-23 10:00:00\n"
            ));
        }
        self.import_text(&text)
    }

    fn import_text(&self, text: &str) -> Output {
        let file = self.folder.path().join("receipts.csv");
        fs::write(&file, text).expect("the receipts");
        self.gongji(&["reconcile", file.to_str().expect("a path")])
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.out().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    fn status(&self) -> serde_json::Value {
        let output = self.gongji(&["status", "--json", "--as-of", "2024-12-25"]);
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    fn posted(&self, seq: usize) -> Vec<String> {
        let postings = self.read(&format!("{BATCH}/postings.csv"));
        let line = postings.lines().nth(seq).expect("a posting");
        line.split(',').map(str::to_owned).collect()
    }
}

fn log(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn files_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn answers_settle_reverse_and_withdraw() {
    let office = Office::after_the_first_night();
    let imported = office.import(&[
        (1, "accepted", "", "", "T1"),
        (2, "入库成功", "", "", "T2"),
        (3, "rejected", "DUPLICATE_PAYMENT", "重复缴费", ""),
        (4, "rejected", "E042", "姓名不符", ""),
        (5, "not_posted", "A01", "账户已冻结", ""),
    ]);
    assert!(imported.status.success(), "{}", log(&imported));
    let third = office.posted(3);
    let reversals = office.read(&format!("reversals/{BATCH}-01.csv"));
    let lines: Vec<&str> = reversals.lines().collect();
    assert_eq!(
        lines[0],
        "end_to_end_no,holder_id,insured_id,amount,code,message"
    );
    let expected = format!(
        "{},{},{},355.00,DUPLICATE_PAYMENT,重复缴费",
        third[0], third[1], third[2]
    );
    assert_eq!(lines[1], expected);
    assert_eq!(lines.len(), 3);
    let withdrawals = office.read(&format!("withdrawals/{BATCH}-01.csv"));
    assert!(
        withdrawals
            .starts_with("end_to_end_no,enrollment_id,insured_id,amount\n2025202412210100000005,")
    );
    assert_eq!(withdrawals.lines().count(), 2);

    let verified = office.gongji(&["verify", office.out().join(BATCH).to_str().unwrap()]);
    assert!(verified.status.success(), "{}", log(&verified));
    let status = office.status().to_string();
    assert!(status.contains("\"as_of\":\"2024-12-25\""), "{status}");

    // The fourth comes back later, after it was accepted.
    let returned = office.import(&[(1, "returned", "R9", "学生已转职工医保", "T1")]);
    assert!(returned.status.success(), "{}", log(&returned));
    assert_eq!(
        files_in(&office.out().join("reversals")),
        [format!("{BATCH}-01.csv"), format!("{BATCH}-02.csv")]
    );

    let next = office.night("sample_data/next", "2024-12-22", &[]);
    assert!(next.status.success(), "{}", log(&next));
    let exceptions = office.read("2025-20241222-01/exceptions.csv");
    let reason_of = |seq: usize| {
        let person = office.posted(seq)[2].clone();
        let line = exceptions
            .lines()
            .find(|line| line.contains(&person))
            .expect("a line")
            .to_owned();
        line.split(',')
            .skip(8)
            .take(3)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(reason_of(3), ["excluded", "ALREADY_PAID", ""]);
    assert_eq!(reason_of(4)[1], "REMITTANCE_RETURNED");
    assert_eq!(reason_of(5)[1], "REMITTANCE_RETURNED");
    assert!(
        exceptions.contains("姓名不符") && exceptions.contains("E042"),
        "the answer is told"
    );
}

#[test]
fn the_same_file_again_changes_nothing() {
    let office = Office::after_the_first_night();
    let rows = [
        (1, "accepted", "", "", "T1"),
        (2, "rejected", "E042", "", ""),
    ];
    assert!(office.import(&rows).status.success());
    let before = (office.status(), files_in(&office.out().join("reversals")));
    let again = office.import(&rows);
    assert!(again.status.success(), "{}", log(&again));
    assert!(String::from_utf8_lossy(&again.stdout).contains("回执 2 条，其中新的 0 条"));
    assert_eq!(
        before,
        (office.status(), files_in(&office.out().join("reversals")))
    );
}

#[test]
fn what_cannot_be_refuses_the_whole_file() {
    let office = Office::after_the_first_night();
    assert!(
        office
            .import(&[(1, "accepted", "", "", "T1")])
            .status
            .success()
    );
    let before = office.status();
    let number = "2025202412210100000002";
    let row = |rest: &str| {
        format!(
            "{HEADER}{number},{rest}\n2025202412210100000003,accepted,355.00,,,T3,2024-12-23 10:00:00\n"
        )
    };
    let table = [
        (
            "an unknown number",
            format!("{HEADER}2025202412210199999999,accepted,355.00,,,T,2024-12-23 10:00:00\n"),
            "没有这个流水号",
        ),
        (
            "accepted without a receipt number",
            row("accepted,355.00,,,,2024-12-23 10:00:00"),
            "必须有缴费凭证号",
        ),
        (
            "a status nobody knows",
            row("done,355.00,,,T,2024-12-23 10:00:00"),
            "不是处理状态",
        ),
        (
            "returned before it was accepted",
            row("returned,355.00,R,,T,2024-12-23 10:00:00"),
            "不能接在「未答复」之后",
        ),
        (
            "a bare date",
            row("accepted,355.00,,,T,2024-12-23"),
            "不是时间",
        ),
        (
            "one number twice, otherwise",
            row(&format!(
                "accepted,355.00,,,T,2024-12-23 10:00:00\n{number},rejected,355.00,E,,,2024-12-23 10:00:00"
            )),
            "另有不同的应答",
        ),
        (
            "another answer than before",
            format!("{HEADER}2025202412210100000001,rejected,355.00,E,,,2024-12-23 10:00:00\n"),
            "不能接在「入库成功」之后",
        ),
        (
            "a column that is missing",
            "end_to_end_no,status\n1,2\n".to_owned(),
            "缺少列",
        ),
        (
            "a quote that is not closed",
            format!("{HEADER}\"{number}"),
            "引号没有闭合",
        ),
        ("nothing at all", String::new(), "文件为空"),
    ];
    for (sentence, text, expected) in table {
        let refused = office.import_text(&text);
        assert_eq!(
            refused.status.code(),
            Some(3),
            "{sentence}: {}",
            log(&refused)
        );
        assert!(
            log(&refused).contains(expected),
            "{sentence}: {}",
            log(&refused)
        );
        assert_eq!(before, office.status(), "{sentence}");
    }
    assert_eq!(files_in(&office.out().join("reversals")), [""; 0]);
}

#[test]
fn the_export_tells_the_present_state_of_every_child() {
    let office = Office::after_the_first_night();
    assert!(
        office
            .import(&[
                (1, "accepted", "", "", "T1"),
                (6, "rejected", "E042", "", "")
            ])
            .status
            .success()
    );
    assert!(
        office
            .night("sample_data/next", "2024-12-22", &[])
            .status
            .success()
    );
    let file = office.folder.path().join("state.csv");
    let exported = office.gongji(&["results", file.to_str().unwrap()]);
    assert!(exported.status.success(), "{}", log(&exported));
    let state = fs::read_to_string(&file).expect("the export");
    let line_of = |seq: usize| {
        let person = office.posted(seq)[2].clone();
        state
            .lines()
            .find(|line| line.starts_with(&person))
            .expect("a line")
            .to_owned()
    };
    let ends = |seq: usize, end: &str| assert!(line_of(seq).ends_with(end), "{}", line_of(seq));
    ends(1, ",355.00,2024-12-21,2025-01-07,accepted,2025-20241221-01");
    ends(6, ",,,,,2025-20241222-01");
    assert!(
        line_of(6).contains(",exception,REMITTANCE_RETURNED,"),
        "{}",
        line_of(6)
    );
    ends(3, ",355.00,2024-12-21,2025-01-07,,2025-20241221-01");
}

#[test]
fn results_with_other_columns_are_not_exported() {
    let office = Office::after_the_first_night();
    let name = format!("{BATCH}/results.csv");
    let altered = office
        .read(&name)
        .replacen("outcome,reason", "reason,outcome", 1);
    fs::write(office.out().join(&name), altered).expect("the damage");
    let file = office.folder.path().join("state.csv");
    let refused = office.gongji(&["results", file.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(6), "{}", log(&refused));
    assert!(log(&refused).contains(&name), "{}", log(&refused));
    assert!(!file.exists());
}

#[test]
fn amounts_are_grouped_for_people_alone() {
    let office = Office::after_the_first_night();
    let file = office.folder.path().join("answers.csv");
    let (batch, file) = (office.out().join(BATCH), file.to_str().unwrap().to_owned());
    let batch = batch.to_str().unwrap();
    let told = |arguments: &[&str]| {
        let output = office.gongji(arguments);
        assert!(output.status.success(), "{}", log(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    told(&["synth-receipts", batch, &file, "--of=account-system"]);
    let text = told(&["reconcile", &file]);
    assert!(text.contains("扣款成功 posted，8,875.00 元"), "{text}");
    told(&["synth-receipts", batch, &file, "--of=tax-bureau"]);
    let json = told(&["reconcile", &file, "--json"]);
    assert!(json.contains("\"8875.00\""), "{json}");
}

#[test]
fn a_synthetic_bureau_answers_every_posting() {
    let office = Office::after_the_first_night();
    let file = office.folder.path().join("answers.csv");
    let (batch, file) = (office.out().join(BATCH), file.to_str().unwrap().to_owned());
    let made = office.gongji(&[
        "synth-receipts",
        batch.to_str().unwrap(),
        &file,
        "--reject-ratio=0.5",
        "--seed=7",
    ]);
    assert!(made.status.success(), "{}", log(&made));
    let imported = office.gongji(&["reconcile", &file]);
    assert!(imported.status.success(), "{}", log(&imported));
    let text = String::from_utf8_lossy(&imported.stdout).into_owned();
    for word in [
        "入库成功 accepted",
        "失败 rejected",
        "请移交账户系统：reversals/",
    ] {
        assert!(text.contains(word), "{text}");
    }
    let verified = office.gongji(&["verify", batch.to_str().unwrap()]);
    assert!(verified.status.success(), "{}", log(&verified));
}

#[test]
fn a_single_name_is_an_output_folder_like_any_other() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let gongji = |arguments: &[&str]| {
        let output = common::gongji()
            .current_dir(folder.path())
            .args(arguments)
            .output()
            .expect("gongji starts");
        assert!(output.status.success(), "{arguments:?}: {}", log(&output));
    };
    let extract = root.join("sample_data");
    let extract = extract.to_str().expect("a path");
    let night = ["run", extract, "--out", "out", "--batch-date", "2024-12-21"];
    gongji(&[&night[..], &["--new-ledger"]].concat());
    let batch = format!("out/{BATCH}");
    gongji(&["synth-receipts", &batch, "a.csv", "--reject-ratio", "0.5"]);
    gongji(&["reconcile", "a.csv", "--out", "out"]);
    let reversals = folder.path().join(format!("out/reversals/{BATCH}-01.csv"));
    fs::remove_file(&reversals).expect("reversals");
    gongji(&["reconcile", "a.csv", "--out", "out"]);
    assert!(reversals.exists(), "put back");
    gongji(&["results", "r.csv", "--out", "out"]);
    gongji(&["verify", &batch, "--extract", extract]);
    for lost in ["results.csv", "report.html"] {
        fs::remove_file(folder.path().join(&batch).join(lost)).expect("an output");
    }
    gongji(&night);
}

#[test]
fn a_file_of_earlier_answers_is_found_damaged_and_put_back() {
    let office = Office::after_the_first_night();
    let rows = [
        (1, "rejected", "E042", "\"姓名不符, 见附件\"", ""),
        (2, "not_posted", "A01", "", ""),
    ];
    assert!(office.import(&rows).status.success());
    for path in [
        format!("reversals/{BATCH}-01.csv"),
        format!("withdrawals/{BATCH}-01.csv"),
    ] {
        let before = office.read(&path);
        for damage in ["altered", "lost"] {
            let file = office.out().join(&path);
            match damage {
                "altered" => fs::write(&file, before.replace("355.00", "355.01")),
                _ => fs::remove_file(&file),
            }
            .expect("the damage");
            let verified = office.gongji(&["verify", office.out().join(BATCH).to_str().unwrap()]);
            assert_eq!(verified.status.code(), Some(6), "{path} {damage}");
            assert!(log(&verified).contains(&path), "{}", log(&verified));
            let night = office.night("sample_data/next", "2024-12-22", &[]);
            assert_eq!(night.status.code(), Some(6), "{path} {damage}");
            assert!(log(&night).contains(&path), "{}", log(&night));
            let mended = office.import(&rows);
            assert!(mended.status.success(), "{}", log(&mended));
            assert_eq!(office.read(&path), before, "{damage}");
        }
    }
    let night = office.night("sample_data/next", "2024-12-22", &[]);
    assert!(night.status.success(), "{}", log(&night));
}

/// The line of an answer about the first night.
fn line(seq: u32, rest: &str) -> String {
    format!("20252024122101{seq:08},{rest}\n")
}

#[test]
fn what_agrees_is_imported_and_every_difference_written_down() {
    let office = Office::after_the_first_night();
    let good = "accepted,355.00,,,T,2024-12-23 10:00:00";
    assert!(
        office
            .import_text(&format!("{HEADER}{}", line(1, good)))
            .status
            .success()
    );
    let file = office.folder.path().join("receipts.csv");
    let text = [
        HEADER.to_owned(),
        line(1, "失败,0,E1,,,"),
        line(2, "accepted,354.99,,,T,"),
        line(3, "posted,,,,,"),
        line(4, "maybe,355,,,T,"),
        line(4, good),
        line(99_999_999, "rejected,,E1,,,"),
        line(5, "not_posted,0.00,A1,,,"),
        line(5, "not_posted,0.00,A2,,,"),
        line(6, "returned,355.0,E1,,,"),
        line(7, "rejected,,E1,余额\u{7}不足,,"),
        line(8, "扣款成功,355,,,,"),
        line(9, "rejected,,E1,\"换\n行\",,"),
        line(9, "rejected,0.00,E1,,,2024-12-23 11:00:00"),
    ]
    .concat();
    let refused = office.import_text(&text);
    assert_eq!(refused.status.code(), Some(3));
    assert!(!office.out().join("differences").exists());
    assert!(!office.out().join("reversals").exists());
    let accept = || office.gongji(&["reconcile", file.to_str().unwrap(), "--accept-consistent"]);
    let accepted = accept();
    assert!(accepted.status.success(), "{}", log(&accepted));
    let folder = office.out().join("differences");
    let names = files_in(&folder);
    assert_eq!(names.len(), 1);
    let differences = office.read(&format!("differences/{}", names[0]));
    let number = |seq: u32| format!("20252024122101{seq:08}");
    let expected = [
        "line,end_to_end_no,kind,status,amount,expected_status,expected_amount".to_owned(),
        format!(
            "2,{},CONTRADICTION,rejected,0.00,accepted,355.00",
            number(1)
        ),
        format!(
            "3,{},AMOUNT_DIFFERS,accepted,354.99,unanswered,355.00",
            number(2)
        ),
        format!("4,{},UNREADABLE,posted,,unanswered,355.00", number(3)),
        format!("5,{},UNREADABLE,maybe,355.00,unanswered,355.00", number(4)),
        format!("7,{},UNKNOWN_NUMBER,rejected,,,", number(99_999_999)),
        format!(
            "8,{},REPEATED_DIFFERENTLY,not_posted,0.00,unanswered,355.00",
            number(5)
        ),
        format!(
            "9,{},REPEATED_DIFFERENTLY,not_posted,0.00,unanswered,355.00",
            number(5)
        ),
        format!(
            "10,{},CONTRADICTION,returned,355.00,unanswered,355.00",
            number(6)
        ),
        format!("11,{},UNREADABLE,rejected,,unanswered,355.00", number(7)),
    ];
    let found: Vec<&str> = differences.lines().collect();
    assert_eq!(found, expected);
    let reversals = office.read(&format!("reversals/{BATCH}-01.csv"));
    assert_eq!(reversals.lines().count(), 2, "{reversals}");
    assert!(reversals.contains("355.00,E1,换\u{FFFD}行"), "{reversals}");
    let state = office.status();
    let count = |name: &str| state["total"][name]["count"].as_u64().expect("a number");
    assert_eq!(
        ["accepted", "rejected", "posted", "outstanding"].map(count),
        [1, 1, 1, count("deducted") - 2]
    );
    assert!(accept().status.success());
    assert_eq!((office.status(), files_in(&folder)), (state, names.clone()));
    assert_eq!(
        office.read(&format!("differences/{}", names[0])),
        differences
    );
    let corrected = [
        HEADER.to_owned(),
        line(2, good),
        line(8, good),
        line(9, "rejected,,E1,,,"),
    ];
    let imported = office.import_text(&corrected.concat());
    assert!(imported.status.success(), "{}", log(&imported));
    assert_eq!(office.status()["total"]["accepted"]["count"], 3);
}

#[test]
fn planted_differences_are_found_in_number() {
    let office = Office::after_the_first_night();
    let file = office.folder.path().join("answers.csv");
    let (batch, file) = (office.out().join(BATCH), file.to_str().unwrap().to_owned());
    for of in ["account-system", "tax-bureau"] {
        let planted = ["--differences=2", "--reject-ratio=0", "--of", of];
        let arguments = [
            &["synth-receipts", batch.to_str().unwrap(), &file],
            &planted[..],
        ];
        assert!(office.gongji(&arguments.concat()).status.success());
        let imported = office.gongji(&["reconcile", &file, "--accept-consistent", "--json"]);
        assert!(imported.status.success(), "{}", log(&imported));
        let summary: serde_json::Value = serde_json::from_slice(&imported.stdout).expect("JSON");
        assert_eq!(
            summary["differences"],
            serde_json::json!({
                "UNREADABLE": 2,
                "UNKNOWN_NUMBER": 2,
                "REPEATED_DIFFERENTLY": 4,
                "AMOUNT_DIFFERS": 2,
                "CONTRADICTION": 2,
            })
        );
        let total = &office.status()["total"];
        assert_eq!(
            total["unanswered"]["count"], 10,
            "{of}: two of each kind stay silent"
        );
    }
}

#[test]
fn a_withdrawal_a_rejection_and_a_return_are_explained_apart() {
    let office = Office::after_the_first_night();
    let rows = [
        (1, "posted", "", "", ""),
        (2, "not_posted", "A01", "账户已冻结", ""),
        (3, "rejected", "E042", "姓名不符", ""),
        (4, "accepted", "", "", "T4"),
        (5, "rejected", "DUPLICATE_PAYMENT", "", ""),
    ];
    assert!(office.import(&rows).status.success());
    let returned = office.import(&[(4, "returned", "R9", "已转职工医保", "T4")]);
    assert!(returned.status.success(), "{}", log(&returned));
    let explain = |seq: usize, language: &str| {
        let person = office.posted(seq)[2].clone();
        let told = office.gongji(&["explain", &person, "--lang", language, "--as-of=2024-12-25"]);
        assert!(told.status.success(), "{}", log(&told));
        String::from_utf8(told.stdout).expect("text")
    };
    for (seq, zh, en) in [
        (
            1,
            &[
                "已划扣 355.00",
                "账户系统已扣款，税务部门尚未回执",
                "回执: 扣款成功 posted (",
            ][..],
            &[
                "Deducted 355.00",
                "The account system has debited the fee and the tax bureau",
            ][..],
        ),
        (
            2,
            &[
                "未能扣款，已撤回 355.00",
                "撤回文件（告知税务部门没有这笔款项） withdrawals/2025-20241221-01-01.csv",
                "账户系统扣款失败，账户未被扣款；返回码 A01：账户已冻结；该笔保费尚未缴纳",
                "返回码 A01 不在政策的 retry_codes 之中",
            ],
            &[
                "Not debited, withdrawn since 355.00",
                "nothing left the account; answer A01: 账户已冻结; the fee is unpaid",
                "Code A01 is not among the policy's retry_codes",
            ],
        ),
        (
            3,
            &[
                "已划扣，税务未入库，已冲正 355.00",
                "冲正文件（款项据此退还组建人账户） reversals/2025-20241221-01-01.csv",
                "税务部门未予入库，款项退还组建人账户；返回码 E042：姓名不符",
            ],
            &[
                "Deducted, rejected by the tax bureau",
                "the money goes back",
            ],
        ),
        (
            4,
            &[
                "已划扣，入库后退回，已冲正",
                "reversals/2025-20241221-01-02.csv",
                "入库后又退回",
            ],
            &["Deducted, returned by the tax bureau", "and sent it back"],
        ),
        (
            5,
            &["保费已另行缴纳，请勿重复缴费"],
            &["do not pay it again"],
        ),
    ] {
        for (language, parts) in [("zh", zh), ("en", en)] {
            let told = explain(seq, language);
            for part in parts {
                assert!(told.contains(part), "{part} in {told}");
            }
            assert_eq!(
                told.contains("retry_codes"),
                [2, 3, 4].contains(&seq),
                "{told}"
            );
        }
    }
}

#[test]
fn a_code_that_may_be_tried_again_lets_the_next_night_judge_afresh() {
    let reason_after = |sets: &[&str]| {
        let office = Office::after_the_first_night();
        let refused = office.import(&[(10, "not_posted", "A01", "系统繁忙", "")]);
        let summary = String::from_utf8_lossy(&refused.stdout).into_owned();
        for part in ["请移交税务部门：withdrawals/", "retry_codes"] {
            assert!(summary.contains(part), "{summary}");
        }
        let night = office.night("sample_data/next", "2024-12-22", sets);
        assert!(night.status.success(), "{}", log(&night));
        let person = office.posted(10)[2].clone();
        let line_in = |file: &str| {
            let text = office.read(&format!("2025-20241222-01/{file}"));
            let line = text.lines().find(|line| line.contains(&person));
            line.map(str::to_owned)
        };
        (line_in("postings.csv"), line_in("exceptions.csv"))
    };
    let (posting, exception) = reason_after(&[]);
    let exception = exception.expect("an exception");
    assert_eq!(posting, None);
    for part in ["REMITTANCE_RETURNED", "账户未被扣款；返回码 A01：系统繁忙"] {
        assert!(exception.contains(part), "{exception}");
    }
    let (posting, exception) = reason_after(&["--set", "retry_codes=A01"]);
    assert!(posting.is_some(), "{exception:?}");
    let (posting, _) = reason_after(&["--set", "retry_codes=A02"]);
    assert_eq!(posting, None);
}
