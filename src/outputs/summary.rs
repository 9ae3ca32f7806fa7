//! The summary on standard output: what the operator reads in ten seconds, and the same for
//! machines. No names, no numbers of persons.

use super::manifest::{networks, payments};
use crate::domain::history::ChainHead;
use crate::domain::plan::{Language, Plan};
use crate::domain::{Money, Outcome, Reason};
use crate::policy::InForce;
use crate::text::Text;
use crate::text::commits::latest_entry;
use crate::text::remarks::remarks;
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// Reasons that the summary names; the others stand in the manifest.
const TOP_REASONS: usize = 5;

/// Where the batch stands when the command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunStatus<'s> {
    /// Committed by this run; the files are in place.
    Committed {
        /// The batch folder.
        folder: &'s str,
    },
    /// Committed by an earlier run; this one has charged nobody.
    AlreadyDone {
        /// The batch folder.
        folder: &'s str,
        /// Files that were missing or damaged and have been put back.
        restored: usize,
    },
    /// Planned only: nothing is committed.
    Planned {
        /// The plan folder.
        folder: &'s str,
        /// The plan digest, for `--expect-plan`.
        digest: &'s str,
    },
}

impl<'s> RunStatus<'s> {
    const fn folder(self) -> &'s str {
        match self {
            RunStatus::Committed { folder }
            | RunStatus::AlreadyDone { folder, .. }
            | RunStatus::Planned { folder, .. } => folder,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            RunStatus::Committed { .. } => "committed",
            RunStatus::AlreadyDone { .. } => "already_done",
            RunStatus::Planned { .. } => "planned",
        }
    }
}

/// The summary for people, in the language of the batch; ends with LF.
pub fn text(plan: &Plan, policy: &InForce, status: RunStatus, head: &ChainHead) -> String {
    let language = plan.options.language;
    let mut text = headline(plan, status);
    text.push_str(&context(plan, policy));
    text.push_str(&outcomes(plan, status));
    text.push_str(&top_reasons(plan));
    text.push_str(&rejects(plan));
    for remark in remarks(plan) {
        let heading = match language {
            Language::Zh => "注意：",
            Language::En => "Note: ",
        };
        text.push_str(&format!("{heading}{}\n", remark.text(language)));
    }
    text.push_str(match language {
        Language::Zh => "文件：",
        Language::En => "Files: ",
    });
    text.push_str(status.folder());
    text.push('\n');
    text.push_str(latest_entry(head).text(language));
    text.push_str(&next_step(plan, status));
    text
}

fn headline(plan: &Plan, status: RunStatus) -> String {
    let (batch, count, total) = (plan.batch, deductions(plan), plan.tally.total.grouped());
    match (plan.options.language, status) {
        (Language::Zh, RunStatus::Committed { .. }) => {
            format!("批次 {batch} 已提交：划扣 {count} 笔，共 {total} 元\n")
        }
        (Language::Zh, RunStatus::AlreadyDone { .. }) => format!(
            "批次 {batch} 此前已提交，本次没有划扣任何款项；该批次划扣 {count} 笔，共 {total} 元\n"
        ),
        (Language::Zh, RunStatus::Planned { .. }) => format!(
            "批次 {batch} 的计划：拟划扣 {count} 笔，共 {total} 元；只是计划，本次没有提交，没有划扣任何款项\n"
        ),
        (Language::En, RunStatus::Committed { .. }) => {
            format!("Batch {batch} is committed: {count} deductions, {total} yuan\n")
        }
        (Language::En, RunStatus::AlreadyDone { .. }) => format!(
            "Batch {batch} was committed before, nothing was deducted now; it holds {count} deductions, {total} yuan\n"
        ),
        (Language::En, RunStatus::Planned { .. }) => format!(
            "Plan for batch {batch}: {count} deductions, {total} yuan; only planned: this run committed nothing, nothing was deducted\n"
        ),
    }
}

fn context(plan: &Plan, policy: &InForce) -> String {
    let (date, id, year) = (plan.batch.date, &policy.id, plan.batch.insurance_year);
    match plan.options.language {
        Language::Zh => format!("批次日期 {date}，参保年度 {year}，政策 {id}\n"),
        Language::En => format!("Batch date {date}, insurance year {year}, policy {id}\n"),
    }
}

fn outcomes(plan: &Plan, status: RunStatus) -> String {
    let language = plan.options.language;
    let rows: u64 = plan.tally.outcomes.values().sum();
    let heading = match language {
        Language::Zh => format!("读入参保登记 {rows} 行：\n"),
        Language::En => format!("Enrollments read: {rows}\n"),
    };
    Outcome::ALL.iter().fold(heading, |text, outcome| {
        let count = plan.tally.outcomes.get(outcome).copied().unwrap_or(0);
        let word = match (outcome, status) {
            (Outcome::Deducted, RunStatus::Planned { .. }) => Text::to_be_deducted(language),
            _ => Text::outcome(language, *outcome),
        };
        counted(text, count, word)
    })
}

fn top_reasons(plan: &Plan) -> String {
    let language = plan.options.language;
    let reasons = most_frequent(plan);
    if reasons.is_empty() {
        return String::new();
    }
    let heading = match language {
        Language::Zh => "主要原因：\n",
        Language::En => "Main reasons:\n",
    };
    reasons
        .into_iter()
        .take(TOP_REASONS)
        .fold(heading.to_owned(), |text, (reason, count)| {
            let label = Text::reason(language, reason);
            counted(text, count, &format!("{label} {reason}"))
        })
}

/// Reasons that somebody may want to look at, the most frequent first.
fn most_frequent(plan: &Plan) -> Vec<(Reason, u64)> {
    let mut reasons: Vec<(Reason, u64)> = plan
        .tally
        .reasons
        .iter()
        .map(|(reason, count)| (*reason, *count))
        .filter(|(reason, count)| *count > 0 && *reason != Reason::AlreadyDeducted)
        .collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    reasons
}

fn rejects(plan: &Plan) -> String {
    let files: Vec<String> = plan
        .inputs
        .iter()
        .filter(|input| input.rejected_rows > 0)
        .map(|input| format!("{} {}", input.file.name(), input.rejected_rows))
        .collect();
    match (plan.options.language, files.is_empty()) {
        (Language::Zh, true) => "无法读取的行：无\n".to_owned(),
        (Language::Zh, false) => {
            format!("无法读取的行（见 rejects.csv）：{}\n", files.join("，"))
        }
        (Language::En, true) => "Rows rejected: none\n".to_owned(),
        (Language::En, false) => {
            format!("Rows rejected (see rejects.csv): {}\n", files.join(", "))
        }
    }
}

fn next_step(plan: &Plan, status: RunStatus) -> String {
    let language = plan.options.language;
    match status {
        RunStatus::Planned { digest, .. } => approve(language, digest),
        RunStatus::Committed { .. } => hand_over(language, deductions(plan)),
        RunStatus::AlreadyDone { restored, .. } => {
            let restored = match (language, restored) {
                (Language::Zh, 0) => "文件齐全，未改动\n".to_owned(),
                (Language::Zh, count) => format!("已补回缺失或损坏的文件 {count} 个\n"),
                (Language::En, 0) => "All files are in place, nothing was changed\n".to_owned(),
                (Language::En, count) => format!("Missing or damaged files put back: {count}\n"),
            };
            restored + &hand_over(language, deductions(plan))
        }
    }
}

fn approve(language: Language, digest: &str) -> String {
    match language {
        Language::Zh => format!(
            "计划摘要：{digest}\n下一步：由第二人核对计划文件，再以同样的命令提交：去掉 --dry-run，加上 --expect-plan {digest}\n"
        ),
        Language::En => format!(
            "Plan digest: {digest}\nNext: a second person checks the plan, then the same command commits it: without --dry-run, with --expect-plan {digest}\n"
        ),
    }
}

fn hand_over(language: Language, count: u64) -> String {
    match (language, count) {
        (Language::Zh, 0) => "下一步：没有划扣，无需移交；异常清单 exceptions.xlsx 交经办人员\n",
        (Language::Zh, _) => {
            "下一步：先将 postings.csv 交账户系统，导入其回执（gongji reconcile）后再将 remittance.txt 交税务部门；异常清单 exceptions.xlsx 交经办人员\n"
        }
        (Language::En, 0) => {
            "Next: nothing to hand over; exceptions.xlsx goes to the clerks\n"
        }
        (Language::En, _) => {
            "Next: hand postings.csv to the account system, import its answer (gongji reconcile), only then hand remittance.txt to the tax bureau; exceptions.xlsx goes to the clerks\n"
        }
    }
    .to_owned()
}

/// Adds a line with a count in front, so that counts stand in one column whatever the language.
fn counted(mut text: String, count: u64, what: &str) -> String {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{count:>9}  {what}");
    text
}

fn deductions(plan: &Plan) -> u64 {
    plan.tally
        .outcomes
        .get(&Outcome::Deducted)
        .copied()
        .unwrap_or(0)
}

/// The summary for machines, one JSON object on several lines; ends with LF. Money is text.
pub fn json(plan: &Plan, policy: &InForce, status: RunStatus, head: &ChainHead) -> String {
    let moved = match status {
        RunStatus::Committed { .. } => plan.tally.total,
        RunStatus::AlreadyDone { .. } | RunStatus::Planned { .. } => Money::ZERO,
    };
    let mut summary = json!({
        "status": status.as_str(),
        "batch": { "id": plan.batch.to_string(), "date": plan.batch.date.to_string() },
        "policy": { "id": policy.id, "sha256": policy.sha256 },
        "rows": plan.tally.outcomes.values().sum::<u64>(),
        "outcomes": counts(plan.tally.outcomes.iter().map(|(o, n)| (o.as_str(), *n))),
        "reasons": counts(plan.tally.reasons.iter().map(|(r, n)| (r.as_str(), *n))),
        "total": plan.tally.total.to_string(),
        "moved_by_this_run": moved.to_string(),
        "rejects": counts(plan.inputs.iter().map(|i| (i.file.name(), i.rejected_rows))),
        "payments": payments(plan),
        "networks": networks(plan),
        "folder": status.folder(),
        "ledger": { "entries": head.entries, "chain": head.chain },
    });
    match status {
        RunStatus::Committed { .. } => {}
        RunStatus::AlreadyDone { restored, .. } => summary["restored"] = json!(restored),
        RunStatus::Planned { digest, .. } => summary["plan_digest"] = json!(digest),
    }
    format!("{summary:#}\n")
}

fn counts<'c>(counts: impl Iterator<Item = (&'c str, u64)>) -> Map<String, Value> {
    counts
        .map(|(code, count)| (code.to_owned(), json!(count)))
        .collect()
}

#[cfg(test)]
mod tests;
