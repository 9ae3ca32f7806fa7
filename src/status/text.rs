//! The books as tables for a terminal.

use super::StatusReport;
use crate::domain::plan::Language;
use crate::ledger::{Sum, Totals};
use std::fmt::Write;

impl StatusReport {
    /// A table for people; amounts in yuan.
    pub fn text(&self, language: Language) -> String {
        let (heads, total, none) = match language {
            Language::Zh => (HEADS_ZH, "合计", "账本中还没有批次。\n"),
            Language::En => (HEADS, "total", "The ledger holds no batch yet.\n"),
        };
        if self.batches.is_empty() {
            return none.to_owned();
        }
        let mut text = String::new();
        for (title, columns) in BOOKS {
            let mut rows = vec![row(heads[0], columns.map(|column| heads[column + 1]))];
            for of in &self.batches {
                rows.push(cells(&of.batch.to_string(), &of.totals, columns));
            }
            rows.push(cells(total, &self.total(), columns));
            let title = match language {
                Language::Zh => title.0,
                Language::En => title.1,
            };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{title}\n{}", table(&rows));
        }
        text.push_str(&equations(&self.total(), language));
        for silence in &self.silences {
            let (days, batch) = (self.age_of(silence), silence.batch);
            let (count, amount) = (silence.sum.count, silence.sum.amount.grouped());
            let who = silence.answerer.label();
            let who = who.text(language);
            let _ = match language {
                Language::Zh => writeln!(
                    text,
                    "批次 {batch} 有 {count} 笔划扣共 {amount} 元，{who}已 {days} 天没有回执"
                ),
                Language::En => writeln!(
                    text,
                    "unanswered by {who} for {days} days: {count} deductions of {amount} in batch {batch}"
                ),
            };
        }
        text
    }
}

const COLUMNS: usize = 4;

/// The three books, each with its columns among the named sums.
const BOOKS: [((&str, &str), [usize; COLUMNS]); 3] = [
    (("账本", "ledger"), [0, 1, 2, 3]),
    (("账户系统", "account system"), [4, 5, 6, 7]),
    (("税务", "tax bureau"), [8, 9, 10, 11]),
];

const HEADS: [&str; 13] = [
    "batch",
    "deducted",
    "standing",
    "reversed",
    "outstanding",
    "debited",
    "refused",
    "silent",
    "passed over",
    "accepted",
    "rejected",
    "returned",
    "silent",
];

const HEADS_ZH: [&str; 13] = [
    "批次",
    "已划扣",
    "有效",
    "已冲正",
    "未了结",
    "扣款成功",
    "扣款失败",
    "未答复",
    "税务先答",
    "入库成功",
    "失败",
    "退回",
    "未答复",
];

/// The sums in the order of the tables.
fn in_tables(totals: &Totals) -> [Sum; 12] {
    [
        totals.deducted,
        totals.standing(),
        totals.reversed,
        totals.outstanding,
        totals.debited,
        totals.not_posted,
        totals.unanswered,
        totals.passed_over(),
        totals.accepted,
        totals.rejected,
        totals.returned,
        totals.outstanding,
    ]
}

/// Both equations of section 11, with their numbers.
fn equations(totals: &Totals, language: Language) -> String {
    let of = |sum: Sum| match language {
        Language::Zh => format!("{} 笔 {} 元", sum.count, sum.amount.grouped()),
        Language::En => format!("{}: {} yuan", sum.count, sum.amount.grouped()),
    };
    let [
        deducted,
        accepted,
        reversed,
        outstanding,
        posted,
        unanswered,
    ] = [
        totals.deducted,
        totals.accepted,
        totals.reversed,
        totals.outstanding,
        totals.posted,
        totals.unanswered,
    ]
    .map(of);
    match language {
        Language::Zh => format!(
            "已划扣（{deducted}）等于 入库成功（{accepted}）、已冲正（{reversed}）、未了结（{outstanding}）之和\n\
             未了结（{outstanding}）等于 扣款成功待入库（{posted}）、未答复（{unanswered}）之和\n"
        ),
        Language::En => format!(
            "deducted ({deducted}) is accepted ({accepted}), reversed ({reversed}) and outstanding ({outstanding})\n\
             outstanding ({outstanding}) is posted ({posted}) and unanswered ({unanswered})\n"
        ),
    }
}

fn row(first: &str, others: [&str; COLUMNS]) -> Vec<String> {
    std::iter::once(first)
        .chain(others)
        .map(str::to_owned)
        .collect()
}

fn cells(name: &str, totals: &Totals, columns: [usize; COLUMNS]) -> Vec<String> {
    let sums = in_tables(totals);
    let sums =
        columns.map(|column| format!("{} = {}", sums[column].count, sums[column].amount.grouped()));
    std::iter::once(name.to_owned()).chain(sums).collect()
}

/// Columns as wide as their widest cell, numbers to the right. A row that is shorter than the first
/// says something else, and widens its first column alone.
pub(super) fn table(rows: &[Vec<String>]) -> String {
    let whole = rows.first().map_or(0, Vec::len);
    let is_wide = |row: &&Vec<String>, column: usize| column == 0 || row.len() == whole;
    let width = |column: usize| {
        let rows = rows.iter().filter(|row| is_wide(row, column));
        rows.map(|row| columns(&row[column])).max()
    };
    let widths: Vec<usize> = (0..whole)
        .map(|column| width(column).unwrap_or(0))
        .collect();
    let mut text = String::new();
    for row in rows {
        let gap = |column: usize| {
            let missing = widths[column].saturating_sub(columns(&row[column]));
            " ".repeat(missing)
        };
        let mut line = format!("{}{}", row[0], gap(0));
        for (column, cell) in row.iter().enumerate().skip(1) {
            let _ = write!(line, "  {}{cell}", gap(column));
        }
        let _ = writeln!(text, "{line}");
    }
    text
}

/// Width on a terminal: a Chinese character takes two columns.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}
