//! What a whole city costs, as ratios to the floor of the same run, and its peak memory:
//!
//! ```sh
//! cargo bench --bench city                                  # the table of `docs/performance.md`
//! cargo bench --bench city -- --full                        # and all series
//! cargo bench --bench city -- --enrollments 23000 --rounds 2 --full
//! ```
//!
//! | option | meaning |
//! |---|---|
//! | `--enrollments N` | size of the city; networks and accounts have Shanghai's proportions [2,300,000] |
//! | `--shape SHAPE` | `tidy`, `shuffled` or `troubled` rows; may be repeated [all three] |
//! | `--rounds N` | how often each run is repeated, in turn with the runs it is compared with [5] |
//! | `--folder DIR` | where cities and outputs are [`target/tmp/city`]; the city is kept |
//! | `--full` | adds how cost grows, answers, progress, the small night; of the first shape |
//! | `--season` | adds the second night, verify, status and explain; of each shape |
//! | `--peer PYTHON` | adds the same decisions in DuckDB, by a Python that has `duckdb`; of each shape |
//! | `--cities N` | adds N cities against one |
//! | `--help` | says this |
//!
//! Runs that are compared take turns, so that a machine that slows down slows all of them; of each
//! the shortest time counts, which others disturbed least, and the largest peak. The files were
//! read once before and are in the page cache, if it is large enough.

mod comparisons;
mod cost;
#[path = "../floor/mod.rs"]
mod floor;

mod nights;
mod options;
mod peer;
mod process;
mod small;

use cost::{in_turn, ratio};
use nights::{City, Size, THREADS};
use options::Options;

fn main() {
    let options = Options::read();
    rayon::ThreadPoolBuilder::new()
        .num_threads(THREADS)
        .build_global()
        .expect("the threads of the floor");
    let cities: Vec<City> = options
        .shapes
        .iter()
        .map(|shape| City::make(&options.folder, Size::of(options.enrollments), shape))
        .collect();
    headline(&options, &cities);
    for city in &cities {
        if options.season {
            comparisons::season(&options, city);
        }
        if let Some(python) = &options.peer {
            peer::compare(&options, city, python);
        }
    }
    let city = &cities[0];
    if options.full {
        comparisons::growth(&options, city, &comparisons::SERIES);
        comparisons::answers(&options, city);
        small::progress(city);
        small::night(&options);
    }
    if let Some(cities) = options.cities {
        let what = format!("{cities} cities");
        comparisons::growth(&options, city, &[(&what, [cities; 3])]);
    }
    City::clear_outputs(&options.folder);
}

/// The figures of `docs/performance.md`: a row of its table for each shape.
fn headline(options: &Options, cities: &[City]) {
    println!("enrollments · networks · accounts: {}\n", cities[0].size);
    println!(
        "| shape | whole command | dry run | reading | one thread instead of {THREADS} | peak memory |"
    );
    println!("|---|---|---|---|---|---|");
    for city in cities {
        let [floor, reading, dry, whole, alone] = in_turn(
            options.rounds,
            [
                &|| city.floor(),
                &|| city.check(),
                &|| city.dry_run(THREADS),
                &|| city.night(THREADS),
                &|| city.night(1),
            ],
        );
        println!(
            "| {} | {:.2} × the floor | {:.2} × | {:.2} × | {:.2} × | {} MiB |",
            city.shape,
            ratio(whole.wall, floor.wall),
            ratio(dry.wall, floor.wall),
            ratio(reading.wall, floor.wall),
            ratio(alone.wall, whole.wall),
            whole.peak_kib / 1024,
        );
    }
}
