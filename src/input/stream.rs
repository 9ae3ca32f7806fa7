//! The rows of one file, block by block, on all threads of the current pool.
//!
//! Threads take blocks one after another, parse them on their own and hand the result over in
//! the order of the file: the result does not depend on their number.

use super::blocks::{Block, Blocks};
use super::boundary::MAX_FIELDS;
use super::decode::{decode, decode_cut, raw_records};
use super::digest::{FileDigest, lock};
use super::fault::FileFault;
use super::header::Layout;
use super::merge::{Ending, Merge, Parsed};
use super::parser::{RowParser, Settings};
use super::record::{Breach, Records, Unbounded};
use super::row::Row;
use super::source::unreadable;
use crate::domain::Line;
use crate::domain::plan::Encoding;
use crate::domain::reject::Problem;
use std::fs::File;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// Reads the rows of one file.
pub(super) struct Stream<'a, P: RowParser> {
    pub parser: &'a P,
    pub layout: Layout,
    pub encoding: Encoding,
    pub settings: &'a Settings<'a>,
    /// Takes every block that was parsed.
    pub digest: Arc<FileDigest>,
    pub blocks: Mutex<Blocks<File>>,
    pub merge: Mutex<Merge<'a, P>>,
    /// Nothing more needs to be read.
    pub is_over: AtomicBool,
}

impl<P: RowParser> Stream<'_, P> {
    /// Reads until the end of the file, or until the first block behind which nothing counts.
    pub(super) fn run(&self) {
        rayon::broadcast(|_| self.work());
    }

    fn work(&self) {
        let mut scratch = P::Scratch::default();
        let mut buffer = Vec::new();
        let mut part = P::Part::default();
        while let Some(taken) = self.take_block(buffer) {
            let mut parsed = Parsed {
                part,
                rows: 0,
                ending: None,
            };
            let index = match taken {
                Ok(block) => {
                    self.parse(&block, &mut scratch, &mut parsed);
                    self.settings.progress.advance(block.bytes.len() as u64);
                    buffer = self.digest.hand_in(block.offset, block.bytes);
                    block.index
                }
                Err((index, fault)) => {
                    buffer = Vec::new();
                    parsed.ending = Some(Ending::Fault(fault));
                    index
                }
            };
            let mut merge = lock(&self.merge);
            if merge.take(index, parsed) {
                self.is_over.store(true, Ordering::Relaxed);
            }
            part = merge.blank_part();
        }
        lock(&self.merge)
            .placeholders
            .add(&scratch.as_ref().placeholders);
    }

    /// The next block, or the number of the one that could not be read.
    fn take_block(&self, buffer: Vec<u8>) -> Option<Result<Block, (usize, FileFault)>> {
        let mut blocks = lock(&self.blocks);
        if self.is_over.load(Ordering::Relaxed) {
            return None;
        }
        let taken = blocks.next(buffer).transpose()?;
        Some(taken.map_err(|error| {
            self.is_over.store(true, Ordering::Relaxed);
            (blocks.next_index(), unreadable(P::FILE.name(), &error))
        }))
    }

    fn parse(&self, block: &Block, scratch: &mut P::Scratch, parsed: &mut Parsed<P::Part>) {
        let text = match block.is_broken {
            true => decode_cut(&block.bytes, self.encoding),
            false => decode(&block.bytes, self.encoding),
        };
        match text {
            Some(text) => self.parse_text(&text, block.first_line, scratch, parsed),
            None => self.parse_singly(block, scratch, parsed),
        }
        if block.is_broken && parsed.ending.is_none() {
            parsed.ending = Some(Ending::Fault(FileFault::new(
                P::FILE.name(),
                "the last record read is longer than any may be",
                "check the quotes of the file and deliver it again",
            )));
        }
        self.parser.close(&mut parsed.part);
    }

    fn parse_text(
        &self,
        text: &str,
        first_line: Line,
        scratch: &mut P::Scratch,
        parsed: &mut Parsed<P::Part>,
    ) {
        let width = self.layout.width();
        let mut records = Records::new(text, first_line, width);
        while let Some(record) = records.next() {
            let record = match record {
                Ok(record) => record,
                Err(breach) => {
                    let fault = fault_of(P::FILE.name(), breach, self.layout.cell(breach.field));
                    parsed.ending = Some(Ending::Fault(fault));
                    return;
                }
            };
            parsed.rows += 1;
            if record.bad_quoting {
                reject_row::<P>(&mut parsed.part, record.line, Problem::BadQuoting);
            } else if record.count() != width {
                reject_row::<P>(&mut parsed.part, record.line, Problem::FieldCount);
            } else {
                let row = Row::new(record, &self.layout);
                self.parser.parse(&row, scratch, &mut parsed.part);
            }
        }
    }

    /// Reads a block that holds invalid bytes.
    #[cold]
    fn parse_singly(&self, block: &Block, scratch: &mut P::Scratch, parsed: &mut Parsed<P::Part>) {
        for record in raw_records(&block.bytes, block.first_line) {
            let is_cut = block.is_broken && record.end == block.bytes.len();
            let text = match is_cut {
                true => decode_cut(record.bytes, self.encoding),
                false => decode(record.bytes, self.encoding),
            };
            match text {
                Some(text) => self.parse_text(&text, record.line, scratch, parsed),
                None if self.settings.encoding.is_none() => {
                    parsed.ending = Some(Ending::Misfit(record.line));
                }
                None => {
                    parsed.rows += 1;
                    reject_row::<P>(&mut parsed.part, record.line, Problem::BadEncoding);
                }
            }
            if parsed.ending.is_some() {
                return;
            }
        }
    }
}

/// A row of which nothing can be read.
#[cold]
fn reject_row<P: RowParser>(part: &mut P::Part, line: Line, problem: Problem) {
    let rejections = P::rejections(part);
    rejections.reject_row(P::FILE, line, problem);
    if P::MUST_NAME {
        rejections.is_nameless(line);
    }
}

/// The fault of a record that breaks a limit.
pub(super) fn fault_of(file: &str, unbounded: Unbounded, column: Option<&str>) -> FileFault {
    let (what, mend) = match unbounded.breach {
        Breach::LongField => (
            "a field has more than 1,024 bytes or 3 line feeds".to_owned(),
            "look for a quote that is not closed",
        ),
        Breach::OpenQuote => (
            "a field opens with a quote that is never closed".to_owned(),
            "close the quote; the file may also have been cut off in transfer",
        ),
        Breach::ManyFields => (
            format!("a record has more than {MAX_FIELDS} fields"),
            "look for line feeds that are missing",
        ),
    };
    FileFault::new(file, what, format!("{mend}, and deliver the file again"))
        .at(unbounded.line)
        .in_column(column)
}
