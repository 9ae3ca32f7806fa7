//! Finding the key of a name.

pub use super::in_force::KEYS;
pub use super::key::Key;

use super::in_force::{CATEGORY, FEE};
use crate::domain::Category;

/// Prefix of the keys that hold the fee of a category, or of a category and subsidy.
pub const FEE_PREFIX: &str = "fee.";

/// Prefix of the keys that hold the words that mean a category.
pub const CATEGORY_PREFIX: &str = "category.";

/// The key of the insurance year.
pub const INSURANCE_YEAR: &str = "insurance_year";

/// The key of the calendar.
pub const CALENDAR: &str = "calendar";

/// The key of a name; every `fee.<category>`, `fee.<category>.<subsidy>` and
/// `category.<category>` answers for its category. `None` for a name that no rule reads, for one
/// without a category or subsidy, and for one whose category is not written canonically (the
/// rules would never find it).
pub fn find(name: &str) -> Option<&'static Key> {
    if let Some((category, subsidy)) = fee_of(name) {
        return (is_canonical(category) && subsidy != Some("")).then_some(&FEE);
    }
    if let Some(category) = name.strip_prefix(CATEGORY_PREFIX) {
        return (is_canonical(category) && !category.contains('.')).then_some(&CATEGORY);
    }
    KEYS.iter().find(|key| key.name == name)
}

fn is_canonical(category: &str) -> bool {
    !category.is_empty() && Category::parse(category).as_str() == category
}

/// Category and subsidy of the key of a fee.
pub fn fee_of(name: &str) -> Option<(&str, Option<&str>)> {
    let words = name.strip_prefix(FEE_PREFIX)?;
    Some(match words.split_once('.') {
        Some((category, subsidy)) => (category, Some(subsidy)),
        None => (words, None),
    })
}

/// Whether a key sets the fee of a category that [`Category`] has no name for.
pub fn is_fee_of_another_category(name: &str) -> bool {
    fee_of(name)
        .is_some_and(|(category, _)| matches!(Category::parse(category), Category::Other(_)))
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
