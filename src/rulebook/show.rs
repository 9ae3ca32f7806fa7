//! `policy show`: one policy, as text, JSON, its own file, or a page to read beside the circular.

use super::table::{Line, lines, pick};
use super::wording::{elsewhere, wording};
use crate::domain::Reason;
use crate::domain::plan::Language;
use crate::policy::{Policy, finding};
use crate::rules::rule_of;
use crate::text::policy::question as asked;
use crate::text::source_in_words;
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::fmt::Write;

/// How a policy is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// One line per value.
    Text,
    /// The file itself: the start of a policy of one's own.
    Toml,
    /// For each reason its rule, source, interval and values.
    Markdown,
    /// For machines.
    Json,
}

/// The policy as a page; with a day, only what it says of that day.
pub fn show_page(
    policy: &Policy,
    day: Option<NaiveDate>,
    page: Page,
    language: Language,
) -> String {
    match page {
        Page::Toml => policy.text().to_owned(),
        Page::Text => text(policy, day, language),
        Page::Markdown => markdown(policy, day, language),
        Page::Json => json_page(policy, day, language),
    }
}

fn text(policy: &Policy, day: Option<NaiveDate>, language: Language) -> String {
    let mut page = format!(
        "{}  {}  {}\nsha256 {}\noffset {} ({})\n",
        policy.id(),
        policy.title(),
        finding::interval(&policy.interval()),
        policy.sha256(),
        policy.offset(),
        source_in_words(language, &policy.sourced_offset().source),
    );
    for line in lines(policy, day) {
        let _ = writeln!(
            page,
            "{:<30}{}  {}  ({})",
            line.key,
            line.interval(),
            line.value,
            source_in_words(language, &line.entry.source)
        );
    }
    if let Some(certificate) = day.and_then(|day| certificate_from(policy, day)) {
        let _ = writeln!(page, "{:<30}{certificate}", "certificate_from");
    }
    if !policy.asked().is_empty() {
        page.push_str(pick(
            language,
            "\n须由操作人员给出（--set 键=取值，或 --set 键=取值@出处）：\n",
            "\nThe operator gives these (--set key=value, or --set key=value@source):\n",
        ));
        for (key, question) in policy.asked() {
            let _ = writeln!(page, "{key:<30}{}", asked(language, question));
        }
    }
    page
}

fn certificate_from(policy: &Policy, day: NaiveDate) -> Option<NaiveDate> {
    policy.in_force(day).ok()?.certificate_from()
}

fn json_page(policy: &Policy, day: Option<NaiveDate>, language: Language) -> String {
    let values: Vec<Value> = lines(policy, day)
        .into_iter()
        .map(|line| {
            json!({
                "key": line.key,
                "question": line.known.question(language),
                "from": line.entry.interval.start.to_string(),
                "to": line.entry.interval.end.to_string(),
                "value": line.value,
                "source": line.entry.source,
                "confirmed": line.entry.confirmed.map(|day| day.to_string()),
            })
        })
        .collect();
    let sets: Vec<Value> = policy
        .set_values()
        .iter()
        .map(|set| json!({ "key": set.key, "value": set.value, "source": set.source }))
        .collect();
    let rules: Vec<Value> = Reason::ALL
        .iter()
        .map(|reason| {
            json!({
                "reason": reason.as_str(),
                "class": reason.class().as_str(),
                "rule": wording(*reason).sentence(language),
                "source": rule_source(policy, *reason),
                "keys": wording(*reason).keys,
            })
        })
        .collect();
    let page = json!({
        "id": policy.id(),
        "title": policy.title(),
        "sha256": policy.sha256(),
        "from": policy.interval().start.to_string(),
        "to": policy.interval().end.to_string(),
        "offset": { "value": policy.offset().to_string(), "source": policy.sourced_offset().source },
        "batch_date": day.map(|day| day.to_string()),
        "values": values,
        "certificate_from": day
            .and_then(|day| certificate_from(policy, day))
            .map(|day| day.to_string()),
        "asked": policy.asked(),
        "set": sets,
        "rules": rules,
    });
    format!("{page:#}\n")
}

fn rule_source(policy: &Policy, reason: Reason) -> &str {
    policy.rule_sources().of(reason, rule_of(reason).source)
}

fn markdown(policy: &Policy, day: Option<NaiveDate>, language: Language) -> String {
    let all = lines(policy, day);
    let mut page = format!("# {}\n\n", policy.title());
    let _ = writeln!(
        page,
        "- {}: `{}`, `{}`\n- SHA-256: `{}`",
        pick(language, "政策", "Policy"),
        policy.id(),
        finding::interval(&policy.interval()),
        policy.sha256(),
    );
    if let Some(day) = day {
        let _ = writeln!(
            page,
            "- {}: {day}",
            pick(language, "批次日期", "Batch date")
        );
    }
    page.push_str(pick(
        language,
        "\n区间含首日，不含末日。同时符合多项原因时，以排在前面的为准。\n",
        "\nAn interval holds its first day and not its last. Where several reasons apply, the \
         first in this order decides.\n",
    ));
    for (number, reason) in Reason::ALL.iter().enumerate() {
        push_rule(&mut page, policy, number + 1, *reason, &all, language);
    }
    push_elsewhere(&mut page, &all, language);
    push_questions(&mut page, policy, language);
    page
}

fn push_rule(
    page: &mut String,
    policy: &Policy,
    number: usize,
    reason: Reason,
    all: &[Line],
    language: Language,
) {
    let rule = wording(reason);
    let _ = write!(
        page,
        "\n## {number}. {reason} ({})\n\n{}\n\n{}: {}\n",
        reason.class().as_str(),
        rule.sentence(language),
        pick(language, "出处", "Source"),
        cell(&source_in_words(language, rule_source(policy, reason))),
    );
    let read: Vec<&Line> = all.iter().filter(|line| rule.reads(line.key)).collect();
    if !read.is_empty() {
        push_values(page, &read, language, |line| line.known.question(language));
    }
    for (key, question) in policy.asked().iter().filter(|(key, _)| rule.reads(key)) {
        let _ = write!(
            page,
            "\n{} `--set {key}=`: {}\n",
            pick(language, "须由操作人员给出", "The operator gives"),
            cell(asked(language, question)),
        );
    }
}

fn push_values<'a>(
    page: &mut String,
    read: &[&Line<'a>],
    language: Language,
    remark: impl Fn(&Line<'a>) -> &'static str,
) {
    page.push_str(pick(
        language,
        "\n| 键 | 取值 | 区间 | 出处 | 含义 |\n|---|---|---|---|---|\n",
        "\n| key | value | interval | source | meaning |\n|---|---|---|---|---|\n",
    ));
    for line in read {
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} | {} |",
            line.key,
            cell(&line.value),
            line.interval(),
            cell(&source_in_words(language, &line.entry.source)),
            remark(line),
        );
    }
}

fn push_elsewhere(page: &mut String, all: &[Line], language: Language) {
    let others: Vec<&Line> = all
        .iter()
        .filter(|line| elsewhere(line.key, language).is_some())
        .collect();
    page.push_str(pick(
        language,
        "\n## 不针对个别学生的取值\n",
        "\n## Values that decide no single student\n",
    ));
    push_values(page, &others, language, |line| {
        elsewhere(line.key, language).unwrap_or_default()
    });
}

fn push_questions(page: &mut String, policy: &Policy, language: Language) {
    if policy.asked().is_empty() {
        return;
    }
    page.push_str(pick(
        language,
        "\n## 须由操作人员给出的取值\n\n| 键 | 问题 |\n|---|---|\n",
        "\n## Values that the operator gives\n\n| key | question |\n|---|---|\n",
    ));
    for (key, question) in policy.asked() {
        let _ = writeln!(page, "| `{key}` | {} |", cell(asked(language, question)));
    }
}

/// Text that cannot break a table.
fn cell(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|")
}
