//! What a whole city costs, as ratios to the floor of the same run, and its peak memory:
//!
//! ```sh
//! cargo bench --bench city                                  # the table of the README
//! cargo bench --bench city -- --full                        # and all series
//! cargo bench --bench city -- --enrollments 23000 --rounds 2 --full
//! ```
//!
//! | option | meaning |
//! |---|---|
//! | `--enrollments N` | size of the city; networks and accounts have Shanghai's proportions [2,300,000] |
//! | `--rounds N` | how often each run is repeated, in turn with the runs it is compared with [3] |
//! | `--folder DIR` | where cities and outputs are [`target/tmp/city`]; the city is kept |
//! | `--full` | adds one thread against two, how cost grows, answers, progress, the small night |
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
    let city = City::make(&options.folder, Size::of(options.enrollments));
    headline(&options, &city);
    if options.full {
        comparisons::threads(&options, &city);
        comparisons::growth(&options, &city, &comparisons::SERIES);
        comparisons::answers(&options, &city);
        small::progress(&city);
        small::night(&options);
    }
    if let Some(cities) = options.cities {
        let what = format!("{cities} cities");
        comparisons::growth(&options, &city, &[(&what, [cities; 3])]);
    }
    City::clear_outputs(&options.folder);
}

/// The figures of the README: a row for its table.
fn headline(options: &Options, city: &City) {
    let [floor, reading, dry, whole] = in_turn(
        options.rounds,
        [
            &|| city.floor(),
            &|| city.check(),
            &|| city.dry_run(THREADS),
            &|| city.night(THREADS),
        ],
    );
    println!(
        "| enrollments · networks · accounts | whole command | dry run | reading | \
         commit as a share of reading | peak memory |"
    );
    println!("|---|---|---|---|---|---|");
    println!(
        "| {} | {:.2} × the floor | {:.2} × | {:.2} × | {:.2} | {} MiB |",
        city.size,
        ratio(whole.wall, floor.wall),
        ratio(dry.wall, floor.wall),
        ratio(reading.wall, floor.wall),
        (whole.wall.as_secs_f64() - dry.wall.as_secs_f64()) / reading.wall.as_secs_f64(),
        whole.peak_kib / 1024,
    );
}
