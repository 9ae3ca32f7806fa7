//! One file of the extract: its encoding, its header, its rows.

use super::blocks::Blocks;
use super::boundary::MAX_FIELDS;
use super::decode::{decode, decode_cut, mark_of, raw_records};
use super::fault::FileFault;
use super::header::{Column, Layout, group};
use super::merge::{Ending, Merge};
use super::parser::{Contents, RowParser, Settings};
use super::record::Records;
use super::source::{open, unreadable};
use super::stream::{Stream, fault_of};
use crate::domain::Line;
use crate::domain::plan::Encoding;
use std::fs::File;
use std::io;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

/// Reads a file in the encoding that is asked for, else in the one that it is in; `None` when
/// there is no such file.
pub(super) fn read_file<P: RowParser>(
    settings: &Settings<'_>,
    parser: &P,
) -> Option<Contents<P::Total>> {
    let name = P::FILE.name();
    let tried = match settings.encoding {
        Some(encoding) => attempt(settings, parser, encoding),
        None => attempt(settings, parser, Encoding::Utf8).and_then(|tried| match tried {
            Some(Tried::Misfit {
                has_mark: false, ..
            }) => attempt(settings, parser, Encoding::Gb18030),
            tried => Ok(tried),
        }),
    };
    match tried {
        Ok(tried) => tried.map(|tried| tried.contents(name)),
        Err(fault) => Some(Contents::refused(None, vec![fault])),
    }
}

/// What came of reading a file in one encoding.
enum Tried<T> {
    Read(Contents<T>),
    /// Bytes that the encoding does not know.
    Misfit {
        encoding: Encoding,
        has_mark: bool,
        line: Line,
        blocks: Blocks<File>,
    },
}

impl<T: Default> Tried<T> {
    /// The contents; of a misfit, the fault.
    fn contents(self, name: &str) -> Contents<T> {
        match self {
            Tried::Read(contents) => contents,
            Tried::Misfit {
                encoding,
                has_mark,
                line,
                blocks,
            } => {
                let fault = FileFault::new(
                    name,
                    misfit(encoding, has_mark),
                    "save the file as UTF-8 or GB18030 and deliver it again",
                )
                .at(line)
                .found("bytes that are no character");
                Contents::refused(blocks.finish().ok(), vec![fault])
            }
        }
    }
}

fn misfit(encoding: Encoding, has_mark: bool) -> &'static str {
    match (encoding, has_mark) {
        (Encoding::Utf8, true) => "the file is marked as UTF-8 but is not valid UTF-8",
        (Encoding::Utf8, false) => "the header is not valid UTF-8",
        (Encoding::Gb18030, _) => "the file is neither valid UTF-8 nor valid GB18030",
    }
}

fn attempt<P: RowParser>(
    settings: &Settings<'_>,
    parser: &P,
    encoding: Encoding,
) -> Result<Option<Tried<P::Total>>, FileFault> {
    let name = P::FILE.name();
    let Some((file, bytes)) = open(settings.dir, name)? else {
        return Ok(None);
    };
    settings.progress.begin(name, bytes);
    let failed = |error: io::Error| unreadable(name, &error);
    let mut blocks = Blocks::new(file, settings.block_size);
    let has_mark = blocks.skip_mark(mark_of(encoding)).map_err(failed)?;
    let tried = match header(&mut blocks, name, P::COLUMNS, encoding).map_err(failed)? {
        Header::Found(layout) => {
            let first = blocks.next_index();
            let stream = Stream {
                parser,
                layout,
                encoding,
                settings,
                digest: blocks.digest(),
                blocks: Mutex::new(blocks),
                merge: Mutex::new(Merge::new(parser, first, bytes, settings.max_reject_ratio)),
                is_over: AtomicBool::new(false),
            };
            stream.run();
            finish(stream, has_mark)
        }
        Header::Faults(faults) => Tried::Read(Contents::refused(blocks.finish().ok(), faults)),
        Header::Misfit(line) => Tried::Misfit {
            encoding,
            has_mark,
            line,
            blocks,
        },
    };
    settings.progress.end();
    Ok(Some(tried))
}

/// The contents of a file whose blocks were read.
fn finish<P: RowParser>(stream: Stream<'_, P>, has_mark: bool) -> Tried<P::Total> {
    let name = P::FILE.name();
    let blocks = stream
        .blocks
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    let merge = stream
        .merge
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    let mut faults = Vec::new();
    let is_whole = merge.ending.is_none();
    match merge.ending {
        Some(Ending::Misfit(line)) => {
            return Tried::Misfit {
                encoding: stream.encoding,
                has_mark,
                line,
                blocks,
            };
        }
        Some(Ending::Fault(fault)) => faults.push(fault),
        None if merge.rows == 0 && !P::MAY_LACK_ROWS => faults.push(FileFault::new(
            name,
            "the file has a header and no row",
            "deliver the file again with its rows",
        )),
        None => {}
    }
    Tried::Read(Contents {
        total: merge.total,
        rejections: merge.rejections,
        encoding: Some(stream.encoding),
        digested: blocks.finish().ok(),
        rows: is_whole.then_some(merge.rows),
        faults,
        notes: note_extra(name, &stream.layout)
            .into_iter()
            .chain(merge.placeholders.notes(name, P::COLUMNS))
            .collect(),
    })
}

/// A remark on columns that nobody asked for.
pub(super) fn note_extra(name: &str, layout: &Layout) -> Option<String> {
    let extra = layout.extra();
    (!extra.is_empty()).then(|| format!("{name}: columns not used: {}", extra.join(", ")))
}

/// What the first record of a file says.
enum Header {
    Found(Layout),
    Faults(Vec<FileFault>),
    Misfit(Line),
}

/// Reads the first record and gives the rest of its block back.
fn header(
    blocks: &mut Blocks<File>,
    name: &str,
    columns: &[Column],
    encoding: Encoding,
) -> io::Result<Header> {
    while let Some(block) = blocks.next(Vec::new())? {
        let first = raw_records(&block.bytes, block.first_line).find(|r| !r.is_blank());
        if let Some(record) = first {
            let text = match block.is_broken && record.end == block.bytes.len() {
                true => decode_cut(record.bytes, encoding),
                false => decode(record.bytes, encoding),
            };
            let header = match text {
                Some(text) => header_of(&text, record.line, name, columns),
                None => Header::Misfit(record.line),
            };
            let (end, next_line) = (record.end, record.next_line());
            blocks.give_back(block, end, next_line);
            return Ok(header);
        }
        blocks.digest().hand_in(block.offset, block.bytes);
    }
    let fault = FileFault::new(
        name,
        "the file is empty",
        "deliver the file again with its header and rows",
    );
    Ok(Header::Faults(vec![fault]))
}

/// The layout that the header `text` gives.
fn header_of(text: &str, line: Line, name: &str, columns: &[Column]) -> Header {
    match lay_out_record(text, line, name, columns) {
        Ok(layout) => Header::Found(layout),
        Err(faults) => Header::Faults(faults),
    }
}

/// Reads a record as the header.
///
/// # Errors
/// All that is wrong with it.
pub(super) fn lay_out_record(
    text: &str,
    line: Line,
    name: &str,
    columns: &[Column],
) -> Result<Layout, Vec<FileFault>> {
    match Records::new(text, line, MAX_FIELDS).next() {
        Some(Ok(record)) if !record.bad_quoting => group(name, line, record.fields(), columns),
        Some(Err(unbounded)) => Err(vec![fault_of(name, unbounded, None)]),
        _ => Err(vec![
            FileFault::new(
                name,
                "the header has text after a closing quote, or a quote inside a field",
                "correct the header and deliver the file again",
            )
            .at(line),
        ]),
    }
}
