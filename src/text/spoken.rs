//! Days, times and limits as people say them.

use crate::domain::plan::Language;
use crate::domain::{Instant, Relation};
use crate::policy::CancellationLimit;
use chrono::{Datelike, FixedOffset, NaiveDate};

use super::Text;

/// `2024年12月20日`, `2024-12-20`.
pub fn day(language: Language, day: NaiveDate) -> String {
    match language {
        Language::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Language::En => day.to_string(),
    }
}

/// `2024年12月20日17:00`, `17:00 on 2024-12-20`; what is finer than a minute only if it is there.
pub fn instant(language: Language, instant: Instant, offset: FixedOffset) -> String {
    let shown = instant.display(offset);
    let clock = shown
        .split_once('T')
        .and_then(|(_, rest)| rest.split(['+', '-']).next())
        .unwrap_or_default();
    let clock = clock.strip_suffix(":00").unwrap_or(clock);
    let day = day(language, instant.day_in(offset));
    match language {
        Language::Zh => format!("{day}{clock}"),
        Language::En => format!("{clock} on {day}"),
    }
}

/// Until when an election may be cancelled.
pub fn cancellation_limit(language: Language, limit: CancellationLimit, cutoff: &str) -> String {
    match (language, limit) {
        (_, CancellationLimit::Cutoff) => cutoff.to_owned(),
        (Language::Zh, CancellationLimit::EndOfDay) => "申请或选择当日24:00".to_owned(),
        (Language::En, CancellationLimit::EndOfDay) => {
            "the end of the day of application or choice".to_owned()
        }
    }
}

/// The relations, one after another.
pub fn relations(language: Language, relations: &[Relation]) -> String {
    let words: Vec<&str> = relations
        .iter()
        .map(|relation| Text::relation(language, *relation))
        .collect();
    list(language, &words)
}

/// Words, one after another.
pub fn list<S: AsRef<str>>(language: Language, words: &[S]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    words.join(match language {
        Language::Zh => "、",
        Language::En => ", ",
    })
}

/// What a family whose fee was not deducted does, as of the day of the batch.
pub fn what_then(language: Language, batch_date: NaiveDate, results_from: NaiveDate) -> String {
    let results = day(language, results_from);
    match (language, batch_date < results_from) {
        (Language::Zh, true) => {
            format!("以{results}起可查询的最终结果为准，届时仍未划扣的，请以其他方式缴费")
        }
        (Language::Zh, false) => "请尽快以其他方式缴费，以免影响待遇享受".to_owned(),
        (Language::En, true) => format!(
            "the final result, open to query from {results}, decides: if nothing has been deducted by then, pay in another way"
        ),
        (Language::En, false) => {
            "pay in another way soon, so that cover is not affected".to_owned()
        }
    }
}
