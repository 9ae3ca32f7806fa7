use super::*;
use crate::domain::Reason;
use crate::outputs::fixture::{Fixture, pupil, school};
use std::io::Read;

fn fixture(lines: usize) -> Fixture {
    let mut fixture = Fixture::new();
    for number in 0..lines {
        fixture.except(pupil(&format!("E{number}")), &[Reason::NoFee]);
    }
    fixture
}

/// One part of the package, as text.
fn part(workbook: &[u8], name: &str) -> String {
    let mut package = zip::ZipArchive::new(io::Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    let mut file = package.by_name(name).unwrap();
    file.read_to_string(&mut text).unwrap();
    text
}

fn built(fixture: &Fixture, rows_per_sheet: usize) -> Vec<u8> {
    bytes(
        &fixture.plan(),
        &fixture.policy,
        rows_per_sheet,
        &mut std::io::sink(),
    )
    .unwrap()
}

#[test]
fn the_same_night_gives_the_same_bytes() {
    let fixture = fixture(3);
    let first = built(&fixture, ROWS_PER_SHEET);
    // A second later: neither the document nor the package may hold the time of writing.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    assert_eq!(first, built(&fixture, ROWS_PER_SHEET));
    assert!(part(&first, "docProps/core.xml").contains("2024-12-21T00:00:00Z"));
}

#[test]
fn every_cell_is_text() {
    let mut fixture = fixture(1);
    let mut row = pupil("E2");
    row.name = "=1+1".into();
    row.institution = school("1", "<a> & \"b\"\nc\u{FFFF} _x0041_");
    fixture.except(row, &[Reason::NoFee, Reason::OutsideRegion]);
    let sheet = part(&built(&fixture, ROWS_PER_SHEET), "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>"), "no formula");
    assert!(!sheet.contains("<v>"), "no number");
    for text in [
        ">参保登记流水号<",
        ">310101201503070015<",
        ">=1+1<",
        ">&lt;a&gt; &amp; \"b\"\nc\u{FFFD} _x005F_x0041_<",
        ">异常 exception<",
        ">无缴费标准 NO_FEE<",
        ">参保区划不符 OUTSIDE_REGION<",
        ">7<",
    ] {
        assert!(sheet.contains(text), "{text} in {sheet}");
    }
}

#[test]
fn the_sheet_is_ready_to_read_and_print() {
    let workbook = built(&fixture(2), ROWS_PER_SHEET);
    let sheet = part(&workbook, "xl/worksheets/sheet1.xml");
    for what in [
        "state=\"frozen\"",
        "<autoFilter ref=\"A1:O3\"",
        "orientation=\"landscape\"",
        "fitToHeight=\"0\"",
        "paperSize=\"9\"",
        "<pageSetUpPr fitToPage=\"1\"/>",
        "<cols>",
    ] {
        assert!(sheet.contains(what), "{what} in {sheet}");
    }
    let book = part(&workbook, "xl/workbook.xml");
    assert!(book.contains("异常清单!$1:$1"), "{book}");
}

#[test]
fn a_list_longer_than_a_sheet_continues_on_the_next() {
    let workbook = built(&fixture(5), 2);
    let shown: Vec<Vec<bool>> = (1..=3)
        .map(|number| part(&workbook, &format!("xl/worksheets/sheet{number}.xml")))
        .map(|sheet| {
            (0..5)
                .map(|row| sheet.contains(&format!(">E{row}<")))
                .collect()
        })
        .collect();
    assert_eq!(
        shown,
        [
            [true, true, false, false, false],
            [false, false, true, true, false],
            [false, false, false, false, true],
        ]
    );
    let book = part(&workbook, "xl/workbook.xml");
    assert!(book.contains("\"异常清单 3\""), "{book}");
}

#[test]
fn a_quiet_night_has_the_header_alone() {
    let mut fixture = fixture(0);
    fixture.options.language = Language::En;
    let sheet = part(&built(&fixture, ROWS_PER_SHEET), "xl/worksheets/sheet1.xml");
    assert!(sheet.contains(">Enrollment<"), "{sheet}");
    assert!(!sheet.contains("<row r=\"2\""), "{sheet}");
}

#[test]
fn a_cell_holds_at_most_what_the_format_allows() {
    for (cell, units) in [
        ("学".repeat(LONGEST_CELL), LONGEST_CELL),
        ("学".repeat(LONGEST_CELL + 1), LONGEST_CELL),
        ("\u{20000}".repeat(LONGEST_CELL), LONGEST_CELL - 1),
        ("a".to_owned(), 1),
    ] {
        assert_eq!(writable(&cell).encode_utf16().count(), units);
    }
}

#[test]
fn widths_are_those_of_the_screen() {
    for (text, expected) in [("", 0), ("abc", 3), ("张三", 4), ("a\n张三b", 5)] {
        assert_eq!(width(text), expected, "{text}");
    }
}
