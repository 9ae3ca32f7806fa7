//! What happened close to the cut-off.

use super::super::figures::Figures;
use super::super::typography::Figure;
use crate::domain::decision::NEAR_CUTOFF_SECONDS;
use crate::domain::masking::{mask_name, mask_number};
use crate::domain::plan::Language;
use crate::domain::{Decision, Instant, Notice};
use crate::policy::InForce;
use crate::text::Text;

/// Enrollments that are shown.
const SHOWN: usize = 50;

/// Requests within a minute of the cut-off, the nearest first.
pub struct NearTable<'p> {
    /// The cut-off.
    pub cutoff: String,
    /// The nearest of them.
    pub lines: Vec<NearLine<'p>>,
    /// How many there are.
    pub all: usize,
}

/// One of them.
pub struct NearLine<'p> {
    /// Its number.
    pub enrollment: &'p str,
    /// Name of the student, masked.
    pub name: String,
    /// Number of the student, masked.
    pub person: String,
    /// When the election was made.
    pub selected: Option<Moment>,
    /// When it was cancelled.
    pub cancelled: Option<Moment>,
    /// What became of it.
    pub outcome: &'static str,
    /// Why; empty when deducted.
    pub reason: &'static str,
    /// Name of its colour.
    pub tone: &'static str,
}

/// A point in time and how far it is from the cut-off.
pub struct Moment {
    /// RFC 3339.
    pub at: String,
    /// What is shown of it, in the offset of the cut-off: near it, the time of day alone.
    pub shown: String,
    /// Signed seconds, empty where it is not near.
    pub distance: String,
}

impl<'p> NearTable<'p> {
    /// The requests in the order of their distance, equal ones in that of their numbers.
    pub fn of(language: Language, policy: &InForce, figures: &Figures<'p>) -> NearTable<'p> {
        let cutoff = *policy.election_cutoff;
        let mut nearest: Vec<(u128, &'p Decision<'p>)> = figures
            .near
            .iter()
            .map(|decision| (distance(decision, cutoff), *decision))
            .collect();
        nearest.sort_unstable_by_key(|(distance, d)| (*distance, &d.enrollment.id));
        NearTable {
            cutoff: cutoff.display(policy.offset),
            lines: nearest
                .iter()
                .take(SHOWN)
                .map(|(_, decision)| NearLine::of(language, decision, policy))
                .collect(),
            all: nearest.len(),
        }
    }
}

/// Nanoseconds between the cut-off and the nearer of election and cancellation.
fn distance(decision: &Decision, cutoff: Instant) -> u128 {
    decision
        .deciding_row
        .into_iter()
        .flat_map(|row| [row.selected_at, row.cancelled_at])
        .flatten()
        .map(|at| at.nanos_since(cutoff).unsigned_abs())
        .min()
        .unwrap_or(u128::MAX)
}

impl<'p> NearLine<'p> {
    fn of(language: Language, decision: &'p Decision<'p>, policy: &InForce) -> NearLine<'p> {
        let row = decision.enrollment;
        let moment = |at: Option<Instant>| at.map(|at| Moment::of(at, policy));
        NearLine {
            enrollment: &row.id,
            name: mask_name(&row.name),
            person: mask_number(&row.person.as_str()),
            selected: moment(decision.deciding_row.and_then(|r| r.selected_at)),
            cancelled: moment(decision.deciding_row.and_then(|r| r.cancelled_at)),
            outcome: Text::outcome(language, decision.outcome),
            reason: decision
                .reasons
                .primary()
                .map_or("", |reason| Text::reason(language, reason)),
            tone: decision.outcome.as_str(),
        }
    }
}

impl Moment {
    fn of(at: Instant, policy: &InForce) -> Moment {
        let cutoff = *policy.election_cutoff;
        let whole = at.display(policy.offset);
        let is_near = at.is_within_seconds(cutoff, NEAR_CUTOFF_SECONDS);
        let (day, clock) = whole.split_once('T').unwrap_or_default();
        let clock = clock.split(['+', '-']).next().unwrap_or_default();
        Moment {
            shown: if is_near {
                clock.to_owned()
            } else {
                format!("{day} {clock}")
            },
            distance: if is_near {
                signed_seconds(at.nanos_since(cutoff))
            } else {
                String::new()
            },
            at: whole,
        }
    }
}

/// `−0.5`, `0`, `+12`.
fn signed_seconds(nanos: i128) -> String {
    const SECOND: u128 = 1_000_000_000;
    let sign = match nanos {
        ..0 => "−",
        0 => "",
        1.. => "+",
    };
    let (whole, part) = (nanos.unsigned_abs() / SECOND, nanos.unsigned_abs() % SECOND);
    let fraction = format!("{part:09}");
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        digits => format!("{sign}{whole}.{digits}"),
    }
}

/// How many deductions bear a notice.
pub struct NoticeLine {
    /// Its code.
    pub code: &'static str,
    /// What it says.
    pub label: &'static str,
    /// Deductions.
    pub rows: Figure,
}

impl NoticeLine {
    /// The notices that occurred.
    pub fn of(language: Language, figures: &Figures) -> Vec<NoticeLine> {
        Notice::ALL
            .iter()
            .zip(figures.notices)
            .filter(|(_, count)| *count > 0)
            .map(|(notice, count)| NoticeLine {
                code: notice.as_str(),
                label: Text::notice(language, *notice),
                rows: Figure::of(count),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_keep_their_sign_and_their_nanoseconds() {
        for (nanos, expected) in [
            (0, "0"),
            (12_000_000_000, "+12"),
            (-500_000_000, "−0.5"),
            (-60_000_000_000, "−60"),
            (1, "+0.000000001"),
        ] {
            assert_eq!(signed_seconds(nanos), expected);
        }
    }
}
