//! An office that runs nights, and keeps every word that was said in it.

use crate::secrets::Secrets;
use std::fs;
use std::path::{Path, PathBuf};

/// Columns in which a published file may show whole numbers, and those in which whole names:
/// section 7 and 11 of the contract. A file that is not listed shows neither.
const NEEDED: &[(&str, &[&str], &[&str])] = &[
    ("remittance.txt", &["4", "10"], &["5"]),
    ("postings.csv", &["holder_id", "insured_id"], &[]),
    (
        "exceptions.csv",
        &["insured_id", "organizer_id"],
        &["insured_name"],
    ),
    ("results.csv", &["insured_id", "organizer_id"], &[]),
    ("by-institution/", &[], &["insured_name", "姓名"]),
    ("reversals/", &["holder_id", "insured_id"], &[]),
    ("withdrawals/", &["insured_id"], &[]),
];

/// Files that are bytes, not text: the ledger is memory, the workbook has a test of its own.
const BINARY: &[&str] = &["ledger.db", "exceptions.xlsx"];

/// What was said on the streams, with the command that said it.
pub struct Said {
    what: String,
    text: String,
    /// The exit code.
    pub code: Option<i32>,
}

/// A place with an output folder.
pub struct Office {
    folder: tempfile::TempDir,
    said: Vec<Said>,
}

impl Office {
    /// An empty one.
    pub fn new() -> Office {
        Office {
            folder: tempfile::tempdir().expect("a temporary folder"),
            said: Vec::new(),
        }
    }

    /// A path inside it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The path as an argument.
    pub fn at(&self, name: &str) -> String {
        self.path(name).to_str().expect("a path").to_owned()
    }

    /// Runs a command with text logs, and once more with JSON logs and summary; both with all that
    /// the log can say. The first exit code must be the expected one.
    pub fn does(&mut self, expected: i32, arguments: &[&str]) {
        for (format, more) in [("text", &[][..]), ("json", &["--json"][..])] {
            let output = crate::common::gongji()
                .args(arguments)
                .args(more)
                .env("GONGJI_OUT", self.path("out"))
                .env("GONGJI_METRICS_FILE", self.path("gongji.prom"))
                .env("GONGJI_LOG", "trace")
                .env("GONGJI_LOG_FORMAT", format)
                .env("RUST_BACKTRACE", "full")
                .output()
                .expect("gongji starts");
            let text = [&output.stdout[..], &output.stderr].map(String::from_utf8_lossy);
            self.said.push(Said {
                what: format!("gongji {} ({format})", arguments.join(" ")),
                text: text.concat(),
                code: output.status.code(),
            });
            let said = self.said.last().expect("what was just said");
            if format == "text" {
                assert_eq!(said.code, Some(expected), "{}: {}", said.what, said.text);
            }
        }
    }

    /// Whether the last command said something.
    pub fn says(&self, part: &str) {
        let [.., text, _] = &self.said[..] else {
            panic!("nothing was said");
        };
        assert!(text.text.contains(part), "{part} is not in {}", text.text);
    }

    /// What is in the open though it is nobody's business: on the streams, in the metrics, and in
    /// files and columns that do not need it.
    pub fn leaks(&self, secrets: &Secrets) -> Vec<String> {
        let mut leaks = Vec::new();
        for said in &self.said {
            leaks.extend(shown(secrets, &said.what, &said.text));
        }
        for file in files(self.folder.path()) {
            let name = file.strip_prefix(self.folder.path()).expect("inside");
            let name = name.to_string_lossy();
            let Some(place) = published(&name) else {
                continue;
            };
            let bytes = fs::read(&file).expect("a file");
            let text = match String::from_utf8(bytes) {
                Ok(text) => text,
                Err(e) => encoding_rs::GB18030.decode(e.as_bytes()).0.into_owned(),
            };
            leaks.extend(in_file(secrets, &name, place, &text));
        }
        leaks
    }
}

/// The path below a batch folder, or below the output folder; `None` for what the office itself
/// keeps and for what is not text.
fn published(name: &str) -> Option<&str> {
    if name == "gongji.prom" {
        return Some(name);
    }
    let mut below = name.strip_prefix("out/")?;
    // An output folder of its own for one of many runs.
    if let Some((folder, rest)) = below.split_once('/')
        && folder.len() < 6
    {
        below = rest;
    }
    if BINARY.iter().any(|binary| below.contains(binary)) {
        return None;
    }
    let in_batch = ["2025-", "plan-2025-"];
    match below.split_once('/') {
        Some((folder, rest)) if in_batch.iter().any(|head| folder.starts_with(head)) => {
            Some(rest.strip_prefix("plan-").unwrap_or(rest))
        }
        _ => Some(below),
    }
}

fn in_file(secrets: &Secrets, name: &str, place: &str, text: &str) -> Vec<String> {
    let needed = NEEDED.iter().find(|(file, ..)| place.starts_with(file));
    let Some((file, numbers, names)) = needed else {
        return shown(secrets, name, text);
    };
    let separator = if *file == "remittance.txt" {
        b'|'
    } else {
        b','
    };
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(separator)
        .quoting(separator == b',')
        .has_headers(false)
        .flexible(true)
        .from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("a row")).collect();
    let columns: Vec<String> = match (separator, rows.first()) {
        (b',', Some(header)) => header.iter().map(str::to_owned).collect(),
        _ => (0..12).map(|field| field.to_string()).collect(),
    };
    let mut open = String::new();
    let mut open_names = String::new();
    for row in &rows {
        for (column, value) in columns.iter().zip(row) {
            if !numbers.contains(&column.as_str()) {
                open.extend([column, "=", value, "\n"]);
            }
            if !names.contains(&column.as_str()) {
                open_names.extend([column, "=", value, "\n"]);
            }
        }
    }
    let number = secrets.number_in(&open).map(|n| format!("{name}: {n}"));
    let person = secrets.name_in(&open_names).map(|n| format!("{name}: {n}"));
    number.into_iter().chain(person).collect()
}

fn shown(secrets: &Secrets, what: &str, text: &str) -> Vec<String> {
    let found = [secrets.number_in(text), secrets.name_in(text)];
    let leak = |secret: &str| {
        let line = text.lines().find(|line| line.contains(secret));
        format!("{what}: {secret} in {}", line.unwrap_or_default())
    };
    found.into_iter().flatten().map(leak).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}
