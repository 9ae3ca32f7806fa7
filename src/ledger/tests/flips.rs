//! A bit that a disk or a hand turned round: the ledger says what it said, or nothing.

use super::answers::record;
use crate::domain::history::History;
use crate::fault::{Exit, Fault};
use crate::ledger::fixture::{Night, Place};
use crate::ledger::{Ledger, OpenMode, Status};
use rayon::prelude::*;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;

/// A night, what was answered about it, and a second night: every table has rows.
fn season() -> Place {
    let place = Place::new();
    let first = Night::new("2025-20241221-01", &[1, 2, 3, 4]);
    let mut ledger = place.create();
    first.commit(&mut ledger).unwrap();
    let answers = [
        (1, Status::Accepted, ""),
        (2, Status::Rejected, "E1"),
        (3, Status::Posted, ""),
    ];
    record(&mut ledger, &first, &answers).unwrap();
    let second = Night::new("2025-20241222-01", &[2, 5]);
    second.commit(&mut ledger).unwrap();
    ledger.close();
    place
}

fn in_order<K: std::fmt::Debug, V: std::fmt::Debug>(
    entries: impl IntoIterator<Item = (K, V)>,
) -> Vec<String> {
    let told = entries
        .into_iter()
        .map(|(key, value)| format!("{key:?} {value:?}"));
    let mut told: Vec<String> = told.collect();
    told.sort();
    told
}

/// Everything that a night, an import, an export and an answer on the telephone take from a ledger.
fn says(ledger: &Ledger) -> Result<Vec<String>, Fault> {
    let History {
        head,
        standing,
        returned,
        past,
    } = ledger.history_before(None)?;
    let mut told = vec![format!("{head:?}")];
    told.extend(in_order(standing));
    told.extend(in_order(returned));
    told.extend(in_order(past));
    let batches = ledger.batches()?;
    let ids: Vec<_> = batches.iter().map(|batch| batch.id).collect();
    told.push(format!("{batches:?}"));
    told.push(format!("{:?}", ledger.answered(&ids)?));
    told.push(format!("{:?}", ledger.totals()?));
    told.push(format!("{:?}", ledger.published_files()?));
    told.push(format!("{:?}", ledger.receipts()?));
    for n in 1..=5 {
        let person = crate::ledger::fixture::child(n);
        told.push(format!("{:?}", ledger.deductions_of_person(&person)?));
    }
    Ok(told)
}

/// Whether the file says what `expected` says, or stops with 3 or 6. Anything else is what is wrong.
fn fault_of_flip(path: &Path, expected: &[String]) -> Option<String> {
    match Ledger::open_read_only(path).and_then(|ledger| says(&ledger)) {
        Ok(told) if told == expected => None,
        Ok(told) => Some(format!("it says {told:?}")),
        Err(fault) if matches!(fault.exit, Exit::Refused | Exit::Inconsistent) => None,
        Err(fault) => Some(format!("exit {:?}: {fault}", fault.exit)),
    }
}

#[test]
fn no_turned_bit_changes_what_a_ledger_says() {
    let place = season();
    let ledger = place.open(OpenMode::Existing).unwrap();
    let expected = says(&ledger).unwrap();
    ledger.close();
    let whole = fs::read(place.path()).unwrap();
    // Unused space of a page is zeros: of those, some.
    const SOME: usize = 1009;
    let places: Vec<usize> = (0..whole.len())
        .filter(|at| whole[*at] != 0 || at % SOME == 0)
        .collect();
    let wrong: Vec<String> = places
        .par_chunks(512)
        .flat_map_iter(|chunk| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("ledger.db");
            fs::write(&path, &whole).unwrap();
            let file = File::options().write(true).open(&path).unwrap();
            let mut wrong = Vec::new();
            for at in chunk {
                let byte = whole[*at];
                file.write_all_at(&[byte ^ (1 << (at % 8))], *at as u64)
                    .unwrap();
                let fault = fault_of_flip(&path, &expected);
                wrong.extend(fault.map(|fault| format!("byte {at}: {fault}")));
                file.write_all_at(&[byte], *at as u64).unwrap();
            }
            wrong
        })
        .collect();
    println!("{} turned bits", places.len());
    assert!(places.len() > 5000);
    assert!(
        wrong.is_empty(),
        "{} wrong: {}",
        wrong.len(),
        wrong[..wrong.len().min(5)].join("\n")
    );
}

#[test]
fn no_two_pages_that_changed_places_change_what_a_ledger_says() {
    const PAGE: usize = 1 << 14;
    let place = season();
    let ledger = place.open(OpenMode::Existing).unwrap();
    let expected = says(&ledger).unwrap();
    ledger.close();
    let whole = fs::read(place.path()).unwrap();
    let count = whole.len() / PAGE;
    let pairs: Vec<(usize, usize)> = (0..count)
        .flat_map(|a| (a + 1..count).map(move |b| (a, b)))
        .collect();
    let wrong: Vec<String> = pairs
        .par_iter()
        .filter_map(|(a, b)| {
            let mut pages: Vec<&[u8]> = whole.chunks(PAGE).collect();
            pages.swap(*a, *b);
            let path = place.folder.path().join(format!("{a}-{b}.db"));
            fs::write(&path, pages.concat()).unwrap();
            let fault = fault_of_flip(&path, &expected)?;
            Some(format!("pages {a} and {b}: {fault}"))
        })
        .collect();
    assert!(pairs.len() > 50, "{count} pages");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
