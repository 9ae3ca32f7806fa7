//! `gongji explain`: asked about the families of `sample_data` after both of its nights.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;

const CHARGED: &str = "310101201402021011";

fn gongji(out: &Path, args: &[&str]) -> Output {
    common::gongji()
        .args(args)
        .arg("--out")
        .arg(out)
        .output()
        .expect("gongji starts")
}

fn text(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// Both nights of `sample_data`, with answers for two deductions.
fn nights() -> &'static Path {
    static NIGHTS: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, out) = NIGHTS.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("out");
        let first = [
            "run",
            "sample_data",
            "--batch-date",
            "2024-12-21",
            "--new-ledger",
        ];
        text(&gongji(&out, &first));
        text(&gongji(
            &out,
            &["run", "sample_data/next", "--batch-date", "2024-12-22"],
        ));
        let receipts = folder.path().join("receipts.csv");
        let answers = "end_to_end_no,status,amount,code,message,receipt_no,received_at\n\
             2025202412210100000001,accepted,355.00,,,TAX-7,2024-12-24T09:00:00+08:00\n\
             2025202412210100000002,rejected,355.00,E42,证件号码不符,,2024-12-24T09:00:00+08:00\n";
        fs::write(&receipts, answers).expect("the answers");
        let receipts = receipts.to_string_lossy().into_owned();
        text(&gongji(&out, &["reconcile", &receipts]));
        (folder, out)
    });
    out
}

fn explain(args: &[&str]) -> String {
    let args = [&["explain", "--as-of", "2024-12-30"], args].concat();
    text(&gongji(nights(), &args))
}

#[test]
fn the_record_alone_tells_what_happened_and_what_to_do() {
    for (sentence, number, expected) in [
        (
            "charged and accepted",
            "R2500001",
            &[
                "355.00",
                "2025202412210100000001",
                "TAX-7",
                "2025-01-07",
                "ALREADY_PAID",
                "无需再缴",
                "税务部门已入库",
                "2025-20241222-01",
            ][..],
        ),
        ("by identity number", CHARGED, &["R2500001", "355.00"]),
        (
            "by identity number as some write it",
            "３１０１０１２０１４０２０２１０１１",
            &["R2500001"],
        ),
        (
            "charged, sent back",
            "R2500004",
            &[
                "已冲正",
                "E42",
                "证件号码不符",
                "尚未缴纳",
                "3 个月",
                "请尽快以其他方式缴费",
            ],
        ),
        (
            "too little money",
            "R2500017",
            &[
                "INSUFFICIENT_BALANCE",
                "余额不足",
                "Q二13",
                "enrollments.csv:12",
                "请尽快以其他方式缴费",
                "自 2025-03-30 起享受",
                "Q一1, Q一3",
            ],
        ),
        (
            "enrolled twice",
            "R2500079",
            &[
                "多条参保登记",
                "R2500077",
                "DUPLICATE_ENROLLMENT",
                "无需再缴",
            ],
        ),
        (
            "charged the second night",
            "R2500061",
            &["EVIDENCE_REJECTED", "2024-12-22 从组建人账户划扣"],
        ),
    ] {
        let answer = explain(&[number]);
        for part in expected {
            assert!(answer.contains(part), "{sentence}: {part}\nin\n{answer}");
        }
    }
}

#[test]
fn a_fee_that_was_paid_already_is_not_asked_for_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let first = [
        "run",
        "sample_data",
        "--batch-date=2024-12-21",
        "--new-ledger",
    ];
    text(&gongji(&out, &first));
    let receipts = folder.path().join("receipts.csv");
    let said = answer(
        "2025202412210100000001",
        "rejected,355.00,DUPLICATE_PAYMENT,已缴,",
    );
    fs::write(&receipts, said).expect("the answers");
    text(&gongji(&out, &["reconcile", &receipts.to_string_lossy()]));
    for more in [&[][..], &["--extract", "sample_data"]] {
        let args = [&["explain", "R2500001", "--as-of", "2024-12-30"], more].concat();
        let told = text(&gongji(&out, &args));
        assert!(told.contains("已另行缴纳，请勿重复缴费"), "{told}");
        assert!(!told.contains("尚未缴纳"), "{told}");
        assert!(!told.contains("请尽快以其他方式缴费"), "{told}");
    }
}

/// A line of a file of answers.
fn answer(number: &str, said: &str) -> String {
    format!(
        "end_to_end_no,status,amount,code,message,receipt_no,received_at\n\
         {number},{said},2024-12-22T09:00:00+08:00\n"
    )
}

/// What happens to a deduction, and what is told of it from then on.
type Step<'s> = (&'s str, &'s dyn Fn(), &'s [&'s str]);

#[test]
fn the_whole_life_of_a_deduction_is_told_in_order() {
    const ASKED: &str = "R2500033";
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let retry = "--set=retry_codes=RETRY";
    let run = |args: &[&str]| text(&gongji(&out, args));
    let import = |number: &str, said| {
        let file = folder.path().join("receipts.csv");
        fs::write(&file, answer(number, said)).expect("the answers");
        run(&["reconcile", &file.to_string_lossy()]);
    };
    let night = |extract, date, new| {
        run(&["run", extract, "--batch-date", date, retry, new]);
    };
    night("sample_data", "2024-12-21", "--new-ledger");
    let number = |batch: &str| {
        let remittance = fs::read_to_string(out.join(batch).join("remittance.txt"));
        let remittance = remittance.unwrap_or_default();
        let line = remittance.lines().find(|line| line.ends_with(ASKED));
        line.and_then(|line| line.split('|').nth(2))
            .unwrap_or("not charged")
            .to_owned()
    };
    let first = number("2025-20241221-01");
    let again = || number("2025-20241224-01");
    let mut life = String::new();
    let steps: [Step<'_>; 5] = [
        (
            "deducted",
            &|| {},
            &[
                "已划扣 355.00",
                &first,
                "2025-20241221-01/remittance.txt",
                "尚无回执",
            ],
        ),
        (
            "accepted",
            &|| import(&first, "accepted,355.00,,,TAX-7"),
            &["accepted TAX-7"],
        ),
        (
            "returned",
            &|| import(&first, "returned,355.00,RETRY,户名有误,"),
            &[
                "已冲正",
                "returned RETRY 户名有误",
                "reversals/2025-20241221-01-01.csv",
            ],
        ),
        (
            "deducted again",
            &|| night("sample_data/next", "2024-12-24", "--quiet"),
            &[
                "已划扣 355.00",
                "2025-20241224-01/remittance.txt",
                "尚无回执",
            ],
        ),
        (
            "not posted",
            &|| import(&again(), "not_posted,355.00,A01,余额冻结,"),
            &[
                "已冲正",
                "not_posted A01 余额冻结",
                "withdrawals/2025-20241224-01-01.csv",
            ],
        ),
    ];
    for (step, happens, expected) in steps {
        happens();
        life = run(&["explain", ASKED, "--as-of", "2024-12-30", retry]);
        for part in expected {
            assert!(life.contains(part), "{step}: {part}\nin\n{life}");
        }
    }
    let places: Vec<Option<usize>> = [
        first.as_str(),
        "accepted TAX-7",
        "returned RETRY",
        "reversals/",
        &again(),
        "not_posted A01",
        "withdrawals/",
    ]
    .map(|part| life.find(part))
    .to_vec();
    assert!(
        places.is_sorted() && !places.contains(&None),
        "{places:?}\n{life}"
    );
}

#[test]
fn the_extract_shows_every_rule_with_fact_line_value_and_source() {
    let answer = explain(&["R2500010", "--extract", "sample_data"]);
    for part in [
        "批次 2025-20241221-01",
        " 1 不适用 此前已划扣 ALREADY_DEDUCTED",
        "31 【适用】 余额等于费额 BALANCE_EQUALS_FEE [Q二13]",
        "可用余额 = 355.00",
        "历年账户余额 = 710.00  accounts.csv:5",
        "政策 fee.student = 355.00 [Q二13]",
        "共济缴费选择时间 = 2024-11-12T20:15:00+08:00  networks.csv:8",
    ] {
        assert!(answer.contains(part), "{part}\nin\n{answer}");
    }
    assert_eq!(answer.matches("【适用】").count(), 1);
}

#[test]
fn the_extract_knows_who_is_on_no_list() {
    for (sentence, number, expected) in [
        (
            "did not ask",
            "R2500099",
            &["没有有效的共济缴费申请", "以其他方式缴费"][..],
        ),
        (
            "a row that could not be read",
            "R2500102",
            &["enrollments.csv:55", "BAD_CODE", "更正"],
        ),
        (
            "one number on two rows",
            "R2500106",
            &["enrollments.csv:57", "enrollments.csv:58", "DUPLICATE_KEY"],
        ),
        (
            "whose network row could not be read",
            "R2500061",
            &["networks.csv:37", "BAD_INSTANT"],
        ),
    ] {
        let answer = explain(&[number, "--extract", "sample_data"]);
        for part in expected {
            assert!(answer.contains(part), "{sentence}: {part}\nin\n{answer}");
        }
    }
}

#[test]
fn an_extract_of_no_batch_is_judged_by_the_day_before_any_ledger() {
    let nowhere = tempfile::tempdir().expect("a temporary folder");
    let args = [
        "explain",
        "R2500001",
        "--extract",
        "sample_data",
        "--batch-date",
        "2024-12-23",
    ];
    let answer = text(&gongji(nowhere.path(), &args));
    for part in [
        "没有对应的已提交批次",
        "2024-12-23",
        "已划扣 355.00",
        "没有批次已提交",
    ] {
        assert!(answer.contains(part), "{part}\nin\n{answer}");
    }
}

#[test]
fn an_organizer_is_told_for_whom_the_account_paid() {
    let answer = explain(&["310101198403033028"]);
    assert!(answer.contains("作为组建人"), "{answer}");
    assert!(answer.contains("R2500001") && answer.contains("310***********1011"));
}

#[test]
fn an_unknown_number_has_a_plain_answer_and_is_no_failure() {
    for number in [
        "nobody",
        "110105194912310021",
        "",
        "=1+1",
        "张三",
        &"9".repeat(300),
    ] {
        let answer = explain(&[number]);
        assert!(answer.contains("没有查到"), "{number}: {answer}");
        assert!(answer.contains("2025-20241221-01"), "{number}");
        let answer = explain(&[number, "--extract", "sample_data", "--lang", "en"]);
        assert!(answer.contains("Nothing is known"), "{number}: {answer}");
    }
}

#[test]
fn without_a_ledger_the_record_cannot_be_asked() {
    let nowhere = tempfile::tempdir().expect("a temporary folder");
    let refused = gongji(nowhere.path(), &["explain", "R2500001"]);
    assert_eq!(refused.status.code(), Some(3));
}

#[test]
fn a_missing_folder_gets_no_answer_but_what_mends_it() {
    let copy = tempfile::tempdir().expect("a temporary folder");
    for name in ["ledger.db", "ledger.db-wal"] {
        if nights().join(name).exists() {
            fs::copy(nights().join(name), copy.path().join(name)).expect("a copy");
        }
    }
    let output = gongji(copy.path(), &["explain", CHARGED]);
    assert_eq!(output.status.code(), Some(6));
    let answer = String::from_utf8_lossy(&output.stderr);
    for part in ["再次运行", "2025-20241221-01/exceptions.csv"] {
        assert!(answer.contains(part), "{part}\nin\n{answer}");
    }
}

#[test]
fn whole_numbers_and_names_are_in_no_answer() {
    let enrollments = fs::read_to_string("sample_data/enrollments.csv").expect("sample_data");
    for row in enrollments.lines().skip(1) {
        // A name of two lines ends in a row of its own.
        let [id, _, _, person, name, ..] = row.split(',').collect::<Vec<_>>()[..] else {
            continue;
        };
        let answer = explain(&[id, "--extract", "sample_data"]);
        assert!(!answer.contains(person), "{id} shows {person}");
        assert!(
            name.chars().count() < 2 || !answer.contains(name),
            "{id} shows {name}"
        );
    }
}

#[test]
fn machines_get_the_same_answer() {
    let answer = explain(&["R2500010", "--extract", "sample_data", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
    assert_eq!(json["asked"], "R2500010");
    assert_eq!(
        json["students"][0]["batches"][0]["listed"][0]["reason"],
        "BALANCE_EQUALS_FEE"
    );
    let judged = &json["judged"]["enrollments"][0];
    assert_eq!(judged["rules"].as_array().map(Vec::len), Some(32));
    assert_eq!(judged["rules"][30]["verdict"], "applies");
    assert_eq!(judged["rules"][30]["facts"][0]["at"], "accounts.csv:5");
    let unknown = explain(&["nobody", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&unknown).expect("JSON");
    assert_eq!(json["students"], serde_json::json!([]));
}

#[test]
fn a_number_that_only_other_files_know_leads_to_the_damaged_enrollment() {
    const NUMBER: &str = "310101201402021011";
    for (sentence, damaged, expected) in [
        (
            "lost a digit",
            "31010120140202101",
            "Enrollments whose number is one slip away: enrollments.csv:2\n",
        ),
        (
            "was made a number by a spreadsheet",
            "3.10101E+17",
            "Enrollments whose number cannot be read: enrollments.csv:2 ",
        ),
    ] {
        let extract = tempfile::tempdir().expect("a temporary folder");
        for name in ["enrollments", "networks", "accounts"] {
            let name = format!("{name}.csv");
            let text = fs::read_to_string(Path::new("sample_data").join(&name)).expect("a file");
            let text = match name.as_str() {
                "enrollments.csv" => text.replace(NUMBER, damaged),
                _ => text,
            };
            fs::write(extract.path().join(name), text).expect("a copy");
        }
        let folder = extract.path().to_string_lossy();
        let answer = explain(&["310101201402021038", "--extract", &folder, "--lang", "en"]);
        assert!(answer.contains("Nor is it in the extract"), "{answer}");
        let nowhere = tempfile::tempdir().expect("a temporary folder");
        let day = "--batch-date=2024-12-21";
        let args = ["explain", NUMBER, "--extract", &folder, day, "--lang", "en"];
        let answer = text(&gongji(nowhere.path(), &args));
        for part in ["networks.csv:2 member_id\n", expected] {
            assert!(answer.contains(part), "{sentence}: {part}\nin\n{answer}");
        }
        assert!(!answer.contains("Nor is it in the extract"), "{answer}");
        let json = text(&gongji(nowhere.path(), &[&args[..], &["--json"]].concat()));
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        let named = &json["judged"]["traces"]["named"];
        assert_eq!(named.as_array().map(Vec::len), Some(1));
        assert_eq!(named[0]["column"], "member_id");
    }
}
