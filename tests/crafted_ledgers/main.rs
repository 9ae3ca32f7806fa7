//! Ledgers that are not what a program of this kind wrote: damaged, foreign, or edited by somebody
//! who links the chain anew. Every command stops with the contract's code and says what to do;
//! nothing is deducted, nothing is written, and neither memory nor time is taken without bounds.

#[path = "../common/mod.rs"]
mod common;

mod forger;
mod pages;

use common::{FIRST, Office, SECOND, THIRD, readmes_say, whole};
use forger::{forge, untyped};
use pages::{Pages, root_of};
use rayon::prelude::*;
use rusqlite::Connection;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Output;

/// Bytes of memory, and seconds on a processor, within which every command ends.
const MEMORY: u64 = 2 << 30;
const SECONDS: u64 = 10;

/// What somebody does to a ledger.
enum Craft {
    /// To the file.
    File(fn(&Path)),
    /// To its pages.
    Pages(fn(&mut Pages)),
    /// To the tree of a table, which then has no end.
    Endless(&'static str),
    /// To its schema and numbers.
    Schema(&'static str),
    /// To rows, digests and chain included.
    Rows(&'static str),
    /// To rows, and to what their entries say of them.
    RowsAndTotals(&'static str),
    /// To rows of a table without types.
    Untyped(&'static str, &'static str),
}
use Craft::{Endless, File, Pages as OfPages, Rows, RowsAndTotals, Schema, Untyped};

/// Name, what is done, the exit codes, and a part of what the operator is told.
type Crafted = (&'static str, Craft, &'static [i32], &'static str);

const REFUSED: &[i32] = &[3];
const DISAGREES: &[i32] = &[6];
const EITHER: &[i32] = &[3, 6];
/// Commands that do not look at what is crafted have an answer.
const WHERE_READ: &[i32] = &[0, 3];

const CRAFTED: &[Crafted] = &[
    // No ledger at all.
    (
        "an empty file",
        File(|l| write(l, b"")),
        REFUSED,
        "没有账本",
    ),
    ("a folder", File(folder), REFUSED, "不是账本文件"),
    ("a pipe", File(pipe), REFUSED, "不是账本文件"),
    (
        "a text",
        File(|l| write(l, b"enrollment_id,a\n")),
        REFUSED,
        "不是数据库",
    ),
    ("gone but for its log", File(lost), REFUSED, "账本已丢失"),
    ("a second name", File(second_name), REFUSED, "硬链接"),
    (
        "of another program",
        Schema("PRAGMA application_id = 1"),
        REFUSED,
        "其他程序",
    ),
    (
        "of a newer program",
        Schema("PRAGMA user_version = 99"),
        REFUSED,
        "99",
    ),
    (
        "of no version",
        Schema("PRAGMA user_version = 0"),
        REFUSED,
        "其他程序",
    ),
    (
        "of less than no version",
        Schema("PRAGMA user_version = -7"),
        REFUSED,
        "其他程序",
    ),
    (
        "of the first version by number alone",
        Schema("PRAGMA user_version = 1"),
        REFUSED,
        "answers",
    ),
    // Damaged.
    ("cut in half", File(|l| cut(l, 2)), EITHER, "备份"),
    (
        "cut behind its first page",
        File(|l| cut(l, 20)),
        EITHER,
        "备份",
    ),
    (
        "pages that changed places",
        OfPages(|p| p.swap(3, 4)),
        EITHER,
        "备份",
    ),
    (
        "another page as its first",
        OfPages(|p| p.swap(1, 2)),
        REFUSED,
        "不是数据库",
    ),
    (
        "a page of zeros",
        OfPages(|p| p.page(5).fill(0)),
        EITHER,
        "备份",
    ),
    ("an endless journal", Endless("journal"), REFUSED, "已损坏"),
    ("endless inputs", Endless("inputs"), REFUSED, "已损坏"),
    (
        "endless deductions",
        Endless("deductions"),
        REFUSED,
        "已损坏",
    ),
    ("endless answers", Endless("answers"), REFUSED, "已损坏"),
    (
        "an older file beside a newer log",
        File(older_beside_log),
        EITHER,
        "恢复之前的账本",
    ),
    (
        "an older file beside a journal",
        File(older_beside_journal),
        EITHER,
        "备份",
    ),
    // Another schema.
    (
        "a foreign table",
        Schema("CREATE TABLE x (y)"),
        REFUSED,
        "所写的不同（x）",
    ),
    (
        "a foreign index",
        Schema("CREATE INDEX i ON deductions (organizer_id)"),
        REFUSED,
        "（i）",
    ),
    ("a foreign trigger", Schema(TRIGGER), REFUSED, "（t）"),
    (
        "no trigger",
        Schema("DROP TRIGGER deductions_stay"),
        REFUSED,
        "（deductions_stay）",
    ),
    (
        "an endless view",
        Schema(ENDLESS_VIEW),
        REFUSED,
        "所写的不同（",
    ),
    (
        "a view that hides deductions",
        Schema(HIDING_VIEW),
        REFUSED,
        "所写的不同（",
    ),
    (
        "tables beyond counting",
        File(many_tables),
        REFUSED,
        "共 300 处",
    ),
    // Rows that this program never writes; digests and chain agree.
    (
        "more deductions than any",
        Rows("UPDATE batches SET deductions = 1 << 62"),
        DISAGREES,
        "笔数或金额",
    ),
    (
        "less than no deductions",
        Rows("UPDATE batches SET deductions = -1"),
        REFUSED,
        "已损坏",
    ),
    (
        "a total beyond counting",
        Rows("UPDATE batches SET total_fen = 1 << 62"),
        DISAGREES,
        "笔数或金额",
    ),
    (
        "amounts beyond counting",
        Rows("UPDATE deductions SET amount_fen = 1 << 62, balance_before_fen = 1 << 62"),
        REFUSED,
        "金额",
    ),
    (
        "amounts of two nights beyond counting",
        RowsAndTotals(ONE_OF_EACH),
        REFUSED,
        "金额",
    ),
    (
        "one negative amount",
        RowsAndTotals(NEGATIVE),
        REFUSED,
        "金额",
    ),
    (
        "a negative total",
        RowsAndTotals("UPDATE deductions SET amount_fen = -35500"),
        REFUSED,
        "已损坏",
    ),
    (
        "amounts of nothing",
        RowsAndTotals("UPDATE deductions SET amount_fen = 0"),
        REFUSED,
        "金额",
    ),
    (
        "more than there was",
        Rows("UPDATE deductions SET balance_before_fen = 1"),
        REFUSED,
        "金额",
    ),
    (
        "a negative reversal",
        Rows("UPDATE reversals SET amount_fen = -35500"),
        REFUSED,
        "金额",
    ),
    (
        "less than no rows",
        Rows("UPDATE inputs SET rows = -1"),
        REFUSED,
        "已损坏",
    ),
    (
        "options that are none",
        Rows("UPDATE batches SET options = 'none'"),
        REFUSED,
        "已损坏",
    ),
    (
        "a batch without a name",
        Rows("UPDATE batches SET batch_id = 'x' WHERE seq = 1"),
        REFUSED,
        "备份",
    ),
    (
        "a year beyond all",
        Rows("UPDATE deductions SET insurance_year = 1 << 40"),
        WHERE_READ,
        "",
    ),
    (
        "a person who is none",
        Rows("UPDATE deductions SET insured_id = '?' || insured_id WHERE end_to_end_no LIKE '%1'"),
        WHERE_READ,
        "",
    ),
    (
        "an amount in words",
        Untyped("deductions", "UPDATE deductions SET amount_fen = 'much'"),
        REFUSED,
        "备份",
    ),
    (
        "a name in bytes",
        Untyped("deductions", "UPDATE deductions SET insured_name = x'00'"),
        REFUSED,
        "备份",
    ),
    (
        "an answer in bytes",
        Untyped("answers", "UPDATE answers SET message = x'00'"),
        REFUSED,
        "备份",
    ),
    ("a name of 64 MiB", Rows(LONG_NAME), REFUSED, "备份"),
    ("a path of 64 MiB", Rows(LONG_PATH), REFUSED, "备份"),
    (
        "an entry taken out",
        Rows("DELETE FROM journal WHERE seq = 2"),
        DISAGREES,
        "缺少第 2 条记录",
    ),
    (
        "an entry of nothing",
        Rows("DELETE FROM receipts"),
        DISAGREES,
        "没有内容",
    ),
    (
        "2,000 entries of nothing",
        Rows(ENTRIES),
        DISAGREES,
        "共 1997 处",
    ),
];

const TRIGGER: &str = "CREATE TRIGGER t AFTER INSERT ON journal BEGIN DELETE FROM reversals; END";

const ONE_OF_EACH: &str = "UPDATE deductions SET amount_fen = 1 << 62, balance_before_fen = 1 << 62 \
     WHERE end_to_end_no LIKE '%00000005'";

const NEGATIVE: &str = "UPDATE deductions SET amount_fen = -35500 WHERE end_to_end_no LIKE '%01'";

const LONG_NAME: &str = "UPDATE deductions SET insured_name = replace(hex(zeroblob(1 << 25)), '00', 'x ') \
     WHERE end_to_end_no LIKE '%1'";

const LONG_PATH: &str =
    "UPDATE files SET path = path || hex(zeroblob(1 << 25)) WHERE path LIKE '%/report.html'";

const ENDLESS_VIEW: &str = "DROP TABLE journal; CREATE VIEW journal AS WITH RECURSIVE n (seq) AS \
     (SELECT 1 UNION ALL SELECT seq + 1 FROM n) \
     SELECT seq, 'batch' AS kind, '' AS rows_sha256, '' AS chain FROM n";

const HIDING_VIEW: &str = "ALTER TABLE deductions RENAME TO hidden; \
     CREATE VIEW deductions AS SELECT * FROM hidden WHERE attempt > 1";

const ENTRIES: &str = "INSERT INTO journal WITH RECURSIVE n (seq) AS (SELECT 4 UNION ALL \
     SELECT seq + 1 FROM n WHERE seq < 2000) SELECT seq, 'batch', printf('%064d', 0), \
     printf('%064d', 0) FROM n";

impl Craft {
    fn apply(&self, ledger: &Path) {
        match *self {
            File(craft) => craft(ledger),
            OfPages(craft) => edit(ledger, craft),
            Endless(table) => {
                let root = root_of(ledger, table);
                edit(ledger, |pages| pages.make_endless(root));
            }
            Schema(change) => sql(ledger, change),
            Rows(change) => forge(ledger, change, false),
            RowsAndTotals(change) => forge(ledger, change, true),
            Untyped(table, change) => untyped(ledger, table, || forge(ledger, change, false)),
        }
    }
}

fn second_name(ledger: &Path) {
    fs::hard_link(ledger, ledger.with_extension("2")).expect("a link");
}

fn many_tables(ledger: &Path) {
    let tables: String = (0..300)
        .map(|n| format!("CREATE TABLE t{n} (x);"))
        .collect();
    sql(ledger, &tables);
}

fn sql(ledger: &Path, sql: &str) {
    let conn = Connection::open(ledger).expect("the ledger");
    let sql = format!("PRAGMA foreign_keys = 0; {sql}");
    conn.execute_batch(&sql).expect("an edit");
}

fn write(ledger: &Path, bytes: &[u8]) {
    fs::write(ledger, bytes).expect("a file");
}

fn folder(ledger: &Path) {
    fs::remove_file(ledger).expect("a ledger");
    fs::create_dir(ledger).expect("a folder");
}

fn pipe(ledger: &Path) {
    fs::remove_file(ledger).expect("a ledger");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        ledger,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
        0,
    )
    .expect("a pipe");
}

fn lost(ledger: &Path) {
    fs::rename(ledger, beside(ledger, "-wal")).expect("a ledger");
}

fn cut(ledger: &Path, part: u64) {
    let file = fs::File::options().write(true).open(ledger);
    let file = file.expect("a ledger");
    let length = file.metadata().expect("a length").len();
    file.set_len(length / part).expect("a cut");
}

fn edit(ledger: &Path, edit: impl FnOnce(&mut Pages)) {
    let mut pages = Pages::read(ledger);
    edit(&mut pages);
    pages.write(ledger);
}

/// The file of the first night beside the log of the import that followed the second.
fn older_beside_log(ledger: &Path) {
    fs::copy(ledger.with_file_name("first.db"), ledger).expect("a restored ledger");
    fs::copy(ledger.with_file_name("later-wal"), beside(ledger, "-wal")).expect("a log");
}

/// The file of the first night beside what is left of a transaction that another program began on a
/// later one.
fn older_beside_journal(ledger: &Path) {
    let later = ledger.with_file_name("later.db");
    fs::copy(ledger, &later).expect("a copy");
    let conn = Connection::open(&later).expect("a ledger");
    let edit = "PRAGMA journal_mode = delete; BEGIN; DROP TRIGGER answers_are_kept; \
                UPDATE answers SET code = 'C'";
    conn.execute_batch(edit).expect("a transaction");
    conn.cache_flush().expect("pages on the disk");
    let journal = beside(&later, "-journal");
    fs::copy(journal, beside(ledger, "-journal")).expect("a journal");
    drop(conn);
    fs::copy(ledger.with_file_name("first.db"), ledger).expect("a restored ledger");
}

fn beside(ledger: &Path, suffix: &str) -> PathBuf {
    let mut name = ledger.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Two nights, and answers to the first; the ledger of the first night and the log of the import are
/// kept beside the ledger.
fn season() -> (Office, PathBuf) {
    let office = Office::new();
    let kept = |name| office.ledger().with_file_name(name);
    office.ends(&[&FIRST[..], &["--new-ledger"]].concat(), 0, "");
    fs::copy(office.ledger(), kept("first.db")).expect("a backup");
    office.ends(&SECOND, 0, "");
    let answers = office.folder.path().join("answers.csv");
    let text = "end_to_end_no,status,amount,code,message,receipt_no,received_at\n\
                2025202412210100000001,rejected,355.00,E42,姓名不符,,2024-12-24T09:00:00\n\
                2025202412210100000002,accepted,355.00,,,T2,2024-12-24T09:00:00\n\
                2025202412210100000003,posted,355.00,,,,2024-12-24T09:00:00\n";
    fs::write(&answers, text).expect("the answers");
    // As long as somebody reads, the log stays.
    let reader = Connection::open(office.ledger()).expect("the ledger");
    let seen = reader.query_row("SELECT count(*) FROM journal", [], |r| r.get::<_, i64>(0));
    assert_eq!(seen, Ok(2));
    office.ends(&["reconcile", answers.to_str().expect("a path")], 0, "");
    fs::copy(beside(&office.ledger(), "-wal"), kept("later-wal")).expect("a log");
    drop(reader);
    let later = text.replace("00003,posted,355.00,,,,", "00003,accepted,355.00,,,T3,");
    fs::write(&answers, later).expect("more answers");
    (office, answers)
}

/// The same office in another folder.
fn copy(office: &Office) -> Office {
    let other = Office::new();
    for (path, bytes) in whole(office.folder.path()) {
        let below = path
            .strip_prefix(office.folder.path())
            .expect("a path below");
        let to = other.folder.path().join(below);
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::write(to, bytes).expect("a copy");
    }
    other
}

/// Runs a command within bounds of memory and time: beyond them it ends by a signal.
fn bounded(office: &Office, arguments: &[&str]) -> Output {
    let mut command = office.command(arguments);
    let limit = |resource, most: u64| {
        let limit = libc::rlimit {
            rlim_cur: most,
            rlim_max: most,
        };
        // SAFETY: one system call on a value of this function.
        match unsafe { libc::setrlimit(resource, &limit) } {
            0 => Ok(()),
            _ => Err(std::io::Error::last_os_error()),
        }
    };
    // SAFETY: between fork and exec nothing but two system calls happens.
    unsafe {
        command.pre_exec(move || {
            limit(libc::RLIMIT_AS, MEMORY)?;
            limit(libc::RLIMIT_CPU, SECONDS)
        });
    }
    command.output().expect("gongji starts")
}

/// What is wrong with how the commands end on a crafted ledger.
fn wrong((name, craft, exits, told): &Crafted, season: &(Office, PathBuf)) -> Vec<String> {
    let office = copy(&season.0);
    craft.apply(&office.ledger());
    let before = whole(&office.out());
    let bytes_of = |ledger: PathBuf| ledger.is_file().then(|| fs::read(ledger).expect("bytes"));
    let bytes = bytes_of(office.ledger());
    // SQLite itself takes back what a journal beside the file says was never ended.
    let is_kept = !beside(&office.ledger(), "-journal").exists();
    let answers = season.1.to_str().expect("a path");
    let results = office.folder.path().join("results.csv");
    let results = results.to_str().expect("a path");
    let mut wrong = Vec::new();
    for command in [
        &THIRD[..],
        &["reconcile", answers],
        &["results", results],
        &["explain", "E001"],
        &["status"],
    ] {
        let output = bounded(&office, command);
        let log = String::from_utf8_lossy(&output.stderr);
        let exit = output.status.code();
        if !exit.is_some_and(|exit| exits.contains(&exit)) || !log.contains(told) {
            let log: String = log.chars().take(600).collect();
            wrong.push(format!(
                "{name}: {command:?} ends with {}: {log}",
                output.status
            ));
        }
    }
    if whole(&office.out()) != before {
        wrong.push(format!("{name}: something was written"));
    }
    if is_kept && bytes_of(office.ledger()) != bytes {
        wrong.push(format!("{name}: the ledger is no longer what it was"));
    }
    if Path::new(results).exists() {
        wrong.push(format!("{name}: something was exported"));
    }
    wrong
}

#[test]
fn whatever_a_ledger_is_nothing_is_deducted_on_what_nobody_can_believe() {
    let season = season();
    let wrong: Vec<String> = CRAFTED
        .par_iter()
        .flat_map_iter(|crafted| wrong(crafted, &season))
        .collect();
    let count = CRAFTED.len();
    println!("{count} crafted ledgers");
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    readmes_say(
        &format!("{count} crafted ledgers"),
        &format!("{count} 个伪造或损坏的账本"),
    );
}
