//! The copy of the ledger on another disk (section 6 of the contract): the memory that is left when
//! the ledger's own disk is gone, and by which an older ledger is noticed.

use super::chain;
use super::faults::{OrFault, file_fault};
use super::file::{create_file, refuse_strange_file};
use super::open::Ledger;
use super::paths::{resolve, with_suffix};
use crate::crash_point;
use crate::domain::history::ChainHead;
use crate::fault::{Exit, Fault};
use crate::interrupt::Interrupt;
use crate::text::{handover as text, system};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

const DOING: system::Doing = system::COPY;

/// Pages that are copied between two looks at whether somebody asks to stop: 16 MiB.
const PAGES: i32 = 1_024;

/// Where a ledger is copied to after every commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerCopy {
    path: PathBuf,
}

impl LedgerCopy {
    /// The copy at `path`, which need not be there yet.
    pub fn at(path: PathBuf) -> LedgerCopy {
        LedgerCopy { path }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the copy lacks an entry of the ledger. Refuses a ledger that does not contain what the
    /// copy contains: it was restored from an older backup, or swapped.
    ///
    /// # Errors
    /// [`Exit::Inconsistent`] for such a ledger; [`Exit::Refused`] when the copy is no ledger.
    pub fn lags(&self, ledger: &Ledger) -> Result<bool, Fault> {
        let copied = self.head()?;
        match ledger.contains(&copied)? {
            true => Ok(copied != ledger.head),
            false => Err(self.lacking(&copied)),
        }
    }

    /// Copies the ledger where the copy lacks an entry of it.
    ///
    /// # Errors
    /// As [`LedgerCopy::lags`] and [`LedgerCopy::write`].
    pub fn catch_up(&self, ledger: &Ledger) -> Result<(), Fault> {
        match self.lags(ledger)? {
            true => self.write(ledger, &Interrupt::default()),
            false => Ok(()),
        }
    }

    /// Refuses a copy of a ledger that is not there.
    ///
    /// # Errors
    /// As [`LedgerCopy::lags`].
    pub fn refuse_lost_ledger(&self) -> Result<(), Fault> {
        let copied = self.head()?;
        match copied.entries {
            0 => Ok(()),
            _ => Err(self.lacking(&copied)),
        }
    }

    fn lacking(&self, copied: &ChainHead) -> Fault {
        let told = text::older_than_copy(&self.path, copied.entries);
        Fault::new(Exit::Inconsistent, told)
    }

    /// The copy's latest entry; that of an empty ledger where there is no copy yet.
    fn head(&self) -> Result<ChainHead, Fault> {
        let no_copy = |fault: Fault| {
            let told = text::copy_is_no_ledger(&self.path, &fault.message);
            Fault::new(fault.exit, told)
        };
        refuse_strange_file(&self.path).map_err(no_copy)?;
        match fs::metadata(&self.path) {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(ChainHead::default()),
            Err(e) => Err(file_fault(&e, system::LOOK_AT, &self.path)),
            Ok(_) => {
                let (copy, version) = Ledger::snapshot(&self.path).map_err(no_copy)?;
                match version {
                    0 => Ok(ChainHead::default()),
                    _ => copy.last_entry(),
                }
            }
        }
    }

    /// Makes an online copy, checked and synced, and puts it in place by one rename.
    ///
    /// # Errors
    /// Whatever keeps it from being written, checked and synced, an interrupt too; an earlier copy
    /// is untouched.
    pub fn write(&self, ledger: &Ledger, interrupt: &Interrupt) -> Result<(), Fault> {
        let target = resolve(&self.path)?;
        let part = with_suffix(&target, ".part");
        crash_point!("copy.before-part");
        for left in [&part, &with_suffix(&part, "-journal")] {
            remove_left(left).map_err(|e| file_fault(&e, DOING, left))?;
        }
        create_file(&part)?;
        let written = fill(&part, ledger, interrupt).and_then(|()| put_in_place(&part, &target));
        if written.is_err() {
            let _ = fs::remove_file(&part);
        }
        written
    }
}

impl Ledger {
    fn last_entry(&self) -> Result<ChainHead, Fault> {
        let (entries, chain) = chain::head(&self.conn).or_fault(system::READ)?;
        Ok(ChainHead {
            entries: entries.unsigned_abs(),
            chain,
        })
    }

    /// Whether an entry is one of this ledger's.
    fn contains(&self, entry: &ChainHead) -> Result<bool, Fault> {
        let found = self.rows(
            "SELECT chain FROM journal WHERE seq = ?1",
            [entry.entries],
            |r| r.get::<_, String>(0),
        )?;
        Ok(entry.entries == 0 || found == [entry.chain.as_str()])
    }
}

fn remove_left(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

/// Copies every page as of now, and reads the copy back: its chain has to end as the ledger's.
fn fill(part: &Path, ledger: &Ledger, interrupt: &Interrupt) -> Result<(), Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut copy = Connection::open_with_flags(part, flags).or_fault(DOING)?;
    crash_point!("copy.within-part");
    let backup = Backup::new(&ledger.conn, &mut copy).or_fault(DOING)?;
    loop {
        match backup.step(PAGES).or_fault(DOING)? {
            StepResult::Done => break,
            StepResult::More => interrupt.check()?,
            _ => return Err(Fault::new(Exit::Busy, text::copy_is_busy(part))),
        }
    }
    drop(backup);
    // One file without companions: it can be carried elsewhere as it is.
    copy.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()))
        .or_fault(DOING)?;
    copy.close().map_err(|(_, e)| e).or_fault(DOING)?;
    crash_point!("copy.after-part");
    let read = Ledger::read_until(part, interrupt)?;
    match read.head == ledger.head {
        true => Ok(()),
        false => Err(Fault::new(Exit::Inconsistent, text::copy_differs(part))),
    }
}

fn put_in_place(part: &Path, target: &Path) -> Result<(), Fault> {
    let folder = target.parent().unwrap_or(Path::new("/"));
    let synced = File::open(part).and_then(|file| file.sync_all());
    crash_point!("copy.before-place");
    let placed = synced.and_then(|()| fs::rename(part, target));
    crash_point!("copy.after-place");
    placed
        .and_then(|()| File::open(folder)?.sync_all())
        .map_err(|e| file_fault(&e, DOING, target))
}
