//! Where the files of an extract come in one after another, with all that is wrong with them.

use super::control::{Delivered, check_control};
use super::digest::Digested;
use super::fault::{FileFault, Refusal};
use super::parser::{RowParser, Settings};
use super::reading::read_file;
use super::rejections::Rejections;
use super::source::missing;
use crate::domain::reject::{ExtractFile, HeldEvidence, InputFile, Reject};
use crate::policy::InForce;

/// A file that came in.
struct Filed {
    file: ExtractFile,
    rows: Option<u64>,
    digested: Option<Digested>,
    rejections: Rejections,
}

/// Collects what is said of the files while they are read.
pub(super) struct FileSet<'a> {
    settings: Settings<'a>,
    filed: Vec<Filed>,
    faults: Vec<FileFault>,
    notes: Vec<String>,
}

/// What all files together come to when none has a fault.
pub(super) struct Taken {
    pub rejects: Vec<Reject>,
    pub held: HeldEvidence,
    pub inputs: Vec<InputFile>,
    pub notes: Vec<String>,
}

impl<'a> FileSet<'a> {
    /// An empty file set.
    pub(super) fn new(settings: Settings<'a>) -> FileSet<'a> {
        FileSet {
            settings,
            filed: Vec::new(),
            faults: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Reads a file that must be there.
    pub(super) fn required<P: RowParser>(&mut self, parser: &P) -> P::Total {
        self.optional(parser, true).unwrap_or_default()
    }

    /// Reads a file that may be missing unless `is_required`; `None` when it is.
    pub(super) fn optional<P: RowParser>(
        &mut self,
        parser: &P,
        is_required: bool,
    ) -> Option<P::Total> {
        let Some(contents) = read_file(&self.settings, parser) else {
            if is_required {
                self.faults.push(missing(self.settings.dir, P::FILE.name()));
            }
            return None;
        };
        self.faults.extend(contents.faults);
        self.notes.extend(contents.notes);
        self.filed.push(Filed {
            file: P::FILE,
            rows: contents.rows,
            digested: contents.digested,
            rejections: contents.rejections,
        });
        Some(contents.total)
    }

    /// The rejected rows of a file, if it came in.
    pub(super) fn rejections_of(&mut self, file: ExtractFile) -> Option<&mut Rejections> {
        let filed = self.filed.iter_mut().find(|filed| filed.file == file)?;
        Some(&mut filed.rejections)
    }

    /// Judges the files as a whole: the share of rejected rows, and `control.csv`.
    ///
    /// # Errors
    /// All faults of all files.
    pub(super) fn close(mut self, policy: &InForce) -> Result<Taken, Refusal> {
        for filed in &self.filed {
            let rows = filed.rows.unwrap_or(u64::MAX);
            let ratio = self.settings.max_reject_ratio;
            self.faults
                .extend(filed.rejections.faults(filed.file, rows, ratio));
        }
        let delivered: Vec<Delivered<'_>> = self.filed.iter().map(Filed::delivered).collect();
        let (faults, notes) = check_control(
            self.settings.dir,
            self.settings.encoding,
            &delivered,
            policy,
        );
        self.faults.extend(faults);
        self.notes.extend(notes);
        if self.faults.is_empty() {
            Ok(self.take())
        } else {
            self.faults.sort_by_key(FileFault::place);
            Err(Refusal {
                faults: self.faults,
            })
        }
    }

    fn take(self) -> Taken {
        let mut taken = Taken {
            rejects: Vec::new(),
            held: HeldEvidence::default(),
            inputs: Vec::new(),
            notes: self.notes,
        };
        for filed in self.filed {
            taken.inputs.extend(filed.input());
            let rejects = filed.rejections.settle(filed.file, &mut taken.held);
            taken.rejects.extend(rejects);
        }
        taken
    }
}

impl Filed {
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
            sha256: digested.sha256.clone(),
            bytes: digested.bytes,
            rows: self.rows?,
            rejected_rows: self.rejections.rows,
        })
    }
}
