//! Why a policy cannot be used. The command line maps every one to exit 2.

use super::finding::{Finding, interval};
use super::value::Kind;
use crate::domain::plan::Language;
use chrono::NaiveDate;
use std::ops::Range;

/// A value that only the operator can give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The key.
    pub key: String,
    /// The question it answers.
    pub question: String,
    /// What a value looks like.
    pub example: &'static str,
}

/// Why a policy cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// Neither a preset nor a file that can be read.
    #[error(
        "policy `{name}`: no preset of this name, and no file can be read there ({cause}); the \
         presets are {presets}"
    )]
    NotFound {
        /// As the operator wrote it.
        name: String,
        /// What the system said.
        cause: std::io::Error,
        /// Names of all presets.
        presets: String,
    },
    /// The file is not UTF-8, not TOML, or has no readable head.
    #[error("policy {origin}: not a policy file: {what}")]
    Unreadable {
        /// Preset or path.
        origin: String,
        /// What is wrong, with its line where the line is known.
        what: String,
    },
    /// Keys are unknown or missing, intervals leave gaps or overlap, values have another shape.
    #[error(
        "policy {origin} is refused; mend the file, `gongji policy check` shows it whole:\n{}",
        listed(findings)
    )]
    Faulty {
        /// Preset or path.
        origin: String,
        /// All that is wrong.
        findings: Vec<Finding>,
    },
    /// A `--set` that cannot be understood.
    #[error("--set {given}: {what}")]
    BadSet {
        /// As the operator wrote it.
        given: String,
        /// What is wrong and what to do.
        what: String,
    },
    /// A `--set` whose value has another shape.
    #[error("--set {given}: `{key}` must be {}", kind.shape(Language::En))]
    BadSetValue {
        /// As the operator wrote it.
        given: String,
        /// The key.
        key: String,
        /// What is meant.
        kind: Kind,
    },
    /// The policy says nothing of the day.
    #[error(
        "policy {origin} says nothing about {date}: `{key}` is given for {}; choose another \
         --batch-date, or a policy of that year, or add an entry to the file",
        intervals.iter().map(interval).collect::<Vec<_>>().join(", ")
    )]
    OutsideIntervals {
        /// Preset or path.
        origin: String,
        /// The key.
        key: String,
        /// The day that was asked for.
        date: NaiveDate,
        /// The days that the file speaks of.
        intervals: Vec<Range<NaiveDate>>,
    },
    /// Values that the policy's source does not state and that the operator has not given.
    #[error(
        "policy {origin} does not state {} of its values; give each with --set key=value, or \
         --set key=value@source to say where it stands:\n{}",
        asked.len(),
        questions(asked)
    )]
    NotGiven {
        /// Preset or path.
        origin: String,
        /// What is missing.
        asked: Vec<Asked>,
    },
    /// The calendar ends before the certificate date of a batch on which fees may be deducted.
    #[error(
        "policy {origin}: `calendar` speaks of {}, which is too short to count {working_days} \
         working days (`certificate_working_days`) from {date} on; add the holidays that follow \
         to `calendar`",
        interval(calendar)
    )]
    CalendarEnds {
        /// Preset or path.
        origin: String,
        /// The days of the calendar.
        calendar: Range<NaiveDate>,
        /// Working days to count.
        working_days: u32,
        /// The batch date.
        date: NaiveDate,
    },
}

fn listed(findings: &[Finding]) -> String {
    let lines: Vec<String> = findings.iter().map(|f| format!("  {f}")).collect();
    lines.join("\n")
}

fn questions(asked: &[Asked]) -> String {
    let lines: Vec<String> = asked
        .iter()
        .map(|a| format!("  {}: {} --set {}={}", a.key, a.question, a.key, a.example))
        .collect();
    lines.join("\n")
}
