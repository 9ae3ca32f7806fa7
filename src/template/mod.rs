//! An extract with example rows for whoever is to make one, and its data package: made of the
//! column tables that the reader uses.

mod datapackage;

use crate::domain::reject::ExtractFile;
use crate::fault::{Exit, Fault};
use crate::input::{CONTROL, Column, columns_of};
use crate::outputs::target::refuse_kept_folder;
use crate::text::extracts;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// How the columns are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Headers {
    /// The canonical names.
    Canonical,
    /// The names of the national platform, the canonical ones where it has none.
    Platform,
    /// The Chinese labels, the canonical names where there are none.
    Zh,
}

impl Headers {
    /// What a column is called.
    fn name(self, column: &Column) -> &'static str {
        let is_wanted = |name: &&&'static str| match self {
            Headers::Canonical => false,
            Headers::Platform => name.is_ascii(),
            Headers::Zh => !name.is_ascii(),
        };
        column
            .aliases
            .iter()
            .find(is_wanted)
            .copied()
            .unwrap_or(column.name)
    }
}

/// Name of the data package.
const PACKAGE: &str = "datapackage.json";

/// Writes the template into `folder` and tells how many files it has.
///
/// # Errors
/// [`Exit::Usage`] where a file is there already, or in the folder of a batch, and then nothing is written;
/// [`Exit::Failed`] where one cannot be written.
pub fn write(folder: &Path, headers: Headers) -> Result<usize, Fault> {
    refuse_kept_folder(folder)?;
    let files = files(headers);
    for (name, _) in &files {
        let path = folder.join(name);
        if path.symlink_metadata().is_ok() {
            let message = extracts::template_would_overwrite(&path.display());
            return Err(Fault::new(Exit::Usage, message));
        }
    }
    let unwritten = |path: &Path, error: io::Error| {
        Fault::new(
            Exit::Failed,
            extracts::template_unwritten(&path.display(), &error),
        )
    };
    fs::create_dir_all(folder).map_err(|error| unwritten(folder, error))?;
    for (name, bytes) in &files {
        let path = folder.join(name);
        File::create_new(&path)
            .and_then(|mut file| file.write_all(bytes))
            .map_err(|error| unwritten(&path, error))?;
    }
    Ok(files.len())
}

/// Every file of the template with its bytes.
fn files(headers: Headers) -> Vec<(&'static str, Vec<u8>)> {
    let mut files: Vec<_> = ExtractFile::ALL
        .iter()
        .map(|file| {
            let columns = columns_of(*file);
            (file.name(), table(headers, columns, &examples(columns)))
        })
        .collect();
    files.push(("control.csv", table(headers, &CONTROL, &listed_files())));
    files.push((PACKAGE, datapackage::describe(headers)));
    files
}

/// Two rows of examples.
fn examples(columns: &[Column]) -> Vec<Vec<&'static str>> {
    let row = |at: usize| columns.iter().map(|column| column.examples[at]).collect();
    vec![row(0), row(1)]
}

/// The rows of `control.csv`: every file with its two rows, since one that is not listed refuses
/// the run.
fn listed_files() -> Vec<Vec<&'static str>> {
    let row = |file: &ExtractFile| {
        let others = CONTROL.iter().skip(1).map(|column| column.examples[0]);
        std::iter::once(file.name()).chain(others).collect()
    };
    ExtractFile::ALL.iter().map(row).collect()
}

fn table(headers: Headers, columns: &[Column], rows: &[Vec<&'static str>]) -> Vec<u8> {
    const FITS: &str = "a vector takes every row";
    let mut writer = csv::Writer::from_writer(Vec::new());
    let names = columns.iter().map(|column| headers.name(column));
    writer.write_record(names).expect(FITS);
    for row in rows {
        writer.write_record(row).expect(FITS);
    }
    writer.into_inner().expect(FITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_called_as_asked_for() {
        for (headers, expected) in [
            (
                Headers::Canonical,
                "holder_id,insurance_status,account_status,current_balance,accumulated_balance,balance_as_of",
            ),
            (
                Headers::Platform,
                "holder_id,psn_insu_stas,account_status,crt_year_balc,cal_year_balc,balance_as_of",
            ),
            (
                Headers::Zh,
                "账户人证件号码,参保状态,账户状态,当年账户余额,历年账户余额,余额时点",
            ),
        ] {
            let columns = columns_of(ExtractFile::Accounts);
            let text = String::from_utf8(table(headers, columns, &[])).unwrap();
            assert_eq!(text.trim_end(), expected);
        }
    }

    #[test]
    fn nothing_that_is_there_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(write(folder.path(), Headers::Zh).unwrap(), 7);
        let before = fs::read(folder.path().join("networks.csv")).unwrap();
        let fault = write(folder.path(), Headers::Canonical).unwrap_err();
        assert_eq!(fault.exit, Exit::Usage);
        assert_eq!(
            fs::read(folder.path().join("networks.csv")).unwrap(),
            before
        );
    }

    #[test]
    fn nothing_is_written_into_a_batch_or_a_plan() {
        let out = tempfile::tempdir().unwrap();
        for kept in ["2025-20241221-01", "plan-2025-20241221-01"] {
            let folder = out.path().join(kept);
            fs::create_dir(&folder).unwrap();
            for below in [folder.clone(), folder.join("template")] {
                let fault = write(&below, Headers::Canonical).unwrap_err();
                assert_eq!(fault.exit, Exit::Usage, "{below:?}");
            }
            assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "{kept}");
        }
    }

    #[test]
    fn every_column_is_explained_and_its_examples_are_of_its_kind() {
        for columns in ExtractFile::ALL
            .map(columns_of)
            .into_iter()
            .chain([&CONTROL[..]])
        {
            for column in columns {
                let (zh, en) = column.about;
                assert!(!zh.is_empty() && !en.is_empty(), "{}", column.name);
                for example in column.examples {
                    assert!(
                        column.may_be_empty || !example.is_empty(),
                        "{}",
                        column.name
                    );
                }
            }
        }
    }
}
