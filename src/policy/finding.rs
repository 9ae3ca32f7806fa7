//! What a check of a policy file has to say.

use super::value::Kind;
use crate::domain::message::Message;
use crate::domain::plan::Language;
use crate::text::policy as text;
use chrono::NaiveDate;
use std::fmt;
use std::ops::Range;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file is refused.
    Error,
    /// The file is in order, but a run stops until the operator gives the value.
    Asked,
    /// Worth knowing; a run goes on.
    Note,
}

/// A pair of dated values that cannot both be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contradiction {
    /// A channel's enrolment closes before enrolment opens.
    ClosesBeforeOpening,
    /// The election cut-off comes before enrolment opens.
    CutoffBeforeOpening,
    /// Every channel's enrolment closes before the election cut-off: the elections after the
    /// close serve nobody.
    CutoffAfterClose,
    /// Deductions begin before the day of the election cut-off, while families still choose.
    DeductionsBeforeCutoff,
    /// Results are shown before the first deduction.
    ResultsBeforeDeductions,
}

impl Contradiction {
    const fn severity(self) -> Severity {
        match self {
            Contradiction::ClosesBeforeOpening
            | Contradiction::CutoffBeforeOpening
            | Contradiction::DeductionsBeforeCutoff => Severity::Error,
            Contradiction::CutoffAfterClose | Contradiction::ResultsBeforeDeductions => {
                Severity::Note
            }
        }
    }

    const fn text(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Contradiction::ClosesBeforeOpening => (
                "截止时间不晚于 enrolment_opens",
                "enrolment closes no later than it opens (`enrolment_opens`)",
            ),
            Contradiction::CutoffBeforeOpening => (
                "早于 enrolment_opens",
                "the cut-off lies before `enrolment_opens`",
            ),
            Contradiction::CutoffAfterClose => (
                "晚于所有渠道的申报截止时间",
                "the cut-off lies after enrolment has closed for every channel",
            ),
            Contradiction::DeductionsBeforeCutoff => (
                "早于 election_cutoff 当天，家庭仍可选择",
                "deductions begin before the day of `election_cutoff`, while families still choose",
            ),
            Contradiction::ResultsBeforeDeductions => {
                ("早于 deductions_from", "lies before `deductions_from`")
            }
        };
        match language {
            Language::Zh => zh,
            Language::En => en,
        }
    }
}

/// What is the matter with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindingKind {
    /// No rule reads the key; the nearest names that one does.
    UnknownKey(Vec<String>),
    /// An entry has a field that nothing reads.
    UnknownField(String),
    /// An entry lacks a field, or it is empty.
    MissingField(&'static str),
    /// A field of an entry has another shape: its name, and what was found.
    BadField(&'static str, String),
    /// What stands at the key is no list of dated entries (`[[key]]`).
    NotDated,
    /// Neither a value nor a question to the operator.
    NoValue,
    /// The value has another shape: what was found, and what is meant.
    BadValue(String, Kind),
    /// An interval ends no later than it begins.
    Backwards,
    /// No entry speaks of these days.
    Gap(Range<NaiveDate>),
    /// Two entries speak of these days.
    Overlap(Range<NaiveDate>),
    /// The entry speaks of days outside the policy's own interval.
    OutsidePolicy(Range<NaiveDate>),
    /// The value has to come from the operator, who answers this question.
    Asked(String),
    /// The file asks for the value and gives one as well.
    AskedAndGiven,
    /// The word stands for two categories, or for two subsidies of one.
    AmbiguousWord(String),
    /// Nobody has confirmed the entry beyond this day.
    Unconfirmed(NaiveDate),
    /// The value contradicts another one.
    Contradicts(Contradiction),
    /// The calendar ends before a certificate date can be told for batches from this day on.
    CalendarTooShort(NaiveDate),
    /// The fee of a category that no enrollment has under its usual names; the nearest names of
    /// fees that one has.
    OtherCategory(Vec<String>),
}

impl FindingKind {
    const fn severity(&self) -> Severity {
        match self {
            Self::Asked(_) => Severity::Asked,
            Self::Unconfirmed(_) | Self::CalendarTooShort(_) | Self::OtherCategory(_) => {
                Severity::Note
            }
            Self::Contradicts(contradiction) => contradiction.severity(),
            _ => Severity::Error,
        }
    }

    fn text(&self, language: Language) -> String {
        match language {
            Language::Zh => self.zh(),
            Language::En => self.en(),
        }
    }

    fn zh(&self) -> String {
        match self {
            Self::UnknownKey(nearest) if nearest.is_empty() => {
                "没有任何规则使用此键；请删除".to_owned()
            }
            Self::UnknownKey(nearest) => {
                format!("没有任何规则使用此键；是否应为 {}？", nearest.join("、"))
            }
            Self::UnknownField(field) => format!("条目中的 {field} 无人使用；请删除"),
            Self::MissingField(field) => format!("条目缺少 {field}；请补上"),
            Self::BadField(field, found) => {
                format!(
                    "{field} 不能为 {found}；{}",
                    field_shape(field, Language::Zh)
                )
            }
            Self::NotDated => "应为带 from、to、value、source 的条目列表（[[键]]）".to_owned(),
            Self::NoValue => "没有取值；请填写，或列入 [required]".to_owned(),
            Self::BadValue(found, kind) => {
                format!("不能为 {found}；应为{}", kind.shape(Language::Zh))
            }
            Self::Backwards => "区间的 to 不晚于 from".to_owned(),
            Self::Gap(days) => format!("{} 没有取值；请补上", interval(days)),
            Self::Overlap(days) => format!("{} 有两个取值；请保留一个", interval(days)),
            Self::OutsidePolicy(days) => format!("条目超出本政策的区间 {}", interval(days)),
            Self::Asked(written) => {
                let question = text::question(Language::Zh, written);
                format!("须由操作人员给出（--set）：{question}")
            }
            Self::AskedAndGiven => "已有取值，不应再列入 [required]".to_owned(),
            Self::AmbiguousWord(word) => format!("{word} 有两种含义；请保留一种"),
            Self::Unconfirmed(day) => format!("仅确认至 {day}"),
            Self::Contradicts(contradiction) => contradiction.text(Language::Zh).to_owned(),
            Self::CalendarTooShort(day) => {
                format!("日历过短：自 {day} 起的批次无法给出缴费证明日期")
            }
            Self::OtherCategory(nearest) if nearest.is_empty() => {
                "并非通用类别：仅适用于资料中人员类别恰为此词的参保登记".to_owned()
            }
            Self::OtherCategory(nearest) => format!(
                "并非通用类别：仅适用于资料中人员类别恰为此词的参保登记；是否应为 {}？",
                nearest.join("、")
            ),
        }
    }

    fn en(&self) -> String {
        match self {
            Self::UnknownKey(nearest) if nearest.is_empty() => {
                "no rule reads this key; remove it".to_owned()
            }
            Self::UnknownKey(nearest) => {
                format!(
                    "no rule reads this key; did you mean {}?",
                    nearest.join(", ")
                )
            }
            Self::UnknownField(field) => {
                format!("nothing reads the field `{field}` of an entry; remove it")
            }
            Self::MissingField(field) => format!("the entry has no `{field}`; add it"),
            Self::BadField(field, found) => {
                format!(
                    "`{field}` cannot be {found}; {}",
                    field_shape(field, Language::En)
                )
            }
            Self::NotDated => {
                "must be a list of entries ([[key]]) with from, to, value and source".to_owned()
            }
            Self::NoValue => "has no value; give one, or list it under [required]".to_owned(),
            Self::BadValue(found, kind) => {
                format!("cannot be {found}; it must be {}", kind.shape(Language::En))
            }
            Self::Backwards => "`to` is not after `from`".to_owned(),
            Self::Gap(days) => format!("nothing is said of {}; add an entry", interval(days)),
            Self::Overlap(days) => format!("two entries speak of {}; keep one", interval(days)),
            Self::OutsidePolicy(days) => {
                format!(
                    "the entry leaves the policy's own interval {}",
                    interval(days)
                )
            }
            Self::Asked(written) => {
                let question = text::question(Language::En, written);
                format!("the operator must give it (--set): {question}")
            }
            Self::AskedAndGiven => {
                "has a value and stands under [required] as well; keep one of the two".to_owned()
            }
            Self::AmbiguousWord(word) => format!("{word} means two things; keep one"),
            Self::Unconfirmed(day) => format!("confirmed only until {day}"),
            Self::Contradicts(contradiction) => contradiction.text(Language::En).to_owned(),
            Self::CalendarTooShort(day) => format!(
                "the calendar is too short to tell the certificate date of batches from {day} on"
            ),
            Self::OtherCategory(nearest) if nearest.is_empty() => {
                "no usual category: only enrollments with this very word pay it".to_owned()
            }
            Self::OtherCategory(nearest) => format!(
                "no usual category: only enrollments with this very word pay it; did you mean {}?",
                nearest.join(", ")
            ),
        }
    }
}

/// One thing that a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The key, as the file writes it.
    pub key: String,
    /// The interval of the entry concerned.
    pub interval: Option<Range<NaiveDate>>,
    /// What is the matter.
    pub kind: FindingKind,
}

impl Finding {
    /// A finding about a whole key.
    pub fn of_key(key: &str, kind: FindingKind) -> Finding {
        Finding {
            key: key.to_owned(),
            interval: None,
            kind,
        }
    }

    /// A finding about one entry of a key.
    pub fn of_entry(key: &str, interval: Range<NaiveDate>, kind: FindingKind) -> Finding {
        Finding {
            interval: Some(interval),
            ..Finding::of_key(key, kind)
        }
    }

    /// How much it weighs.
    pub const fn severity(&self) -> Severity {
        self.kind.severity()
    }

    /// The finding in both languages.
    pub fn message(&self) -> Message {
        Message::new(self.text(Language::Zh), self.text(Language::En))
    }

    /// Key, interval, what is the matter and what to do.
    pub fn text(&self, language: Language) -> String {
        let at = match &self.interval {
            Some(days) => format!(" {}", interval(days)),
            None => String::new(),
        };
        let colon = match language {
            Language::Zh => "：",
            Language::En => ": ",
        };
        format!("{}{at}{colon}{}", self.key, self.kind.text(language))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::En))
    }
}

/// A half-open interval of days, as pages and messages write it.
pub fn interval(days: &Range<NaiveDate>) -> String {
    format!("[{}, {})", days.start, days.end)
}

fn field_shape(field: &str, language: Language) -> &'static str {
    let (zh, en) = match field {
        "id" => (
            "应为 1 至 64 个字母、数字、_ 或 -",
            "it must be 1 to 64 letters, digits, `_` or `-`",
        ),
        "offset" => (
            "应为 +08:00 这样的时差",
            "it must be an offset such as +08:00",
        ),
        "from" | "to" | "confirmed" => (
            "应为 2024-12-21 这样的日期",
            "it must be a day such as 2024-12-21",
        ),
        "holidays" | "worked_weekends" => (
            "应为区间内的日期列表，两表不重复，worked_weekends 只含周末",
            "it must be a list of days of the interval, none in both lists, only Saturdays and \
             Sundays among the worked weekends",
        ),
        _ => (
            "应为加引号的非空文字",
            "it must be text in quotes, not empty",
        ),
    };
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}
