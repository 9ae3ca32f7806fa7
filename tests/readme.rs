//! The README's two commands, run as they are written.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The shell blocks below the heading "Two commands".
fn commands() -> Vec<String> {
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md");
    let section = readme
        .split("\n## ")
        .find(|part| part.starts_with("Two commands"))
        .expect("a section on the two commands");
    let blocks = section.split("```sh\n").skip(1);
    blocks
        .filter_map(|block| Some(block.split_once("\n```")?.0.to_owned()))
        .collect()
}

/// A checkout of its own, so that a run leaves nothing behind, that shares what is already built.
fn checkout() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for entry in fs::read_dir(root()).expect("the checkout") {
        let entry = entry.expect("the checkout");
        let name = entry.file_name();
        if !["target", "out", ".git"]
            .iter()
            .any(|left_out| name == *left_out)
        {
            symlink(entry.path(), folder.path().join(name)).expect("a link");
        }
    }
    folder
}

fn run(command: &str, folder: &Path) -> Output {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), std::path::PathBuf::from);
    Command::new("sh")
        .args(["-c", command])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .expect("a shell")
}

#[test]
fn the_first_command_gives_the_golden_night_and_can_be_repeated() {
    let [night, _] = &commands()[..] else {
        panic!("two commands")
    };
    let folder = checkout();
    for attempt in 1..=2 {
        let output = run(night, folder.path());
        let log = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "attempt {attempt}: {log}");
        let expected = root().join("tests/nights/sample_data/expected");
        for file in fs::read_dir(&expected).expect("the golden night") {
            let name = file.expect("the golden night").file_name();
            let published = folder.path().join("out/2025-20241221-01").join(&name);
            assert_eq!(
                fs::read(expected.join(&name)).expect("golden"),
                fs::read(&published).expect("published"),
                "attempt {attempt}: {}",
                name.display()
            );
        }
    }
}

#[test]
fn the_second_command_runs_every_test() {
    let [_, tests] = &commands()[..] else {
        panic!("two commands")
    };
    let output = run(&format!("{tests} -- --list"), root());
    let listed = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for proof in [
        "the_second_command_runs_every_test: test",
        "rules::wrong_year::tests::cases: test",
    ] {
        assert!(listed.contains(proof), "{proof} is not among the tests");
    }
    let ci = fs::read_to_string(root().join(".ci/run")).expect(".ci/run");
    assert!(
        ci.contains(tests.as_str()),
        "CI runs the README's test command"
    );
}
