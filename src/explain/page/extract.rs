//! What the extract says, rule by rule.

use super::super::judged::{Judged, JudgedEnrollment, JudgedRule, Verdict};
use super::super::traces::Traces;
use super::super::words::{fact, value};
use super::{Page, reason_of};
use crate::domain::Outcome;
use crate::rulebook::wording::wording;
use crate::text::Text;
use std::fmt::Write;

/// A value, or a dash where there is none.
fn shown(value: &str) -> &str {
    if value.is_empty() { "-" } else { value }
}

impl Page {
    pub(super) fn judged(&mut self, judged: &Judged) {
        let w = self.w;
        let batch = match &judged.batch {
            Some(batch) => format!("{} {batch}", w.batch),
            None => w.of_no_batch.to_owned(),
        };
        line!(
            self,
            "\n{} ({batch}, {} {}, {} {})",
            w.by_extract,
            w.day,
            judged.date,
            w.policy,
            judged.policy
        );
        if !judged.payments_checked {
            line!(self, "  {}", w.payments_not_checked);
        }
        if !judged.organizes.is_empty() {
            let networks = judged.organizes.join(" ");
            line!(self, "  {}: {networks}. {}", w.organizes, w.ask_child);
        }
        if !judged.unreadable.is_empty() {
            line!(self, "  {}", w.unreadable_rows);
            for row in &judged.unreadable {
                let column = if row.column.is_empty() {
                    w.whole_row
                } else {
                    &row.column
                };
                let problem = Text::problem_in(self.language, row.at.file, row.problem);
                line!(self, "    {} {column}: {problem} {}", row.at, row.problem);
            }
        }
        self.named(&judged.traces);
        for enrollment in &judged.enrollments {
            self.enrollment(enrollment);
        }
    }

    fn named(&mut self, traces: &Traces) {
        let w = self.w;
        if traces.named.is_empty() {
            return;
        }
        line!(self, "  {}", w.only_named);
        for named in &traces.named {
            let column = fact(self.language, &named.column);
            line!(self, "    {} {column}", named.at);
        }
        self.damaged(traces);
    }

    /// The enrollments that may be those of the number.
    pub(super) fn damaged(&mut self, traces: &Traces) {
        let w = self.w;
        for (told, rows) in [(w.similar, &traces.similar), (w.nameless, &traces.nameless)] {
            if !rows.is_empty() {
                line!(self, "  {told} {}", rows.join(" "));
            }
        }
    }

    fn enrollment(&mut self, row: &JudgedEnrollment) {
        let w = self.w;
        line!(
            self,
            "\n  {} {} ({}) {} {}",
            w.enrollment,
            row.enrollment,
            row.at,
            row.person,
            row.name
        );
        line!(
            self,
            "    {} {}, {} {}, {} {}, {} {}",
            w.year,
            row.insurance_year,
            w.category,
            row.category,
            w.channel,
            row.channel,
            w.applied_at,
            row.applied_at
        );
        line!(self, "    {}: {}", w.institution, row.institution);
        line!(
            self,
            "    {}",
            if row.requested {
                w.requested
            } else {
                w.not_requested
            }
        );
        if let (Some(organizer), Some(network)) = (&row.organizer, &row.network) {
            line!(
                self,
                "    {} {organizer}, {} {network}",
                w.organizer,
                w.network
            );
        }
        self.outcome(row);
        let mut before: Option<&JudgedRule> = None;
        for (rule, number) in row.rules.iter().zip(1..) {
            self.rule(rule, number, before);
            if !rule.facts.is_empty() {
                before = Some(rule);
            }
        }
    }

    fn outcome(&mut self, row: &JudgedEnrollment) {
        let w = self.w;
        let outcome = Outcome::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == row.outcome)
            .map_or("", |outcome| Text::outcome(self.language, outcome));
        let reasons = self.labels(&row.reasons);
        match (&row.amount, &row.balance_before, &row.balance_after) {
            (Some(amount), Some(before), Some(after)) => line!(
                self,
                "    {}: {outcome} {amount} {}, {} {before} → {after}",
                w.outcome,
                w.yuan,
                w.balance
            ),
            _ => line!(self, "    {}: {outcome} {reasons}", w.outcome),
        }
        for notice in crate::domain::Notice::ALL {
            if row.notices.iter().any(|code| code == notice.as_str()) {
                line!(self, "      {}", Text::notice(self.language, *notice));
            }
        }
        if !row.message.is_empty() {
            line!(self, "      {} [{}]", row.message, row.source);
            line!(self, "      {}: {}", w.do_this, row.action);
        }
    }

    fn rule(&mut self, rule: &JudgedRule, number: u32, before: Option<&JudgedRule>) {
        let w = self.w;
        let verdict = match rule.verdict {
            Verdict::Applies => w.applies,
            Verdict::DoesNotApply => w.does_not_apply,
            Verdict::NotJudged => w.not_judged,
        };
        let Some(reason) = reason_of(&rule.reason) else {
            return;
        };
        line!(
            self,
            "    {number:>2} {verdict} {} {} [{}]",
            Text::reason(self.language, reason),
            rule.reason,
            rule.source
        );
        if rule.verdict == Verdict::NotJudged {
            return;
        }
        line!(self, "         {}", wording(reason).sentence(self.language));
        let same = |other: &JudgedRule| other.facts == rule.facts && other.values == rule.values;
        if before.is_some_and(same) {
            line!(self, "         ({})", w.same_facts);
            return;
        }
        for known in &rule.facts {
            let at = known
                .at
                .as_ref()
                .map_or_else(String::new, |at| format!("  {at}"));
            line!(
                self,
                "         {} = {}{at}",
                fact(self.language, &known.name),
                shown(value(self.language, &known.name, &known.value))
            );
        }
        for value in &rule.values {
            line!(
                self,
                "         {} {} = {} [{}]",
                w.policy,
                value.key,
                shown(&value.value),
                value.source
            );
        }
    }
}
