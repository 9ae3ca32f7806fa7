//! What nobody may read by accident: whole numbers and names of persons.

use gongji::domain::PersonKey;
use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::Path;

/// Columns that hold numbers and names, by canonical name and by the labels of `sample_data`.
const NUMBERS: &[&str] = &[
    "insured_id",
    "certno",
    "证件号码",
    "organizer_id",
    "组建人证件号码",
    "member_id",
    "成员证件号码",
    "holder_id",
    "账户人证件号码",
];
const NAMES: &[&str] = &[
    "insured_name",
    "psn_name",
    "姓名",
    "member_name",
    "成员姓名",
];

/// Shorter texts are no secrets: they occur in other words.
const SHORTEST_NUMBER: usize = 6;
const SHORTEST_NAME: usize = 2;

/// Everything personal that stands in some extracts.
#[derive(Debug, Default)]
pub struct Secrets {
    /// Numbers as written and as understood.
    pub numbers: HashSet<String>,
    /// Names as written.
    pub names: HashSet<String>,
}

impl Secrets {
    /// Those of every file of the folders.
    pub fn of(extracts: &[&Path]) -> Secrets {
        let mut secrets = Secrets::default();
        for extract in extracts {
            for file in ["enrollments", "networks", "accounts", "payments"] {
                secrets.gather(&extract.join(format!("{file}.csv")));
            }
        }
        assert!(secrets.numbers.len() > 50 && secrets.names.len() > 30);
        secrets
    }

    fn gather(&mut self, file: &Path) {
        let bytes = fs::read(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text.trim_start_matches('\u{FEFF}').to_owned(),
            Err(_) => encoding_rs::GB18030.decode(&bytes).0.into_owned(),
        };
        let mut rows = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.as_bytes());
        let header = rows.headers().expect("a header").clone();
        for row in rows.records() {
            let row = row.expect("a row");
            for (column, value) in header.iter().zip(&row) {
                match column.trim() {
                    name if NUMBERS.contains(&name) => self.number(value.trim()),
                    name if NAMES.contains(&name) => self.name(value.trim()),
                    _ => {}
                }
            }
        }
    }

    fn number(&mut self, text: &str) {
        if let Ok(key) = PersonKey::parse(text)
            && key.as_str().len() >= SHORTEST_NUMBER
        {
            self.numbers.insert(key.to_string());
        }
        if text.chars().count() >= SHORTEST_NUMBER {
            self.numbers.insert(text.to_owned());
        }
    }

    fn name(&mut self, text: &str) {
        let lines = text.lines().map(str::trim);
        self.names.extend(
            lines
                .filter(|line| line.chars().count() >= SHORTEST_NAME)
                .map(str::to_owned),
        );
    }

    /// The first number that stands in a text.
    pub fn number_in(&self, text: &str) -> Option<&str> {
        first_in(&self.numbers, text)
    }

    /// The first name that stands in a text.
    pub fn name_in(&self, text: &str) -> Option<&str> {
        first_in(&self.names, text)
    }
}

fn first_in<'s>(secrets: &'s HashSet<String>, text: &str) -> Option<&'s str> {
    let lengths: BTreeSet<usize> = secrets.iter().map(String::len).collect();
    let starts = text.char_indices().map(|(start, _)| start);
    starts
        .flat_map(|start| lengths.iter().map(move |length| start..start + length))
        .find_map(|place| secrets.get(text.get(place)?))
        .map(String::as_str)
}
