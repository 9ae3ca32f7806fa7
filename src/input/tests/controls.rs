//! `control.csv` against what was delivered.

use super::*;
use sha2::{Digest, Sha256};

fn controlled(rows: &[&str]) -> Vec<String> {
    let control = csv("file,rows,sha256,taken_at", rows);
    Delivery::new().with("control.csv", control).faults()
}

const OTHERS: [&str; 2] = ["accounts.csv,,,", "networks.csv,,,"];

#[test]
fn a_true_control_file_passes() {
    let digest = format!(
        "{:X}",
        Sha256::digest(csv(ENROLLMENT_HEADER, &[ENROLLMENT]))
    );
    let said = format!("enrollments.csv,1,{digest},");
    assert_eq!(
        controlled(&[&said, OTHERS[0], "networks.csv,1,,2024-12-20T17:00:00"]),
        [""; 0]
    );
    let short = csv(
        "file,rows,sha256",
        &["enrollments.csv,,", "networks.csv,,", "accounts.csv,1,"],
    );
    assert_eq!(Delivery::new().with("control.csv", short).faults(), [""; 0]);
    let inputs = Delivery::new()
        .with(
            "control.csv",
            csv(
                "file,rows,sha256",
                &[
                    "enrollments.csv,,",
                    "networks.csv,,",
                    "accounts.csv,,",
                    "control.csv,,",
                ],
            ),
        )
        .read()
        .unwrap()
        .inputs;
    assert_eq!(inputs.len(), 3, "the control file itself is no input");
}

#[test]
fn every_difference_refuses_the_run() {
    let mend = "the file may not be whole, or was changed or saved anew after control.csv was written; compare with the deliverer and deliver again";
    let digits = "write digits alone, without grouping, or leave it empty";
    let other = "0".repeat(64);
    let found = format!(
        "{:x}",
        Sha256::digest(csv(ENROLLMENT_HEADER, &[ENROLLMENT]))
    );
    for (row, expected) in [
        (
            "enrollments.csv,2,,",
            format!(
                "line 2 column \"rows\": enrollments.csv should have 2 rows after its header; found: 1 rows; {mend}"
            ),
        ),
        (
            "enrollments.csv,+1,,",
            format!("line 2 column \"rows\": this is no number of rows; found: +1; {digits}"),
        ),
        (
            "enrollments.csv,99999999999999999999,,",
            format!(
                "line 2 column \"rows\": this is no number of rows; found: 99999999999999999999; {digits}"
            ),
        ),
        (
            &format!("enrollments.csv,,{other},"),
            format!(
                "line 2 column \"sha256\": enrollments.csv should have the SHA-256 {other}; found: {found}; {mend}"
            ),
        ),
        (
            "enrollments.csv,,abc,",
            "line 2 column \"sha256\": this is no SHA-256 in hex; found: abc; write its 64 hexadecimal digits, or leave it empty".to_owned(),
        ),
        (
            "enrollments.csv,,,yesterday",
            "line 2 column \"taken_at\": this is no instant; found: yesterday; write it as yyyy-mm-dd hh:mm:ss, or leave it empty".to_owned(),
        ),
    ] {
        let faults = controlled(&[row, OTHERS[0], OTHERS[1]]);
        assert_eq!(faults, [format!("control.csv {expected}")]);
    }
    for (row, expected) in [
        (
            "payments.csv,,,",
            "the listed file is not there; found: payments.csv; correct the name, add the file, or take the line out",
        ),
        (
            "../x.csv,,,",
            "this is no plain file name; found: ../x.csv; write the name alone, without a folder",
        ),
        (
            ",1,,",
            "no file is named; name a file, such as enrollments.csv",
        ),
        (
            "accounts.csv,1,,",
            "the file is listed twice; found: accounts.csv; keep one of the lines",
        ),
    ] {
        let faults = controlled(&["enrollments.csv,1,,", OTHERS[0], OTHERS[1], row]);
        let told = format!("control.csv line 5 column \"file\": {expected}");
        assert_eq!(faults, [told]);
    }
    assert_eq!(
        controlled(&[
            "enrollments.csv,,,",
            "networks.csv,,,2024-12-20T16:59:59",
            "accounts.csv,,,2024-12-01T00:00:00"
        ]),
        [
            "control.csv line 3 column \"taken_at\": the networks were taken before the election cut-off 2024-12-20T17:00:00+08:00; found: 2024-12-20T16:59:59; ask for an extract taken after it"
        ]
    );
    assert_eq!(
        controlled(&["enrollments.csv,,,", "networks.csv,,,"]),
        [
            "control.csv: accounts.csv is there but not listed; deliver a control.csv that lists every file, or take the file away"
        ]
    );
}

#[test]
fn a_broken_control_file_refuses_the_run() {
    for (bytes, expected) in [
        ("", "control.csv: the file is empty; "),
        (
            "file,rows\nx,1\n",
            "control.csv line 1: column \"sha256\" is missing; ",
        ),
        (
            "file,rows,sha256\nenrollments.csv,1\n",
            "control.csv line 2: the row does not have the header's 3 fields; ",
        ),
    ] {
        let faults = Delivery::new().with("control.csv", bytes).faults();
        assert_eq!(faults.len(), 1);
        assert!(faults[0].starts_with(expected), "{faults:?}");
    }
}

#[test]
fn rows_count_rejected_ones_too() {
    let bad = altered(ACCOUNT_HEADER, ACCOUNT, "account_status", "x");
    let control = csv(
        "file,rows,sha256",
        &["enrollments.csv,,", "networks.csv,,", "accounts.csv,2,"],
    );
    let delivery = Delivery::new()
        .accounts(&[ACCOUNT, &bad])
        .with("control.csv", control);
    assert_eq!(delivery.faults(), [""; 0]);
}

#[test]
fn a_placeholder_does_not_say_when_the_networks_were_taken() {
    let deliver = |taken_at: &str| {
        let networks = format!("networks.csv,,,{taken_at}");
        let rows = ["enrollments.csv,,,", &networks, "accounts.csv,,,"];
        let control = csv("file,rows,sha256,taken_at", &rows);
        let delivery = Delivery::new().with("control.csv", control);
        let extract = delivery.read().unwrap();
        (extract.networks_timed, told(&extract.notes))
    };
    let held = "control.csv: column taken_at: 1 placeholders (before 2000, from 2100 on, or 0000-00-00) read as empty";
    for placeholder in [
        "1970-01-01 08:00:00",
        "1999-12-31T23:59:59",
        "0000-00-00 00:00:00",
        "0000-00-00",
        "9999-12-31 00:00:00",
    ] {
        assert_eq!(deliver(placeholder), (false, vec![held.to_owned()]));
    }
    assert_eq!(deliver(""), (false, vec![]));
    assert_eq!(deliver("2024-12-20 17:00:00"), (true, vec![]));
}
