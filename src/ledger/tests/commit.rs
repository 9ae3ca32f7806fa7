use crate::domain::plan::Language;
use crate::domain::{Encoding, Money, Outcome};
use crate::fault::Exit;
use crate::ledger::fixture::{FEE, Night, Place, batch_id, child, key};
use crate::ledger::{Ledger, NewBatch, OpenMode};

#[test]
fn a_batch_is_read_back_as_it_was_committed() {
    let place = Place::new();
    let mut ledger = place.create();
    let night = Night::new("2025-20241221-01", &[3, 1, 2]);
    let commit = night.commit(&mut ledger).unwrap();
    ledger.close();
    let ledger = place.open(OpenMode::Existing).unwrap();
    let record = ledger.latest_batch().unwrap().unwrap();
    assert_eq!((record.seq, &record.chain), (commit.seq, &commit.chain));
    assert_eq!(record.id, night.id);
    assert_eq!(record.inputs, night.inputs);
    assert_eq!(record.outputs, night.outputs);
    assert_eq!(record.manifest().unwrap().sha256, "a".repeat(64));
    assert_eq!(
        (record.deductions, record.total),
        (3, Money::from_fen(3 * FEE))
    );
    let outcomes: Vec<&str> = record.outcomes.iter().map(|(n, _)| n.as_str()).collect();
    assert_eq!(outcomes.len(), Outcome::ALL.len());
    let mut rows = Vec::new();
    ledger
        .each_deduction_of_batch(&night.id, |row| rows.push(row.clone()))
        .unwrap();
    let numbers: Vec<&str> = rows.iter().map(|r| r.end_to_end_no.as_str()).collect();
    assert_eq!(
        numbers,
        [
            "2025202412210100000001",
            "2025202412210100000002",
            "2025202412210100000003"
        ]
    );
    assert_eq!(
        rows[0].enrollment_id, "EN999996",
        "in the order of enrollments"
    );
    assert_eq!(rows[0].balance_as_of, "2024-12-20T18:00:00+08:00");
    assert_eq!(
        ledger.deductions_of_person(&child(3)).unwrap(),
        ledger.deductions_of_enrollment("EN999996").unwrap()
    );
}

#[test]
fn options_of_another_program_are_told_of_in_both_languages() {
    let place = Place::new();
    let mut ledger = place.create();
    let night = Night::new("2025-20241221-01", &[1]);
    night.commit(&mut ledger).unwrap();
    let mut record = ledger.latest_batch().unwrap().unwrap();
    assert_eq!(record.options().unwrap(), night.options);
    for unknown in ["", "{}", &record.options.replace("\"zh\"", "\"fr\"")] {
        record.options = unknown.into();
        let refused = record.options().unwrap_err();
        assert_eq!(refused.exit, Exit::Refused, "{unknown}");
        for language in [Language::Zh, Language::En] {
            let told = refused.message.text(language);
            assert!(told.contains(&*record.program), "{unknown}: {told}");
        }
    }
}

#[test]
fn no_obligation_stands_twice_whoever_writes() {
    let place = Place::new();
    let mut ledger = place.create();
    Night::new("2025-20241221-01", &[1, 2])
        .commit(&mut ledger)
        .unwrap();
    let fault = Night::new("2025-20241222-01", &[3, 2])
        .commit(&mut ledger)
        .unwrap_err();
    assert_eq!(fault.exit, Exit::Inconsistent, "{fault}");
    assert_eq!(ledger.batch_ids().unwrap().len(), 1, "nothing of it stays");
    drop(ledger);
    let conn = rusqlite::Connection::open(place.path()).unwrap();
    for (what, attempt) in [
        ("the same attempt", 1),
        ("a next attempt without a reversal", 2),
    ] {
        let again = conn.execute(
            "INSERT INTO deductions SELECT insurance_year, insured_id, ?1, batch_seq, 'x', \
             enrollment_id, insured_id_type, insured_name, organizer_id, network_id, amount_fen, \
             balance_before_fen, balance_as_of FROM deductions LIMIT 1",
            [attempt],
        );
        assert!(again.is_err(), "{what}");
    }
}

#[test]
fn the_database_itself_refuses_what_must_never_happen() {
    let place = Place::new();
    let mut ledger = place.create();
    Night::new("2025-20241221-01", &[1])
        .commit(&mut ledger)
        .unwrap();
    drop(ledger);
    let conn = rusqlite::Connection::open(place.path()).unwrap();
    for (what, sql) in [
        ("an amount changed", "UPDATE deductions SET amount_fen = 1"),
        ("a deduction removed", "DELETE FROM deductions"),
        ("a total changed", "UPDATE batches SET total_fen = 1"),
        ("a batch removed", "DELETE FROM batches"),
        (
            "a journal entry changed",
            "UPDATE journal SET chain = chain",
        ),
        ("a file's digest changed", "UPDATE files SET bytes = 0"),
        ("an input removed", "DELETE FROM inputs"),
        ("a count changed", "UPDATE counts SET rows = 0"),
        (
            "a gap in the journal",
            "INSERT INTO journal SELECT 3, kind, rows_sha256, chain FROM journal",
        ),
        (
            "a batch before the latest",
            "INSERT INTO batches SELECT 2, 'x', insurance_year, '2024-12-20', 1, policy_id, \
             policy_sha256, program, options, 0, 0 FROM batches",
        ),
        (
            "a balance below zero",
            "INSERT INTO deductions SELECT insurance_year, 'x', 1, batch_seq, 'x', enrollment_id, \
             insured_id_type, insured_name, organizer_id, network_id, amount_fen, amount_fen - 1, \
             balance_as_of FROM deductions",
        ),
        (
            "a reversal without an answer",
            "INSERT INTO reversals SELECT insurance_year, insured_id, attempt, 1, end_to_end_no, \
             'rejected', '', '', amount_fen FROM deductions",
        ),
    ] {
        assert!(conn.execute(sql, []).is_err(), "{what}");
    }
}

#[test]
fn an_uncommitted_batch_leaves_nothing() {
    let place = Place::new();
    let mut ledger = place.create();
    let night = Night::new("2025-20241221-01", &[1]);
    let tally = night.tally();
    let batch = NewBatch {
        identity: night.identity(),
        program: "gongji 0.1.0",
        tally: &tally,
        offset: crate::ledger::fixture::offset(),
    };
    let mut pending = ledger.begin(&batch).unwrap();
    pending
        .deduct(&night.deductions().collect::<Vec<_>>(), &|| false)
        .unwrap();
    drop(pending);
    assert!(ledger.batches().unwrap().is_empty());
    let pending = ledger.begin(&batch).unwrap();
    let fault = pending.commit(&night.outputs).unwrap_err();
    assert_eq!(
        fault.exit,
        Exit::Inconsistent,
        "the tally has one more deduction"
    );
    let mut pending = ledger.begin(&batch).unwrap();
    pending
        .deduct(&night.deductions().collect::<Vec<_>>(), &|| false)
        .unwrap();
    let fault = pending.commit(&[]).unwrap_err();
    assert_eq!(fault.exit, Exit::Inconsistent, "no manifest");
    assert!(ledger.batches().unwrap().is_empty());
    night.commit(&mut ledger).unwrap();
}

#[test]
fn the_same_command_is_recognised_and_any_other_is_named() {
    let place = Place::new();
    let mut ledger = place.create();
    let night = Night::new("2025-20241221-01", &[1]);
    assert!(ledger.identify(&night.identity()).unwrap().is_none());
    night.commit(&mut ledger).unwrap();
    assert!(ledger.identify(&night.identity()).unwrap().is_some());

    let differing = |change: &dyn Fn(&mut Night)| {
        let mut other = Night::new("2025-20241221-01", &[1]);
        change(&mut other);
        ledger.identify(&other.identity()).unwrap_err()
    };
    for (named, fault) in [
        (
            "accounts.csv was 333333333333, is 999999999999",
            differing(&|n| n.inputs[2].sha256 = "9".repeat(64)),
        ),
        (
            "accounts.csv is missing",
            differing(&|n| n.inputs.truncate(2)),
        ),
        (
            "option lang was \"zh\", is \"en\"",
            differing(&|n| n.options.language = Language::En),
        ),
        (
            "option encoding was \"detect\", is \"gb18030\"",
            differing(&|n| n.options.encoding = Some(Encoding::Gb18030)),
        ),
        (
            "option by_institution was false, is true",
            differing(&|n| n.options.by_institution = true),
        ),
    ] {
        assert_eq!(fault.exit, Exit::Conflict);
        assert!(
            fault.message.to_string().contains(named),
            "{named}: {fault}"
        );
    }
    let mut identity = night.identity();
    identity.policy_sha256 = "0000";
    let fault = ledger.identify(&identity).unwrap_err();
    assert_eq!(fault.exit, Exit::Conflict);
    assert!(fault.message.to_string().contains("policy"), "{fault}");
}

#[test]
fn a_batch_comes_after_the_latest() {
    let place = Place::new();
    let mut ledger = place.create();
    Night::new("2025-20241222-02", &[1])
        .commit(&mut ledger)
        .unwrap();
    for (what, id, refused) in [
        ("the day before", "2025-20241221-03", true),
        ("the same day, an earlier number", "2025-20241222-01", true),
        (
            "the same day and number, another year",
            "2026-20241222-02",
            true,
        ),
        ("the same day, the next number", "2025-20241222-03", false),
        ("the next day", "2025-20241223-01", false),
    ] {
        let night = Night::new(id, &[2]);
        let answer = ledger.identify(&night.identity());
        assert_eq!(answer.is_err(), refused, "{what}");
        if let Err(fault) = answer {
            assert_eq!(fault.exit, Exit::Refused, "{what}");
        }
    }
}

#[test]
fn history_is_what_stood_before_a_batch() {
    let place = Place::new();
    let mut ledger = place.create();
    Night::new("2025-20241221-01", &[1, 2])
        .commit(&mut ledger)
        .unwrap();
    Night::new("2025-20241222-01", &[3])
        .commit(&mut ledger)
        .unwrap();
    let count = |at: Option<&str>| {
        let at = at.map(batch_id);
        let history = ledger.history_before(at.as_ref()).unwrap();
        (history.standing.len(), history.past.len())
    };
    assert_eq!(count(Some("2025-20241221-01")), (0, 0));
    assert_eq!(count(Some("2025-20241222-01")), (2, 2));
    assert_eq!(count(Some("2025-20241223-01")), (3, 3), "not committed yet");
    assert_eq!(count(None), (3, 3));
    let history = ledger.history_before(None).unwrap();
    let standing = &history.standing[&(2025, child(2))];
    assert_eq!(standing.organizer, key("P000002"));
    assert_eq!(standing.name, "学生2");
    assert_eq!(standing.amount, Money::from_fen(FEE));
    assert_eq!(standing.batch_date, batch_id("2025-20241221-01").date);
    assert_eq!(history.past[&key("P000002")].len(), 1);
}

/// What somebody edits, the statements that do it, and what the verification must name.
const EDITS: [(&str, &str, &str); 9] = [
    (
        "an amount",
        "DROP TRIGGER deductions_are_kept; \
             UPDATE deductions SET amount_fen = 1 WHERE insured_id = 'C000002'",
        "batch 2025-20241221-01",
    ),
    (
        "a name",
        "DROP TRIGGER deductions_are_kept; \
             UPDATE deductions SET insured_name = '别人' WHERE insured_id = 'C000003'",
        "batch 2025-20241222-01",
    ),
    (
        "a removed deduction",
        "DROP TRIGGER deductions_stay; DELETE FROM deductions WHERE insured_id = 'C000001'",
        "batch 2025-20241221-01",
    ),
    (
        "an added deduction",
        "INSERT INTO deductions SELECT insurance_year, 'C9', 1, batch_seq, 'x', enrollment_id, \
             insured_id_type, insured_name, organizer_id, network_id, amount_fen, \
             balance_before_fen, balance_as_of FROM deductions LIMIT 1",
        "batch 2025-20241221-01",
    ),
    (
        "a total",
        "DROP TRIGGER batches_are_kept; UPDATE batches SET total_fen = 1 WHERE seq = 2",
        "batch 2025-20241222-01",
    ),
    (
        "an output's digest",
        "DROP TRIGGER files_are_kept; UPDATE files SET bytes = 11 WHERE seq = 1",
        "batch 2025-20241221-01",
    ),
    (
        "an input's digest",
        "DROP TRIGGER inputs_are_kept; UPDATE inputs SET sha256 = replace(sha256, '1', '4')",
        "batch 2025-20241221-01",
    ),
    (
        "an outcome's count",
        "DROP TRIGGER counts_are_kept; UPDATE counts SET rows = 7 WHERE batch_seq = 2",
        "batch 2025-20241222-01",
    ),
    (
        "the first batch removed as a whole",
        "PRAGMA foreign_keys = OFF; DROP TRIGGER journal_stays; DROP TRIGGER batches_stay; \
             DROP TRIGGER deductions_stay; DELETE FROM deductions WHERE batch_seq = 1; \
             DELETE FROM batches WHERE seq = 1; DELETE FROM journal WHERE seq = 1",
        "entry 1 is missing",
    ),
];

#[test]
fn an_edited_ledger_is_found() {
    for (what, sql, named) in EDITS {
        let place = Place::new();
        let mut ledger = place.create();
        Night::new("2025-20241221-01", &[1, 2])
            .commit(&mut ledger)
            .unwrap();
        Night::new("2025-20241222-01", &[3])
            .commit(&mut ledger)
            .unwrap();
        assert_eq!(ledger.verify_chain().unwrap(), [], "{what}: before");
        drop(ledger);
        place.tamper(sql);
        let fault = Ledger::open_read_only(&place.path()).unwrap_err();
        assert_eq!(fault.exit, Exit::Inconsistent, "{what}: {fault}");
        let found = Ledger::open_to_verify(&place.path())
            .unwrap()
            .verify_chain()
            .unwrap();
        let text: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(
            text.iter().any(|t| t.contains(named)),
            "{what}: {}",
            text.join(" | ")
        );
    }
}

#[test]
fn the_views_speak_yuan() {
    let place = Place::new();
    let mut ledger = place.create();
    Night::new("2025-20241221-01", &[1, 2])
        .commit(&mut ledger)
        .unwrap();
    let text = |sql: &str| -> String { ledger.conn.query_row(sql, [], |r| r.get(0)).unwrap() };
    assert_eq!(
        text("SELECT amount || ' ' || balance_after || ' ' || standing FROM v_deductions"),
        "355.00 645.00 1"
    );
    assert_eq!(text("SELECT total FROM v_batches"), "710.00");
    assert_eq!(
        text("SELECT outstanding || ' ' || outstanding_yuan FROM v_batch_totals"),
        "2 710.00"
    );
}
