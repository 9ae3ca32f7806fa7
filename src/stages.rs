//! The one clock of a command's stages: each is told once it is over, and measured.

use crate::domain::Stage;
use crate::domain::reject::InputFile;
use crate::log;
use crate::progress::Progress;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long each stage took, by its name and the file that it read.
pub type Durations = BTreeMap<(&'static str, Option<&'static str>), Duration>;

/// Follows a command from stage to stage: one begins where the one before it ends.
#[derive(Debug)]
pub struct Stages {
    progress: Box<dyn Progress>,
    laps: Mutex<Laps>,
}

#[derive(Debug)]
struct Laps {
    since: Instant,
    taken: Durations,
}

impl Default for Stages {
    /// Begins now, and draws nothing.
    fn default() -> Stages {
        Stages::drawn_by(Box::new(()))
    }
}

impl Stages {
    /// Begins now; how far a stage is, is told to `progress`.
    pub fn drawn_by(progress: Box<dyn Progress>) -> Stages {
        Stages {
            progress,
            laps: Mutex::new(Laps {
                since: Instant::now(),
                taken: Durations::new(),
            }),
        }
    }

    /// A stage is over.
    pub fn over(&self, stage: &Stage) {
        let mut laps = self.laps.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let took = now.duration_since(laps.since);
        laps.since = now;
        *laps.taken.entry((stage.name(), stage.file())).or_default() += took;
        drop(laps);
        log::stage(stage, took);
    }

    /// What the stages that are over took.
    pub fn durations(&self) -> Durations {
        let laps = self.laps.lock().unwrap_or_else(PoisonError::into_inner);
        laps.taken.clone()
    }
}

impl Progress for Stages {
    fn begin(&self, stage: &'static str, total: u64) {
        self.progress.begin(stage, total);
    }

    fn advance(&self, done: u64) {
        self.progress.advance(done);
    }

    fn end(&self) {
        self.progress.end();
    }

    fn has_read(&self, file: &InputFile, placeholders: u64) {
        self.over(&Stage::Read { file, placeholders });
    }
}
