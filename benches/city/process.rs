//! Starting the command, with or without a terminal.

use super::cost::Cost;
use std::fs::File;
use std::io::Read;
use std::os::fd::{FromRawFd, OwnedFd};
use std::process::{Command, Stdio};
use std::ptr::{null, null_mut};
use std::thread;
use std::time::Instant;

/// The command, unmoved by the variables of whoever measures.
pub fn gongji(subcommand: &str, threads: usize) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongji"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GONGJI_") {
            command.env_remove(name);
        }
    }
    command.arg(subcommand);
    // Commands without --threads take as many as they find.
    command.env("RAYON_NUM_THREADS", threads.to_string());
    command
}

/// Runs the command and waits for it with the operating system's own accounting. A peak is never
/// below that of this process, which is small.
#[allow(clippy::zombie_processes, reason = "wait4 below waits for it")]
pub fn cost(mut command: Command) -> Cost {
    let start = Instant::now();
    let child = command
        .stdout(Stdio::null())
        .spawn()
        .expect("the command starts");
    let told = format!("{command:?}");
    // It holds the terminal open whose end somebody may wait for.
    drop(command);
    let (mut status, mut usage) = (0, unsafe { std::mem::zeroed::<libc::rusage>() });
    // SAFETY: both places are valid for writing, and the child is this process's own.
    let waited = unsafe { libc::wait4(child.id() as i32, &mut status, 0, &mut usage) };
    let wall = start.elapsed();
    assert!(
        waited > 0 && status == 0,
        "{told} ended with status {status}"
    );
    Cost {
        wall,
        peak_kib: usage.ru_maxrss as u64,
    }
}

/// Runs the command with its standard error on a terminal of its own; with the cost how many
/// bytes it wrote there. `None` where no terminal can be had.
pub fn cost_on_terminal(mut command: Command) -> Option<(Cost, u64)> {
    let (screen, line) = terminal()?;
    let reader = thread::spawn(move || count_bytes(File::from(screen)));
    command.stderr(Stdio::from(line)).env("TERM", "xterm");
    let cost = cost(command);
    Some((cost, reader.join().expect("the reader ends")))
}

/// Both ends of a new terminal: the one that sees what is written to the other.
fn terminal() -> Option<(OwnedFd, OwnedFd)> {
    let (mut screen, mut line) = (-1, -1);
    let size = libc::winsize {
        ws_row: 24,
        ws_col: 100,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    // SAFETY: both places are valid for writing; a null name and null settings are allowed.
    let opened = unsafe { libc::openpty(&mut screen, &mut line, null_mut(), null(), &size) };
    if opened != 0 {
        return None;
    }
    // SAFETY: both were just opened and belong to nobody else.
    Some(unsafe { (OwnedFd::from_raw_fd(screen), OwnedFd::from_raw_fd(line)) })
}

/// Reads until the other end is closed, which Linux reports as an error.
fn count_bytes(mut screen: File) -> u64 {
    let mut buffer = [0; 4096];
    let mut count = 0;
    while let Ok(more @ 1..) = screen.read(&mut buffer) {
        count += more as u64;
    }
    count
}
