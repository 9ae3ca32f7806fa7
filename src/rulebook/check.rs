//! `policy check`: what is wrong with a file, and what each day of its year answers.

use super::table::{lines, pick};
use crate::domain::plan::Language;
use crate::policy::{Finding, Policy, Severity, finding};
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::fmt::Write;
use std::ops::Range;

/// A checked policy.
#[derive(Debug, Clone)]
pub struct Checked<'a> {
    policy: &'a Policy,
    findings: Vec<Finding>,
}

/// Checks a policy.
pub fn check(policy: &Policy) -> Checked<'_> {
    Checked {
        policy,
        findings: policy.findings(),
    }
}

impl Checked<'_> {
    /// Whether a run can use the policy as it stands: no fault and no open question.
    pub fn usable(&self) -> bool {
        !matches!(self.worst(), Some(Severity::Error | Severity::Asked))
    }

    fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(Finding::severity).min()
    }

    /// Findings, verdict, and the table of what each day answers.
    pub fn page(&self, language: Language) -> String {
        let mut page = format!(
            "{}  {}  {}\nsha256 {}\n",
            self.policy.id(),
            self.policy.title(),
            finding::interval(&self.policy.interval()),
            self.policy.sha256()
        );
        for (severity, zh, en) in [
            (Severity::Error, "错误", "Faults"),
            (Severity::Asked, "须由操作人员给出", "Asked of the operator"),
            (Severity::Note, "提示", "Remarks"),
        ] {
            let heading = pick(language, zh, en);
            push_findings(&mut page, &self.findings, severity, heading, language);
        }
        page.push_str(verdict(self.worst(), language));
        push_days(&mut page, self.policy, language);
        page
    }

    /// Findings and verdict for machines.
    pub fn json(&self, language: Language) -> String {
        let findings: Vec<Value> = self
            .findings
            .iter()
            .map(|finding| {
                json!({
                    "severity": severity_name(finding.severity()),
                    "key": finding.key,
                    "text": finding.text(language),
                })
            })
            .collect();
        let page = json!({
            "id": self.policy.id(),
            "sha256": self.policy.sha256(),
            "usable": self.usable(),
            "findings": findings,
        });
        format!("{page:#}\n")
    }
}

const fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Asked => "asked",
        Severity::Note => "note",
    }
}

fn push_findings(
    page: &mut String,
    findings: &[Finding],
    severity: Severity,
    heading: &str,
    language: Language,
) {
    let mut found = findings
        .iter()
        .filter(|f| f.severity() == severity)
        .peekable();
    if found.peek().is_some() {
        let _ = writeln!(page, "\n{heading}:");
    }
    for finding in found {
        let _ = writeln!(page, "  {}", finding.text(language));
    }
}

fn verdict(worst: Option<Severity>, language: Language) -> &'static str {
    match worst {
        Some(Severity::Error) => pick(
            language,
            "\n不可使用：请改正上述错误。\n",
            "\nNot usable: mend the faults above.\n",
        ),
        Some(Severity::Asked) => pick(
            language,
            "\n文件无误；给出上述取值（--set）后方可使用。\n",
            "\nThe file is in order; a run needs the values above (--set).\n",
        ),
        Some(Severity::Note) | None => pick(language, "\n可以使用。\n", "\nUsable.\n"),
    }
}

fn push_days(page: &mut String, policy: &Policy, language: Language) {
    page.push_str(pick(
        language,
        "\n各日的取值（区间含首日，不含末日）：\n",
        "\nWhat each day answers (an interval holds its first day and not its last):\n",
    ));
    for line in lines(policy, None) {
        let days = (line.entry.interval.end - line.entry.interval.start).num_days();
        let _ = writeln!(
            page,
            "{:<30}{} {days:>4} {}  {}",
            line.key,
            line.interval(),
            pick(language, "天", "days"),
            line.value,
        );
    }
    for (days, answer) in batches(policy) {
        let text = match answer {
            Answer::NotYet => pick(
                language,
                "尚不可划扣（deductions_from）",
                "no deduction yet (deductions_from)",
            ),
            Answer::Deducts => pick(language, "可以划扣", "fees may be deducted"),
            Answer::Refused => pick(
                language,
                "不可划扣：取值未给出，或日历过短",
                "no batch: a value is not given, or the calendar is too short",
            ),
        };
        let count = (days.end - days.start).num_days();
        let _ = writeln!(
            page,
            "{:<30}{} {count:>4} {}  {text}",
            "batch",
            finding::interval(&days),
            pick(language, "天", "days"),
        );
    }
}

/// What a batch of a day meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    NotYet,
    Deducts,
    Refused,
}

/// The days of the policy, joined where batches meet the same.
fn batches(policy: &Policy) -> Vec<(Range<NaiveDate>, Answer)> {
    let whole = policy.interval();
    let mut joined: Vec<(Range<NaiveDate>, Answer)> = Vec::new();
    for day in whole.start.iter_days().take_while(|day| *day < whole.end) {
        let answer = match policy.in_force(day) {
            Err(_) => Answer::Refused,
            Ok(law) if day < *law.deductions_from => Answer::NotYet,
            Ok(_) => Answer::Deducts,
        };
        let next = day.succ_opt().unwrap_or(day);
        match joined.last_mut() {
            Some((days, last)) if *last == answer => days.end = next,
            _ => joined.push((day..next, answer)),
        }
    }
    joined
}
