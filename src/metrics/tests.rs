use super::*;
use crate::domain::history::ChainHead;
use crate::domain::plan::{BatchOptions, Language, Plan, Tally};
use crate::domain::reject::{ExtractFile, InputFile};
use crate::domain::{Encoding, Money};
use crate::domain::{Outcome, Reason};
use crate::outputs::target::Spared;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

fn batch() -> Batch {
    let inputs = [InputFile {
        file: ExtractFile::Enrollments,
        encoding: None,
        sha256: String::new(),
        bytes: 10,
        rows: 7,
        rejected_rows: 2,
    }];
    let plan = Plan {
        batch: "2025-20241221-01".parse().unwrap(),
        options: BatchOptions {
            language: Language::Zh,
            encoding: None,
            remittance_encoding: Encoding::Utf8,
            by_institution: false,
            accept_unidentified: None,
        },
        decisions: Vec::new(),
        not_requested: Vec::new(),
        rejects: &[],
        rejected_enrollments: &[],
        inputs: &inputs,
        previous: &ChainHead::default(),
        payments_checked: true,
        networks_timed: true,
        tally: Tally {
            outcomes: [(Outcome::Deducted, 4)].into(),
            reasons: [(Reason::NoFee, 1)].into(),
            total: Money::from_fen(1420_00),
        },
        equations: Vec::new(),
    };
    Batch::of(&plan, "shanghai-\"2025\"", true, plan.previous)
}

fn finished<'a>(
    command: &'a str,
    exit: Exit,
    second: i64,
    batch: Option<&'a Batch>,
) -> Finished<'a> {
    Finished {
        command,
        exit,
        at: DateTime::from_timestamp(second, 0).unwrap(),
        took: Duration::from_millis(1_042),
        stages: [(("joined", None), Duration::from_millis(3))].into(),
        batch,
        books: None,
    }
}

#[test]
fn a_night_says_its_numbers() {
    let batch = batch();
    let text = render(
        "",
        &finished("run", Exit::Done, 1_734_710_400, Some(&batch)),
    );
    for line in [
        "# TYPE gongji_exit_code gauge",
        "gongji_exit_code{command=\"run\"} 0",
        "gongji_duration_seconds{command=\"run\"} 1.042",
        "gongji_last_success_timestamp_seconds{command=\"run\"} 1734710400",
        "gongji_batch_info{command=\"run\",batch=\"2025-20241221-01\",policy=\"shanghai-\\\"2025\\\"\",kind=\"commit\"} 1",
        "gongji_rows{command=\"run\",file=\"enrollments.csv\"} 7",
        "gongji_rejected_rows{command=\"run\",file=\"enrollments.csv\"} 2",
        "gongji_outcome_rows{command=\"run\",outcome=\"deducted\"} 4",
        "gongji_reason_rows{command=\"run\",reason=\"NO_FEE\"} 1",
        "gongji_deducted_yuan{command=\"run\"} 1420.00",
    ] {
        assert!(text.lines().any(|l| l == line), "{line}\nin\n{text}");
    }
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        assert!(Sample::read(line).is_some(), "is read back: {line}");
    }
}

#[test]
fn every_family_is_explained_once_and_stands_together() {
    let batch = batch();
    let first = render("", &finished("run", Exit::Done, 10, Some(&batch)));
    let books = Books::example();
    let counted = Finished {
        books: Some(&books),
        ..finished("status", Exit::Done, 20, None)
    };
    let text = render(&first, &counted);
    for family in family::ALL {
        let help = format!("# HELP {} ", family.name);
        assert_eq!(text.matches(&help).count(), 1, "{help}");
    }
    let names: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split('{').next())
        .collect();
    let mut blocks = names.clone();
    blocks.dedup();
    let mut families = names;
    families.sort_unstable();
    families.dedup();
    assert_eq!(blocks.len(), families.len(), "no family is torn apart");
}

#[test]
fn a_failure_keeps_the_last_success_and_the_other_commands() {
    let batch = batch();
    let first = render("", &finished("run", Exit::Done, 10, Some(&batch)));
    let second = render(&first, &finished("reconcile", Exit::Done, 20, None));
    let third = render(&second, &finished("run", Exit::Refused, 30, None));
    for (sentence, line, is_there) in [
        ("the failure", "gongji_exit_code{command=\"run\"} 3", true),
        (
            "the last success",
            "gongji_last_success_timestamp_seconds{command=\"run\"} 10",
            true,
        ),
        (
            "another command",
            "gongji_last_success_timestamp_seconds{command=\"reconcile\"} 20",
            true,
        ),
        (
            "numbers of an earlier batch",
            "gongji_deducted_yuan{command=\"run\"} 1420.00",
            false,
        ),
    ] {
        let found = third.lines().any(|l| l == line);
        assert_eq!(found, is_there, "{sentence}: {third}");
    }
}

#[test]
fn what_is_no_sample_is_not_carried_on() {
    let earlier = "garbage\n{\ngongji_rows{file=\"x\"} 1\ngongji_rows{command=\"a\"} many\n\
                   other{command=\"a\"} 1\ngongji_rows{command=\"a\"} 5\n";
    let text = render(earlier, &finished("run", Exit::Done, 10, None));
    assert_eq!(text.matches("gongji_rows{").count(), 1);
    assert!(!text.contains("garbage") && !text.contains("other{"));
}

fn own(path: &Path) -> Target {
    Target::of(path, &Spared::default()).unwrap()
}

#[test]
fn the_file_is_replaced_as_a_whole_and_may_be_read_by_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gongji.prom");
    for second in [10, 20] {
        write(&own(&path), &finished("run", Exit::Done, second, None)).unwrap();
    }
    let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o644);
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing left behind"
    );
    fs::write(&path, [0xFF, 0xFE]).unwrap();
    write(&own(&path), &finished("run", Exit::Done, 30, None)).unwrap();
    assert!(fs::read_to_string(&path).unwrap().contains("} 30"));
    let nowhere = folder.path().join("missing/gongji.prom");
    assert!(write(&own(&nowhere), &finished("run", Exit::Done, 1, None)).is_err());
}
