//! The options of every command.

use super::Lang;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

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
    /// Every path that the command was given, but for the metrics file.
    #[arg(skip)]
    pub named: Vec<PathBuf>,
}

/// Form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One line per event, for people.
    Text,
    /// One JSON object per event, for machines.
    Json,
}
