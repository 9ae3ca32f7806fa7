//! With how many threads a command works.

use crate::fault::{Exit, Fault};
use crate::text::shell;
use rayon::ThreadPoolBuilder;
use std::num::NonZero;
use std::thread::available_parallelism;

/// Beyond this, threads wait for each other longer than they work.
const MOST: u16 = 256;

/// As many threads as work where none are asked for: what `RAYON_NUM_THREADS` says within reason, else
/// one per processor.
fn by_default() -> usize {
    let said = std::env::var("RAYON_NUM_THREADS").ok();
    let said = said.and_then(|said| said.parse().ok());
    let meant = said.filter(|said| (1..=MOST.into()).contains(said));
    meant.unwrap_or_else(|| available_parallelism().map_or(1, NonZero::get))
}

/// Has commands without `--threads` work on that many.
pub fn begin() {
    // Where they cannot be started, the first that needs them says so.
    let _ = ThreadPoolBuilder::new()
        .num_threads(by_default())
        .build_global();
}

/// The threads of one command.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Threads {
    /// Threads to work with, at most 256 [default, and with 0: one per processor].
    #[arg(
        long,
        env = "GONGJI_THREADS",
        value_name = "N",
        value_parser = clap::value_parser!(u16).range(..=i64::from(MOST))
    )]
    threads: Option<u16>,
}

impl Threads {
    /// Does the work on threads of its own.
    ///
    /// # Errors
    /// When the threads cannot be started.
    pub fn install<T: Send>(self, work: impl FnOnce() -> T + Send) -> anyhow::Result<T> {
        let asked_for = self.threads.filter(|threads| *threads > 0);
        let threads = ThreadPoolBuilder::new()
            .num_threads(asked_for.map_or_else(by_default, usize::from))
            .build()
            .map_err(|error| Fault::new(Exit::Failed, shell::no_threads(&error)))?;
        Ok(threads.install(work))
    }
}
