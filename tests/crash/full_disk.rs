//! A disk that is full at every stage.

use crate::notice::skipped;
use crate::place::{Ended, FIRST, Place, State, command, ended};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Size at which a whole night fits several times over.
const ENOUGH: &str = "16m";
/// Pages by which the disk grows from case to case.
const STEP_KIB: usize = 8;
/// Bytes that opening a ledger needs beside it.
const ROOM_TO_READ: u64 = 36 << 10;

/// A small file system in memory, gone with the value.
struct SmallDisk {
    folder: tempfile::TempDir,
}

impl SmallDisk {
    /// `None` where mounting is not permitted.
    fn new(kib: usize) -> Option<SmallDisk> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        mount(
            &["-t", "tmpfs", "-o", &format!("size={kib}k"), "tmpfs"],
            folder.path(),
        )
        .then_some(SmallDisk { folder })
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// The night, with its log, its summary and its metrics on the same disk.
    fn run_and_report(&self) -> (Ended, String) {
        let path = |name| self.folder.path().join(name);
        let stream = |name| File::create(path(name)).expect("a name takes no room");
        let mut night = command(FIRST, &self.out(), None);
        let output = night
            .arg("--metrics-file")
            .arg(path("night.prom"))
            .stdout(stream("summary"))
            .stderr(stream("log"))
            .output();
        let (how, _) = ended(&output.expect("gongji starts"));
        (how, fs::read_to_string(path("log")).unwrap_or_default())
    }

    fn grow(&self) {
        let options = format!("remount,size={ENOUGH}");
        assert!(mount(&["-o", &options], self.folder.path()), "a remount");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.folder.path()).status();
    }
}

fn mount(args: &[&str], at: &Path) -> bool {
    let tried = Command::new("mount").args(args).arg(at).output();
    tried.is_ok_and(|output| output.status.success())
}

#[test]
fn a_full_disk_at_any_stage_charges_nothing_twice_and_loses_nothing() {
    let undisturbed = Place::new();
    undisturbed.succeed(FIRST, "undisturbed");
    let expected = undisturbed.state();
    let (mut cases, mut failed, mut unplaced) = (0, 0, 0);
    for kib in (STEP_KIB..).step_by(STEP_KIB) {
        let Some(disk) = SmallDisk::new(kib) else {
            skipped("1 series of full disks: mounting is not permitted here");
            return;
        };
        let out = disk.out();
        let (how, log) = disk.run_and_report();
        disk.grow();
        let committed = State::of(&out).has_batch("2025-20241221-01");
        match how {
            Ended::Exit(0) => break,
            Ended::Exit(1) => {
                assert!(!committed, "{kib} KiB: exit 1, but committed: {log}");
                failed += 1;
            }
            Ended::Exit(7) => unplaced += 1,
            other => panic!("{kib} KiB: ended {other:?}: {log}"),
        }
        let (how, log) = ended(&command(FIRST, &out, None).output().expect("gongji starts"));
        assert_eq!(how, Ended::Exit(0), "{kib} KiB, then room: {log}");
        let difference = State::of(&out).difference(&expected);
        assert!(difference.is_empty(), "{kib} KiB: {difference:?} differ");
        cases += 1;
    }
    println!("full disk: {cases} cases, {failed} before the commit, {unplaced} after it");
    assert!(failed > 0, "no disk was small enough");
}

#[test]
fn outputs_that_find_no_room_when_they_are_put_back_wait_for_the_same_command() {
    let Some(disk) = SmallDisk::new(STEP_KIB) else {
        skipped("1 case of a full disk: mounting is not permitted here");
        return;
    };
    disk.grow();
    let out = disk.folder.path().join("out");
    let run = || ended(&command(FIRST, &out, None).output().expect("gongji starts"));
    assert_eq!(run().0, Ended::Exit(0));
    let expected = State::of(&out);
    fs::remove_dir_all(out.join("2025-20241221-01")).expect("a lost folder");
    let filler = disk.folder.path().join("filler");
    let filled = fs::write(&filler, vec![0; 32 << 20]);
    assert!(filled.is_err(), "the disk is full now");
    // Room for what SQLite needs to read, and no more.
    let size = fs::metadata(&filler).expect("the filler").len();
    let file = File::options().write(true).open(&filler);
    let cut = file.and_then(|f| f.set_len(size - ROOM_TO_READ));
    cut.expect("a smaller filler");
    let (how, log) = run();
    assert_eq!(how, Ended::Exit(7), "{log}");
    fs::remove_file(&filler).expect("room again");
    assert_eq!(run().0, Ended::Exit(0));
    let difference = State::of(&out).difference(&expected);
    assert!(difference.is_empty(), "{difference:?} differ");
}
