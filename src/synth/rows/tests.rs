//! How rows are written.

use super::*;

fn holding() -> Holding {
    Holding {
        holder: "310101197001010018".into(),
        insurance: "active",
        status: "normal",
        current: -5,
        accumulated: 71_001,
        as_of: 1_734_714_000,
        spelling: Spelling::Local,
        damage: None,
    }
}

fn written(row: &Holding) -> String {
    let offset = FixedOffset::east_opt(8 * 3600).unwrap();
    let (count, lines) = super::super::files::written([row.clone()].into_iter(), offset);
    assert_eq!(count, 1);
    String::from_utf8(lines).unwrap()
}

#[test]
fn instants_and_money_are_written_as_the_extract_has_them() {
    let mut row = holding();
    for (spelling, expected) in [
        (Spelling::Local, "2024-12-20 17:00:00"),
        (Spelling::Offset, "2024-12-20T17:00:00+08:00"),
        (Spelling::Utc, "2024-12-20T09:00:00Z"),
        (Spelling::Slashes, "2024/12/20 17:00:00"),
        (Spelling::Digits, "20241220170000"),
    ] {
        row.spelling = spelling;
        let expected = format!("310101197001010018,active,normal,-0.05,710.01,{expected}\n");
        assert_eq!(written(&row), expected);
    }
}

#[test]
fn damage_replaces_one_field_and_leaves_the_others_quoted() {
    let mut row = holding();
    row.holder = "a\nc".into();
    row.insurance = "";
    row.damage = Some(BadCell {
        column: 2,
        text: "\"no\"rmal",
    });
    let line = "\"a\nc\",,\"no\"rmal,-0.05,710.01,2024-12-20 17:00:00\n";
    assert_eq!(written(&row), line);
}
