//! What must not be felt: progress bars, and the small night.

use super::cost::{median, ratio};
use super::nights::{City, DATE, THREADS};
use super::options::Options;
use super::process::{cost, cost_on_terminal, gongji};
use std::fs;

/// Pairs of runs with and without progress bars.
const PAIRS: usize = 10;

/// Runs of the small night.
const NIGHTS: usize = 20;

/// Dry runs on a terminal, with and without progress bars in turn. Both have the terminal, so that
/// nothing but the bars differs.
pub fn progress(city: &City) {
    let run = |is_shown: bool| {
        let mut command = city.run(THREADS);
        command.arg("--dry-run");
        if !is_shown {
            command.arg("--no-progress");
        }
        cost_on_terminal(command)
    };
    let (mut ratios, mut drawn) = (Vec::new(), 0);
    for pair in 0..PAIRS {
        // Neither is always the first.
        let shown_first = pair % 2 == 0;
        let (Some(first), Some(second)) = (run(shown_first), run(!shown_first)) else {
            println!("\nprogress on and off: skipped, no terminal can be had");
            return;
        };
        let (on, off) = if shown_first {
            (first, second)
        } else {
            (second, first)
        };
        ratios.push(ratio(on.0.wall, off.0.wall));
        drawn += on.1.saturating_sub(off.1);
    }
    ratios.sort_by(f64::total_cmp);
    println!("\n| progress on against off | pairs | median | least | most | bytes drawn per run |");
    println!("|---|---|---|---|---|---|");
    println!(
        "| dry run | {PAIRS} | {:.3} × | {:.3} × | {:.3} × | {} |",
        median(ratios.clone()),
        ratios[0],
        ratios[PAIRS - 1],
        drawn / PAIRS as u64,
    );
}

/// The night of `sample_data`, each with a ledger in a new folder, beside the least the command can
/// do.
pub fn night(options: &Options) {
    let out = options.folder.join("small");
    let (mut nights, mut versions) = (Vec::new(), Vec::new());
    for _ in 0..NIGHTS {
        let _ = fs::remove_dir_all(&out);
        let mut command = gongji("run", THREADS);
        command
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/sample_data"))
            .arg("--out")
            .arg(&out)
            .args([DATE, "--new-ledger", "--quiet"]);
        nights.push(cost(command).wall.as_secs_f64() * 1000.0);
        let version = gongji("--version", THREADS);
        versions.push(cost(version).wall.as_secs_f64() * 1000.0);
    }
    let _ = fs::remove_dir_all(&out);
    println!("\n| median of {NIGHTS} | milliseconds |");
    println!("|---|---|");
    println!(
        "| the night of `sample_data`, ledger included | {:.1} |",
        median(nights)
    );
    println!("| `gongji --version` | {:.1} |", median(versions));
}
