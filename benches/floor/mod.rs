//! The floor: merely reading all fields of an extract's files with csv's `ByteRecord`, on all
//! threads.

use rayon::prelude::*;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

const CHUNK: u64 = 8 << 20;
/// No record of an extract is longer.
const LONGEST_RECORD: usize = 64 << 10;

/// Reads every field of the files and returns how many there are.
pub fn read_all_fields(folder: &Path) -> usize {
    ["enrollments.csv", "networks.csv", "accounts.csv"]
        .iter()
        .map(|name| count_fields(&folder.join(name)))
        .sum()
}

fn count_fields(path: &Path) -> usize {
    let file = File::open(path).expect("a file of the extract");
    let size = file.metadata().expect("its size").len();
    let starts: Vec<u64> = (0..size).step_by(CHUNK as usize).collect();
    starts
        .into_par_iter()
        .map(|start| fields_of_chunk(&file, start))
        .sum()
}

/// Fields of the records that start within a chunk. A line feed inside quotes may cut a record in
/// two: a floor may do a little too little.
fn fields_of_chunk(file: &File, start: u64) -> usize {
    let mut bytes = vec![0; CHUNK as usize + LONGEST_RECORD];
    let length = read_up_to(file, &mut bytes, start);
    let bytes = &bytes[..length];
    let after_line_feed = |from: usize| {
        bytes
            .get(from..)
            .and_then(|rest| memchr::memchr(b'\n', rest))
            .map(|at| from + at + 1)
    };
    let first = if start == 0 {
        0
    } else {
        after_line_feed(0).unwrap_or(length)
    };
    let last = after_line_feed(CHUNK as usize).unwrap_or(length);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(&bytes[first.min(last)..last]);
    let mut record = csv::ByteRecord::new();
    let mut fields = 0;
    while reader
        .read_byte_record(&mut record)
        .expect("memory does not fail")
    {
        fields += record
            .iter()
            .filter(|field| field.len() < usize::MAX)
            .count();
    }
    fields
}

fn read_up_to(file: &File, bytes: &mut [u8], start: u64) -> usize {
    let mut length = 0;
    while length < bytes.len() {
        match file
            .read_at(&mut bytes[length..], start + length as u64)
            .expect("a readable file")
        {
            0 => break,
            more => length += more,
        }
    }
    length
}
