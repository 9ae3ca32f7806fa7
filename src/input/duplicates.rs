//! `DUPLICATE_KEY`: enrollments that share their `enrollment_id`.

use super::columns::{ENROLLMENT_ID, ENROLLMENTS};
use super::hashing::hash_of;
use super::rejections::{Flaw, Rejections, Tie};
use crate::domain::Enrollment;
use crate::domain::reject::{ExtractFile, Problem};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rayon::slice::{ParallelSlice, ParallelSliceMut};

/// Rejects rows that share their id. If all of them are equal, the one with the smallest line
/// stays and the others hold nobody; if anything differs, all are rejected and hold their person.
pub(super) fn settle_duplicates(
    rows: Vec<Enrollment>,
    rejections: &mut Rejections,
) -> Vec<Enrollment> {
    // Most deliveries are in the order of the ids.
    if rows.par_windows(2).all(|pair| pair[0].id < pair[1].id) {
        return rows;
    }
    let mut rejected = Vec::new();
    for group in groups(&rows) {
        let is_one = group
            .windows(2)
            .all(|w| rows[w[0]].same_content(&rows[w[1]]));
        for &index in &group[usize::from(is_one)..] {
            let row = &rows[index];
            let flaw = Flaw {
                column_index: ENROLLMENT_ID as u8,
                column: ENROLLMENTS[ENROLLMENT_ID].name,
                problem: Problem::DuplicateKey,
            };
            rejections.reject(
                ExtractFile::Enrollments,
                row.line,
                std::iter::once((flaw, &*row.id)),
            );
            if !is_one {
                rejections.hold(Tie::Person, row.person.clone(), row.line);
                rejections.enrollments.push(row.into());
            }
            rejected.push(index);
        }
    }
    without(rows, rejected)
}

/// The places of the rows that share an id, each group in the order of the file.
fn groups(rows: &[Enrollment]) -> Vec<Vec<usize>> {
    let mut sorted = suspects(rows);
    sorted.sort_by(|a, b| (&rows[*a].id, a).cmp(&(&rows[*b].id, b)));
    sorted
        .chunk_by(|a, b| rows[*a].id == rows[*b].id)
        .filter(|group| group.len() > 1)
        .map(<[usize]>::to_vec)
        .collect()
}

/// The places of the ids whose hash occurs more than once. One number sorts by half of the hash
/// and tells the place: rows whose halves agree by chance are only looked at twice.
fn suspects(rows: &[Enrollment]) -> Vec<usize> {
    const HALF: u32 = 32;
    let mut marked: Vec<u64> = rows
        .par_iter()
        .enumerate()
        .map(|(place, row)| (hash_of(&row.id) >> HALF << HALF) | place as u64)
        .collect();
    marked.par_sort_unstable();
    marked
        .chunk_by(|a, b| a >> HALF == b >> HALF)
        .filter(|group| group.len() > 1)
        .flatten()
        .map(|mark| (mark & u64::from(u32::MAX)) as usize)
        .collect()
}

/// The rows but those at the given places.
fn without(mut rows: Vec<Enrollment>, mut places: Vec<usize>) -> Vec<Enrollment> {
    if places.is_empty() {
        return rows;
    }
    places.sort_unstable();
    let mut gone = places.into_iter().peekable();
    let mut place = 0;
    rows.retain(|_| {
        let stays = gone.next_if_eq(&place).is_none();
        place += 1;
        stays
    });
    rows
}
