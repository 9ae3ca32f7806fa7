//! What README and docs tell those who set the program up: every command, option, variable, unit,
//! metric, alert and line for cron in them is one that works.

mod common;

mod notice;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use gongji::cli::Cli;
use notice::skipped;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const BINARY: &str = "/usr/local/bin/gongji";
const HOME: &str = "/srv/gongji";
/// Options of other programs, and the variable that is no option.
const FOREIGN_OPTIONS: &[&str] = &[
    "--release",
    "--bench",
    "--full",
    "--season",
    "--peer",
    "--cities",
    "--test",
    "--now",
    "--check",
    "--no-build",
    "--strip",
    "--locked",
    "--offline",
];
const LOG_LEVEL: &str = "GONGJI_LOG";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Both READMEs and every page of the docs.
fn pages() -> String {
    let docs = fs::read_dir(root().join("docs")).expect("docs");
    let docs = docs.map(|entry| entry.expect("docs").path());
    [
        "README.md",
        "README.zh.md",
        "docs/deploy/README.md",
        "docs/deploy/kubernetes/README.md",
    ]
    .map(|name| root().join(name))
    .into_iter()
    .chain(docs.filter(|path| path.extension().is_some_and(|ending| ending == "md")))
    .map(|path| fs::read_to_string(path).expect("a page"))
    .collect::<Vec<_>>()
    .join("\n")
}

/// A file of docs/deploy.
fn deployed(name: &str) -> String {
    fs::read_to_string(root().join("docs/deploy").join(name)).expect("a file of docs/deploy")
}

/// The fenced blocks in the given language.
fn blocks(readme: &str, language: &str) -> Vec<String> {
    let parts = readme.split("\n```").enumerate();
    // Every second part stands between an opening and a closing fence.
    let fenced = parts.filter(|(n, _)| n % 2 == 1).map(|(_, block)| block);
    fenced
        .filter_map(|block| block.split_once('\n'))
        // A block of a drill is shell too.
        .filter(|(name, _)| name.split(' ').next() == Some(language))
        .map(|(_, block)| block.to_owned())
        .collect()
}

/// Commands within sentences, with something in every place that is to be filled.
fn commands_in_sentences(readme: &str) -> Vec<String> {
    let prose = readme
        .split("\n```")
        .enumerate()
        .filter(|(n, _)| n % 2 == 0);
    let prose: String = prose.map(|(_, text)| text).collect();
    let spans = prose.split('`').skip(1).step_by(2);
    spans
        .filter(|span| span.starts_with("gongji "))
        .map(|span| {
            let mut command = String::new();
            let mut is_place = false;
            for c in span.replace(['[', ']'], "").chars() {
                is_place = is_place || c == '<';
                command.push(if is_place { 'X' } else { c });
                is_place = is_place && c != '>';
            }
            command.split_whitespace().collect::<Vec<_>>().join(" ")
        })
        .collect()
}

/// What a shell hands to the program: the words after its name, up to a redirection.
fn arguments(line: &str) -> Option<Vec<String>> {
    let starts = [BINARY, "cargo run --release --"];
    let rest = starts
        .iter()
        .find_map(|start| Some(line.split_once(start)?.1))
        .or_else(|| line.trim_start().strip_prefix("gongji "))?;
    let is_end = |word: &&str| word.contains('>') || *word == "|" || *word == "#";
    let words = rest.split_whitespace().take_while(|word| !is_end(word));
    // A digest is whatever the plan before it gave.
    let filled = |word: &str| match word.trim_matches(['"', '\'']) {
        "$DIGEST" | "DIGEST" => "0".repeat(64),
        word => word.to_owned(),
    };
    Some(words.map(filled).collect())
}

/// Every word of the text that begins so, as long as its characters are of the set.
fn words(text: &str, start: &str, is_part: fn(char) -> bool) -> BTreeSet<String> {
    text.match_indices(start)
        .filter(|(at, _)| !text[..*at].ends_with(|c: char| is_part(c) || c == '-'))
        .map(|(at, _)| {
            text[at..]
                .chars()
                .take_while(|c| is_part(*c))
                .collect::<String>()
        })
        .map(|word| word.trim_end_matches(['-', '_']).to_owned())
        .filter(|word| word.len() > start.len())
        .collect()
}

/// Long options and variables of all commands.
fn known() -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut options, mut variables) = (BTreeSet::new(), BTreeSet::new());
    let mut open = vec![Cli::command()];
    while let Some(command) = open.pop() {
        for argument in command.get_arguments() {
            options.extend(argument.get_long().map(|long| format!("--{long}")));
            let variable = argument.get_env().map(|name| name.to_string_lossy());
            variables.extend(variable.map(|name| name.into_owned()));
        }
        open.extend(command.get_subcommands().cloned());
    }
    (options, variables)
}

/// Whether the program understands the words; where only a command is named, whether it has it.
fn is_understood(command: &[String]) -> Result<(), String> {
    if let [name] = command {
        let has = Cli::command().find_subcommand(name).is_some();
        return has
            .then_some(())
            .ok_or_else(|| format!("no command {name}"));
    }
    let typed = std::iter::once("gongji").chain(command.iter().map(String::as_str));
    match Cli::try_parse_from(typed) {
        Err(error) if error.kind() != ErrorKind::DisplayHelp => {
            Err(format!("{command:?}: {error}"))
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

#[test]
fn every_command_of_the_pages_is_understood() {
    let readme = pages();
    let shell = ["sh", ""].map(|language| blocks(&readme, language));
    let lines = shell.concat().join("\n").replace("\\\n", " ");
    let mut lines: Vec<String> = lines.lines().map(str::to_owned).collect();
    let in_blocks = lines.len();
    lines.extend(commands_in_sentences(&readme));
    assert!(in_blocks >= 10 && lines.len() > in_blocks + 10, "{lines:?}");
    let crontab = deployed("crontab");
    lines.extend(crontab.lines().map(str::to_owned));
    let wrong: Vec<String> = lines
        .iter()
        .filter_map(|line| is_understood(&arguments(line)?).err())
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_wrong_command_is_found() {
    for line in [
        "gongji run in --out out --batch-dat 2024-12-21",
        "/usr/local/bin/gongji rum in",
        "gongji run in --batch-no 100",
        "gongji reconsile",
    ] {
        let command = arguments(line).expect("a command");
        let is_wrong = is_understood(&command).is_err();
        assert!(is_wrong, "{line}");
    }
}

/// Whether a test or a benchmark reads the variable.
fn tests_read(variable: &str) -> bool {
    let quoted = format!("\"{variable}\"");
    let mut open = ["tests", "benches"].map(PathBuf::from).to_vec();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("a folder");
            open.extend(entries.map(|entry| entry.expect("an entry").path()));
        } else if path.extension().is_some_and(|e| e == "rs")
            && fs::read_to_string(&path).is_ok_and(|code| code.contains(&quoted))
        {
            return true;
        }
    }
    false
}

#[test]
fn every_option_variable_and_metric_of_the_pages_exists() {
    let deploy = [
        "gongji.service",
        "crontab",
        "alerts.yml",
        "kubernetes/job.yml",
    ]
    .map(deployed);
    let readme = format!("{}\n{}", pages(), deploy.join("\n"));
    let (options, variables) = known();
    let of_option = |c: char| c.is_ascii_lowercase() || c == '-';
    for option in words(&readme, "--", of_option) {
        let exists = options.contains(&option) || FOREIGN_OPTIONS.contains(&option.as_str());
        assert!(exists, "no command has the option {option}");
    }
    let of_variable = |c: char| c.is_ascii_uppercase() || c == '_';
    for variable in words(&readme, "GONGJI_", of_variable) {
        let exists =
            variables.contains(&variable) || variable == LOG_LEVEL || tests_read(&variable);
        assert!(exists, "no command reads {variable}");
    }
    let host = Host::new();
    let (_, file) = host.nightly();
    let status = common::gongji()
        .args(["status", "--quiet"])
        .env("GONGJI_OUT", host.folder.path().join("out"))
        .env("GONGJI_METRICS_FILE", &file)
        .output();
    assert!(status.expect("the program").status.success());
    let metrics = fs::read_to_string(file).expect("the metrics");
    let of_metric = |c: char| c.is_ascii_lowercase() || c == '_';
    let named = words(&readme, "gongji_", of_metric);
    assert!(named.len() >= 4, "{named:?}");
    for metric in named {
        let family = format!("# TYPE {metric} ");
        assert!(metrics.contains(&family), "there is no metric {metric}");
    }
}

/// The folders of the operations page, in a place of their own.
struct Host {
    folder: tempfile::TempDir,
    units: Vec<(String, String)>,
}

impl Host {
    fn new() -> Host {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["in", "out", "policy", "metrics", "copy"] {
            fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        let extract = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
        symlink(extract, folder.path().join("in/tonight")).expect("the extract");
        let here = |text: &str| {
            text.replace(BINARY, env!("CARGO_BIN_EXE_gongji"))
                .replace(HOME, folder.path().to_str().expect("a path"))
        };
        let units =
            ["gongji.service", "gongji.timer"].map(|name| (name.to_owned(), here(&deployed(name))));
        Host {
            units: units.to_vec(),
            folder,
        }
    }

    /// All values of a key in the service.
    fn service(&self, key: &str) -> Vec<&str> {
        let (_, unit) = self
            .units
            .iter()
            .find(|(name, _)| name == "gongji.service")
            .expect("the service");
        unit.lines()
            .filter_map(|line| line.strip_prefix(key)?.strip_prefix('='))
            .collect()
    }

    /// Runs what the service runs, as the first night of sample_data.
    fn nightly(&self) -> (Output, PathBuf) {
        let [command] = self.service("ExecStart")[..] else {
            panic!("one command");
        };
        let environment = self.service("Environment");
        let output = Command::new("env")
            .args(environment)
            .args(command.split_whitespace())
            .args(["--batch-date", "2024-12-21", "--new-ledger"])
            // The night of sample_data consists of exceptions.
            .args(["--max-exception-ratio", "1"])
            .output()
            .expect("env");
        (output, self.folder.path().join("metrics/gongji.prom"))
    }
}

#[test]
fn the_service_runs_a_night() {
    let host = Host::new();
    let (output, metrics) = host.nightly();
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{log}");
    let batch = host.folder.path().join("out/2025-20241221-01");
    assert!(batch.join("remittance.txt").exists());
    assert!(batch.join("by-institution").exists(), "a switch is set");
    assert!(host.folder.path().join("copy/ledger.db").exists());
    assert!(
        fs::read_to_string(metrics)
            .expect("metrics")
            .contains("} 0")
    );
    for line in log.lines() {
        assert!(line.starts_with('{'), "JSON: {line}");
    }
    let written = host.service("ReadWritePaths").join(" ");
    for folder in ["out", "metrics", "copy"] {
        let folder = host.folder.path().join(folder);
        assert!(written.contains(folder.to_str().expect("a path")));
    }
    for (key, value) in [
        ("UMask", "0077"),
        ("ProtectSystem", "strict"),
        ("PrivateNetwork", "yes"),
        ("NoNewPrivileges", "yes"),
        ("SuccessExitStatus", "0"),
        ("Type", "oneshot"),
    ] {
        assert_eq!(host.service(key), [value], "{key}");
    }
}

#[test]
fn the_variables_of_the_service_are_read() {
    let (_, variables) = known();
    for line in Host::new().service("Environment") {
        let (name, _) = line.split_once('=').expect("a variable");
        assert!(variables.contains(name), "no command reads {name}");
    }
}

/// What is wrong with a unit, looked at as text.
fn faults(unit: &str) -> Vec<String> {
    let mut section = "";
    let mut faults = Vec::new();
    for line in unit.lines().filter(|line| !line.is_empty()) {
        match (line.strip_prefix('['), line.split_once('=')) {
            (Some(name), _) => section = name,
            (None, Some((key, _))) if key.chars().all(char::is_alphanumeric) => {}
            (None, _) => faults.push(format!("{section} {line}")),
        }
    }
    faults
}

#[test]
fn the_units_are_units() {
    let host = Host::new();
    let names: Vec<&str> = host.units.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["gongji.service", "gongji.timer"]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, unit) in &host.units {
        assert_eq!(faults(unit), Vec::<String>::new(), "{name}");
        fs::write(folder.path().join(name), unit).expect("a unit");
    }
    assert_eq!(analyzed(folder.path(), &names), None);
    let misspelt = host.units[0].1.replace("ProtectHome", "ProtectHomes");
    fs::write(folder.path().join(names[0]), misspelt).expect("a unit");
    if let Some(found) = analyzed(folder.path(), &names[..1]) {
        assert!(found.contains("ProtectHomes"), "{found}");
    }
}

/// What systemd has to say of the units, where it is.
fn analyzed(folder: &Path, names: &[&str]) -> Option<String> {
    let output = Command::new("systemd-analyze")
        .args(["verify", "--man=no"])
        .args(names.iter().map(|name| folder.join(name)))
        .output();
    let Ok(output) = output else {
        skipped("there is no systemd-analyze here");
        return None;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    let about: Vec<&str> = said
        .lines()
        .filter(|line| names.iter().any(|name| line.contains(name)))
        .collect();
    (!about.is_empty()).then(|| about.join("\n"))
}

#[test]
fn the_line_for_cron_names_the_nights_of_the_timer() {
    let crontab = deployed("crontab");
    let table = crontab
        .lines()
        .find(|line| !line.starts_with('#'))
        .expect("a line for cron");
    let fields: Vec<&str> = table.split_whitespace().take(5).collect();
    assert_eq!(fields, ["30", "1", "21-31", "12", "*"]);
    let timer = deployed("gongji.timer");
    assert!(timer.contains("OnCalendar=*-12-21..31 01:30:00 Asia/Shanghai"));
    assert!(
        !table.contains('%'),
        "cron reads a percent sign as a line feed"
    );
    let assigned = table.split_whitespace().filter_map(|w| w.split_once('='));
    let (_, variables) = known();
    for (name, _) in assigned {
        assert!(variables.contains(name), "no command reads {name}");
    }
}

/// Runs a tool in a folder and asks that it finds nothing wrong. Where the tool is not there, that is
/// said and the rest goes on.
fn approved_by(tool: &str, folder: &Path, arguments: &[&str]) {
    let mut command = Command::new(tool);
    let Ok(output) = command.args(arguments).current_dir(folder).output() else {
        skipped(&format!("there is no {tool} here"));
        return;
    };
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn the_alerts_fire_when_they_should() {
    let deploy = root().join("docs/deploy");
    approved_by("promtool", &deploy, &["check", "rules", "alerts.yml"]);
    approved_by("promtool", &deploy, &["test", "rules", "alerts-test.yml"]);
}

/// A template with such headers.
fn template(folder: &Path, headers: &str) -> PathBuf {
    let template = folder.join(headers);
    let written = common::gongji()
        .arg("template")
        .arg(&template)
        .args(["--headers", headers])
        .output()
        .expect("the program");
    assert!(written.status.success(), "{written:?}");
    template
}

#[test]
fn the_templates_are_data_packages_that_others_can_check() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for headers in ["canonical", "platform", "zh"] {
        let template = template(folder.path(), headers);
        let arguments = ["validate", "--schema-sync", "datapackage.json"];
        approved_by("frictionless", &template, &arguments);
    }
}

/// The data package whose resources are called as the files of an extract call their columns.
fn package_for(extract: &Path, templates: &[PathBuf]) -> Value {
    let packages: Vec<Value> = templates
        .iter()
        .map(|template| {
            let text = fs::read(template.join("datapackage.json")).expect("a data package");
            serde_json::from_slice(&text).expect("JSON")
        })
        .collect();
    let mut package = packages[0].clone();
    for (at, resource) in package["resources"]
        .as_array_mut()
        .expect("resources")
        .iter_mut()
        .enumerate()
    {
        let file = extract.join(resource["path"].as_str().expect("a path"));
        let text = fs::read_to_string(file).expect("a file of the extract");
        let header: Vec<&str> = text.lines().next().unwrap_or_default().split(',').collect();
        let known = |package: &&Value| {
            let fields = package["resources"][at]["schema"]["fields"]
                .as_array()
                .expect("fields");
            let names = fields.iter().filter_map(|field| field["name"].as_str());
            names.filter(|name| header.contains(name)).count()
        };
        *resource = packages.iter().max_by_key(known).expect("a package")["resources"][at].clone();
    }
    package
}

/// `sample_data` as a provider would check it: his own tool names the rows that the night rejects, but of two
/// rows with one number only the second, and no 31 November: a pattern knows no calendar.
#[test]
fn the_data_package_finds_what_sample_data_has_wrong() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let templates = ["canonical", "platform", "zh"].map(|headers| template(folder.path(), headers));
    let extract = folder.path().join("extract");
    fs::create_dir(&extract).expect("a folder");
    for file in fs::read_dir(root().join("sample_data")).expect("sample_data") {
        let path = file.expect("sample_data").path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            fs::copy(&path, extract.join(path.file_name().expect("a name"))).expect("a copy");
        }
    }
    let package = package_for(&extract, &templates);
    fs::write(extract.join("datapackage.json"), package.to_string()).expect("a data package");
    let mut command = Command::new("frictionless");
    let arguments = ["validate", "--schema-sync", "--json", "datapackage.json"];
    let Ok(output) = command.args(arguments).current_dir(&extract).output() else {
        skipped("there is no frictionless here");
        return;
    };
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report in JSON");
    let mut found = Vec::new();
    for task in report["tasks"].as_array().expect("one task for a file") {
        for error in task["errors"].as_array().expect("errors") {
            let (file, row) = (&task["place"], &error["rowNumber"]);
            found.push(format!("{},{row}", file.as_str().expect("a file")));
        }
    }
    let rejects = root().join("tests/nights/sample_data/expected/rejects.csv");
    let rejects = fs::read_to_string(rejects).expect("the rejects");
    let mut first_of_two = true;
    let expected: Vec<String> = rejects
        .lines()
        .skip(1)
        .filter(|line| match line.contains(",DUPLICATE_KEY,") {
            true => !std::mem::take(&mut first_of_two),
            false => !line.contains(",BAD_INSTANT,"),
        })
        .map(|line| line.split(',').take(2).collect::<Vec<_>>().join(","))
        .collect();
    assert!(!expected.is_empty());
    assert_eq!(found, expected);
}

#[test]
fn the_job_of_a_fleet_is_one_that_kubernetes_takes() {
    let files = ["kubernetes/job.yml", "kubernetes/network-policy.yml"];
    approved_by("kubernetes-validate", &root().join("docs/deploy"), &files);
    let job = deployed(files[0]);
    for line in [
        "completionMode: Indexed",
        "values: [2, 3, 4, 6]",
        "values: [1, 5, 7]",
        "readOnlyRootFilesystem: true",
    ] {
        assert!(job.contains(line), "{line}");
    }
}
