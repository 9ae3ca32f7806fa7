//! Edits of a ledger's bytes: pages in wrong places, trees that never end.

use rusqlite::Connection;
use std::fs;
use std::path::Path;

/// The pages of a ledger's file.
pub struct Pages {
    bytes: Vec<u8>,
    size: usize,
}

impl Pages {
    pub fn read(path: &Path) -> Pages {
        let bytes = fs::read(path).expect("the ledger");
        let size = usize::from(u16::from_be_bytes([bytes[16], bytes[17]]));
        Pages { bytes, size }
    }

    pub fn write(&self, path: &Path) {
        fs::write(path, &self.bytes).expect("a ledger");
    }

    pub fn count(&self) -> usize {
        self.bytes.len() / self.size
    }

    /// A page by its number, from 1.
    pub fn page(&mut self, number: usize) -> &mut [u8] {
        &mut self.bytes[(number - 1) * self.size..number * self.size]
    }

    pub fn swap(&mut self, a: usize, b: usize) {
        let kept = self.page(a).to_vec();
        let other = self.page(b).to_vec();
        self.page(a).copy_from_slice(&other);
        self.page(b).copy_from_slice(&kept);
    }

    /// A page behind the last; its number.
    fn append(&mut self, page: &[u8]) -> usize {
        self.bytes.extend_from_slice(page);
        let count = self.count();
        self.bytes[28..32].copy_from_slice(&(count as u32).to_be_bytes());
        count
    }

    /// Puts levels of inner pages over a leaf; each names the one below it as often as there is room.
    /// Whoever walks through the tree comes to the leaf more often than a lifetime has seconds.
    pub fn make_endless(&mut self, root: usize) {
        const LEVELS: usize = 8;
        let leaf = self.page(root).to_vec();
        let is_table = leaf[0] == 0x0d;
        let cell = first_cell(&leaf, is_table);
        let mut below = self.append(&leaf);
        for _ in 1..LEVELS {
            let inner = inner_page(self.size, is_table, below, &cell);
            below = self.append(&inner);
        }
        let top = inner_page(self.size, is_table, below, &cell);
        self.page(root).copy_from_slice(&top);
    }
}

/// What an inner page repeats of a leaf's first cell: the number of a row, or the key of an index.
fn first_cell(leaf: &[u8], is_table: bool) -> Vec<u8> {
    let start = usize::from(u16::from_be_bytes([leaf[8], leaf[9]]));
    // Short payloads alone: each length is one byte, or two where the first has its high bit.
    let length_bytes = 1 + usize::from(leaf[start] >> 7);
    let length = leaf[start..start + length_bytes]
        .iter()
        .fold(0, |length, byte| length << 7 | usize::from(byte & 0x7f));
    match is_table {
        true => vec![leaf[start + length_bytes]],
        false => leaf[start..start + length_bytes + length].to_vec(),
    }
}

fn inner_page(size: usize, is_table: bool, child: usize, cell: &[u8]) -> Vec<u8> {
    let child = (child as u32).to_be_bytes();
    let cell = [&child, cell].concat();
    let count = (size - 12) / (cell.len() + 2);
    let mut page = vec![0; size];
    page[0] = if is_table { 0x05 } else { 0x02 };
    page[3..5].copy_from_slice(&(count as u16).to_be_bytes());
    page[5..7].copy_from_slice(&((size - count * cell.len()) as u16).to_be_bytes());
    page[8..12].copy_from_slice(&child);
    for at in 0..count {
        let start = size - (at + 1) * cell.len();
        page[start..start + cell.len()].copy_from_slice(&cell);
        page[12 + 2 * at..14 + 2 * at].copy_from_slice(&(start as u16).to_be_bytes());
    }
    page
}

/// The page at which the tree of a table begins.
pub fn root_of(path: &Path, table: &str) -> usize {
    let conn = Connection::open(path).expect("the ledger");
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
    conn.query_row(sql, [table], |r| r.get(0)).expect("a table")
}
