//! Why a policy cannot be used. The command line maps every one to exit 2.

use super::finding::{Finding, interval};
use super::value::Kind;
use crate::domain::message::Message;
use crate::domain::plan::Language;
use crate::text::policy as text;
use chrono::NaiveDate;
use std::fmt;
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
#[derive(Debug)]
pub enum PolicyError {
    /// Neither a preset nor a file that can be read.
    NotFound {
        /// As the operator wrote it.
        name: String,
        /// What the system said.
        cause: std::io::Error,
        /// Names of all presets.
        presets: String,
    },
    /// The file is not UTF-8, not TOML, or has no readable head.
    Unreadable {
        /// Preset or path.
        origin: String,
        /// What is wrong, with its line where the line is known.
        what: Message,
    },
    /// Keys are unknown or missing, intervals leave gaps or overlap, values have another shape.
    Faulty {
        /// Preset or path.
        origin: String,
        /// All that is wrong.
        findings: Vec<Finding>,
    },
    /// A `--set` that cannot be understood.
    BadSet {
        /// As the operator wrote it.
        given: String,
        /// What is wrong and what to do.
        what: Message,
    },
    /// A `--set` whose value has another shape.
    BadSetValue {
        /// As the operator wrote it.
        given: String,
        /// The key.
        key: String,
        /// What is meant.
        kind: Kind,
    },
    /// The policy says nothing of the day.
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
    NotGiven {
        /// Preset or path.
        origin: String,
        /// What is missing.
        asked: Vec<Asked>,
    },
    /// The calendar ends before the certificate date of a batch on which fees may be deducted.
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

impl PolicyError {
    /// What is wrong and what to do.
    pub fn message(&self) -> Message {
        match self {
            PolicyError::NotFound {
                name,
                cause,
                presets,
            } => text::not_found(name, cause, presets),
            PolicyError::Unreadable { origin, what } => text::unreadable(origin, what),
            PolicyError::Faulty { origin, findings } => {
                let lines: Vec<Message> = findings.iter().map(Finding::message).collect();
                text::faulty(origin, &lines)
            }
            PolicyError::BadSet { given, what } => text::bad_set(given, what),
            PolicyError::BadSetValue { given, key, kind } => {
                let shape = (kind.shape(Language::Zh), kind.shape(Language::En));
                text::bad_set_value(given, key, shape)
            }
            PolicyError::OutsideIntervals {
                origin,
                key,
                date,
                intervals,
            } => {
                let intervals: Vec<String> = intervals.iter().map(interval).collect();
                text::outside(origin, *date, key, &intervals.join(", "))
            }
            PolicyError::NotGiven { origin, asked } => {
                let asked = asked.iter();
                text::not_given(origin, asked.map(|a| (&*a.key, &*a.question, a.example)))
            }
            PolicyError::CalendarEnds {
                origin,
                calendar,
                working_days,
                date,
            } => text::calendar_ends(origin, &interval(calendar), *working_days, *date),
        }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for PolicyError {}
