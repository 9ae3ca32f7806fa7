use super::*;
use crate::domain::BatchId;
use crate::fault::Exit;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

fn id() -> BatchId {
    "2025-20241221-01".parse().unwrap()
}

fn staged(out: &Path, kind: Kind) -> Staging {
    let staging = Staging::begin(out, kind).unwrap();
    for (name, text) in [
        ("b.csv", "bb"),
        ("a.txt", "a"),
        ("by-institution/x.csv", "x"),
    ] {
        staging
            .write(name, |w| w.write_all(text.as_bytes()))
            .unwrap();
    }
    staging
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_batch_appears_whole_under_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new/out");
    let sealed = staged(&out, Kind::Batch(id())).seal().unwrap();
    assert_eq!(names(&out), [".staging-2025-20241221-01"], "not yet");
    let digests = sealed.digests().to_vec();
    let listed: Vec<&str> = digests.iter().map(|d| d.name.as_str()).collect();
    assert_eq!(listed, ["a.txt", "b.csv", "by-institution/x.csv"]);
    assert_eq!(digests[1].bytes, 2);
    sealed.place().unwrap();
    assert_eq!(names(&out), ["2025-20241221-01"]);
    let batch = out.join("2025-20241221-01");
    for digest in &digests {
        let path = batch.join(&digest.name);
        assert_eq!(digest_file(&path, &digest.name).unwrap(), *digest);
        assert_eq!(mode(&path), 0o600);
    }
    for folder in [&out, &batch, &batch.join("by-institution")] {
        assert_eq!(mode(folder), 0o700, "{}", folder.display());
    }
}

#[test]
fn digests_are_sha256() {
    let folder = tempfile::tempdir().unwrap();
    let staging = Staging::begin(folder.path(), Kind::Batch(id())).unwrap();
    let digest = staging.write("abc", |w| w.write_all(b"abc")).unwrap();
    assert_eq!(
        digest.sha256,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

#[test]
fn what_was_not_committed_is_discarded() {
    let folder = tempfile::tempdir().unwrap();
    staged(folder.path(), Kind::Batch(id())).discard();
    assert!(names(folder.path()).is_empty());
    staged(folder.path(), Kind::Batch(id()))
        .seal()
        .unwrap()
        .discard();
    assert!(names(folder.path()).is_empty());
}

#[test]
fn a_left_folder_does_not_leak_into_the_next_batch() {
    let folder = tempfile::tempdir().unwrap();
    drop(staged(folder.path(), Kind::Batch(id())));
    let staging = Staging::begin(folder.path(), Kind::Batch(id())).unwrap();
    staging.write("only", |_| Ok(())).unwrap();
    staging.seal().unwrap().place().unwrap();
    assert_eq!(names(&folder.path().join("2025-20241221-01")), ["only"]);
}

#[test]
fn several_threads_may_write() {
    let folder = tempfile::tempdir().unwrap();
    let staging = Staging::begin(folder.path(), Kind::Batch(id())).unwrap();
    std::thread::scope(|scope| {
        for i in 0..8_u8 {
            let staging = &staging;
            scope.spawn(move || {
                let name = format!("by-institution/{i}.csv");
                staging
                    .write(&name, |w| w.write_all(&vec![i; 1 << 20]))
                    .unwrap();
            });
        }
    });
    assert_eq!(staging.digests().len(), 8);
}

#[test]
fn trouble_while_writing_names_the_file_and_stops_before_the_commit() {
    let folder = tempfile::tempdir().unwrap();
    let staging = Staging::begin(folder.path(), Kind::Batch(id())).unwrap();
    let fault = staging
        .write("results.csv", |_| Err(io::Error::other("no room")))
        .unwrap_err();
    assert_eq!(fault.exit, Exit::Failed);
    assert!(fault.message.to_string().contains("results.csv"), "{fault}");
    staging.write("twice", |_| Ok(())).unwrap();
    assert_eq!(
        staging.write("twice", |_| Ok(())).unwrap_err().exit,
        Exit::Failed
    );
    let file_as_folder = folder.path().join("file");
    fs::write(&file_as_folder, "").unwrap();
    let fault = Staging::begin(&file_as_folder, Kind::Batch(id())).unwrap_err();
    assert_eq!(fault.exit, Exit::Failed);
}

#[test]
fn trouble_after_the_commit_is_told_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let sealed = staged(folder.path(), Kind::Batch(id())).seal().unwrap();
    let target = folder.path().join("2025-20241221-01");
    fs::create_dir(&target).unwrap();
    fs::write(target.join("obstacle"), "").unwrap();
    assert_eq!(sealed.place().unwrap_err().exit, Exit::Incomplete);
}

#[test]
fn a_plan_replaces_the_one_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plan-2025-20241221-01");
    for text in ["first", "second"] {
        let staging = Staging::begin(folder.path(), Kind::Plan(id())).unwrap();
        let digest = staging
            .write("a.txt", |w| w.write_all(text.as_bytes()))
            .unwrap();
        assert_eq!(digest.name, "a.txt", "the digest has the final name");
        staging.seal().unwrap().place().unwrap();
        assert_eq!(names(folder.path()), ["plan-2025-20241221-01"]);
        assert_eq!(names(&plan), ["plan-a.txt"]);
        assert_eq!(fs::read_to_string(plan.join("plan-a.txt")).unwrap(), text);
    }
}

#[test]
fn the_plan_digest_is_that_of_sha256sum() {
    let folder = tempfile::tempdir().unwrap();
    let digests = staged(folder.path(), Kind::Plan(id())).digests();
    let lines: String = digests
        .iter()
        .map(|d| format!("{}  {}\n", d.sha256, d.name))
        .collect();
    let mut shuffled = digests.clone();
    shuffled.reverse();
    let staging = Staging::begin(folder.path(), Kind::Batch(id())).unwrap();
    let list = staging
        .write("sums", |w| w.write_all(lines.as_bytes()))
        .unwrap();
    assert_eq!(plan_digest(&shuffled), list.sha256);
}
