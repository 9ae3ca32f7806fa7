//! Outcomes and reasons, with their bars.

use super::super::typography::{Figure, length, share};
use super::super::words::Words;
use crate::domain::plan::{Language, Plan};
use crate::domain::{Class, Outcome, Reason};
use crate::text::Text;

/// Width of the chart in its own units.
const CHART: u64 = 10_000;

/// The bar of all outcomes and the table that explains it.
pub struct OutcomeChart {
    /// Segments of the bar, from left to right.
    pub segments: Vec<Segment>,
    /// Its lines.
    pub lines: Vec<OutcomeLine>,
    /// All rows.
    pub sum: Figure,
    /// The bar in words.
    pub description: String,
}

/// A part of the bar, in units of [`CHART`].
pub struct Segment {
    /// Name of its colour.
    pub tone: &'static str,
    /// Where it begins.
    pub from: u64,
    /// How long it is.
    pub width: u64,
}

/// One outcome.
pub struct OutcomeLine {
    /// Name of its colour, and its code.
    pub code: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// Whether the code says something else than the label.
    pub shows_code: bool,
    /// How many.
    pub rows: Figure,
    /// Of all rows.
    pub share: String,
}

impl OutcomeChart {
    /// All outcomes, zeros included.
    pub fn of(plan: &Plan) -> OutcomeChart {
        let language = plan.options.language;
        let count = |outcome: &Outcome| plan.tally.outcomes.get(outcome).copied().unwrap_or(0);
        let sum: u64 = plan.tally.outcomes.values().sum();
        let line = |outcome: &Outcome| OutcomeLine {
            code: outcome.as_str(),
            label: Text::outcome(language, *outcome),
            shows_code: Text::outcome(language, *outcome).replace(' ', "_") != outcome.as_str(),
            rows: Figure::of(count(outcome)),
            share: share(count(outcome), sum),
        };
        let lines: Vec<OutcomeLine> = Outcome::ALL.iter().map(line).collect();
        let said = |line: &OutcomeLine| format!("{} {}", line.label, line.share);
        OutcomeChart {
            segments: segments(Outcome::ALL.map(|o| (o.as_str(), count(&o))), sum),
            description: format!(
                "{}{}{}",
                Words::of(language).outcome_chart,
                match language {
                    Language::Zh => "：",
                    Language::En => ": ",
                },
                lines
                    .iter()
                    .map(said)
                    .collect::<Vec<_>>()
                    .join(match language {
                        Language::Zh => "，",
                        Language::En => ", ",
                    })
            ),
            lines,
            sum: Figure::of(sum),
        }
    }
}

fn segments(counts: [(&'static str, u64); 6], sum: u64) -> Vec<Segment> {
    let place = |rows: u64| {
        let place = u128::from(rows) * u128::from(CHART) / u128::from(sum.max(1));
        u64::try_from(place).unwrap_or(CHART)
    };
    let mut before = 0;
    let mut segments = Vec::new();
    for (tone, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        let from = place(before);
        before += count;
        segments.push(Segment {
            tone,
            from,
            width: (place(before) - from).max(1),
        });
    }
    segments
}

/// The primary reasons that occurred, the most frequent first, and those that did not.
pub struct ReasonTable {
    /// Those that occurred.
    pub lines: Vec<ReasonLine>,
    /// Those that did not.
    pub unseen: Vec<&'static str>,
}

/// One reason.
pub struct ReasonLine {
    /// Its code.
    pub code: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// What its class asks for.
    pub class: &'static str,
    /// Name of its colour.
    pub tone: &'static str,
    /// Length of its bar.
    pub length: String,
    /// How many.
    pub rows: Figure,
    /// Of all rows with a reason.
    pub share: String,
}

impl ReasonTable {
    /// All reasons.
    pub fn of(plan: &Plan) -> ReasonTable {
        let language = plan.options.language;
        let w = Words::of(language);
        let count = |reason: Reason| plan.tally.reasons.get(&reason).copied().unwrap_or(0);
        let sum: u64 = plan.tally.reasons.values().sum();
        let longest = plan.tally.reasons.values().copied().max().unwrap_or(0);
        let (mut seen, unseen): (Vec<Reason>, Vec<Reason>) =
            Reason::ALL.iter().partition(|reason| count(**reason) > 0);
        seen.sort_by_key(|reason| std::cmp::Reverse(count(*reason)));
        let line = |reason: Reason| ReasonLine {
            code: reason.as_str(),
            label: Text::reason(language, reason),
            class: match reason.class() {
                Class::Settled => w.settled_class,
                Class::Excluded => w.excluded_class,
                Class::Exception => w.exception_class,
            },
            tone: reason.class().as_str(),
            length: length(count(reason), longest),
            rows: Figure::of(count(reason)),
            share: share(count(reason), sum),
        };
        ReasonTable {
            lines: seen.into_iter().map(line).collect(),
            unseen: unseen.into_iter().map(Reason::as_str).collect(),
        }
    }
}
