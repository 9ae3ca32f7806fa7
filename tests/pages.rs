//! Both READMEs are one, and the drills of the operations page work as they are written.

mod common;

mod notice;

use notice::skipped;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Whether the link leads to a page of which there is one in each language.
fn is_to_a_language(link: &str) -> bool {
    link.starts_with("README") || link.starts_with("operations")
}

/// The file to which a link leads, whatever its language; headings have their own names in each.
fn file_of(link: &str) -> String {
    let file = link.split('#').next().unwrap_or_default();
    file.replace(".zh.md", ".md")
}

/// What two languages share of a page: levels of headings, widths and codes of tables, code blocks,
/// targets of links. A block of text is in the language of its page, and as long in each.
fn skeleton(page: &str) -> Vec<String> {
    let (mut is_code, mut is_text) = (false, false);
    let mut shape = Vec::new();
    for line in page.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
            is_text = line == "```text";
            shape.push(line.to_owned());
        } else if is_text {
            shape.push(String::new());
        } else if is_code {
            shape.push(line.to_owned());
        } else if line.starts_with('#') {
            shape.push(line.chars().take_while(|c| *c == '#').collect());
        } else if line.starts_with('|') {
            let code = line.split('`').nth(1).unwrap_or_default();
            shape.push(format!("{} {code}", line.matches('|').count()));
        }
        if !is_code {
            let links = line
                .split("](")
                .skip(1)
                .filter_map(|rest| rest.split(')').next());
            shape.extend(links.filter(|link| !is_to_a_language(link)).map(file_of));
        }
    }
    shape
}

#[test]
fn both_languages_have_the_same_headings_tables_blocks_and_links() {
    // The summary is printed in the language of its page.
    let [en, zh] = ["README.md", "README.zh.md"].map(|name| {
        let page = page(name);
        skeleton(&page.replace(&summary(&page), ""))
    });
    assert_eq!(en, zh);
    let [en, zh] = ["docs/operations.md", "docs/operations.zh.md"].map(page);
    assert_eq!(skeleton(&en), skeleton(&zh));
}

#[test]
fn a_heading_or_a_row_that_one_page_lacks_is_found() {
    let en = page("README.md");
    for (from, to) in [
        ("## Outcomes", "# Outcomes"),
        ("| `settled` |", "| `setled` |"),
    ] {
        assert_ne!(skeleton(&en), skeleton(&en.replace(from, to)), "{from}");
    }
}

#[test]
fn the_first_page_is_short() {
    for name in ["README.md", "README.zh.md"] {
        assert!(page(name).lines().count() <= 200, "{name}");
    }
}

/// Every page that people read.
fn pages() -> Vec<PathBuf> {
    let folders = [
        "",
        "docs",
        "docs/deploy",
        "docs/deploy/kubernetes",
        "sample_data",
    ];
    let entries = folders.iter().flat_map(|folder| {
        let entries = fs::read_dir(root().join(folder)).expect("a folder");
        entries.map(|entry| entry.expect("an entry").path())
    });
    entries
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect()
}

/// The name by which a link finds a heading.
fn anchor(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = words
        .chars()
        .filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
    kept.collect::<String>().replace(' ', "-")
}

fn has_heading(page: &str, name: &str) -> bool {
    let mut headings = page.lines().filter(|line| line.starts_with('#'));
    headings.any(|heading| anchor(heading) == name)
}

#[test]
fn every_link_of_every_page_leads_somewhere() {
    let mut links = 0;
    for path in pages() {
        let text = fs::read_to_string(&path).expect("a page");
        let found = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next());
        for link in found.filter(|link| !link.starts_with("http")) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => path.clone(),
                _ => path.with_file_name(file),
            };
            assert!(target.exists(), "{}: {link}", path.display());
            let is_there = heading.is_empty()
                || has_heading(&fs::read_to_string(&target).expect("a page"), heading);
            assert!(is_there, "{}: {link}", path.display());
            links += 1;
        }
    }
    assert!(links > 20, "{links} links");
}

/// The block of text of a page that says what the first command prints.
fn summary(page: &str) -> String {
    let (_, rest) = page.split_once("```text\n").expect("a summary");
    rest.split_once("\n```").expect("its end").0.to_owned()
}

/// A text without its digests, which change with every version of the program.
fn without_digests(text: &str) -> String {
    let short = |word: &str| match word.len() == 64 && word.chars().all(|c| c.is_ascii_hexdigit()) {
        true => "…".to_owned(),
        false => word.to_owned(),
    };
    let lines = text
        .lines()
        .map(|line| line.split(' ').map(short).collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_first_page_shows_what_the_first_command_prints() {
    for (name, language) in [("README.md", "en"), ("README.zh.md", "zh")] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let output = common::gongji()
            .arg("run")
            .arg(root().join("sample_data"))
            .args(["--out", "out", "--batch-date", "2024-12-21", "--new-ledger"])
            .args(["--lang", language])
            .current_dir(folder.path())
            .output()
            .expect("the program");
        let printed = String::from_utf8_lossy(&output.stdout);
        let (page, printed) = (page(name), without_digests(printed.trim_end()));
        if std::env::var_os("GONGJI_REWRITE").is_some() {
            let page = page.replace(&summary(&page), &printed);
            fs::write(root().join(name), page).expect("the page");
            continue;
        }
        assert_eq!(summary(&page), printed, "{name}");
    }
}

/// The rows of the table below a heading of docs/architecture.md, each as its cells.
fn rows_below(heading: &str) -> Vec<Vec<String>> {
    let architecture = page("docs/architecture.md");
    let (_, section) = architecture.split_once(heading).expect("the heading");
    let table = section.lines().skip_while(|line| !line.starts_with("|---"));
    let rows = table.skip(1).take_while(|line| line.starts_with('|'));
    rows.map(|row| row.split(" | ").map(str::to_owned).collect())
        .collect()
}

/// The files that a cell names.
fn files_in(cell: &str) -> Vec<&str> {
    let spans = cell.split('`').skip(1).step_by(2);
    spans.filter(|span| span.contains('/')).collect()
}

#[test]
fn one_enrollment_comes_through_by_at_most_twenty_files_that_exist() {
    let stations = rows_below("## One enrollment");
    assert!((10..=20).contains(&stations.len()), "{}", stations.len());
    for (no, station) in stations.iter().enumerate() {
        assert!(station[0].ends_with(&format!(" {}", no + 1)), "{station:?}");
        let [file] = files_in(&station[1])[..] else {
            panic!("one file: {station:?}");
        };
        assert!(root().join(file).exists(), "{file}");
    }
}

#[test]
fn the_questions_of_a_newcomer_are_answered_in_two_hops() {
    // What stands in the file where each way ends.
    let answers = [
        "joined_at >= ",
        "355.00",
        "pub fn commit",
        "MAX_FIELD_LINE_FEEDS",
        "pub fn render",
        "exit_after",
        "psn_cert_type",
        "insert_reversals",
    ];
    let ways = rows_below("## Where is");
    assert_eq!(ways.len(), answers.len());
    for (way, answer) in ways.iter().zip(answers) {
        let hops = [files_in(&way[1]), files_in(&way[2])];
        let [Some(first), Some(then)] = hops.map(|files| files.first().map(|f| page(f))) else {
            panic!("two files: {way:?}");
        };
        let last = files_in(&way[2])[0];
        let stem = Path::new(last).file_stem().expect("a name");
        let leads = first.contains(&*stem.to_string_lossy());
        assert!(leads, "{} does not lead to {last}", way[1]);
        assert!(then.contains(answer), "{last} does not show {answer}");
    }
}

#[test]
fn the_receiver_can_compute_the_trailer_as_the_page_says() {
    if !has("python3") || !has("openssl") {
        return;
    }
    let outputs = page("docs/outputs.md");
    let (_, rest) = outputs.split_once("```python\n").expect("the program");
    let (program, _) = rest.split_once("\n```").expect("its end");
    let season = Season::new();
    fs::write(season.0.path().join("trailer.py"), program).expect("the program");
    let computed = season.shell("cd out/2025-20241221-01 && python3 ../../trailer.py");
    let trailer = season.shell("tail -n 1 out/2025-20241221-01/remittance.txt");
    assert_eq!(computed, trailer);
}

#[test]
fn the_digest_of_a_policy_is_computed_as_the_page_says() {
    let outputs = page("docs/outputs.md");
    let (_, rest) = outputs.split_once("```sh\n").expect("the commands");
    let (commands, _) = rest.split_once("\n```").expect("their end");
    let season = Season::new();
    let computed = season.shell(commands);
    let digests: Vec<&str> = computed.lines().map(|line| &line[..64]).collect();
    let header = season.shell("head -n 1 out/2025-20241221-01/remittance.txt");
    let set = season.shell("gongji policy show shanghai-2025 --set retry_codes=A01");
    assert_eq!(digests.len(), 2);
    assert!(header.trim_end().ends_with(digests[0]), "{header}");
    assert!(set.contains(&format!("sha256 {}\n", digests[1])), "{set}");
}

/// The block of a drill.
fn drill(name: &str) -> String {
    let pages = ["docs/operations.md", "docs/reconciliation.md"].map(page);
    let pages = pages.concat();
    let start = format!("```sh drill={name}\n");
    let (_, rest) = pages.split_once(&start).expect("the drill");
    rest.split_once("\n```").expect("its end").0.to_owned()
}

/// A folder with `sample_data` and the outputs of its first night.
struct Season(tempfile::TempDir);

impl Season {
    fn new() -> Season {
        let folder = tempfile::tempdir().expect("a temporary folder");
        symlink(
            root().join("sample_data"),
            folder.path().join("sample_data"),
        )
        .expect("a link");
        let season = Season(folder);
        season.shell(&drill("start"));
        season
    }

    /// Performs the commands up to the first that fails.
    fn perform(&self, script: &str) -> Output {
        let binary = Path::new(env!("CARGO_BIN_EXE_gongji"));
        let folder = binary.parent().expect("a folder").display();
        let path = std::env::var("PATH").unwrap_or_default();
        Command::new("bash")
            .args(["-e", "-o", "pipefail", "-c", script])
            .current_dir(self.0.path())
            .env("PATH", format!("{folder}:{path}"))
            .output()
            .expect("a shell")
    }

    /// What the commands print; each of them has to succeed.
    fn shell(&self, script: &str) -> String {
        let output = self.perform(script);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script}\n{said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The head of the chain.
    fn chain(&self) -> String {
        self.shell("sqlite3 out/ledger.db 'SELECT seq, chain FROM journal ORDER BY seq'")
    }
}

/// Whether a tool is there that a page asks for.
fn has(tool: &str) -> bool {
    let found = Command::new("sh")
        .args(["-c", &format!("command -v {tool}")])
        .output()
        .expect("a shell");
    if !found.status.success() {
        skipped(&format!("there is no {tool} here"));
    }
    found.status.success()
}

#[test]
fn answers_come_in_and_the_three_books_agree() {
    let season = Season::new();
    season.shell(&drill("answers"));
    season.shell("test -s books.html && test -s refunds.csv && ls out/withdrawals out/differences");
}

#[test]
fn a_lost_ledger_is_restored_from_its_copy() {
    let season = Season::new();
    let state = "sha256sum out/2025-20241221-01/*
         gongji run sample_data --out out --batch-date 2024-12-21 | grep 链值";
    let before = season.shell(state);
    // A file that never came into its place comes into it now.
    season.shell("rm out/2025-20241221-01/remittance.txt");
    season.shell(&drill("disk-gone"));
    assert_eq!(season.shell(state), before);
}

#[test]
fn an_older_backup_leads_to_the_same_bytes_and_the_same_chain() {
    if !has("sqlite3") {
        return;
    }
    let season = Season::new();
    season.shell(&drill("before-older-backup"));
    // The older ledger alone is not taken.
    let start = "cp older.db out/ledger.db
         gongji run sample_data/next --out out --batch-date 2024-12-22";
    for copy in ["", " --ledger-copy copy/ledger.db"] {
        season.shell("cp out/ledger.db newer.db");
        let refused = season.perform(&format!("{start}{copy}"));
        assert_eq!(refused.status.code(), Some(6), "{copy}");
        season.shell("cp newer.db out/ledger.db");
    }
    let before = season.chain();
    let said = season.shell(&drill("older-backup"));
    assert_eq!(season.chain(), before);
    assert_eq!(before.lines().count(), 3);
    assert!(said.contains(&before), "{said}");
}

#[test]
fn a_second_person_approves_what_the_first_one_planned() {
    let season = Season::new();
    season.shell(&drill("approval"));
    season.shell("test -s out/2025-20241222-01/remittance.txt");
    let wrong = drill("approval").replace("2024-12-22 --expect", "2024-12-22 --lang en --expect");
    let other = Season::new();
    // A plan with another option has another digest.
    other.shell(&format!(
        "if ( {wrong} ); then exit 1; else test $? = 4; fi"
    ));
}

#[test]
fn the_hotline_answers_with_and_without_the_extract() {
    let said = Season::new().shell(&drill("hotline"));
    for answer in [
        "BALANCE_EQUALS_FEE [Q二13] (enrollments.csv:",
        "历年账户余额 = 710.00  accounts.csv:",
        "没有查到该号码",
    ] {
        assert!(said.contains(answer), "{answer}: {said}");
    }
}

#[test]
fn an_auditor_needs_only_two_tools() {
    if !has("sqlite3") {
        return;
    }
    let season = Season::new();
    let said = season.shell(&drill("audit"));
    assert!(said.contains("out/2025-20241221-01/manifest.json: OK"));
    assert!(said.contains("sample_data/accounts.csv: OK"));
    let trailer = season.shell("tail -n 1 out/2025-20241221-01/remittance.txt");
    let count = trailer.split('|').nth(1).expect("the count");
    assert!(said.ends_with(&format!("\n{count}\n")), "{said}");
    season.shell("echo >> out/2025-20241221-01/postings.csv");
    let found = season.perform(&drill("audit"));
    assert!(!found.status.success());
    let said = String::from_utf8_lossy(&found.stdout);
    assert!(said.contains("postings.csv: FAILED"), "{said}");
}

#[test]
fn a_new_version_continues_the_ledger() {
    if !has("sqlite3") {
        return;
    }
    let season = Season::new();
    let said = season.shell(&drill("upgrade"));
    let version = format!("2025-20241221-01|gongji {}", env!("CARGO_PKG_VERSION"));
    assert!(said.contains(&version), "{said}");
    season.shell("test -s out/2025-20241222-01/remittance.txt");
}
