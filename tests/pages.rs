//! Both READMEs are one, and the drills of the operations page work as they are written.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What two languages share of a page: levels of headings, widths and codes of tables, code blocks,
/// targets of links.
fn skeleton(page: &str) -> Vec<String> {
    let mut is_code = false;
    let mut shape = Vec::new();
    for line in page.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
            shape.push(line.to_owned());
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
            shape.extend(
                links
                    .filter(|l| !l.starts_with("README"))
                    .map(str::to_owned),
            );
        }
    }
    shape
}

/// A summary is printed in the language of its page.
fn without_summary(shape: Vec<String>) -> Vec<String> {
    let is_summary = |line: &String| line.contains("2025-20241221-01") || line.contains("SHA-256");
    shape.into_iter().filter(|line| !is_summary(line)).collect()
}

#[test]
fn both_readmes_have_the_same_headings_tables_blocks_and_links() {
    let [en, zh] = ["README.md", "README.zh.md"].map(|name| skeleton(&page(name)));
    let summary = |shape: &[String]| -> (usize, usize) {
        let start = shape
            .iter()
            .position(|l| l == "```text")
            .expect("a summary");
        let length = shape[start + 1..]
            .iter()
            .position(|l| l == "```")
            .expect("its end");
        (start, start + 1 + length)
    };
    let outside = |shape: &[String]| {
        let (start, end) = summary(shape);
        without_summary([&shape[..start], &shape[end..]].concat())
    };
    assert_eq!(outside(&en), outside(&zh));
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
fn the_readme_is_short_and_its_links_lead_somewhere() {
    let readme = page("README.md");
    assert!(readme.lines().count() <= 200);
    for link in readme
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
    {
        let file = link.split('#').next().unwrap_or_default();
        assert!(root().join(file).exists(), "{link}");
    }
}

/// The block of a drill.
fn drill(name: &str) -> String {
    let operations = page("docs/operations.md");
    let start = format!("```sh drill={name}\n");
    let (_, rest) = operations.split_once(&start).expect("the drill");
    rest.split_once("\n```").expect("its end").0.to_owned()
}

/// Performs a drill behind the first night of `sample_data`, and gives what it printed.
fn performed(name: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    symlink(
        root().join("sample_data"),
        folder.path().join("sample_data"),
    )
    .expect("a link");
    fs::create_dir(folder.path().join("copy")).expect("a folder");
    let binary = Path::new(env!("CARGO_BIN_EXE_gongji"));
    let path = std::env::var("PATH").unwrap_or_default();
    let shell = |script: &str| {
        let output = Command::new("bash")
            .args(["-e", "-o", "pipefail", "-c", script])
            .current_dir(folder.path())
            .env(
                "PATH",
                format!("{}:{path}", binary.parent().expect("a folder").display()),
            )
            .output()
            .expect("a shell");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    shell(
        "gongji run sample_data --out out --batch-date 2024-12-21 --new-ledger --ledger-copy copy/ledger.db",
    );
    shell(&drill(name))
}

#[test]
fn the_drill_of_a_lost_disk_works() {
    performed("disk-gone");
}

#[test]
fn the_drill_with_an_older_backup_works() {
    performed("older-backup");
}

#[test]
fn the_drill_of_a_second_person_works() {
    performed("approval");
}

#[test]
fn the_drill_of_the_hotline_works() {
    assert!(performed("hotline").contains("R2500010"));
}

#[test]
fn the_drill_of_the_auditor_works() {
    if Command::new("sqlite3").arg("--version").output().is_err() {
        println!("skipped: there is no sqlite3 here");
        return;
    }
    assert!(performed("audit").contains("manifest.json"));
}
