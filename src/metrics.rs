//! Prometheus text metrics: what monitoring reads of a command, one file replaced atomically.
//!
//! Every sample names its command, and a command leaves the samples of others in place: a query
//! in the morning does not wipe out what the night said.

mod books;
mod samples;

pub use books::Books;
pub use samples::Batch;

use crate::fault::Exit;
use crate::outputs::target::Target;
use crate::regular;
use crate::stages::Durations;
use chrono::{DateTime, Utc};
use samples::{Sample, family};
use std::io;
use std::time::Duration;

/// Readable for whoever collects metrics: there is nothing personal in them.
const MODE: u32 = 0o644;

/// How a command ended.
#[derive(Debug, Clone)]
pub struct Finished<'a> {
    /// Name of the command.
    pub command: &'a str,
    /// How it ended.
    pub exit: Exit,
    /// When it ended.
    pub at: DateTime<Utc>,
    /// How long it took.
    pub took: Duration,
    /// How long its stages took.
    pub stages: Durations,
    /// What it decided, if it decided a batch.
    pub batch: Option<&'a Batch>,
    /// What it counted in the books, if it did.
    pub books: Option<&'a Books>,
}

/// Replaces the metrics file: the samples of this command are new, those of others stay. The time
/// of the last success outlives a failure.
///
/// # Errors
/// What the system reports; an earlier file is then untouched.
pub fn write(file: &Target, finished: &Finished) -> io::Result<()> {
    let earlier = match regular::read(file.path()) {
        Ok(bytes) => String::from_utf8(bytes).unwrap_or_default(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    file.replace(render(&earlier, finished).as_bytes(), MODE)
}

/// The text of the file: what `earlier` says of other commands, and what is said now.
fn render(earlier: &str, finished: &Finished) -> String {
    let mut samples: Vec<Sample> = earlier.lines().filter_map(Sample::read).collect();
    let succeeded = finished.exit == Exit::Done;
    samples.retain(|sample| !sample.is_of(finished.command) || (!succeeded && sample.is_success()));
    samples.extend(Sample::of_command(finished));
    if let Some(batch) = finished.batch {
        samples.extend(batch.samples(finished.command));
    }
    if let Some(books) = finished.books {
        samples.extend(books.samples(finished.command));
    }
    let mut text = String::new();
    for family in family::ALL {
        let mut lines: Vec<String> = samples
            .iter()
            .filter(|sample| sample.family == family.name)
            .map(Sample::line)
            .collect();
        if lines.is_empty() {
            continue;
        }
        lines.sort_unstable();
        text.push_str(&format!(
            "# HELP {name} {help}\n# TYPE {name} gauge\n",
            name = family.name,
            help = family.help
        ));
        text.push_str(&lines.concat());
    }
    text
}

#[cfg(test)]
mod tests;
