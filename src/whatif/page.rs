//! A what-if as a page and as JSON.

use super::{Change, Outcome, WhatIf};
use crate::domain::Money;
use crate::domain::plan::Language;
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
            let _ = writeln!(page, "{count:>8}  {sum:>14}  {was} → {would_be}");
        }
        if !self.changes.is_empty() {
            page.push('\n');
        }
        for change in &self.changes {
            let _ = writeln!(
                page,
                "{}: {} → {}",
                change.enrollment, change.was, change.would_be
            );
        }
        let _ = writeln!(
            page,
            "\n{}: {} → {} ({})",
            pick("划扣总额", "Total"),
            self.total,
            self.total_would_be,
            signed(self.total_would_be - self.total),
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
        let page = json!({
            "changes": changes,
            "total": self.total.to_string(),
            "total_would_be": self.total_would_be.to_string(),
            "difference": signed(self.total_would_be - self.total),
        });
        format!("{page:#}\n")
    }

    /// Number and money of each kind of change.
    fn kinds(&self) -> BTreeMap<(&Outcome, &Outcome), (u64, String)> {
        let mut kinds: BTreeMap<(&Outcome, &Outcome), (u64, Money)> = BTreeMap::new();
        for change in &self.changes {
            let (count, sum) = kinds.entry((&change.was, &change.would_be)).or_default();
            *count += 1;
            *sum += difference(change);
        }
        kinds
            .into_iter()
            .map(|(kind, (count, sum))| (kind, (count, signed(sum))))
            .collect()
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

fn signed(money: Money) -> String {
    let plus = if money > Money::ZERO { "+" } else { "" };
    format!("{plus}{money}")
}
