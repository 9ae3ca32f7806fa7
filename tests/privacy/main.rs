//! Nobody's number and nobody's name where it is not needed: nights, refusals, answers and
//! questions, with everything that was printed, logged and published searched for the persons of
//! their extracts.

#[path = "../common/mod.rs"]
mod common;

mod office;
mod secrets;

use office::Office;
use secrets::Secrets;
use std::fs;
use std::path::Path;

const NUMBER: &str = "310101201402021011";
const BATCH: &str = "out/2025-20241221-01";
const RECEIPTS: &str = "end_to_end_no,status,amount,code,message,receipt_no,received_at\n";
const FIRST: [&str; 5] = [
    "run",
    "sample_data",
    "--batch-date",
    "2024-12-21",
    "--by-institution",
];

/// What is changed, and how.
type Spoil<'s> = (&'s str, &'s dyn Fn(&str) -> String);

fn nothing_leaks(office: &Office, secrets: &Secrets) {
    let leaks = office.leaks(secrets);
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
}

fn of_sample_data() -> Secrets {
    Secrets::of(&[Path::new("sample_data"), Path::new("sample_data/next")])
}

/// A copy of `sample_data`, without its control file, in which one file is rewritten.
fn spoiled(office: &Office, name: &str, file: &str, change: impl Fn(&str) -> String) -> String {
    let folder = office.path(name);
    fs::create_dir_all(&folder).expect("a folder");
    for copied in ["enrollments", "networks", "accounts", "payments"] {
        let copied = format!("{copied}.csv");
        fs::copy(Path::new("sample_data").join(&copied), folder.join(&copied)).expect("a copy");
    }
    let text = fs::read_to_string(folder.join(file)).expect("a file");
    let mut changed = change(text.trim_start_matches('\u{FEFF}'));
    if !changed.ends_with('\n') {
        changed.push('\n');
    }
    fs::write(folder.join(file), changed).expect("a spoiled file");
    office.at(name)
}

#[test]
fn two_nights_with_plan_answers_and_questions() {
    for language in ["zh", "en"] {
        let mut office = Office::new();
        let spoken = ["--lang", language];
        let first = [&FIRST[..], &spoken].concat();
        office.does(0, &[&first[..], &["--new-ledger", "--dry-run"]].concat());
        office.does(0, &[&first[..], &["--new-ledger"]].concat());
        office.does(0, &["check", "sample_data"]);
        answers(&mut office);
        let next = ["run", "sample_data/next", "--batch-date", "2024-12-22"];
        office.does(
            0,
            &[&next[..], &spoken, &["--remittance-encoding", "gb18030"]].concat(),
        );
        questions(&mut office, &spoken);
        office.does(0, &["status", "--as-of", "2024-12-30"]);
        office.does(
            0,
            &["verify", &office.at(BATCH), "--extract", "sample_data"],
        );
        let tried = [
            "policy",
            "try",
            "shanghai-2025",
            "--set",
            "fee.student=400.00",
        ];
        let against = ["--extract", "sample_data", "--against", &office.at(BATCH)];
        office.does(0, &[&tried[..], &against, &spoken].concat());
        office.does(0, &["results", &office.at("present.csv")]);
        nothing_leaks(&office, &of_sample_data());
    }
}

/// Answers of every kind, then those that cannot be.
fn answers(office: &mut Office) {
    let number = |seq: u32| format!("20252024122101{seq:08}");
    let good = format!(
        "{RECEIPTS}{},accepted,355.00,,,T1,2024-12-23 10:00:00\n{},rejected,355.00,E1,证件号码不符,,\n\
         {},not_posted,355.00,A1,,,\n",
        number(1),
        number(2),
        number(3)
    );
    let lines = [
        format!("{},returned,355.00,E1,陈思涵,,\n", number(4)),
        format!("{NUMBER},accepted,355.00,,,T1,\n"),
        format!("{},陈思涵,,,,T1,\n", number(5)),
        format!("{},{NUMBER},,,,T1,\n", number(5)),
        format!("{},accepted,355.00,,,T1,{NUMBER}\n", number(5)),
        format!("{},accepted,355.00,,陈思涵\u{7},T1,\n", number(5)),
        format!("{},accepted,355.00,{NUMBER}\u{7},,T1,\n", number(5)),
        format!(
            "{0},accepted,355.00,,陈思涵,T1,\n{0},accepted,355.00,,,T2,\n",
            number(6)
        ),
        format!("{},accepted\n", number(7)),
        format!("{},accepted,355.00,,\"陈思涵,T1,\n", number(7)),
    ];
    let file = office.at("receipts.csv");
    fs::write(&file, good).expect("answers");
    office.does(0, &["reconcile", &file]);
    for line in lines {
        fs::write(&file, format!("{RECEIPTS}{line}")).expect("answers");
        office.does(3, &["reconcile", &file]);
    }
    fs::write(&file, format!("{NUMBER},accepted,355.00,陈思涵,,,\n")).expect("no header");
    office.does(3, &["reconcile", &file]);
    office.does(
        3,
        &["reconcile", &office.at(&format!("{BATCH}/postings.csv"))],
    );
    office.does(
        3,
        &["reconcile", &office.at(&format!("{BATCH}/exceptions.csv"))],
    );
}

#[test]
fn what_the_bureau_writes_about_a_student() {
    let mut office = Office::new();
    office.does(0, &[&FIRST[..], &["--new-ledger"]].concat());
    let name = "顾子墨";
    let number = "310101201405051048";
    let file = office.at("receipts.csv");
    let answer =
        format!("{RECEIPTS}2025202412210100000002,rejected,355.00,E1,{name}({number})不符,,\n");
    fs::write(&file, answer).expect("answers");
    office.does(0, &["reconcile", &file]);
    for language in ["zh", "en"] {
        office.does(0, &["explain", "R2500004", "--lang", language]);
        office.says("E1 顾**(310***********1048)不符");
    }
    office.does(0, &["status"]);
    // The files that tell of the answer repeat it as it came.
    fs::remove_dir_all(office.path("out/reversals")).expect("reversals");
    nothing_leaks(&office, &of_sample_data());
}

/// Every student of the first night by number and by enrollment, and organizers.
fn questions(office: &mut Office, spoken: &[&str]) {
    let asked = [
        NUMBER,
        "３１０１０１２０１４０２０２１０１１",
        "310101198403033028",
        "R2500001",
        "R2500004",
        "R2500079",
        "R2500102",
        "R2500106",
        "陈思涵",
    ];
    for number in asked {
        let question = ["explain", number, "--as-of", "2024-12-30"];
        office.does(0, &[&question[..], spoken].concat());
        let looked = [&question[..], spoken, &["--extract", "sample_data"]].concat();
        office.does(0, &looked);
    }
}

#[test]
fn extracts_that_are_refused() {
    let mut office = Office::new();
    let one = |text: &str, line: usize, changed: &dyn Fn(&str) -> String| {
        let lines = text.lines().enumerate();
        let lines = lines.map(|(n, l)| if n == line { changed(l) } else { l.to_owned() });
        lines.collect::<Vec<_>>().join("\n")
    };
    let files = [
        "enrollments.csv",
        "networks.csv",
        "accounts.csv",
        "payments.csv",
    ];
    for (case, file) in files.into_iter().enumerate() {
        let headless = |text: &str| text.split_once('\n').expect("a header").1.to_owned();
        let half_a_header = |text: &str| {
            let (header, rest) = text.split_once('\n').expect("a header");
            let cut = header.split_once(',').expect("columns").0;
            format!("{cut},{}", rest.lines().next().expect("a row"))
        };
        let unclosed = |text: &str| one(text, 1, &|l| l.replacen(',', ",\"", 1));
        let too_long = |text: &str| {
            one(text, 1, &|l| {
                format!("{l}{}", l.replace(',', "，").repeat(20))
            })
        };
        let quoting = |text: &str| {
            let rows = text.lines().enumerate();
            let spoil = |(n, l): (usize, &str)| match n {
                0 => l.to_owned(),
                _ => l.replacen(',', "\"x,", 1),
            };
            rows.map(spoil).collect::<Vec<_>>().join("\n")
        };
        let spoils: [Spoil; 5] = [
            ("headless", &headless),
            ("half a header", &half_a_header),
            ("unclosed", &unclosed),
            ("too long", &too_long),
            ("quoting", &quoting),
        ];
        for (what, spoil) in spoils {
            let folder = spoiled(&office, &format!("{what}-{case}"), file, spoil);
            let run = ["run", &folder, "--batch-date", "2024-12-21", "--new-ledger"];
            office.does(3, &run);
            office.does(3, &["check", &folder]);
        }
    }
    let wrong = spoiled(&office, "control", "payments.csv", str::to_owned);
    fs::write(
        Path::new(&wrong).join("control.csv"),
        format!("file,rows,sha256\n{NUMBER},陈思涵,陈思涵\nenrollments.csv,{NUMBER},陈思涵\n"),
    )
    .expect("a control file");
    office.does(3, &["check", &wrong]);
    for policy in ["headless-0/enrollments.csv", "headless-2/accounts.csv"] {
        let policy = office.at(policy);
        office.does(2, &["policy", "check", &policy]);
        office.does(2, &["check", "sample_data", "--policy", &policy]);
    }
    nothing_leaks(&office, &of_sample_data());
}

#[test]
fn columns_that_changed_places() {
    let mut office = Office::new();
    let swapped = |a: usize, b: usize| {
        move |text: &str| {
            let lines = text.lines().enumerate();
            let lines = lines.map(|(n, line)| {
                let mut cells: Vec<&str> = line.split(',').collect();
                if (1..6).contains(&n) && cells.len() > a.max(b) {
                    cells.swap(a, b);
                }
                cells.join(",")
            });
            lines.collect::<Vec<_>>().join("\n")
        }
    };
    for (a, b) in [
        (3, 4),
        (3, 11),
        (4, 11),
        (3, 8),
        (4, 9),
        (0, 4),
        (3, 1),
        (3, 5),
    ] {
        let folder = spoiled(
            &office,
            &format!("{a}-{b}"),
            "enrollments.csv",
            swapped(a, b),
        );
        let out = office.at(&format!("out/{a}-{b}"));
        office.does(0, &["check", &folder]);
        let run = [
            "run",
            &folder,
            "--batch-date",
            "2024-12-21",
            "--new-ledger",
            "--out",
            &out,
        ];
        office.does(0, &run);
    }
    for (a, b, exit) in [(1, 3, 0), (2, 3, 3), (2, 5, 3)] {
        let folder = spoiled(&office, &format!("n{a}-{b}"), "networks.csv", swapped(a, b));
        let out = office.at(&format!("out/n{a}-{b}"));
        let run = [
            "run",
            &folder,
            "--batch-date",
            "2024-12-21",
            "--new-ledger",
            "--out",
            &out,
        ];
        office.does(exit, &run);
    }
    nothing_leaks(&office, &of_sample_data());
}

#[test]
fn nights_that_do_not_agree_with_their_ledger() {
    let mut office = Office::new();
    office.does(0, &[&FIRST[..], &["--new-ledger"]].concat());
    let other = ["run", "sample_data/next", "--batch-date", "2024-12-21"];
    office.does(4, &other);
    let batch = office.path(BATCH);
    let spoils: [Spoil; 9] = [
        ("remittance.txt", &|text| text.replacen("|01|", "|1|", 1)),
        ("remittance.txt", &|text| {
            text.replacen("D|00000002|", "", 1)
        }),
        ("remittance.txt", &|text| {
            text.lines().take(4).collect::<Vec<_>>().join("\n")
        }),
        ("remittance.txt", &|text| {
            text.lines().skip(1).collect::<Vec<_>>().join("\n")
        }),
        ("postings.csv", &|text| text.replacen("3101", "3102", 1)),
        ("postings.csv", &|text| text.replacen(',', "\"", 3)),
        ("exceptions.csv", &|text| text.replacen(',', "\"", 3)),
        ("results.csv", &|text| text.replacen("2025", "2024", 3)),
        ("manifest.json", &|text| text.replacen('{', "", 1)),
    ];
    for (file, spoil) in spoils {
        spoil_file(&batch.join(file), spoil);
        office.does(
            6,
            &["verify", &office.at(BATCH), "--extract", "sample_data"],
        );
        let tried = [
            "policy",
            "try",
            "suzhou-2023",
            "--extract",
            "sample_data",
            "--against",
        ];
        office.does(6, &[&tried[..], &[&office.at(BATCH)]].concat());
        // What an answer reads of a batch.
        let exit = if ["exceptions.csv", "results.csv"].contains(&file) {
            6
        } else {
            0
        };
        office.does(exit, &["explain", "R2500001", "--as-of", "2024-12-30"]);
        let next = ["run", "sample_data/next", "--batch-date", "2024-12-22"];
        office.does(6, &next);
        // Mends it.
        office.does(0, &FIRST);
    }
    nothing_leaks(&office, &of_sample_data());
}

fn spoil_file(path: &Path, spoil: &dyn Fn(&str) -> String) {
    let text = fs::read_to_string(path).expect("a published file");
    let spoiled = spoil(&text);
    assert_ne!(text, spoiled, "{}", path.display());
    fs::write(path, spoiled).expect("a spoiled file");
}

#[test]
fn a_city_in_which_everything_occurs() {
    let mut office = Office::new();
    let city = office.at("city");
    office.does(0, &["synth", &city, "--enrollments", "2000"]);
    let night = [
        "run",
        &city,
        "--batch-date",
        "2024-12-21",
        "--new-ledger",
        "--by-institution",
    ];
    office.does(0, &night);
    let answers = office.at("answers.csv");
    let batch = office.at(BATCH);
    office.does(
        0,
        &["synth-receipts", &batch, &answers, "--reject-ratio", "0.2"],
    );
    office.does(0, &["reconcile", &answers]);
    office.does(0, &["status"]);
    nothing_leaks(&office, &Secrets::of(&[Path::new(&city)]));
}

#[test]
fn the_workbook_shows_whom_the_list_shows() {
    use std::io::Read;
    let mut office = Office::new();
    office.does(0, &[&FIRST[..], &["--new-ledger"]].concat());
    let file =
        fs::File::open(office.path(&format!("{BATCH}/exceptions.xlsx"))).expect("a workbook");
    let mut book = zip::ZipArchive::new(file).expect("a zip file");
    let mut text = String::new();
    for part in 0..book.len() {
        let mut part = book.by_index(part).expect("a part");
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("its bytes");
        text.push_str(&String::from_utf8_lossy(&bytes));
    }
    let list = fs::read_to_string(office.path(&format!("{BATCH}/exceptions.csv"))).expect("a list");
    let secrets = of_sample_data();
    let mut count = 0;
    for secret in secrets.numbers.iter().chain(&secrets.names) {
        count += usize::from(text.contains(secret));
        assert!(!text.contains(secret) || list.contains(secret), "{secret}");
    }
    assert!(count > 20, "the workbook was not read");
}

#[test]
fn a_leak_is_found() {
    let secrets = of_sample_data();
    let mut office = Office::new();
    office.does(0, &[&FIRST[..], &["--new-ledger"]].concat());
    nothing_leaks(&office, &secrets);
    for (file, what) in [
        ("report.html", NUMBER),
        ("report.html", "陈思涵"),
        ("manifest.json", "310101198403033028"),
        ("rejects.csv", "富贵儿"),
        ("by-institution/2131000101.csv", NUMBER),
        ("results.csv", "陈思涵"),
        ("postings.csv", "顾子墨"),
    ] {
        let path = office.path(BATCH).join(file);
        let text = fs::read_to_string(&path).expect("a file");
        fs::write(&path, format!("{text}{what}\n")).expect("a leak");
        let leaks = office.leaks(&secrets);
        // A name or number in a column that may hold another is found as well.
        let is_needed = file == "results.csv" && what == NUMBER;
        assert_eq!(
            leaks.len(),
            usize::from(!is_needed),
            "{file} {what}: {leaks:?}"
        );
        fs::write(&path, text).expect("as it was");
    }
    office.does(2, &["run", "sample_data", "--set", &format!("{NUMBER}=1")]);
    office.says("set");
}
