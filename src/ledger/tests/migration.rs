//! A ledger of the first schema, with answers, is opened by this program.

use super::answers::record;
use crate::fault::Exit;
use crate::ledger::chain::DEDUCTION_COLUMNS;
use crate::ledger::fixture::{Night, Place};
use crate::ledger::{Ledger, OpenMode, Status};
use rusqlite::Connection;
use std::fs;

/// Every table, each behind those that it names.
const TABLES: [(&str, &str); 9] = [
    ("journal", "seq"),
    ("batches", "seq"),
    ("inputs", "batch_seq"),
    ("counts", "batch_seq"),
    ("files", "seq"),
    ("deductions", "batch_seq"),
    ("receipts", "seq"),
    ("answers", "receipts_seq, answer_no"),
    ("reversals", "receipts_seq"),
];

/// Lays the rows of a ledger into the schema that had no `posted`.
fn in_first_schema(place: &Place) {
    let (path, old) = (place.path(), place.path().with_extension("first"));
    let conn = Connection::open(&old).unwrap();
    conn.execute_batch(include_str!("../schema.sql")).unwrap();
    let application: i64 = Connection::open(&path)
        .and_then(|newer| newer.query_row("PRAGMA application_id", [], |r| r.get(0)))
        .unwrap();
    conn.execute("ATTACH ?1 AS newer", [path.to_str().unwrap()])
        .unwrap();
    let tx = conn.unchecked_transaction().unwrap();
    for (table, order) in TABLES {
        // One column of the deductions is computed.
        let (into, columns) = match table {
            "deductions" => (
                format!("main.{table} ({DEDUCTION_COLUMNS})"),
                DEDUCTION_COLUMNS,
            ),
            _ => (format!("main.{table}"), "*"),
        };
        let copy =
            format!("INSERT INTO {into} SELECT {columns} FROM newer.{table} ORDER BY {order}");
        tx.execute_batch(&copy).unwrap();
    }
    tx.commit().unwrap();
    conn.pragma_update(None, "application_id", application)
        .unwrap();
    conn.pragma_update(None, "user_version", 1).unwrap();
    conn.execute_batch("DETACH newer; PRAGMA journal_mode = wal")
        .unwrap();
    drop(conn);
    for companion in ["-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{companion}", path.display()));
    }
    fs::rename(&old, &path).unwrap();
}

#[test]
fn a_ledger_of_the_first_schema_keeps_its_answers_and_its_chain() {
    let place = Place::new();
    let mut ledger = place.create();
    let night = Night::new("2025-20241221-01", &[1, 2, 3, 4, 5]);
    night.commit(&mut ledger).unwrap();
    let answers = [
        (1, Status::Accepted, ""),
        (2, Status::Rejected, "E01"),
        (3, Status::NotPosted, "A09"),
        (4, Status::Accepted, ""),
    ];
    record(&mut ledger, &night, &answers).unwrap();
    record(&mut ledger, &night, &[(4, Status::Returned, "E02")]).unwrap();
    let (totals, receipts) = (ledger.totals().unwrap(), ledger.receipts().unwrap());
    ledger.close();
    in_first_schema(&place);

    // Whoever only reads changes nothing, and says what would.
    let refused = Ledger::open_read_only(&place.path()).unwrap_err();
    assert_eq!(refused.exit, Exit::Refused);
    assert!(
        refused.message.to_string().contains("schema 1"),
        "{refused}"
    );

    let mut ledger = place.open(OpenMode::Existing).unwrap();
    assert_eq!(ledger.totals().unwrap(), totals);
    assert_eq!(ledger.receipts().unwrap(), receipts);
    assert_eq!(ledger.verify_chain().unwrap(), []);
    // What was answered then is known, and what the new schema knows can be answered now.
    let known = ledger.answered(&[night.id]).unwrap();
    let statuses = |n: u32| {
        let found = known.find(&night.number_of(n)).unwrap();
        found
            .answers
            .iter()
            .map(|a| a.status)
            .collect::<Vec<Status>>()
    };
    assert_eq!(statuses(4), [Status::Accepted, Status::Returned]);
    assert_eq!(statuses(5), []);
    record(&mut ledger, &night, &[(5, Status::Posted, "")]).unwrap();
    let now = ledger.totals().unwrap()[0].totals;
    assert!(now.balance());
    assert_eq!((now.posted.count, now.unanswered.count), (1, 0));
    ledger.close();
    let again = Ledger::open_read_only(&place.path()).unwrap();
    assert_eq!(again.totals().unwrap()[0].totals, now);
}
