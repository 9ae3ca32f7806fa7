//! What an extract holds of a number to which it has no enrollment: the enrollment may be the damaged one.

use super::Question;
use super::look::Look;
use crate::domain::reject::{ExtractFile, Reject, RowAt};
use crate::input;
use serde::Serialize;
use std::io;

/// Rows of one kind that are told.
const TOLD: usize = 20;

/// The column that says whose an enrollment is.
const PERSON: &str = "insured_id";

/// Rows that may be about the number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Traces {
    /// Rows that hold the number.
    pub named: Vec<NamedAt>,
    /// File and line of enrollments whose number is one slip away.
    pub similar: Vec<String>,
    /// File and line of enrollments whose number cannot be read.
    pub nameless: Vec<String>,
}

/// A row that holds the number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedAt {
    /// File and line.
    pub at: String,
    /// Canonical name of the column.
    pub column: String,
}

/// Looks through the files for a number of a person.
pub(super) fn traces(question: &Question, look: Look) -> io::Result<Traces> {
    let Some(person) = question.person() else {
        return Ok(Traces::default());
    };
    let found = input::naming(&look.extract.folder, &look.extract.inputs, person)?;
    let named = found.rows.into_iter().map(|(row, column)| NamedAt {
        at: row.to_string(),
        column: column.to_owned(),
    });
    let rejects = look.extract.rejects.iter();
    let nameless = rejects.filter(|reject| {
        reject.file == ExtractFile::Enrollments && ["", PERSON].contains(&reject.column)
    });
    let mut nameless = nameless.map(Reject::at);
    let told = |rows: &mut dyn Iterator<Item = RowAt>| {
        let rows = rows.take(TOLD);
        rows.map(|row| row.to_string()).collect()
    };
    Ok(Traces {
        named: named.take(TOLD).collect(),
        similar: told(&mut found.similar.into_iter()),
        nameless: told(&mut nameless),
    })
}
