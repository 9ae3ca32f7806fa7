//! What all commands share: options, logs, progress, the time of the start.

use super::progress_bar::Bars;
use super::{Headline, Lang};
use crate::domain::masking::mask_identity_numbers;
use crate::domain::plan::Language;
use crate::fault::{Exit, exit_of};
use crate::metrics::{self, Batch, Finished};
use crate::progress::Progress;
use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};
use clap::{Args, ValueEnum};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Instant;
use tracing_subscriber::EnvFilter;

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// Form of the log on standard error.
    #[arg(
        long,
        global = true,
        env = "GONGJI_LOG_FORMAT",
        value_enum,
        default_value = "text"
    )]
    pub log_format: LogFormat,
    /// Writes Prometheus text metrics to this file, replaced atomically.
    #[arg(long, global = true, env = "GONGJI_METRICS_FILE", value_name = "FILE")]
    pub metrics_file: Option<PathBuf>,
    /// Logs warnings and errors only.
    #[arg(long, global = true, env = "GONGJI_QUIET")]
    pub quiet: bool,
    /// Draws no progress bars, not even on a terminal.
    #[arg(long, global = true, env = "GONGJI_NO_PROGRESS")]
    pub no_progress: bool,
    /// Language of messages and report.
    #[arg(
        long,
        global = true,
        env = "GONGJI_LANG",
        value_enum,
        default_value = "zh"
    )]
    pub lang: Lang,
    /// Writes the summary as JSON.
    #[arg(long, global = true, env = "GONGJI_JSON")]
    pub json: bool,
}

/// Form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One line per event, for people.
    Text,
    /// One JSON object per event, for machines.
    Json,
}

/// A started command.
#[derive(Debug)]
pub struct Session {
    /// The common options.
    pub common: Common,
    /// When the command started: the only time anybody reads from a clock.
    pub now: DateTime<Utc>,
    started: Instant,
    batch: OnceLock<Batch>,
}

impl Session {
    /// Starts logging to standard error.
    pub fn start(common: Common, now: DateTime<Utc>) -> Session {
        let level = if common.quiet { "warn" } else { "info" };
        let filter =
            EnvFilter::try_from_env("GONGJI_LOG").unwrap_or_else(|_| EnvFilter::new(level));
        let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let log = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            .with_ansi(colour)
            .with_target(false);
        // A second start, as in tests within one process, keeps the first log.
        let _ = match common.log_format {
            LogFormat::Text => log.try_init(),
            LogFormat::Json => log.json().try_init(),
        };
        Session {
            common,
            now,
            started: Instant::now(),
            batch: OnceLock::new(),
        }
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

    /// Writes the summary to standard output. A reader who has gone away is no failure: what the
    /// command did is done.
    pub fn say(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// Keeps what a batch measures for the metrics file.
    pub fn measured(&self, batch: Batch) {
        // A command decides one batch at most.
        let _ = self.batch.set(batch);
    }

    /// Writes the metrics file, if one is asked for. Monitoring that cannot be told is no failure
    /// of what the command did.
    pub fn finish(&self, command: &str, exit: Exit) {
        let Some(path) = &self.common.metrics_file else {
            return;
        };
        let took = self.started.elapsed();
        let finished = Finished {
            command,
            exit,
            at: self.now + TimeDelta::from_std(took).unwrap_or_default(),
            took,
            batch: self.batch.get(),
        };
        if let Err(error) = metrics::write(path, &finished) {
            tracing::warn!("cannot write the metrics file {}: {error}", path.display());
        }
    }

    /// Reports what stopped the command: what it means and what to do next in the operator's
    /// language, then the error itself, which names file, line and value. Each error masks what it
    /// shows of a person; this is the net below them, for words that come from libraries.
    pub fn report(&self, error: &anyhow::Error) {
        let exit = exit_of(error);
        let detail = mask_identity_numbers(&format!("{error:#}"));
        match (Headline::of(exit, self.language()), self.common.log_format) {
            (Some(headline), LogFormat::Text) => tracing::error!("{headline}\n{detail}"),
            (Some(Headline { what, next }), LogFormat::Json) => {
                tracing::error!(exit = exit as u8, what, next, "{detail}");
            }
            (None, _) => tracing::error!("{detail}"),
        }
    }
}
