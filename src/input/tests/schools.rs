//! Which rejected enrollments a school is told of, and how much of them.

use super::*;

/// One line for each: id, name, person, school, line.
fn told(rows: &[&str]) -> Vec<String> {
    let extract = Delivery::new().enrollments(rows).read().unwrap();
    extract
        .rejected_enrollments
        .iter()
        .map(|row| {
            let person = row.person.as_ref().map(ToString::to_string);
            format!(
                "{}|{}|{}|{}|{}|{}",
                row.id,
                row.name,
                person.unwrap_or_default(),
                row.institution.code,
                row.institution.name,
                row.line
            )
        })
        .collect()
}

#[test]
fn what_of_a_rejected_row_is_readable() {
    let row = |from: &str, to: &str| ENROLLMENT.replacen(from, to, 1);
    for (why, rows, expected) in [
        ("a row that is read", vec![ENROLLMENT.to_owned()], vec![]),
        (
            "another value cannot be read",
            vec![row("2024-10-08T09:30:00", "soon")],
            vec!["E1|张小明|310101201503070015|2131000001|某小学|2"],
        ),
        (
            "only the school can",
            vec![
                row("E1,", ",")
                    .replace(CHILD, "")
                    .replace("张小明", "")
                    .replace("某小学", "a\tb"),
            ],
            vec!["|||2131000001||2"],
        ),
        (
            "the school cannot",
            vec![row("2131000001", "a school")],
            vec![],
        ),
        ("no field can", vec![row(",school", ",school,more")], vec![]),
        (
            "copies of a row that stays",
            vec![ENROLLMENT.to_owned(), ENROLLMENT.to_owned()],
            vec![],
        ),
        (
            "two that differ",
            vec![ENROLLMENT.to_owned(), row("某小学", "某中学")],
            vec![
                "E1|张小明|310101201503070015|2131000001|某小学|2",
                "E1|张小明|310101201503070015|2131000001|某中学|3",
            ],
        ),
    ] {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        assert_eq!(told(&rows), expected, "{why}");
    }
}
