//! The environment in which the program starts is not its own: what stands there of other programs neither
//! stops it nor takes the machine.

mod common;

use common::{FIRST, Office};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// A command that starts more threads than it needs takes longer.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn nobody_has_a_command_start_more_threads_than_it_can_use() {
    let office = Office::new();
    office.ends(&[&FIRST[..], &["--new-ledger"]].concat(), 0, "");
    let batch = office.out().join(common::FIRST_BATCH);
    let batch = batch.to_str().expect("a path");
    for threads in ["100000", "0", "-1", "many", ""] {
        for arguments in [&FIRST[..], &["verify", batch], &["explain", "E001"]] {
            let mut command = office.command(arguments);
            command.env("RAYON_NUM_THREADS", threads);
            let mut command = command
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("gongji starts");
            let since = Instant::now();
            let exit = loop {
                match command.try_wait().expect("a child") {
                    None if since.elapsed() > PATIENCE => {
                        command.kill().expect("a child");
                        command.wait().expect("an end");
                        break None;
                    }
                    None => std::thread::sleep(Duration::from_millis(5)),
                    Some(ended) => break ended.code(),
                }
            };
            assert_eq!(exit, Some(0), "{threads:?}: {arguments:?}");
        }
    }
}
