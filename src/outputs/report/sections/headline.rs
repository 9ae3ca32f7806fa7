//! The night in five figures, and what to look at first.

use super::super::figures::Figures;
use super::super::typography::{Figure, share};
use super::super::words::{Words, category};
use crate::domain::plan::{Language, Plan};
use crate::domain::{Encoding, Money, Outcome};
use crate::policy::InForce;
use crate::text::remarks::remarks;

/// Title, identity and the five figures.
pub struct Headline {
    /// The batch.
    pub batch: String,
    /// Its insurance year.
    pub insurance_year: String,
    /// Its date.
    pub date: String,
    /// The policy.
    pub policy: String,
    /// Program and options that shaped the outputs.
    pub program: String,
    /// The five figures.
    pub figures: Vec<Big>,
}

/// One of the five figures.
pub struct Big {
    /// What is counted.
    pub label: &'static str,
    /// How many, how much.
    pub figure: Figure,
    /// What to read it by.
    pub notes: Vec<Note>,
    /// Name of its colour.
    pub tone: &'static str,
}

/// A line below one of the figures.
pub struct Note {
    /// Words before the number.
    pub before: String,
    /// The number.
    pub figure: Option<Figure>,
    /// Words behind it.
    pub after: String,
}

impl Headline {
    /// The head of the page.
    pub fn of(plan: &Plan, policy: &InForce, figures: &Figures) -> Headline {
        Headline {
            batch: plan.batch.to_string(),
            insurance_year: plan.batch.insurance_year.to_string(),
            date: plan.batch.date.to_string(),
            policy: policy.id.clone(),
            program: program(plan),
            figures: five(plan, figures),
        }
    }
}

fn program(plan: &Plan) -> String {
    let options = plan.options;
    let mut parts = vec![format!("gongji {}", env!("CARGO_PKG_VERSION"))];
    if let Some(encoding) = options.encoding {
        parts.push(format!("--encoding {}", encoding.as_str()));
    }
    if options.remittance_encoding != Encoding::Utf8 {
        let encoding = options.remittance_encoding.as_str();
        parts.push(format!("--remittance-encoding {encoding}"));
    }
    if options.by_institution {
        parts.push("--by-institution".to_owned());
    }
    if let Some(accepted) = options.accept_unidentified {
        parts.push(format!("--accept-unidentified {accepted}"));
    }
    parts.join(" ")
}

fn five(plan: &Plan, figures: &Figures) -> Vec<Big> {
    let w = Words::of(plan.options.language);
    let count = |outcome: Outcome| plan.tally.outcomes.get(&outcome).copied().unwrap_or(0);
    let rows: u64 = plan.tally.outcomes.values().sum();
    let asked = rows - count(Outcome::NotRequested) - count(Outcome::Rejected);
    let deducted = count(Outcome::Deducted);
    let rejected = count(Outcome::Rejected);
    let of = |label: &str, part: u64, whole: u64| match share(part, whole) {
        share if share.is_empty() => Vec::new(),
        share => vec![words(format!("{label} {share}"))],
    };
    let big = |label, figure, notes, tone| Big {
        label,
        figure,
        notes,
        tone,
    };
    vec![
        big(
            w.rows_read,
            Figure::of(rows),
            vec![Note {
                before: w.asked.to_owned(),
                figure: Some(Figure::of(asked)),
                after: String::new(),
            }],
            "ink",
        ),
        big(
            w.deducted,
            Figure::of(deducted),
            of(w.of_asked, deducted, asked),
            "deducted",
        ),
        big(
            w.total,
            Figure::of(plan.tally.total),
            by_category(figures, w, plan.options.language),
            "deducted",
        ),
        big(
            w.open,
            Figure::of(count(Outcome::Exception)),
            of(w.of_asked, count(Outcome::Exception), asked),
            "exception",
        ),
        big(
            w.unreadable,
            Figure::of(rejected),
            of(w.of_rows, rejected, rows),
            "rejected",
        ),
    ]
}

fn words(text: String) -> Note {
    Note {
        before: text,
        figure: None,
        after: String::new(),
    }
}

/// `students 980 000 × 355.00`: one line for each category, in the byte order of their codes.
fn by_category(figures: &Figures, w: &Words, language: Language) -> Vec<Note> {
    let mut categories: Vec<(&str, (u64, i64))> = figures
        .categories
        .iter()
        .map(|(c, sum)| (c.as_str(), *sum))
        .collect();
    categories.sort_unstable();
    if categories.is_empty() {
        return vec![words(w.no_deduction.to_owned())];
    }
    categories
        .into_iter()
        .map(|(code, (count, fen))| {
            let each = i64::try_from(count).map_or(0, |count| fen / count.max(1));
            Note {
                before: category(language, code).to_owned(),
                figure: Some(Figure::of(count)),
                after: format!("× {}", Money::from_fen(each).grouped()),
            }
        })
        .collect()
}

/// One thing to look at first.
pub struct Attention {
    /// How many, where there is a number.
    pub count: Option<Figure>,
    /// What it is.
    pub text: String,
    /// Section of the page that shows it.
    pub section: &'static str,
}

impl Attention {
    /// Everything that wants to be looked at, the most urgent first.
    pub fn of(plan: &Plan, figures: &Figures) -> Vec<Attention> {
        let language = plan.options.language;
        let w = Words::of(language);
        let count = |outcome: Outcome| plan.tally.outcomes.get(&outcome).copied().unwrap_or(0);
        let mut found = Vec::new();
        let mut note = |count: Option<u64>, text: &str, section| {
            found.push(Attention {
                count: count.map(Figure::of),
                text: text.to_owned(),
                section,
            });
        };
        for remark in remarks(plan) {
            note(None, remark.text(language), "inputs");
        }
        if count(Outcome::Deducted) == 0 {
            note(None, w.nothing_deducted, "outcomes");
        }
        let rejected = plan.inputs.iter().map(|input| input.rejected_rows).sum();
        for (number, text, section) in [
            (rejected, w.attention_rejected, "rejects"),
            (figures.refund_candidates, w.attention_refund, "reasons"),
            (count(Outcome::Exception), w.attention_open, "reasons"),
            (figures.near.len() as u64, w.attention_near, "near"),
        ] {
            if number > 0 {
                note(Some(number), text, section);
            }
        }
        found
    }
}
