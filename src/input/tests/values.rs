//! Values as databases, data frames and people write them.

use super::*;
use crate::domain::Relation;

/// The first problem of one altered value, without the value.
fn problem(deliver: fn(&str) -> Delivery, header: &str, row: &str, at: (&str, &str)) -> String {
    let extract = deliver(&altered(header, row, at.0, at.1)).read().unwrap();
    let first = rejects(&extract).into_iter().next().unwrap_or_default();
    first
        .splitn(5, ' ')
        .skip(2)
        .take(2)
        .collect::<Vec<_>>()
        .join(" ")
}

fn of_enrollment(column: &str, value: &str) -> String {
    let deliver = |row: &str| Delivery::new().enrollments(&[row]);
    problem(deliver, ENROLLMENT_HEADER, ENROLLMENT, (column, value))
}

fn of_network(column: &str, value: &str) -> String {
    let deliver = |row: &str| Delivery::new().networks(&[row]);
    problem(deliver, NETWORK_HEADER, NETWORK, (column, value))
}

#[test]
fn numbers_made_of_identifiers_are_damage_in_every_one() {
    for value in ["3.1E+17", "3e17", "12345678.0", "１２３４５６７８．０"] {
        for column in ["enrollment_id", "insured_id"] {
            let expected = format!("{column} SPREADSHEET_DAMAGE");
            assert_eq!(of_enrollment(column, value), expected, "{value}");
        }
        let expected = "network_id SPREADSHEET_DAMAGE";
        assert_eq!(of_network("network_id", value), expected, "{value}");
        let expected = "organizer_id SPREADSHEET_DAMAGE";
        assert_eq!(of_network("organizer_id", value), expected, "{value}");
    }
    for (column, value, expected) in [
        ("enrollment_id", "310101201503070000", ""),
        ("enrollment_id", "1.5", ""),
        ("enrollment_id", "A.0", ""),
        ("enrollment_id", "2024e", ""),
        ("insured_id", "AB.123", ""),
        ("insured_id", "a①", "insured_id BAD_KEY"),
        ("insured_id", "A|1", "insured_id BAD_TEXT"),
        ("insured_id", "A\u{2028}1", "insured_id BAD_TEXT"),
        ("enrollment_id", "E\u{2029}1", "enrollment_id BAD_TEXT"),
        ("institution_code", "1|", "institution_code BAD_TEXT"),
        (
            "institution_name",
            "某\u{2028}校",
            "institution_name BAD_TEXT",
        ),
        ("institution_name", "某\u{E5E5}|校", ""),
        ("category", "中\u{2028}学", "category BAD_TEXT"),
        ("insured_id_type", "居民身份证（户口簿）", ""),
        ("insured_id_type", "学生证", "insured_id_type BAD_CODE"),
        ("paid_channel", "CASH", ""),
    ] {
        assert_eq!(of_enrollment(column, value), expected, "{column} {value:?}");
    }
}

#[test]
fn placeholders_are_empty_and_counted() {
    for (column, value, expected) in [
        (
            "joined_at",
            "1970-01-01 00:00:00",
            "joined_at MISSING_VALUE",
        ),
        ("joined_at", "0000-00-00", "joined_at MISSING_VALUE"),
        (
            "joined_at",
            "1999-12-31T23:59:59",
            "joined_at MISSING_VALUE",
        ),
        ("joined_at", "2000/01/01T00:00:00", ""),
        ("joined_at", "1970-01-01", "joined_at BAD_INSTANT"),
        ("left_at", "9999-12-31 23:59:59", ""),
        ("left_at", "1900-01-01T00:00:00", ""),
        ("left_at", "00000000", ""),
        ("left_at", " 00000000000000 ", ""),
        ("left_at", "\u{3000}", ""),
        ("left_at", "2099-12-31T23:59:59", ""),
        ("left_at", "9999-12-31", "left_at BAD_INSTANT"),
        ("left_at", "1970-01-32 00:00:00", "left_at BAD_INSTANT"),
        ("left_at", "0", "left_at BAD_INSTANT"),
        ("left_at", "20241220", "left_at BAD_INSTANT"),
        ("left_at", "20240301100000", ""),
        ("left_at", "20240301095959", "left_at BAD_INSTANT"),
        ("dissolved_at", "2024/12/20 17:00:00+0800", ""),
    ] {
        assert_eq!(of_network(column, value), expected, "{column} {value:?}");
    }
    let never = altered(NETWORK_HEADER, NETWORK, "left_at", "1900-01-01 00:00:00");
    let never = altered(
        NETWORK_HEADER,
        &never,
        "dissolved_at",
        "2100-01-01 00:00:00",
    );
    let other = never.replacen("N1", "N2", 1);
    let extract = Delivery::new().networks(&[&never, &other]).read().unwrap();
    assert!(extract.memberships.iter().all(|row| row.left_at.is_none()));
    let held = "2 placeholders (before 2000, from 2100 on, or 0000-00-00) read as empty";
    assert_eq!(
        told(&extract.notes),
        [
            format!("networks.csv: column left_at: {held}"),
            format!("networks.csv: column dissolved_at: {held}"),
        ]
    );
}

#[test]
fn old_code_points_are_read_and_kept_as_the_assigned_characters() {
    let enrollment = altered(ENROLLMENT_HEADER, ENROLLMENT, "insured_name", "王\u{E863}");
    let extract = Delivery::new().enrollments(&[&enrollment]).read().unwrap();
    assert_eq!(extract.enrollments[0].name, "王䶮");
    assert_eq!(of_enrollment("insured_name", "王\u{E81E}"), "");
    assert_eq!(
        of_enrollment("enrollment_id", "E\u{E81E}"),
        "enrollment_id BAD_KEY"
    );
}

#[test]
fn a_relation_is_any_text() {
    for (value, expected) in [
        ("Child", Relation::Child),
        ("20", Relation::Child),
        ("女儿", Relation::Child),
        ("\u{0}|\u{FFFD}", Relation::Other),
        ("", Relation::Other),
    ] {
        let row = altered(NETWORK_HEADER, NETWORK, "relation", value);
        let extract = Delivery::new().networks(&[&row]).read().unwrap();
        assert_eq!(extract.memberships[0].relation, expected, "{value:?}");
    }
}
