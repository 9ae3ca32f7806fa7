//! Reads one CSV file character by character, as RFC 4180 and section 2 say.

use super::values::brought_up_to_date;
use std::collections::BTreeMap;

/// Stands in a generated text for a byte that the file's encoding does not have.
pub const NOT_IN_THE_ENCODING: char = '\u{F8FF}';

/// A record: where it starts and what its fields are.
#[derive(Debug, Clone)]
pub struct Record {
    /// Physical line of its start, header = 1.
    pub line: u32,
    /// Trimmed fields by canonical column; empty when the row as a whole cannot be read.
    pub fields: BTreeMap<String, String>,
    /// `BAD_QUOTING`, `FIELD_COUNT` or `BAD_ENCODING`, where the row as a whole cannot be read.
    pub broken: Option<&'static str>,
}

/// White space, zero-width space and byte order mark around a value do not count.
pub fn trimmed(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{200B}' || c == '\u{FEFF}')
        .to_string()
}

/// Reads a file whose columns may have the names of `columns`: canonical name and aliases.
pub fn read(text: &str, columns: &[(&str, &[&str])]) -> Vec<Record> {
    let mut raw = split(text.trim_start_matches('\u{FEFF}'));
    let header = raw.remove(0);
    let names: Vec<String> = header
        .fields
        .iter()
        .map(|cell| canonical(&trimmed(cell), columns))
        .collect();
    raw.into_iter()
        .filter(|record| !record.fields.iter().all(|field| is_blank(field)))
        .map(|record| {
            let broken = if record
                .fields
                .iter()
                .any(|f| f.contains(NOT_IN_THE_ENCODING))
            {
                Some("BAD_ENCODING")
            } else if record.bad_quoting {
                Some("BAD_QUOTING")
            } else if record.fields.len() != names.len() {
                Some("FIELD_COUNT")
            } else {
                None
            };
            let fields = if broken.is_some() {
                BTreeMap::new()
            } else {
                let values = record
                    .fields
                    .iter()
                    .map(|f| brought_up_to_date(&trimmed(f)));
                names.iter().cloned().zip(values).collect()
            };
            Record {
                line: record.line,
                fields,
                broken,
            }
        })
        .collect()
}

/// Nothing, blanks, or what old tools end a file with.
fn is_blank(field: &str) -> bool {
    trimmed(field).chars().all(|c| c == '\u{1A}')
}

fn canonical(cell: &str, columns: &[(&str, &[&str])]) -> String {
    for (name, aliases) in columns {
        if name.eq_ignore_ascii_case(cell) || aliases.iter().any(|a| a.eq_ignore_ascii_case(cell)) {
            return (*name).to_string();
        }
    }
    format!("unknown {cell}")
}

#[derive(Debug, Default)]
struct Raw {
    line: u32,
    fields: Vec<String>,
    bad_quoting: bool,
}

#[derive(PartialEq)]
enum At {
    FieldStart,
    Plain,
    Quoted,
    QuoteInQuoted,
}

fn split(text: &str) -> Vec<Raw> {
    let mut records = Vec::new();
    let mut record = Raw {
        line: 1,
        ..Raw::default()
    };
    let mut field = String::new();
    let mut at = At::FieldStart;
    let mut line = 1;
    let mut quoted_once = false;
    for c in text.chars() {
        if c == '\n' {
            line += 1;
        }
        match (&at, c) {
            (At::Quoted, '"') => at = At::QuoteInQuoted,
            (At::Quoted, _) => field.push(c),
            (At::QuoteInQuoted, '"') => {
                field.push('"');
                at = At::Quoted;
            }
            (_, ',') => {
                record.fields.push(std::mem::take(&mut field));
                at = At::FieldStart;
            }
            (_, '\r') => {}
            (_, '\n') => {
                let blank = record.fields.is_empty() && field.is_empty() && !quoted_once;
                if !blank {
                    record.fields.push(std::mem::take(&mut field));
                    records.push(std::mem::take(&mut record));
                }
                field.clear();
                quoted_once = false;
                record.line = line;
                at = At::FieldStart;
            }
            (At::FieldStart, '"') => {
                at = At::Quoted;
                quoted_once = true;
            }
            (At::Plain, '"') | (At::QuoteInQuoted, _) => {
                record.bad_quoting = true;
                field.push(c);
                at = At::Plain;
            }
            (At::FieldStart | At::Plain, _) => {
                field.push(c);
                at = At::Plain;
            }
        }
    }
    if !record.fields.is_empty() || !field.is_empty() {
        record.fields.push(field);
        records.push(record);
    }
    records
}
