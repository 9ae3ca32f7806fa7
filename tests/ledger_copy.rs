//! Two disks know of a batch before a file leaves: `--ledger-copy`, and what it is good for.

mod common;

use common::{FIRST, FIRST_BATCH, Office, SECOND, SECOND_BATCH, THIRD, whole};
use rusqlite::Connection;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

fn copy_of(office: &Office) -> PathBuf {
    office.folder.path().join("other-disk/ledger-copy.db")
}

fn with_copy<'a>(office: &Office, arguments: &[&'a str], extra: &[&'a str]) -> Vec<String> {
    let copy = format!("--ledger-copy={}", copy_of(office).display());
    let given = arguments.iter().chain(extra).map(|a| (*a).to_owned());
    given.chain([copy]).collect()
}

fn ends(office: &Office, arguments: &[&str], extra: &[&str], exit: i32, named: &str) {
    let arguments = with_copy(office, arguments, extra);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    office.ends(&arguments, exit, named);
}

fn chain(ledger: &Path) -> Vec<(u32, String)> {
    let conn = Connection::open(ledger).expect("a ledger");
    let mut rows = conn
        .prepare("SELECT seq, chain FROM journal ORDER BY seq")
        .expect("a journal");
    rows.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))
        .and_then(Iterator::collect)
        .expect("entries")
}

/// Two nights, each copied.
fn two_copied_nights() -> Office {
    let office = Office::new();
    fs::create_dir(office.folder.path().join("other-disk")).expect("a folder");
    ends(&office, &FIRST, &["--new-ledger"], 0, "");
    assert_eq!(chain(&copy_of(&office)), chain(&office.ledger()));
    ends(&office, &SECOND, &[], 0, "");
    office
}

#[test]
fn the_copy_is_the_ledger_in_one_file_for_nobody_else() {
    let office = two_copied_nights();
    assert_eq!(chain(&copy_of(&office)), chain(&office.ledger()));
    let folder = office.folder.path().join("other-disk");
    let names: Vec<_> = fs::read_dir(&folder).expect("a folder").collect();
    assert_eq!(names.len(), 1, "no companion, nothing left behind");
    let mode = fs::metadata(copy_of(&office))
        .expect("a copy")
        .permissions();
    assert_eq!(mode.mode() & 0o777, 0o600);
}

#[test]
fn a_lost_disk_is_replaced_by_the_copy_and_nothing_changes() {
    let office = two_copied_nights();
    let outputs = whole(&office.out());
    let entries = chain(&office.ledger());
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(office.folder.path().join(format!("ledger.db{suffix}")));
    }
    ends(&office, &THIRD, &[], 3, "");
    ends(&office, &THIRD, &["--new-ledger"], 6, "");
    assert!(!office.ledger().exists(), "its place stays free");
    fs::copy(copy_of(&office), office.ledger()).expect("the copy in its place");
    ends(&office, &SECOND, &[], 0, "");
    assert_eq!(whole(&office.out()), outputs);
    assert_eq!(chain(&office.ledger()), entries);
    let batch = office.out().join(SECOND_BATCH);
    office.ends(&["verify", batch.to_str().expect("a path")], 0, "");
}

#[test]
fn an_older_ledger_is_noticed_when_the_newer_folders_are_gone() {
    let office = Office::new();
    fs::create_dir(office.folder.path().join("other-disk")).expect("a folder");
    ends(&office, &FIRST, &["--new-ledger"], 0, "");
    let older = fs::read(office.ledger()).expect("a backup");
    ends(&office, &SECOND, &[], 0, "");
    fs::write(office.ledger(), older).expect("the backup in its place");
    fs::remove_dir_all(office.out().join(SECOND_BATCH)).expect("a loss");
    let before = whole(&office.out());
    ends(&office, &SECOND, &[], 6, "副本");
    ends(&office, &SECOND, &["--dry-run"], 6, "副本");
    let receipts = office.folder.path().join("receipts.csv");
    fs::write(&receipts, "end_to_end_no,status\n").expect("answers");
    let import = ["reconcile", receipts.to_str().expect("a path")];
    ends(&office, &import, &[], 6, "副本");
    ends(
        &office,
        &SECOND,
        &["--lang=en"],
        6,
        "restore the ledger from the copy",
    );
    assert_eq!(whole(&office.out()), before);
    // Without the copy nothing would tell: that is what it is for.
    office.ends(&SECOND, 0, "");
}

#[test]
fn a_copy_that_lags_behind_is_caught_up() {
    let office = Office::new();
    fs::create_dir(office.folder.path().join("other-disk")).expect("a folder");
    ends(&office, &FIRST, &["--new-ledger"], 0, "");
    office.ends(&SECOND, 0, "");
    assert_eq!(chain(&copy_of(&office)).len(), 1);
    ends(&office, &SECOND, &[], 0, "");
    assert_eq!(chain(&copy_of(&office)), chain(&office.ledger()));
}

#[test]
fn no_file_leaves_before_the_copy_is_written_and_the_same_command_finishes() {
    let office = Office::new();
    ends(&office, &FIRST, &["--new-ledger"], 7, "");
    assert!(
        !office.out().join(FIRST_BATCH).exists(),
        "nothing to hand over"
    );
    assert_eq!(chain(&office.ledger()).len(), 1, "committed");
    ends(&office, &FIRST, &[], 7, "");
    // Another night has moved nothing.
    ends(&office, &SECOND, &[], 1, "");
    fs::create_dir(office.folder.path().join("other-disk")).expect("the disk is back");
    ends(&office, &FIRST, &[], 0, "");
    assert!(
        office
            .out()
            .join(FIRST_BATCH)
            .join("remittance.txt")
            .exists()
    );
    assert_eq!(chain(&copy_of(&office)), chain(&office.ledger()));
}

#[test]
fn a_copy_is_written_over_nothing_but_a_copy() {
    let office = two_copied_nights();
    let root = office.folder.path();
    fs::write(root.join("letter.txt"), "not a ledger").expect("a file");
    fs::hard_link(copy_of(&office), root.join("twin.db")).expect("a second name");
    for (what, place, exit) in [
        ("the ledger", office.ledger(), 2),
        ("a companion", root.join("ledger.db-wal"), 2),
        ("a batch", office.out().join(FIRST_BATCH).join("copy.db"), 2),
        (
            "the extract",
            PathBuf::from("sample_data/next/holds.csv"),
            2,
        ),
        ("a folder", office.out(), 2),
        ("a device", PathBuf::from("/dev/null"), 2),
        ("a letter", root.join("letter.txt"), 3),
        ("a second name", root.join("twin.db"), 3),
    ] {
        let copy = format!("--ledger-copy={}", place.display());
        let before = whole(root);
        office.ends(&[&THIRD[..], &[&copy]].concat(), exit, "");
        assert_eq!(whole(root), before, "{what}");
    }
}

#[test]
fn yesterdays_extract_is_refused_until_it_is_meant() {
    let office = Office::after_two_nights();
    let yesterdays = &THIRD[..3];
    office.ends(yesterdays, 3, SECOND_BATCH);
    office.ends(&[yesterdays, &["--dry-run"]].concat(), 3, "--same-extract");
    office.ends(
        &[yesterdays, &["--lang=en"]].concat(),
        3,
        "an earlier day's",
    );
    // The same day may try again with another number: not yesterday's.
    office.ends(&[&SECOND[..], &["--batch-no=2"]].concat(), 0, "");
    office.ends(&SECOND, 0, "");
    office.ends(&THIRD, 0, "");
}

#[test]
fn a_committed_batch_that_waits_in_its_staged_folder_is_never_removed() {
    let office = Office::new();
    office.ends(&[&FIRST[..], &["--new-ledger"]].concat(), 0, "");
    let older = fs::read(office.ledger()).expect("a backup");
    office.ends(&SECOND, 0, "");
    let placed = office.out().join(SECOND_BATCH);
    let staged = office.out().join(format!(".staging-{SECOND_BATCH}"));
    fs::rename(&placed, &staged).expect("committed, not placed");
    fs::write(office.ledger(), older).expect("an older ledger");
    let before = whole(&office.out());
    for command in [&FIRST[..], &SECOND, &THIRD] {
        office.ends(command, 6, &format!(".staging-{SECOND_BATCH}"));
        office.ends(&[command, &["--dry-run"]].concat(), 6, "");
    }
    assert_eq!(whole(&office.out()), before);
    // Half a folder is what a dead run leaves before its commit.
    fs::remove_file(staged.join("results.csv")).expect("half of it");
    office.ends(&SECOND, 0, "");
    assert!(!staged.exists() && placed.exists());
}
