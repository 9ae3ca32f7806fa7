//! Folders and ledger that no longer say the same, after two nights: nothing is deducted, a plan
//! is not made on it, and what is only damaged can always be mended.

mod common;

use common::{FIRST, FIRST_BATCH, Office, SECOND, SECOND_BATCH, THIRD, whole};
use std::fs;

#[test]
fn two_damaged_batches_are_each_mended_by_their_own_command() {
    let office = Office::after_two_nights();
    let before = whole(&office.out());
    for batch in [FIRST_BATCH, SECOND_BATCH] {
        fs::remove_file(office.file(batch, "results.csv")).expect("a loss");
    }
    office.ends(&THIRD, 6, FIRST_BATCH);
    office.ends(&FIRST, 0, SECOND_BATCH);
    office.ends(&FIRST, 6, SECOND_BATCH);
    office.ends(&SECOND, 0, "");
    assert_eq!(whole(&office.out()), before);
    office.ends(&FIRST, 0, "");
}

#[test]
fn outputs_that_were_lost_whole_are_made_anew_batch_by_batch() {
    let office = Office::after_two_nights();
    let before = whole(&office.out());
    fs::remove_dir_all(office.out()).expect("a loss");
    office.ends(&THIRD, 6, FIRST_BATCH);
    office.ends(&SECOND, 0, "");
    office.ends(&FIRST, 0, "");
    assert_eq!(whole(&office.out()), before);
}

#[test]
fn a_damaged_batch_and_a_damaged_file_of_answers_are_mended_one_after_the_other() {
    let office = Office::after_two_nights();
    let receipts = office.folder.path().join("receipts.csv");
    let answer = "end_to_end_no,status,amount,code,message,receipt_no,received_at\n\
                  2025202412210100000001,rejected,355.00,E42,姓名不符,,2024-12-24T09:00:00\n";
    fs::write(&receipts, answer).expect("the answers");
    let import = ["reconcile", receipts.to_str().expect("a path")];
    office.ends(&import, 0, "");
    let before = whole(&office.out());
    fs::remove_dir_all(office.out().join("reversals")).expect("a loss");
    fs::write(office.file(FIRST_BATCH, "postings.csv"), "x").expect("damage");
    office.ends(&import, 6, FIRST_BATCH);
    office.ends(&FIRST, 0, "reversals/");
    office.ends(&import, 0, "");
    assert_eq!(whole(&office.out()), before);
}

#[test]
fn what_the_ledger_does_not_know_is_not_passed_over_by_mending() {
    let office = Office::after_two_nights();
    fs::remove_file(office.file(FIRST_BATCH, "results.csv")).expect("a loss");
    fs::create_dir(office.out().join("2025-20241224-01")).expect("a folder");
    office.ends(&FIRST, 6, "2025-20241224-01");
}

#[test]
fn no_plan_is_made_on_a_ledger_that_is_not_the_one_of_the_outputs() {
    let office = Office::after_two_nights();
    let plan = |run: &[&'static str], more| [run, &["--dry-run"], more].concat();
    office.ends(&plan(&THIRD, &[]), 0, "");
    office.ends(&plan(&THIRD, &["--new-ledger"]), 3, FIRST_BATCH);
    office.ends(&plan(&FIRST, &["--new-ledger"]), 3, SECOND_BATCH);
    fs::create_dir(office.out().join("2025-20241224-01")).expect("a folder");
    office.ends(&plan(&THIRD, &[]), 6, "2025-20241224-01");
    fs::remove_file(office.ledger()).expect("a loss");
    office.ends(&plan(&THIRD, &["--new-ledger"]), 6, FIRST_BATCH);
    assert!(!office.ledger().exists());
}

#[test]
fn deductions_that_were_taken_out_of_the_ledger_are_missed_by_the_next_night() {
    for (what, edit) in [
        ("all", "DELETE FROM deductions"),
        (
            "one",
            "DELETE FROM deductions WHERE end_to_end_no LIKE '%01'",
        ),
        (
            "a cent",
            "UPDATE deductions SET amount_fen = amount_fen - 1 WHERE end_to_end_no LIKE '%01'",
        ),
    ] {
        let office = Office::after_two_nights();
        office.edit(&format!(
            "PRAGMA foreign_keys = OFF; DROP TRIGGER deductions_stay; \
             DROP TRIGGER deductions_are_kept; {edit}"
        ));
        office.ends(&THIRD, 6, "账本中它的某一行被修改、添加或删除");
        office.ends(&[&THIRD[..], &["--dry-run"]].concat(), 6, "");
        assert!(!office.out().join("2025-20241223-01").exists(), "{what}");
    }
}

#[test]
fn a_committed_batch_whose_folder_is_gone_is_no_slip_of_the_hand() {
    let office = Office::after_two_nights();
    let folder = office.out().join(FIRST_BATCH);
    fs::remove_dir_all(&folder).expect("a loss");
    office.ends(
        &["verify", folder.to_str().expect("a path")],
        6,
        "账本中有该批次，但其文件夹",
    );
    let never = office.out().join("2025-20241224-01");
    office.ends(
        &["verify", never.to_str().expect("a path")],
        2,
        "没有批次文件夹",
    );
}
