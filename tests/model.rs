//! Generated nights, decided twice: by the program, and by a second calculation written from the
//! contract alone.
//!
//! `GONGJI_MODEL_NIGHTS` runs more nights than the usual ones, `GONGJI_MODEL_SEED` one alone.

mod model {
    pub mod codes;
    pub mod comparison;
    pub mod dice;
    pub mod expected;
    pub mod extract;
    pub mod forms;
    pub mod generator;
    pub mod happenings;
    pub mod judgement;
    pub mod law;
    pub mod program;
    pub mod rows;
    pub mod sm3;
    pub mod table;
    pub mod values;
    pub mod writer;
}

use chrono::NaiveDate;
use gongji::policy::{self, InForce, Policy};
use model::comparison::{Policies, accepted, differences, differences_in};
use model::extract::Extract;
use model::forms;
use model::generator::{BATCH_DATES, Night};
use model::judgement::Judge;
use model::law::OTHER_CITY;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::thread;

const NIGHTS: u64 = 2_000;

fn policy_of(day: NaiveDate, is_other_city: bool) -> InForce {
    let sets: Vec<String> = OTHER_CITY.map(str::to_string).to_vec();
    let sets = if is_other_city { &sets[..] } else { &[] };
    Policy::load(policy::DEFAULT, sets)
        .unwrap()
        .in_force(day)
        .unwrap()
}

fn first_night() -> InForce {
    policy_of(NaiveDate::from_ymd_opt(2024, 12, 21).unwrap(), false)
}

fn policies() -> Policies {
    let days = BATCH_DATES.map(|(year, month, day)| model::values::date(year, month, day));
    days.into_iter()
        .flat_map(|day| [(day, false), (day, true)])
        .map(|(day, is_other_city)| ((day, is_other_city), policy_of(day, is_other_city)))
        .collect()
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable} is a number")),
    )
}

/// What all seeds give, on threads of their own: the program's threads are to be free for the
/// program.
fn on_all_cores<T: Send>(seeds: Range<u64>, of: impl Fn(u64) -> Vec<T> + Sync) -> Vec<T> {
    let cores = thread::available_parallelism().map_or(1, |n| n.get());
    thread::scope(|scope| {
        let workers: Vec<_> = (0..cores)
            .map(|first| {
                let (seeds, of) = (seeds.clone(), &of);
                scope.spawn(move || seeds.skip(first).step_by(cores).flat_map(of).collect())
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| -> Vec<T> { worker.join().expect("no night panics") })
            .collect()
    })
}

#[test]
fn generated_nights_come_out_as_the_contract_says() {
    let policies = policies();
    let seeds = match number("GONGJI_MODEL_SEED") {
        Some(seed) => seed..seed + 1,
        None => 1..1 + number("GONGJI_MODEL_NIGHTS").unwrap_or(NIGHTS),
    };
    let found = on_all_cores(seeds.clone(), |seed| differences(seed, &policies));
    let nights = seeds.end - seeds.start;
    let shown = found
        .iter()
        .take(12)
        .map(String::as_str)
        .collect::<Vec<_>>();
    assert!(
        found.is_empty(),
        "{nights} nights, {} differences:\n{}",
        found.len(),
        shown.join("\n")
    );
}

#[test]
fn the_small_night_comes_out_as_the_contract_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    let found = differences_in(&folder, &first_night());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn synthetic_cities_come_out_as_the_contract_says() {
    for (enrollments, seed) in [(1, 1), (200, 2), (900, 3)] {
        let folder = tempfile::tempdir().unwrap();
        let options = gongji::synth::SynthOptions {
            seed,
            ..gongji::synth::SynthOptions::of(enrollments)
        };
        gongji::synth::write(folder.path(), &options).unwrap();
        let found = differences_in(folder.path(), &first_night());
        assert!(found.is_empty(), "{enrollments}: {}", found.join("\n"));
    }
}

/// The generator would prove nothing if it never came near a reason.
#[test]
fn generated_nights_reach_every_outcome_reason_and_notice() {
    let words = on_all_cores(1..NIGHTS + 1, words_of);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    words
        .iter()
        .for_each(|word| *seen.entry(word).or_default() += 1);
    let reasons = gongji::domain::Reason::ALL.iter().map(|r| r.as_str());
    let notices = gongji::domain::Notice::ALL.iter().map(|n| n.as_str());
    let problems = gongji::domain::reject::Problem::ALL
        .iter()
        .map(|p| p.as_str());
    let outcomes = "deducted settled excluded exception not_requested refused".split(' ');
    let rare: Vec<_> = reasons
        .chain(outcomes)
        .chain(notices)
        .chain(problems)
        .chain(forms::ALL.iter().map(|(name, _)| *name))
        .map(|word| (word, seen.get(word).copied().unwrap_or(0)))
        .filter(|(_, times)| *times < 20)
        .collect();
    assert!(rare.is_empty(), "too rare: {rare:?}\nall: {seen:#?}");
}

/// Outcomes, reasons, notices, problems and spellings of the night of a seed, as the model sees
/// them.
fn words_of(seed: u64) -> Vec<&'static str> {
    let mut night = Night::of(seed);
    let files = night.files();
    let mut words = forms::in_files(&files);
    let accepted = accepted(&mut night, &files);
    let extract = Extract::of(&files, accepted);
    if extract.refused.is_some() {
        return vec!["refused"];
    }
    let law = night.law();
    let judge = Judge::new(&law, &extract, &night.past);
    words.extend(extract.rejects.iter().map(|reject| reject.3));
    for verdict in judge.verdicts() {
        words.push(verdict.outcome);
        words.extend(verdict.reasons);
        words.extend(verdict.taken.map(|t| t.notices).unwrap_or_default());
    }
    words
}
