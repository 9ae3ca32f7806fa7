//! Bytes → text, never with a replaced character.

use super::code_points::with_assigned;
use crate::domain::{Encoding, Line};
use csv::{ByteRecord, StringRecord};
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

/// Puts the fields of a GB18030 record into `text`; `false` when they are invalid anywhere.
///
/// Commas, line feeds and quotes are never part of a longer character, so that bytes can be split
/// before they are decoded.
pub(super) fn decode_gb18030(record: &ByteRecord, text: &mut StringRecord) -> bool {
    text.clear();
    record.iter().all(|field| {
        let decoded = GB18030.decode_without_bom_handling_and_without_replacement(field);
        decoded.is_some_and(|field| {
            text.push_field(&with_assigned(field));
            true
        })
    })
}

/// Reads the old code points of a record as the characters assigned since.
pub(super) fn assign_code_points(record: &mut StringRecord) {
    *record = record
        .iter()
        .map(|field| with_assigned(Cow::Borrowed(field)))
        .collect();
}

/// Number of line feeds.
pub(super) fn line_feeds(bytes: &[u8]) -> Line {
    Line::try_from(memchr_iter(b'\n', bytes).count()).unwrap_or(Line::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gb18030_is_read_without_replacement() {
        let (gb, _, unmappable) = GB18030.encode("共济缴费€𠮷");
        assert!(!unmappable);
        for (field, expected) in [
            (&gb[..], Some("共济缴费€𠮷")),
            (b"a\xFFb", None),
            (b"\x81", None),
            (&gb[..gb.len() - 1], None),
            (b"", Some("")),
            (b"\xFE\x9F", Some("䶮")),
        ] {
            let mut text = StringRecord::from(vec!["old"]);
            let is_valid = decode_gb18030(&ByteRecord::from(vec![b"x", field]), &mut text);
            assert_eq!(is_valid.then(|| &text[1]), expected, "{field:?}");
        }
    }

    #[test]
    fn old_code_points_are_assigned() {
        let mut record = StringRecord::from(vec!["\u{E863}x", "\u{E000}"]);
        assign_code_points(&mut record);
        assert_eq!(record, vec!["䶮x", "\u{E000}"]);
    }
}
