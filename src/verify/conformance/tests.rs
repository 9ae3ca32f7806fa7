//! One altered file for each promise of the format.

use super::*;
use crate::domain::plan::Language;
use crate::outputs::fixture::{Fixture, bytes_of, key, pupil};
use crate::outputs::remittance::render;

/// Three deductions of three persons.
fn remittance(encoding: Encoding) -> Vec<u8> {
    let mut fixture = Fixture::new();
    fixture.options.remittance_encoding = encoding;
    for (id, person) in [
        ("E1", "310101201503070015"),
        ("E2", "11010519491231002X"),
        ("E3", "310101201503070031"),
    ] {
        let mut row = pupil(id);
        row.person = key(person);
        fixture.deduct(row, 1_000_00);
    }
    bytes_of(render, &fixture)
}

/// The lines with a trailer that fits them.
fn sealed(text: &str) -> String {
    let body = text.split_once("\nT|").map_or(text, |(body, _)| body);
    let body = format!("{body}\n");
    let mut lines = Remittance::new(body.as_bytes(), "utf-8");
    lines.line();
    while lines.detail().is_some() {}
    format!("{body}{}\n", lines.expected_trailer())
}

fn text_of(bytes: &[u8]) -> Vec<String> {
    check(bytes)
        .found
        .iter()
        .map(|(line, what)| format!("{line} {}", what.text(Language::En)))
        .collect()
}

#[test]
fn what_the_program_writes_conforms_in_both_encodings() {
    for encoding in [Encoding::Utf8, Encoding::Gb18030] {
        let bytes = remittance(encoding);
        assert_eq!(text_of(&bytes), [""; 0]);
        let checked = check(&bytes);
        assert_eq!(checked.encoding, Some(encoding));
        assert_eq!(
            (checked.count, checked.total),
            (3, Money::from_fen(1_065_00))
        );
        assert_eq!(
            checked.batch.map(|batch| batch.to_string()).as_deref(),
            Some("2025-20241221-01")
        );
    }
    let empty = bytes_of(render, &Fixture::new());
    assert_eq!(text_of(&empty), [""; 0], "a batch without deductions");
}

#[test]
fn each_broken_promise_of_a_line_is_found() {
    let text = String::from_utf8(remittance(Encoding::Utf8)).unwrap();
    for (why, from, to, expected) in [
        (
            "layout",
            "GONGJI-REMIT|1",
            "GONGJI-REMIT|2",
            "1 the first line",
        ),
        ("date", "|2024-12-21|", "|2024-12-22|", "1 the first line"),
        ("year", "-01|2025|", "-01|2024|", "1 the first line"),
        (
            "fields",
            "|student|310101|2131000001|355.00|310101198001010017|E2",
            "|student",
            "3 this is neither",
        ),
        (
            "a line more",
            "D|00000002",
            "x\nD|00000002",
            "3 this is neither",
        ),
        ("seq", "D|00000002|", "D|00000003|", "3 seq is"),
        (
            "number",
            "2025202412210100000002",
            "2025202412210100000009",
            "3 end_to_end_no is",
        ),
        (
            "type",
            "|01|11010519491231002X",
            "|18|11010519491231002X",
            "3 insured_id_type is",
        ),
        (
            "key",
            "|01|11010519491231002X",
            "|90|11010519491231002x",
            "3 insured_id is",
        ),
        (
            "check character",
            "11010519491231002X",
            "110105194912310021",
            "3 insured_id is",
        ),
        (
            "birth",
            "310101201503070015",
            "310101201413070011",
            "2 insured_id is",
        ),
        (
            "name",
            "|张三|student|310101|2131000001|355.00|310101198001010017|E2",
            "||student|310101|2131000001|355.00|310101198001010017|E2",
            "3 insured_name is",
        ),
        (
            "category",
            "|student|310101|2131000001|355.00|310101198001010017|E2",
            "||310101|2131000001|355.00|310101198001010017|E2",
            "3 category is",
        ),
        (
            "district",
            "|310101|2131000001|355.00|310101198001010017|E2",
            "|31010|2131000001|355.00|310101198001010017|E2",
            "3 district_code is",
        ),
        (
            "school",
            "|2131000001|355.00|310101198001010017|E2",
            "|21 31|355.00|310101198001010017|E2",
            "3 institution_code is",
        ),
        (
            "amount",
            "|355.00|310101198001010017|E2",
            "|355.0|310101198001010017|E2",
            "3 amount is",
        ),
        (
            "nothing",
            "|355.00|310101198001010017|E2",
            "|0.00|310101198001010017|E2",
            "3 amount is",
        ),
        (
            "organizer",
            "|310101198001010017|E2",
            "||E2",
            "3 organizer_id is",
        ),
        ("enrollment", "|E2\n", "|E号2\n", "3 enrollment_id is"),
        (
            "order",
            "|E2\n",
            "|E0\n",
            "3 its enrollment_id does not come after",
        ),
        (
            "double",
            "11010519491231002X",
            "310101201503070015",
            "3 this person is charged on line 2",
        ),
        (
            "control",
            "张三|student|310101|2131000001|355.00|310101198001010017|E2",
            "张\u{2028}三|student|310101|2131000001|355.00|310101198001010017|E2",
            "3 the line holds a control",
        ),
    ] {
        assert!(text.contains(from), "{why}");
        let found = text_of(sealed(&text.replacen(from, to, 1)).as_bytes());
        let found = found.first().map_or("", String::as_str);
        assert!(found.starts_with(expected), "{why}: {found}");
    }
}

#[test]
fn each_broken_promise_of_the_whole_is_found() {
    let text = String::from_utf8(remittance(Encoding::Utf8)).unwrap();
    let (body, trailer) = text.split_at(text.find("\nT|").unwrap() + 1);
    let hash = trailer.split('|').nth(3).unwrap();
    for (why, altered, expected) in [
        (
            "count",
            format!("{body}{}", trailer.replacen("T|3|", "T|4|", 1)),
            "5 count of the trailer",
        ),
        (
            "sum",
            format!("{body}{}", trailer.replacen("1065.00", "1065.01", 1)),
            "5 total amount of",
        ),
        (
            "hash",
            format!("{body}{}", trailer.replacen(hash, "0000000000", 1)),
            "5 entry hash of",
        ),
        (
            "bytes",
            text.replacen("张三", "李四", 1),
            "5 SM3 of the trailer",
        ),
        ("trailer", body.to_owned(), "5 there is no trailer"),
        ("behind", format!("{text}\n"), "6 something stands behind"),
        (
            "cut off",
            text.trim_end().to_owned(),
            "5 the line does not end",
        ),
        (
            "mark",
            format!("\u{FEFF}{text}"),
            "1 the file starts with a BOM",
        ),
        (
            "CRLF",
            text.replace('\n', "\r\n"),
            "1 the line holds a control",
        ),
        ("nothing", String::new(), "1 the first line"),
    ] {
        let found = text_of(altered.as_bytes());
        assert!(
            found.iter().any(|found| found.starts_with(expected)),
            "{why}: {found:?}"
        );
    }
    assert_eq!(
        text_of(b"H|\xff\xff\n"),
        ["0 the file is neither valid UTF-8 nor valid GB 18030"]
    );
}

#[test]
fn a_long_list_is_counted() {
    let lines = "x\n".repeat(100);
    let checked = check(lines.as_bytes());
    assert_eq!(checked.found.len(), LISTED);
    assert_eq!(checked.found.len() as u64 + checked.unlisted, 101);
}

#[test]
fn no_number_is_shown_whole() {
    let text = String::from_utf8(remittance(Encoding::Utf8)).unwrap();
    let text = sealed(&text.replace("11010519491231002X", "110105194912310021"));
    let found = text_of(text.as_bytes()).concat();
    assert!(found.contains("110***********0021"), "{found}");
    assert!(!found.contains("110105194912310021"), "{found}");
}
