//! A city is what it says, whatever its size.

use super::SynthOptions;
use super::city::City;
use super::files::{WrittenFile, write_rows};
use super::season::{DAY, Season};
use chrono::FixedOffset;
use std::collections::BTreeSet;
use std::fs;

fn season() -> Season {
    let cutoff = 1_734_714_000;
    Season {
        year: 2025,
        fee: 35_500,
        cutoff,
        opens: cutoff - 110 * DAY,
        closes: Season::next_midnight(cutoff),
        batch_day: Season::next_midnight(cutoff),
        balance_age_days: 7,
        offset: FixedOffset::east_opt(8 * 3600).unwrap(),
    }
}

fn city(enrollments: u64, seed: u64) -> City {
    let options = SynthOptions {
        seed,
        ..SynthOptions::of(enrollments)
    };
    City::plan(&options, season()).unwrap()
}

fn written(city: &City) -> Vec<WrittenFile> {
    let folder = tempfile::tempdir().unwrap();
    let files = write_rows(city, folder.path(), &()).unwrap();
    for file in &files {
        let text = fs::read(folder.path().join(file.name)).unwrap();
        assert_eq!(text.len() as u64, file.bytes, "{}", file.name);
        assert!(text.ends_with(b"\n"), "{}", file.name);
    }
    files
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let first = written(&city(700, 1));
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        assert_eq!(pool.install(|| written(&city(700, 1))), first);
    }
    for (one, other) in first.iter().zip(written(&city(700, 2))) {
        assert_ne!(one.sha256, other.sha256, "{}", one.name);
    }
}

#[test]
fn every_size_has_as_many_enrollments_as_asked_for() {
    for enrollments in (1..130).chain([200, 5_000]) {
        let files = written(&city(enrollments, 9));
        assert_eq!(files[0].rows, enrollments);
        assert!(files[1].rows >= SynthOptions::usual_networks(enrollments));
        assert!(files[2].rows >= 1);
    }
}

#[test]
fn two_hundred_enrollments_tell_every_story() {
    let told: BTreeSet<&str> = city(200, 1).told_of().map(|(_, why)| why).collect();
    assert_eq!(told.len(), super::stories::all().len());
}

#[test]
fn slots_and_families_find_each_other() {
    let city = city(3_000, 4);
    let mut numbers = BTreeSet::new();
    for place in 0..city.enrollments() {
        numbers.insert(city.enrollment(place).id);
    }
    // Twice enrolled persons aside, everybody has an id of his own.
    assert!(numbers.len() > 2_900);
}

#[test]
fn proportions_are_those_of_the_city() {
    let options = SynthOptions::of(2_300_000);
    assert_eq!(
        (options.networks, options.accounts),
        (3_000_000, 16_000_000)
    );
}

#[test]
fn a_city_without_anybody_is_refused() {
    let mut options = SynthOptions::of(0);
    assert!(City::plan(&options, season()).is_err());
    options = SynthOptions::of(u64::MAX);
    assert!(City::plan(&options, season()).is_err());
}
