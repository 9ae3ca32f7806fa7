//! A night is told while it happens: each stage once, in order, with how long it took.

mod common;

use common::{FIRST, FIRST_BATCH, Office, SECOND};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Output;

const FILES: [&str; 5] = [
    "enrollments.csv",
    "networks.csv",
    "accounts.csv",
    "payments.csv",
    "holds.csv",
];

/// A stage by name and file, as metrics label it, and the words for it in Chinese and English.
type Told = (&'static str, &'static str, [&'static str; 2]);

const OPENED: Told = (
    "opened",
    "",
    [
        "已打开账本并核对链值：",
        "ledger opened, its chain agrees: ",
    ],
);
const JOINED: Told = ("joined", "", ["已归集：", "rows joined: "]);
const DECIDED: Told = ("decided", "", ["已判断：已划扣 ", "decided: deducted "]);
const RENDERED: Told = ("rendered", "", ["输出已写好：", "outputs written: "]);
const COMMITTED: Told = ("committed", "", ["已提交：账本 ", "committed: "]);
const COPIED: Told = ("copied", "", ["账本已复制到 ", "ledger copied to "]);
const PLACED: Told = ("placed", "", ["文件已就位：", "files in place: "]);
const ANSWERS: Told = ("read", "", ["已读取 answers.csv：", "answers.csv read: "]);
const COMPARED: Told = (
    "compared",
    "",
    [
        "已与账本比对：新回执 ",
        "answers compared with the ledger: ",
    ],
);

fn read(file: &'static str) -> Told {
    let words = match file {
        "enrollments.csv" => ["已读取 enrollments.csv：", "enrollments.csv read: "],
        "networks.csv" => ["已读取 networks.csv：", "networks.csv read: "],
        "accounts.csv" => ["已读取 accounts.csv：", "accounts.csv read: "],
        "payments.csv" => ["已读取 payments.csv：", "payments.csv read: "],
        _ => ["已读取 holds.csv：", "holds.csv read: "],
    };
    ("read", file, words)
}

/// What is told up to the decision.
fn decided() -> Vec<Told> {
    let files = FILES.map(read);
    [&[OPENED][..], &files, &[JOINED, DECIDED]].concat()
}

struct Place {
    office: Office,
}

impl Place {
    fn new() -> Place {
        Place {
            office: Office::new(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.office.folder.path().join(name)
    }

    fn metrics(&self) -> String {
        fs::read_to_string(self.path("gongji.prom")).expect("the metrics file")
    }

    /// Runs a command on a host that is far from the policy.
    fn runs(&self, arguments: &[&str], more: &[&str]) -> Output {
        let output = self
            .office
            .command(arguments)
            .args(more)
            .env("TZ", "America/New_York")
            .env("GONGJI_METRICS_FILE", self.path("gongji.prom"))
            .output()
            .expect("gongji starts");
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        output
    }

    fn first_night(&self, more: &[&str]) -> Output {
        self.runs(&FIRST, &[&["--new-ledger"], more].concat())
    }

    /// The account system's answers to the first night.
    fn answers(&self) -> String {
        let file = self.path("answers.csv").display().to_string();
        let batch = self.office.out().join(FIRST_BATCH).display().to_string();
        let make = ["synth-receipts", &batch, &file, "--of=account-system"];
        self.runs(&make, &["--quiet"]);
        file
    }
}

/// The lines of a log, each of which has its time in the policy's offset.
fn lines(output: &Output) -> Vec<String> {
    let log = String::from_utf8(output.stderr.clone()).expect("UTF-8");
    for line in log.lines() {
        assert!(line.contains("+08:00"), "{line}");
    }
    log.lines().map(str::to_owned).collect()
}

fn is_told_in_words(output: &Output, language: usize, stages: &[Told]) {
    let lines = lines(output);
    let duration = ["，用时 ", "; "][language];
    let told: Vec<&String> = lines.iter().filter(|line| took(line, duration)).collect();
    assert_eq!(told.len(), stages.len(), "{lines:#?}");
    for (line, (_, _, words)) in told.iter().zip(stages) {
        assert!(line.contains(words[language]), "{words:?}: {line}");
    }
}

/// Whether a line ends in a duration.
fn took(line: &str, before: &str) -> bool {
    let Some((_, rest)) = line.rsplit_once(before) else {
        return false;
    };
    let number = rest.split(' ').next().unwrap_or_default();
    number.parse::<f64>().is_ok_and(|seconds| seconds < 60.0) && number.len() >= 5
}

fn is_told_to_machines(output: &Output, stages: &[Told]) -> Vec<Value> {
    let events = lines(output).into_iter();
    let events = events.map(|line| serde_json::from_str::<Value>(&line).expect("a JSON object"));
    let fields: Vec<Value> = events
        .map(|event| event["fields"].clone())
        .filter(|fields| fields["stage"].is_string())
        .collect();
    let names: Vec<&str> = fields
        .iter()
        .filter_map(|of| of["stage"].as_str())
        .collect();
    let expected: Vec<&str> = stages.iter().map(|(name, _, _)| *name).collect();
    assert_eq!(names, expected);
    for (fields, (_, file, _)) in fields.iter().zip(stages) {
        assert!(file.is_empty() || fields["file"] == *file, "{fields}");
        assert!(
            fields["seconds"].as_f64().is_some_and(|s| s < 60.0),
            "{fields}"
        );
        assert!(fields["message"].is_string(), "{fields}");
    }
    fields
}

fn is_measured(metrics: &str, command: &str, stages: &[Told]) {
    let start = format!("gongji_stage_seconds{{command=\"{command}\",");
    let found = metrics.lines().filter_map(|line| line.strip_prefix(&start));
    let found: BTreeSet<String> = found
        .map(|rest| rest.split('}').next().unwrap_or_default().to_owned())
        .collect();
    let labels = |(stage, file, _): &Told| match *file {
        "" => format!("stage=\"{stage}\""),
        file => format!("stage=\"{stage}\",file=\"{file}\""),
    };
    assert_eq!(found, stages.iter().map(labels).collect());
}

#[test]
fn a_night_is_told_stage_by_stage_in_both_languages() {
    let stages = [decided(), vec![RENDERED, COMMITTED, PLACED]].concat();
    for (language, name) in ["zh", "en"].into_iter().enumerate() {
        let place = Place::new();
        let first = place.first_night(&["--lang", name]);
        is_told_in_words(&first, language, &stages);
        is_measured(&place.metrics(), "run", &stages);
    }
}

#[test]
fn a_night_is_told_to_machines_with_what_it_came_to() {
    let place = Place::new();
    let copy = place.path("copy.db").display().to_string();
    let stages = [decided(), vec![RENDERED, COMMITTED, COPIED, PLACED]].concat();
    let first = place.first_night(&["--json", "--log-format=json", "--ledger-copy", &copy]);
    let told = is_told_to_machines(&first, &stages);
    is_measured(&place.metrics(), "run", &stages);
    let summary: Value = serde_json::from_slice(&first.stdout).expect("a summary");
    let stage = |name: &str| told.iter().find(|of| of["stage"] == name).expect("a stage");
    for outcome in [
        "deducted",
        "settled",
        "excluded",
        "exception",
        "not_requested",
        "rejected",
    ] {
        assert_eq!(
            stage("decided")[outcome],
            summary["outcomes"][outcome],
            "{outcome}"
        );
    }
    assert_eq!(stage("decided")["total"], summary["total"]);
    assert_eq!(stage("committed")["chain"], summary["ledger"]["chain"]);
    assert_eq!(stage("copied")["path"], copy.as_str());
    assert_eq!(stage("placed")["path"], summary["folder"]);
    let manifest = fs::read(place.office.file(FIRST_BATCH, "manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    let read = told.iter().filter(|of| of["stage"] == "read");
    for (told, input) in read.zip(manifest["inputs"].as_array().expect("inputs")) {
        for key in ["file", "rows", "bytes", "encoding"] {
            assert_eq!(told[key], input[key], "{key} of {told}");
        }
        assert_eq!(told["rejected_rows"], input["rejects"], "{told}");
    }
    let placeholders = |at: usize| &told[at]["placeholders"];
    assert_eq!([1, 2, 3].map(placeholders), [1, 1, 0]);
}

#[test]
fn a_night_that_is_done_already_commits_and_places_nothing() {
    let place = Place::new();
    place.first_night(&[]);
    let again = place.runs(&FIRST, &["--log-format=json"]);
    is_told_to_machines(&again, &decided());
    is_measured(&place.metrics(), "run", &decided());
}

#[test]
fn an_import_of_answers_is_told_as_a_night_is() {
    let stages = [OPENED, ANSWERS, COMPARED, RENDERED, COMMITTED, PLACED];
    for (language, name) in ["zh", "en"].into_iter().enumerate() {
        let place = Place::new();
        place.first_night(&[]);
        let import = ["reconcile", &place.answers()];
        let told = place.runs(&import, &["--lang", name]);
        is_told_in_words(&told, language, &stages);
        is_measured(&place.metrics(), "reconcile", &stages);
        let again = place.runs(&import, &["--log-format=json"]);
        let told = is_told_to_machines(&again, &stages[..3]);
        assert_eq!((&told[1]["rows"], &told[2]["new"]), (&25.into(), &0.into()));
    }
}

#[test]
fn quiet_is_quiet() {
    let place = Place::new();
    let first = place.first_night(&["--quiet"]);
    assert_eq!(lines(&first), Vec::<String>::new());
    let json = place.runs(&SECOND, &["--quiet", "--log-format=json"]);
    assert_eq!(lines(&json), Vec::<String>::new());
    assert!(place.metrics().contains("stage=\"placed\""));
}

#[test]
fn a_dry_run_has_a_label_of_its_own_and_leaves_the_night_alone() {
    let place = Place::new();
    place.first_night(&[]);
    let before = place.metrics();
    let planned = place.runs(&SECOND, &["--dry-run", "--log-format=json"]);
    let stages = [decided(), vec![RENDERED, PLACED]].concat();
    is_told_to_machines(&planned, &stages);
    let after = place.metrics();
    is_measured(&after, "plan", &stages);
    assert!(after.contains("gongji_batch_info{command=\"plan\",batch=\"2025-20241222-01\""));
    let others = |metrics: &str| -> Vec<String> {
        let samples = metrics.lines().filter(|line| !line.starts_with('#'));
        let others = samples.filter(|line| !line.contains("{command=\"plan\""));
        others.map(str::to_owned).collect()
    };
    assert_eq!(others(&after), others(&before));
    assert!(
        others(&before)
            .iter()
            .all(|line| line.contains("{command=\"run\""))
    );
}

/// No alert takes a plan for the night. An exit code of 7 alarms whoever ends with it: money has
/// moved, and a dry run moves none.
#[test]
fn the_alerts_look_at_the_night_alone() {
    let alerts = fs::read_to_string("docs/deploy/alerts.yml").expect("the alerts");
    let mut looked_at = 0;
    for (at, _) in alerts.match_indices("gongji_") {
        let selected = &alerts[at..];
        let of_all = selected.starts_with("gongji_exit_code == 7\n");
        let of_name = |c: char| c.is_ascii_lowercase() || c == '_';
        let labels = selected.trim_start_matches(of_name);
        let of_the_night = labels.starts_with("{command=\"run\"");
        assert!(
            of_all || of_the_night,
            "{}",
            selected.lines().next().unwrap_or_default()
        );
        looked_at += 1;
    }
    assert!(looked_at >= 6, "the expressions were not found");
}
