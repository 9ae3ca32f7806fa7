//! A number looked for in every file.

use super::*;
use crate::input::{inspect, naming};

/// The rows that hold the child's number, as `file line column`, and the enrollments that nearly do.
fn found(delivery: &Delivery) -> (Vec<String>, Vec<Line>) {
    let dir = delivery.write();
    let (extract, _) = inspect(&ReadOptions::of(dir.path()), &policy()).unwrap();
    let found = naming(
        &extract.folder,
        &extract.inputs,
        &PersonKey::parse(CHILD).unwrap(),
    )
    .unwrap();
    let rows = found.rows.iter();
    let rows = rows.map(|(row, column)| format!("{} {} {column}", row.file.name(), row.line));
    (
        rows.collect(),
        found.similar.iter().map(|row| row.line).collect(),
    )
}

#[test]
fn a_number_is_found_in_every_column_of_persons() {
    let everywhere = Delivery::new().payments(&[PAYMENT]).with(
        "holds.csv",
        csv(
            "person_id,role,from,until,reason,ordered_by",
            &[&format!("{CHILD},,2024-12-01,,\"a,\nb\",")],
        ),
    );
    let expected = [
        "enrollments.csv 2 insured_id",
        "networks.csv 2 member_id",
        "payments.csv 2 insured_id",
        "holds.csv 2 person_id",
    ];
    assert_eq!(found(&everywhere).0, expected);
}

#[test]
fn a_number_is_found_however_it_is_written_and_whatever_is_wrong_with_the_row() {
    let rejected = altered(NETWORK_HEADER, NETWORK, "joined_at", "x");
    let wide = NETWORK.replace(CHILD, "３１０１０１２０１５０３０７００１５");
    let quoted = NETWORK.replace(CHILD, &format!("\" {CHILD}\""));
    let text = csv(NETWORK_HEADER, &[&rejected, "", &wide, &quoted]);
    let text = String::from_utf8(text).unwrap();
    let (gb, _, _) = encoding_rs::GB18030.encode(&text);
    for bytes in [text.as_bytes(), &gb] {
        let (rows, _) = found(&Delivery::new().with("networks.csv", bytes));
        let lines = [2, 4, 5].map(|line| format!("networks.csv {line} member_id"));
        assert_eq!(rows[1..], lines);
    }
}

#[test]
fn enrollments_one_slip_away_are_similar() {
    let similar = [
        "31010120150307001",
        "3101012015030700155",
        "310101201503070051",
        "310101201503070016",
        "'310101201503070015",
    ];
    let others = [
        "310101201503070105X",
        "3.10101E+17",
        "",
        "11010519491231002X",
    ];
    let rows: Vec<String> = similar
        .iter()
        .chain(&others)
        .map(|number| altered(ENROLLMENT_HEADER, ENROLLMENT, "insured_id", number))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let (_, lines) = found(&Delivery::new().enrollments(&rows));
    assert_eq!(lines, [2, 3, 4, 5, 6]);
}
