//! `control.csv`: what the deliverer says he delivered.

use super::columns::CONTROL as COLUMNS;
use super::fault::FileFault;
use super::folder::{Folder, unreadable};
use super::placeholders::Placeholders;
use super::table::{Table, TableRow};
use crate::domain::Line;
use crate::domain::masking::{mask_identity_numbers, mask_number};
use crate::domain::message::{Message, Remark};
use crate::domain::reject::ExtractFile;
use crate::domain::{Encoding, Instant};
use crate::policy::InForce;
use crate::text::control as text;
use crate::text::rows::rows;
use std::io::Read;
use std::path::Path;

/// The file's name.
pub(super) const NAME: &str = "control.csv";

const FILE: usize = 0;
const ROWS: usize = 1;
const SHA256: usize = 2;
const TAKEN_AT: usize = 3;

/// A file of the extract as it was read.
pub(super) struct Delivered<'d> {
    pub file: ExtractFile,
    /// Records after the header; `None` when they could not be counted.
    pub rows: Option<u64>,
    /// Lower-case hex; `None` when the file could not be read to its end.
    pub sha256: Option<&'d str>,
}

/// What `control.csv` says of the files.
#[derive(Default)]
pub(super) struct Checked {
    pub is_there: bool,
    /// The differences.
    pub faults: Vec<FileFault>,
    /// Files whose digest it gives, which is the right one.
    pub confirmed: Vec<ExtractFile>,
    /// Whether it says when the networks were taken.
    pub networks_timed: bool,
    /// For the log.
    pub notes: Vec<Remark>,
}

impl Checked {
    fn refused(faults: Vec<FileFault>) -> Checked {
        Checked {
            is_there: true,
            faults,
            ..Checked::default()
        }
    }
}

/// Holds the files against `control.csv`, if there is one. Gives out the differences and remarks
/// for the log.
pub(super) fn check_control(
    folder: &Folder,
    encoding: Option<Encoding>,
    delivered: &[Delivered<'_>],
    policy: &InForce,
) -> Checked {
    let bytes = match read_whole(folder) {
        Ok(None) => return Checked::default(),
        Ok(Some(bytes)) => bytes,
        Err(fault) => return Checked::refused(vec![fault]),
    };
    match Table::read(NAME, &bytes, encoding, &COLUMNS) {
        Ok(table) => {
            let check = Check {
                folder,
                delivered,
                policy,
            };
            Checked {
                is_there: true,
                faults: check.faults(&table),
                confirmed: check.confirmed(&table),
                networks_timed: table.rows().any(|row| check.tells_networks_time(&row)),
                notes: [&table.notes[..], &check.placeholders(&table)].concat(),
            }
        }
        Err(faults) => Checked::refused(faults),
    }
}

fn read_whole(folder: &Folder) -> Result<Option<Vec<u8>>, FileFault> {
    let Some(mut open) = folder.file(NAME)? else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    match open.file.read_to_end(&mut bytes) {
        Ok(_) => Ok(Some(bytes)),
        Err(error) => Err(unreadable(NAME, &error)),
    }
}

struct Check<'c> {
    folder: &'c Folder,
    delivered: &'c [Delivered<'c>],
    policy: &'c InForce,
}

impl Check<'_> {
    fn faults(&self, table: &Table) -> Vec<FileFault> {
        let mut faults = Vec::new();
        let mut listed: Vec<&str> = Vec::new();
        for row in table.rows() {
            let name = row.value(FILE);
            if listed.contains(&name) {
                faults.push(
                    fault(
                        row.line(),
                        FILE,
                        text::listed_twice(),
                        text::keep_one_line(),
                    )
                    .found(verbatim(name)),
                );
            }
            listed.push(name);
            faults.extend(self.faults_of(&row));
        }
        let unlisted = self.delivered.iter().map(|d| d.file.name());
        faults.extend(
            unlisted
                .filter(|name| !listed.contains(name))
                .map(|name| FileFault::new(NAME, text::not_listed(name), text::list_every_file())),
        );
        faults
    }

    /// The files whose digest is given and right.
    fn confirmed(&self, table: &Table) -> Vec<ExtractFile> {
        let is_confirmed = |delivered: &&Delivered<'_>| {
            table.rows().any(|row| {
                row.value(FILE) == delivered.file.name()
                    && delivered
                        .sha256
                        .is_some_and(|sha256| row.value(SHA256).eq_ignore_ascii_case(sha256))
            })
        };
        let confirmed = self.delivered.iter().filter(is_confirmed);
        confirmed.map(|delivered| delivered.file).collect()
    }

    /// What one line says that is not so.
    fn faults_of(&self, row: &TableRow<'_>) -> Vec<FileFault> {
        let name = row.value(FILE);
        let delivered = self.delivered.iter().find(|d| d.file.name() == name);
        let mut faults = Vec::new();
        match delivered {
            Some(delivered) => {
                faults.extend(rows_fault(row, delivered));
                faults.extend(digest_fault(row, delivered));
            }
            None => faults.extend(self.stranger_fault(row)),
        }
        faults.extend(self.time_fault(row));
        faults
    }

    /// A listed name that is no file of the extract: it must at least be there.
    fn stranger_fault(&self, row: &TableRow<'_>) -> Option<FileFault> {
        let name = row.value(FILE);
        let is_plain = Path::new(name).file_name() == Some(name.as_ref());
        if name.is_empty() {
            Some(fault(
                row.line(),
                FILE,
                text::names_no_file(),
                text::name_a_file(),
            ))
        } else if !is_plain {
            Some(
                fault(
                    row.line(),
                    FILE,
                    text::no_plain_name(),
                    text::name_without_folder(),
                )
                .found(verbatim(name)),
            )
        } else if self.folder.identity(name).is_none() {
            Some(
                fault(
                    row.line(),
                    FILE,
                    text::listed_not_there(),
                    text::correct_name_or_add(),
                )
                .found(verbatim(name)),
            )
        } else {
            None
        }
    }

    /// Whether a line says when the networks were taken.
    fn tells_networks_time(&self, row: &TableRow<'_>) -> bool {
        row.value(FILE) == ExtractFile::Networks.name()
            && !row.value(TAKEN_AT).is_empty()
            && !self.is_placeholder(row.value(TAKEN_AT))
    }

    fn is_placeholder(&self, text: &str) -> bool {
        match Instant::parse(text, self.policy.offset) {
            Some(instant) => instant.is_placeholder(self.policy.offset),
            None => Instant::is_nought(text),
        }
    }

    /// A remark on placeholders among the times.
    fn placeholders(&self, table: &Table) -> Vec<Remark> {
        let mut placeholders = Placeholders::default();
        let times = table.rows().map(|row| row.value(TAKEN_AT));
        times
            .filter(|text| self.is_placeholder(text))
            .for_each(|_| placeholders.count(TAKEN_AT));
        placeholders.notes(NAME, &COLUMNS, &[])
    }

    fn time_fault(&self, row: &TableRow<'_>) -> Option<FileFault> {
        let text = row.value(TAKEN_AT);
        if text.is_empty() || self.is_placeholder(text) {
            return None;
        }
        let Some(taken_at) = Instant::parse(text, self.policy.offset) else {
            return Some(
                fault(
                    row.line(),
                    TAKEN_AT,
                    text::no_instant(),
                    text::write_instant(),
                )
                .found(verbatim(text)),
            );
        };
        let is_networks = row.value(FILE) == ExtractFile::Networks.name();
        (is_networks && taken_at < *self.policy.election_cutoff).then(|| {
            let cutoff = self.policy.election_cutoff.display(self.policy.offset);
            FileFault::new(NAME, text::taken_too_early(&cutoff), text::take_again())
                .at(row.line())
                .in_column(Some(COLUMNS[TAKEN_AT].name))
                .found(Message::verbatim(text))
        })
    }
}

fn rows_fault(row: &TableRow<'_>, delivered: &Delivered<'_>) -> Option<FileFault> {
    let text = row.value(ROWS);
    if text.is_empty() {
        return None;
    }
    let is_number = text.bytes().all(|b| b.is_ascii_digit());
    let Some(said) = text.parse::<u64>().ok().filter(|_| is_number) else {
        return Some(
            fault(row.line(), ROWS, text::no_number(), text::write_digits()).found(verbatim(text)),
        );
    };
    let counted = delivered.rows.filter(|counted| *counted != said)?;
    let what = text::other_rows(delivered.file.name(), said);
    Some(fault(row.line(), ROWS, what, text::compare_and_deliver()).found(rows(counted)))
}

fn digest_fault(row: &TableRow<'_>, delivered: &Delivered<'_>) -> Option<FileFault> {
    let said = row.value(SHA256);
    if said.is_empty() {
        return None;
    }
    if said.len() != 64 || !said.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Some(
            fault(row.line(), SHA256, text::no_digest(), text::write_digest())
                .found(verbatim(said)),
        );
    }
    let found = delivered
        .sha256
        .filter(|found| !found.eq_ignore_ascii_case(said))?;
    let what = text::other_digest(delivered.file.name(), &said.to_ascii_lowercase());
    Some(
        fault(row.line(), SHA256, what, text::compare_and_deliver())
            .found(Message::verbatim(found)),
    )
}

/// A value as it stands; what is no plain text and no name of a file is masked, since in a file
/// with other columns it may be about a person.
fn verbatim(value: &str) -> Message {
    Message::verbatim(
        match value.is_ascii() || Path::new(value).extension().is_some() {
            true => mask_identity_numbers(value),
            false => mask_number(value),
        },
    )
}

fn fault(line: Line, column: usize, what: Message, mend: Message) -> FileFault {
    FileFault::new(NAME, what, mend)
        .at(line)
        .in_column(Some(COLUMNS[column].name))
}
