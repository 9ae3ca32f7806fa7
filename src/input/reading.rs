//! One file of the extract: its encoding, its header, its rows.
//!
//! A window of blocks is parsed by all threads of the current pool while what the last one yielded
//! is put together in the order of the file, and the next one is read: the result does not depend on
//! the number of threads.

use super::blocks::{Block, Digested, Window, Windows};
use super::decode::mark_of;
use super::fault::FileFault;
use super::folder::unreadable;
use super::header::{End, end_at, map_header};
use super::header_map::HeaderMap;
use super::parser::{Contents, Parsed, RowParser, Settings};
use super::placeholders::Placeholders;
use super::records::{Record, RecordError, RecordErrorKind, Records};
use super::rejections::{Named, Rejections};
use super::row::{Cells, Row};
use super::sniff::{LOOKED_AT, fault_of_start};
use super::unknown_columns;
use crate::domain::reject::Problem;
use crate::domain::{Encoding, Line};
use crate::text::delivered;
use crate::text::input as text;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rust_decimal::Decimal;
use std::fs::File;
use std::io::{self, Seek};
use std::sync::{Mutex, PoisonError};

/// Reads a file in the encoding that is asked for, else in the one that it is in; `None` when
/// there is no such file.
pub(super) fn read_file<P: RowParser>(
    settings: &Settings<'_>,
    parser: &P,
) -> Option<Contents<P::Row>> {
    let name = P::FILE.name();
    let open = match settings.folder.file(name) {
        Ok(open) => open?,
        Err(fault) => return Some(Contents::refused(None, vec![fault])),
    };
    settings.progress.begin(name, open.identity.length);
    let read = read_open(settings, parser, open.file);
    settings.progress.end();
    Some(read.unwrap_or_else(|error| Contents::refused(None, vec![unreadable(name, &error)])))
}

fn read_open<P: RowParser>(
    settings: &Settings<'_>,
    parser: &P,
    mut file: File,
) -> io::Result<Contents<P::Row>> {
    let first = settings.encoding.unwrap_or(Encoding::Utf8);
    let mut attempt = Attempt::new(settings, parser, &file, first)?;
    if let Some(fault) = fault_of_start(P::FILE.name(), attempt.windows.peek(LOOKED_AT)?) {
        return Ok(Contents::refused(attempt.digest(), vec![fault]));
    }
    let mut contents = attempt.read()?;
    let is_undecided = settings.encoding.is_none() && !attempt.has_mark;
    if let (Err(_), true) = (&contents, is_undecided) {
        file.rewind()?;
        attempt = Attempt::new(settings, parser, &file, Encoding::Gb18030)?;
        contents = attempt.read()?;
    }
    contents.or_else(|line| {
        let fault = attempt.encoding_fault(line);
        Ok(Contents::refused(attempt.digest(), vec![fault]))
    })
}

/// Reads a file in one encoding.
struct Attempt<'a, P> {
    settings: &'a Settings<'a>,
    parser: &'a P,
    encoding: Encoding,
    has_mark: bool,
    /// Bytes of the file when it was opened.
    length: u64,
    /// The line of a header that no line feed ends.
    cut_off_at: Option<Line>,
    windows: Windows<&'a File>,
}

impl<'a, P: RowParser> Attempt<'a, P> {
    fn new(
        settings: &'a Settings<'a>,
        parser: &'a P,
        file: &'a File,
        encoding: Encoding,
    ) -> io::Result<Attempt<'a, P>> {
        let mut windows = Windows::new(file, settings.block_size);
        let mark = mark_of(encoding);
        let has_mark = windows.peek(mark.len())?.starts_with(mark);
        if has_mark {
            windows.skip(mark.len());
        }
        Ok(Attempt {
            settings,
            parser,
            encoding,
            has_mark,
            length: file.metadata()?.len(),
            cut_off_at: None,
            windows,
        })
    }

    /// The contents, or the line of bytes that are no character of the encoding.
    fn read(&mut self) -> io::Result<Result<Contents<P::Row>, Line>> {
        let mut window = self.windows.next(Vec::new())?;
        let header = match self.header(&mut window)? {
            Ok(header) => header,
            Err(End::Encoding(line)) => return Ok(Err(line)),
            Err(End::Faults(faults)) => {
                return Ok(Ok(Contents::refused(self.digest(), faults)));
            }
        };
        let rows = self.rows(&header, window)?;
        let mut faults = match rows.end {
            Some(End::Encoding(line)) => return Ok(Err(line)),
            Some(End::Faults(faults)) => faults,
            None => Vec::new(),
        };
        let is_whole = faults.is_empty();
        // Where rows must follow it is missing them already.
        let cut_off_header = self.cut_off_at.filter(|_| P::MAY_LACK_ROWS);
        let name = P::FILE.name();
        if is_whole && rows.count == 0 && !P::MAY_LACK_ROWS {
            faults.push(FileFault::new(
                name,
                delivered::no_rows(),
                delivered::deliver_rows(),
            ));
        }
        let headings = header.headings(P::COLUMNS);
        Ok(Ok(Contents {
            kept: rows.kept,
            rejections: rows.rejections,
            encoding: Some(self.encoding),
            digested: self.digest(),
            rows: is_whole.then_some(rows.count),
            cut_off_at: rows.cut_off_at.or(cut_off_header),
            faults,
            placeholders: rows.placeholders.sum(),
            notes: [
                unknown_columns::remarks(name, &header, P::COLUMNS),
                rows.placeholders.notes(name, P::COLUMNS, &headings),
            ]
            .concat(),
            headings,
        }))
    }

    /// Reads the first record, which the window is then without.
    fn header(&mut self, window: &mut Window) -> io::Result<Result<HeaderMap, End>> {
        let name = P::FILE.name();
        while !window.blocks.is_empty() {
            for (at, block) in window.blocks.iter().enumerate() {
                let bytes = &window.bytes[block.range.clone()];
                let mut records = Records::new(bytes, block.first_line, self.encoding);
                let Some(first) = records.next() else {
                    continue;
                };
                let is_cut_off = |first: &&Record<'_>| !first.has_line_feed;
                self.cut_off_at = first
                    .as_ref()
                    .ok()
                    .filter(is_cut_off)
                    .map(|first| first.line);
                let header = map_header(name, first, P::COLUMNS);
                let (length, next_line) = records.position();
                window.blocks.drain(..at);
                let rest = &mut window.blocks[0];
                rest.range.start += length;
                rest.first_line = next_line;
                return Ok(header);
            }
            *window = self.windows.next(std::mem::take(&mut window.bytes))?;
        }
        Ok(Err(End::Faults(vec![FileFault::new(
            name,
            delivered::is_empty(),
            delivered::deliver_with_header(),
        )])))
    }

    fn rows(&mut self, header: &HeaderMap, mut window: Window) -> io::Result<Rows<P::Row>> {
        let settings = self.settings;
        let blocks = BlockParser {
            parser: self.parser,
            settings,
            header,
            encoding: self.encoding,
            shared: Mutex::default(),
        };
        let mut all = Rows::default();
        let mut parts = Vec::new();
        let mut spare = Vec::new();
        while !window.blocks.is_empty() && all.end.is_none() {
            if (settings.is_stopped)() {
                let fault = FileFault::new(P::FILE.name(), text::is_stopped(), text::run_again());
                all.end = Some(End::Faults(vec![fault]));
                break;
            }
            let windows = &mut self.windows;
            let parse = |block: &Block| blocks.parse(&window.bytes[block.range.clone()], block);
            let take_last = || {
                all.take(parts, self.length, settings.max_reject_ratio);
                windows.next(spare)
            };
            let next;
            (next, parts) = rayon::join(take_last, || {
                window.blocks.par_iter().map(parse).collect::<Vec<_>>()
            });
            settings.progress.advance(window.bytes.len() as u64);
            spare = std::mem::replace(&mut window, next?).bytes;
        }
        all.take(parts, self.length, settings.max_reject_ratio);
        Ok(all)
    }

    fn digest(&mut self) -> Option<Digested> {
        self.windows.finish(self.settings.is_stopped).ok()
    }

    fn encoding_fault(&self, line: Line) -> FileFault {
        let what = match (self.encoding, self.has_mark) {
            (Encoding::Utf8, true) => delivered::marked_utf8(),
            (Encoding::Utf8, false) => delivered::header_not_utf8(),
            (Encoding::Gb18030, _) => delivered::no_encoding(),
        };
        FileFault::new(P::FILE.name(), what, delivered::save_encoded())
            .at(line)
            .found(delivered::no_characters())
    }
}

/// What the blocks yielded so far.
struct Rows<R> {
    kept: Vec<R>,
    rejections: Rejections,
    /// All records, be they kept or not.
    count: u64,
    placeholders: Placeholders,
    /// The line of a last row without a line feed.
    cut_off_at: Option<Line>,
    /// Why nothing more counts.
    end: Option<End>,
}

impl<R> Default for Rows<R> {
    fn default() -> Rows<R> {
        Rows {
            kept: Vec::new(),
            rejections: Rejections::default(),
            count: 0,
            placeholders: Placeholders::default(),
            cut_off_at: None,
            end: None,
        }
    }
}

impl<R> Rows<R> {
    /// Takes what the blocks of the next window of a file of `bytes` yielded.
    fn take(&mut self, parts: Vec<Rows<R>>, bytes: u64, max_ratio: Decimal) {
        parts.into_iter().for_each(|part| self.append(part));
        self.rejections.limit_details(bytes, max_ratio);
    }

    /// Appends what the next block yielded.
    fn append(&mut self, mut next: Rows<R>) {
        if self.end.is_some() {
            return;
        }
        self.kept.append(&mut next.kept);
        self.rejections.append(next.rejections);
        self.count += next.count;
        self.placeholders.add(&next.placeholders);
        self.cut_off_at = next.cut_off_at;
        self.end = next.end;
    }
}

/// Parses blocks, each on its own.
struct BlockParser<'a, P: RowParser> {
    parser: &'a P,
    settings: &'a Settings<'a>,
    header: &'a HeaderMap,
    encoding: Encoding,
    /// What the rows of finished blocks share: as many as there were threads at work.
    shared: Mutex<Vec<P::Shared>>,
}

impl<P: RowParser> BlockParser<'_, P> {
    fn parse(&self, bytes: &[u8], block: &Block) -> Rows<P::Row> {
        let spare = || self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let mut shared = spare().pop().unwrap_or_default();
        let rows = self.parse_rows(bytes, block, &mut shared);
        spare().push(shared);
        rows
    }

    fn parse_rows(&self, bytes: &[u8], block: &Block, shared: &mut P::Shared) -> Rows<P::Row> {
        let mut rows = Rows::default();
        let mut records = Records::new(bytes, block.first_line, self.encoding);
        while let Some(record) = records.next() {
            if rows.end.is_some() {
                break;
            }
            match record {
                Ok(record) => self.parse_record(&record, shared, &mut rows),
                Err(RecordError {
                    line,
                    kind: RecordErrorKind::Encoding,
                }) if self.settings.encoding.is_some() => {
                    reject_row::<P>(&mut rows, line, Problem::BadEncoding);
                    let is_last = records.position().0 == bytes.len();
                    rows.cut_off_at = (is_last && !bytes.ends_with(b"\n")).then_some(line);
                }
                Err(error) => {
                    rows.end = Some(end_at(P::FILE.name(), error, Some(self.header)));
                    break;
                }
            }
        }
        rows
    }

    #[inline]
    fn parse_record(&self, record: &Record<'_>, shared: &mut P::Shared, rows: &mut Rows<P::Row>) {
        if is_padding(record) {
            let what = text::is_padded();
            let fault = FileFault::new(P::FILE.name(), what, text::deliver_as_csv());
            rows.end = Some(End::Faults(vec![fault.at(record.line)]));
            return;
        }
        rows.cut_off_at = (!record.has_line_feed).then_some(record.line);
        if record.bad_quoting {
            return reject_row::<P>(rows, record.line, Problem::BadQuoting);
        }
        if record.fields.len() != self.header.width() {
            return reject_row::<P>(rows, record.line, Problem::FieldCount);
        }
        rows.count += 1;
        let row = Row::new(record, self.header);
        let mut cells = Cells::new(row, self.settings.offset, &mut rows.placeholders);
        match self.parser.parse(&mut cells, shared) {
            Parsed::Kept(row) => rows.kept.push(row),
            Parsed::Unneeded => {}
            Parsed::Rejected(named) => {
                let flaws = cells.flaws(P::COLUMNS);
                rows.rejections.reject(P::FILE, record.line, flaws);
                rows.rejections
                    .hold_named(named, record.line, P::IDENTIFYING);
            }
        }
    }
}

/// Whether a record is NUL bytes that fill up the file, or ends in them.
fn is_padding(record: &Record<'_>) -> bool {
    record.fields.as_slice().ends_with('\0') && (!record.has_line_feed || record.fields.len() == 1)
}

/// A row of which nothing can be read.
#[cold]
fn reject_row<P: RowParser>(rows: &mut Rows<P::Row>, line: Line, problem: Problem) {
    rows.count += 1;
    rows.rejections.reject_row(P::FILE, line, problem);
    let nobody = Named::default();
    rows.rejections.hold_named(nobody, line, P::IDENTIFYING);
}
