//! A synthetic city: an extract of any size, the same bytes for the same seed, in which every
//! reason that needs no history and every problem of a row occurs.
//!
//! The first families live through one story each (`stories`), so that a city of two hundred
//! enrollments already holds them all; the others are a city's everyday, in which stories happen
//! with the shares that their tables say. Nobody in it exists.

mod city;
mod family;
mod files;
mod people;
mod random;
pub mod receipts;
mod residents;
mod rows;
mod schools;
mod season;
mod stories;
#[cfg(test)]
mod tests;

pub use files::WrittenFile;

use crate::fault::{Exit, Fault};
use crate::outputs::target::refuse_kept_folder;
use crate::policy::{self, InForce, Policy};
use crate::progress::Progress;
use crate::text::{self, system};
use city::City;
use season::Season;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Stands in every synthetic extract, so that nobody takes one for a real one.
const MARK: &str = "SYNTHETIC.txt";

/// In which order and how neatly the rows of a city are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Shape {
    /// In the order of their ids, spelled alike.
    #[default]
    Tidy,
    /// In random order.
    Shuffled,
    /// In random order, spelled in every way, every ninth request an exception.
    Troubled,
}

/// How large a city, and which one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SynthOptions {
    /// Rows of `enrollments.csv`.
    pub enrollments: u64,
    /// Networks; their rows are about 1.8 times as many.
    pub networks: u64,
    /// Accounts; a few organizers have none, a few have two rows.
    pub accounts: u64,
    /// The same seed gives the same bytes.
    pub seed: u64,
    /// In which order and how neatly the rows are written.
    pub shape: Shape,
}

impl SynthOptions {
    /// A city of so many enrollments with the proportions of Shanghai: 2.3 million enrollments,
    /// 3 million networks, 16 million accounts.
    pub fn of(enrollments: u64) -> SynthOptions {
        SynthOptions {
            enrollments,
            networks: SynthOptions::usual_networks(enrollments),
            accounts: SynthOptions::usual_accounts(enrollments),
            seed: 1,
            shape: Shape::Tidy,
        }
    }

    /// Networks in a city of so many enrollments.
    pub fn usual_networks(enrollments: u64) -> u64 {
        enrollments.saturating_mul(30).div_ceil(23)
    }

    /// Accounts in a city of so many enrollments.
    pub fn usual_accounts(enrollments: u64) -> u64 {
        enrollments.saturating_mul(160).div_ceil(23)
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SynthReport {
    /// The files that hold rows to judge, in the order of the contract.
    pub files: Vec<WrittenFile>,
}

impl SynthReport {
    /// Bytes of all files together.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

/// Writes a city's extract into `folder`: the six files, for a batch on the default policy's
/// first day of deduction.
///
/// # Errors
/// When the folder holds an extract that is not synthetic, when there are not enough identity
/// numbers, or when a file cannot be written.
pub fn write(folder: &Path, options: &SynthOptions) -> anyhow::Result<SynthReport> {
    write_showing(folder, options, &())
}

/// As [`write()`], telling how far it is.
///
/// # Errors
/// As [`write()`].
pub fn write_showing(
    folder: &Path,
    options: &SynthOptions,
    progress: &dyn Progress,
) -> anyhow::Result<SynthReport> {
    let policy = first_night();
    let city = City::plan(options, Season::of(&policy))?;
    refuse_real_extract(folder)?;
    fs::create_dir_all(folder).map_err(|error| unwritten(folder, &error))?;
    write_mark(folder, options, &city)?;
    let files = files::write_rows(&city, folder, progress)?;
    write_control(folder, &files, &policy)?;
    Ok(SynthReport { files })
}

/// A file or folder of the city that cannot be written.
fn unwritten(path: &Path, error: &io::Error) -> Fault {
    let told = system::file(system::WRITE_IT, &path.display(), error);
    Fault::new(Exit::Failed, told)
}

/// The default policy on its first day of deduction.
fn first_night() -> InForce {
    let policy = Policy::load(policy::DEFAULT, &[]).expect("the default policy is built in");
    let days = policy.interval();
    days.start
        .iter_days()
        .take_while(|day| *day < days.end)
        .filter_map(|day| policy.in_force(day).ok())
        .find(|in_force| in_force.batch_date >= *in_force.deductions_from)
        .expect("the default policy has a day of deduction")
}

/// An extract that somebody delivered is never overwritten.
fn refuse_real_extract(folder: &Path) -> Result<(), Fault> {
    let names = [
        "enrollments.csv",
        "networks.csv",
        "accounts.csv",
        "payments.csv",
        "holds.csv",
        "control.csv",
    ];
    refuse_kept_folder(folder)?;
    for name in names.iter().chain([&MARK]) {
        let path = folder.join(name);
        if let Some(why) = why_strange(&path) {
            let told = text::shell::target_refused(&path.display(), why);
            return Err(Fault::new(Exit::Usage, told));
        }
    }
    let is_there = |name: &&&str| folder.join(name).exists();
    let held = names.iter().find(is_there);
    match held {
        Some(name) if !folder.join(MARK).exists() => Err(Fault::new(
            Exit::Usage,
            text::synth::not_synthetic(&folder.display(), name),
        )),
        _ => Ok(()),
    }
}

/// Why a file that is there is not written over: a link would be followed to somebody's file, and a
/// pipe would wait for a reader.
fn why_strange(path: &Path) -> Option<text::shell::Why> {
    let found = path.symlink_metadata().ok()?;
    match found.is_file() {
        true if found.nlink() == 1 => None,
        false if !found.is_symlink() => Some(text::shell::NO_FILE),
        _ => Some(text::shell::LINK),
    }
}

/// Marks the folder, and says which enrollment is there for which story.
fn write_mark(folder: &Path, options: &SynthOptions, city: &City) -> Result<(), Fault> {
    let mut text = format!(
        "Synthetic extract: nobody in it exists.\nseed {}, enrollments {}, networks {}, accounts {}\n\n",
        options.seed, options.enrollments, options.networks, options.accounts
    );
    for (number, why) in city.told_of() {
        text.push_str(&format!("{}  {why}\n", rows::enrollment_id(number)));
    }
    let path = folder.join(MARK);
    fs::write(&path, text).map_err(|error| unwritten(&path, &error))
}

fn write_control(folder: &Path, files: &[WrittenFile], policy: &InForce) -> Result<(), Fault> {
    let taken_at =
        crate::domain::Instant::start_of(policy.batch_date, policy.offset).display(policy.offset);
    let mut text = String::from("file,rows,sha256,taken_at\n");
    for file in files {
        text.push_str(&format!(
            "{},{},{},{taken_at}\n",
            file.name, file.rows, file.sha256
        ));
    }
    let path = folder.join("control.csv");
    fs::write(&path, text).map_err(|error| unwritten(&path, &error))
}
