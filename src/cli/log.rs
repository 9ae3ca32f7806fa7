//! The log on standard error.

use super::common::{Common, LogFormat};
use super::console::Log;
use crate::domain::masking::mask_identity_numbers;
use crate::domain::plan::Language;
use crate::log;
use crate::policy::{self, Policy};
use crate::text;
use chrono::{DateTime, FixedOffset, Offset, SecondsFormat, TimeDelta, Utc};
use std::fmt;
use std::io::IsTerminal;
use std::panic;
use std::sync::{LazyLock, OnceLock};
use std::time::Instant;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;

/// The time as the log writes it: in the policy's offset, because the law's hours are.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// When the command started, as `main` read it.
    pub now: DateTime<Utc>,
    /// The same moment, to count from.
    pub started: Instant,
}

/// The offset of the policy in force, once it is read.
static OFFSET: OnceLock<FixedOffset> = OnceLock::new();
/// Until then that of the default policy.
static USUAL: LazyLock<FixedOffset> = LazyLock::new(|| {
    let usual = Policy::load(policy::DEFAULT, &[]);
    usual.map_or(Utc.fix(), |policy| policy.offset())
});

/// Has the log write its times in this offset from now on.
pub fn speak_in(offset: FixedOffset) {
    // A command reads one policy at most; the first stays.
    let _ = OFFSET.set(offset);
}

impl FormatTime for Clock {
    fn format_time(&self, out: &mut Writer<'_>) -> fmt::Result {
        let past = TimeDelta::from_std(self.started.elapsed()).unwrap_or_default();
        let now = self.now + past;
        let offset = *OFFSET.get().unwrap_or(&USUAL);
        let now = now.with_timezone(&offset);
        write!(out, "{}", now.to_rfc3339_opts(SecondsFormat::Millis, false))
    }
}

/// Starts the log, and has it tell of panics; `clock` tells what time it is. Whatever becomes of standard error, it neither stops
/// a command nor changes how it ends.
pub fn start(common: &Common, clock: Clock) {
    let to_machines = common.log_format == LogFormat::Json;
    log::speak(common.lang.into(), to_machines);
    let level = if common.quiet { "warn" } else { "info" };
    let filter = EnvFilter::try_from_env("GONGJI_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(|| Log)
        .with_timer(clock)
        // Its complaint about a failed write would go to standard error, and panic there.
        .log_internal_errors(false)
        .with_ansi(colour)
        .with_target(false);
    // A second start, as in tests within one process, keeps the first log.
    let _ = match common.log_format {
        LogFormat::Text => subscriber.try_init(),
        LogFormat::Json => subscriber.json().try_init(),
    };
    tell_of_panics(common.lang.into());
}

/// A panic may carry what it stumbled over: it is masked like everything else.
fn tell_of_panics(language: Language) {
    panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string);
        let payload = panic.payload();
        let owned = payload.downcast_ref::<String>().map(String::as_str);
        let why = owned.or(payload.downcast_ref::<&str>().copied());
        let why = mask_identity_numbers(why.unwrap_or_default());
        let told = text::shell::panicked(&place.unwrap_or_default(), &why);
        tracing::error!("{}", told.text(language));
    }));
}
