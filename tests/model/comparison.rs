//! One night, decided twice: what differs, and whether the money is conserved.

use super::extract::{Enrollment, Extract, Files};
use super::generator::Night;
use super::judgement::{Judge, Law, Past, Verdict};
use super::program::{self, Answer};
use super::values;
use chrono::NaiveDate;
use gongji::policy::InForce;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Everything that differs in the night of a seed, with what is needed to understand it.
pub fn differences(seed: u64, policy: &InForce) -> Vec<String> {
    let mut night = Night::of(seed);
    let files = night.files();
    let folder = tempfile::tempdir().unwrap();
    program::deliver(&files, folder.path(), night.dice.chance(20));
    let mut found = differences_of(&files, folder.path(), &night.past, policy);
    if !found.is_empty() {
        found.insert(0, format!("night {seed}:"));
        found.push(told(seed, &files, &night.past));
    }
    found
}

/// Everything that differs in the first night of an extract in UTF-8.
pub fn differences_in(folder: &Path, policy: &InForce) -> Vec<String> {
    let read = |name: &str| fs::read_to_string(folder.join(name));
    let files = Files {
        enrollments: read("enrollments.csv").unwrap(),
        networks: read("networks.csv").unwrap(),
        accounts: read("accounts.csv").unwrap(),
        payments: read("payments.csv").ok(),
    };
    differences_of(&files, folder, &Past::default(), policy)
}

fn differences_of(files: &Files, folder: &Path, past: &Past, policy: &InForce) -> Vec<String> {
    let extract = Extract::of(files);
    match (&extract.refused, program::answer(folder, past, policy)) {
        (Some(_), Err(_)) => Vec::new(),
        (Some(why), Ok(_)) => vec![format!("should be refused: {why}")],
        (None, Err(refusal)) => vec![format!("should not be refused: {refusal}")],
        (None, Ok(answer)) => compare(&extract, past, &answer),
    }
}

fn compare(extract: &Extract, past: &Past, answer: &Answer) -> Vec<String> {
    let law = Law::shanghai(NaiveDate::from_ymd_opt(2024, 12, 21).unwrap());
    let mut expected = Judge::new(&law, extract, past).verdicts();
    // Whoever pays another way is counted and not listed: nobody asks who might have paid.
    for verdict in expected.iter_mut().filter(|v| v.outcome == "not_requested") {
        (verdict.organizer, verdict.network) = (None, None);
    }
    let mut found = rejects(extract, answer);
    for (model, program) in expected.iter().zip(&answer.verdicts) {
        if model != program {
            found.push(format!("model:   {model:?}\nprogram: {program:?}"));
        }
    }
    if expected.len() != answer.verdicts.len() {
        found.push(format!(
            "{} decisions, not {}",
            answer.verdicts.len(),
            expected.len()
        ));
    }
    let rows: BTreeMap<&str, &Enrollment> = extract
        .enrollments
        .iter()
        .map(|(_, row)| (row.id.as_str(), row))
        .collect();
    let outputs = [
        ("exceptions.csv", exceptions(&expected, extract, &rows)),
        ("postings.csv", postings(&expected, &rows)),
        ("results.csv", results(&expected, &rows)),
    ];
    for (name, lines) in outputs {
        found.extend(lines_differ(name, &lines, &answer.outputs[name]));
    }
    found.extend(conservation(extract, past, &law, answer));
    found
}

fn rejects(extract: &Extract, answer: &Answer) -> Vec<String> {
    let model: BTreeSet<_> = extract.rejects.iter().collect();
    let program: BTreeSet<_> = answer.rejects.iter().collect();
    let only = |a: &BTreeSet<_>, b: &BTreeSet<_>, who: &str| {
        let rest: Vec<_> = a.difference(b).collect();
        (!rest.is_empty()).then(|| format!("rejects only of the {who}: {rest:?}"))
    };
    let mut found: Vec<String> = only(&model, &program, "model")
        .into_iter()
        .chain(only(&program, &model, "program"))
        .collect();
    if model.len() != answer.rejects.len() {
        found.push("a reject is told twice".into());
    }
    found
}

/// Columns of `exceptions.csv` up to `other_reasons`, message and action aside.
fn exceptions(
    verdicts: &[Verdict],
    extract: &Extract,
    rows: &BTreeMap<&str, &Enrollment>,
) -> Vec<Vec<String>> {
    let lines: BTreeMap<&str, u32> = extract
        .enrollments
        .iter()
        .map(|(line, row)| (row.id.as_str(), *line))
        .collect();
    let is_listed = |v: &&Verdict| match v.outcome {
        "exception" | "excluded" => true,
        "settled" => v.reasons.len() > 1,
        _ => false,
    };
    verdicts
        .iter()
        .filter(is_listed)
        .map(|v| {
            let row = rows[v.id.as_str()];
            vec![
                row.id.clone(),
                row.id_type.clone(),
                row.person.clone(),
                row.name.clone(),
                row.district.clone(),
                row.institution.0.clone(),
                row.institution.1.clone(),
                v.organizer.clone().unwrap_or_default(),
                v.outcome.to_string(),
                v.reasons[0].to_string(),
                v.reasons[1..].join(";"),
                lines[v.id.as_str()].to_string(),
            ]
        })
        .collect()
}

fn postings(verdicts: &[Verdict], rows: &BTreeMap<&str, &Enrollment>) -> Vec<Vec<String>> {
    let taken = verdicts
        .iter()
        .filter_map(|v| v.taken.as_ref().map(|t| (v, t)));
    taken
        .zip(1..)
        .map(|((v, t), seq)| {
            vec![
                format!("20252024122101{seq:08}"),
                v.organizer.clone().unwrap_or_default(),
                rows[v.id.as_str()].person.clone(),
                "355.00".to_string(),
                format!("{:.2}", t.before),
                format!("{:.2}", t.after),
                values::written(t.as_of),
                v.network.clone().unwrap_or_default(),
                t.notices.join(";"),
            ]
        })
        .collect()
}

fn results(verdicts: &[Verdict], rows: &BTreeMap<&str, &Enrollment>) -> Vec<Vec<String>> {
    let mut lines: Vec<(&Enrollment, &Verdict)> = verdicts
        .iter()
        .filter(|v| matches!(v.outcome, "deducted" | "exception" | "excluded"))
        .filter(|v| v.reasons.first() != Some(&"DUPLICATE_ENROLLMENT"))
        .map(|v| (rows[v.id.as_str()], v))
        .collect();
    lines.sort_by_key(|(row, _)| (row.person.clone(), row.id.clone()));
    lines
        .into_iter()
        .map(|(row, v)| {
            let (amount, day, certificate) = match v.taken {
                Some(_) => ("355.00", "2024-12-21", "2025-01-07"),
                None => ("", "", ""),
            };
            vec![
                row.person.clone(),
                row.year.clone(),
                v.outcome.to_string(),
                v.reasons.first().unwrap_or(&"").to_string(),
                v.organizer.clone().unwrap_or_default(),
                amount.to_string(),
                day.to_string(),
                certificate.to_string(),
            ]
        })
        .collect()
}

/// Holds the expected cells against the rows of an output; of `exceptions.csv` without message,
/// action and source, which are texts.
fn lines_differ(name: &str, expected: &[Vec<String>], text: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(true)
        .from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let written: Vec<Vec<String>> = reader
        .records()
        .map(|record| {
            let cells: Vec<String> = record.unwrap().iter().map(unguarded).collect();
            match name {
                "exceptions.csv" => [&cells[..11], &cells[14..]].concat(),
                _ => cells,
            }
        })
        .collect();
    if written == expected {
        return Vec::new();
    }
    let only = |a: &[Vec<String>], b: &[Vec<String>], who: &str| {
        let rest: Vec<_> = a.iter().filter(|line| !b.contains(line)).collect();
        format!("{name}, only of the {who}: {rest:?}")
    };
    vec![
        only(expected, &written, "model"),
        only(&written, expected, "program"),
    ]
}

/// A cell without the mark that keeps spreadsheets from reading a formula.
fn unguarded(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) => {
            rest.to_string()
        }
        _ => cell.to_string(),
    }
}

/// Rows and money are all accounted for, whatever the verdicts are.
fn conservation(extract: &Extract, past: &Past, law: &Law, answer: &Answer) -> Vec<String> {
    let mut found = Vec::new();
    let (rows, rejected) = extract.counts["enrollments.csv"];
    if answer.verdicts.len() as u64 + rejected != rows {
        found.push(format!(
            "{rows} rows are not {} + {rejected}",
            answer.verdicts.len()
        ));
    }
    for (name, left, right) in &answer.equations {
        if left != right {
            found.push(format!("{name}: {left} is not {right}"));
        }
    }
    let mut persons = BTreeSet::new();
    let mut spent: BTreeMap<&str, Decimal> = BTreeMap::new();
    let mut total = Decimal::ZERO;
    for verdict in &answer.verdicts {
        let Some(taken) = &verdict.taken else {
            continue;
        };
        let row = extract
            .enrollments
            .iter()
            .find(|(_, row)| row.id == verdict.id);
        let (_, row) = row.expect("a decided row was read");
        let key = (row.year.clone(), row.person.clone());
        if past.standing.contains_key(&key) || !persons.insert(key) {
            found.push(format!("{} is charged twice", verdict.id));
        }
        let payer = verdict.organizer.as_deref().expect("somebody pays");
        *spent.entry(payer).or_default() += taken.before - taken.after;
        total += taken.before - taken.after;
        if taken.after < Decimal::ZERO || taken.before - taken.after != law.fee {
            found.push(format!(
                "{}: {} − {}",
                verdict.id, taken.before, taken.after
            ));
        }
    }
    for (payer, sum) in spent {
        let held = extract.accounts.iter().find(|a| a.holder == payer);
        if held.is_none_or(|account| account.accumulated < sum) {
            found.push("more was taken from an account than is in it".into());
        }
    }
    if format!("{total:.2}") != answer.total {
        found.push(format!("the total is {}, not {total}", answer.total));
    }
    found
}

fn told(seed: u64, files: &Files, past: &Past) -> String {
    format!(
        "GONGJI_MODEL_SEED={seed}\n--- enrollments\n{}--- networks\n{}--- accounts\n{}--- payments\n{}--- past\n{past:#?}",
        files.enrollments,
        files.networks,
        files.accounts,
        files.payments.as_deref().unwrap_or("none\n"),
    )
}
