//! The metrics file, read as strictly as a Prometheus server reads it.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// The samples of a file: name with labels, and value.
type Samples = BTreeMap<String, f64>;

fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Reads `{a="b",c="d"} ` and gives out the labels' names and what follows.
fn labels(text: &str) -> Result<(Vec<String>, &str), String> {
    let mut rest = text.strip_prefix('{').ok_or("no labels")?;
    let mut names = Vec::new();
    loop {
        let (name, value) = rest.split_once("=\"").ok_or("a label without value")?;
        if !is_name(name) || names.iter().any(|known| known == name) {
            return Err(format!("label {name}"));
        }
        names.push(name.to_owned());
        let mut is_escaped = false;
        let end = value.find(|c| {
            let ends = c == '"' && !is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            ends
        });
        let after = &value[end.ok_or("a value without end")? + 1..];
        rest = match after.strip_prefix("} ") {
            Some(value) => return Ok((names, value)),
            None => after.strip_prefix(',').ok_or("no comma")?,
        };
    }
}

/// Reads the text format 0.0.4, refusing whatever a linter would object to.
fn read(text: &str) -> Result<Samples, String> {
    let mut samples = Samples::new();
    let mut seen = BTreeSet::new();
    let mut family = String::new();
    let mut lines = text.lines();
    if !text.ends_with('\n') {
        return Err("the last line does not end".to_owned());
    }
    while let Some(line) = lines.next() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, words) = help.split_once(' ').ok_or(line)?;
            let kind = lines.next().unwrap_or_default();
            let is_new = seen.insert(name.to_owned());
            let is_gauge = kind == format!("# TYPE {name} gauge");
            if !is_name(name) || words.is_empty() || !is_new || !is_gauge {
                return Err(format!("{line} then {kind}"));
            }
            if name.ends_with("_total") || name.ends_with("_count") || name.ends_with("_bucket") {
                return Err(format!("{name} is named like another type"));
            }
            family = name.to_owned();
            continue;
        }
        let rest = line
            .strip_prefix(family.as_str())
            .filter(|_| !family.is_empty())
            .ok_or_else(|| format!("outside its family: {line}"))?;
        let (names, value) = labels(rest).map_err(|what| format!("{what}: {line}"))?;
        if names.first().map(String::as_str) != Some("command") {
            return Err(format!("no command: {line}"));
        }
        let number = value.parse().map_err(|_| format!("no number: {line}"))?;
        let key = line[..line.len() - value.len()].trim_end().to_owned();
        if samples.insert(key, number).is_some() {
            return Err(format!("twice: {line}"));
        }
    }
    Ok(samples)
}

#[test]
fn what_a_server_would_refuse_is_refused() {
    let head = "# HELP a_b Words.\n# TYPE a_b gauge\n";
    for (sentence, text) in [
        (
            "no line feed at the end",
            format!("{head}a_b{{command=\"x\"}} 1"),
        ),
        (
            "no type",
            "# HELP a_b Words.\na_b{command=\"x\"} 1\n".to_owned(),
        ),
        (
            "a sample before its family",
            "a_b{command=\"x\"} 1\n".to_owned(),
        ),
        ("a family twice", format!("{head}{head}")),
        (
            "a sample twice",
            format!("{head}{0}{0}", "a_b{command=\"x\"} 1\n"),
        ),
        ("no number", format!("{head}a_b{{command=\"x\"}} one\n")),
        ("an open quote", format!("{head}a_b{{command=\"x}} 1\n")),
        (
            "a label twice",
            format!("{head}a_b{{command=\"x\",command=\"y\"}} 1\n"),
        ),
        ("another family", format!("{head}c{{command=\"x\"}} 1\n")),
        ("a blank line", format!("{head}\n")),
    ] {
        assert!(read(&text).is_err(), "{sentence}");
    }
    let good = format!("{head}{}", "a_b{command=\"x\\\"},\\\\\"} 1.5\n");
    assert_eq!(read(&good).expect("good").len(), 1);
}

fn gongji(folder: &Path, arguments: &[&str]) -> (Option<i32>, Samples) {
    let file = folder.join("metrics/gongji.prom");
    let ended = common::gongji()
        .args(arguments)
        .env("GONGJI_OUT", folder.join("out"))
        .env("GONGJI_METRICS_FILE", &file)
        .output()
        .expect("gongji starts");
    let beside: Vec<_> = fs::read_dir(folder.join("metrics"))
        .expect("a folder")
        .collect();
    assert_eq!(beside.len(), 1, "nothing is left beside the file");
    let mode = fs::metadata(&file).expect("the file").permissions().mode();
    assert_eq!(mode & 0o777, 0o644);
    let text = fs::read_to_string(&file).expect("the file");
    let samples = read(&text).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
    (ended.status.code(), samples)
}

#[test]
fn a_season_of_metrics_is_what_a_server_expects() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("metrics")).expect("a folder");
    let night = ["run", "sample_data", "--batch-date", "2024-12-21"];
    let first = [&night[..], &["--new-ledger"]].concat();
    let success = "gongji_last_success_timestamp_seconds{command=\"run\"}";
    let exit = "gongji_exit_code{command=\"run\"}";
    let deducted = "gongji_outcome_rows{command=\"run\",outcome=\"deducted\"}";

    let (code, metrics) = gongji(folder.path(), &first);
    assert_eq!((code, metrics[exit]), (Some(0), 0.0));
    let charged = metrics[deducted];
    let rows: f64 = metrics
        .iter()
        .filter(|(name, _)| name.starts_with("gongji_outcome_rows{"))
        .map(|(_, rows)| rows)
        .sum();
    assert_eq!(
        rows,
        metrics["gongji_rows{command=\"run\",file=\"enrollments.csv\"}"]
    );
    assert_eq!(
        metrics["gongji_deducted_yuan{command=\"run\"}"],
        charged * 355.0
    );
    let took = metrics["gongji_duration_seconds{command=\"run\"}"];
    assert!(
        took > 0.0 && took < 60.0,
        "seconds, not milliseconds: {took}"
    );
    let at = metrics[success];
    assert!(at > 1.7e9 && at < 1e10, "seconds since 1970: {at}");

    let refused = ["run", "sample_data/next", "--batch-date", "2024-12-21"];
    let (code, metrics) = gongji(folder.path(), &refused);
    assert_eq!((code, metrics[exit]), (Some(4), 4.0));
    assert_eq!(metrics[success], at, "a failure keeps the last success");
    assert!(
        !metrics.contains_key(deducted),
        "and shows no number of another night"
    );

    let (_, metrics) = gongji(folder.path(), &["status"]);
    assert_eq!(metrics["gongji_exit_code{command=\"status\"}"], 0.0);
    assert_eq!(metrics[exit], 4.0, "other commands stay");

    let (code, metrics) = gongji(folder.path(), &night);
    assert_eq!((code, metrics[exit]), (Some(0), 0.0));
    assert!(metrics[success] >= at);
}

/// Type and labels of every metric of a file, the command's label apart.
fn families(text: &str) -> BTreeMap<String, (String, BTreeSet<String>)> {
    let mut families: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
    for line in text.lines() {
        if let Some(typed) = line.strip_prefix("# TYPE ") {
            let (name, kind) = typed.split_once(' ').expect("a type");
            families.entry(name.to_owned()).or_default().0 = kind.to_owned();
        } else if !line.starts_with('#') {
            let at = line.find('{').expect("labels");
            let (names, _) = labels(&line[at..]).expect("labels");
            let family = families.get_mut(&line[..at]).expect("a family");
            family.1.extend(names.into_iter().skip(1));
        }
    }
    families
}

/// The same of the table on a page.
fn table(page: &str) -> BTreeMap<String, (String, BTreeSet<String>)> {
    let page = fs::read_to_string(page).expect("a page");
    let rows = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `gongji_"));
    let family = |row: &str| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let labels = cells[2].split(", ").map(|label| label.trim_matches('`'));
        let labels = labels.filter(|label| !label.is_empty()).map(str::to_owned);
        let name = format!("gongji_{}", cells[0].trim_end_matches('`'));
        assert!(!cells[3].is_empty(), "{row}");
        (name, (cells[1].to_owned(), labels.collect()))
    };
    rows.map(family).collect()
}

#[test]
fn the_tables_of_the_pages_are_the_metrics() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("metrics")).expect("a folder");
    let night = [
        "run",
        "sample_data",
        "--batch-date=2024-12-21",
        "--new-ledger",
    ];
    for command in [&night[..], &["status"]] {
        assert_eq!(gongji(folder.path(), command).0, Some(0), "{command:?}");
    }
    let text = fs::read_to_string(folder.path().join("metrics/gongji.prom")).expect("the file");
    for page in ["docs/operations.md", "docs/operations.zh.md"] {
        assert_eq!(table(page), families(&text), "{page}");
    }
}
