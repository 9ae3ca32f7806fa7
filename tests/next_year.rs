//! The way to next year's policy in docs/policy.md, performed as it is written.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn steps() -> String {
    let readme = fs::read_to_string(root().join("docs/policy.md")).expect("the page");
    let section = readme
        .split("\n## ")
        .find(|part| part.starts_with("Another region, another year"))
        .expect("a section on other regions and years");
    let block = section
        .split("```sh\n")
        .nth(1)
        .expect("a block of commands");
    block.split_once("\n```").expect("its end").0.to_owned()
}

#[test]
fn one_file_of_dated_values_makes_the_next_year() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    symlink(root().join("tests"), folder.path().join("tests")).expect("a link");
    let night = root().join("tests/nights/shanghai-2026");
    // Whoever edits writes the file of the golden night over the copy of the preset.
    let editor = format!("cp {}", night.join("shanghai-2026.toml").display());
    let binaries = Path::new(env!("CARGO_BIN_EXE_gongji"))
        .parent()
        .expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("sh")
        .args(["-e", "-c", &steps()])
        .current_dir(folder.path())
        .env("EDITOR", editor)
        .env("PATH", format!("{}:{path}", binaries.display()))
        .output()
        .expect("a shell");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");

    let preset = gongji::policy::presets()[0].1;
    let edited = fs::read_to_string(night.join("shanghai-2026.toml")).expect("the policy");
    let headings = |text: &str| -> Vec<String> {
        let headings = text.lines().filter(|line| line.starts_with('['));
        headings.map(str::to_owned).collect()
    };
    let known = headings(preset);
    for heading in headings(&edited) {
        assert!(known.contains(&heading), "{heading} is no key of {known:?}");
    }
    for file in fs::read_dir(night.join("expected")).expect("the golden night") {
        let file = file.expect("a file").path();
        let name = file.file_name().expect("a name");
        let published = folder.path().join("out-2026/2026-20251221-01").join(name);
        assert_eq!(
            fs::read(&file).expect("golden"),
            fs::read(published).expect("published"),
            "{}",
            name.display()
        );
    }
}
