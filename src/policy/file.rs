//! A policy: a checked file of dated values, with what the operator has set.

use super::keys;
use super::presets::presets;
use super::reading::{Contents, read};
use super::series::Series;
use super::set_value::SetValue;
use super::value::Typed;
use super::{PolicyError, RuleSources, Sourced};
use crate::domain::Category;
use crate::regular;
use chrono::{FixedOffset, NaiveDate};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

/// A policy file with the operator's `--set` values in place of the file's.
#[derive(Debug, Clone)]
pub struct Policy {
    origin: String,
    text: String,
    sha256: String,
    pub(super) contents: Contents,
    sets: Vec<SetValue>,
}

impl Policy {
    /// As [`Policy::load`], but a faulty file is no failure: its faults are among
    /// [`Policy::findings`]. For `policy check`; nothing may be decided by the result.
    ///
    /// # Errors
    /// Where there is no file, no TOML, no readable head, or a `--set` that cannot be
    /// understood.
    pub fn examine(name_or_path: &str, sets: &[String]) -> Result<Policy, PolicyError> {
        let bytes = read_bytes(name_or_path)?;
        let sha256 = digest(&bytes, sets);
        let text = String::from_utf8(bytes).map_err(|error| PolicyError::Unreadable {
            origin: name_or_path.to_owned(),
            what: crate::text::policy::not_utf8(error.utf8_error().valid_up_to()),
        })?;
        let contents = read(name_or_path, text.trim_start_matches('\u{feff}'))?;
        let mut policy = Policy {
            origin: name_or_path.to_owned(),
            text,
            sha256,
            contents,
            sets: SetValue::parse_all(sets)?,
        };
        policy.apply_sets()?;
        Ok(policy)
    }

    fn apply_sets(&mut self) -> Result<(), PolicyError> {
        for set in &self.sets {
            let entry = set.entry(self.interval(), self.offset())?;
            if !self.knows_category_of(&set.key) {
                return Err(set.new_category());
            }
            self.contents.asked.remove(&set.key);
            self.contents
                .series
                .insert(set.key.clone(), Series::new(vec![entry]));
        }
        Ok(())
    }

    /// Whether a key sets no fee, or that of a category which the file or the program names: a
    /// misspelt one would leave the old fee in force.
    fn knows_category_of(&self, key: &str) -> bool {
        let Some((category, _)) = keys::fee_of(key) else {
            return true;
        };
        self.contents.series.contains_key(key)
            || self.contents.asked.contains_key(key)
            || !matches!(Category::parse(category), Category::Other(_))
    }

    /// Name of the policy, for example `shanghai-2025`.
    pub fn id(&self) -> &str {
        &self.contents.head.id
    }

    /// What the policy is, for people.
    pub fn title(&self) -> &str {
        &self.contents.head.title
    }

    /// Preset or path, as the operator wrote it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The file, as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// SHA-256, in lower-case hexadecimal, of the file's bytes and then of one `\nkey=value`
    /// per `--set` as the operator wrote it, sorted.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Offset in which days begin; it does not depend on the day.
    pub fn offset(&self) -> FixedOffset {
        self.contents.head.offset.value
    }

    /// The offset with its source.
    pub fn sourced_offset(&self) -> &Sourced<FixedOffset> {
        &self.contents.head.offset
    }

    /// Days that the policy speaks of, half-open.
    pub fn interval(&self) -> Range<NaiveDate> {
        self.contents.head.interval.clone()
    }

    /// What the operator has set, in the order of the command line, with the stated sources:
    /// for the manifest.
    pub fn set_values(&self) -> &[SetValue] {
        &self.sets
    }

    /// Where the rules behind reasons stand in this region's documents.
    pub fn rule_sources(&self) -> &RuleSources {
        &self.contents.rule_sources
    }

    /// Questions that only the operator can answer and has not answered, by key.
    pub fn asked(&self) -> &BTreeMap<String, String> {
        &self.contents.asked
    }

    /// The dated values of a key.
    pub fn series(&self, key: &str) -> Option<&Series> {
        self.contents.series.get(key)
    }

    /// Names of the keys that have a value: the insurance year, fees and words of categories, then
    /// the others in the order of [`keys::KEYS`].
    pub fn keys(&self) -> Vec<&str> {
        let of_prefix = |prefix: &'static str| {
            let names = self.contents.series.keys().map(String::as_str);
            names.filter(move |name| name.starts_with(prefix))
        };
        let words = of_prefix(keys::FEE_PREFIX).chain(of_prefix(keys::CATEGORY_PREFIX));
        let mut names: Vec<&str> = keys::KEYS
            .iter()
            .map(|key| key.name)
            .filter(|name| self.contents.series.contains_key(*name))
            .collect();
        let after_year = usize::from(names.first() == Some(&keys::INSURANCE_YEAR));
        names.splice(after_year..after_year, words);
        names
    }

    /// The value of a key on a day, if there is one of this type.
    pub fn value_at<T: Typed>(&self, key: &str, day: NaiveDate) -> Option<Sourced<T>> {
        let entry = self.series(key)?.at(day)?;
        Some(Sourced {
            value: T::of(&entry.value)?,
            source: entry.source.clone(),
        })
    }
}

fn read_bytes(name_or_path: &str) -> Result<Vec<u8>, PolicyError> {
    if let Some((_, text)) = presets().iter().find(|(name, _)| *name == name_or_path) {
        return Ok(text.as_bytes().to_vec());
    }
    regular::read(name_or_path).map_err(|cause| PolicyError::NotFound {
        name: name_or_path.to_owned(),
        cause,
        presets: presets()
            .iter()
            .map(|(name, _)| *name)
            .collect::<Vec<_>>()
            .join(", "),
    })
}

fn digest(bytes: &[u8], sets: &[String]) -> String {
    let mut sets: Vec<&String> = sets.iter().collect();
    sets.sort_unstable();
    let mut hasher = Sha256::new_with_prefix(bytes);
    for set in sets {
        hasher.update(b"\n");
        hasher.update(set);
    }
    hasher
        .finalize()
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("a string takes what is written");
            hex
        })
}
