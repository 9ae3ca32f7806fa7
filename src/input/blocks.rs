//! A file as windows of whole records, read once and in order, digested on the way.

use super::boundary::{Cut, cut};
use super::decode::line_feeds;
use crate::domain::Line;
use sha2::{Digest, Sha256};
use std::io::{self, Read};
use std::ops::Range;

/// Blocks of one window: enough for every thread, few enough that memory does not follow the file.
const BLOCKS_IN_WINDOW: usize = 32;

/// Digest and size of what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Digested {
    /// Lower-case hex.
    pub sha256: String,
    /// Number of bytes.
    pub bytes: u64,
}

/// Whole records of a file, for one thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// Its bytes in the window.
    pub range: Range<usize>,
    /// Physical line on which the first record starts.
    pub first_line: Line,
}

/// Blocks that follow each other.
#[derive(Default)]
pub(super) struct Window {
    pub bytes: Vec<u8>,
    /// In the order of the file. None only behind the last record.
    pub blocks: Vec<Block>,
    /// Whether the last record breaks a limit and is cut where it shows; nothing follows.
    is_broken: bool,
}

/// Cuts a source into windows.
pub(super) struct Windows<R> {
    source: R,
    block_size: usize,
    /// Bytes read behind the last window.
    carry: Vec<u8>,
    sha256: Sha256,
    bytes_read: u64,
    next_line: Line,
    /// Everything worth reading has been given out.
    is_over: bool,
}

impl<R: Read> Windows<R> {
    /// Windows with blocks of about `block_size` bytes.
    pub(super) fn new(source: R, block_size: usize) -> Windows<R> {
        Windows {
            source,
            block_size,
            carry: Vec::new(),
            sha256: Sha256::new(),
            bytes_read: 0,
            next_line: 1,
            is_over: false,
        }
    }

    /// The first bytes of the file, at most `most`. To be called before the first window.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub(super) fn peek(&mut self, most: usize) -> io::Result<&[u8]> {
        let mut start = std::mem::take(&mut self.carry);
        let missing = most.saturating_sub(start.len());
        self.fill(&mut start, missing)?;
        self.carry = start;
        Ok(&self.carry)
    }

    /// Passes over the first `count` of the bytes that were peeked at.
    pub(super) fn skip(&mut self, count: usize) {
        self.carry.drain(..count.min(self.carry.len()));
    }

    /// The next window, in the space of `buffer`; without blocks behind the last.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub(super) fn next(&mut self, mut buffer: Vec<u8>) -> io::Result<Window> {
        buffer.clear();
        let mut window = Window::default();
        if self.is_over {
            return Ok(window);
        }
        buffer.append(&mut self.carry);
        window.bytes = buffer;
        while window.blocks.is_empty() && !self.is_over {
            // A record longer than a window is read in steps that double.
            let wanted = (self.block_size * BLOCKS_IN_WINDOW).max(window.bytes.len());
            let got = self.fill(&mut window.bytes, wanted)?;
            let end = self.split(&mut window);
            self.is_over = got == 0 || window.is_broken;
            let rest = window.bytes.len() - end;
            if got == 0 && !window.is_broken && rest > 0 {
                // The last record lacks its line feed.
                self.push(&mut window, rest);
            }
        }
        let end = window.blocks.last().map_or(0, |block| block.range.end);
        self.carry.extend_from_slice(&window.bytes[end..]);
        window.bytes.truncate(end);
        Ok(window)
    }

    /// Cuts a window into blocks and tells where the last complete record ends.
    fn split(&mut self, window: &mut Window) -> usize {
        let (mut start, mut size) = (0, self.block_size);
        loop {
            let rest = &window.bytes[start..];
            let part = &rest[..size.min(rest.len())];
            let end = match cut(part) {
                Cut::After(end) => end,
                Cut::Broken(end) => {
                    window.is_broken = true;
                    end
                }
                Cut::More if part.len() < rest.len() => {
                    size *= 2;
                    continue;
                }
                Cut::More => return start,
            };
            self.push(window, end);
            start += end;
            size = self.block_size;
            if window.is_broken {
                return start;
            }
        }
    }

    /// Adds the block of the `length` bytes behind the last one.
    fn push(&mut self, window: &mut Window, length: usize) {
        let start = window.blocks.last().map_or(0, |block| block.range.end);
        let range = start..start + length;
        let line_feeds = line_feeds(&window.bytes[range.clone()]);
        window.blocks.push(Block {
            range,
            first_line: self.next_line,
        });
        self.next_line = self.next_line.saturating_add(line_feeds);
    }

    /// Appends up to `wanted` bytes to `buffer` and tells how many; 0 at the end.
    fn fill(&mut self, buffer: &mut Vec<u8>, wanted: usize) -> io::Result<usize> {
        let old = buffer.len();
        // A little more than wanted, so that the standard library sees no full buffer and probes.
        buffer.reserve(wanted + 64);
        let got = self
            .source
            .by_ref()
            .take(wanted as u64)
            .read_to_end(buffer)?;
        self.sha256.update(&buffer[old..]);
        self.bytes_read += got as u64;
        Ok(got)
    }

    /// Reads what is left, for the digest of the whole, unless `is_stopped`.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub(super) fn finish(&mut self, is_stopped: &dyn Fn() -> bool) -> io::Result<Digested> {
        let mut buffer = std::mem::take(&mut self.carry);
        loop {
            buffer.clear();
            if is_stopped() || self.fill(&mut buffer, 1 << 20)? == 0 {
                break;
            }
        }
        Ok(Digested {
            sha256: format!("{:x}", self.sha256.clone().finalize()),
            bytes: self.bytes_read,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks_of(bytes: &[u8], size: usize) -> (Vec<(Line, Vec<u8>)>, bool, Digested) {
        let mut windows = Windows::new(bytes, size);
        let (mut found, mut is_broken) = (Vec::new(), false);
        loop {
            let window = windows.next(Vec::new()).unwrap();
            if window.blocks.is_empty() {
                break;
            }
            is_broken |= window.is_broken;
            let block = |b: &Block| (b.first_line, window.bytes[b.range.clone()].to_vec());
            found.extend(window.blocks.iter().map(block));
        }
        (found, is_broken, windows.finish(&|| false).unwrap())
    }

    #[test]
    fn blocks_hold_whole_records_and_all_bytes() {
        let text = b"a,b\n\n\"c\nd\",e\r\nf\n\"g\"\"\n\",h";
        for size in 1..40 {
            let (found, is_broken, digested) = blocks_of(text, size);
            assert!(!is_broken);
            let all: Vec<u8> = found.iter().flat_map(|(_, b)| b.clone()).collect();
            assert_eq!(all, text);
            let mut expected = 1;
            for (line, bytes) in &found {
                assert_eq!(*line, expected);
                expected += line_feeds(bytes);
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
    fn the_start_can_be_passed_over() {
        let mut windows = Windows::new(&b"\xEF\xBB\xBFa\n"[..], 8);
        assert_eq!(windows.peek(5).unwrap(), b"\xEF\xBB\xBFa\n");
        windows.skip(3);
        let window = windows.next(Vec::new()).unwrap();
        assert_eq!((&window.bytes[..], window.blocks.len()), (&b"a\n"[..], 1));
        assert_eq!(windows.finish(&|| false).unwrap().bytes, 5);
    }
}
