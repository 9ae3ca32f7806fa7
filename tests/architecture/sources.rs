//! The files of the crate, as text.

use std::fs;
use std::path::{Path, PathBuf};

/// A file of the crate.
pub struct Source {
    /// Path below `src`, with forward slashes.
    pub path: String,
    pub text: String,
}

impl Source {
    /// The text before the unit tests: tests may reach further than the code they test, and their
    /// case tables may be as long as they need.
    pub fn code(&self) -> &str {
        if self.path.contains("/tests/")
            || self.path.ends_with("/tests.rs")
            || self.path.ends_with("/fixture.rs")
        {
            return "";
        }
        self.text
            .split("#[cfg(test)]\nmod tests")
            .next()
            .unwrap_or_default()
    }

    pub fn module(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap_or_default()
    }
}

/// Every file below `src`.
pub fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("src is readable") {
            let path: PathBuf = entry.expect("src is readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let below = path.strip_prefix(&root).expect("below src");
                found.push(Source {
                    path: below.to_string_lossy().replace('\\', "/"),
                    text: fs::read_to_string(&path).expect("a source is text"),
                });
            }
        }
    }
    assert!(found.len() > 20, "the sources were not found");
    found
}
