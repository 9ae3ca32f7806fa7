//! Where a record ends: at a line feed that stands in no quoted field.

use memchr::{memchr, memchr2, memrchr};

/// Most bytes of one field, as decoded to UTF-8 and without its quotes (section 2 of the
/// contract; measured after decoding, so that a file means the same in both encodings).
pub(super) const MAX_FIELD_BYTES: usize = 1_024;
/// Most line feeds in one field (section 2 of the contract).
pub(super) const MAX_FIELD_LINE_FEEDS: usize = 3;
/// Most fields of one record: our own bound, far above any extract's columns.
pub(super) const MAX_FIELDS: usize = 1_024;

/// Bytes as they stand in the file that no permitted field exceeds: one decoded byte never comes
/// from more than two raw ones (four bytes of GB18030 are at least two of UTF-8, `""` is `"`).
const MAX_RAW_FIELD_BYTES: usize = 2 * MAX_FIELD_BYTES;
/// Bytes that no permitted record exceeds.
const MAX_RAW_RECORD_BYTES: usize = (MAX_RAW_FIELD_BYTES + 3) * MAX_FIELDS;

/// How far the record that starts at a place reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordEnd {
    /// Up to here, its line feed included.
    At(usize),
    /// The bytes end before the record does.
    Unfinished,
    /// One of its fields is longer than permitted; what lies before this place shows it.
    Endless(usize),
}

/// What follows an opening quote.
enum Quoted {
    /// The field closes; the place after its closing quote.
    Closed(usize),
    Unfinished,
    Endless(usize),
}

/// Finds the end of the record that starts at `start`. A quote opens only at the start of a field.
pub(super) fn record_end(bytes: &[u8], start: usize) -> RecordEnd {
    let mut at = start;
    while let Some(offset) = memchr2(b'\n', b'"', &bytes[at..]) {
        let found = at + offset;
        if bytes[found] == b'\n' {
            return RecordEnd::At(found + 1);
        }
        at = if found == start || bytes[found - 1] == b',' {
            match closing(bytes, found + 1) {
                Quoted::Closed(after) => after,
                Quoted::Unfinished => return RecordEnd::Unfinished,
                Quoted::Endless(at) => return RecordEnd::Endless(at),
            }
        } else {
            found + 1
        };
    }
    if bytes.len() - start > MAX_RAW_RECORD_BYTES {
        RecordEnd::Endless(bytes.len())
    } else {
        RecordEnd::Unfinished
    }
}

/// Finds the closing quote of a field whose text starts at `start`.
fn closing(bytes: &[u8], start: usize) -> Quoted {
    let limit = start + MAX_RAW_FIELD_BYTES;
    let mut at = start;
    let mut line_feeds = 0;
    while let Some(offset) = memchr2(b'"', b'\n', &bytes[at..]) {
        at += offset + 1;
        if at > limit + 1 {
            return Quoted::Endless(limit + 1);
        }
        if bytes[at - 1] == b'\n' {
            line_feeds += 1;
            if line_feeds > MAX_FIELD_LINE_FEEDS {
                return Quoted::Endless(at);
            }
            continue;
        }
        match bytes.get(at) {
            Some(b'"') => at += 1,
            Some(_) => return Quoted::Closed(at),
            None => return Quoted::Unfinished,
        }
    }
    if bytes.len() > limit {
        Quoted::Endless(limit + 1)
    } else {
        Quoted::Unfinished
    }
}

/// Where to cut bytes that start with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// After the last record that is complete.
    After(usize),
    /// No record is complete yet.
    More,
    /// Behind a record that breaks a limit and shows it: nothing after it can be trusted.
    Broken(usize),
}

/// Finds the last record end.
pub(super) fn cut(bytes: &[u8]) -> Cut {
    let mut at = 0;
    // Records without a quote end at their line feeds: only the others need a closer look.
    while let Some(quote) = memchr(b'"', &bytes[at..]) {
        let start = memrchr(b'\n', &bytes[at..at + quote]).map_or(at, |last| at + last + 1);
        match record_end(bytes, start) {
            RecordEnd::At(end) => at = end,
            RecordEnd::Unfinished if start == 0 => return Cut::More,
            RecordEnd::Unfinished => return Cut::After(start),
            RecordEnd::Endless(end) => return Cut::Broken(end),
        }
    }
    match memrchr(b'\n', &bytes[at..]) {
        Some(last) => Cut::After(at + last + 1),
        None if bytes.len() - at > MAX_RAW_RECORD_BYTES => Cut::Broken(bytes.len()),
        None if at == 0 => Cut::More,
        None => Cut::After(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn records_end_at_line_feeds_outside_quotes() {
        for (bytes, expected, why) in [
            ("a,b\nc", RecordEnd::At(4), "a line feed ends a record"),
            ("a,b", RecordEnd::Unfinished, "no line feed, no end"),
            (
                "\"a\nb\"\nc",
                RecordEnd::At(6),
                "a quoted line feed is text",
            ),
            (
                "a,\"\n\",b\n",
                RecordEnd::At(8),
                "a later field may be quoted",
            ),
            ("\"a\"\"\n\"\n", RecordEnd::At(7), "a doubled quote is text"),
            (
                "a\"\nb\"\n",
                RecordEnd::At(3),
                "a quote within a field opens nothing",
            ),
            (
                "\"a\"x\"\n\"\n",
                RecordEnd::At(6),
                "nor behind a closing quote",
            ),
            (
                "\"a",
                RecordEnd::Unfinished,
                "an open quote needs more bytes",
            ),
            (
                "\"a\"",
                RecordEnd::Unfinished,
                "the next byte may double the quote",
            ),
            (
                "\"\n\n\n\n\"",
                RecordEnd::Endless(5),
                "four line feeds are too many",
            ),
        ] {
            assert_eq!(record_end(bytes.as_bytes(), 0), expected, "{why}");
        }
    }

    #[test]
    fn a_quoted_field_has_a_longest_length() {
        let field = |n: usize| format!("\"{}\"\n", "x".repeat(n));
        let longest = field(MAX_RAW_FIELD_BYTES);
        assert_eq!(
            record_end(longest.as_bytes(), 0),
            RecordEnd::At(longest.len())
        );
        let cut_at = RecordEnd::Endless(MAX_RAW_FIELD_BYTES + 2);
        assert_eq!(
            record_end(field(MAX_RAW_FIELD_BYTES + 1).as_bytes(), 0),
            cut_at
        );
        assert_eq!(record_end(field(1_000_000).as_bytes(), 0), cut_at);
        let open = format!("\"{}", "x".repeat(MAX_RAW_FIELD_BYTES + 1));
        assert_eq!(record_end(open.as_bytes(), 0), cut_at);
    }

    #[test]
    fn blocks_are_cut_behind_the_last_record() {
        for (bytes, expected) in [
            ("a\nb\nc", Cut::After(4)),
            ("\"a\nb\nc", Cut::More),
            ("x\n\"a\nb\nc", Cut::After(2)),
            ("x\n\"a\n\n\n\nb\"", Cut::Broken(8)),
            ("x", Cut::More),
        ] {
            assert_eq!(cut(bytes.as_bytes()), expected, "{bytes:?}");
        }
        let endless = ",".repeat(MAX_RAW_RECORD_BYTES + 1);
        assert_eq!(cut(endless.as_bytes()), Cut::Broken(endless.len()));
    }

    proptest! {
        #[test]
        fn the_cut_is_where_one_record_after_another_ends(text in "[a,\"\n]{0,60}") {
            let mut at = 0;
            let expected = loop {
                match record_end(text.as_bytes(), at) {
                    RecordEnd::At(end) => at = end,
                    RecordEnd::Unfinished if at == 0 => break Cut::More,
                    RecordEnd::Unfinished => break Cut::After(at),
                    RecordEnd::Endless(end) => break Cut::Broken(end),
                }
            };
            prop_assert_eq!(cut(text.as_bytes()), expected);
        }
    }
}
