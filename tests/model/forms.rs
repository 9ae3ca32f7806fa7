//! The spellings that generated files are to hold: without them the comparison would prove little.

use super::extract::Files;

/// Name, and a text that a file has where the spelling occurs.
pub const ALL: &[(&str, &[&str])] = &[
    ("slashes", &["2024/12/20 "]),
    ("offset without colon", &["+0545"]),
    ("fourteen digits", &["20241220165959"]),
    ("small z", &["z,", "z\n"]),
    (
        "placeholder",
        &["9999-12-31T23:59:59.999999999+08:00", "1753-01-01"],
    ),
    ("day nought", &["0000-00-00", "00000000000000"]),
    ("placeholder of a day", &["19000101", "2100-01-01,"]),
    (
        "code in capitals",
        &["COMMUNITY", "MUTUAL_AID", "ORGANIZER,"],
    ),
    ("full width", &["３１０１"]),
    ("fifteen digits", &["310101800"]),
    ("old code point", &["\u{E863}"]),
    ("invisible character", &["\u{2060}"]),
    ("variation selector", &["\u{E0100}"]),
    ("compatibility ideograph", &["\u{F9E1}"]),
    ("full-width brackets", &["（户口簿）"]),
    ("mixed brackets", &["(户口簿）"]),
    ("label of a document", &["身份证,", "护照,"]),
    ("alias of a category", &["1403", "学龄前儿童"]),
    ("code of a relation", &[",51,", ",71,"]),
    ("subsidy", &["低保"]),
    ("no row: separators", &["\n,,\n", "\n,,\r\n"]),
    ("no row: Ctrl-Z", &["\n\u{1A}"]),
    (
        "no row: full-width blank",
        &["\n\u{3000}\n", "\n\u{3000}\r\n"],
    ),
    ("refund", &["-355", "-177.50"]),
];

/// The names of the spellings in the files of a night.
pub fn in_files(files: &Files) -> Vec<&'static str> {
    let texts = [
        Some(&files.enrollments),
        Some(&files.networks),
        Some(&files.accounts),
        files.payments.as_ref(),
        files.holds.as_ref(),
    ];
    let has = |part: &&str| texts.iter().flatten().any(|text| text.contains(*part));
    let found = ALL.iter().filter(|(_, parts)| parts.iter().any(has));
    found.map(|(name, _)| *name).collect()
}
