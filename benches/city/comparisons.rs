//! One run of a city against another.

use super::cost::{in_turn, ratio};
use super::nights::{City, THREADS, grouped};
use super::options::Options;

/// How many times the enrollments, networks and accounts.
type Times = [u64; 3];

/// How cost grows with each kind of row, and with the city.
pub const SERIES: [(&str, Times); 5] = [
    ("twice the enrollments", [2, 1, 1]),
    ("three times the enrollments", [3, 1, 1]),
    ("twice the network rows", [1, 2, 1]),
    ("twice the accounts", [1, 1, 2]),
    ("three cities", [3, 3, 3]),
];

/// What is asked after the first night, with an answer to every deduction.
pub fn season(options: &Options, city: &City) {
    city.play_season();
    let [reading, first, dry, second] = in_turn(
        options.rounds,
        [
            &|| city.check(),
            &|| city.night(THREADS),
            &|| city.dry_run(THREADS),
            &|| city.second_night(),
        ],
    );
    city.restore_season();
    let [verify, again, status, explain] = in_turn(
        options.rounds,
        [
            &|| city.verify(false),
            &|| city.verify(true),
            &|| city.status(),
            &|| city.explain(),
        ],
    );
    println!(
        "\n| season of {}, {} answers | |",
        city.shape,
        grouped(city.answers())
    );
    println!("|---|---|");
    for (what, cost, to) in [
        ("the second night to the first", second, first),
        ("`verify --extract` to a dry run", again, dry),
        ("`verify` to a dry run", verify, dry),
        ("`explain --extract` to reading", explain, reading),
        ("`status` to reading", status, reading),
    ] {
        println!("| {what} | {:.2} × |", ratio(cost.wall, to.wall));
    }
}

/// Larger cities against one, the whole command of each.
pub fn growth(options: &Options, one: &City, series: &[(&str, Times)]) {
    println!(
        "\n| against one city | enrollments · networks · accounts | time | peak memory | to its own floor |"
    );
    println!("|---|---|---|---|---|");
    for (what, times) in series {
        let many = City::make(&options.folder, one.size.times(*times), &one.shape);
        let [base, whole, floor] = in_turn(
            options.rounds,
            [&|| one.night(THREADS), &|| many.night(THREADS), &|| {
                many.floor()
            }],
        );
        println!(
            "| {what} | {} | {:.2} × | {:.2} × = {} MiB | {:.2} × |",
            many.size,
            ratio(whole.wall, base.wall),
            whole.peak_kib as f64 / base.peak_kib as f64,
            whole.peak_kib / 1024,
            ratio(whole.wall, floor.wall),
        );
        many.remove();
    }
}

/// Importing an answer to every deduction against reading the city's files.
pub fn answers(options: &Options, city: &City) {
    let [reading, import] = in_turn(options.rounds, [&|| city.check(), &|| city.reconcile()]);
    println!("\n| answers | import as a share of reading the files | peak memory |");
    println!("|---|---|---|");
    println!(
        "| {} | {:.2} | {} MiB |",
        grouped(city.answers()),
        ratio(import.wall, reading.wall),
        import.peak_kib / 1024,
    );
}
