//! What a batch published, and what would change.

use super::*;
use crate::domain::plan::Language::{En, Zh};

/// What is looked at, then what else a row has.
const HEADER: &str = "\u{feff}enrollment_id,insured_name,class,reason,message,\
                      insured_id,organizer_id,other_reasons,action,source,line\n";

fn published(details: &[&str], exceptions: &[&str]) -> Published {
    let remittance = format!("H|GONGJI-REMIT|1|x\n{}T|9|0.00|0|x\n", details.concat());
    let rows = exceptions.concat().replace('\n', ",,,,,,\n");
    let exceptions = format!("{HEADER}{rows}");
    Published::read(remittance.as_bytes(), exceptions.as_bytes()).unwrap()
}

fn listed(class: &str, reason: &str) -> Outcome {
    Outcome::Listed {
        class: class.to_owned(),
        reason: reason.to_owned(),
    }
}

#[test]
fn every_kind_of_change_is_found() {
    let was = published(
        &[
            "D|1|n|01|p|张|student|31|c|355.00|o|E1\n",
            "D|2|n|01|p|张|student|31|c|355.00|o|E2\n",
        ],
        &[
            "E3,李,exception,RELATION_NOT_ALLOWED,\"a, b\"\n",
            "E4,王,exception,NO_FEE,m\n",
        ],
    );
    let would_be = published(
        &[
            "D|1|n|01|p|张|student|31|c|400.00|o|E1\n",
            "D|2|n|01|p|李|student|31|c|400.00|o|E3\n",
        ],
        &[
            "E2,张,exception,INSUFFICIENT_BALANCE,m\n",
            "E4,王,exception,NO_FEE,other words\n",
            "E5,吴,excluded,LEFT_NETWORK,m\n",
        ],
    );
    let what_if = WhatIf::of(&was, &would_be);
    let fee = |fen| Outcome::Deducted(Money::from_fen(fen));
    let expected = [
        ("E1", fee(355_00), fee(400_00)),
        (
            "E2",
            fee(355_00),
            listed("exception", "INSUFFICIENT_BALANCE"),
        ),
        (
            "E3",
            listed("exception", "RELATION_NOT_ALLOWED"),
            fee(400_00),
        ),
        ("E5", Outcome::Unlisted, listed("excluded", "LEFT_NETWORK")),
    ];
    let expected = expected.map(|(enrollment, was, would_be)| Change {
        enrollment: enrollment.to_owned(),
        was,
        would_be,
    });
    assert_eq!(what_if.changes, expected);
    assert_eq!(
        what_if.total_would_be - what_if.total,
        Money::from_fen(90_00)
    );
    let page = what_if.page(En);
    for line in [
        "       1          +45.00  deducted 355.00 → deducted 400.00",
        "       1         -355.00  deducted 355.00 → exception INSUFFICIENT_BALANCE",
        "E3: exception RELATION_NOT_ALLOWED → deducted 400.00",
        "Total: 710.00 → 800.00 (+90.00)",
    ] {
        assert!(page.lines().any(|l| l == line), "{line}: {page}");
    }
    let json: serde_json::Value = serde_json::from_str(&what_if.json()).unwrap();
    assert_eq!(json["difference"], "+90.00");
    assert_eq!(json["changes"][3]["was"], "-");
}

#[test]
fn the_same_results_are_no_change() {
    let was = published(&["D|1|n|01|p|张|student|31|c|355.00|o|E1\n"], &[]);
    let what_if = WhatIf::of(&was, &was);
    assert!(what_if.changes.is_empty());
    assert!(what_if.page(Zh).contains("没有任何结果会改变"));
}

#[test]
fn a_name_in_gb_18030_does_not_shift_the_fields() {
    let name = [0x81, 0x7C];
    let line = [&b"D|1|n|01|p|"[..], &name, b"|student|31|c|355.00|o|E1\n"].concat();
    let published = Published::read(&line, HEADER.as_bytes()).unwrap();
    assert_eq!(
        published.outcome("E1"),
        Outcome::Deducted(Money::from_fen(355_00))
    );
}

#[test]
fn files_that_gongji_did_not_write_are_named() {
    for (sentence, remittance, exceptions, file, line) in [
        (
            "a detail without amount",
            "H|x\nD|o|E1\n",
            HEADER,
            "remittance.txt",
            2,
        ),
        (
            "an amount of three decimals",
            "D|1|c|1.000|o|E1\n",
            HEADER,
            "remittance.txt",
            1,
        ),
        ("no header", "", "", "exceptions.csv", 1),
        (
            "a row with too few cells",
            "",
            "enrollment_id,class,reason\nE1\n",
            "exceptions.csv",
            2,
        ),
    ] {
        let read = Published::read(remittance.as_bytes(), exceptions.as_bytes());
        assert_eq!(read, Err(Unreadable { file, line }), "{sentence}");
    }
}
