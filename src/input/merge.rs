//! Puts what the blocks yielded together in the order of the file.

use super::fault::FileFault;
use super::parser::RowParser;
use super::placeholders::Placeholders;
use super::rejections::Rejections;
use crate::domain::Line;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Why reading ended before the file did.
pub(super) enum Ending {
    Fault(FileFault),
    /// Bytes on this line are no character of the encoding.
    Misfit(Line),
}

/// What one block yielded.
pub(super) struct Parsed<Part> {
    pub part: Part,
    /// Records in it.
    pub rows: u64,
    /// Why nothing after it counts.
    pub ending: Option<Ending>,
}

/// The file as far as its blocks have come in without a gap.
pub(super) struct Merge<'p, P: RowParser> {
    parser: &'p P,
    next_index: usize,
    waiting: BTreeMap<usize, Parsed<P::Part>>,
    /// Emptied parts, whose space further blocks can use.
    spare: Vec<P::Part>,
    /// Size of the file.
    bytes: u64,
    max_reject_ratio: Decimal,
    pub total: P::Total,
    pub rejections: Rejections,
    pub placeholders: Placeholders,
    pub rows: u64,
    pub ending: Option<Ending>,
}

impl<'p, P: RowParser> Merge<'p, P> {
    /// An empty file of `bytes` bytes, whose first block will be `next_index`.
    pub(super) fn new(
        parser: &'p P,
        next_index: usize,
        bytes: u64,
        max_reject_ratio: Decimal,
    ) -> Merge<'p, P> {
        Merge {
            parser,
            next_index,
            waiting: BTreeMap::new(),
            spare: Vec::new(),
            bytes,
            max_reject_ratio,
            total: P::Total::default(),
            rejections: Rejections::default(),
            placeholders: Placeholders::default(),
            rows: 0,
            ending: None,
        }
    }

    /// Takes what block `index` yielded. Tells whether reading has come to its end.
    pub(super) fn take(&mut self, index: usize, parsed: Parsed<P::Part>) -> bool {
        self.waiting.insert(index, parsed);
        while let Some(parsed) = self.waiting.remove(&self.next_index) {
            self.next_index += 1;
            if self.ending.is_none() {
                self.absorb(parsed);
            }
        }
        self.ending.is_some()
    }

    /// An empty part for the next block.
    pub(super) fn blank_part(&mut self) -> P::Part {
        self.spare.pop().unwrap_or_default()
    }

    fn absorb(&mut self, mut parsed: Parsed<P::Part>) {
        self.rows += parsed.rows;
        self.ending = parsed.ending;
        let rejections = std::mem::take(P::rejections(&mut parsed.part));
        self.rejections.append(rejections);
        if self
            .rejections
            .limit_exceeded(self.bytes, self.max_reject_ratio)
        {
            self.rejections.forget_details();
        }
        self.parser.absorb(&mut self.total, &mut parsed.part);
        self.spare.push(parsed.part);
    }
}
