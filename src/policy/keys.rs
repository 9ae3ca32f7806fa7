//! Every key that a rule reads: its kind and the question it answers.

use super::value::Kind;
use crate::domain::Category;
use crate::domain::plan::Language;

/// Prefix of the keys that hold the fee of a category.
pub const FEE_PREFIX: &str = "fee.";

/// The key of the insurance year.
pub const INSURANCE_YEAR: &str = "insurance_year";

/// The key of the calendar.
pub const CALENDAR: &str = "calendar";

/// A key of a policy file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The name, as the file and `--set` write it.
    pub name: &'static str,
    /// What its values look like.
    pub kind: Kind,
    /// Whether a policy may do without it.
    pub optional: bool,
    zh: &'static str,
    en: &'static str,
}

impl Key {
    /// The question that the value answers.
    pub const fn question(&self, language: Language) -> &'static str {
        match language {
            Language::Zh => self.zh,
            Language::En => self.en,
        }
    }
}

/// The key of a name; every `fee.<category>` answers for the fee of its category. `None` for a
/// name that no rule reads, for a `fee.` without a category and for one whose category is not
/// written canonically (the rules would never find it).
pub fn find(name: &str) -> Option<&'static Key> {
    if let Some(category) = name.strip_prefix(FEE_PREFIX) {
        let canonical = !category.is_empty() && Category::parse(category).as_str() == category;
        return canonical.then_some(&FEE);
    }
    KEYS.iter().find(|key| key.name == name)
}

/// Whether a key sets the fee of a category that [`Category`] has no name for.
pub fn is_fee_of_another_category(name: &str) -> bool {
    name.strip_prefix(FEE_PREFIX)
        .is_some_and(|category| matches!(Category::parse(category), Category::Other(_)))
}

/// Names of keys that are written nearly like `name`, the nearest first, at most three.
pub fn closest(name: &str) -> Vec<&'static str> {
    let fees = ["fee.student", "fee.infant"];
    let names = fees.into_iter().chain(KEYS.iter().map(|key| key.name));
    nearest(name, names)
}

/// The candidates that take the fewest changes to become `name`, at most three, none that
/// differs in more than a third of its characters.
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut ranked: Vec<(usize, &str)> = candidates
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(changes, candidate)| changes * 3 <= candidate.chars().count())
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().take(3).map(|(_, name)| name).collect()
}

/// Fewest insertions, removals and replacements that turn `a` into `b`.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

const fn required(name: &'static str, kind: Kind, zh: &'static str, en: &'static str) -> Key {
    Key {
        name,
        kind,
        optional: false,
        zh,
        en,
    }
}

const fn optional(name: &'static str, kind: Kind, zh: &'static str, en: &'static str) -> Key {
    Key {
        name,
        kind,
        optional: true,
        zh,
        en,
    }
}

/// The key of every fee.
pub const FEE: Key = required(
    "fee.<category>",
    Kind::Money,
    "这一类人员本年度每人应缴多少元？",
    "What does one person of this category pay for the insurance year, in yuan?",
);

/// Every key but the fees, in the order of a policy file.
pub const KEYS: &[Key] = &[
    required(
        INSURANCE_YEAR,
        Kind::Year,
        "为哪一个参保年度缴费？",
        "For which insurance year are fees collected?",
    ),
    required(
        "election_cutoff",
        Kind::Instant,
        "最晚在何时之前选择共济缴费才有效（不含该时刻）？",
        "Before which instant must the contribution election have been made?",
    ),
    required(
        "enrolment_opens",
        Kind::Instant,
        "集中参保期从何时开始？",
        "When does enrolment open?",
    ),
    required(
        "enrolment_closes.school",
        Kind::Instant,
        "学校集中申报何时截止（不含该时刻）？",
        "Before which instant must a school have enrolled a student?",
    ),
    required(
        "enrolment_closes.community",
        Kind::Instant,
        "社区申报何时截止（不含该时刻）？",
        "Before which instant must a family have enrolled a student at a service centre?",
    ),
    required(
        "deductions_from",
        Kind::Day,
        "从哪一天起可以划扣？",
        "From which day on may fees be deducted?",
    ),
    required(
        "balance_test",
        Kind::BalanceTest,
        "历年账户余额须大于应缴金额，还是足额即可？",
        "Must the accumulated balance exceed the fee, or is it enough to reach it?",
    ),
    required(
        "whole_fee_only",
        Kind::Always,
        "是否只能全额缴纳？",
        "Is it the whole fee or nothing?",
    ),
    required(
        "relations",
        Kind::Relations,
        "可以为哪些亲属缴费？",
        "For which relatives may the organizer pay?",
    ),
    required(
        "districts",
        Kind::Districts,
        "哪些参保区划属于本地区（代码前缀）？",
        "Which insured districts belong to the region (prefixes of their codes)?",
    ),
    required(
        "cancellation_limit.school",
        Kind::CancellationLimit,
        "学校集中申报的，最晚何时可以取消共济缴费？",
        "Until when may the election be cancelled for a student enrolled by a school?",
    ),
    required(
        "cancellation_limit.community",
        Kind::CancellationLimit,
        "社区申报的，最晚何时可以取消共济缴费？",
        "Until when may the election be cancelled for a student enrolled at a service centre?",
    ),
    required(
        "results_from",
        Kind::Day,
        "从哪一天起可以查询缴费结果？",
        "From which day on may families query the results?",
    ),
    required(
        "certificate_working_days",
        Kind::Count,
        "扣款成功多少个工作日后可以打印缴费证明？",
        "After how many working days can the certificate be printed?",
    ),
    required(
        CALENDAR,
        Kind::Calendar,
        "哪些日子放假，哪些周末上班？",
        "Which days are public holidays and which weekends are worked?",
    ),
    required(
        "posting_days",
        Kind::Count,
        "记账之后几天内，账户数据可能尚未体现该笔划扣？",
        "For how many days may an account extract not show a deduction yet?",
    ),
    required(
        "max_balance_age_days",
        Kind::Count,
        "余额时点最多可以早于批次日期几天？",
        "How many days old may a balance be at the batch date?",
    ),
    required(
        "max_reject_ratio",
        Kind::Ratio,
        "一个文件中无法读取的行最多占多大比例？",
        "Which share of the rows of a file may be rejected?",
    ),
    required(
        "retry_codes",
        Kind::Codes,
        "收到哪些回执代码后，下一批次可以重新审核？",
        "After which answer codes does the next batch judge afresh?",
    ),
    optional(
        "network_ends_with_insurance",
        Kind::Flag,
        "组建人职工医保关系终止时，家庭共济关系是否自动终止？",
        "Does a network end by itself when the organizer's employee insurance ends?",
    ),
    optional(
        "waiting_months",
        Kind::Count,
        "集中参保期之后才缴费的，缴费几个月后才能享受待遇？",
        "How many months after a late payment do benefits begin?",
    ),
    optional(
        "max_total",
        Kind::Money,
        "一个批次最多可以划扣多少元？",
        "How much may one batch deduct at most, in yuan?",
    ),
    optional(
        "min_deductions",
        Kind::Count,
        "一个批次至少应有多少笔划扣？",
        "How many deductions must one batch have at least?",
    ),
    optional(
        "max_exception_ratio",
        Kind::Ratio,
        "申请共济缴费的登记中，异常最多占多大比例？",
        "Which share of the enrollments that asked for a deduction may be exceptions?",
    ),
];
