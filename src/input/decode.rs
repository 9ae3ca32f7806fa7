//! Bytes → text, never with a replaced character.

use super::boundary::{RecordEnd, record_end};
use super::code_points::with_assigned;
use crate::domain::Line;
use crate::domain::plan::Encoding;
use encoding_rs::GB18030;
use memchr::memchr_iter;
use std::borrow::Cow;

/// U+FEFF in UTF-8.
pub(super) const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";
const GB18030_MARK: &[u8] = b"\x84\x31\x95\x33";

/// The byte order mark that a file in this encoding may start with.
pub(super) fn mark_of(encoding: Encoding) -> &'static [u8] {
    match encoding {
        Encoding::Utf8 => UTF8_MARK,
        Encoding::Gb18030 => GB18030_MARK,
    }
}

/// The text of `bytes`, old code points read as the characters assigned since; `None` when they are
/// invalid anywhere.
pub(super) fn decode(bytes: &[u8], encoding: Encoding) -> Option<Cow<'_, str>> {
    let text = match encoding {
        Encoding::Utf8 => simdutf8::basic::from_utf8(bytes).ok().map(Cow::Borrowed),
        Encoding::Gb18030 => GB18030.decode_without_bom_handling_and_without_replacement(bytes),
    };
    text.map(with_assigned)
}

/// The text of bytes that may have been cut within their last character.
pub(super) fn decode_cut(bytes: &[u8], encoding: Encoding) -> Option<Cow<'_, str>> {
    (0..4_usize).find_map(|lost| decode(bytes.get(..bytes.len().checked_sub(lost)?)?, encoding))
}

/// A record as it stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RawRecord<'b> {
    /// Physical line on which it starts.
    pub line: Line,
    /// Its bytes, the line feed included if it has one.
    pub bytes: &'b [u8],
    /// Where it ends among the bytes that were split.
    pub end: usize,
}

impl RawRecord<'_> {
    /// Whether this is a blank line and no record.
    pub(super) fn is_blank(&self) -> bool {
        matches!(self.bytes, [] | b"\n" | b"\r" | b"\r\n")
    }

    /// Physical line of the next record.
    pub(super) fn next_line(&self) -> Line {
        self.line.saturating_add(line_feeds(self.bytes))
    }
}

/// Splits bytes that start with a record into their records, blank lines included.
///
/// Commas, line feeds and quotes are never part of a longer character in either encoding, so
/// that undecoded bytes can be split.
pub(super) fn raw_records(bytes: &[u8], first_line: Line) -> impl Iterator<Item = RawRecord<'_>> {
    let mut at = 0;
    let mut line = first_line;
    std::iter::from_fn(move || {
        if at >= bytes.len() {
            return None;
        }
        let end = match record_end(bytes, at) {
            RecordEnd::At(end) => end,
            RecordEnd::Unfinished | RecordEnd::Endless(_) => bytes.len(),
        };
        let record = RawRecord {
            line,
            bytes: &bytes[at..end],
            end,
        };
        (at, line) = (end, record.next_line());
        Some(record)
    })
}

/// Number of line feeds.
pub(super) fn line_feeds(bytes: &[u8]) -> Line {
    Line::try_from(memchr_iter(b'\n', bytes).count()).unwrap_or(Line::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_encodings_are_read_without_replacement() {
        let word = "共济缴费€𠮷";
        let (gb, _, unmappable) = GB18030.encode(word);
        assert!(!unmappable);
        for (bytes, encoding, expected) in [
            (word.as_bytes(), Encoding::Utf8, Some(word)),
            (&gb[..], Encoding::Gb18030, Some(word)),
            (&gb[..], Encoding::Utf8, None),
            ("\u{E863}".as_bytes(), Encoding::Utf8, Some("䶮")),
            (b"\xFE\x9F", Encoding::Gb18030, Some("䶮")),
            (b"a\xFFb", Encoding::Gb18030, None),
            (b"\x81", Encoding::Gb18030, None),
            (b"\xED\xA0\x80", Encoding::Utf8, None),
        ] {
            assert_eq!(decode(bytes, encoding).as_deref(), expected, "{bytes:?}");
        }
        for cut in 1..4 {
            let bytes = &gb[..gb.len() - cut];
            assert_eq!(
                decode_cut(bytes, Encoding::Gb18030).as_deref(),
                Some("共济缴费€")
            );
        }
        assert_eq!(decode_cut(b"\xFF1234", Encoding::Gb18030), None);
        assert_eq!(decode_cut(b"", Encoding::Utf8).as_deref(), Some(""));
    }

    #[test]
    fn raw_bytes_are_split_into_records() {
        let bytes = b"a\n\"b\n\xFF\",c\r\n\n\"d";
        let records: Vec<_> = raw_records(bytes, 5)
            .map(|r| (r.line, r.bytes, r.end, r.is_blank()))
            .collect();
        assert_eq!(
            records,
            [
                (5, &b"a\n"[..], 2, false),
                (6, b"\"b\n\xFF\",c\r\n", 11, false),
                (8, b"\n", 12, true),
                (9, b"\"d", 14, false)
            ]
        );
    }
}
