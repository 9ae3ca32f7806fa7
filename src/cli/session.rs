//! What all commands share: options, logs, progress, the time of the start.

use super::common::{Common, LogFormat};
use super::progress_bar::Bars;
use super::{Headline, console, log, threads};
use crate::domain::characters::{is_control, without_controls};
use crate::domain::masking::mask_identity_numbers;
use crate::domain::plan::Language;
use crate::fault::{Exit, Fault};
use crate::interrupt::Interrupt;
use crate::metrics::{self, Batch, Books, Finished};
use crate::outputs::target::{Spared, Target};
use crate::progress::Progress;
use crate::stages::Stages;
use crate::text;
use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};
use std::io::{ErrorKind, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;
use std::time::Instant;

/// A started command.
#[derive(Debug)]
pub struct Session {
    /// The common options.
    pub common: Common,
    /// When the command started: the only time anybody reads from a clock.
    pub now: DateTime<Utc>,
    started: Instant,
    stages: OnceLock<Stages>,
    batch: OnceLock<Batch>,
    books: OnceLock<Books>,
    interrupt: OnceLock<Interrupt>,
    metrics: OnceLock<Target>,
}

impl Session {
    /// Starts logging to standard error.
    pub fn start(common: Common, now: DateTime<Utc>) -> Session {
        let started = Instant::now();
        log::start(&common, log::Clock { now, started });
        threads::begin();
        Session {
            common,
            now,
            started,
            stages: OnceLock::new(),
            batch: OnceLock::new(),
            books: OnceLock::new(),
            interrupt: OnceLock::new(),
            metrics: OnceLock::new(),
        }
    }

    /// Listens to the signals by which somebody asks the command to stop.
    ///
    /// # Errors
    /// As [`Interrupt::listen`].
    pub fn listen(&self) -> Result<Interrupt, Fault> {
        let listening = Interrupt::listen()?;
        Ok(self.interrupt.get_or_init(|| listening).clone())
    }

    /// A file that the command writes for itself.
    ///
    /// # Errors
    /// [`Exit::Usage`] when it is a ledger's, an extract's, a batch's, or named for another use.
    pub fn target(&self, file: &Path) -> Result<Target, Fault> {
        Target::of(file, &self.spared(file))
    }

    /// As [`Session::target`], for a copy of the ledger: it may be there already.
    ///
    /// # Errors
    /// As [`Session::target`].
    pub fn ledger_copy_target(&self, file: &Path) -> Result<Target, Fault> {
        Target::of_ledger_copy(file, &self.spared(file))
    }

    /// Every path that the command was told, but this one.
    fn spared(&self, file: &Path) -> Spared {
        let mut others: Vec<&Path> = self.common.named.iter().map(PathBuf::as_path).collect();
        if let Some(own) = others.iter().position(|named| *named == file) {
            others.swap_remove(own);
        }
        let metrics = self.common.metrics_file.as_deref();
        others.extend(metrics.filter(|metrics| *metrics != file));
        Spared::of(others)
    }

    /// Refuses a path that would break the line of every log that names it.
    ///
    /// # Errors
    /// [`Exit::Usage`] for one with a control character.
    pub fn refuse_control_characters(&self) -> Result<(), Fault> {
        let named = self.common.named.iter().chain(&self.common.metrics_file);
        for path in named.map(|path| path.to_string_lossy()) {
            if path.contains(is_control) {
                let told = text::shell::control_in_path(&without_controls(&path));
                return Err(Fault::new(Exit::Usage, told));
            }
        }
        Ok(())
    }

    /// Looks where the metrics will go, before anything is done.
    ///
    /// # Errors
    /// As [`Session::target`].
    pub fn check_metrics_file(&self) -> Result<(), Fault> {
        if let Some(file) = &self.common.metrics_file {
            let others = self.common.named.iter().map(PathBuf::as_path);
            // A command that was refused its metrics file leaves it alone.
            let target = Target::of(file, &Spared::of(others))?;
            let _ = self.metrics.set(target);
        }
        Ok(())
    }

    /// Language of what is told to people.
    pub fn language(&self) -> Language {
        self.common.lang.into()
    }

    /// Today's date in `offset`.
    pub fn today(&self, offset: FixedOffset) -> NaiveDate {
        self.now.with_timezone(&offset).date_naive()
    }

    /// Progress bars where somebody can see them, else nothing.
    pub fn progress(&self) -> Box<dyn Progress> {
        let visible = std::io::stderr().is_terminal()
            && !self.common.no_progress
            && !self.common.quiet
            && self.common.log_format == LogFormat::Text;
        if visible {
            Box::new(Bars::default())
        } else {
            Box::new(())
        }
    }

    /// Follows the command from stage to stage, from the first time that it is asked for.
    pub fn stages(&self) -> &Stages {
        let begin = || Stages::drawn_by(self.progress());
        self.stages.get_or_init(begin)
    }

    /// Tells on standard output what the command did. That it cannot be told changes nothing of
    /// what was done.
    pub fn say(&self, text: &str) {
        if let Err(fault) = self.print(text) {
            tracing::warn!("{}", fault.message.text(self.language()));
        }
    }

    /// Prints what the command was asked for. A reader who has gone, as with `| head`, is no
    /// failure.
    ///
    /// # Errors
    /// [`Exit::Failed`] when it cannot be printed.
    pub fn print(&self, text: &str) -> Result<(), Fault> {
        let nobody = Interrupt::default();
        let interrupt = self.interrupt.get().unwrap_or(&nobody);
        match console::print(text, interrupt) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Fault::new(Exit::Failed, text::shell::cannot_print(&error)))
            }
            _ => Ok(()),
        }
    }

    /// Keeps what a batch measures for the metrics file.
    pub fn measured(&self, batch: Batch) {
        // A command decides one batch at most.
        let _ = self.batch.set(batch);
    }

    /// Keeps what the books came to for the metrics file.
    pub fn counted(&self, books: Books) {
        let _ = self.books.set(books);
    }

    /// Reports what stopped the command and writes the metrics file, if one is asked for. Nothing
    /// here changes how the command ended.
    pub fn finish(&self, command: &str, exit: Exit, ended: &thread::Result<anyhow::Result<Exit>>) {
        match ended {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => self.report(exit, &told(error, self.language())),
            // What it was about is told already.
            Err(_) => self.report(exit, ""),
        }
        let Some(target) = self.metrics.get() else {
            return;
        };
        let took = self.started.elapsed();
        let finished = Finished {
            command,
            exit,
            at: self.now + TimeDelta::from_std(took).unwrap_or_default(),
            took,
            stages: self.stages.get().map(Stages::durations).unwrap_or_default(),
            batch: self.batch.get(),
            books: self.books.get(),
        };
        if let Err(error) = metrics::write(target, &finished) {
            let told = text::shell::metrics_unwritten(&target.path().display(), &error);
            tracing::warn!("{}", told.text(self.language()));
        }
    }

    /// Reports what stopped the command: what it means and what to do next in the operator's
    /// language, then the error itself, which names file, line and value. Each error masks what it
    /// shows of a person; this is the net below them, for words that come from libraries.
    pub(super) fn report(&self, exit: Exit, detail: &str) {
        let detail = mask_identity_numbers(detail);
        match (Headline::of(exit, self.language()), self.common.log_format) {
            (Some(headline), LogFormat::Text) => tracing::error!("{headline}\n{detail}"),
            (Some(Headline { what, next }), LogFormat::Json) => {
                tracing::error!(exit = exit as u8, what, next, "{detail}");
            }
            (None, _) => tracing::error!("{detail}"),
        }
    }
}

/// An error with what led to it, in the operator's language as far as its texts have it.
fn told(error: &anyhow::Error, language: Language) -> String {
    let causes = error
        .chain()
        .map(|cause| match cause.downcast_ref::<Fault>() {
            Some(fault) => fault.message.text(language).to_owned(),
            None => match cause.downcast_ref::<std::io::Error>() {
                Some(error) => text::system::said(error).text(language).to_owned(),
                None => cause.to_string(),
            },
        });
    causes.collect::<Vec<_>>().join(": ")
}
