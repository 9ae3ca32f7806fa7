//! What runs cost, and how costs are compared.

use std::time::Duration;

/// What one run used.
#[derive(Clone, Copy)]
pub struct Cost {
    pub wall: Duration,
    pub peak_kib: u64,
}

impl Cost {
    /// Of two runs of the same the shorter time and the larger peak.
    fn or(self, other: Cost) -> Cost {
        Cost {
            wall: self.wall.min(other.wall),
            peak_kib: self.peak_kib.max(other.peak_kib),
        }
    }
}

/// Runs all kinds in turn, so many rounds.
pub fn in_turn<const N: usize>(rounds: usize, kinds: [&dyn Fn() -> Cost; N]) -> [Cost; N] {
    let mut costs = kinds.map(|run| run());
    for _ in 1..rounds {
        for (cost, run) in costs.iter_mut().zip(kinds) {
            *cost = cost.or(run());
        }
    }
    costs
}

pub fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
