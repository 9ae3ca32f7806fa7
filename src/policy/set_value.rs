//! What the operator gives on the command line: `--set key=value` or `--set key=value@source`.

use super::PolicyError;
use super::keys;
use super::series::Dated;
use super::value::Value;
use crate::domain::message::Message;
use crate::text::policy as text;
use chrono::{FixedOffset, NaiveDate};
use std::ops::Range;

/// Source of a value whose operator named none.
pub const NO_SOURCE_STATED: &str = "given by the operator, no source stated";

/// One `--set` of the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetValue {
    /// The key.
    pub key: String,
    /// The value, as written.
    pub value: String,
    /// Where the operator says that it stands.
    pub source: Option<String>,
    /// The whole, as written: what the policy's digest covers.
    pub given: String,
}

impl SetValue {
    /// Reads `key=value`, then optionally `@` and the source. The value ends at the first `@`.
    ///
    /// # Errors
    /// Another shape, or a source that is announced and not named.
    pub fn parse(given: &str) -> Result<SetValue, PolicyError> {
        let bad = |what: Message| PolicyError::BadSet {
            given: given.to_owned(),
            what,
        };
        let (key, rest) = given.split_once('=').ok_or_else(|| bad(text::no_pair()))?;
        let (value, source) = match rest.split_once('@') {
            Some((value, source)) => (value, Some(source.trim())),
            None => (rest, None),
        };
        if source.is_some_and(|s| s.is_empty() || s.chars().any(char::is_control)) {
            return Err(bad(text::no_source()));
        }
        Ok(SetValue {
            key: key.trim().to_owned(),
            value: value.trim().to_owned(),
            source: source.map(str::to_owned),
            given: given.to_owned(),
        })
    }

    /// Reads all.
    ///
    /// # Errors
    /// As [`SetValue::parse`], and a key that is given twice.
    pub fn parse_all(given: &[String]) -> Result<Vec<SetValue>, PolicyError> {
        let mut all: Vec<SetValue> = Vec::with_capacity(given.len());
        for text in given {
            let set = SetValue::parse(text)?;
            if all.iter().any(|earlier| earlier.key == set.key) {
                return Err(PolicyError::BadSet {
                    given: text.clone(),
                    what: text::given_twice(&set.key),
                });
            }
            all.push(set);
        }
        Ok(all)
    }

    /// The one entry that takes the place of the key's whole series in `interval`.
    ///
    /// # Errors
    /// A key that no rule reads, or a value of another shape.
    pub fn entry(
        &self,
        interval: Range<NaiveDate>,
        offset: FixedOffset,
    ) -> Result<Dated, PolicyError> {
        let key = keys::find(&self.key).ok_or_else(|| self.unknown())?;
        let texts: Vec<String> = match (key.kind.is_list(), self.value.as_str()) {
            (true, "") => Vec::new(),
            (true, list) => list.split(',').map(|text| text.trim().to_owned()).collect(),
            (false, single) => vec![single.to_owned()],
        };
        let value = key
            .kind
            .parse(&texts, offset)
            .ok_or_else(|| PolicyError::BadSetValue {
                given: self.given.clone(),
                key: self.key.clone(),
                kind: key.kind,
            })?;
        let interval = match &value {
            Value::Calendar(calendar) => calendar.interval.clone(),
            _ => interval,
        };
        Ok(Dated {
            interval,
            value,
            source: self
                .source
                .clone()
                .unwrap_or_else(|| NO_SOURCE_STATED.to_owned()),
            confirmed: None,
        })
    }

    /// The fault of a fee for a category that nobody has named before.
    pub(super) fn new_category(&self) -> PolicyError {
        self.refused(text::new_category)
    }

    fn unknown(&self) -> PolicyError {
        self.refused(text::unknown_key)
    }

    fn refused(&self, told: fn(&str, &str) -> Message) -> PolicyError {
        PolicyError::BadSet {
            given: self.given.clone(),
            what: told(&self.key, &keys::closest(&self.key).join(", ")),
        }
    }
}
