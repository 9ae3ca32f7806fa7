//! What stops a night between reading and commit.

use crate::domain::message::{self, Message};
use crate::domain::plan::Language;
use crate::domain::{BatchId, Money};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::fmt::Display;

/// Volumes beyond the guards.
pub fn volume(broken: &[Message]) -> Message {
    let (zh, en) = message::joined(broken, "；", "; ");
    Message::new(
        format!(
            "超出规模上限：{zh}；未划扣任何款项。请查看计划（--dry-run 写出）和资料；数字无误的，请另给上限"
        ),
        format!(
            "volume guard: {en}; nothing was charged. Look at the plan (--dry-run writes it) and at \
             the extract; if the numbers are right, give another limit"
        ),
    )
}

/// More money than `max_total`.
pub fn too_much(total: Money, limit: Money, source: &str) -> Message {
    let (total, limit) = (total.grouped(), limit.grouped());
    Message::new(
        format!("将划扣 {total} 元，超过 {limit} 元（max_total，{source}）"),
        format!("{total} yuan would be deducted, more than {limit} (max_total, {source})"),
    )
}

/// Fewer deductions than `min_deductions`.
pub fn too_few(count: u64, limit: u32, source: &str) -> Message {
    Message::new(
        format!("{count} 笔划扣，少于 {limit} 笔（min_deductions，{source}）"),
        format!("{count} deductions, fewer than {limit} (min_deductions, {source})"),
    )
}

/// A larger share of exceptions than `max_exception_ratio`.
pub fn too_many_exceptions(exceptions: u64, asked: u64, limit: Decimal, source: &str) -> Message {
    Message::new(
        format!(
            "申请划扣的 {asked} 人中有 {exceptions} 人异常，超过比例 {limit}（max_exception_ratio，{source}）"
        ),
        format!(
            "{exceptions} exceptions among {asked} that asked for a deduction, more than the share \
             {limit} (max_exception_ratio, {source})"
        ),
    )
}

/// A batch before the first day of deduction.
pub fn too_early(date: NaiveDate, first: NaiveDate, source: &str) -> Message {
    Message::new(
        format!(
            "批次日期 {date} 早于首个划扣日 {first}（{source}）；未划扣任何款项。请在该日再次运行，或给出正确的 \
             --batch-date"
        ),
        format!(
            "batch date {date} is before the first day of deduction, {first} ({source}); nothing was \
             charged. Start it again on that day, or give the right --batch-date"
        ),
    )
}

/// Another plan than was approved.
pub fn other_plan(expected: &str, found: &str) -> Message {
    Message::new(
        format!(
            "计划与所批准的不同：批准的摘要是 {expected}，本次是 {found}；未划扣任何款项。请对照两次的资料、政策、选项和\
             账本，查明何处变了；确认无误后，以 --dry-run 重新出计划，由第二人重新批准"
        ),
        format!(
            "the plan is not the approved one: expected {expected}, is {found}; nothing was charged. \
             Look what changed (extract, policy, options, ledger), then plan again with --dry-run \
             and have the second person approve again"
        ),
    )
}

/// An equation that does not hold.
pub fn broken_equation(name: &str, left: &str, right: &str) -> Message {
    Message::new(
        format!(
            "等式不成立：{}，左边为 {left}，右边为 {right}；未划扣任何款项，请保留资料和账本并立即报告",
            equation(Language::Zh, name)
        ),
        format!(
            "equation \"{name}\" does not hold: {left} on the left, {right} on the right; nothing was \
             charged"
        ),
    )
}

/// The names of the equations in Chinese; they are written into the manifest in English.
const EQUATIONS_ZH: [(&str, &str); 6] = [
    (
        "rows read = deducted + settled + excluded + exception + not_requested + rejected",
        "读入行数 = 已划扣 + 此前已划扣 + 无需划扣 + 异常 + 未选择共济缴费 + 无法读取",
    ),
    (
        "total = sum over categories and subsidies of fee x count",
        "划扣金额 = 各类人员、各资助类别缴费标准 × 人数之和",
    ),
    ("total = sum of postings", "划扣金额 = 记账金额之和"),
    (
        "organizers = organizers of whom before - after = sum of amounts",
        "组建人数 = 余额减少额与划扣额相符的组建人数",
    ),
    (
        "balances below zero after a deduction = 0",
        "划扣后余额为负的账户数 = 0",
    ),
    (
        "deductions = persons and years deducted",
        "划扣笔数 = 被划扣的学生人数（按年度）",
    ),
];

/// What an equation says; the written name where there is no other wording.
pub fn equation(language: Language, name: &str) -> &str {
    match language {
        Language::En => name,
        Language::Zh => EQUATIONS_ZH
            .iter()
            .find(|(written, _)| *written == name)
            .map_or(name, |(_, zh)| zh),
    }
}

/// The extract is not that of the batch.
pub fn other_extract(folder: &dyn Display, batch: BatchId) -> Message {
    Message::new(
        format!(
            "{folder} 不是批次 {batch} 所用的资料：其文件的 SHA-256 与 manifest.json 所列不同；请给出当时的资料"
        ),
        format!(
            "{folder} is not the extract that batch {batch} was decided from: its files have other \
             SHA-256 digests than manifest.json lists; give that extract"
        ),
    )
}
