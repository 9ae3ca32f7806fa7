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
            "not who says the same of the child's network",
            vec![
                row("N1", PARENT, "M2", &[]),
                child(),
                row("N1", PARENT, "M3", &[]),
            ],
            vec!["3 child"],
        ),
        (
            "nor at some distance",
            vec![
                row("N1", PARENT, "M2", &[]),
                row("N9", "P9", "M9", &[]),
                child(),
                row("N8", "P8", "M8", &[]),
                row("N1", PARENT, "M3", &[]),
            ],
            vec!["4 child"],
        ),
        (
            "one of those who say something else",
            vec![
                row("N1", PARENT, "M2", &[other_choice]),
                child(),
                row("N1", PARENT, "M3", &[other_choice]),
            ],
            vec!["3 child", "2 M2"],
        ),
        (
            "who says the same as a child that had left",
            vec![
                row("N1", PARENT, CHILD, &[left]),
                row("N1", PARENT, "M2", &[]),
            ],
            vec!["2 child", "3 M2"],
        ),
        (
            "another organizer of the child's network",
            vec![child(), row("N1", "P2", "M2", &[])],
            vec!["2 child", "3 M2"],
        ),
        (
            "not who joined at or left before the cut-off",
            vec![
                child(),
                row("N1", "P2", "M2", &[late]),
                row("N1", "P3", "M3", &[left]),
            ],
            vec!["2 child"],
        ),
        (
            "the organizer as a member elsewhere",
            vec![row("N2", "P2", PARENT, &[]), child()],
            vec!["3 child", "2 parent"],
        ),
        (
            "even where another says the same",
            vec![
                row("N2", "P2", "M2", &[]),
                row("N2", "P2", PARENT, &[]),
                child(),
            ],
            vec!["4 child", "3 parent"],
        ),
        (
            "or a child does",
            vec![
                row("N2", "P2", CHILD, &[]),
                row("N2", "P2", PARENT, &[]),
                child(),
            ],
            vec!["2 child", "4 child", "3 parent"],
        ),
        (
            "or a child does behind them",
            vec![
                row("N2", "P2", "M2", &[]),
                row("N2", "P2", PARENT, &[]),
                row("N2", "P2", CHILD, &[]),
                child(),
            ],
            vec!["4 child", "5 child", "3 parent"],
        ),
        (
            "but not who says something else before it",
            vec![
                row("N1", "P2", "M2", &[]),
                row("N1", PARENT, "M3", &[]),
                row("N1", "P2", "M4", &[]),
                child(),
                row("N1", "P2", "M5", &[]),
            ],
            vec!["5 child", "2 M2"],
        ),
        (
            "a second network of the organizer",
            vec![
                child(),
                row("N2", PARENT, "M2", &[]),
                row("N2", PARENT, "M3", &[]),
            ],
            vec!["2 child", "3 M2"],
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
fn a_shadow_is_told_whole() {
    let other = row("N2", "P3", "M3", &[]);
    let original = row("N2", "P2", "M2", &[]);
    let changes = [("relation", "spouse"), ("joined_at", "2024-04-01T00:00:00")];
    let shadow = row("N2", "P2", PARENT, &changes);
    let child = row("N1", PARENT, CHILD, &[]);
    let of_child = row("N2", "P2", CHILD, &[]);
    for rows in [
        vec![&other, &original, &shadow, &child],
        vec![&other, &of_child, &shadow, &child],
        vec![&other, &original, &shadow, &of_child, &child],
        vec![&other, &shadow, &of_child, &original, &child],
        vec![&child, &original, &other, &of_child, &shadow],
    ] {
        let lines: Vec<&str> = rows.iter().map(|row| row.as_str()).collect();
        let extract = Delivery::new().networks(&lines).read().unwrap();
        let of = |member: &str| {
            let mut rows = extract.memberships.iter();
            rows.find(|row| row.member.as_str() == member).unwrap()
        };
        let (parent, child) = (of(PARENT), of(CHILD));
        assert_eq!(
            (
                &*parent.network,
                parent.organizer.to_string().as_str(),
                parent.relation.as_str(),
            ),
            ("N2", "P2", "spouse"),
            "{lines:?}"
        );
        assert_eq!(parent.selected_at, child.selected_at);
        assert_ne!(parent.joined_at, child.joined_at);
    }
}

#[test]
fn a_giant_network_is_no_trouble() {
    let mut rows: Vec<String> = (0..3_000)
        .map(|i| row("N1", PARENT, &format!("M{i}"), &[]))
        .collect();
    rows.push(row("N1", PARENT, CHILD, &[]));
    assert_eq!(kept(&rows), [format!("3002 {CHILD}")]);
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
