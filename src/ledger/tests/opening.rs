use crate::fault::Exit;
use crate::interrupt::Interrupt;
use crate::ledger::fixture::{Night, Place, batch_id};
use crate::ledger::paths::with_suffix;
use crate::ledger::{Ledger, OpenMode};
use std::fs;
use std::os::unix::fs::PermissionsExt;

#[test]
fn a_missing_ledger_is_never_made_by_accident() {
    let place = Place::new();
    let fault = place.open(OpenMode::Existing).unwrap_err();
    assert_eq!(fault.exit, Exit::Refused);
    assert!(
        fault.message.to_string().contains("--new-ledger"),
        "{fault}"
    );
    assert_eq!(
        Ledger::open_read_only(&place.path()).unwrap_err().exit,
        Exit::Refused
    );
    assert!(!place.path().exists());
}

#[test]
fn a_new_ledger_has_the_pragmas_and_rights_that_safety_rests_on() {
    let place = Place::new();
    let ledger = place.create();
    let pragma = |name: &str| -> String {
        ledger
            .conn
            .query_row(&format!("PRAGMA {name}"), [], |r| r.get(0))
            .or_else(|_| {
                ledger
                    .conn
                    .query_row(&format!("PRAGMA {name}"), [], |r| r.get::<_, i64>(0))
                    .map(|n| n.to_string())
            })
            .unwrap()
    };
    for (name, value) in [
        ("journal_mode", "wal"),
        ("synchronous", "2"),
        ("foreign_keys", "1"),
        ("user_version", "2"),
        ("page_size", "16384"),
    ] {
        assert_eq!(pragma(name), value, "{name}");
    }
    for entry in fs::read_dir(place.out()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{:?}", entry.file_name());
    }
    drop(ledger);
    assert!(place.open(OpenMode::Existing).is_ok());
}

#[test]
fn a_ledger_with_pages_of_another_size_goes_on_as_it_is() {
    let place = Place::new();
    let mut ledger = place.create();
    Night::new("2025-20241221-01", &[1, 2])
        .commit(&mut ledger)
        .unwrap();
    ledger.close();
    let conn = rusqlite::Connection::open(place.path()).unwrap();
    conn.execute_batch("PRAGMA journal_mode = delete; PRAGMA page_size = 4096; VACUUM")
        .unwrap();
    drop(conn);
    let mut ledger = place.open(OpenMode::Existing).unwrap();
    Night::new("2025-20241222-01", &[3])
        .commit(&mut ledger)
        .unwrap();
    assert_eq!(ledger.verify_chain().unwrap(), []);
    ledger.close();
    let conn = rusqlite::Connection::open(place.path()).unwrap();
    let pragma = |name| conn.query_row(name, [], |r| r.get(0));
    assert_eq!(pragma("PRAGMA page_size"), Ok(4096));
}

#[test]
fn loose_rights_are_tightened() {
    let place = Place::new();
    drop(place.create());
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o644)).unwrap();
    drop(place.open(OpenMode::Existing).unwrap());
    let mode = fs::metadata(place.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn companions_that_could_only_be_read_can_be_written_again() {
    let place = Place::new();
    drop(place.create());
    let companions = ["-wal", "-shm"].map(|suffix| with_suffix(&place.path(), suffix));
    let reader = Ledger::open_read_only(&place.path()).unwrap();
    for path in &companions {
        fs::set_permissions(path, fs::Permissions::from_mode(0o400)).unwrap();
    }
    let _ledger = place.open(OpenMode::Existing).unwrap();
    for path in &companions {
        let mode = fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", path.display());
    }
    drop(reader);
}

#[test]
fn new_ledger_cannot_live_in_a_timer() {
    let place = Place::new();
    let mut ledger = place.create();
    let night = Night::new("2025-20241221-01", &[1]);
    night.commit(&mut ledger).unwrap();
    drop(ledger);
    assert!(
        place
            .open(OpenMode::New(batch_id("2025-20241221-01")))
            .is_ok(),
        "the same first batch again"
    );
    let fault = place
        .open(OpenMode::New(batch_id("2025-20241222-01")))
        .unwrap_err();
    assert_eq!(fault.exit, Exit::Refused);
    assert!(
        fault.message.to_string().contains("2025-20241221-01"),
        "{fault}"
    );
}

#[test]
fn what_is_no_ledger_is_refused() {
    for (what, content) in [
        ("a text file", b"enrollment_id,insurance_year\n".to_vec()),
        ("a truncated header", b"SQLite".to_vec()),
        ("a header with nothing behind", {
            let mut bytes = b"SQLite format 3\0".to_vec();
            bytes.resize(4096, 0xff);
            bytes
        }),
    ] {
        let place = Place::new();
        fs::write(place.path(), content).unwrap();
        for mode in [
            OpenMode::Existing,
            OpenMode::New(batch_id("2025-20241221-01")),
        ] {
            let fault = place.open(mode).unwrap_err();
            assert_eq!(fault.exit, Exit::Refused, "{what}: {fault}");
        }
        let fault = Ledger::open_read_only(&place.path()).unwrap_err();
        assert_eq!(fault.exit, Exit::Refused, "{what}: {fault}");
    }
}

#[test]
fn a_folder_in_place_of_the_ledger_is_refused() {
    let place = Place::new();
    fs::create_dir(place.path()).unwrap();
    for mode in [
        OpenMode::Existing,
        OpenMode::New(batch_id("2025-20241221-01")),
    ] {
        assert_eq!(place.open(mode).unwrap_err().exit, Exit::Refused);
    }
}

#[test]
fn a_database_of_something_else_is_refused() {
    let place = Place::new();
    place.tamper("CREATE TABLE t (x)");
    for mode in [
        OpenMode::Existing,
        OpenMode::New(batch_id("2025-20241221-01")),
    ] {
        let fault = place.open(mode).unwrap_err();
        assert_eq!(fault.exit, Exit::Refused);
        assert!(
            fault.message.to_string().contains("something else"),
            "{fault}"
        );
    }
}

#[test]
fn a_newer_schema_is_refused() {
    let place = Place::new();
    drop(place.create());
    place.tamper("PRAGMA user_version = 99");
    let fault = place.open(OpenMode::Existing).unwrap_err();
    assert_eq!(fault.exit, Exit::Refused);
    assert!(fault.message.to_string().contains("schema 99"), "{fault}");
    assert_eq!(
        Ledger::open_read_only(&place.path()).unwrap_err().exit,
        Exit::Refused
    );
}

#[test]
fn an_interrupted_creation_is_taken_up_by_the_same_command_only() {
    let place = Place::new();
    fs::write(place.path(), "").unwrap();
    assert_eq!(
        place.open(OpenMode::Existing).unwrap_err().exit,
        Exit::Refused
    );
    assert!(
        place
            .open(OpenMode::New(batch_id("2025-20241221-01")))
            .is_ok()
    );
}

/// What became of a ledger before it was looked at.
type Happening = fn(&Place);

#[test]
fn a_first_plan_needs_no_ledger_and_takes_up_an_interrupted_creation() {
    fn write_first_page(place: &Place) {
        let conn = rusqlite::Connection::open(place.path()).unwrap();
        conn.pragma_update(None, "journal_mode", "wal").unwrap();
    }
    let first = || OpenMode::New(batch_id("2025-20241221-01"));
    let before: [(&str, Happening); 3] = [
        ("missing", |_| {}),
        ("died at once", |place| {
            fs::write(place.path(), "").unwrap();
        }),
        ("died before its tables", write_first_page),
    ];
    for (what, happens) in before {
        let place = Place::new();
        happens(&place);
        let bytes = fs::read(place.path()).ok();
        let planned = Ledger::open_to_plan(&place.path(), first(), &Interrupt::default()).unwrap();
        assert_eq!(planned.batch_ids().unwrap(), [], "{what}");
        assert_eq!(fs::read(place.path()).ok(), bytes, "{what}");
        let fault = Ledger::open_to_plan(&place.path(), OpenMode::Existing, &Interrupt::default())
            .unwrap_err();
        assert_eq!(fault.exit, Exit::Refused, "{what}");
    }
    let place = Place::new();
    let mut ledger = place.create();
    let night = Night::new("2025-20241221-01", &[1]);
    night.commit(&mut ledger).unwrap();
    let planned = Ledger::open_to_plan(&place.path(), first(), &Interrupt::default()).unwrap();
    assert_eq!(planned.batch_ids().unwrap().len(), 1, "a ledger is read");
    let other = OpenMode::New(batch_id("2025-20241222-01"));
    let fault = Ledger::open_to_plan(&place.path(), other, &Interrupt::default()).unwrap_err();
    assert_eq!(
        fault.exit,
        Exit::Refused,
        "--new-ledger on another's ledger"
    );
    fs::write(place.path(), "no database").unwrap();
    assert!(Ledger::open_to_plan(&place.path(), first(), &Interrupt::default()).is_err());
}

#[test]
fn a_transaction_of_somebody_else_is_named_before_anything_is_done() {
    let place = Place::new();
    drop(place.create());
    let other = rusqlite::Connection::open(place.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let fault = place.open(OpenMode::Existing).unwrap_err();
    assert_eq!(fault.exit, Exit::Busy);
    assert!(fault.message.to_string().contains("transaction"), "{fault}");
    let reader = Ledger::open_read_only(&place.path()).unwrap();
    assert!(reader.batches().unwrap().is_empty(), "reading still works");
    other.execute_batch("ROLLBACK").unwrap();
    assert!(place.open(OpenMode::Existing).is_ok());
}

#[test]
fn a_transaction_that_begins_during_the_night_stops_the_commit() {
    let place = Place::new();
    let mut ledger = place.create();
    let other = rusqlite::Connection::open(place.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let night = Night::new("2025-20241221-01", &[1]);
    assert_eq!(night.commit(&mut ledger).unwrap_err().exit, Exit::Busy);
    other.execute_batch("ROLLBACK").unwrap();
    night.commit(&mut ledger).unwrap();
}

#[test]
fn a_reader_sees_one_snapshot_while_a_run_commits() {
    let place = Place::new();
    let mut ledger = place.create();
    Night::new("2025-20241221-01", &[1])
        .commit(&mut ledger)
        .unwrap();
    let reader = Ledger::open_read_only(&place.path()).unwrap();
    Night::new("2025-20241222-01", &[2])
        .commit(&mut ledger)
        .unwrap();
    assert_eq!(reader.batch_ids().unwrap().len(), 1);
    assert_eq!(reader.history_before(None).unwrap().standing.len(), 1);
    let later = Ledger::open_read_only(&place.path()).unwrap();
    assert_eq!(later.batch_ids().unwrap().len(), 2);
}

#[test]
fn a_reader_leaves_nothing_behind_and_writes_nothing() {
    let place = Place::new();
    let mut ledger = place.create();
    Night::new("2025-20241221-01", &[1])
        .commit(&mut ledger)
        .unwrap();
    ledger.close();
    let names = || {
        let mut names: Vec<_> = fs::read_dir(place.out())
            .unwrap()
            .map(|e| e.unwrap().file_name())
            .collect();
        names.sort();
        names
    };
    let (before, bytes) = (names(), fs::read(place.path()).unwrap());
    let reader = Ledger::open_read_only(&place.path()).unwrap();
    assert_eq!(reader.batch_ids().unwrap().len(), 1);
    assert!(
        reader.conn.execute("DELETE FROM journal", []).is_err(),
        "a snapshot refuses to write"
    );
    drop(reader);
    assert_eq!(names(), before);
    assert_eq!(fs::read(place.path()).unwrap(), bytes);
}

#[test]
fn an_empty_ledger_answers_like_a_new_one() {
    let ledger = Ledger::empty().unwrap();
    assert!(ledger.batches().unwrap().is_empty());
    assert!(ledger.latest_batch().unwrap().is_none());
    assert!(ledger.history_before(None).unwrap().standing.is_empty());
    assert!(ledger.totals().unwrap().is_empty());
    assert!(ledger.verify_chain().unwrap().is_empty());
}
