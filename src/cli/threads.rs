//! With how many threads a command works.

use crate::fault::{Exit, Fault};
use crate::text::shell;

/// Beyond this, threads wait for each other longer than they work.
const MOST: i64 = 256;

/// The threads of one command.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Threads {
    /// Threads to work with, at most 256 [default, and with 0: one per processor].
    #[arg(
        long,
        env = "GONGJI_THREADS",
        value_name = "N",
        value_parser = clap::value_parser!(u16).range(..=MOST)
    )]
    threads: Option<u16>,
}

impl Threads {
    /// Does the work on threads of its own.
    ///
    /// # Errors
    /// When the threads cannot be started.
    pub fn install<T: Send>(self, work: impl FnOnce() -> T + Send) -> anyhow::Result<T> {
        let threads = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads.unwrap_or(0).into())
            .build()
            .map_err(|error| Fault::new(Exit::Failed, shell::no_threads(&error)))?;
        Ok(threads.install(work))
    }
}
