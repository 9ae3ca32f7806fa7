//! Duplicates, and what is kept of the files beside the enrollments.

use super::*;

const STRANGER: &str = "G1";

fn enrollment(id: &str, column: &str, value: &str) -> String {
    altered(
        ENROLLMENT_HEADER,
        &altered(ENROLLMENT_HEADER, ENROLLMENT, "enrollment_id", id),
        column,
        value,
    )
}

#[test]
fn equal_rows_leave_one_and_hold_nobody() {
    let again = altered(ENROLLMENT_HEADER, ENROLLMENT, "insured_id_type", "1");
    let extract = Delivery::new()
        .enrollments(&[
            ENROLLMENT,
            &enrollment("E2", "category", "infant"),
            &again,
            ENROLLMENT,
        ])
        .read()
        .unwrap();
    let kept: Vec<(&str, u32)> = extract
        .enrollments
        .iter()
        .map(|e| (&*e.id, e.line))
        .collect();
    assert_eq!(kept, [("E1", 2), ("E2", 3)]);
    assert_eq!(
        rejects(&extract),
        [
            "enrollments.csv 4 enrollment_id DUPLICATE_KEY **",
            "enrollments.csv 5 enrollment_id DUPLICATE_KEY **"
        ]
    );
    assert!(extract.held.persons.is_empty());
    assert_eq!(
        (extract.inputs[0].rows, extract.inputs[0].rejected_rows),
        (4, 2)
    );
}

#[test]
fn rows_that_differ_are_all_rejected_and_hold_their_persons() {
    let other = enrollment("E1", "insured_id", STRANGER);
    let unreadable = enrollment("E1", "channel", "x");
    let extract = Delivery::new()
        .enrollments(&[
            &enrollment("E0", "category", "infant"),
            ENROLLMENT,
            ENROLLMENT,
            &unreadable,
            &other,
        ])
        .read()
        .unwrap();
    let kept: Vec<&str> = extract.enrollments.iter().map(|e| &*e.id).collect();
    assert_eq!(kept, ["E0"]);
    assert_eq!(
        rejects(&extract),
        [
            "enrollments.csv 3 enrollment_id DUPLICATE_KEY **",
            "enrollments.csv 4 enrollment_id DUPLICATE_KEY **",
            "enrollments.csv 5 channel BAD_CODE *",
            "enrollments.csv 6 enrollment_id DUPLICATE_KEY **",
        ]
    );
    assert_eq!(
        held(&extract.held.persons),
        [
            format!("{CHILD} enrollments.csv:3 enrollments.csv:4 enrollments.csv:5"),
            format!("{STRANGER} enrollments.csv:6"),
        ]
    );
}

#[test]
fn every_account_row_of_an_organizer_is_kept() {
    let same = altered(ACCOUNT_HEADER, ACCOUNT, "accumulated_balance", "2310");
    let differs = altered(ACCOUNT_HEADER, ACCOUNT, "current_balance", "0");
    let extract = Delivery::new()
        .accounts(&[ACCOUNT, &same, &differs])
        .read()
        .unwrap();
    let lines: Vec<u32> = extract
        .accounts
        .iter()
        .map(|account| account.line)
        .collect();
    assert_eq!(lines, [2, 3, 4]);
    assert!(extract.accounts[0].same_content(&extract.accounts[1]));
    assert!(!extract.accounts[0].same_content(&extract.accounts[2]));
    assert!(extract.rejects.is_empty());
}

#[test]
fn accounts_and_payments_of_others_are_checked_and_forgotten() {
    let account = altered(ACCOUNT_HEADER, ACCOUNT, "holder_id", STRANGER);
    let payment = altered(PAYMENT_HEADER, PAYMENT, "insured_id", STRANGER);
    let bad = altered(ACCOUNT_HEADER, &account, "account_status", "x");
    let extract = Delivery::new()
        .accounts(&[&account, &bad, ACCOUNT])
        .payments(&[&payment, PAYMENT])
        .read()
        .unwrap();
    assert_eq!(extract.accounts.len(), 1);
    assert_eq!(extract.payments.map(|p| p.len()), Some(1));
    assert_eq!(rejects_of(&extract.rejects), 1);
}

fn rejects_of(rejects: &[crate::domain::reject::Reject]) -> usize {
    rejects.len()
}

/// A network row: network, organizer, member and the columns that differ from the child's row.
fn row(network: &str, organizer: &str, member: &str, changes: &[(&str, &str)]) -> String {
    let ids = [
        ("network_id", network),
        ("organizer_id", organizer),
        ("member_id", member),
    ];
    ids.iter()
        .chain(changes)
        .fold(NETWORK.to_owned(), |row, (column, value)| {
            altered(NETWORK_HEADER, &row, column, value)
        })
}

/// The kept rows as `line member`, for any size of block.
fn kept(rows: &[String]) -> Vec<String> {
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let delivery = Delivery::new().networks(&rows);
    let mut found: Vec<Vec<String>> = [50, 400, 1 << 20]
        .into_iter()
        .map(|block_size| {
            let extract = delivery.read_in(block_size, &policy()).unwrap();
            let shown = |m: &crate::domain::Membership| format!("{} {}", m.line, m.member);
            extract.memberships.iter().map(shown).collect()
        })
        .collect();
    found.dedup();
    assert_eq!(
        found.len(),
        1,
        "the size of blocks does not matter: {found:?}"
    );
    found.remove(0)
}

#[test]
fn network_rows_that_can_concern_a_child_are_kept() {
    let child = || row("N1", PARENT, CHILD, &[]);
    let late = ("joined_at", "2024-12-20T17:00:00");
    let left = ("left_at", "2024-12-20T16:59:59");
    let other_choice = ("contribution_selected_at", "");
    let cases: Vec<(&str, Vec<String>, Vec<&str>)> = vec![
        (
            "a child's own rows, whatever their state",
            vec![
                child(),
                row("N2", "P2", CHILD, &[late]),
                row("N3", "P3", CHILD, &[left]),
            ],
            vec!["2 child", "3 child", "4 child"],
        ),
        (
            "not the organizer's own rows",
            vec![
                row("N1", PARENT, PARENT, &[("relation", "self")]),
                row("N1", PARENT, "M2", &[("relation", "self")]),
                child(),
            ],
            vec!["4 child"],
        ),
        (
            "not other families",
            vec![row("N9", "P9", "M9", &[]), child()],
            vec!["3 child"],
        ),
        (
            "the other members of the child's network, wherever they stand",
            vec![
                row("N1", PARENT, "M2", &[]),
                row("N9", "P9", "M9", &[]),
                child(),
                row("N8", "P8", "M8", &[]),
                row("N1", PARENT, "M3", &[other_choice]),
            ],
            vec!["2 M2", "4 child", "6 M3"],
        ),
        (
            "another organizer of the child's network",
            vec![child(), row("N1", "P2", "M2", &[])],
            vec!["2 child", "3 M2"],
        ),
        (
            "and who joined late or left, as rules judge",
            vec![
                child(),
                row("N1", "P2", "M2", &[late]),
                row("N1", "P3", "M3", &[left]),
            ],
            vec!["2 child", "3 M2", "4 M3"],
        ),
        (
            "the organizer as a member elsewhere",
            vec![row("N2", "P2", PARENT, &[]), child()],
            vec!["2 parent", "3 child"],
        ),
        (
            "but not the others of that network",
            vec![
                row("N2", "P2", "M2", &[]),
                row("N2", "P2", PARENT, &[]),
                child(),
            ],
            vec!["3 parent", "4 child"],
        ),
        (
            "a second network of the organizer",
            vec![
                child(),
                row("N2", PARENT, "M2", &[]),
                row("N2", PARENT, "M3", &[]),
            ],
            vec!["2 child", "3 M2", "4 M3"],
        ),
        (
            "with the rows of it that name another",
            vec![
                child(),
                row("N2", PARENT, "M2", &[]),
                row("N2", "P3", "M3", &[]),
            ],
            vec!["2 child", "3 M2", "4 M3"],
        ),
    ];
    for (why, rows, expected) in cases {
        let named: Vec<String> = expected
            .iter()
            .map(|shown| shown.replace("child", CHILD).replace("parent", PARENT))
            .collect();
        assert_eq!(kept(&rows), named, "{why}");
    }
}

#[test]
fn institutions_are_shared() {
    let extract = Delivery::new()
        .enrollments(&[
            ENROLLMENT,
            &enrollment("E2", "category", "infant"),
            &enrollment("E3", "institution_name", ""),
        ])
        .read()
        .unwrap();
    let [a, b, c] = &extract.enrollments[..] else {
        panic!("three rows")
    };
    assert!(std::sync::Arc::ptr_eq(&a.institution, &b.institution));
    assert_ne!(a.institution, c.institution);
}
