//! `docs/reconciliation.md`: its commands are performed as they stand there, and its examples are the
//! files that they write.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

/// The blocks of the page whose fence says `kind`, each with what stands behind it.
fn blocks(kind: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reconciliation.md");
    let page = fs::read_to_string(path).expect("the page");
    let fence = format!("\n```{kind}");
    let found = page.split(&fence).skip(1).map(|rest| {
        let (block, _) = rest.split_once("\n```").expect("its end");
        let (title, text) = block.split_once('\n').expect("its first line");
        (title.trim().to_owned(), format!("{text}\n"))
    });
    found.collect()
}

#[test]
fn the_page_can_be_played_through() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    symlink(root.join("sample_data"), folder.path().join("sample_data")).expect("a link");
    let program = Path::new(env!("CARGO_BIN_EXE_gongji"))
        .parent()
        .expect("its folder");
    // A block with a title is a drill, which the pages' own test performs.
    let season = blocks("sh")
        .into_iter()
        .filter(|(title, _)| title.is_empty());
    let commands: Vec<String> = season.map(|(_, block)| block).collect();
    assert!(commands.len() >= 5, "{}", commands.len());
    let output = Command::new("sh")
        .args(["-e", "-c", &commands.concat()])
        .current_dir(folder.path())
        .env("PATH", format!("{}:/usr/bin:/bin", program.display()))
        .output()
        .expect("a shell");
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{log}");
    assert!(
        log.contains("CONTRADICTION"),
        "the refusal names every difference: {log}"
    );
    let examples = blocks("csv ");
    assert!(examples.len() >= 5, "{}", examples.len());
    for (name, example) in examples {
        let written = fs::read_to_string(folder.path().join(&name));
        let written = written.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(written.trim_start_matches('\u{FEFF}'), example, "{name}");
    }
    assert!(folder.path().join("books.html").exists());
}

#[test]
fn every_kind_of_difference_and_every_column_of_the_worklist_is_told() {
    let page = include_str!("../docs/reconciliation.md");
    for kind in gongji::answers::Kind::ALL {
        let row = format!("\n| `{}` |", kind.as_str());
        assert!(page.contains(&row), "{}", kind.as_str());
    }
    for column in gongji::status::REFUND_COLUMNS {
        assert!(page.contains(&format!("`{column}`")), "{column}");
    }
    for status in gongji::ledger::Status::ALL {
        assert!(
            page.contains(&format!("`{status}` {}", status.label())),
            "{status}"
        );
    }
}
