//! A what-if as a page and as JSON.

use super::{Change, Outcome, WhatIf};
use crate::domain::plan::Language;
use crate::domain::{self, Class, Money};
use crate::text::Text;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

impl WhatIf {
    /// What would change: each kind of change with its number and money, then every enrollment.
    pub fn page(&self, language: Language) -> String {
        let pick = |zh, en| match language {
            Language::Zh => zh,
            Language::En => en,
        };
        let mut page = String::new();
        if self.changes.is_empty() {
            page.push_str(pick("没有任何结果会改变。\n", "No result would change.\n"));
        }
        for ((was, would_be), (count, sum)) in self.kinds() {
            let sum = format!("{}{}", plus(sum), sum.grouped());
            let [was, would_be] = [was, would_be].map(|outcome| in_words(outcome, language));
            let _ = writeln!(page, "{count:>8}  {sum:>14}  {was} → {would_be}");
        }
        if !self.changes.is_empty() {
            page.push('\n');
        }
        for change in &self.changes {
            let [was, would_be] =
                [&change.was, &change.would_be].map(|outcome| in_words(outcome, language));
            let _ = writeln!(page, "{}: {was} → {would_be}", change.enrollment);
        }
        let difference = self.total_would_be - self.total;
        let _ = writeln!(
            page,
            "\n{}: {} → {} ({}{})",
            pick("划扣总额", "Total"),
            self.total.grouped(),
            self.total_would_be.grouped(),
            plus(difference),
            difference.grouped(),
        );
        page.push_str(pick("未提交任何内容。\n", "Nothing was committed.\n"));
        page
    }

    /// The same for machines.
    pub fn json(&self) -> String {
        let changes: Vec<Value> = self
            .changes
            .iter()
            .map(|change| {
                json!({
                    "enrollment_id": change.enrollment,
                    "was": change.was.to_string(),
                    "would_be": change.would_be.to_string(),
                })
            })
            .collect();
        let difference = self.total_would_be - self.total;
        let page = json!({
            "changes": changes,
            "total": self.total.to_string(),
            "total_would_be": self.total_would_be.to_string(),
            "difference": format!("{}{difference}", plus(difference)),
        });
        format!("{page:#}\n")
    }

    /// Number and money of each kind of change.
    fn kinds(&self) -> BTreeMap<(&Outcome, &Outcome), (u64, Money)> {
        let mut kinds: BTreeMap<(&Outcome, &Outcome), (u64, Money)> = BTreeMap::new();
        for change in &self.changes {
            let (count, sum) = kinds.entry((&change.was, &change.would_be)).or_default();
            *count += 1;
            *sum += difference(change);
        }
        kinds
    }
}

fn difference(change: &Change) -> Money {
    amount(&change.would_be) - amount(&change.was)
}

fn amount(outcome: &Outcome) -> Money {
    match outcome {
        Outcome::Deducted(amount) => *amount,
        Outcome::Listed { .. } | Outcome::Unlisted => Money::ZERO,
    }
}

fn plus(money: Money) -> &'static str {
    if money > Money::ZERO { "+" } else { "" }
}

/// An outcome as people read it: the class in words, the reason's code beside it.
fn in_words(outcome: &Outcome, language: Language) -> String {
    let classes = [Class::Settled, Class::Excluded, Class::Exception];
    match (outcome, language) {
        (_, Language::En) | (Outcome::Unlisted, _) => outcome.to_string(),
        (Outcome::Deducted(amount), Language::Zh) => {
            let word = Text::outcome(language, domain::Outcome::Deducted);
            format!("{word} {}", amount.grouped())
        }
        (Outcome::Listed { class, reason }, Language::Zh) => {
            let known = classes.into_iter().find(|known| known.as_str() == class);
            let word = known.map_or(class.as_str(), |known| Text::class(language, known));
            format!("{word} {reason}")
        }
    }
}
