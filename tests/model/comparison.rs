//! One night, decided twice: what differs, and whether the money is conserved.

use super::expected::Papers;
use super::extract::{Extract, Files};
use super::generator::Night;
use super::judgement::{Judge, Past, Verdict, class_of};
use super::law::Law;
use super::program::{self, Answer, Command};
use gongji::domain::Reason;
use gongji::policy::InForce;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Policies of a night: by day, that of Shanghai and that of the other city.
pub type Policies = BTreeMap<(chrono::NaiveDate, bool), InForce>;

/// How many rows without a readable person the operator of a night accepts: mostly as many as
/// there are.
pub fn accepted(night: &mut Night, files: &Files) -> Option<u64> {
    let found = Extract::of(files, None).unidentified;
    match night.dice.below(25) {
        0 => Some(found + 1),
        1 => None,
        _ => Some(found).filter(|found| *found > 0),
    }
}

/// Everything that differs in the night of a seed, with what is needed to understand it.
pub fn differences(seed: u64, policies: &Policies) -> Vec<String> {
    let mut night = Night::of(seed);
    let files = night.files();
    let folder = tempfile::tempdir().unwrap();
    let gb18030 = !night.names_encoding && night.dice.chance(20);
    program::deliver(&files, folder.path(), gb18030);
    let command = Command {
        folder: folder.path(),
        past: &night.past.clone(),
        policy: &policies[&(night.batch_date, night.is_other_city)],
        names_encoding: night.names_encoding,
        accepted: accepted(&mut night, &files),
    };
    let mut found = differences_of(&files, &command, &night.law());
    if !found.is_empty() {
        found.insert(0, format!("night {seed}:"));
        found.push(told(seed, &night, &files));
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
        holds: read("holds.csv").ok(),
    };
    let command = Command {
        folder,
        past: &Past::default(),
        policy,
        names_encoding: false,
        accepted: None,
    };
    differences_of(&files, &command, &Law::shanghai(policy.batch_date))
}

fn differences_of(files: &Files, command: &Command, law: &Law) -> Vec<String> {
    let extract = Extract::of(files, command.accepted);
    match (&extract.refused, program::answer(command)) {
        (Some(_), Err(_)) => Vec::new(),
        (Some(why), Ok(_)) => vec![format!("should be refused: {why}")],
        (None, Err(refusal)) => vec![format!("should not be refused: {refusal}")],
        (None, Ok(answer)) => compare(&extract, command.past, law, &answer),
    }
}

fn compare(extract: &Extract, past: &Past, law: &Law, answer: &Answer) -> Vec<String> {
    let judge = Judge::new(law, extract, past);
    let mut expected = judge.verdicts();
    // Whoever pays another way is counted and not listed: nobody asks who might have paid.
    for verdict in expected.iter_mut().filter(|v| v.outcome == "not_requested") {
        (verdict.organizer, verdict.network) = (None, None);
    }
    let mut found = Vec::new();
    for (model, program) in expected.iter().zip(&answer.verdicts) {
        if model != program {
            found.push(format!("model:   {model:?}\nprogram: {program:?}"));
        }
    }
    let papers = Papers {
        law,
        extract,
        verdicts: &expected,
        asked: judge
            .all
            .iter()
            .map(|(row, asked)| (row.id.as_str(), asked))
            .collect(),
        rows: extract
            .enrollments
            .iter()
            .map(|(line, row)| (row.id.as_str(), (*line, row)))
            .collect(),
        policy_sha256: policy_sha256(law),
    };
    found.extend(counts_differ(&papers, answer));
    found.extend(files_differ(&papers, &answer.outputs));
    found.extend(conservation(&papers, past, answer));
    found
}

/// Of the file's bytes, then of every `--set`.
fn policy_sha256(law: &Law) -> String {
    let presets = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/policy/presets");
    let mut bytes = fs::read(presets.join("shanghai-2025.toml")).unwrap();
    let mut sets = law.sets.clone();
    sets.sort_unstable();
    for set in sets {
        bytes.extend(format!("\n{set}").bytes());
    }
    let digest = Sha256::digest(&bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the manifest counts.
fn counts_differ(papers: &Papers, answer: &Answer) -> Vec<String> {
    let mut outcomes: BTreeMap<&str, u64> = BTreeMap::new();
    let mut reasons: BTreeMap<&str, u64> = Reason::ALL
        .iter()
        .map(|reason| (reason.as_str(), 0))
        .collect();
    for outcome in [
        "deducted",
        "settled",
        "excluded",
        "exception",
        "not_requested",
    ] {
        outcomes.insert(outcome, 0);
    }
    for verdict in papers.verdicts {
        *outcomes.get_mut(verdict.outcome).unwrap() += 1;
        if let Some(primary) = verdict.reasons.first() {
            *reasons.get_mut(primary).unwrap() += 1;
        }
    }
    outcomes.insert("rejected", papers.extract.counts["enrollments.csv"].1);
    [
        differ("outcomes", &outcomes, &answer.outcomes),
        differ("reasons", &reasons, &answer.reasons),
        differ("rows and rejects", &papers.extract.counts, &answer.counts),
        differ("total", &format!("{:.2}", papers.total()), &answer.total),
    ]
    .concat()
}

fn differ<T: PartialEq + std::fmt::Debug>(what: &str, model: &T, program: &T) -> Vec<String> {
    if model == program {
        Vec::new()
    } else {
        vec![format!("{what}, model: {model:?}\nprogram: {program:?}")]
    }
}

fn files_differ(papers: &Papers, outputs: &BTreeMap<String, String>) -> Vec<String> {
    let mut found = Vec::new();
    let files = [
        ("remittance.txt", papers.remittance()),
        ("postings.csv", papers.postings()),
        ("results.csv", papers.results()),
        ("rejects.csv", papers.rejects()),
    ];
    for (name, text) in files {
        found.extend(differ(name, &text, &outputs[name]));
    }
    let exceptions = without(&outputs["exceptions.csv"], &[11, 12, 13]);
    found.extend(differ("exceptions.csv", &papers.exceptions(), &exceptions));
    let schools: BTreeMap<String, String> = outputs
        .iter()
        .filter(|(name, _)| name.starts_with("by-institution/"))
        .map(|(name, text)| match name.as_str() {
            "by-institution/index.csv" => (name.clone(), without(text, &[1])),
            _ => (name.clone(), text.clone()),
        })
        .collect();
    let lists = papers.by_institution();
    let both = |name: &&String| lists.contains_key(*name) && schools.contains_key(*name);
    for name in lists.keys().filter(both) {
        found.extend(differ(name, &lists[name], &schools[name]));
    }
    let names: Vec<&String> = lists.keys().collect();
    found.extend(differ(
        "lists for schools",
        &names,
        &schools.keys().collect(),
    ));
    found
}

/// The lines of a file behind its header without the cells of some columns.
fn without(text: &str, columns: &[usize]) -> String {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in reader.records() {
        let record = record.unwrap();
        let kept = record
            .iter()
            .enumerate()
            .filter(|(i, _)| !columns.contains(i));
        writer.write_record(kept.map(|(_, cell)| cell)).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// Rows and money are all accounted for, whatever the verdicts are.
fn conservation(papers: &Papers, past: &Past, answer: &Answer) -> Vec<String> {
    let mut found = Vec::new();
    for (name, left, right) in &answer.equations {
        if left != right {
            found.push(format!("{name}: {left} is not {right}"));
        }
    }
    let mut persons = BTreeSet::new();
    let mut spent: BTreeMap<&str, Decimal> = BTreeMap::new();
    for verdict in &answer.verdicts {
        found.extend(wrong_class(verdict));
        let Some(taken) = &verdict.taken else {
            continue;
        };
        let (_, row) = papers.rows[verdict.id.as_str()];
        let key = (row.year.clone(), row.person.clone());
        if past.standing.contains_key(&key) || !persons.insert(key) {
            found.push(format!("{} is charged twice", verdict.id));
        }
        let payer = verdict.organizer.as_deref().expect("somebody pays");
        *spent.entry(payer).or_default() += taken.before - taken.after;
        let fee = papers.law.fee_of(row).expect("nobody pays without a fee");
        if taken.after < Decimal::ZERO || taken.before - taken.after != fee {
            let (before, after) = (taken.before, taken.after);
            found.push(format!("{}: {before} − {after}", verdict.id));
        }
    }
    for (payer, sum) in spent {
        let held = papers.extract.accounts.iter().find(|a| a.holder == payer);
        if held.is_none_or(|account| account.accumulated < sum) {
            found.push("more was taken from an account than is in it".into());
        }
    }
    found
}

fn wrong_class(verdict: &Verdict) -> Option<String> {
    let class = verdict.reasons.first().map(|primary| class_of(primary));
    (class.is_some_and(|class| class != verdict.outcome))
        .then(|| format!("{} has the wrong class", verdict.id))
}

fn told(seed: u64, night: &Night, files: &Files) -> String {
    format!(
        "GONGJI_MODEL_SEED={seed} on {}, other city: {}\n--- enrollments\n{}--- networks\n{}--- \
         accounts\n{}--- payments\n{}--- holds\n{}--- past\n{:#?}",
        night.batch_date,
        night.is_other_city,
        files.enrollments,
        files.networks,
        files.accounts,
        files.payments.as_deref().unwrap_or("none\n"),
        files.holds.as_deref().unwrap_or("none\n"),
        night.past,
    )
}
