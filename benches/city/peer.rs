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

/// A dry run against the peer's decisions, which come without ledger, digests and outputs. Both must count
/// the same outcomes and reasons and deduct the same.
pub fn compare(options: &Options, city: &City, python: &str) {
    let told = RefCell::new(Value::Null);
    let peer = || {
        let decided = decide(python, city);
        let cost = Cost {
            wall: Duration::from_secs_f64(decided["seconds"].as_f64().expect("seconds")),
            peak_kib: decided["peak_memory_kib"].as_u64().expect("its memory"),
        };
        told.replace(decided);
        cost
    };
    let [ours, theirs] = in_turn(options.rounds, [&|| city.dry_run(THREADS), &peer]);
    let (manifest, told) = (city.manifest(), told.into_inner());
    for counts in ["outcomes", "reasons"] {
        assert_eq!(
            counted(&manifest[counts]),
            counted(&told[counts]),
            "{counts}"
        );
    }
    assert_eq!(manifest["total"], told["total"]);
    println!(
        "\n| the same decisions of {} | to a dry run | peak memory |",
        city.shape
    );
    println!("|---|---|---|");
    println!(
        "| DuckDB {} | {:.2} × | {:.2} × |",
        told["duckdb"].as_str().unwrap_or_default(),
        ratio(theirs.wall, ours.wall),
        theirs.peak_kib as f64 / ours.peak_kib as f64,
    );
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

/// Counts by name, without those of nobody.
fn counted(counts: &Value) -> BTreeMap<&str, u64> {
    let counts = counts.as_object().expect("counts by name");
    counts
        .iter()
        .map(|(name, count)| (name.as_str(), count.as_u64().expect("a count")))
        .filter(|(_, count)| *count > 0)
        .collect()
}
