//! In which shapes a policy has values: one, perhaps one, one for each channel, one for each word.

use super::terms::Sourced;
use super::value::{Typed, Value};
use crate::domain::Channel;
use chrono::FixedOffset;
use std::collections::BTreeMap;

/// One value in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Key in the policy file.
    pub key: String,
    /// As a policy file writes it.
    pub value: String,
    /// Document and question, or the words "our reading".
    pub source: String,
}

/// The values of one day.
pub(super) trait Lookup {
    /// The value of a key, if there is one.
    fn at(&self, key: &str) -> Option<Sourced<Value>>;

    /// The words for which there is a key of this beginning.
    fn words(&self, prefix: &str) -> Vec<String>;
}

/// A field of the values in force, filled from its keys and listed under them.
pub(super) trait Shape: Sized {
    /// The value under its keys.
    ///
    /// # Errors
    /// The key that has none.
    fn look_up(keys: &[&'static str], day: &impl Lookup) -> Result<Self, &'static str>;

    /// Adds each value under its key.
    fn list(&self, keys: &[&'static str], offset: FixedOffset, listed: &mut Vec<Listed>);
}

/// A value for each channel, in the order of [`Channel::ALL`].
#[derive(Debug, Clone)]
pub struct ByChannel<T>([Sourced<T>; 2]);

impl<T> ByChannel<T> {
    /// The value of a channel.
    pub fn of(&self, channel: Channel) -> &Sourced<T> {
        let ByChannel([school, community]) = self;
        match channel {
            Channel::School => school,
            Channel::Community => community,
        }
    }
}

/// A value for each word.
pub type ByName<T> = BTreeMap<String, Sourced<T>>;

/// The part of a key before the word: `fee.` of `fee.<category>`.
pub(super) fn prefix(pattern: &'static str) -> &'static str {
    pattern.split('<').next().unwrap_or(pattern)
}

fn typed<T: Typed>(key: &str, day: &impl Lookup) -> Option<Sourced<T>> {
    let found = day.at(key)?;
    Some(Sourced {
        value: T::of(&found.value)?,
        source: found.source,
    })
}

fn listed<T: Typed>(key: String, value: &Sourced<T>, offset: FixedOffset) -> Listed {
    Listed {
        key,
        value: value.value.to_value().display(offset),
        source: value.source.clone(),
    }
}

impl<T: Typed> Shape for Sourced<T> {
    fn look_up(keys: &[&'static str], day: &impl Lookup) -> Result<Self, &'static str> {
        typed(keys[0], day).ok_or(keys[0])
    }

    fn list(&self, keys: &[&'static str], offset: FixedOffset, all: &mut Vec<Listed>) {
        all.push(listed(keys[0].to_owned(), self, offset));
    }
}

impl<T: Typed> Shape for Option<Sourced<T>> {
    fn look_up(keys: &[&'static str], day: &impl Lookup) -> Result<Self, &'static str> {
        Ok(typed(keys[0], day))
    }

    fn list(&self, keys: &[&'static str], offset: FixedOffset, all: &mut Vec<Listed>) {
        let value = self.as_ref();
        all.extend(value.map(|value| listed(keys[0].to_owned(), value, offset)));
    }
}

impl<T: Typed> Shape for ByChannel<T> {
    fn look_up(keys: &[&'static str], day: &impl Lookup) -> Result<Self, &'static str> {
        let value = |key: &'static str| typed(key, day).ok_or(key);
        Ok(ByChannel([value(keys[0])?, value(keys[1])?]))
    }

    fn list(&self, keys: &[&'static str], offset: FixedOffset, all: &mut Vec<Listed>) {
        let values = keys.iter().zip(&self.0);
        all.extend(values.map(|(key, value)| listed((*key).to_owned(), value, offset)));
    }
}

impl<T: Typed> Shape for ByName<T> {
    fn look_up(keys: &[&'static str], day: &impl Lookup) -> Result<Self, &'static str> {
        let prefix = prefix(keys[0]);
        let words = day.words(prefix).into_iter();
        let value = |word: String| Some((typed(&format!("{prefix}{word}"), day)?, word));
        Ok(words
            .filter_map(value)
            .map(|(value, word)| (word, value))
            .collect())
    }

    fn list(&self, keys: &[&'static str], offset: FixedOffset, all: &mut Vec<Listed>) {
        let prefix = prefix(keys[0]);
        let key = |word: &String| format!("{prefix}{word}");
        all.extend(
            self.iter()
                .map(|(word, value)| listed(key(word), value, offset)),
        );
    }
}
