//! What happened in the seasons, counted; a kind of event that never happened fails the test.

use gongji::crash::POINTS;
use std::collections::BTreeMap;
use std::fmt;

/// What happened, over all seasons.
#[derive(Debug, Default)]
pub struct Counts {
    events: BTreeMap<&'static str, u64>,
    deaths: BTreeMap<&'static str, u64>,
}

/// What the seasons must have played at least once.
const EVENTS: &[&str] = &[
    "nights",
    "corrections",
    "new children",
    "accounts of an earlier day",
    "deductions",
    "nights that died before the commit",
    "nights that died after the commit",
    "nights given up after a death",
    "deaths mended by another command",
    "reruns",
    "launches beside a running one",
    "two launches at once",
    "plans approved",
    "plans overtaken by a change",
    "other inputs refused",
    "other options refused",
    "broken extracts refused",
    "damaged outputs mended",
    "deaths while repairing",
    "lost ledgers found",
    "older ledgers found",
    "ledgers without the latest answers found",
    "damaged answer files mended",
    "imports",
    "imports of everything open",
    "answers to earlier batches",
    "imports that died",
    "files sent twice",
    "lines that stand twice",
    "contradictions refused",
    "imports of what is consistent",
    "posted",
    "accepted",
    "rejected",
    "returned",
    "not posted",
    "deducted again",
];

impl Counts {
    pub fn count(&mut self, event: &'static str, times: u64) {
        assert!(EVENTS.contains(&event), "{event} is not in the list");
        if times > 0 {
            *self.events.entry(event).or_default() += times;
        }
    }

    /// Somebody died at a place of [`POINTS`].
    pub fn died(&mut self, point: &'static str) {
        *self.deaths.entry(point).or_default() += 1;
    }

    pub fn add(&mut self, other: &Counts) {
        for (event, times) in &other.events {
            *self.events.entry(event).or_default() += times;
        }
        for (point, times) in &other.deaths {
            *self.deaths.entry(point).or_default() += times;
        }
    }

    pub fn must_cover_everything(&self) {
        let events = EVENTS.iter().filter(|e| !self.events.contains_key(**e));
        let places = POINTS.iter().filter(|p| !self.deaths.contains_key(**p));
        let missing: Vec<&&str> = events.chain(places).collect();
        assert!(missing.is_empty(), "never played: {missing:?}");
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for event in EVENTS {
            let times = self.events.get(event).copied().unwrap_or(0);
            writeln!(f, "{times:>7} {event}")?;
        }
        let deaths: u64 = self.deaths.values().sum();
        let (reached, all) = (self.deaths.len(), POINTS.len());
        write!(f, "{deaths:>7} deaths at {reached} of {all} places")
    }
}
