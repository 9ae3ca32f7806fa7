//! An abort at every passing of every named place.

use crate::common::readmes_say;
use crate::place::Ended;
use crate::scenario::{Ready, SCENARIOS};
use gongji::crash::POINTS;
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Dies at the first, second, third, … passing of a place until the command no longer reaches it;
/// of many passings the first few and then every so many are tried.
fn die_at(ready: &Ready, point: &'static str, cases: &AtomicUsize) -> bool {
    const FEW: usize = 6;
    const STRIDE: usize = 5;
    let mut passing = 1;
    loop {
        let place = ready.before.copy();
        let at = format!("{point}:{passing}");
        match place.run(ready.scenario.dying, Some(&at)) {
            (Ended::Signal(6), _) => {
                ready.check(&place, &at);
                cases.fetch_add(2, Ordering::Relaxed);
            }
            (Ended::Exit(0), _) => return passing > 1,
            (ended, log) => panic!("{}, {at}: ended {ended:?}: {log}", ready.scenario.name),
        }
        passing += if passing < FEW { 1 } else { STRIDE };
    }
}

#[test]
fn every_place_of_every_commit_can_be_the_last() {
    let cases = AtomicUsize::new(0);
    let reached = Mutex::new(BTreeSet::new());
    for scenario in SCENARIOS {
        let ready = scenario.ready();
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while let Some(point) = POINTS.get(next.fetch_add(1, Ordering::Relaxed)) {
                        if die_at(&ready, point, &cases) {
                            reached.lock().expect("no panic before").insert(*point);
                        }
                    }
                });
            }
        });
    }
    let reached = reached.into_inner().expect("no panic before");
    let missed: Vec<&&str> = POINTS.iter().filter(|p| !reached.contains(**p)).collect();
    assert!(missed.is_empty(), "never reached: {missed:?}");
    let cases = cases.into_inner();
    println!(
        "crash matrix: {cases} cases at {} places in {} scenarios",
        POINTS.len(),
        SCENARIOS.len()
    );
    let grouped = format!("{},{:03}", cases / 1000, cases % 1000);
    readmes_say(
        &format!("({grouped} cases)"),
        &format!("（{grouped} 种情形）"),
    );
}

/// The list of places and the places in the sources are the same.
#[test]
fn every_place_in_the_sources_is_in_the_list() {
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut found = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("src") {
            let path = entry.expect("src").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).expect("a source");
                for rest in text.split("crash_point!(\"").skip(1) {
                    found.extend(rest.split('"').next().map(str::to_owned));
                }
            }
        }
    }
    let listed: BTreeSet<String> = POINTS.iter().map(|p| (*p).to_owned()).collect();
    assert_eq!(found, listed);
}
