//! The walls of the design, read from the sources: who may name whom, how long a function and a
//! file may be, what every rule must have.

mod circles;
mod sources;

use sources::sources;
use std::fs;
use std::path::Path;

const LONGEST_FUNCTION: usize = 60;
const LONGEST_FILE: usize = 400;

/// What nothing names that decides: no file, no clock, no thread.
const PURE: &[&str] = &[
    "csv::",
    "rusqlite",
    "rayon",
    "tracing",
    "std::fs",
    "std::time",
    "Utc::now",
];

/// Modules of this crate, what each may use of it, and what it must not name from outside.
const WALLS: &[(&str, &[&str], &[&str])] = &[
    (
        "domain",
        &["domain"],
        &[
            "csv::",
            "rusqlite",
            "rayon",
            "tracing",
            "std::fs",
            "std::time",
            "std::thread",
            "Utc::now",
        ],
    ),
    (
        "policy",
        &["domain", "policy", "text", "regular"],
        &["csv::", "rusqlite", "rayon", "Utc::now"],
    ),
    (
        "input",
        &[
            "domain", "policy", "input", "progress", "text", "rules", "regular",
        ],
        &["rusqlite", "Utc::now", "crate::decide"],
    ),
    (
        "index",
        &["domain", "index"],
        &["csv::", "rusqlite", "std::fs", "tracing", "Utc::now"],
    ),
    (
        "rules",
        &["domain", "policy", "index", "rules", "decide"],
        PURE,
    ),
    (
        "decide",
        &["domain", "policy", "index", "rules", "decide"],
        PURE,
    ),
    ("equations", &["domain", "policy", "rules"], PURE),
    (
        "text",
        // The ledger only for the words of its statuses.
        &["domain", "policy", "text", "ledger"],
        &[
            "csv::", "rusqlite", "rayon", "tracing", "std::fs", "Utc::now",
        ],
    ),
    (
        "ledger",
        &[
            "domain",
            "ledger",
            "fault",
            "crash",
            "text",
            "log",
            "interrupt",
            "regular",
        ],
        &["csv::", "crate::rules", "crate::policy", "Utc::now"],
    ),
    (
        "outputs",
        &[
            "domain", "policy", "outputs", "fault", "text", "log", "regular",
        ],
        &["rusqlite", "std::time", "Utc::now"],
    ),
];

/// Names of this crate's modules that a text uses as `crate::name`.
fn used_modules(code: &str) -> Vec<&str> {
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| {
            rest.split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap_or("")
        })
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn modules_name_only_what_the_design_allows() {
    let mut broken = Vec::new();
    for source in sources() {
        let Some((_, allowed, forbidden)) = WALLS.iter().find(|w| w.0 == source.module()) else {
            continue;
        };
        for used in used_modules(source.code()) {
            if !allowed.contains(&used) && used != "crash_point" {
                broken.push(format!("{} uses crate::{used}", source.path));
            }
        }
        for name in *forbidden {
            if source.code().contains(name) {
                broken.push(format!("{} names {name}", source.path));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_map_shows_every_module() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let map = fs::read_to_string(root.join("src/lib.rs")).expect("src/lib.rs");
    let modules: Vec<&str> = map
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    let rows: Vec<&str> = map
        .lines()
        .filter_map(|line| line.strip_prefix("//! | [`")?.split('`').next())
        .collect();
    let is_missing = |module: &&&str| !rows.contains(module);
    let missing: Vec<_> = modules.iter().filter(is_missing).collect();
    assert!(missing.is_empty(), "not on the map: {missing:?}");
    assert_eq!(rows.len(), modules.len(), "on the map twice, or gone");
}

#[test]
fn only_main_reads_the_clock() {
    for source in sources() {
        if source.path != "main.rs" {
            for clock in ["Utc::now", "Local::now", "SystemTime::now"] {
                assert!(
                    !source.code().contains(clock),
                    "{} reads {clock}",
                    source.path
                );
            }
        }
    }
}

#[test]
fn no_function_and_no_file_has_outgrown_its_room() {
    let mut long = Vec::new();
    for source in sources() {
        let lines = source.text.lines().count();
        if lines > LONGEST_FILE {
            long.push(format!("{}: {lines} lines", source.path));
        }
        for (name, lines) in functions(source.code()) {
            if lines > LONGEST_FUNCTION {
                long.push(format!("{}: fn {name} has {lines} lines", source.path));
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn every_hash_has_a_key_of_its_process() {
    let unkeyed = [
        "FixedState",
        "SeedableRandomState",
        "BuildHasherDefault",
        "DefaultHasher::new",
        "with_hasher",
        "FxHash",
    ];
    for source in sources() {
        let found = unkeyed.iter().find(|name| source.code().contains(**name));
        assert_eq!(found, None, "{}", source.path);
    }
}

/// Names and lengths of functions: from the line with `fn` to the line that closes its block,
/// which the formatter puts at the same indentation. A declaration without a block has none.
fn functions(code: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let text = line.trim_start();
        let indent = &line[..line.len() - text.len()];
        let declared = text.split("fn ").nth(1).filter(|_| {
            [
                "fn ",
                "pub fn ",
                "pub(crate) fn ",
                "pub(super) fn ",
                "const fn ",
                "pub const fn ",
            ]
            .iter()
            .any(|start| text.starts_with(start))
        });
        let Some(rest) = declared else { continue };
        let name = rest.split(['(', '<']).next().unwrap_or_default().to_owned();
        let closing = format!("{indent}}}");
        let opens = lines[start..].iter().find(|l| l.ends_with(['{', ';']));
        if opens.is_none_or(|l| l.ends_with(';')) {
            continue;
        }
        if let Some(length) = lines[start..].iter().position(|l| *l == closing) {
            found.push((name, length + 1));
        }
    }
    found
}

#[test]
fn every_rule_has_its_source_and_its_case_table() {
    let not_rules = [
        "mod.rs",
        "case.rs",
        "family.rs",
        "fixture.rs",
        "obligation.rs",
        "overview.rs",
        "request.rs",
        "trace.rs",
    ];
    let mut rules = 0;
    for source in sources().iter().filter(|s| s.module() == "rules") {
        let name = source.path.trim_start_matches("rules/");
        if not_rules.contains(&name) {
            continue;
        }
        rules += 1;
        assert!(source.text.contains("source: \""), "{name} has no source");
        assert!(
            source.text.contains("fn cases()"),
            "{name} has no case table"
        );
        let expectations = source.text.split("#[cfg(test)]").nth(1).unwrap_or_default();
        for answer in ["true", "false"] {
            assert!(expectations.contains(answer), "{name}: no case is {answer}");
        }
    }
    assert_eq!(
        rules,
        gongji::domain::Reason::ALL.len(),
        "one file per reason"
    );
}

#[test]
fn nothing_is_left_unfinished() {
    for source in sources() {
        for mark in [
            "TODO",
            "FIXME",
            "todo!(",
            "unimplemented!(",
            "#[ignore",
            "dbg!(",
        ] {
            assert!(
                !source.text.contains(mark),
                "{} contains {mark}",
                source.path
            );
        }
    }
}
