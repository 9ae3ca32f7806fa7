//! Loading, refusing and looking up, case by case.

mod lookup;
mod operator;
mod refused;

use super::calendar::parse_day;
use super::{DEFAULT, Policy, PolicyError, presets};
use chrono::NaiveDate;
use std::path::PathBuf;

fn day(text: &str) -> NaiveDate {
    parse_day(text).unwrap()
}

fn preset(name: &str) -> &'static str {
    presets().iter().find(|(n, _)| *n == name).unwrap().1
}

fn sets(given: &[&str]) -> Vec<String> {
    given.iter().map(|set| (*set).to_owned()).collect()
}

fn shanghai(given: &[&str]) -> Result<Policy, PolicyError> {
    Policy::load(DEFAULT, &sets(given))
}

/// The Shanghai preset with one text replaced, as a file of its own.
struct Edited {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl Edited {
    fn new(old: &str, new: &str) -> Edited {
        let text = preset(DEFAULT);
        assert!(text.contains(old), "the preset holds {old}");
        Edited::of(text.replacen(old, new, 1).as_bytes())
    }

    fn of(bytes: &[u8]) -> Edited {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("edited.toml");
        std::fs::write(&path, bytes).unwrap();
        Edited {
            _folder: folder,
            path,
        }
    }

    fn load(&self, given: &[&str]) -> Result<Policy, PolicyError> {
        Policy::load(self.path.to_str().unwrap(), &sets(given))
    }
}
