//! Writes a city's files: rows made in parallel, written in order, digested on the way.

use super::city::City;
use super::random::Shuffle;
use super::rows::Row;
use super::{Shape, unwritten};
use crate::fault::Fault;
use crate::progress::Progress;
use chrono::FixedOffset;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Write;
use std::path::Path;

/// Places of a file that are made at once.
const BLOCK: u64 = 4_096;
/// Blocks that are made in parallel before they are written.
const BLOCKS: u64 = 64;

/// Rows that few networks have more of.
const MEMBERS: u64 = 6;
/// What tells the order of shuffled rows from the orders of a city.
const SHUFFLED: u64 = 20;

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFile {
    /// Its name.
    pub name: &'static str,
    /// Records after the header.
    pub rows: u64,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
}

/// Writes the five files of the extract that hold rows to judge.
///
/// # Errors
/// When a file cannot be written.
pub fn write_rows(
    city: &City,
    folder: &Path,
    progress: &dyn Progress,
) -> Result<Vec<WrittenFile>, Fault> {
    let job = Job {
        folder,
        offset: city.residents.season.offset,
        shuffled_by: (city.residents.shape != Shape::Tidy).then_some(city.residents.seed),
        progress,
    };
    Ok(vec![
        job.write("enrollments.csv", city.enrollments(), 1, |place| {
            vec![city.enrollment(place)]
        })?,
        job.write("networks.csv", city.networks(), MEMBERS, |place| {
            city.members(place)
        })?,
        job.write("accounts.csv", city.accounts(), 2, |place| {
            city.holdings(place)
        })?,
        job.write("payments.csv", city.families(), 2, |family| {
            city.receipts(family)
        })?,
        job.write("holds.csv", city.families(), 1, |family| {
            city.orders(family)
        })?,
    ])
}

/// What the writing of every file needs.
struct Job<'a> {
    folder: &'a Path,
    offset: FixedOffset,
    /// The seed of a random order of rows.
    shuffled_by: Option<u64>,
    progress: &'a dyn Progress,
}

impl Job<'_> {
    /// Writes one file; `rows_at` tells the rows of one place, seldom more than `rows_in_place`.
    /// Where rows are shuffled, each of those stands by itself: memory holds none of them but
    /// those that are being written.
    fn write<R: Row>(
        &self,
        name: &'static str,
        places: u64,
        rows_in_place: u64,
        rows_at: impl Fn(u64) -> Vec<R> + Sync,
    ) -> Result<WrittenFile, Fault> {
        let Some(seed) = self.shuffled_by else {
            return self.write_in_order(name, places, rows_at);
        };
        let order = Shuffle::new(places * rows_in_place, seed, SHUFFLED);
        self.write_in_order(name, places * rows_in_place, |at| {
            let (place, row) = (order.at(at) / rows_in_place, order.at(at) % rows_in_place);
            let rows = rows_at(place).into_iter();
            rows.skip(row as usize)
                .step_by(rows_in_place as usize)
                .collect()
        })
    }

    fn write_in_order<R: Row>(
        &self,
        name: &'static str,
        places: u64,
        rows_at: impl Fn(u64) -> Vec<R> + Sync,
    ) -> Result<WrittenFile, Fault> {
        let path = self.folder.join(name);
        let mut sink = Sink::create(&path)?;
        sink.write(format!("{}\n", R::HEADER).as_bytes())
            .map_err(|error| unwritten(&path, &error))?;
        self.progress.begin(name, places);
        for start in (0..places).step_by((BLOCK * BLOCKS) as usize) {
            let end = places.min(start + BLOCK * BLOCKS);
            for (rows, text) in self.blocks(start, end, &rows_at) {
                sink.rows += rows;
                sink.write(&text)
                    .map_err(|error| unwritten(&path, &error))?;
            }
            self.progress.advance(end - start);
        }
        self.progress.end();
        Ok(sink.finish(name))
    }

    /// The text of the places from `start` to `end`, block by block, with their numbers of rows.
    fn blocks<R: Row>(
        &self,
        start: u64,
        end: u64,
        rows_at: &(impl Fn(u64) -> Vec<R> + Sync),
    ) -> Vec<(u64, Vec<u8>)> {
        let starts: Vec<u64> = (start..end).step_by(BLOCK as usize).collect();
        starts
            .into_par_iter()
            .map(|from| {
                let rows = (from..end.min(from + BLOCK)).flat_map(rows_at);
                written(rows, self.offset)
            })
            .collect()
    }
}

/// How many rows there are, and their lines.
pub(super) fn written<R: Row>(
    rows: impl Iterator<Item = R>,
    offset: FixedOffset,
) -> (u64, Vec<u8>) {
    const FITS: &str = "a vector takes every row";
    let mut lines = csv::Writer::from_writer(Vec::with_capacity(BLOCK as usize * 128));
    let mut count = 0;
    for row in rows {
        let record = row.record(offset);
        match row.damage() {
            None => lines.write_byte_record(&record).expect(FITS),
            Some(damage) => {
                let mut text = lines.into_inner().expect(FITS);
                text.extend(damage.line(&record));
                lines = csv::Writer::from_writer(text);
            }
        }
        count += 1;
    }
    (count, lines.into_inner().expect(FITS))
}

/// A file that counts and digests what goes into it.
struct Sink {
    file: File,
    digest: Sha256,
    bytes: u64,
    rows: u64,
}

impl Sink {
    fn create(path: &Path) -> Result<Sink, Fault> {
        Ok(Sink {
            file: File::create(path).map_err(|error| unwritten(path, &error))?,
            digest: Sha256::new(),
            bytes: 0,
            rows: 0,
        })
    }

    fn write(&mut self, text: &[u8]) -> std::io::Result<()> {
        self.digest.update(text);
        self.bytes += text.len() as u64;
        self.file.write_all(text)
    }

    fn finish(self, name: &'static str) -> WrittenFile {
        WrittenFile {
            name,
            rows: self.rows,
            bytes: self.bytes,
            sha256: format!("{:x}", self.digest.finalize()),
        }
    }
}
