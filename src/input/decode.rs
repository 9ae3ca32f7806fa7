//! Bytes → text, never with a replaced character.

use super::code_points::with_assigned;
use crate::domain::{Encoding, Line};
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

/// The text of some bytes, its old code points read as the characters assigned since; `None` when
/// the bytes are invalid anywhere.
///
/// Commas, line feeds and quotes are never part of a longer character: a record is one in every
/// encoding.
pub(super) fn decoded(bytes: &[u8], encoding: Encoding) -> Option<Cow<'_, str>> {
    let text = match encoding {
        Encoding::Utf8 => str::from_utf8(bytes).ok().map(Cow::Borrowed),
        Encoding::Gb18030 => GB18030.decode_without_bom_handling_and_without_replacement(bytes),
    };
    text.map(with_assigned)
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
            let text = decoded(field, Encoding::Gb18030);
            assert_eq!(text.as_deref(), expected, "{field:?}");
        }
    }

    #[test]
    fn old_code_points_are_assigned() {
        let text = decoded("\u{E863}x,\u{E000}".as_bytes(), Encoding::Utf8);
        assert_eq!(text.as_deref(), Some("䶮x,\u{E000}"));
    }
}
