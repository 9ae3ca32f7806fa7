use super::*;
use crate::ledger::fixture::{Night, Place};
use std::fs;

const ID: &str = "2025-20241221-01";

fn published() -> Place {
    let place = Place::new();
    let mut ledger = place.create();
    Night::new(ID, &[1, 2, 3]).publish(place.out(), &mut ledger);
    ledger.close();
    place
}

fn verified(place: &Place) -> Verified {
    let ledger = Ledger::open_to_verify(&place.path()).unwrap();
    verify(&place.out().join(ID), &ledger, None).unwrap()
}

fn text(verified: &Verified) -> String {
    let all = verified.found.iter().chain(&verified.decided_again);
    let list: Vec<String> = all.map(ToString::to_string).collect();
    list.join("\n")
}

#[test]
fn an_untouched_batch_is_clean() {
    let verified = verified(&published());
    assert_eq!(verified.found, [], "{}", text(&verified));
    assert!(verified.into_result().is_ok());
}

#[test]
fn every_altered_byte_of_every_file_is_found() {
    let place = published();
    let folder = place.out().join(ID);
    for name in ["remittance.txt", "postings.csv", "manifest.json"] {
        let path = folder.join(name);
        let bytes = fs::read(&path).unwrap();
        for at in (0..bytes.len()).step_by(7) {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            fs::write(&path, altered).unwrap();
            let found = verified(&place).found;
            assert!(
                found.iter().any(|d| d.place.to_string().starts_with(name)),
                "{name} at {at}"
            );
        }
        fs::write(&path, bytes).unwrap();
    }
    assert_eq!(verified(&place).found, []);
}

#[test]
fn each_difference_is_named() {
    for (what, file, from, to, named) in [
        (
            "an amount in the remittance",
            "remittance.txt",
            "|355.00|P000001|",
            "|355.01|P000001|",
            "deduction 2025202412210100000003: its amount",
        ),
        (
            "the trailer's total",
            "remittance.txt",
            "T|3|1065.00",
            "T|3|1065.01",
            "its trailer is T|3|1065.01",
        ),
        (
            "a payer in the postings",
            "postings.csv",
            "P000002",
            "P000009",
            "postings.csv, deduction 2025202412210100000002: its holder_id",
        ),
        (
            "a removed posting",
            "postings.csv",
            "2025202412210100000003,P000001,C000001,355.00,1000.00,645.00,\
             2024-12-20T18:00:00+08:00,N1,\n",
            "",
            "it sums up to 710.00, the ledger to 1,065.00",
        ),
        (
            "the manifest's total",
            "manifest.json",
            "\"1065.00\"",
            "\"1065.10\"",
            "total is 1065.10, the ledger says 1065.00",
        ),
        (
            "the header's policy",
            "remittance.txt",
            "shanghai-2025",
            "shanghai-2024",
            "its first line must be",
        ),
    ] {
        let place = published();
        let path = place.out().join(ID).join(file);
        let before = fs::read_to_string(&path).unwrap();
        assert!(before.contains(from), "{what}");
        fs::write(&path, before.replacen(from, to, 1)).unwrap();
        let verified = verified(&place);
        assert!(
            text(&verified).contains(named),
            "{what}: {}",
            text(&verified)
        );
        assert_eq!(verified.into_result().unwrap_err().exit, Exit::Inconsistent);
    }
}

#[test]
fn a_file_too_many_or_missing_is_named() {
    let place = published();
    let folder = place.out().join(ID);
    fs::write(folder.join("by-institution/other.csv"), "").unwrap();
    fs::remove_file(folder.join("postings.csv")).unwrap();
    let text = text(&verified(&place));
    assert!(
        text.contains("by-institution/other.csv: the ledger does not know"),
        "{text}"
    );
    assert!(text.contains("postings.csv: it cannot be read"), "{text}");
}

#[test]
fn an_edited_ledger_row_is_found_in_both_files() {
    let place = published();
    place.tamper(
        "DROP TRIGGER deductions_are_kept; \
         UPDATE deductions SET organizer_id = 'P000007' WHERE insured_id = 'C000002'",
    );
    let text = text(&verified(&place));
    assert!(
        text.contains("a row of it in the ledger was edited"),
        "{text}"
    );
    assert!(text.contains("its organizer_id"), "{text}");
    assert!(text.contains("its holder_id"), "{text}");
}

#[test]
fn an_unknown_batch_and_a_foreign_folder_are_told() {
    let place = published();
    let ledger = Ledger::open_to_verify(&place.path()).unwrap();
    let unknown = verify(&place.out().join("2025-20241222-01"), &ledger, None).unwrap();
    assert!(text(&unknown).contains("does not know"));
    let error = verify(place.out(), &ledger, None).unwrap_err();
    assert_eq!(crate::fault::exit_of(&error), Exit::Usage);
}

#[test]
fn a_folder_that_is_no_batch_is_told_by_what_it_is() {
    let place = published();
    let plan = place.out().join("plan-2025-20241222-01");
    let other = place.out().join("old");
    for folder in [&plan, &other] {
        fs::create_dir(folder).unwrap();
    }
    for (folder, expected) in [
        (
            place.out(),
            "is the output folder, not the folder of a batch",
        ),
        (&plan, "is a plan (--dry-run): nothing was committed"),
        (&other, "its name must be a batch id"),
    ] {
        let fault = batch_of(folder).unwrap_err();
        assert_eq!(fault.exit, Exit::Usage);
        assert!(fault.to_string().contains(expected), "{fault}");
    }
    assert_eq!(batch_of(&place.out().join(ID)).unwrap().to_string(), ID);
}

#[test]
fn what_is_decided_again_is_compared_byte_for_byte() {
    let place = published();
    let ledger = Ledger::open_to_verify(&place.path()).unwrap();
    let folder = place.out().join(ID);
    let again = |change: &'static str| {
        let folder = folder.clone();
        move |record: &BatchRecord, _: &History| -> anyhow::Result<Vec<Rendered>> {
            let outputs = record.outputs.iter().map(|output| {
                let mut bytes = fs::read(folder.join(&output.name))?;
                if output.name == change {
                    bytes.extend_from_slice(b"one line more\n");
                }
                Ok(Rendered {
                    name: output.name.clone(),
                    bytes,
                })
            });
            outputs.collect()
        }
    };
    let same = verify(&folder, &ledger, Some(&again(""))).unwrap();
    assert_eq!(text(&same), "");
    let mut other = verify(&folder, &ledger, Some(&again("postings.csv"))).unwrap();
    assert!(
        text(&other).contains("postings.csv: decided again it differs from line 5 on"),
        "{}",
        text(&other)
    );
    for (program, expected) in [
        (
            "gongji 0.0.1",
            "was decided by gongji 0.0.1, this is gongji",
        ),
        (
            &*this_program(),
            "1 differences; hand nothing over and call",
        ),
    ] {
        other.program = Some(program.to_owned());
        let fault = other.clone().into_result().unwrap_err();
        assert_eq!(fault.exit, Exit::Inconsistent);
        assert!(fault.to_string().contains(expected), "{fault}");
    }
}

#[test]
fn an_output_is_believed_only_as_it_was_committed() {
    let place = published();
    let ledger = Ledger::open_read_only(&place.path()).unwrap();
    let record = ledger.batch(&ID.parse().unwrap()).unwrap().unwrap();
    let file = place.out().join(ID).join("postings.csv");
    let bytes = fs::read(&file).unwrap();
    assert_eq!(
        believed(place.out(), &record, "postings.csv").unwrap(),
        bytes
    );
    let mut altered = bytes.clone();
    altered[0] ^= 1;
    let refused = || believed(place.out(), &record, "postings.csv").unwrap_err();
    for (why, found, expected) in [
        (
            "a byte",
            &altered[..],
            "has other bytes than were committed",
        ),
        ("cut off", &bytes[..bytes.len() - 1], "has other bytes"),
        ("empty", &[][..], "has other bytes"),
    ] {
        fs::write(&file, found).unwrap();
        assert_eq!(refused().exit, Exit::Inconsistent, "{why}");
        assert!(
            refused().to_string().contains(expected),
            "{why}: {}",
            refused()
        );
    }
    fs::remove_file(&file).unwrap();
    assert_eq!(refused().exit, Exit::Inconsistent, "missing");
    let unknown = believed(place.out(), &record, "other.csv").unwrap_err();
    assert_eq!(unknown.exit, Exit::Inconsistent, "no output of the batch");
}
