//! The packages that a bureau installs offline, and what the program needs of its host.

mod notice;

use notice::skipped;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

/// Where the documented need was measured: glibc of Debian 12.
const BUILT_ON: (u32, u32) = (2, 36);

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Source and destination of every file of a package, the destination with its name and without
/// the first slash.
fn assets(package: &str) -> Vec<(String, String)> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    let manifest: toml::Table = manifest.parse().expect("TOML");
    let listed = manifest["package"]["metadata"][package]["assets"]
        .as_array()
        .expect("assets");
    let text = |value: &toml::Value| value.as_str().expect("text").to_owned();
    listed
        .iter()
        .map(|asset| match asset.as_array() {
            Some(parts) => (text(&parts[0]), text(&parts[1])),
            None => (text(&asset["source"]), text(&asset["dest"])),
        })
        .map(|(source, to)| {
            let name = if to.ends_with('/') {
                source.rsplit('/').next().unwrap_or_default()
            } else {
                ""
            };
            (
                source.clone(),
                format!("{to}{name}").trim_start_matches('/').to_owned(),
            )
        })
        .collect()
}

/// Whether the source is in the checkout, or made by docs/deploy/package.sh.
fn has_source(source: &str) -> bool {
    let script = fs::read_to_string(root().join("docs/deploy/package.sh")).expect("package.sh");
    if let Some(made) = source.strip_prefix("target/package/") {
        return script.contains(&format!("> \"$package/{made}\""));
    }
    match source.rsplit_once("/*.") {
        Some((folder, ending)) => fs::read_dir(root().join(folder)).is_ok_and(|mut files| {
            files.any(|f| f.is_ok_and(|f| f.path().extension().is_some_and(|e| e == ending)))
        }),
        None => source == "target/release/gongji" || root().join(source).is_file(),
    }
}

#[test]
fn every_file_of_the_packages_is_there_or_is_made() {
    for package in ["deb", "generate-rpm"] {
        let assets = assets(package);
        assert!(assets.len() > 15, "{package}: {assets:?}");
        for (source, _) in assets {
            assert!(has_source(&source), "{package}: {source}");
        }
    }
    assert!(!has_source("docs/nothing.md") && !has_source("target/package/nothing"));
}

#[test]
fn both_packages_install_the_same() {
    // Completions of zsh have their folder by distribution; Debian's license file is `copyright`.
    let files = |package| -> BTreeSet<String> {
        let all = assets(package).into_iter().map(|(_, to)| to);
        all.map(|to| to.replace("zsh/site-functions", "zsh/vendor-completions"))
            .filter(|to| !to.ends_with("LICENSE-MIT"))
            .collect()
    };
    assert_eq!(files("deb"), files("generate-rpm"));
}

/// A checkout of its own, in which the program stands built as for a release.
fn checkout(binary: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for entry in fs::read_dir(root()).expect("the checkout") {
        let entry = entry.expect("the checkout");
        let name = entry.file_name();
        if !["target", "out", ".git", "Cargo.toml"]
            .iter()
            .any(|left_out| name == *left_out)
        {
            symlink(entry.path(), folder.path().join(name)).expect("a link");
        }
    }
    // Packagers of before edition 2024 read everything of the manifest but this word.
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    let manifest = manifest.replace("edition = \"2024\"", "edition = \"2021\"");
    fs::write(folder.path().join("Cargo.toml"), manifest).expect("Cargo.toml");
    let built = folder.path().join("target/release");
    fs::create_dir_all(&built).expect("a folder");
    fs::copy(binary, built.join("gongji")).expect("the program");
    folder
}

/// What a command prints in the folder, if it is there and succeeds.
fn printed(folder: &Path, command: &[&str]) -> Option<String> {
    let output = Command::new(command[0])
        .args(&command[1..])
        .current_dir(folder)
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn the_debian_package_holds_what_a_bureau_needs() {
    let folder = checkout(Path::new(env!("CARGO_BIN_EXE_gongji")));
    let folder = folder.path();
    printed(folder, &["docs/deploy/package.sh", "--no-build"]).expect("the script");
    let build = [
        "cargo-deb",
        "--no-build",
        "--strip",
        "--fast",
        "--output",
        "gongji.deb",
    ];
    let Some(_) = printed(folder, &build) else {
        return skipped("there is no cargo-deb here, the package was not built");
    };
    let Some(listed) = printed(folder, &["dpkg-deb", "--contents", "gongji.deb"]) else {
        return skipped("there is no dpkg-deb here, the package was not looked at");
    };
    for file in [
        "usr/bin/gongji",
        "usr/share/man/man1/gongji.1.gz",
        "usr/share/man/zh_CN/man1/gongji.1.gz",
        "usr/share/bash-completion/completions/gongji",
        "usr/lib/systemd/system/gongji.service",
        "usr/lib/systemd/system/gongji.timer",
        "usr/lib/sysusers.d/gongji.conf",
        "usr/share/gongji/alerts.yml",
        "usr/share/doc/gongji/copyright",
        "usr/share/doc/gongji/docs/operations.md",
        "usr/share/doc/gongji/sample_data/enrollments.csv",
    ] {
        let is_there = listed
            .lines()
            .any(|line| line.ends_with(&format!(" {file}")));
        assert!(is_there, "{file} is not in the package:\n{listed}");
    }
    let unpack = ["dpkg-deb", "--raw-extract", "gongji.deb", "unpacked"];
    printed(folder, &unpack).expect("dpkg-deb");
    let unit = "unpacked/usr/lib/systemd/system/gongji.service";
    let unit = fs::read_to_string(folder.join(unit)).expect("the unit");
    assert!(unit.contains("ExecStart=/usr/bin/gongji run"), "{unit}");
    let user = fs::read_to_string(folder.join("unpacked/DEBIAN/postinst")).expect("postinst");
    assert!(user.contains("adduser --system --group"), "{user}");
    let version = printed(folder, &["unpacked/usr/bin/gongji", "--version"]);
    let expected = format!("gongji {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(
        version.as_deref(),
        Some(&*expected),
        "the stripped program runs"
    );
}

/// The newest version of glibc whose symbols a program asks for.
fn needed_glibc(program: &[u8]) -> (u32, u32) {
    let text = String::from_utf8_lossy(program);
    let versions = text.match_indices("GLIBC_2.").map(|(at, start)| {
        let minor = text[at + start.len()..].split(|c: char| !c.is_ascii_digit());
        (2, minor.take(1).find_map(|m| m.parse().ok()).unwrap_or(0))
    });
    versions.max().expect("a dynamic program")
}

/// glibc of this machine.
fn glibc_here() -> Option<(u32, u32)> {
    let said = Command::new("getconf")
        .arg("GNU_LIBC_VERSION")
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let (major, minor) = said.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[test]
fn the_oldest_glibc_is_the_one_that_the_page_names() {
    match glibc_here() {
        Some(here) if here <= BUILT_ON => {}
        here => {
            return skipped(&format!(
                "{here:?} is not the glibc that the page speaks of"
            ));
        }
    }
    let program = fs::read(env!("CARGO_BIN_EXE_gongji")).expect("the program");
    let (major, minor) = needed_glibc(&program);
    let operations = fs::read_to_string(root().join("docs/operations.md")).expect("the page");
    let (_, stated) = operations
        .split_once("program needs glibc 2.")
        .expect("its need");
    let stated: u32 = stated
        .split(' ')
        .next()
        .and_then(|m| m.parse().ok())
        .expect("a number");
    assert!((major, minor) <= (2, stated), "it needs {major}.{minor}");
}

#[test]
fn the_newest_of_several_versions_counts() {
    assert_eq!(
        needed_glibc(b"\0GLIBC_2.9\0GLIBC_2.17\0GLIBC_2.2.5\0"),
        (2, 17)
    );
}
