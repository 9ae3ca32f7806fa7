use super::*;
use crate::interrupt::Interrupt;
use crate::ledger::BatchRecord;
use crate::ledger::fixture::{Night, Place, batch_id};
use crate::outputs::staging::{Kind, Staging, digest_file};
use std::fs;

const FIRST: &str = "2025-20241221-01";
const NEXT: &str = "2025-20241222-01";

fn run(place: &Place, own: &str, new_ledger: bool) -> Result<Ledger, Fault> {
    start(
        place.out(),
        &place.path(),
        None,
        new_ledger,
        Some(&batch_id(own)),
        &Interrupt::default(),
    )
}

fn exit(place: &Place, own: &str) -> Exit {
    match run(place, own, false) {
        Ok(_) => Exit::Done,
        Err(fault) => fault.exit,
    }
}

/// A place with one published batch.
fn published() -> (Place, Night) {
    let place = Place::new();
    let night = Night::new(FIRST, &[1, 2]);
    let mut ledger = run(&place, FIRST, true).unwrap();
    night.publish(place.out(), &mut ledger);
    ledger.close();
    (place, night)
}

fn record(place: &Place) -> BatchRecord {
    let ledger = Ledger::open_read_only(&place.path()).unwrap();
    ledger.batch(&batch_id(FIRST)).unwrap().unwrap()
}

fn again(place: &Place, night: &Night, program: &str) -> anyhow::Result<Repair> {
    repair(place.out(), &record(place), program, |staging| {
        night.render(staging).map_err(Into::into)
    })
}

#[test]
fn an_undisturbed_place_lets_every_run_start() {
    let (place, night) = published();
    assert_eq!(exit(&place, FIRST), Exit::Done);
    assert_eq!(exit(&place, NEXT), Exit::Done);
    assert_eq!(
        again(&place, &night, "gongji 0.1.0").unwrap(),
        Repair::Whole
    );
}

#[test]
fn two_starts_at_once_are_one_too_many() {
    let (place, _) = published();
    let _first = run(&place, NEXT, false).unwrap();
    assert_eq!(exit(&place, NEXT), Exit::Busy);
}

#[test]
fn what_was_committed_and_not_placed_is_placed_by_any_run() {
    for own in [FIRST, NEXT] {
        let place = Place::new();
        let mut ledger = run(&place, FIRST, true).unwrap();
        let night = Night::new(FIRST, &[1, 2]);
        let sealed = night.stage_and_commit(place.out(), &mut ledger).unwrap();
        drop(sealed);
        drop(ledger);
        let ledger = run(&place, own, false).unwrap();
        assert!(place.out().join(FIRST).join("manifest.json").exists());
        assert!(!place.out().join(format!(".staging-{FIRST}")).exists());
        drop(ledger);
        assert_eq!(
            again(&place, &night, "gongji 0.1.0").unwrap(),
            Repair::Whole
        );
    }
}

#[test]
fn what_was_not_committed_is_removed() {
    let (place, _) = published();
    let left = [
        Kind::Batch(batch_id(NEXT)),
        Kind::Repair(batch_id(FIRST)),
        Kind::Receipts("7".repeat(64)),
        Kind::Plan(batch_id(NEXT)),
    ];
    for kind in left {
        let staging = Staging::begin(place.out(), kind).unwrap();
        staging
            .write("reversals/x.csv", |w| w.write_all(b"x"))
            .unwrap();
        drop(staging);
    }
    drop(run(&place, NEXT, false).unwrap());
    let hidden: Vec<String> = fs::read_dir(place.out())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert!(hidden.is_empty(), "{hidden:?}");
    assert!(!place.out().join("reversals").exists());
}

#[test]
fn a_plan_that_is_being_written_is_left_alone() {
    let (place, _) = published();
    let plan = Staging::begin(place.out(), Kind::Plan(batch_id(NEXT))).unwrap();
    plan.write("a.txt", |w| w.write_all(b"a")).unwrap();
    drop(run(&place, NEXT, false).unwrap());
    plan.seal().unwrap().place().unwrap();
    assert!(place.out().join(format!("plan-{NEXT}/plan-a.txt")).exists());
    assert_eq!(exit(&place, NEXT), Exit::Done, "plans are no batches");
}

#[test]
fn a_damaged_staged_folder_stops_all_but_its_own_command() {
    let place = Place::new();
    let mut ledger = run(&place, FIRST, true).unwrap();
    let night = Night::new(FIRST, &[1, 2]);
    drop(night.stage_and_commit(place.out(), &mut ledger).unwrap());
    drop(ledger);
    let staged = place.out().join(format!(".staging-{FIRST}"));
    fs::write(staged.join("postings.csv"), "half").unwrap();
    let fault = run(&place, NEXT, false).unwrap_err();
    assert_eq!(fault.exit, Exit::Incomplete);
    assert!(
        fault
            .message
            .to_string()
            .contains("--batch-date 2024-12-21"),
        "{fault}"
    );
    drop(run(&place, FIRST, false).unwrap());
    let repair = again(&place, &night, "gongji 0.1.0").unwrap();
    assert!(matches!(repair, Repair::Repaired(list) if list.len() == 4));
    assert_eq!(exit(&place, NEXT), Exit::Done);
}

#[test]
fn damage_stops_every_other_run_and_is_mended_by_its_own() {
    type Deed = fn(&Path) -> std::io::Result<()>;
    let deeds: [(&str, Deed); 5] = [
        ("a changed byte", |f| fs::write(f.join("postings.csv"), "x")),
        ("a lost manifest", |f| {
            fs::remove_file(f.join("manifest.json"))
        }),
        ("a lost subfolder", |f| {
            fs::remove_dir_all(f.join("by-institution"))
        }),
        ("a cut file", |f| {
            fs::File::options()
                .write(true)
                .open(f.join("remittance.txt"))?
                .set_len(20)
        }),
        ("a lost folder", |f| fs::remove_dir_all(f)),
    ];
    for (what, deed) in deeds {
        let (place, night) = published();
        let folder = place.out().join(FIRST);
        deed(&folder).unwrap();
        assert_eq!(exit(&place, NEXT), Exit::Inconsistent, "{what}");
        assert_eq!(exit(&place, FIRST), Exit::Done, "{what}");
        let repair = again(&place, &night, "gongji 0.1.0").unwrap();
        assert!(matches!(repair, Repair::Repaired(_)), "{what}");
        assert_eq!(exit(&place, NEXT), Exit::Done, "{what}");
        for output in record(&place).outputs {
            let now = digest_file(&folder.join(&output.name), &output.name).unwrap();
            assert_eq!(now, output, "{what}");
        }
    }
}

#[test]
fn another_program_that_would_write_other_bytes_writes_nothing() {
    let (place, _) = published();
    let postings = place.out().join(FIRST).join("postings.csv");
    fs::write(&postings, "damaged").unwrap();
    let other = Night::new(FIRST, &[1]);
    let error = again(&place, &other, "gongji 9.9.9").unwrap_err();
    assert_eq!(crate::fault::exit_of(&error), Exit::Incomplete);
    let text = error.to_string();
    assert!(
        text.contains("gongji 0.1.0") && text.contains("gongji 9.9.9"),
        "{text}"
    );
    assert_eq!(fs::read_to_string(postings).unwrap(), "damaged");
    assert!(!place.out().join(format!(".repair-{FIRST}")).exists());
}

#[test]
fn a_folder_where_an_output_belongs_is_reported_not_removed() {
    let (place, night) = published();
    let postings = place.out().join(FIRST).join("postings.csv");
    fs::remove_file(&postings).unwrap();
    fs::create_dir(&postings).unwrap();
    let error = again(&place, &night, "gongji 0.1.0").unwrap_err();
    assert_eq!(crate::fault::exit_of(&error), Exit::Incomplete);
    assert!(
        error.to_string().contains("Move away the folder"),
        "{error}"
    );
    fs::remove_dir(&postings).unwrap();
    assert!(again(&place, &night, "gongji 0.1.0").is_ok());
    assert_eq!(exit(&place, NEXT), Exit::Done);
}

#[test]
fn a_lost_ledger_is_found_and_no_new_one_is_made() {
    let (place, _) = published();
    fs::remove_file(place.path()).unwrap();
    assert_eq!(exit(&place, NEXT), Exit::Refused);
    for own in [FIRST, NEXT] {
        let fault = run(&place, own, true).unwrap_err();
        assert_eq!(fault.exit, Exit::Inconsistent, "{own}");
        assert!(!place.path().exists(), "the backup's place stays free");
    }
}

#[test]
fn an_older_copy_of_the_ledger_is_found() {
    let (place, _) = published();
    let older = fs::read(place.path()).unwrap();
    let mut ledger = run(&place, NEXT, false).unwrap();
    Night::new(NEXT, &[3]).publish(place.out(), &mut ledger);
    ledger.close();
    fs::write(place.path(), older).unwrap();
    for own in [NEXT, "2025-20241223-01"] {
        let fault = run(&place, own, false).unwrap_err();
        assert_eq!(fault.exit, Exit::Inconsistent, "{own}");
        assert!(fault.message.to_string().contains(NEXT), "{fault}");
    }
}

#[test]
fn an_older_copy_that_lacks_only_answers_is_found() {
    let (place, _) = published();
    let importing = || {
        start(
            place.out(),
            &place.path(),
            None,
            false,
            None,
            &Interrupt::default(),
        )
        .map(|_| ())
    };
    for (folder, name, is_found) in [
        ("reversals", "2025-20241221-01-01.csv", true),
        ("withdrawals", "2025-20241221-01-01.csv", true),
        ("reversals", "note of the cashier.txt", false),
    ] {
        let folder = place.out().join(folder);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), "").unwrap();
        for fault in [
            run(&place, NEXT, false).err(),
            run(&place, FIRST, false).err(),
            importing().err(),
        ] {
            let fault = fault.map(|fault| (fault.exit, fault.message.to_string().contains(name)));
            let expected = is_found.then_some((Exit::Inconsistent, true));
            assert_eq!(fault, expected, "{name}");
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}

#[test]
fn a_second_output_folder_is_found() {
    let (place, _) = published();
    let second = place.out().join("second");
    let own = batch_id(NEXT);
    let fault = start(
        &second,
        &place.path(),
        None,
        false,
        Some(&own),
        &Interrupt::default(),
    )
    .unwrap_err();
    assert_eq!(fault.exit, Exit::Inconsistent);
    assert!(fault.message.to_string().contains(FIRST), "{fault}");
}

#[test]
fn a_file_in_place_of_the_output_folder_is_a_failure() {
    let place = Place::new();
    let out = place.out().join("out");
    fs::write(&out, "").unwrap();
    let own = batch_id(FIRST);
    let fault = start(
        &out,
        &place.path(),
        None,
        true,
        Some(&own),
        &Interrupt::default(),
    )
    .unwrap_err();
    assert_eq!(fault.exit, Exit::Failed);
    assert!(!place.path().exists());
}
