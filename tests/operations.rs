//! What the people who run the nights rely on: volume guards, metrics, logs and exit codes.

mod common;

mod notice;

use notice::skipped;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        Place {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the night of `sample_data`, with metrics.
    fn run(&self, more: &[&str]) -> Output {
        self.command()
            .args(["run", "sample_data", "--batch-date", "2024-12-21"])
            .args(more)
            .output()
            .expect("gongji starts")
    }

    fn command(&self) -> Command {
        let mut command = common::gongji();
        command
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
            .env("GONGJI_OUT", self.path("out"))
            .env("GONGJI_METRICS_FILE", self.path("gongji.prom"));
        command
    }

    fn metrics(&self) -> String {
        fs::read_to_string(self.path("gongji.prom")).expect("the metrics file")
    }
}

fn log(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_broken_guard_stops_the_night_before_anything_is_charged() {
    for (guard, limit, named) in [
        ("--max-total", "355.00", "max_total"),
        ("--min-deductions", "1000", "min_deductions"),
        ("--max-exception-ratio", "0.01", "max_exception_ratio"),
        ("--set", "max_total=355.00", "max_total"),
    ] {
        let place = Place::new();
        let refused = place.run(&["--new-ledger", guard, limit]);
        assert_eq!(refused.status.code(), Some(3), "{guard}: {}", log(&refused));
        assert!(log(&refused).contains(named), "{guard}: {}", log(&refused));
        if named == "max_total" {
            let log = log(&refused);
            assert!(log.contains("将划扣 8,875.00 元"), "{log}");
        }
        assert!(!place.path("out/2025-20241221-01").exists(), "{guard}");
        let metrics = place.metrics();
        assert!(metrics.contains("gongji_exit_code{command=\"run\"} 3"));
        assert!(!metrics.contains("gongji_last_success_timestamp_seconds"));
        let later = place.run(&["--new-ledger"]);
        assert!(later.status.success(), "{guard}: {}", log(&later));
    }
}

#[test]
fn a_guarded_dry_run_leaves_its_plan_to_look_at() {
    let place = Place::new();
    let refused = place.run(&["--new-ledger", "--dry-run", "--max-total", "1"]);
    assert_eq!(refused.status.code(), Some(3), "{}", log(&refused));
    assert!(
        place
            .path("out/plan-2025-20241221-01/plan-exceptions.csv")
            .exists()
    );
    assert!(!place.path("out/ledger.db").exists());
}

#[test]
fn guards_do_not_make_another_batch() {
    let place = Place::new();
    assert!(place.run(&["--new-ledger"]).status.success());
    let again = place.run(&["--max-total", "1"]);
    assert!(again.status.success(), "already done: {}", log(&again));
}

#[test]
fn more_threads_than_can_help_are_a_slip_of_the_hand() {
    let place = Place::new();
    for (threads, exit) in [("257", 2), ("100000", 2), ("-1", 2), ("0", 0), ("256", 0)] {
        let output = place.run(&["--new-ledger", &format!("--threads={threads}")]);
        assert_eq!(output.status.code(), Some(exit), "{threads}");
        assert_eq!(place.path("out/ledger.db").exists(), exit == 0, "{threads}");
    }
}

#[test]
fn the_metrics_are_those_of_the_summary() {
    let place = Place::new();
    let output = place.run(&["--new-ledger", "--json"]);
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let metrics = place.metrics();
    let deducted = &summary["outcomes"]["deducted"];
    for line in [
        "gongji_exit_code{command=\"run\"} 0".to_owned(),
        format!("gongji_outcome_rows{{command=\"run\",outcome=\"deducted\"}} {deducted}"),
        format!(
            "gongji_deducted_yuan{{command=\"run\"}} {}",
            summary["total"].as_str().expect("a total")
        ),
    ] {
        assert!(metrics.lines().any(|l| l == line), "{line}\n{metrics}");
    }
    assert!(
        place
            .command()
            .arg("status")
            .output()
            .unwrap()
            .status
            .success()
    );
    let metrics = place.metrics();
    assert!(metrics.contains("gongji_deducted_yuan{command=\"run\"}"));
    assert!(metrics.contains("gongji_exit_code{command=\"status\"} 0"));
}

#[test]
fn metrics_that_cannot_be_written_do_not_fail_the_night() {
    let place = Place::new();
    let night = place.run(&["--new-ledger", "--metrics-file", "/proc/none/gongji.prom"]);
    assert!(night.status.success(), "{}", log(&night));
    assert!(log(&night).contains("指标文件"), "{}", log(&night));
}

#[test]
fn a_json_log_is_json_line_by_line_and_has_no_colour() {
    let place = Place::new();
    let refused = place.run(&["--log-format", "json"]);
    assert_eq!(refused.status.code(), Some(3), "no ledger yet");
    let log = log(&refused);
    assert!(!log.is_empty() && !log.contains('\u{1b}'));
    for line in log.lines() {
        let event: serde_json::Value = serde_json::from_str(line).expect("a JSON object");
        assert!(event["level"].is_string(), "{line}");
    }
}

#[test]
fn colours_are_for_terminals_alone() {
    let place = Place::new();
    let refused = |no_color: bool, terminal: bool| {
        let gongji = env!("CARGO_BIN_EXE_gongji");
        let mut command = if terminal {
            let mut script = Command::new("script");
            script.args(["-qec", &format!("{gongji} status"), "/dev/null"]);
            script
        } else {
            let mut plain = Command::new(gongji);
            plain.arg("status");
            plain
        };
        command.env("GONGJI_OUT", place.path("nowhere"));
        command.env_remove("NO_COLOR");
        if no_color {
            command.env("NO_COLOR", "1");
        }
        let output = command.output().ok()?;
        let said = [output.stdout, output.stderr].concat();
        Some(String::from_utf8_lossy(&said).into_owned())
    };
    for (no_color, terminal, coloured) in [
        (false, false, false),
        (true, false, false),
        (false, true, true),
        (true, true, false),
    ] {
        let Some(said) = refused(no_color, terminal) else {
            skipped("there is no script(1) to make a terminal with");
            continue;
        };
        assert!(said.contains("没有账本"), "{said}");
        assert_eq!(
            said.contains('\u{1b}'),
            coloured,
            "{no_color} {terminal}: {said:?}"
        );
    }
}

#[test]
fn a_failure_is_told_in_the_language_of_the_operator_and_to_machines() {
    let place = Place::new();
    let (zh, en) = (
        "未被接受，未划扣任何款项。",
        "was refused; no money was moved.",
    );
    for (sentence, more, said, unsaid) in [
        (
            "Chinese by default",
            &[][..],
            [zh, "下一步：", "没有账本"],
            en,
        ),
        (
            "English",
            &["--lang", "en"],
            [en, "Next: ", "there is no ledger at "],
            zh,
        ),
    ] {
        let log = log(&place.run(more));
        for part in said {
            assert!(log.contains(part), "{sentence}: {log}");
        }
        assert!(!log.contains(unsaid), "{sentence}: {log}");
    }
    let log = log(&place.run(&["--log-format", "json"]));
    let event: serde_json::Value = serde_json::from_str(&log).expect("one JSON object");
    let fields = &event["fields"];
    assert_eq!(fields["exit"], 3);
    assert!(
        fields["what"]
            .as_str()
            .is_some_and(|what| what.contains(zh))
    );
    assert!(
        fields["next"]
            .as_str()
            .is_some_and(|next| next.starts_with("下一步："))
    );
    let message = fields["message"].as_str().expect("a message");
    assert!(message.contains("没有账本"), "{message}");
}

#[test]
fn a_command_that_cannot_be_understood_is_told_so_and_help_is_no_failure() {
    let place = Place::new();
    for (arguments, exit, said, unsaid) in [
        (
            &["run", "--batchdate"][..],
            2,
            "命令、选项或政策有误",
            "Next:",
        ),
        (&["runn", "--lang", "en"], 2, "Next: correct it", "有误"),
        (&["help", "run"], 0, "", "有误"),
        (&["--version"], 0, "", "有误"),
        (&[], 2, "用法：", "Next:"),
    ] {
        let output = place.command().args(arguments).output().expect("gongji");
        assert_eq!(output.status.code(), Some(exit), "{arguments:?}");
        let log = log(&output);
        assert!(
            log.contains(said) && !log.contains(unsaid),
            "{arguments:?}: {log}"
        );
    }
}

#[test]
fn a_first_night_that_was_refused_goes_on_with_the_same_command() {
    for refusal in [&["--max-total", "1"][..], &["--expect-plan", "another"]] {
        let place = Place::new();
        let refused = place.run(&[&["--new-ledger"], refusal].concat());
        assert!(!refused.status.success());
        let told = log(&refused);
        assert!(told.contains("已新建空账本"), "{told}");
        assert!(place.path("out/ledger.db").exists());
        let again = place.run(&["--new-ledger"]);
        assert!(again.status.success(), "{refusal:?}: {}", log(&again));
        assert!(!log(&again).contains("空账本"), "{}", log(&again));
    }
}

#[test]
fn whoever_goes_wrong_is_told_what_where_and_what_next() {
    let place = Place::new();
    assert!(place.run(&["--new-ledger"]).status.success());
    let batch = place.path("out/2025-20241221-01");
    let batch = batch.to_str().expect("a path");
    let nowhere = place.path("nowhere");
    let nowhere = nowhere.to_str().expect("a path");
    for (arguments, exit, parts) in [
        (
            &["check", nowhere][..],
            3,
            ["cannot be read", nowhere, "name the folder"],
        ),
        (
            &["status", "--ledger", nowhere],
            3,
            ["no ledger", nowhere, "--ledger"],
        ),
        (
            &["verify", nowhere],
            2,
            ["no batch folder", nowhere, "such as"],
        ),
        (
            &["verify", batch, "--extract", "sample_data/next"],
            6,
            ["not the extract", "sample_data/next", "give that extract"],
        ),
        (
            &["reconcile", nowhere],
            3,
            ["cannot read the answers", nowhere, "name the CSV"],
        ),
        (
            &["results", "/proc/none/x"],
            1,
            ["cannot write", "/proc/none/x", "rights"],
        ),
        (
            &[
                "run",
                "sample_data",
                "--out",
                "/proc/none",
                "--new-ledger",
                "--batch-date",
                "2024-12-21",
            ],
            1,
            ["cannot create", "/proc/none", "rights"],
        ),
        (
            &["run", "sample_data", "--batch-date", "2999-01-01"],
            2,
            ["after today", "2999-01-01", "only a dry run"],
        ),
        (
            &["run", "sample_data/next", "--batch-date", "2024-12-21"],
            4,
            ["enrollments.csv was", "2025-20241221-01", "next --batch-no"],
        ),
        (
            &[
                "run",
                "sample_data",
                "--batch-date",
                "2024-12-21",
                "--by-institution",
            ],
            4,
            [
                "option by_institution was false",
                "The same options",
                "lists of schools",
            ],
        ),
        (
            &["run", "sample_data", "--batch-date", "2024-12-20"],
            3,
            ["not after the latest", "2025-20241220-01", "give a later"],
        ),
        (
            &["check", "sample_data", "--policy", "nix"],
            2,
            ["no preset", "nix", "the presets are"],
        ),
        (
            &["check", "sample_data", "--set", "nix=1"],
            2,
            ["no rule reads", "nix", "policy show"],
        ),
    ] {
        let output = place
            .command()
            .env("GONGJI_LANG", "en")
            .args(arguments)
            .output()
            .expect("gongji starts");
        assert_eq!(
            output.status.code(),
            Some(exit),
            "{arguments:?}: {}",
            log(&output)
        );
        for part in parts {
            assert!(log(&output).contains(part), "{part}: {}", log(&output));
        }
    }
}
