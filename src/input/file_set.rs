//! Where the files of an extract come in one after another, with all that is wrong with them.

use super::blocks::Digested;
use super::control::{self, Delivered, check_control};
use super::fault::FileFault;
use super::parser::{RowParser, Settings};
use super::reading::read_file;
use super::rejections::Rejections;
use crate::domain::message::Remark;
use crate::domain::reject::{ExtractFile, HeldEvidence, InputFile, Reject, RejectedEnrollment};
use crate::domain::{Encoding, Line};
use crate::policy::InForce;
use crate::text::input as text;
use std::collections::BTreeMap;

/// What the files call their columns, by canonical name.
pub type Headings = BTreeMap<(ExtractFile, &'static str), String>;

/// A file that came in.
struct Filed {
    file: ExtractFile,
    rows: Option<u64>,
    encoding: Option<Encoding>,
    cut_off_at: Option<Line>,
    digested: Option<Digested>,
    rejections: Rejections,
    headings: Vec<(&'static str, String)>,
    /// The column that must tell whom a rejected row holds back.
    identifying: Option<&'static str>,
}

/// Collects what is said of the files while they are read.
pub(super) struct FileSet<'a> {
    settings: Settings<'a>,
    filed: Vec<Filed>,
    /// Names of files that must be there and are not.
    missing: Vec<&'static str>,
    faults: Vec<FileFault>,
    notes: Vec<Remark>,
}

/// What all files together come to when none has a fault.
pub(super) struct Taken {
    pub rejects: Vec<Reject>,
    pub rejected_enrollments: Vec<RejectedEnrollment>,
    pub held: HeldEvidence,
    pub inputs: Vec<InputFile>,
    pub headings: Headings,
    pub networks_timed: bool,
    pub notes: Vec<Remark>,
}

impl<'a> FileSet<'a> {
    /// An empty file set.
    pub(super) fn new(settings: Settings<'a>) -> FileSet<'a> {
        FileSet {
            settings,
            filed: Vec::new(),
            missing: Vec::new(),
            faults: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Reads a file that must be there.
    pub(super) fn required<P: RowParser>(&mut self, parser: &P) -> Vec<P::Row> {
        self.optional(parser, true).unwrap_or_default()
    }

    /// Reads a file that may be missing unless `is_required`; `None` when it is.
    pub(super) fn optional<P: RowParser>(
        &mut self,
        parser: &P,
        is_required: bool,
    ) -> Option<Vec<P::Row>> {
        let Some(mut contents) = read_file(&self.settings, parser) else {
            if is_required {
                self.missing.push(P::FILE.name());
            }
            return None;
        };
        self.faults.extend(contents.faults);
        self.notes.extend(contents.notes);
        let kept = P::settle(contents.kept, &mut contents.rejections);
        let filed = Filed {
            file: P::FILE,
            rows: contents.rows,
            encoding: contents.encoding,
            cut_off_at: contents.cut_off_at,
            digested: contents.digested,
            rejections: contents.rejections,
            headings: contents.headings,
            identifying: P::IDENTIFYING,
        };
        if let Some(input) = filed.input() {
            let progress = self.settings.progress;
            progress.has_read(&input, contents.placeholders);
        }
        self.filed.push(filed);
        Some(kept)
    }

    /// Judges the files as a whole: the share of rejected rows, and `control.csv`.
    ///
    /// Gives out what was taken, and all faults of all files.
    pub(super) fn close(mut self, policy: &InForce) -> (Taken, Vec<FileFault>) {
        for filed in &self.filed {
            let rows = filed.rows.unwrap_or(u64::MAX);
            let ratio = self.settings.max_reject_ratio;
            let fault = (filed.rejections).share_fault(filed.file, rows, ratio, &filed.headings);
            self.faults.extend(fault);
        }
        self.faults.extend(self.unidentified_faults());
        let delivered: Vec<Delivered<'_>> = self.filed.iter().map(Filed::delivered).collect();
        let checked = check_control(
            &self.settings.folder,
            self.settings.encoding,
            &delivered,
            policy,
        );
        if self.settings.require_control && !checked.is_there {
            self.missing.push(control::NAME);
        }
        self.faults
            .extend(self.settings.folder.missing(&self.missing));
        let is_unconfirmed = |filed: &&Filed| !checked.confirmed.contains(&filed.file);
        let unconfirmed = self.filed.iter().filter(is_unconfirmed);
        self.faults
            .extend(unconfirmed.filter_map(Filed::cut_off_fault));
        self.faults.extend(checked.faults);
        self.notes.extend(checked.notes);
        let names: Vec<&str> = ExtractFile::ALL.iter().map(|file| file.name()).collect();
        let names = [&names[..], &[control::NAME]].concat();
        self.faults.extend(self.settings.folder.near_names(&names));
        let mut faults = std::mem::take(&mut self.faults);
        faults.sort_by_key(FileFault::place);
        (self.take(checked.networks_timed), faults)
    }

    /// The faults of rows that do not tell whom they hold back, unless just so many are accepted.
    fn unidentified_faults(&self) -> Vec<FileFault> {
        let found = self.filed.iter().map(|filed| filed.rejections.unidentified);
        let found: u64 = found.sum();
        match self.settings.accept_unidentified {
            Some(accepted) if accepted == found => Vec::new(),
            Some(accepted) => {
                let what = text::accepted_other_number(accepted, found);
                let folder = self.settings.folder.path();
                let mut faults = vec![FileFault::new(folder, what, text::accept_exactly(found))];
                faults.extend(self.filed.iter().flat_map(Filed::unidentified_faults));
                faults
            }
            None => self
                .filed
                .iter()
                .flat_map(Filed::unidentified_faults)
                .collect(),
        }
    }

    fn take(self, networks_timed: bool) -> Taken {
        let mut taken = Taken {
            rejects: Vec::new(),
            rejected_enrollments: Vec::new(),
            held: HeldEvidence::default(),
            inputs: Vec::new(),
            headings: Headings::new(),
            networks_timed,
            notes: self.notes,
        };
        for mut filed in self.filed {
            taken
                .rejected_enrollments
                .append(&mut filed.rejections.enrollments);
            taken.inputs.extend(filed.input());
            let headings = filed.headings.into_iter();
            taken
                .headings
                .extend(headings.map(|(column, cell)| ((filed.file, column), cell)));
            let rejects = filed.rejections.settle(filed.file, &mut taken.held);
            taken.rejects.extend(rejects);
        }
        taken
    }
}

impl Filed {
    fn unidentified_faults(&self) -> Vec<FileFault> {
        let identifying = self.identifying.iter();
        identifying
            .flat_map(|column| {
                let (file, headings) = (self.file, &self.headings);
                self.rejections.unidentified_faults(file, column, headings)
            })
            .collect()
    }

    fn cut_off_fault(&self) -> Option<FileFault> {
        let what = text::is_cut_off();
        let fault = FileFault::new(self.file.name(), what, text::deliver_whole());
        self.cut_off_at.map(|line| fault.at(line))
    }

    fn delivered(&self) -> Delivered<'_> {
        Delivered {
            file: self.file,
            rows: self.rows,
            sha256: self.digested.as_ref().map(|d| d.sha256.as_str()),
        }
    }

    fn input(&self) -> Option<InputFile> {
        let digested = self.digested.as_ref()?;
        Some(InputFile {
            file: self.file,
            encoding: self.encoding,
            sha256: digested.sha256.clone(),
            bytes: digested.bytes,
            rows: self.rows?,
            rejected_rows: self.rejections.rows,
        })
    }
}
