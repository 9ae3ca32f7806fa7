//! A file as numbered blocks of whole records, read once and in order.

use super::boundary::{Cut, cut};
use super::decode::line_feeds;
use super::digest::{Digested, FileDigest};
use crate::domain::Line;
use std::io::{self, Read};
use std::sync::Arc;

/// Whole records of a file.
pub(super) struct Block {
    /// Place in the file's order of blocks, from 0.
    pub index: usize,
    /// Place of its first byte in the file.
    pub offset: u64,
    /// Physical line on which the first record starts.
    pub first_line: Line,
    /// The records, the last one's line feed included if it has one.
    pub bytes: Vec<u8>,
    /// Whether the last record breaks a limit and is cut where it shows; nothing follows.
    pub is_broken: bool,
}

/// Cuts a source into blocks.
pub(super) struct Blocks<R> {
    source: R,
    block_size: usize,
    /// Bytes read behind the last block.
    carry: Vec<u8>,
    /// To which every block is to be handed in.
    digest: Arc<FileDigest>,
    /// Bytes of the file before `carry`.
    offset: u64,
    next_index: usize,
    next_line: Line,
    /// Everything worth reading has been given out.
    is_over: bool,
    /// A block that was given back.
    returned: Option<Block>,
}

impl<R: Read> Blocks<R> {
    /// Blocks of about `block_size` bytes.
    pub(super) fn new(source: R, block_size: usize) -> Blocks<R> {
        Blocks {
            source,
            block_size,
            carry: Vec::new(),
            digest: Arc::default(),
            offset: 0,
            next_index: 0,
            next_line: 1,
            is_over: false,
            returned: None,
        }
    }

    /// Passes over `mark` if the file starts with it. To be called before the first block.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub(super) fn skip_mark(&mut self, mark: &[u8]) -> io::Result<bool> {
        let mut start = std::mem::take(&mut self.carry);
        let missing = mark.len().saturating_sub(start.len());
        self.fill(&mut start, missing)?;
        let is_there = start.starts_with(mark);
        self.carry = start.split_off(if is_there { mark.len() } else { 0 });
        self.digest.hand_in(0, start.clone());
        self.offset = start.len() as u64;
        Ok(is_there)
    }

    /// The next block, in the space of `buffer`; `None` behind the last.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub(super) fn next(&mut self, mut buffer: Vec<u8>) -> io::Result<Option<Block>> {
        if self.returned.is_some() || self.is_over {
            return Ok(self.returned.take());
        }
        buffer.clear();
        buffer.extend_from_slice(&self.carry);
        self.carry.clear();
        let mut is_broken = false;
        loop {
            // A record longer than a block is read in steps that double.
            let wanted = self.block_size.max(buffer.len());
            let got = self.fill(&mut buffer, wanted)?;
            let end = match cut(&buffer) {
                _ if got == 0 => {
                    self.is_over = true;
                    break;
                }
                Cut::More => continue,
                Cut::After(end) => end,
                Cut::Broken(end) => {
                    (self.is_over, is_broken) = (true, true);
                    end
                }
            };
            self.carry.extend_from_slice(&buffer[end..]);
            buffer.truncate(end);
            break;
        }
        if buffer.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.number(buffer, is_broken)))
    }

    /// Takes back the block that was given out last, but for its first `end` bytes, behind which
    /// line `next_line` starts.
    pub(super) fn give_back(&mut self, mut block: Block, end: usize, next_line: Line) {
        let done = block.bytes.drain(..end).collect();
        self.digest.hand_in(block.offset, done);
        block.offset += end as u64;
        block.first_line = next_line;
        self.returned = Some(block);
    }

    /// Where every block that was given out must be handed in.
    pub(super) fn digest(&self) -> Arc<FileDigest> {
        Arc::clone(&self.digest)
    }

    fn number(&mut self, bytes: Vec<u8>, is_broken: bool) -> Block {
        let block = Block {
            index: self.next_index,
            offset: self.offset,
            first_line: self.next_line,
            is_broken,
            bytes,
        };
        self.next_index += 1;
        self.offset += block.bytes.len() as u64;
        self.next_line = self.next_line.saturating_add(line_feeds(&block.bytes));
        block
    }

    /// Appends up to `wanted` bytes to `buffer` and tells how many; 0 at the end.
    fn fill(&mut self, buffer: &mut Vec<u8>, wanted: usize) -> io::Result<usize> {
        // A little more than wanted, so that the standard library sees no full buffer and probes.
        buffer.reserve(wanted + 64);
        self.source.by_ref().take(wanted as u64).read_to_end(buffer)
    }

    /// Number of the block that comes next.
    pub(super) fn next_index(&self) -> usize {
        self.returned.as_ref().map_or(self.next_index, |b| b.index)
    }

    /// Reads what is left, for the digest of the whole. To be called when all blocks are handed in.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub(super) fn finish(mut self) -> io::Result<Digested> {
        let unparsed = self.returned.take().map(|block| block.bytes);
        let mut left = unparsed
            .into_iter()
            .chain([std::mem::take(&mut self.carry)]);
        self.digest().finish(|bytes| {
            match left.find(|part| !part.is_empty()) {
                Some(part) => *bytes = part,
                None => {
                    self.fill(bytes, self.block_size)?;
                }
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    fn blocks_of(bytes: &[u8], size: usize) -> (Vec<(Line, Vec<u8>)>, bool, Digested) {
        let mut blocks = Blocks::new(bytes, size);
        let (mut found, mut is_broken) = (Vec::new(), false);
        while let Some(block) = blocks.next(Vec::new()).unwrap() {
            assert_eq!(block.index, found.len());
            is_broken |= block.is_broken;
            found.push((block.first_line, block.bytes.clone()));
            blocks.digest().hand_in(block.offset, block.bytes);
        }
        (found, is_broken, blocks.finish().unwrap())
    }

    #[test]
    fn blocks_hold_whole_records_and_all_bytes() {
        let text = b"a,b\n\n\"c\nd\",e\r\nf\n\"g\"\"\n\",h";
        for size in 1..40 {
            let (found, is_broken, digested) = blocks_of(text, size);
            assert!(!is_broken);
            let all: Vec<u8> = found.iter().flat_map(|(_, b)| b.clone()).collect();
            assert_eq!(all, text);
            for (line, bytes) in &found {
                let start = found
                    .iter()
                    .take_while(|(l, _)| l < line)
                    .map(|(_, b)| line_feeds(b))
                    .sum::<Line>();
                assert_eq!(*line, start + 1);
                assert!(!bytes.starts_with(b"d") && !bytes.starts_with(b"\","));
            }
            assert_eq!(digested.bytes, text.len() as u64);
            assert_eq!(digested.sha256, format!("{:x}", Sha256::digest(text)));
        }
    }

    #[test]
    fn what_follows_a_broken_record_is_only_digested() {
        let text = b"a\n\"1\n2\n3\n4\n5\nb\nc\n";
        for size in [1, 3, 100] {
            let (found, is_broken, digested) = blocks_of(text, size);
            assert!(is_broken);
            assert!(found.last().unwrap().1.ends_with(b"\"1\n2\n3\n4\n"));
            assert_eq!(digested.sha256, format!("{:x}", Sha256::digest(text)));
        }
    }

    #[test]
    fn a_mark_is_passed_over() {
        for (text, rest, is_there) in [
            (&b"\xEF\xBB\xBFa"[..], &b"a"[..], true),
            (b"abcd", b"abcd", false),
            (b"a", b"a", false),
            (b"\xEF\xBB\xBF", b"", true),
        ] {
            let mut blocks = Blocks::new(text, 8);
            assert_eq!(blocks.skip_mark(b"\xEF\xBB\xBF").unwrap(), is_there);
            let block = blocks.next(Vec::new()).unwrap();
            assert_eq!(block.as_ref().map_or(&b""[..], |b| &b.bytes), rest);
            if let Some(block) = block {
                blocks.give_back(block, 0, 1);
            }
            assert_eq!(blocks.finish().unwrap().bytes, text.len() as u64);
        }
    }
}
