//! The text of one record → its fields.

use super::boundary::MAX_FIELD_BYTES;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use memchr::memchr_iter;
use std::ops::Range;

/// The fields of one record, quotes resolved, not trimmed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'r> {
    /// A text in which they stand; more may stand between and behind them.
    text: &'r str,
    places: &'r [Range<usize>],
}

impl<'r> Fields<'r> {
    pub(super) fn new(text: &'r str, places: &'r [Range<usize>]) -> Fields<'r> {
        Fields { text, places }
    }

    /// How many there are.
    pub(super) fn len(self) -> usize {
        self.places.len()
    }

    /// The field at `index`, from 0.
    #[inline(always)]
    pub(super) fn get(self, index: usize) -> Option<&'r str> {
        self.places
            .get(index)
            .map(|place| &self.text[place.clone()])
    }

    /// The bytes of the field at `index`, with those of the text behind them, and its length.
    #[inline(always)]
    pub(super) fn at(self, index: usize) -> Option<(&'r [u8], usize)> {
        let place = self.places.get(index)?;
        Some((&self.text.as_bytes()[place.start..], place.len()))
    }

    /// One field after another.
    pub(super) fn iter(self) -> impl DoubleEndedIterator<Item = &'r str> {
        self.places
            .iter()
            .map(move |place| &self.text[place.clone()])
    }

    /// The first field that is longer than permitted. A CR before the record's end is none of it.
    pub(super) fn long_field(self) -> Option<usize> {
        let last = self.len() - 1;
        let is_long = |(at, field): (usize, &str)| {
            let is_before_line_feed = at == last && field.ends_with('\r');
            field.len() - usize::from(is_before_line_feed) > MAX_FIELD_BYTES
        };
        self.iter().enumerate().position(is_long)
    }
}

/// Finds the fields of records, in space that all of them share.
#[derive(Default)]
pub(super) struct Splitter {
    /// Where the fields of the last record stand.
    pub places: Vec<Range<usize>>,
    csv: Option<Reader>,
    ends: Vec<usize>,
}

impl Splitter {
    /// Splits a record without a quote.
    #[inline]
    pub(super) fn split(&mut self, record: &[u8]) {
        let record = record.strip_suffix(b"\n").unwrap_or(record);
        self.places.clear();
        let mut start = 0;
        for comma in memchr_iter(b',', record) {
            self.places.push(start..comma);
            start = comma + 1;
        }
        self.places.push(start..record.len());
    }

    /// Splits a record with quotes as `csv` reads it, and gives its text without them.
    pub(super) fn resolve(&mut self, record: &str) -> String {
        let csv = self.csv.get_or_insert_with(|| {
            let mut builder = ReaderBuilder::new();
            builder.terminator(Terminator::Any(b'\n')).build()
        });
        csv.reset();
        let mut text = vec![0; record.len()];
        // One field more than there can be commas.
        self.ends.resize(record.len() + 1, 0);
        let (result, _, mut length, mut count) =
            csv.read_record(record.as_bytes(), &mut text, &mut self.ends);
        if result == ReadRecordResult::InputEmpty {
            // No line feed ends it.
            let (_, _, more, last) =
                csv.read_record(&[], &mut text[length..], &mut self.ends[count..]);
            length += more;
            count += last;
        }
        text.truncate(length);
        self.places.clear();
        let mut start = 0;
        for end in &self.ends[..count] {
            self.places.push(start..*end);
            start = *end;
        }
        String::from_utf8(text).expect("a text is one without its quotes, too")
    }
}
