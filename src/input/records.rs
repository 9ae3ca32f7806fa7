//! Whole records of bytes → their fields, as `csv` reads them, held against the limits of a field.

use super::boundary::{MAX_FIELD_BYTES, MAX_RAW_RECORD_BYTES, RecordEnd, scan};
use super::code_points::may_hold_old;
use super::decode::{assign_code_points, decode_gb18030, line_feeds};
use super::value::is_nothing;
use crate::domain::{Encoding, Line};
use csv::{ByteRecord, ReaderBuilder, StringRecord, Terminator};
use memchr::memchr;
use std::io::{Chain, Read};

/// One record.
pub(super) struct Record<'r> {
    /// Physical line on which it starts.
    pub line: Line,
    /// Text after a closing quote, or a quote inside an unquoted field.
    pub bad_quoting: bool,
    /// Whether a line feed ends it.
    pub has_line_feed: bool,
    /// Its fields, quotes resolved, not trimmed.
    pub fields: &'r StringRecord,
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
    reader: csv::Reader<Chain<&'static [u8], &'b [u8]>>,
    raw: ByteRecord,
    fields: StringRecord,
    /// Where the next record starts, and on which physical line.
    start: usize,
    line: Line,
    /// The first quote that lies ahead.
    quote: usize,
    /// Whether old code points may be among the bytes: hardly any block holds one.
    may_hold_old: bool,
}

/// Put before the bytes, since `csv` passes over a byte order mark where it starts to read, and
/// within a file that is text. It ends a blank record, which `csv` passes over too.
const BLANK: &[u8] = b"\n";

impl<'b> Records<'b> {
    /// The records of `bytes`, which start on physical line `line`.
    pub(super) fn new(bytes: &'b [u8], line: Line, encoding: Encoding) -> Records<'b> {
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .terminator(Terminator::Any(b'\n'))
            .from_reader(BLANK.chain(bytes));
        Records {
            bytes,
            encoding,
            reader,
            raw: ByteRecord::new(),
            fields: StringRecord::new(),
            start: 0,
            line,
            quote: memchr(b'"', bytes).unwrap_or(bytes.len()),
            may_hold_old: may_hold_old(bytes),
        }
    }

    /// The next record; `None` behind the last.
    #[inline]
    pub(super) fn next(&mut self) -> Option<Result<Record<'_>, RecordError>> {
        loop {
            let is_valid = self.read()?;
            let (line, bad_quoting) = match self.pass() {
                Ok(passed) => passed,
                Err(error) => return Some(Err(error)),
            };
            if !is_valid {
                let kind = RecordErrorKind::Encoding;
                return Some(Err(RecordError { line, kind }));
            }
            if let Some(field) = self.long_field() {
                let kind = RecordErrorKind::LongField(field);
                return Some(Err(RecordError { line, kind }));
            }
            if !self.fields.iter().all(is_nothing) {
                break Some(Ok(Record {
                    line,
                    bad_quoting,
                    has_line_feed: self.bytes[..self.start].ends_with(b"\n"),
                    fields: &self.fields,
                }));
            }
        }
    }

    /// Where the next record starts, and on which physical line.
    pub(super) fn position(&self) -> (usize, Line) {
        (self.start, self.line)
    }

    /// Reads the fields of the next record; whether its bytes are characters.
    fn read(&mut self) -> Option<bool> {
        // Bytes in memory are always read: what fails is decoding.
        match self.encoding {
            Encoding::Utf8 => match self.reader.read_record(&mut self.fields) {
                Ok(true) => {
                    if self.may_hold_old {
                        assign_code_points(&mut self.fields);
                    }
                    Some(true)
                }
                Ok(false) => None,
                Err(_) => Some(false),
            },
            Encoding::Gb18030 => match self.reader.read_byte_record(&mut self.raw) {
                Ok(true) => Some(decode_gb18030(&self.raw, &mut self.fields)),
                Ok(false) => None,
                Err(_) => Some(false),
            },
        }
    }

    /// Goes on behind the record that was read; its line, and whether its quoting is bad.
    fn pass(&mut self) -> Result<(Line, bool), RecordError> {
        while self.bytes.get(self.start) == Some(&b'\n') {
            self.start += 1;
            self.line = self.line.saturating_add(1);
        }
        let (start, line) = (self.start, self.line);
        self.start = self.reader.position().byte() as usize - BLANK.len();
        if self.start - start > MAX_RAW_RECORD_BYTES {
            let kind = RecordErrorKind::LongRecord;
            return Err(RecordError { line, kind });
        }
        if self.quote >= self.start {
            self.line = line.saturating_add(1);
            return Ok((line, false));
        }
        let raw = &self.bytes[start..self.start];
        self.line = line.saturating_add(line_feeds(raw));
        let ahead = &self.bytes[self.start..];
        self.quote = self.start + memchr(b'"', ahead).unwrap_or(ahead.len());
        let scanned = scan(raw);
        let kind = match scanned.end {
            RecordEnd::TooLong(_) => RecordErrorKind::LongField(scanned.field),
            RecordEnd::Unfinished { in_quotes: true } => RecordErrorKind::OpenQuote(scanned.field),
            _ => return Ok((line, scanned.bad_quoting)),
        };
        Err(RecordError { line, kind })
    }

    /// The first field that is longer than permitted.
    fn long_field(&self) -> Option<usize> {
        // Most records are shorter than one field may be.
        if self.fields.as_slice().len() <= MAX_FIELD_BYTES {
            return None;
        }
        let last = self.fields.len() - 1;
        self.fields.iter().enumerate().position(|(at, field)| {
            let is_before_line_feed = at == last && field.ends_with('\r');
            field.len() - usize::from(is_before_line_feed) > MAX_FIELD_BYTES
        })
    }
}
