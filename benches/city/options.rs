//! What was typed.

use std::path::{Path, PathBuf};
use std::process::exit;
use std::str::FromStr;

const USAGE: &str = "\
cargo bench --bench city -- [--enrollments N] [--shape SHAPE]... [--rounds N] [--folder DIR] [--full] [--season]
                            [--peer PYTHON] [--cities N]

  --enrollments N  size of the city, with Shanghai's proportions [2300000]
  --shape SHAPE    tidy, shuffled or troubled rows; may be repeated [all three]
  --rounds N       how often each run is repeated, in turn with the others [5]
  --folder DIR     where cities and outputs are [target/tmp/city]; the city is kept
  --full           adds how cost grows, answers, progress, the small night; of the first shape
  --season         adds the second night, verify, status and explain; of each shape
  --peer PYTHON    adds the same decisions in DuckDB, by a Python that has `duckdb`; of each shape
  --cities N       adds N cities against one
";

pub struct Options {
    pub enrollments: u64,
    pub shapes: Vec<String>,
    pub rounds: usize,
    pub folder: PathBuf,
    pub full: bool,
    pub season: bool,
    pub peer: Option<String>,
    pub cities: Option<u64>,
}

impl Options {
    /// Reads the arguments; does not return when they cannot be understood.
    pub fn read() -> Options {
        let mut options = Options {
            enrollments: 2_300_000,
            shapes: Vec::new(),
            rounds: 5,
            folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join("city"),
            full: false,
            season: false,
            peer: None,
            cities: None,
        };
        let mut is_bench = false;
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let value = &mut words;
            match word.as_str() {
                "--enrollments" => options.enrollments = parsed(&word, value.next()),
                "--shape" => options.shapes.push(parsed(&word, value.next())),
                "--season" => options.season = true,
                "--peer" => options.peer = Some(parsed(&word, value.next())),
                "--rounds" => options.rounds = parsed(&word, value.next()),
                "--folder" => options.folder = parsed(&word, value.next()),
                "--full" => options.full = true,
                "--cities" => options.cities = Some(parsed(&word, value.next())),
                // Said by `cargo bench`, and only by it.
                "--bench" => is_bench = true,
                "--help" => {
                    print!("{USAGE}");
                    exit(0)
                }
                other => refuse(&format!("unknown option {other}")),
            }
        }
        if options.shapes.is_empty() {
            options.shapes = ["tidy", "shuffled", "troubled"].map(String::from).into();
        }
        if !is_bench {
            // `cargo test --all-targets` starts benchmarks too: a city is no test.
            print!("{USAGE}");
            exit(0)
        }
        options
    }
}

fn parsed<T: FromStr>(option: &str, value: Option<String>) -> T {
    value
        .and_then(|value| value.parse().ok())
        .unwrap_or_else(|| refuse(&format!("{option} takes a value")))
}

fn refuse(why: &str) -> ! {
    eprint!("{why}\n\n{USAGE}");
    exit(2)
}
