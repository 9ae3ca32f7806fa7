//! Where a record ends, and what RFC 4180 and the contract forbid in one with quotes.

use memchr::{memchr, memrchr};

/// Most bytes of one field, as decoded to UTF-8 and without its quotes (section 2 of the
/// contract; measured after decoding, so that a file means the same in both encodings).
pub(super) const MAX_FIELD_BYTES: usize = 1_024;
/// Most line feeds in one field (section 2 of the contract).
const MAX_FIELD_LINE_FEEDS: usize = 3;

/// Bytes as they stand in the file that no permitted field exceeds: one decoded byte never comes
/// from more than two raw ones (four bytes of GB18030 are at least two of UTF-8, `""` is `"`).
const MAX_RAW_FIELD_BYTES: usize = 2 * MAX_FIELD_BYTES;
/// Bytes that no record exceeds: our own bound, far above any extract's.
pub(super) const MAX_RAW_RECORD_BYTES: usize = 2 << 20;

/// What one look at the raw bytes of a record tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scan {
    pub end: RecordEnd,
    /// Text after a closing quote, or a quote inside an unquoted field.
    pub bad_quoting: bool,
    /// The field at which the look ended, from 0.
    pub field: usize,
}

/// How far a record reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordEnd {
    /// Up to here, its line feed included.
    At(usize),
    /// The bytes end before the record does.
    Unfinished { in_quotes: bool },
    /// A quoted field is longer than permitted; what lies before this place shows it.
    TooLong(usize),
}

/// Where in a field a byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Unquoted,
    Quoted {
        since: usize,
        line_feeds: usize,
    },
    /// Behind a quote that closes the field, or is the first of two.
    Closed {
        since: usize,
        line_feeds: usize,
    },
    /// Behind a closing quote and a CR.
    ClosedCr,
}

/// Looks at the record at the start of `bytes`. A quote opens only at the start of a field.
pub(super) fn scan(bytes: &[u8]) -> Scan {
    let mut state = State::Start;
    let (mut field, mut bad_quoting) = (0, false);
    for (at, &byte) in bytes.iter().enumerate() {
        state = match (state, byte) {
            (State::Quoted { since, line_feeds }, b'"') => State::Closed { since, line_feeds },
            (State::Quoted { since, line_feeds }, _) => {
                let line_feeds = line_feeds + usize::from(byte == b'\n');
                if line_feeds > MAX_FIELD_LINE_FEEDS || at - since >= MAX_RAW_FIELD_BYTES {
                    let end = RecordEnd::TooLong(at + 1);
                    return Scan {
                        end,
                        bad_quoting,
                        field,
                    };
                }
                State::Quoted { since, line_feeds }
            }
            (_, b'\n') => {
                let end = RecordEnd::At(at + 1);
                return Scan {
                    end,
                    bad_quoting,
                    field,
                };
            }
            (State::Closed { since, line_feeds }, b'"') => State::Quoted { since, line_feeds },
            (_, b',') => {
                bad_quoting |= state == State::ClosedCr;
                field += 1;
                State::Start
            }
            (State::Start, b'"') => State::Quoted {
                since: at + 1,
                line_feeds: 0,
            },
            (State::Closed { .. }, b'\r') => State::ClosedCr,
            (State::Closed { .. } | State::ClosedCr, _) | (State::Unquoted, b'"') => {
                bad_quoting = true;
                State::Unquoted
            }
            _ => State::Unquoted,
        };
    }
    let in_quotes = matches!(state, State::Quoted { .. });
    let end = RecordEnd::Unfinished { in_quotes };
    Scan {
        end,
        bad_quoting,
        field,
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
        match scan(&bytes[start..]).end {
            RecordEnd::At(end) => at = start + end,
            RecordEnd::TooLong(end) => return Cut::Broken(start + end),
            RecordEnd::Unfinished { .. } => return after(bytes, start),
        }
    }
    after(
        bytes,
        memrchr(b'\n', &bytes[at..]).map_or(at, |last| at + last + 1),
    )
}

/// The cut at `start`, where the last record starts, which has no end.
fn after(bytes: &[u8], start: usize) -> Cut {
    match start {
        _ if bytes.len() - start > MAX_RAW_RECORD_BYTES => Cut::Broken(bytes.len()),
        0 => Cut::More,
        start => Cut::After(start),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn records_end_at_line_feeds_outside_quotes() {
        let open = RecordEnd::Unfinished { in_quotes: true };
        let unfinished = RecordEnd::Unfinished { in_quotes: false };
        for (bytes, end, bad_quoting, why) in [
            (
                "a,b\nc",
                RecordEnd::At(4),
                false,
                "a line feed ends a record",
            ),
            ("a,b", unfinished, false, "no line feed, no end"),
            ("a\rb\n", RecordEnd::At(4), false, "a lone CR ends nothing"),
            (
                "\"a\nb\"\nc",
                RecordEnd::At(6),
                false,
                "a quoted line feed is text",
            ),
            (
                "a,\"\n\",b\n",
                RecordEnd::At(8),
                false,
                "a later field may be quoted",
            ),
            (
                "\"a\"\"\n\"\n",
                RecordEnd::At(7),
                false,
                "a doubled quote is text",
            ),
            (
                "\"a\"\r\n",
                RecordEnd::At(5),
                false,
                "CR LF behind a closing quote",
            ),
            (
                "a\"\nb\"\n",
                RecordEnd::At(3),
                true,
                "a quote within a field opens nothing",
            ),
            (
                "\"a\"b\"\n",
                RecordEnd::At(6),
                true,
                "text behind a closing quote",
            ),
            (
                "\"a\"\r,b\n",
                RecordEnd::At(7),
                true,
                "a lone CR behind a closing quote",
            ),
            ("\"a\n", open, false, "a quote that is not closed"),
            ("\"a\"", unfinished, false, "closed, but no line feed"),
            (
                "\"a\n\n\nb\"\n",
                RecordEnd::At(8),
                false,
                "three line feeds",
            ),
            (
                "\"a\n\n\n\nb\"\n",
                RecordEnd::TooLong(6),
                false,
                "four line feeds",
            ),
        ] {
            let found = scan(bytes.as_bytes());
            assert_eq!((found.end, found.bad_quoting), (end, bad_quoting), "{why}");
        }
    }

    #[test]
    fn a_quoted_field_has_a_longest_length() {
        let field = |n: usize| format!("\"{}\"\n", "x".repeat(n)).into_bytes();
        let longest = field(MAX_RAW_FIELD_BYTES);
        assert_eq!(scan(&longest).end, RecordEnd::At(longest.len()));
        let cut_at = RecordEnd::TooLong(MAX_RAW_FIELD_BYTES + 2);
        assert_eq!(scan(&field(MAX_RAW_FIELD_BYTES + 1)).end, cut_at);
        assert_eq!(scan(&field(1_000_000)).end, cut_at);
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
                match scan(&text.as_bytes()[at..]).end {
                    RecordEnd::At(end) => at += end,
                    RecordEnd::Unfinished { .. } if at == 0 => break Cut::More,
                    RecordEnd::Unfinished { .. } => break Cut::After(at),
                    RecordEnd::TooLong(end) => break Cut::Broken(at + end),
                }
            };
            prop_assert_eq!(cut(text.as_bytes()), expected);
        }
    }
}
