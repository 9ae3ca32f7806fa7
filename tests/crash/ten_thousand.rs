//! Answers of both systems to more than 10,000 deductions, with every kind of difference and the
//! silence of either planted: exactly those come out, also after a death at every place of the
//! import.

use crate::place::{CONSISTENT_ANSWERS, Ended, Place, State, command, new_folder};
use gongji::crash::POINTS;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

const HEADER: &str = "end_to_end_no,status,amount,code,message,receipt_no,received_at\n";
const FEE_FEN: u64 = 35_500;
/// Of so many deductions, the first few are something else than plainly answered.
const EACH: usize = 500;

/// What is planted in the answers, by the place of the deduction among [`EACH`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Planted {
    Unreadable,
    UnknownNumber,
    RepeatedDifferently,
    AmountDiffers,
    Contradiction,
    /// The account system says nothing, nor does the tax bureau.
    SilentAccounts,
    NotPosted,
    /// Posted, and the tax bureau says nothing.
    SilentBureau,
    Rejected,
    Returned,
    /// Posted and accepted.
    Nothing,
}

impl Planted {
    fn at(place: usize) -> Planted {
        use Planted::*;
        let some = [
            Unreadable,
            UnknownNumber,
            RepeatedDifferently,
            AmountDiffers,
            Contradiction,
            SilentAccounts,
            NotPosted,
            SilentBureau,
            Rejected,
            Returned,
        ];
        some.get(place % EACH).copied().unwrap_or(Nothing)
    }
}

/// A committed city, and what was planted for each of its numbers.
struct City {
    place: Place,
    numbers: Vec<String>,
}

impl City {
    fn new() -> City {
        let folder = new_folder();
        let extract = folder.path().join("city");
        let gongji = |arguments: &[&str]| {
            let mut command = crate::common::gongji();
            let output = command
                .args(arguments)
                .arg(&extract)
                .output()
                .expect("gongji starts");
            assert!(output.status.success(), "{output:?}");
        };
        gongji(&["synth", "--enrollments=22000", "--seed=3", "--quiet"]);
        let place = Place::new();
        let out = place.out();
        let out = out.to_str().expect("a path");
        gongji(&[
            "run",
            "--new-ledger",
            "--batch-date=2024-12-21",
            "--quiet",
            "--out",
            out,
        ]);
        let postings = fs::read_to_string(place.out().join("2025-20241221-01/postings.csv"));
        let postings = postings.expect("the postings");
        let numbers = postings
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').next());
        City {
            numbers: numbers.map(str::to_owned).collect(),
            place,
        }
    }

    fn count(&self, planted: Planted) -> u64 {
        let places = 0..self.numbers.len();
        places
            .filter(|place| Planted::at(*place) == planted)
            .count() as u64
    }

    /// The account system's answer, and the file of differences that it must give.
    fn accounts(&self) -> (String, String) {
        let mut answer = HEADER.to_owned();
        let mut differences =
            "line,end_to_end_no,kind,status,amount,expected_status,expected_amount\n".to_owned();
        let mut line = 1;
        for (place, number) in self.numbers.iter().enumerate() {
            let unknown = format!("{}{:08}", &number[..14], 90_000_000 + place);
            let (said, kind, expected): (&[(&str, &str, &str)], _, _) = match Planted::at(place) {
                Planted::SilentAccounts => continue,
                Planted::Unreadable => (
                    &[(number, "posted", "3.55E+2")],
                    "UNREADABLE",
                    "unanswered,355.00",
                ),
                Planted::UnknownNumber => {
                    (&[(&unknown, "posted", "355.00")], "UNKNOWN_NUMBER", ",")
                }
                Planted::RepeatedDifferently => (
                    &[(number, "posted", "355.00"), (number, "not_posted", "0.00")],
                    "REPEATED_DIFFERENTLY",
                    "unanswered,355.00",
                ),
                Planted::AmountDiffers => (
                    &[(number, "posted", "354.99")],
                    "AMOUNT_DIFFERS",
                    "unanswered,355.00",
                ),
                Planted::Contradiction => (
                    &[(number, "returned", "355.00")],
                    "CONTRADICTION",
                    "unanswered,355.00",
                ),
                Planted::NotPosted => (&[(number, "not_posted", "0.00")], "", ""),
                _ => (&[(number, "posted", "355.00")], "", ""),
            };
            for (number, status, amount) in said {
                line += 1;
                let _ = writeln!(
                    answer,
                    "{number},{status},{amount},A01,text,,2024-12-22 09:00:00"
                );
                if !kind.is_empty() {
                    let _ = writeln!(
                        differences,
                        "{line},{number},{kind},{status},{amount},{expected}"
                    );
                }
            }
        }
        (answer, differences)
    }

    /// The tax bureau's answer to what was posted, and then what it sends back.
    fn bureau(&self) -> [String; 2] {
        let (mut first, mut second) = (HEADER.to_owned(), HEADER.to_owned());
        for (place, number) in self.numbers.iter().enumerate() {
            let end = "2024-12-23 09:00:00";
            let _ = match Planted::at(place) {
                Planted::Rejected => writeln!(first, "{number},rejected,,E042,text,,{end}"),
                Planted::Nothing => writeln!(first, "{number},accepted,355.00,,,S{place},{end}"),
                Planted::Returned => writeln!(first, "{number},accepted,355.00,,,S{place},{end}")
                    .and_then(|()| writeln!(second, "{number},returned,355.00,R1,,S{place},{end}")),
                _ => Ok(()),
            };
        }
        [first, second]
    }

    fn expected_sums(&self) -> BTreeMap<&'static str, u64> {
        let of = |planted: &[Planted]| planted.iter().map(|p| self.count(*p)).sum::<u64>();
        let unanswered = of(&[
            Planted::Unreadable,
            Planted::UnknownNumber,
            Planted::RepeatedDifferently,
            Planted::AmountDiffers,
            Planted::Contradiction,
            Planted::SilentAccounts,
        ]);
        let posted = of(&[Planted::SilentBureau]);
        let reversed = of(&[Planted::NotPosted, Planted::Rejected, Planted::Returned]);
        BTreeMap::from([
            ("deducted", self.numbers.len() as u64),
            ("unanswered", unanswered),
            ("posted", posted),
            ("outstanding", unanswered + posted),
            ("tax_bureau_silent", unanswered + posted),
            ("not_posted", of(&[Planted::NotPosted])),
            ("rejected", of(&[Planted::Rejected])),
            ("returned", of(&[Planted::Returned])),
            ("reversed", reversed),
            ("accepted", of(&[Planted::Nothing])),
        ])
    }
}

fn import(place: &Place, answer: &str, arguments: &[&str]) {
    fs::write(place.receipts(), answer).expect("the answers");
    let mut command = crate::common::gongji();
    command
        .arg("reconcile")
        .arg(place.receipts())
        .args(arguments);
    let output = command
        .arg("--out")
        .arg(place.out())
        .output()
        .expect("gongji starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn sums(place: &Place) -> Value {
    let mut command = command(
        &["status", "--json", "--as-of", "2024-12-31"],
        &place.out(),
        None,
    );
    let output = command.output().expect("gongji starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let status: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    status["total"].clone()
}

fn differences(place: &Place) -> String {
    let folder = fs::read_dir(place.out().join("differences")).expect("the differences");
    let files: Vec<_> = folder.map(|entry| entry.expect("a file").path()).collect();
    assert_eq!(files.len(), 1);
    fs::read_to_string(&files[0]).expect("the differences")
}

#[test]
fn what_is_planted_is_found_and_nothing_else() {
    let city = City::new();
    assert!(city.numbers.len() >= 10_000, "{}", city.numbers.len());
    let (accounts, expected) = city.accounts();
    let consistent = &["--accept-consistent"];
    let place = city.place.copy();
    import(&place, &accounts, consistent);
    assert_eq!(differences(&place), expected);
    let once = place.state();
    import(&place, &accounts, consistent);
    assert!(
        once.difference(&place.state()).is_empty(),
        "the same file again"
    );
    for answer in city.bureau() {
        import(&place, &answer, &[]);
    }
    let found = sums(&place);
    for (name, count) in city.expected_sums() {
        let fen = count * FEE_FEN;
        let amount = format!("{}.{:02}", fen / 100, fen % 100);
        let expected = serde_json::json!({"count": count, "amount": amount});
        assert_eq!(found[name], expected, "{name}");
    }
    die_everywhere(&city, &accounts, &once);
}

/// Dies at every place that the import of the account system's answer passes: the same command again
/// leads to the same ledger and files.
fn die_everywhere(city: &City, accounts: &str, expected: &State) {
    fs::write(city.place.receipts(), accounts).expect("the answers");
    let mut deaths = 0;
    for point in POINTS {
        for passing in [1, 5_000] {
            let place = city.place.copy();
            let at = format!("{point}:{passing}");
            match place.run(CONSISTENT_ANSWERS, Some(&at)) {
                (Ended::Signal(6), _) => {}
                (Ended::Exit(0), _) => break,
                (ended, log) => panic!("{at}: ended {ended:?}: {log}"),
            }
            place.succeed(CONSISTENT_ANSWERS, &at);
            let difference = expected.difference(&place.state());
            assert!(
                difference.is_empty(),
                "{at}: {} differ",
                difference.join(", ")
            );
            deaths += 1;
        }
    }
    assert!(deaths > 15, "{deaths} deaths");
}
