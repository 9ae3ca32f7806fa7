//! Where a command may write a file of its own: over nothing that it did not make.

use super::staging::{ANSWER_FOLDERS, sync_folder};
use crate::domain::BatchId;
use crate::domain::reject::ExtractFile;
use crate::fault::{Exit, Fault};
use crate::regular;
use crate::text;
use std::ffi::OsStr;
use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// A ledger's name below its output folder, where no other is named.
const LEDGER: &str = "ledger.db";
/// What stands beside a ledger or its copy, by what is put behind its name.
const COMPANIONS: [&str; 6] = [
    "-wal",
    "-shm",
    "-journal",
    ".lock",
    ".part",
    ".part-journal",
];
/// How every SQLite file begins.
const DATABASE: &[u8; 16] = b"SQLite format 3\0";
/// How the folders begin in which outputs grow.
const STAGED: [&str; 4] = [".plan-", ".staging-", ".repair-", ".receipts-"];
/// Links that are followed before a name is taken as it is; the kernel follows as many.
const MOST_LINKS: usize = 40;

/// Why a file is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is a ledger or stands beside one.
    Ledger,
    /// It is one of the files of an extract.
    Extract,
    /// It belongs to a batch, a plan or a file of answers.
    Batch,
    /// The command was told to use it for something else.
    Named,
    /// It is a folder, a device or a pipe.
    NoFile,
}

/// The files a command was told to work with, and the ledgers that belong to them.
#[derive(Debug, Clone, Default)]
pub struct Spared {
    ledgers: Vec<PathBuf>,
    named: Vec<PathBuf>,
}

impl Spared {
    /// Every path a command was given, besides the file it is to write: the ledger, extract,
    /// answers, output or batch folder.
    pub fn of<'p>(paths: impl IntoIterator<Item = &'p Path>) -> Spared {
        let mut spared = Spared::default();
        for path in paths {
            let path = resolved(path);
            let beside = path.parent().map(|folder| folder.join(LEDGER));
            let within = [path.join(LEDGER)];
            spared.ledgers.extend(beside.into_iter().chain(within));
            spared.named.push(path);
        }
        spared
    }

    /// Whether a file is kept; `is_ledger` tells what else than a named one is a ledger.
    fn holds(&self, target: &Path, is_ledger: fn(&Path) -> bool) -> Option<Kept> {
        for base in bases(target) {
            if is_ledger(&base) || self.ledgers.iter().any(|path| is_same(path, &base)) {
                return Some(Kept::Ledger);
            }
            if self.named.iter().any(|path| is_same(path, &base)) {
                return Some(Kept::Named);
            }
        }
        let is_beside = |named: &PathBuf| bases(named).any(|base| is_same(&base, target));
        self.named.iter().any(is_beside).then_some(Kept::Named)
    }
}

/// A file that a command may write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    path: PathBuf,
}

impl Target {
    /// The file that `path` leads to, through links. Whether it can be written shows later.
    ///
    /// # Errors
    /// [`Exit::Usage`] when the file is somebody else's.
    pub fn of(path: &Path, spared: &Spared) -> Result<Target, Fault> {
        Target::unless(path, spared, is_database)
    }

    /// As [`Target::of`], for a copy of the ledger, which is a database itself.
    ///
    /// # Errors
    /// As [`Target::of`].
    pub fn of_ledger_copy(path: &Path, spared: &Spared) -> Result<Target, Fault> {
        Target::unless(path, spared, |_| false)
    }

    fn unless(path: &Path, spared: &Spared, is_ledger: fn(&Path) -> bool) -> Result<Target, Fault> {
        let resolved = resolved(path);
        let is_other = fs::metadata(&resolved).is_ok_and(|found| !found.is_file());
        let kept = match is_other {
            true => Some(Kept::NoFile),
            false => spared
                .holds(&resolved, is_ledger)
                .or_else(|| kept_by_name(&resolved)),
        };
        match kept {
            None => Ok(Target { path: resolved }),
            Some(why) => Err(refused(path, why)),
        }
    }

    /// Where the file is or will be.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Replaces the file: under its name there is the old one or the new one, never half of one.
    ///
    /// # Errors
    /// What the system reports; an earlier file is then untouched.
    pub fn replace(&self, bytes: &[u8], mode: u32) -> io::Result<()> {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let part = self.path.with_file_name(name);
        let written = fill(&part, bytes, mode).and_then(|()| fs::rename(&part, &self.path));
        if written.is_err() {
            let _ = fs::remove_file(&part);
        }
        written?;
        sync_folder(self.path.parent().unwrap_or(Path::new("/")))
    }
}

fn fill(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    // Left behind by a process of this number that died.
    let _ = fs::remove_file(path);
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create_new(true).mode(mode).open(path)?;
    file.set_permissions(Permissions::from_mode(mode))?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Refuses a folder in which the program keeps what it has committed or planned.
///
/// # Errors
/// [`Exit::Usage`] for such a folder or one below it.
pub fn refuse_kept_folder(path: &Path) -> Result<(), Fault> {
    match is_kept_folder(&resolved(path)) {
        false => Ok(()),
        true => Err(refused(path, Kept::Batch)),
    }
}

fn refused(path: &Path, why: Kept) -> Fault {
    let why = match why {
        Kept::Ledger => text::shell::LEDGER,
        Kept::Extract => text::shell::EXTRACT,
        Kept::Batch => text::shell::BATCH,
        Kept::Named => text::shell::NAMED,
        Kept::NoFile => text::shell::NO_FILE,
    };
    let told = text::shell::target_refused(&path.display(), why);
    Fault::new(Exit::Usage, told)
}

fn kept_by_name(path: &Path) -> Option<Kept> {
    let name = path.file_name()?.to_str()?;
    let extract = ExtractFile::ALL.iter().map(|file| file.name());
    if extract
        .chain(["control.csv"])
        .any(|kept| kept.eq_ignore_ascii_case(name))
    {
        return Some(Kept::Extract);
    }
    is_kept_folder(path.parent()?).then_some(Kept::Batch)
}

fn is_kept_folder(path: &Path) -> bool {
    let is_batch = |name: &str| {
        let planned = name.strip_prefix("plan-");
        planned.unwrap_or(name).parse::<BatchId>().is_ok()
    };
    let is_staged = |name: &str| STAGED.iter().any(|start| name.starts_with(start));
    let is_answers = path
        .file_name()
        .is_some_and(|name| ANSWER_FOLDERS.iter().any(|kept| name == *kept));
    is_answers
        || path
            .iter()
            .filter_map(|name| name.to_str())
            .any(|name| is_batch(name) || is_staged(name))
}

fn is_database(path: &Path) -> bool {
    let mut head = [0; DATABASE.len()];
    regular::open(path).is_ok_and(|mut file| file.read_exact(&mut head).is_ok())
        && head == *DATABASE
}

/// The file itself, and those beside which it stands by its name.
fn bases(path: &Path) -> impl Iterator<Item = PathBuf> {
    let name = path.file_name().unwrap_or_default().as_bytes();
    let beside = COMPANIONS.iter().filter_map(move |suffix| {
        let base = name.strip_suffix(suffix.as_bytes())?;
        Some(path.with_file_name(OsStr::from_bytes(base)))
    });
    std::iter::once(path.to_owned()).chain(beside)
}

/// Whether two paths are one file: by name, also before it is there, or by what the disk says.
fn is_same(one: &Path, other: &Path) -> bool {
    let number = |path| {
        fs::metadata(path)
            .ok()
            .map(|found| (found.dev(), found.ino()))
    };
    one == other || number(one).is_some_and(|one| Some(one) == number(other))
}

/// The path behind all links, of a file that need not be there.
fn resolved(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        if let Ok(found) = path.canonicalize() {
            return found;
        }
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let Some(name) = path.file_name() else {
            return path;
        };
        let folder = resolved(folder);
        let named = folder.join(name);
        match fs::read_link(&named) {
            Ok(leads_to) => path = folder.join(leads_to),
            Err(_) => return named,
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    /// A ledger, an extract and a batch, with links to them.
    fn place() -> tempfile::TempDir {
        let place = tempfile::tempdir().unwrap();
        let root = place.path();
        for folder in ["x", "out/2025-20241221-01", "out/reversals", "d"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        let database = [&DATABASE[..], b"pages"].concat();
        for (name, bytes) in [
            ("out/ledger.db", &database[..]),
            ("out/ledger.db-wal", b"wal"),
            ("elsewhere", &database),
            ("policy.toml", b"policy"),
            ("out/2025-20241221-01/results.csv", b"results"),
            ("own.csv", b"own"),
        ] {
            fs::write(root.join(name), bytes).unwrap();
        }
        symlink("out/ledger.db", root.join("to-ledger")).unwrap();
        symlink("out/ledger.db-journal", root.join("to-journal")).unwrap();
        symlink("../out/2025-20241221-01", root.join("d/batch")).unwrap();
        symlink("own.csv", root.join("to-own")).unwrap();
        symlink("new.csv", root.join("to-new")).unwrap();
        fs::hard_link(root.join("policy.toml"), root.join("twin")).unwrap();
        place
    }

    #[test]
    fn only_what_is_nobodys_or_ones_own_is_written() {
        let place = place();
        let root = place.path();
        let told = ["out", "x", "policy.toml", "later/ledger.db"].map(|name| root.join(name));
        let spared = Spared::of(told.iter().map(PathBuf::as_path));
        for (sentence, name, is_refused) in [
            ("the ledger", "out/ledger.db", true),
            ("by another path", "out/../out/ledger.db", true),
            ("through a link", "to-ledger", true),
            ("its companion", "out/ledger.db-wal", true),
            ("a companion that is not there", "to-journal", true),
            ("its lock", "out/ledger.db.lock", true),
            ("a ledger nobody named", "elsewhere", true),
            ("beside it", "elsewhere-wal", true),
            ("a batch", "out/2025-20241221-01/results.csv", true),
            ("new, in a batch", "d/batch/new.csv", true),
            ("in a plan", "out/plan-2025-20241221-01/x", true),
            ("in a folder of any other plan", "plan-b/x", false),
            ("a reversal", "out/reversals/new.csv", true),
            ("an extract, not there yet", "x/holds.csv", true),
            ("in any case of letters", "own/Payments.CSV", true),
            ("control of an extract", "x/control.csv", true),
            ("named on the command line", "policy.toml", true),
            ("the same file by another name", "twin", true),
            ("a folder", "out", true),
            ("a new file", "new.prom", false),
            ("beside the batches", "out/new.prom", false),
            ("one's own", "own.csv", false),
            ("one's own through a link", "to-own", false),
            ("new, through a link", "to-new", false),
            ("no such folder", "nowhere/new.prom", false),
        ] {
            let target = Target::of(&root.join(name), &spared);
            let exit = target.err().map(|fault| fault.exit);
            assert_eq!(
                exit,
                is_refused.then_some(Exit::Usage),
                "{sentence}: {name}"
            );
        }
        let device = Target::of(Path::new("/dev/null"), &spared);
        assert_eq!(device.unwrap_err().exit, Exit::Usage);
    }

    #[test]
    fn a_copy_of_the_ledger_is_not_made_over_what_stands_beside_it() {
        let place = place();
        let spared = Spared::of([&*place.path().join("out/l.part")]);
        for (name, is_refused) in [("out/l", true), ("out/l.part", true), ("out/m", false)] {
            let target = Target::of_ledger_copy(&place.path().join(name), &spared);
            assert_eq!(target.is_err(), is_refused, "{name}");
        }
    }

    #[test]
    fn a_ledger_is_spared_before_it_and_its_folder_are_there() {
        let out = Path::new("no-such-folder/out");
        let spared = Spared::of([out]);
        for name in ["ledger.db", "ledger.db-wal", "ledger.db.lock"] {
            assert!(Target::of(&out.join(name), &spared).is_err(), "{name}");
        }
        assert!(Target::of(&out.join("ledger.db.txt"), &spared).is_ok());
    }

    #[test]
    fn a_file_is_replaced_behind_its_link_with_its_mode() {
        let place = place();
        let root = place.path();
        let target = Target::of(&root.join("to-own"), &Spared::default()).unwrap();
        for mode in [0o644, 0o600] {
            target.replace(b"new", mode).unwrap();
            let meta = fs::metadata(root.join("own.csv")).unwrap();
            assert_eq!(meta.permissions().mode() & 0o777, mode);
        }
        assert_eq!(fs::read(root.join("own.csv")).unwrap(), b"new");
        assert!(root.join("to-own").is_symlink());
        assert_eq!(fs::read_dir(root).unwrap().count(), 11);
    }
}
