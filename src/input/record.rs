//! Decoded text → records and their fields, strictly by RFC 4180.

use super::boundary::{MAX_FIELD_BYTES, MAX_FIELD_LINE_FEEDS, MAX_FIELDS};
use super::delimiters::Delimiters;
use crate::domain::Line;
use memchr::{memchr, memchr_iter, memchr2};

/// One record: its fields as they stand between the delimiters, quotes resolved, not trimmed.
#[derive(Clone, Copy)]
pub(super) struct Record<'r> {
    /// Physical line on which it starts.
    pub line: Line,
    /// Text after a closing quote, or a quote inside an unquoted field.
    pub bad_quoting: bool,
    text: &'r str,
    start: usize,
    /// Where each field ends; one byte lies between a field and the next.
    ends: &'r [usize],
    count: usize,
}

impl<'r> Record<'r> {
    /// Number of fields.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The field at `index`, or nothing behind the last that is kept.
    #[inline(always)]
    pub(super) fn field(&self, index: usize) -> &'r str {
        let (start, end) = self.bounds(index);
        self.text.get(start..end).unwrap_or_default()
    }

    /// The bytes of that field.
    #[inline(always)]
    pub(super) fn bytes(&self, index: usize) -> &'r [u8] {
        let (start, end) = self.bounds(index);
        self.text.as_bytes().get(start..end).unwrap_or_default()
    }

    /// The bytes of that field and, behind them, others that only happen to be there.
    #[inline(always)]
    pub(super) fn bytes_from(&self, index: usize) -> &'r [u8] {
        let (start, _) = self.bounds(index);
        self.text.as_bytes().get(start..).unwrap_or_default()
    }

    /// Where a field starts and ends; an empty one behind the last that is kept.
    #[inline(always)]
    fn bounds(&self, index: usize) -> (usize, usize) {
        let start = match index.checked_sub(1) {
            None => Some(self.start),
            Some(before) => self.ends.get(before).map(|end| end + 1),
        };
        match (start, self.ends.get(index)) {
            (Some(start), Some(end)) => (start, *end),
            _ => (0, 0),
        }
    }

    /// All fields that are kept.
    pub(super) fn fields(&self) -> impl Iterator<Item = &'r str> {
        (0..self.ends.len()).map(|i| self.field(i))
    }
}

/// A record that breaks a limit of the contract: what follows it cannot be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unbounded {
    /// Physical line on which the record starts.
    pub line: Line,
    /// Which of its fields breaks the limit, from 0.
    pub field: usize,
    /// How.
    pub breach: Breach,
}

/// How a record breaks a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Breach {
    /// More than 1,024 bytes or 3 line feeds in a field.
    LongField,
    /// A quote that is never closed.
    OpenQuote,
    /// More fields than any file of ours has.
    ManyFields,
}

/// Reads the records of a text one after another. Blank lines are no records.
pub(super) struct Records<'t> {
    text: &'t str,
    at: usize,
    line: Line,
    delimiters: Delimiters<'t>,
    /// Fields that are kept of each record; the others are only counted.
    kept: usize,
    /// Fields of a record that holds a quote, quotes resolved, and where they end.
    resolved: String,
    ends: Vec<usize>,
}

/// What stands at the place of reading.
enum Plain {
    Blank,
    Fields {
        count: usize,
    },
    /// A quote: to be read with care.
    Quote,
    Unbounded(Unbounded),
}

impl<'t> Records<'t> {
    /// The records of `text`, which starts on physical line `line`, with the first `kept` fields
    /// of each.
    pub(super) fn new(text: &'t str, line: Line, kept: usize) -> Records<'t> {
        Records {
            text,
            at: 0,
            line,
            delimiters: Delimiters::new(text.as_bytes()),
            kept,
            ends: Vec::new(),
            resolved: String::new(),
        }
    }

    /// The next record; `None` behind the last.
    #[inline(always)]
    pub(super) fn next(&mut self) -> Option<Result<Record<'_>, Unbounded>> {
        loop {
            let (start, line) = (self.at, self.line);
            if start >= self.text.len() {
                return None;
            }
            let plain = match self.expected(start) {
                Some(plain) => plain,
                None => self.plain(start),
            };
            match plain {
                Plain::Blank => {}
                Plain::Fields { count } => {
                    return Some(Ok(Record {
                        line,
                        bad_quoting: false,
                        text: self.text,
                        start,
                        ends: self.delimiters.passed(count, self.kept),
                        count,
                    }));
                }
                Plain::Quote => return Some(self.quoted(start, line)),
                Plain::Unbounded(breach) => {
                    self.at = self.text.len();
                    return Some(Err(breach));
                }
            }
        }
    }

    /// Passes over a record that is as most are: short, without quotes, and with just those fields
    /// that are kept.
    #[inline(always)]
    fn expected(&mut self, start: usize) -> Option<Plain> {
        let bytes = self.text.as_bytes();
        let (last, others) = self.delimiters.ahead().get(..self.kept)?.split_last()?;
        let is_expected = bytes.get(*last) == Some(&b'\n')
            && !others.is_empty()
            && others.iter().all(|at| bytes.get(*at) == Some(&b','))
            && last - start < MAX_FIELD_BYTES;
        if !is_expected {
            return None;
        }
        let end = *last;
        self.delimiters.pass(self.kept);
        self.pass(end);
        Some(Plain::Fields { count: self.kept })
    }

    /// Reads a record up to its line feed, or up to its first quote.
    #[cold]
    fn plain(&mut self, start: usize) -> Plain {
        let bytes = self.text.as_bytes();
        let mut count = 0;
        let end = loop {
            let Some(at) = self.delimiters.ahead().get(count).copied() else {
                self.delimiters.look_further();
                continue;
            };
            count += 1;
            match bytes.get(at) {
                Some(b',') => {}
                Some(b'"') => return Plain::Quote,
                _ => break at,
            }
        };
        self.delimiters.pass(count);
        if count == 1 && matches!(bytes[start..end], [] | [b'\r']) {
            self.pass(end);
            return Plain::Blank;
        }
        if end - start >= MAX_FIELD_BYTES
            && let Some((field, breach)) = breach_of(&self.text[start..end])
        {
            return Plain::Unbounded(Unbounded {
                line: self.line,
                field,
                breach,
            });
        }
        self.pass(end);
        Plain::Fields { count }
    }

    /// Goes on behind the line feed at `end`.
    #[inline(always)]
    fn pass(&mut self, end: usize) {
        self.at = end + 1;
        self.line = self.line.saturating_add(1);
    }

    /// Reads a record that holds a quote.
    #[cold]
    fn quoted(&mut self, start: usize, line: Line) -> Result<Record<'_>, Unbounded> {
        self.resolved.clear();
        self.ends.clear();
        let text = self.text;
        let mut at = start;
        let (mut count, mut bad_quoting) = (0, false);
        let end = loop {
            let from = self.resolved.len();
            let resolved = resolve(&text[at..], &mut self.resolved);
            let length = resolved.as_ref().map_or(0, |field| field.length);
            let is_last = text.as_bytes().get(at + length) != Some(&b',');
            let kept = &self.resolved[from..];
            let line_feeds = memchr_iter(b'\n', kept.as_bytes()).count();
            let bytes = kept.len() - usize::from(is_last && kept.ends_with('\r'));
            if bytes > MAX_FIELD_BYTES || line_feeds > MAX_FIELD_LINE_FEEDS {
                return Err(self.stop(line, count, Breach::LongField));
            }
            let field = match resolved {
                Ok(field) => field,
                Err(breach) => return Err(self.stop(line, count, breach)),
            };
            self.line = self.line.saturating_add(line_feeds as Line);
            bad_quoting |= field.bad_quoting;
            if count < self.kept {
                self.ends.push(self.resolved.len());
            }
            self.resolved.push(',');
            count += 1;
            at += field.length;
            if is_last {
                break at;
            }
            if count == MAX_FIELDS {
                return Err(self.stop(line, count, Breach::ManyFields));
            }
            at += 1;
        };
        self.pass(end);
        self.delimiters.pass_to(self.at);
        Ok(Record {
            line,
            bad_quoting,
            text: &self.resolved,
            start: 0,
            ends: &self.ends,
            count,
        })
    }

    fn stop(&mut self, line: Line, field: usize, breach: Breach) -> Unbounded {
        self.at = self.text.len();
        Unbounded {
            line,
            field,
            breach,
        }
    }
}

/// The first limit that a record without quotes breaks.
#[cold]
fn breach_of(record: &str) -> Option<(usize, Breach)> {
    let record = record.strip_suffix('\r').unwrap_or(record);
    record.split(',').enumerate().find_map(|(i, field)| {
        if i >= MAX_FIELDS {
            Some((i, Breach::ManyFields))
        } else if field.len() > MAX_FIELD_BYTES {
            Some((i, Breach::LongField))
        } else {
            None
        }
    })
}

struct Resolved {
    /// Bytes up to the delimiter behind the field.
    length: usize,
    bad_quoting: bool,
}

/// Reads the field at the start of `text` and appends it without its quotes to `into`.
fn resolve(text: &str, into: &mut String) -> Result<Resolved, Breach> {
    let Some(quoted) = text.strip_prefix('"') else {
        let length = unquoted_length(text);
        into.push_str(&text[..length]);
        return Ok(Resolved {
            length,
            bad_quoting: memchr(b'"', &text.as_bytes()[..length]).is_some(),
        });
    };
    let mut at = 0;
    loop {
        let Some(offset) = memchr(b'"', &quoted.as_bytes()[at..]) else {
            into.push_str(&quoted[at..]);
            return Err(Breach::OpenQuote);
        };
        let quote = at + offset;
        into.push_str(&quoted[at..quote]);
        at = quote + 1;
        if quoted.as_bytes().get(at) != Some(&b'"') {
            break;
        }
        into.push('"');
        at += 1;
    }
    let rest = &quoted[at..];
    let length = unquoted_length(rest);
    let is_closed = length == 0 || (&rest[..length] == "\r" && rest[length..].starts_with('\n'));
    if !is_closed {
        into.push_str(&rest[..length]);
    }
    Ok(Resolved {
        length: 1 + at + length,
        bad_quoting: !is_closed,
    })
}

/// Bytes up to the next delimiter or the end.
fn unquoted_length(text: &str) -> usize {
    memchr2(b',', b'\n', text.as_bytes()).unwrap_or(text.len())
}

#[cfg(test)]
mod tests;
