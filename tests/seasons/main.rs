//! Seasons of eight nights: changing extracts, reruns, crashes, two launches at once, answers that
//! come late, in part, twice or in contradiction.
//!
//! After each season no obligation was charged twice, no account ever fell below zero, ledger and
//! remittances and answers agree, and `verify` finds nothing.
//!
//! `GONGJI_SEASONS=5000` plays more; `GONGJI_SEASON_SEED=17` plays one again and tells its story.
#![cfg(debug_assertions)]

mod accounts;
mod answers;
mod books;
mod counts;
#[path = "../model/dice.rs"]
mod dice;
mod families;
mod mishaps;
mod office;
mod reckoning;
mod season;

use std::panic::{catch_unwind, resume_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Seasons that the test suite plays.
const SEASONS: u64 = 500;

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().expect("a number"))
}

#[test]
fn no_season_charges_twice_or_loses_a_fen() {
    let (first, last) = match number("GONGJI_SEASON_SEED") {
        Some(seed) => (seed, seed + 1),
        None => (0, number("GONGJI_SEASONS").unwrap_or(SEASONS)),
    };
    let next = AtomicU64::new(first);
    let totals = Mutex::new(counts::Counts::default());
    std::thread::scope(|scope| {
        let workers = std::thread::available_parallelism().map_or(2, usize::from);
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= last {
                        break;
                    }
                    let counts = catch_unwind(|| season::play(seed, last - first == 1));
                    let counts = counts.unwrap_or_else(|what| {
                        // The other seasons need not be waited for.
                        next.store(last, Ordering::Relaxed);
                        eprintln!("GONGJI_SEASON_SEED={seed} tells its story");
                        resume_unwind(what)
                    });
                    totals.lock().expect("no panic inside").add(&counts);
                }
            });
        }
    });
    let totals = totals.into_inner().expect("no panic inside");
    println!("{} seasons:\n{totals}", last - first);
    if last - first >= SEASONS {
        totals.must_cover_everything();
    }
}
