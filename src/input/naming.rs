//! Where the files of an extract name a person: also in rejected rows, and in rows that no rule needs.

use super::blocks::{Block, Windows};
use super::columns::columns_of;
use super::decode::mark_of;
use super::folder::Folder;
use super::header::map_header;
use super::kind::Kind;
use super::records::Records;
use super::value::trim;
use crate::domain::reject::{ExtractFile, InputFile, RowAt};
use crate::domain::{Encoding, Line, PersonKey};
use rayon::prelude::*;
use std::fs::File;
use std::io;

/// Bytes that one thread looks through at a time.
const BLOCK_SIZE: usize = 1 << 18;

/// What the files hold of a number.
#[derive(Debug, Default)]
pub struct Naming {
    /// Rows that hold it, in the order of the files and lines, with the canonical column.
    pub rows: Vec<(RowAt, &'static str)>,
    /// Enrollments whose number is one slip away: a character changed, added or missing, or two
    /// neighbours swapped.
    pub similar: Vec<RowAt>,
}

/// Looks for a person in every file of an extract, as they were read.
///
/// # Errors
/// When a file cannot be read once more.
pub fn naming(folder: &Folder, inputs: &[InputFile], person: &PersonKey) -> io::Result<Naming> {
    let mut found = Naming::default();
    for input in inputs {
        // One that has gone meanwhile names nobody.
        let Ok(Some(open)) = folder.file(input.file.name()) else {
            continue;
        };
        let search = Search {
            file: input.file,
            encoding: input.encoding.unwrap_or(Encoding::Utf8),
            person,
        };
        search.through(open.file, &mut found)?;
    }
    Ok(found)
}

/// A person looked for in one file.
struct Search<'s> {
    file: ExtractFile,
    encoding: Encoding,
    person: &'s PersonKey,
}

/// Where the numbers of persons stand in a file.
struct Places {
    header_at: Line,
    columns: Vec<(usize, &'static str)>,
}

/// How a value is like the number.
enum Likeness {
    Same(&'static str),
    Similar,
}

impl Search<'_> {
    fn through(&self, file: File, found: &mut Naming) -> io::Result<()> {
        let mut windows = Windows::new(file, BLOCK_SIZE);
        let mark = mark_of(self.encoding);
        if windows.peek(mark.len())?.starts_with(mark) {
            windows.skip(mark.len());
        }
        let mut places = None;
        loop {
            let window = windows.next(Vec::new())?;
            if window.blocks.is_empty() {
                return Ok(());
            }
            let records = |block: &Block| {
                let bytes = &window.bytes[block.range.clone()];
                Records::new(bytes, block.first_line, self.encoding)
            };
            if places.is_none() {
                let mut blocks = window.blocks.iter();
                places = blocks.find_map(|block| self.places(records(block)));
            }
            let Some(places) = &places else { continue };
            let blocks = window.blocks.par_iter();
            let of_blocks: Vec<_> = blocks
                .map(|block| self.in_block(records(block), places))
                .collect();
            for (line, likeness) in of_blocks.into_iter().flatten() {
                let row = RowAt {
                    file: self.file,
                    line,
                };
                match likeness {
                    Likeness::Same(column) => found.rows.push((row, column)),
                    Likeness::Similar => found.similar.push(row),
                }
            }
        }
    }

    fn places(&self, mut records: Records<'_>) -> Option<Places> {
        let first = records.next()?.ok()?;
        let header_at = first.line;
        let columns = columns_of(self.file);
        let header = map_header(self.file.name(), Ok(first), columns).ok()?;
        let places = columns.iter().enumerate();
        let of_persons = places.filter(|(_, column)| column.kind == Kind::Person);
        Some(Places {
            header_at,
            columns: of_persons
                .map(|(index, column)| (header.place(index), column.name))
                .collect(),
        })
    }

    fn in_block(&self, mut records: Records<'_>, places: &Places) -> Vec<(Line, Likeness)> {
        let mut found = Vec::new();
        while let Some(record) = records.next() {
            let Ok(record) = record else { continue };
            if record.line == places.header_at {
                continue;
            }
            for (place, column) in &places.columns {
                let value = record.fields.get(*place).unwrap_or_default();
                let likeness = self.likeness(trim(value), column);
                found.extend(likeness.map(|likeness| (record.line, likeness)));
            }
        }
        found
    }

    fn likeness(&self, value: &str, column: &'static str) -> Option<Likeness> {
        let key = PersonKey::parse(value);
        if key.as_ref() == Ok(self.person) {
            return Some(Likeness::Same(column));
        }
        let is_similar = self.file == ExtractFile::Enrollments && {
            let number = self.person.as_str();
            // A damaged number is none, and yet similar.
            let value = key.as_ref().map_or(value.into(), PersonKey::as_str);
            value.len().abs_diff(number.len()) <= 1 && strsim::osa_distance(&value, &number) == 1
        };
        is_similar.then_some(Likeness::Similar)
    }
}
