//! Whole records of bytes → their fields, as `csv` reads them, held against the limits of a field.

use super::boundary::{MAX_FIELD_BYTES, MAX_RAW_RECORD_BYTES, RecordEnd, scan};
use super::code_points::may_hold_old;
use super::decode::{decoded, line_feeds};
use super::fields::{Fields, Splitter};
use super::value::is_nothing;
use crate::domain::{Encoding, Line};
use memchr::memchr;
use std::ops::Range;

/// One record.
pub(super) struct Record<'r> {
    /// Physical line on which it starts.
    pub line: Line,
    /// Text after a closing quote, or a quote inside an unquoted field.
    pub bad_quoting: bool,
    /// Whether a line feed ends it.
    pub has_line_feed: bool,
    /// Its fields.
    pub fields: Fields<'r>,
}

/// A record that is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RecordError {
    /// Physical line on which the record starts.
    pub line: Line,
    pub kind: RecordErrorKind,
}

/// Why a record is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordErrorKind {
    /// Bytes that are no character of the encoding.
    Encoding,
    /// More than 1,024 bytes or 3 line feeds in this field: what follows cannot be trusted.
    LongField(usize),
    /// A quote in this field that is never closed.
    OpenQuote(usize),
    /// Longer than any record may be.
    LongRecord,
}

/// Reads records one after another. Those whose fields are all blank are passed over.
pub(super) struct Records<'b> {
    bytes: &'b [u8],
    encoding: Encoding,
    /// The bytes as text, where nothing in them is read as anything else than it stands.
    text: Option<&'b str>,
    splitter: Splitter,
    /// The text of the last record, where it is not in `text`.
    own: Option<String>,
    /// The bytes of the last record.
    last: Range<usize>,
    /// The physical line on which the next record starts.
    line: Line,
    /// The first quote that lies ahead.
    quote: usize,
}

/// What a look at the bytes of a record tells.
#[derive(Clone, Copy)]
struct Raw {
    line: Line,
    has_quotes: bool,
    bad_quoting: bool,
}

impl<'b> Records<'b> {
    /// The records of `bytes`, which start on physical line `line`.
    pub(super) fn new(bytes: &'b [u8], line: Line, encoding: Encoding) -> Records<'b> {
        let is_as_it_stands = encoding == Encoding::Utf8 && !may_hold_old(bytes);
        let text = is_as_it_stands.then(|| str::from_utf8(bytes).ok());
        Records {
            bytes,
            encoding,
            text: text.flatten(),
            splitter: Splitter::default(),
            own: None,
            last: 0..0,
            line,
            quote: memchr(b'"', bytes).unwrap_or(bytes.len()),
        }
    }

    /// The next record; `None` behind the last.
    #[inline]
    pub(super) fn next(&mut self) -> Option<Result<Record<'_>, RecordError>> {
        loop {
            let raw = match self.pass()? {
                Ok(raw) => raw,
                Err(error) => return Some(Err(error)),
            };
            if let Err(kind) = self.split(raw.has_quotes) {
                let line = raw.line;
                return Some(Err(RecordError { line, kind }));
            }
            if !self.fields().iter().all(is_nothing) {
                break Some(Ok(Record {
                    line: raw.line,
                    bad_quoting: raw.bad_quoting,
                    has_line_feed: self.bytes[self.last.clone()].ends_with(b"\n"),
                    fields: self.fields(),
                }));
            }
        }
    }

    /// Where the next record starts, and on which physical line.
    pub(super) fn position(&self) -> (usize, Line) {
        (self.last.end, self.line)
    }

    /// Goes on behind the next record.
    #[inline]
    fn pass(&mut self) -> Option<Result<Raw, RecordError>> {
        let (start, line) = (self.last.end, self.line);
        let ahead = &self.bytes[start..];
        if ahead.is_empty() {
            return None;
        }
        let length = memchr(b'\n', ahead).map_or(ahead.len(), |at| at + 1);
        let mut raw = Raw {
            line,
            has_quotes: self.quote < start + length,
            bad_quoting: false,
        };
        self.last = start..start + length;
        self.line = line.saturating_add(1);
        let passed = match raw.has_quotes {
            true => self.pass_quotes(ahead).map(|bad| raw.bad_quoting = bad),
            false => Ok(()),
        };
        let is_long = self.last.len() > MAX_RAW_RECORD_BYTES;
        let passed = passed.and(match is_long {
            true => Err(RecordErrorKind::LongRecord),
            false => Ok(raw),
        });
        Some(passed.map_err(|kind| RecordError { line, kind }))
    }

    /// Goes on to the end of a record with quotes; whether its quoting is bad.
    fn pass_quotes(&mut self, ahead: &[u8]) -> Result<bool, RecordErrorKind> {
        let scanned = scan(ahead);
        let length = match scanned.end {
            RecordEnd::At(length) => length,
            RecordEnd::Unfinished { in_quotes: false } => ahead.len(),
            RecordEnd::Unfinished { in_quotes: true } => {
                return Err(RecordErrorKind::OpenQuote(scanned.field));
            }
            RecordEnd::TooLong(_) => return Err(RecordErrorKind::LongField(scanned.field)),
        };
        let (record, behind) = ahead.split_at(length);
        self.last.end = self.last.start + length;
        self.line = self
            .line
            .saturating_add(line_feeds(record).saturating_sub(1));
        self.quote = self.last.end + memchr(b'"', behind).unwrap_or(behind.len());
        Ok(scanned.bad_quoting)
    }

    /// Finds the fields of the last record.
    #[inline]
    fn split(&mut self, has_quotes: bool) -> Result<(), RecordErrorKind> {
        let bytes = &self.bytes[self.last.clone()];
        self.own = None;
        match self.text {
            Some(_) if !has_quotes => self.splitter.split(bytes),
            Some(text) => self.own = Some(self.splitter.resolve(&text[self.last.clone()])),
            None => {
                let text = decoded(bytes, self.encoding).ok_or(RecordErrorKind::Encoding)?;
                self.own = Some(match has_quotes {
                    true => self.splitter.resolve(&text),
                    false => {
                        self.splitter.split(text.as_bytes());
                        text.into_owned()
                    }
                });
            }
        }
        // Most records are shorter than one field may be.
        match self.last.len() > MAX_FIELD_BYTES / 2 {
            true => self
                .fields()
                .long_field()
                .map_or(Ok(()), |field| Err(RecordErrorKind::LongField(field))),
            false => Ok(()),
        }
    }

    /// The fields of the last record.
    #[inline]
    fn fields(&self) -> Fields<'_> {
        let text = match (&self.own, self.text) {
            (Some(own), _) => own,
            (None, Some(text)) => &text[self.last.start..],
            (None, None) => "",
        };
        Fields::new(text, &self.splitter.places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use csv::ReaderBuilder;
    use proptest::prelude::*;

    type Fields = Vec<String>;

    /// The fields of all records that are not blank, up to one that breaks a limit.
    fn records_of(text: &str) -> (Vec<Fields>, bool) {
        let mut records = Records::new(text.as_bytes(), 1, Encoding::Utf8);
        let mut found = Vec::new();
        loop {
            match records.next() {
                Some(Ok(record)) => found.push(record.fields.iter().map(str::to_owned).collect()),
                Some(Err(_)) => return (found, true),
                None => return (found, false),
            }
        }
    }

    fn by_csv(text: &str) -> Vec<Fields> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .terminator(csv::Terminator::Any(b'\n'))
            .from_reader(text.as_bytes());
        let records = reader.records().map(|record| record.unwrap());
        records
            .map(|record| record.iter().map(str::to_owned).collect())
            .filter(|fields: &Fields| !fields.iter().all(|field| is_nothing(field)))
            .collect()
    }

    proptest! {
        #[test]
        fn fields_are_those_that_csv_reads(text in "[a王\u{E863}, \"\r\n]{0,60}") {
            let (found, is_broken) = records_of(&text);
            let mut expected = by_csv(&text.replace('\u{E863}', "\u{4DAE}"));
            if is_broken {
                expected.truncate(found.len());
            }
            prop_assert_eq!(found, expected);
        }
    }
}
