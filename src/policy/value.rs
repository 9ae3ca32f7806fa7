//! What a policy file may say: the kinds of value, their shapes, and how each is written.

use super::calendar::{display_calendar, parse_calendar, parse_day};
use super::terms::{BalanceTest, CancellationLimit};
use crate::domain::calendar::WorkingCalendar;
use crate::domain::plan::Language;
use crate::domain::{Instant, Money, Relation};
use chrono::{FixedOffset, NaiveDate};
use rust_decimal::Decimal;
use std::str::FromStr;

/// The kind of a value: decides which texts are accepted for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An insurance year: four digits.
    Year,
    /// An amount in yuan above zero.
    Money,
    /// A fee in yuan, zero included.
    Fee,
    /// A point in time; without offset it is meant in the policy's.
    Instant,
    /// A calendar day.
    Day,
    /// A whole number.
    Count,
    /// A share from 0 to 1.
    Ratio,
    /// How a balance is held against the fee.
    BalanceTest,
    /// Until when an election may be cancelled.
    CancellationLimit,
    /// A list of relations.
    Relations,
    /// A list of district code prefixes.
    Districts,
    /// A list of words of the extract.
    Words,
    /// A list of answer codes, possibly empty.
    Codes,
    /// Yes or no.
    Flag,
    /// Yes, since nothing else is built.
    Always,
    /// Holidays and worked weekends of an interval.
    Calendar,
}

impl Kind {
    /// The shape that is accepted, for messages.
    pub const fn shape(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Kind::Year => ("四位年份，如 2025", "a year of four digits such as 2025"),
            Kind::Money => (
                "加引号的大于零的金额，如 \"355.00\"",
                "an amount above zero in quotes, such as \"355.00\"",
            ),
            Kind::Fee => (
                "加引号的金额，如 \"355.00\" 或 \"0.00\"",
                "an amount in quotes, such as \"355.00\" or \"0.00\"",
            ),
            Kind::Instant => (
                "时刻，如 2024-12-20T17:00:00+08:00",
                "an instant such as 2024-12-20T17:00:00+08:00",
            ),
            Kind::Day => ("日期，如 2024-12-21", "a day such as 2024-12-21"),
            Kind::Count => ("整数，如 10", "a whole number such as 10"),
            Kind::Ratio => (
                "加引号的 0 至 1 之间的比例，如 \"0.001\"",
                "a share from 0 to 1 in quotes, such as \"0.001\"",
            ),
            Kind::BalanceTest => ("greater-than 或 at-least", "greater-than or at-least"),
            Kind::CancellationLimit => ("cutoff 或 end-of-day", "cutoff or end-of-day"),
            Kind::Relations => (
                "关系列表，取自 spouse、child、parent、sibling、grandparent、grandchild、parent_in_law，不重复",
                "a list without repetition out of spouse, child, parent, sibling, grandparent, \
                 grandchild, parent_in_law",
            ),
            Kind::Districts => (
                "区划代码前缀列表（1 至 6 位数字），如 [\"31\"]",
                "a list of district code prefixes of 1 to 6 digits, such as [\"31\"]",
            ),
            Kind::Words => ("词的列表，不重复", "a list of words without repetition"),
            Kind::Codes => (
                "回执代码列表，可以为空",
                "a list of answer codes, possibly empty",
            ),
            Kind::Flag => ("true 或 false", "true or false"),
            Kind::Always => (
                "true（部分金额的划扣未予实现）",
                "true (taking a part of a fee is not built)",
            ),
            Kind::Calendar => (
                "日历，如 2024-12-01..2025-04-01;off:2025-01-01;worked:2025-01-26",
                "a calendar such as 2024-12-01..2025-04-01;off:2025-01-01;worked:2025-01-26",
            ),
        };
        match language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// An example for `--set key=…`.
    pub const fn example(self) -> &'static str {
        match self {
            Kind::Year => "2025",
            Kind::Money | Kind::Fee => "400.00",
            Kind::Instant => "2024-12-20T17:00:00+08:00",
            Kind::Day => "2024-12-21",
            Kind::Count => "10",
            Kind::Ratio => "0.001",
            Kind::BalanceTest => "at-least",
            Kind::CancellationLimit => "cutoff",
            Kind::Relations => "spouse,child,parent",
            Kind::Districts => "45",
            Kind::Words => "中小学生",
            Kind::Codes => "TIMEOUT",
            Kind::Flag | Kind::Always => "true",
            Kind::Calendar => "2024-12-01..2025-04-01;off:2025-01-01;worked:2025-01-26",
        }
    }

    /// Whether the value is a list.
    pub const fn is_list(self) -> bool {
        matches!(
            self,
            Kind::Relations | Kind::Districts | Kind::Words | Kind::Codes
        )
    }

    /// Whether a bare number of the file could have been rounded on the way: such values are
    /// written in quotes.
    pub const fn needs_quotes(self) -> bool {
        matches!(self, Kind::Money | Kind::Fee | Kind::Ratio)
    }

    /// Reads the value from one text, or from the texts of a list. `None` when the shape is
    /// another; [`Kind::shape`] says which is meant.
    pub fn parse(self, texts: &[String], offset: FixedOffset) -> Option<Value> {
        match self {
            Kind::Relations => parse_relations(texts).map(Value::Relations),
            Kind::Districts => parse_districts(texts).map(Value::Texts),
            Kind::Words => parse_words(texts).map(Value::Texts),
            Kind::Codes => parse_codes(texts).map(Value::Texts),
            single => match texts {
                [text] => single.parse_single(text, offset),
                _ => None,
            },
        }
    }

    fn parse_single(self, text: &str, offset: FixedOffset) -> Option<Value> {
        match self {
            Kind::Year if text.len() == 4 => parse_digits(text)
                .and_then(|n| u16::try_from(n).ok())
                .map(Value::Year),
            Kind::Money => Money::parse(text)
                .filter(|m| *m > Money::ZERO)
                .map(Value::Money),
            Kind::Fee => Money::parse(text).map(Value::Money),
            Kind::Instant => Instant::parse(text, offset).map(Value::Instant),
            Kind::Day => parse_day(text).map(Value::Day),
            Kind::Count => parse_digits(text).map(Value::Count),
            Kind::Ratio => parse_ratio(text).map(Value::Ratio),
            Kind::BalanceTest => BalanceTest::parse(text).map(Value::BalanceTest),
            Kind::CancellationLimit => CancellationLimit::parse(text).map(Value::CancellationLimit),
            Kind::Flag => text.parse().ok().map(Value::Flag),
            Kind::Always => (text == "true").then_some(Value::Flag(true)),
            Kind::Calendar => parse_calendar(text).map(Value::Calendar),
            Kind::Year | Kind::Relations | Kind::Districts | Kind::Words | Kind::Codes => None,
        }
    }
}

/// A value of a policy file, read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// See [`Kind::Year`].
    Year(u16),
    /// See [`Kind::Money`] and [`Kind::Fee`].
    Money(Money),
    /// See [`Kind::Instant`].
    Instant(Instant),
    /// See [`Kind::Day`].
    Day(NaiveDate),
    /// See [`Kind::Count`].
    Count(u32),
    /// See [`Kind::Ratio`].
    Ratio(Decimal),
    /// See [`Kind::BalanceTest`].
    BalanceTest(BalanceTest),
    /// See [`Kind::CancellationLimit`].
    CancellationLimit(CancellationLimit),
    /// See [`Kind::Relations`].
    Relations(Vec<Relation>),
    /// See [`Kind::Districts`], [`Kind::Words`] and [`Kind::Codes`].
    Texts(Vec<String>),
    /// See [`Kind::Flag`] and [`Kind::Always`].
    Flag(bool),
    /// See [`Kind::Calendar`].
    Calendar(WorkingCalendar),
}

impl Value {
    /// The value as a policy file or `--set` writes it, without quotes; instants in `offset`.
    pub fn display(&self, offset: FixedOffset) -> String {
        match self {
            Value::Year(year) => format!("{year:04}"),
            Value::Money(amount) => amount.to_string(),
            Value::Instant(instant) => instant.display(offset),
            Value::Day(day) => day.to_string(),
            Value::Count(count) => count.to_string(),
            Value::Ratio(ratio) => ratio.to_string(),
            Value::BalanceTest(test) => test.as_str().to_owned(),
            Value::CancellationLimit(limit) => limit.as_str().to_owned(),
            Value::Relations(relations) => {
                joined(relations.iter().map(|r| r.as_str().to_owned()), ",")
            }
            Value::Texts(texts) => texts.join(","),
            Value::Flag(flag) => flag.to_string(),
            Value::Calendar(calendar) => display_calendar(calendar),
        }
    }
}

/// Types that a rule reads out of a [`Value`].
pub trait Typed: Sized {
    /// The content, if the value is of this type.
    fn of(value: &Value) -> Option<Self>;

    /// The value with this content.
    fn to_value(&self) -> Value;
}

macro_rules! typed {
    ($($type:ty = $variant:ident;)+) => { $(
        impl Typed for $type {
            fn of(value: &Value) -> Option<Self> {
                match value {
                    Value::$variant(content) => Some(content.clone()),
                    _ => None,
                }
            }

            fn to_value(&self) -> Value {
                Value::$variant(self.clone())
            }
        }
    )+ };
}

typed! {
    u16 = Year;
    Money = Money;
    Instant = Instant;
    NaiveDate = Day;
    u32 = Count;
    Decimal = Ratio;
    BalanceTest = BalanceTest;
    CancellationLimit = CancellationLimit;
    Vec<Relation> = Relations;
    Vec<String> = Texts;
    bool = Flag;
    WorkingCalendar = Calendar;
}

/// Reads `±hh:mm`.
pub fn parse_offset(text: &str) -> Option<FixedOffset> {
    let (sign, hours, minutes) = match text.as_bytes() {
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => (*sign, [*h1, *h2], [*m1, *m2]),
        _ => return None,
    };
    let number = |digits: [u8; 2]| {
        std::str::from_utf8(&digits)
            .ok()
            .and_then(parse_digits)
            .and_then(|n| i32::try_from(n).ok())
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    if hours > 14 || minutes > 59 {
        return None;
    }
    let seconds = (hours * 60 + minutes) * 60;
    FixedOffset::east_opt(if sign == b'-' { -seconds } else { seconds })
}

fn parse_digits(text: &str) -> Option<u32> {
    let shaped = (1..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    shaped.then(|| text.parse().ok()).flatten()
}

fn parse_ratio(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits =
        |part: &str| (1..=9).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    Decimal::from_str(text)
        .ok()
        .filter(|ratio| *ratio <= Decimal::ONE)
}

fn parse_relations(texts: &[String]) -> Option<Vec<Relation>> {
    let mut relations = Vec::new();
    for text in texts {
        let relation = Relation::read(text);
        let allowed = !matches!(relation, Relation::Self_ | Relation::Other);
        if !allowed || relation.as_str() != text || relations.contains(&relation) {
            return None;
        }
        relations.push(relation);
    }
    (!relations.is_empty()).then_some(relations)
}

fn parse_districts(texts: &[String]) -> Option<Vec<String>> {
    let sound = !texts.is_empty() && texts.iter().all(|text| parse_digits(text).is_some());
    sound.then(|| texts.to_vec())
}

fn parse_words(texts: &[String]) -> Option<Vec<String>> {
    let words = parse_codes(texts).filter(|words| !words.is_empty())?;
    let is_new = |at: usize| !words[..at].contains(&words[at]);
    (0..words.len()).all(is_new).then_some(words)
}

fn parse_codes(texts: &[String]) -> Option<Vec<String>> {
    let sound = |text: &String| !text.is_empty() && !text.chars().any(char::is_control);
    texts.iter().all(sound).then(|| texts.to_vec())
}

/// Reads `FROM..TO`, then `;off:DAY,…` and `;worked:DAY,…`, each at most once.
fn joined(texts: impl Iterator<Item = String>, separator: &str) -> String {
    texts.collect::<Vec<_>>().join(separator)
}
