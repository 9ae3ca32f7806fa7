use super::*;
use crate::domain::history::ChainHead;
use crate::domain::reject::{ExtractFile, InputFile};
use crate::outputs::fixture::{Fixture, ORGANIZER, STUDENT, input, pupil};

fn night() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.inputs = vec![
        input(ExtractFile::Enrollments),
        input(ExtractFile::Accounts),
    ];
    fixture.policy.sha256 = "c0ffee".to_owned();
    fixture.deduct(pupil("E1"), 1_000_00);
    fixture.deduct(pupil("E2"), 1_000_00);
    fixture.except(pupil("E3"), &[Reason::NoFee]);
    fixture.except(pupil("E4"), &[Reason::InsufficientBalance]);
    fixture.except(pupil("E5"), &[Reason::InsufficientBalance]);
    fixture.settle(pupil("E6"), &[]);
    fixture
}

const COMMITTED: RunStatus = RunStatus::Committed {
    folder: "out/2025-20241221-01",
};

#[test]
fn the_summary_is_exactly_so() {
    let mut fixture = night();
    fixture.payments_checked = false;
    assert_eq!(
        text(&fixture.plan(), &fixture.policy, COMMITTED, &ChainHead::default()),
        "批次 2025-20241221-01 已提交：划扣 2 笔，共 710.00 元
批次日期 2024-12-21，参保年度 2025，政策 shanghai-2025
读入参保登记 7 行：
        2  已划扣
        1  此前已划扣
        0  无需划扣
        3  异常
        0  未选择共济缴费
        1  无法读取
主要原因：
        2  余额不足 INSUFFICIENT_BALANCE
        1  无缴费标准 NO_FEE
无法读取的行（见 rejects.csv）：enrollments.csv 1，accounts.csv 1
注意：未核对税务已缴清单：资料中没有 payments.csv，已在税务缴费而参保登记未注明的学生无法识别
文件：out/2025-20241221-01
账本：0 条，链值 0000000000000000000000000000000000000000000000000000000000000000
下一步：先将 postings.csv 交账户系统，导入其回执（gongji reconcile）后再将 remittance.txt 交税务部门；异常清单 exceptions.xlsx 交经办人员
"
    );
}

#[test]
fn it_says_whether_money_moved() {
    let mut fixture = night();
    let planned = RunStatus::Planned {
        folder: "out/plan-2025-20241221-01",
        digest: "d1gest",
    };
    let restored = |restored| RunStatus::AlreadyDone {
        folder: "out/2025-20241221-01",
        restored,
    };
    for (language, status, parts) in [
        (
            Language::Zh,
            planned,
            ["没有划扣任何款项", "--expect-plan d1gest"],
        ),
        (
            Language::En,
            planned,
            ["nothing was deducted", "--expect-plan d1gest"],
        ),
        (Language::Zh, planned, ["  拟划扣\n", "  此前已划扣\n"]),
        (
            Language::En,
            planned,
            ["  to be deducted\n", "  settled earlier\n"],
        ),
        (
            Language::Zh,
            restored(0),
            ["本次没有划扣任何款项", "文件齐全"],
        ),
        (Language::Zh, restored(2), ["此前已提交", "损坏的文件 2 个"]),
        (
            Language::En,
            restored(0),
            ["nothing was deducted now", "All files are in place"],
        ),
        (
            Language::En,
            restored(2),
            ["committed before", "put back: 2"],
        ),
        (
            Language::En,
            COMMITTED,
            ["2 deductions, 710.00 yuan", "only then hand remittance.txt"],
        ),
    ] {
        fixture.options.language = language;
        let text = text(
            &fixture.plan(),
            &fixture.policy,
            status,
            &ChainHead::default(),
        );
        for part in parts {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}

#[test]
fn a_night_without_deductions_hands_nothing_over() {
    let mut fixture = Fixture::new();
    let chinese = text(
        &fixture.plan(),
        &fixture.policy,
        COMMITTED,
        &ChainHead::default(),
    );
    assert!(chinese.contains("没有划扣，无需移交"), "{chinese}");
    assert!(chinese.contains("无法读取的行：无\n"), "{chinese}");
    assert!(!chinese.contains("主要原因"), "{chinese}");
    fixture.options.language = Language::En;
    let english = text(
        &fixture.plan(),
        &fixture.policy,
        COMMITTED,
        &ChainHead::default(),
    );
    assert!(english.contains("nothing to hand over"), "{english}");
    assert!(english.contains("Rows rejected: none\n"), "{english}");
}

#[test]
fn machines_read_the_same() {
    let fixture = night();
    let value = |status| -> Value {
        serde_json::from_str(&json(
            &fixture.plan(),
            &fixture.policy,
            status,
            &ChainHead::default(),
        ))
        .unwrap()
    };
    let committed = value(COMMITTED);
    assert_eq!(committed["status"], "committed");
    assert_eq!(committed["rows"], 7);
    assert_eq!(committed["outcomes"]["exception"], 3);
    assert_eq!(committed["reasons"]["INSUFFICIENT_BALANCE"], 2);
    assert_eq!(committed["total"], "710.00");
    assert_eq!(committed["moved_by_this_run"], "710.00");
    assert_eq!(committed["rejects"]["accounts.csv"], 1);
    assert_eq!(committed["payments"], "已核对税务已缴清单");
    assert_eq!(committed["networks"], "已核对名册取数时间");
    let planned = value(RunStatus::Planned {
        folder: "f",
        digest: "d1gest",
    });
    assert_eq!(planned["plan_digest"], "d1gest");
    assert_eq!(planned["moved_by_this_run"], "0.00");
    let done = value(RunStatus::AlreadyDone {
        folder: "f",
        restored: 3,
    });
    assert_eq!(done["restored"], 3);
    assert_eq!(done["status"], "already_done");
    assert_eq!(done["moved_by_this_run"], "0.00");
}

#[test]
fn no_person_is_named() {
    let fixture = night();
    for shown in [
        text(
            &fixture.plan(),
            &fixture.policy,
            COMMITTED,
            &ChainHead::default(),
        ),
        json(
            &fixture.plan(),
            &fixture.policy,
            COMMITTED,
            &ChainHead::default(),
        ),
    ] {
        for secret in [STUDENT, ORGANIZER, "张三", "1000.00"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    }
}

#[test]
fn what_the_evidence_lacks_is_said() {
    let empty = |file| InputFile {
        rows: 0,
        rejected_rows: 0,
        ..input(file)
    };
    for (why, payments_checked, networks_timed, inputs, expected) in [
        ("nothing", true, true, vec![], vec![]),
        (
            "no payments",
            false,
            true,
            vec![],
            vec!["未核对税务已缴清单"],
        ),
        ("no time", true, false, vec![], vec!["未核对名册取数时间"]),
        (
            "lists without rows",
            true,
            true,
            vec![empty(ExtractFile::Payments), empty(ExtractFile::Holds)],
            vec!["payments.csv 只有表头，0 行", "holds.csv 只有表头，0 行"],
        ),
        (
            "lists with rows",
            true,
            true,
            vec![input(ExtractFile::Payments), input(ExtractFile::Holds)],
            vec![],
        ),
    ] {
        let mut fixture = Fixture::new();
        fixture.payments_checked = payments_checked;
        fixture.networks_timed = networks_timed;
        fixture.inputs = inputs;
        let text = text(
            &fixture.plan(),
            &fixture.policy,
            COMMITTED,
            &ChainHead::default(),
        );
        let notes: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("注意："))
            .collect();
        assert_eq!(notes.len(), expected.len(), "{why}: {text}");
        for (note, expected) in notes.iter().zip(expected) {
            assert!(note.starts_with(expected), "{why}: {note}");
        }
    }
}

#[test]
fn amounts_stand_in_groups_of_three() {
    let mut fixture = Fixture::new();
    for number in 0..3 {
        fixture.deduct(pupil(&format!("E{number}")), 1_000_00);
    }
    let text = text(
        &fixture.plan(),
        &fixture.policy,
        COMMITTED,
        &ChainHead::default(),
    );
    assert!(text.contains("共 1,065.00 元"), "{text}");
}
