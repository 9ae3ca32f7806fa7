//! The rows that could not be read and hold somebody back.

use super::Question;
use super::look::Look;
use crate::domain::reject::{ExtractFile, Problem, RowAt};
use crate::domain::{Line, PersonKey};
use crate::regular;
use crate::rules::Request;
use serde::{Serialize, Serializer};
use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::{self, BufRead, BufReader};

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnreadableRow {
    /// File and line.
    #[serde(serialize_with = "as_text")]
    pub at: RowAt,
    /// Column, or empty for the whole row.
    pub column: String,
    /// What is wrong with it.
    #[serde(serialize_with = "as_text")]
    pub problem: Problem,
}

fn as_text<S: Serializer>(shown: &impl Display, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(shown)
}

/// The rejected rows that hold somebody back here, and rejected enrollments with this number.
pub(super) fn unreadable(
    question: &Question,
    persons: &BTreeSet<&PersonKey>,
    look: Look,
) -> io::Result<Vec<UnreadableRow>> {
    let held = &look.extract.held;
    let mut rows: BTreeSet<RowAt> = BTreeSet::new();
    for person in persons {
        rows.extend(held.persons.get(*person).into_iter().flatten());
        rows.extend(held.requested.get(*person).into_iter().flatten());
        let payers = look
            .index
            .find(person)
            .into_iter()
            .flat_map(|person| {
                let rows = look.index.memberships_of(person);
                let enrollments = look.index.enrollments_of(person);
                enrollments.map(move |row| Request::of(row, rows.clone(), look.policy))
            })
            .filter_map(|request| request.deciding_row)
            .map(|row| &row.organizer);
        for payer in payers {
            rows.extend(held.payers.get(payer).into_iter().flatten());
        }
    }
    for line in rejected_lines_with(question.text(), look)? {
        rows.insert(RowAt {
            file: ExtractFile::Enrollments,
            line,
        });
    }
    let problems = look
        .extract
        .rejects
        .iter()
        .filter(|reject| rows.contains(&reject.at()))
        .map(|reject| UnreadableRow {
            at: reject.at(),
            column: reject.column.to_owned(),
            problem: reject.problem,
        });
    Ok(problems.collect())
}

/// Lines of rejected enrollments that contain the text: their numbers are in no list, since a row
/// that cannot be read proves nothing.
fn rejected_lines_with(text: &str, look: Look) -> io::Result<Vec<Line>> {
    let rejected: BTreeSet<Line> = look
        .extract
        .rejects
        .iter()
        .filter(|reject| reject.file == ExtractFile::Enrollments)
        .map(|reject| reject.line)
        .collect();
    let Some(last) = rejected.last().filter(|_| !text.is_empty()) else {
        return Ok(Vec::new());
    };
    let mut file = BufReader::new(regular::open(
        look.dir.join(ExtractFile::Enrollments.name()),
    )?);
    let mut found = Vec::new();
    let mut bytes = Vec::new();
    for line in 1..=*last {
        bytes.clear();
        if file.read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        if rejected.contains(&line) && holds_field(&bytes, text.as_bytes()) {
            found.push(line);
        }
    }
    Ok(found)
}

/// Whether one of the comma-separated parts of a line is the text.
fn holds_field(line: &[u8], text: &[u8]) -> bool {
    line.split(|b| *b == b',').any(|part| {
        let part = part.trim_ascii();
        let part = part.strip_prefix(b"\"").unwrap_or(part);
        part.strip_suffix(b"\"").unwrap_or(part).trim_ascii() == text
    })
}
