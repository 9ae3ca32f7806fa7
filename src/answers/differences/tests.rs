//! Differences, line by line, against a ledger of three deductions.

use super::super::receipts::{Rows, read};
use super::*;
use crate::ledger::fixture::{Night, Place};
use crate::ledger::{AnsweredBatches, Ledger};
use chrono::FixedOffset;

const HEAD: &str = "end_to_end_no,status,amount,code,message,receipt_no,received_at\n";

/// A batch of three, of which nothing is answered.
fn batch() -> (Place, Ledger, AnsweredBatches) {
    let place = Place::new();
    let mut ledger = place.create();
    Night::new("2025-20241221-01", &[1, 2, 3])
        .commit(&mut ledger)
        .unwrap();
    let answered = ledger.answered(&ledger.batch_ids().unwrap()).unwrap();
    (place, ledger, answered)
}

fn rows(lines: &[&str]) -> Rows {
    let lines: Vec<String> = lines
        .iter()
        .map(|line| format!("20252024122101{line}\n"))
        .collect();
    let text = format!("{HEAD}{}", lines.concat());
    let offset = FixedOffset::east_opt(0).unwrap();
    read("a.csv", text.as_bytes(), None, offset, &|| false).unwrap()
}

/// The kind of each line that differs, and the last digit of every number that is news.
fn outcome(lines: &[&str]) -> (Vec<(Line, Kind)>, String) {
    let (_place, _ledger, answered) = batch();
    let rows = rows(lines);
    let judged = judge(&rows, &answered);
    let last = |new: &NewAnswer<'_>| new.end_to_end_no.chars().last().unwrap();
    (
        judged
            .differences
            .iter()
            .map(|d| (d.line, d.kind))
            .collect(),
        judged.news.iter().map(last).collect(),
    )
}

#[test]
fn every_line_has_the_first_difference_that_applies() {
    use Kind::{AmountDiffers, Contradiction, RepeatedDifferently, UnknownNumber, Unreadable};
    for (sentence, lines, differences, news) in [
        ("good", &["00000001,posted,355.00,,,,"][..], &[][..], "1"),
        (
            "a cent below and above",
            &["00000001,posted,354.99,,,,", "00000002,posted,355.01,,,,"],
            &[(2, AmountDiffers), (3, AmountDiffers)],
            "",
        ),
        (
            "nought where money was moved",
            &["00000001,posted,0.00,,,,", "00000002,returned,0,,,,"],
            &[(2, AmountDiffers), (3, AmountDiffers)],
            "",
        ),
        (
            "nothing, nought and the fee where none was moved",
            &[
                "00000001,not_posted,,A,,,",
                "00000002,rejected,0.00,E,,,",
                "00000003,rejected,355,E,,,",
            ],
            &[],
            "123",
        ),
        (
            "a cent where none was moved",
            &["00000001,rejected,0.01,E,,,"],
            &[(2, AmountDiffers)],
            "",
        ),
        (
            "numbers behind the last and before the first",
            &["00000004,posted,355,,,,", "00000000,posted,355,,,,"],
            &[(2, UnknownNumber), (3, UnknownNumber)],
            "",
        ),
        (
            "the same number written otherwise",
            &["0000001,posted,355,,,,", "000000001,posted,355,,,,"],
            &[(2, UnknownNumber), (3, UnknownNumber)],
            "",
        ),
        (
            "an unknown number twice, otherwise",
            &["00000009,posted,355,,,,", "00000009,posted,354,,,,"],
            &[(2, UnknownNumber), (3, UnknownNumber)],
            "",
        ),
        (
            "twice alike, the words and the instant apart",
            &[
                "00000001,rejected,,E,a,,",
                "00000001,rejected,0.00,E,b,,2024-12-23 10:00:00",
            ],
            &[],
            "1",
        ),
        (
            "twice with another status",
            &["00000001,posted,355,,,,", "00000001,accepted,355,,,T,"],
            &[(2, RepeatedDifferently), (3, RepeatedDifferently)],
            "",
        ),
        (
            "thrice, the last with another amount that is wrong too",
            &[
                "00000002,posted,355,,,,",
                "00000001,posted,355,,,,",
                "00000001,posted,355,,,,",
                "00000001,posted,1,,,,",
            ],
            &[
                (3, RepeatedDifferently),
                (4, RepeatedDifferently),
                (5, RepeatedDifferently),
            ],
            "2",
        ),
        (
            "twice with another code or receipt number",
            &[
                "00000001,rejected,,E1,,,",
                "00000001,rejected,,E2,,,",
                "00000002,accepted,355,,,T1,",
                "00000002,accepted,355,,,T2,",
            ],
            &[
                (2, RepeatedDifferently),
                (3, RepeatedDifferently),
                (4, RepeatedDifferently),
                (5, RepeatedDifferently),
            ],
            "",
        ),
        (
            "a good line whose number has an unreadable one",
            &[
                "00000001,posted,355,,,,",
                "00000001,posted,,,,,",
                "00000002,posted,355,,,,",
            ],
            &[(3, Unreadable)],
            "2",
        ),
        (
            "returned before it was accepted",
            &["00000001,returned,355,,,,"],
            &[(2, Contradiction)],
            "",
        ),
        (
            "a wrong amount before a contradiction",
            &["00000001,returned,354,,,,"],
            &[(2, AmountDiffers)],
            "",
        ),
    ] {
        let expected = (differences.to_vec(), news.to_owned());
        assert_eq!(outcome(lines), expected, "{sentence}");
    }
}

#[test]
fn news_stand_in_the_order_of_numbers_and_differences_in_that_of_lines() {
    let (differences, news) = outcome(&[
        "00000003,posted,355,,,,",
        "00000009,posted,355,,,,",
        "00000002,posted,1,,,,",
        "00000001,posted,355,,,,",
        "00000008,posted,,,,,",
    ]);
    let lines: Vec<Line> = differences.iter().map(|(line, _)| *line).collect();
    assert_eq!((lines, news.as_str()), (vec![3, 4, 6], "13"));
}

#[test]
fn the_file_tells_what_stands_there_and_what_the_ledger_holds() {
    let (_place, _ledger, answered) = batch();
    let rows = rows(&[
        "00000001,扣款成功,354,,,,",
        "00000009,\"fai,led\",1,E,,,",
        "00000002,done,3.55E+2,,,,",
        "00000003,Posted,355.5,,,,",
    ]);
    let judged = judge(&rows, &answered);
    let written = String::from_utf8(render(&judged.differences)).unwrap();
    assert_eq!(
        written,
        "line,end_to_end_no,kind,status,amount,expected_status,expected_amount\n\
         2,2025202412210100000001,AMOUNT_DIFFERS,posted,354.00,unanswered,355.00\n\
         3,2025202412210100000009,UNREADABLE,\"fai,led\",1.00,,\n\
         4,2025202412210100000002,UNREADABLE,done,3.55E+2,unanswered,355.00\n\
         5,2025202412210100000003,AMOUNT_DIFFERS,posted,355.50,unanswered,355.00\n"
    );
    assert!(render(&[]).ends_with(b"expected_amount\n"));
}
