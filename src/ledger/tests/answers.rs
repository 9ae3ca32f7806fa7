use crate::domain::{Money, OutputDigest};
use crate::fault::{Exit, Fault};
use crate::ledger::fixture::{FEE, Night, Place, batch_id, child, key};
use crate::ledger::key_order::ROWS_AHEAD;
use crate::ledger::{Answer, Commit, Ledger, NewAnswer, NewReceipts, Status, Sum};

fn answer(status: Status, code: &str) -> Answer {
    Answer {
        status,
        code: code.into(),
        message: "说明".into(),
        receipt_no: if status == Status::Accepted { "R1" } else { "" }.into(),
        received_at: "2024-12-25T09:00:00+08:00".into(),
    }
}

/// Records answers about children of one night.
pub(super) fn record(
    ledger: &mut Ledger,
    night: &Night,
    answers: &[(u32, Status, &str)],
) -> Result<Commit, Fault> {
    let known = ledger.answered(&[night.id])?;
    let answers: Vec<(String, Answer)> = answers
        .iter()
        .map(|(n, status, code)| (night.number_of(*n), answer(*status, code)))
        .collect();
    let new: Vec<NewAnswer<'_>> = answers
        .iter()
        .map(|(number, answer)| NewAnswer {
            end_to_end_no: number,
            deduction: known.find(number).unwrap(),
            answer,
        })
        .collect();
    let receipts = NewReceipts {
        sha256: &"7".repeat(64),
        bytes: 100,
        rows: answers.len() as u64,
    };
    let file = OutputDigest {
        name: format!(
            "reversals/{}-{:02}.csv",
            night.id,
            ledger.receipts()?.len() + 1
        ),
        sha256: "8".repeat(64),
        bytes: 5,
    };
    ledger.commit_receipts(&receipts, &new, &[file])
}

fn sum(count: u64) -> Sum {
    Sum {
        count,
        amount: Money::from_fen(FEE) * count,
    }
}

#[test]
fn deducted_is_accepted_and_reversed_and_outstanding() {
    let place = Place::new();
    let mut ledger = place.create();
    let night = Night::new("2025-20241221-01", &[1, 2, 3, 4, 5]);
    night.commit(&mut ledger).unwrap();
    record(
        &mut ledger,
        &night,
        &[
            (1, Status::Accepted, ""),
            (2, Status::Rejected, "E01"),
            (3, Status::NotPosted, "A09"),
            (4, Status::Accepted, ""),
        ],
    )
    .unwrap();
    record(&mut ledger, &night, &[(4, Status::Returned, "E02")]).unwrap();
    let totals = ledger.totals().unwrap()[0].totals;
    assert_eq!(totals.deducted, sum(5));
    assert_eq!(totals.accepted, sum(1));
    assert_eq!(totals.reversed, sum(3));
    assert_eq!(totals.outstanding, sum(1));
    assert_eq!(totals.standing(), sum(2));
    assert_eq!(totals.unanswered, sum(1));
    assert!(totals.balance());
    let view: String = ledger
        .conn
        .query_row(
            "SELECT deducted || ' ' || accepted || ' ' || reversed || ' ' || reversed_yuan || ' ' \
             || outstanding FROM v_batch_totals",
            [],
            |r| r.get(0),
        )
        .unwrap();
    assert_eq!(view, "5 1 3 1065.00 1");
    assert_eq!(ledger.verify_chain().unwrap(), []);
    let receipts = ledger.receipts().unwrap();
    assert_eq!(
        (receipts[0].new_answers, receipts[0].reversals),
        (4, 2),
        "of four answers two reverse"
    );
    assert_eq!(
        receipts[1].files[0].name,
        "reversals/2025-20241221-01-02.csv"
    );
}

#[test]
fn a_reversed_obligation_is_open_again_and_its_money_still_in_flight() {
    let place = Place::new();
    let mut ledger = place.create();
    let first = Night::new("2025-20241221-01", &[1, 2]);
    first.commit(&mut ledger).unwrap();
    record(&mut ledger, &first, &[(1, Status::Rejected, "E01")]).unwrap();
    let history = ledger.history_before(None).unwrap();
    assert!(!history.standing.contains_key(&(2025, child(1))));
    assert!(history.standing.contains_key(&(2025, child(2))));
    let returned = &history.returned[&(2025, child(1))];
    assert_eq!((returned[0].code.as_str(), returned.len()), ("E01", 1));
    assert_eq!(
        history.past[&key("P000001")].len(),
        1,
        "standing or reversed"
    );

    let second = Night::new("2025-20241222-01", &[1]);
    second.commit(&mut ledger).unwrap();
    assert_eq!(
        ledger.deductions_of_person(&child(1)).unwrap()[1].attempt,
        2
    );
    let fault = Night::new("2025-20241223-01", &[1])
        .commit(&mut ledger)
        .unwrap_err();
    assert_eq!(fault.exit, Exit::Inconsistent, "standing again");
    record(&mut ledger, &second, &[(1, Status::NotPosted, "A09")]).unwrap();
    Night::new("2025-20241223-01", &[1])
        .commit(&mut ledger)
        .unwrap();
    let now = ledger.history_before(None).unwrap();
    assert_eq!(now.returned[&(2025, child(1))].len(), 2);
    assert_eq!(now.past[&key("P000001")].len(), 3);
    let then = batch_id("2025-20241222-01");
    let then = ledger.history_before(Some(&then)).unwrap();
    assert_eq!(then.returned[&(2025, child(1))].len(), 1);
    assert!(!then.standing.contains_key(&(2025, child(1))));
    assert_eq!(ledger.verify_chain().unwrap(), []);
}

#[test]
fn the_database_knows_the_transitions() {
    for (what, first, second) in [
        ("rejected twice", Status::Rejected, Status::Rejected),
        (
            "rejected, then accepted",
            Status::Rejected,
            Status::Accepted,
        ),
        (
            "not posted, then returned",
            Status::NotPosted,
            Status::Returned,
        ),
        (
            "accepted, then rejected",
            Status::Accepted,
            Status::Rejected,
        ),
    ] {
        let place = Place::new();
        let mut ledger = place.create();
        let night = Night::new("2025-20241221-01", &[1]);
        night.commit(&mut ledger).unwrap();
        record(&mut ledger, &night, &[(1, first, "X")]).unwrap();
        let fault = record(&mut ledger, &night, &[(1, second, "Y")]).unwrap_err();
        assert_eq!(fault.exit, Exit::Inconsistent, "{what}");
    }
    let place = Place::new();
    let mut ledger = place.create();
    let night = Night::new("2025-20241221-01", &[1]);
    night.commit(&mut ledger).unwrap();
    let fault = record(&mut ledger, &night, &[(1, Status::Returned, "Y")]).unwrap_err();
    assert_eq!(
        fault.exit,
        Exit::Inconsistent,
        "returned before it was accepted"
    );
}

#[test]
fn an_edited_answer_is_found() {
    let place = Place::new();
    let mut ledger = place.create();
    let night = Night::new("2025-20241221-01", &[1, 2]);
    night.commit(&mut ledger).unwrap();
    record(
        &mut ledger,
        &night,
        &[(1, Status::Accepted, ""), (2, Status::Rejected, "E01")],
    )
    .unwrap();
    drop(ledger);
    place
        .tamper("DROP TRIGGER reversals_are_kept; UPDATE reversals SET code = 'DUPLICATE_PAYMENT'");
    let ledger = Ledger::open_to_verify(&place.path()).unwrap();
    let found = ledger.verify_chain().unwrap();
    assert!(
        found[0].place.to_string().contains("receipts entry 2"),
        "{found:?}"
    );
}

#[test]
fn a_repeated_answer_is_told_from_a_contradiction() {
    let first = answer(Status::Accepted, "");
    let mut again = first.clone();
    again.message = "另一句话".into();
    assert!(again.repeats(&first), "the text is no content");
    again.receipt_no = "R2".into();
    assert!(!again.repeats(&first));
}

#[test]
fn deductions_are_found_by_their_numbers() {
    let place = Place::new();
    let mut ledger = place.create();
    let nights = [
        Night::new("2025-20241221-01", &[2, 1, 3]),
        Night::new("2025-20241222-01", &[4]),
    ];
    for night in &nights {
        night.commit(&mut ledger).unwrap();
    }
    record(&mut ledger, &nights[1], &[(4, Status::Accepted, "")]).unwrap();
    let known = ledger.answered(&nights.each_ref().map(|n| n.id)).unwrap();
    for (night, n, answers) in [(0, 1, 0), (0, 2, 0), (0, 3, 0), (1, 4, 1)] {
        let found = known.find(&nights[night].number_of(n)).unwrap();
        assert_eq!((&found.insured, found.answers.len()), (&child(n), answers));
    }
    for number in [
        "",
        "00000001",
        "2025202412210100000000",
        "2025202412210100000004",
        "20252024122101000000001",
        "2025202412210100000001 ",
        "2025202412220100000002",
        "2025202412230100000001",
    ] {
        assert_eq!(known.find(number), None, "{number}");
    }
    let batches = known
        .into_deductions()
        .map(|(batch, of)| (of.insured, batch));
    let of_fourth = batches.filter(|(insured, _)| *insured == child(4));
    assert_eq!(of_fourth.collect::<Vec<_>>(), [(child(4), nights[1].id)]);
}

#[test]
fn a_number_that_is_none_of_its_batch_is_not_passed_over() {
    let night = Night::new("2025-20241221-01", &[1, 2]);
    let of_first = night.number_of(1);
    for number in [&of_first, "2025202412210100000003", "X"] {
        let place = Place::new();
        let mut ledger = place.create();
        night.commit(&mut ledger).unwrap();
        drop(ledger);
        let second = night.number_of(2);
        place.tamper(&format!(
            "DROP TRIGGER deductions_are_kept; \
             UPDATE deductions SET end_to_end_no = '{number}' WHERE end_to_end_no = '{second}'"
        ));
        let fault = Ledger::open_read_only(&place.path()).unwrap_err();
        assert_eq!(fault.exit, Exit::Inconsistent, "{number}: {fault}");
    }
}

#[test]
fn more_answers_than_are_laid_out_at_once_are_written_in_the_order_of_the_key() {
    let count = u32::try_from(ROWS_AHEAD).unwrap() + 5;
    let digests = [false, true].map(|is_reversed| {
        let place = Place::new();
        let mut ledger = place.create();
        let children: Vec<u32> = (1..=count).collect();
        let night = Night::new("2025-20241221-01", &children);
        night.commit(&mut ledger).unwrap();
        let status = |n: &u32| match n % 1000 {
            0 => (*n, Status::Rejected, "E01"),
            _ => (*n, Status::Accepted, ""),
        };
        let mut answers: Vec<_> = children.iter().map(status).collect();
        if is_reversed {
            answers.reverse();
        }
        record(&mut ledger, &night, &answers).unwrap();
        assert_eq!(ledger.verify_chain().unwrap(), []);
        let written = "SELECT count(*) || ' ' || (SELECT count(*) FROM reversals) FROM answers";
        let written: String = ledger.conn.query_row(written, [], |r| r.get(0)).unwrap();
        assert_eq!(written, format!("{count} {}", count / 1000));
        let digest = "SELECT rows_sha256 FROM journal WHERE kind = 'receipts'";
        let digest = ledger.conn.query_row(digest, [], |r| r.get::<_, String>(0));
        digest.unwrap()
    });
    assert_eq!(digests[0], digests[1]);
}
