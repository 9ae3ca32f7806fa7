//! The same decisions in DuckDB, so that anyone sees the difference.

use super::cost::{Cost, in_turn, ratio};
use super::nights::{City, THREADS};
use super::options::Options;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::process::Command;
use std::time::Duration;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peer/run.py");

/// A dry run against the peer's decisions, which has neither ledger nor digests nor outputs.
pub fn compare(options: &Options, city: &City, python: &str) {
    let counts = RefCell::new(BTreeMap::new());
    let peer = || {
        let told = decide(python, city);
        *counts.borrow_mut() = counted(&told["counts"]);
        Cost {
            wall: Duration::from_secs_f64(told["seconds"].as_f64().expect("seconds")),
            peak_kib: told["peak_kib"].as_u64().expect("its memory"),
        }
    };
    let [ours, theirs] = in_turn(options.rounds, [&|| city.dry_run(THREADS), &peer]);
    let (ours_by_reason, theirs_by_reason) = (city.outcomes(), counts.into_inner());
    let differing = ours_by_reason
        .keys()
        .chain(theirs_by_reason.keys())
        .filter(|reason| ours_by_reason.get(*reason) != theirs_by_reason.get(*reason))
        .collect::<std::collections::BTreeSet<_>>();
    println!(
        "\n| decisions of {} | to a dry run | peak memory |",
        city.shape
    );
    println!("|---|---|---|");
    println!(
        "| DuckDB | {:.2} × | {:.2} × |",
        ratio(theirs.wall, ours.wall),
        theirs.peak_kib as f64 / ours.peak_kib as f64,
    );
    println!("counts that differ: {differing:?}");
}

fn decide(python: &str, city: &City) -> Value {
    let output = Command::new(python)
        .args([SCRIPT, "--threads", &THREADS.to_string()])
        .arg(city.extract())
        .output()
        .expect("Python starts");
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Counts by reason.
fn counted(counts: &Value) -> BTreeMap<String, u64> {
    let counts = counts.as_object().expect("counts by reason");
    counts
        .iter()
        .map(|(reason, count)| (reason.clone(), count.as_u64().expect("a count")))
        .collect()
}
