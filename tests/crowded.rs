//! Nobody's data makes a night slow: whatever many rows have in common, eight times as many take
//! about eight times as long, where work for each pair of them would take sixty-four.

mod common;

use common::Office;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Rows of the smaller extract.
const FEW: usize = 1_500;
const TIMES: usize = 8;
/// What eight times the rows may take: eight, one and a quarter for sorting, and room.
const BOUND: f64 = 16.0;
/// Measurements, of which the best counts: others work on the same machine.
const TRIES: usize = 3;

/// The rows of an extract below their headers.
#[derive(Default)]
struct Rows {
    columns: String,
    enrollments: String,
    networks: String,
    accounts: String,
    payments: String,
    holds: String,
}

impl Rows {
    fn child(&mut self, n: usize, person: &str, name: &str, school: &str) {
        let line = format!(
            "E{n:07},2025,08,{person},{name},student,,school,310101,{school},第一小学,2024-10-01 08:00:00,,"
        );
        let more = ",".repeat(self.columns.matches(',').count());
        writeln!(self.enrollments, "{line}{more}").expect("a row");
    }

    fn member(&mut self, network: &str, organizer: &str, member: &str) {
        let line = format!(
            "{network},{organizer},{member},,child,2024-01-01 00:00:00,,2024-10-02 00:00:00,,"
        );
        writeln!(self.networks, "{line}").expect("a row");
    }

    fn account(&mut self, holder: &str) {
        let line = format!("{holder},active,normal,0.00,99999999.00,2024-12-20 18:00:00");
        writeln!(self.accounts, "{line}").expect("a row");
    }

    fn write(&self, folder: &Path) {
        fs::create_dir_all(folder).expect("a folder");
        let enrollments = format!(
            "enrollment_id,insurance_year,insured_id_type,insured_id,insured_name,category,subsidy,channel,district_code,institution_code,institution_name,applied_at,paid_channel,paid_at{}",
            self.columns
        );
        for (name, header, rows) in [
            ("enrollments.csv", &*enrollments, &self.enrollments),
            (
                "networks.csv",
                "network_id,organizer_id,member_id,member_name,relation,joined_at,left_at,contribution_selected_at,contribution_cancelled_at,dissolved_at",
                &self.networks,
            ),
            (
                "accounts.csv",
                "holder_id,insurance_status,account_status,current_balance,accumulated_balance,balance_as_of",
                &self.accounts,
            ),
            (
                "payments.csv",
                "receipt_no,insurance_year,insured_id,paid_channel,amount,paid_at",
                &self.payments,
            ),
            (
                "holds.csv",
                "person_id,role,from,until,reason,ordered_by",
                &self.holds,
            ),
        ] {
            fs::write(folder.join(name), format!("{header}\n{rows}")).expect("a file");
        }
    }
}

/// What many rows have in common, and such an extract of some size.
type Crowd = (&'static str, fn(&mut Rows, usize));

const CROWDS: &[Crowd] = &[
    ("children of one organizer and one name", |rows, n| {
        rows.account("P");
        for i in 0..n {
            rows.child(i, &format!("C{i}"), "王芳", "S");
            rows.member("N", "P", &format!("C{i}"));
        }
    }),
    ("networks of one organizer", |rows, n| {
        rows.account("P");
        for i in 0..n {
            rows.child(i, &format!("C{i}"), "王芳", "S");
            rows.member(&format!("N{i}"), "P", &format!("C{i}"));
        }
    }),
    ("networks with one organizer as their member", |rows, n| {
        rows.account("P");
        for i in 0..n {
            rows.child(i, &format!("C{i}"), "王芳", "S");
            rows.member("N", "P", &format!("C{i}"));
            rows.member(&format!("N{i}"), &format!("P{i}"), "P");
        }
    }),
    ("organizers of one network", |rows, n| {
        for i in 0..n {
            // The rows of the network agree for a long time.
            let organizer = i.saturating_sub(n / 2);
            rows.account(&format!("P{organizer}"));
            rows.child(i, &format!("C{i}"), &format!("王{i}"), "S");
            rows.member("N", &format!("P{organizer}"), &format!("C{i}"));
        }
    }),
    ("enrollments and networks of one child", |rows, n| {
        for i in 0..n {
            rows.child(i, "C", "王芳", "S");
            rows.account(&format!("P{i}"));
            rows.member(&format!("N{i}"), &format!("P{i}"), "C");
        }
    }),
    (
        "enrollments and rows of one child in one network",
        |rows, n| {
            for i in 0..n {
                rows.child(i, "C", "王芳", "S");
                rows.account("P");
                rows.member("N", "P", "C");
            }
        },
    ),
    ("enrollments, payments and holds of one child", |rows, n| {
        rows.account("P");
        rows.member("N", "P", "C");
        for i in 0..n {
            rows.child(i, "C", &format!("王{i}"), "S");
            let sign = if i % 2 == 0 { "" } else { "-" };
            let line = format!("SW{i},2025,C,qr_code,{sign}355.00,2024-11-30 10:20:30");
            writeln!(rows.payments, "{line}").expect("a row");
            writeln!(rows.holds, "C,,2024-12-01,2024-12-22,复核{i},").expect("a row");
        }
    }),
    ("schools whose codes differ in case alone", |rows, n| {
        for i in 0..n {
            rows.child(i, &format!("C{i}"), "王芳", &spelled("ABCDEFGHIJKLMNOP", i));
            rows.account(&format!("P{i}"));
            rows.member(&format!("N{i}"), &format!("P{i}"), &format!("C{i}"));
        }
    }),
    ("columns that nobody reads", |rows, n| {
        rows.columns = (0..n).map(|i| format!(",x{i}")).collect();
        rows.account("P");
        rows.member("N", "P", "C");
        rows.child(1, "C", "王芳", "S");
    }),
];

/// The `nth` way to write a word in large and small letters.
fn spelled(word: &str, nth: usize) -> String {
    let letter = |(place, c): (usize, char)| match nth >> place & 1 {
        0 => c,
        _ => c.to_ascii_lowercase(),
    };
    word.chars().enumerate().map(letter).collect()
}

/// Seconds of processor time that a command takes which must succeed.
#[allow(clippy::zombie_processes, reason = "wait4 below waits for it")]
fn seconds(mut command: Command) -> f64 {
    let child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("gongji starts");
    // SAFETY: nothing is a valid account of a process that used nothing.
    let (mut status, mut usage) = (0, unsafe { std::mem::zeroed::<libc::rusage>() });
    // SAFETY: both places are valid for writing, and the child is this process's own.
    let waited = unsafe { libc::wait4(child.id() as i32, &mut status, 0, &mut usage) };
    assert!(waited > 0 && status == 0, "{command:?}: status {status}");
    let of = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    of(usage.ru_utime) + of(usage.ru_stime)
}

/// What two nights cost that are decided from an extract.
fn two_nights(extract: &Path) -> f64 {
    let office = Office::new();
    let extract = extract.to_str().expect("a path");
    let night = ["run", extract, "--by-institution"];
    let first = ["--batch-date=2024-12-21", "--new-ledger"];
    let second = ["--batch-date=2024-12-22", "--same-extract"];
    let cost = |more: [&str; 2]| seconds(office.command(&[&night[..], &more].concat()));
    cost(first) + cost(second)
}

/// How many times as long the larger of two takes, each at its best.
fn ratio(cost: impl Fn(usize) -> f64) -> f64 {
    let (mut few, mut many) = (cost(FEW), f64::INFINITY);
    for _ in 0..TRIES {
        few = few.min(cost(FEW));
        many = many.min(cost(FEW * TIMES));
        if many / few <= BOUND {
            break;
        }
    }
    many / few
}

#[test]
fn no_crowd_of_rows_makes_a_night_slow() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut slow = Vec::new();
    for (place, (what, crowd)) in CROWDS.iter().enumerate() {
        let extract = |n: usize| -> PathBuf {
            let extract = folder.path().join(format!("{place}-{n}"));
            let mut rows = Rows::default();
            crowd(&mut rows, n);
            rows.write(&extract);
            extract
        };
        let extracts = [FEW, FEW * TIMES].map(extract);
        let ratio = ratio(|n| two_nights(&extracts[usize::from(n > FEW)]));
        println!("{ratio:.1} {what}");
        slow.extend((ratio > BOUND).then(|| format!("{ratio:.1} times as long: {what}")));
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

#[test]
fn no_crowd_of_answers_makes_an_import_slow() {
    let office = Office::after_two_nights();
    let cost = |n: usize| {
        let answers = office.folder.path().join("answers.csv");
        let mut text =
            "end_to_end_no,status,amount,code,message,receipt_no,received_at\n".to_owned();
        for i in 0..n {
            let line = format!("2025202412210100000001,posted,355.00,{i},,,");
            writeln!(text, "{line}").expect("a row");
        }
        fs::write(&answers, text).expect("the answers");
        let answers = answers.to_str().expect("a path");
        seconds(office.command(&["reconcile", answers, "--accept-consistent"]))
    };
    let ratio = ratio(cost);
    println!("{ratio:.1} answers about one number");
    assert!(ratio <= BOUND, "{ratio:.1} times as long");
}
