//! Opening a ledger, and every reason to refuse it.

use super::chain;
use super::faults::{OrFault, file_fault};
use super::file::{OpenMode, look_at_file, refuse_strange_file, tighten};
use super::file_identity::FileIdentity;
use super::lock::Lock;
use super::paths::resolve;
use super::schema::{MIGRATIONS, SCHEMA_VERSION, is_trigger, refuse_other_schema};
use super::snapshot::{PATIENCE, open_snapshot};
use super::wary::wary;
use crate::crash_point;
use crate::domain::BatchId;
use crate::domain::history::ChainHead;
use crate::fault::{Exit, Fault};
use crate::interrupt::Interrupt;
use crate::log;
use crate::text::commits;
use crate::text::ledger as text;
use crate::text::system;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Marks a database file as a ledger of this program: `gjlg`.
const APPLICATION_ID: i32 = 0x676a_6c67;

/// Steps of the database between two looks at whether somebody asks to stop: a few milliseconds.
const STEPS: i32 = 100_000;

/// Page size of a new ledger: a quarter of the calls that SQLite's own takes, and a lower tree.
const PAGE_BYTES: i64 = 1 << 14;

/// An open ledger. One that was opened for writing holds the lock as long as it lives.
#[derive(Debug)]
pub struct Ledger {
    pub(super) conn: Connection,
    pub(super) path: Option<PathBuf>,
    /// The head of the chain that was recomputed: what everything else that is read hangs on.
    pub(super) head: ChainHead,
    /// The file that was opened.
    file: Option<FileIdentity>,
    /// Stops whatever is asked of the database, until the commit.
    pub(super) interrupt: Interrupt,
    _lock: Option<Lock>,
}

impl Ledger {
    /// Opens the locked ledger for a run that may commit. With [`OpenMode::New`] a missing ledger
    /// is created (mode 0600, its folder must exist).
    ///
    /// # Errors
    /// [`Exit::Refused`]: missing, not a ledger, of a newer schema, or `--new-ledger` on a ledger
    /// with other batches. [`Exit::Inconsistent`]: it does not hold what was committed.
    /// [`Exit::Busy`]: somebody holds a transaction on it. [`Exit::Failed`]: disk, rights, or
    /// somebody asks to stop.
    pub fn open(mut lock: Lock, mode: OpenMode, interrupt: &Interrupt) -> Result<Ledger, Fault> {
        let path = lock.ledger().to_owned();
        let is_fresh = look_at_file(&path, mode)?;
        let file = lock.hold_file()?;
        let conn = connect(&path)?;
        tighten(&path).map_err(|e| file_fault(&e, system::SET_RIGHTS, &path))?;
        let mut ledger = Ledger {
            conn,
            path: Some(path),
            head: ChainHead::default(),
            file: Some(file),
            interrupt: interrupt.clone(),
            _lock: Some(lock),
        };
        ledger.stop_when_asked();
        ledger.set_up(is_fresh)?;
        ledger.head = ledger.believe()?;
        if is_fresh {
            log::info(&commits::made());
        }
        if let OpenMode::New(batch) = mode {
            ledger.refuse_other_batches(&batch)?;
        }
        Ok(ledger)
    }

    /// Opens one snapshot of the ledger to read: takes no lock, recovers nothing, and works while
    /// a run is writing.
    ///
    /// # Errors
    /// As [`Ledger::open`] with [`OpenMode::Existing`].
    pub fn open_read_only(path: &Path) -> Result<Ledger, Fault> {
        Ledger::read_until(path, &Interrupt::default())
    }

    /// As [`Ledger::open_read_only`], until somebody asks to stop.
    pub(super) fn read_until(path: &Path, interrupt: &Interrupt) -> Result<Ledger, Fault> {
        let mut ledger = Ledger::open_to_verify(path)?;
        ledger.interrupt = interrupt.clone();
        ledger.stop_when_asked();
        ledger.head = ledger.believe()?;
        Ok(ledger)
    }

    /// As [`Ledger::open_read_only`], but believes what the ledger says: for [`Ledger::verify_chain`],
    /// which names everything that does not agree.
    ///
    /// # Errors
    /// As [`Ledger::open_read_only`], a broken chain apart.
    pub fn open_to_verify(path: &Path) -> Result<Ledger, Fault> {
        let (ledger, version) = Ledger::snapshot(path)?;
        if version < SCHEMA_VERSION {
            return Err(Fault::new(
                Exit::Refused,
                text::older_schema(version, SCHEMA_VERSION),
            ));
        }
        Ok(ledger)
    }

    /// What a dry run plans on. With [`OpenMode::New`] a ledger that is missing, or whose creation
    /// died before it held anything, is an empty one; nothing is created.
    ///
    /// # Errors
    /// As [`Ledger::open_read_only`]; [`Exit::Refused`] for `--new-ledger` on a ledger with other
    /// batches.
    pub fn open_to_plan(
        path: &Path,
        mode: OpenMode,
        interrupt: &Interrupt,
    ) -> Result<Ledger, Fault> {
        let OpenMode::New(own) = mode else {
            return Ledger::read_until(path, interrupt);
        };
        refuse_strange_file(path)?;
        let holds_nothing = match fs::metadata(path) {
            Ok(file) => file.len() == 0,
            Err(e) => e.kind() == ErrorKind::NotFound,
        };
        if holds_nothing || Ledger::snapshot(path)?.1 == 0 {
            return Ledger::empty();
        }
        let ledger = Ledger::read_until(path, interrupt)?;
        ledger.refuse_other_batches(&own)?;
        Ok(ledger)
    }

    /// One snapshot with the version of its schema; 0 before it has tables.
    pub(super) fn snapshot(path: &Path) -> Result<(Ledger, i64), Fault> {
        look_at_file(path, OpenMode::Existing)?;
        // By its whole path: `:memory:` alone is no file to the database.
        let path = resolve(path)?;
        let ledger = Ledger {
            conn: open_snapshot(&path)?,
            path: Some(path),
            head: ChainHead::default(),
            file: None,
            interrupt: Interrupt::default(),
            _lock: None,
        };
        let version = ledger.refuse_foreign_schema()?;
        Ok((ledger, version))
    }

    /// A ledger without any batch, for a dry run that plans the first one.
    ///
    /// # Errors
    /// [`Exit::Failed`] when memory for it cannot be had.
    pub fn empty() -> Result<Ledger, Fault> {
        let conn = Connection::open_in_memory().or_fault(system::MAKE_EMPTY)?;
        conn.pragma_update(None, "foreign_keys", true)
            .or_fault(system::MAKE_EMPTY)?;
        let mut ledger = Ledger {
            conn,
            path: None,
            head: ChainHead::default(),
            file: None,
            interrupt: Interrupt::default(),
            _lock: None,
        };
        ledger.migrate(0)?;
        Ok(ledger)
    }

    /// Has the database look, while it works, whether somebody asks to stop.
    fn stop_when_asked(&self) {
        let interrupt = self.interrupt.clone();
        let is_asked = move || interrupt.is_asked();
        self.conn.progress_handler(STEPS, Some(is_asked));
    }

    /// The commit is at hand, and nobody is listened to any more.
    pub(super) fn stop_for_nobody(&self) {
        self.conn.progress_handler(0, None::<fn() -> bool>);
    }

    /// The head of the chain as it was read and checked, or as this ledger's own commits left it.
    pub fn head(&self) -> &ChainHead {
        &self.head
    }

    /// Refuses to write where the chain no longer ends as it did when it was read.
    pub(super) fn refuse_another_than_read(&self) -> Result<(), Fault> {
        let (entries, chain) = chain::head(&self.conn).or_fault(system::READ)?;
        match (entries.unsigned_abs(), &chain) == (self.head.entries, &self.head.chain) {
            true => self.refuse_another_file(),
            false => Err(Fault::new(Exit::Inconsistent, text::another_than_read())),
        }
    }

    /// Refuses to commit into a file that no longer has the ledger's name.
    pub(super) fn refuse_another_file(&self) -> Result<(), Fault> {
        let (Some(path), Some(file)) = (&self.path, &self.file) else {
            return Ok(());
        };
        match FileIdentity::at(path)? == Some(*file) {
            true => Ok(()),
            false => Err(Fault::new(Exit::Inconsistent, text::another_than_read())),
        }
    }

    /// Brings the committed pages from the write-ahead log into the ledger's one file and closes
    /// it. Nothing is lost when this fails or never happens: the next start does it.
    pub fn close(self) {
        crash_point!("ledger.before-close");
        if let Err((_, error)) = self.conn.close() {
            log::warn(&commits::not_closed(&error));
        }
        crash_point!("ledger.after-close");
    }

    /// Closes the connection and opens the file anew, as the next start would: what is in it then
    /// is what was committed.
    pub(super) fn reopen(&mut self) -> Result<(), Fault> {
        const DOING: system::Doing = system::REOPEN;
        let Some(path) = &self.path else {
            return Ok(());
        };
        let nothing = Connection::open_in_memory().or_fault(DOING)?;
        drop(std::mem::replace(&mut self.conn, nothing));
        self.conn = connect(path)?;
        self.set_up(false)
    }

    fn set_up(&mut self, is_fresh: bool) -> Result<(), Fault> {
        const DOING: system::Doing = system::OPEN;
        self.conn.busy_timeout(PATIENCE).or_fault(DOING)?;
        let version = if is_fresh {
            0
        } else {
            self.refuse_foreign_schema()?
        };
        if self.conn.is_readonly("main").or_fault(DOING)? {
            let path = self.path.as_deref().unwrap_or(Path::new(""));
            return Err(Fault::new(Exit::Failed, text::read_only(path)));
        }
        if is_fresh {
            let page_size = self.conn.pragma_update(None, "page_size", PAGE_BYTES);
            page_size.or_fault(DOING)?;
        }
        self.set_pragmas()?;
        self.migrate(version)?;
        let probe = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .or_fault(system::WRITE)?;
        probe.rollback().or_fault(system::WRITE)
    }

    /// The schema's version, if it is one of ours; 0 for a database that holds nothing yet.
    fn refuse_foreign_schema(&self) -> Result<i64, Fault> {
        const DOING: system::Doing = system::READ;
        let number = |sql: &str| self.conn.query_row(sql, [], |r| r.get::<_, i64>(0));
        let objects = number("SELECT count(*) FROM sqlite_schema").or_fault(DOING)?;
        let application = number("PRAGMA application_id").or_fault(DOING)?;
        let version = number("PRAGMA user_version").or_fault(DOING)?;
        if (objects, application, version) == (0, 0, 0) {
            return Ok(0);
        }
        if application != i64::from(APPLICATION_ID) || version < 1 {
            return Err(Fault::new(Exit::Refused, text::foreign_database()));
        }
        if version > SCHEMA_VERSION {
            return Err(Fault::new(
                Exit::Refused,
                text::newer_schema(version, SCHEMA_VERSION),
            ));
        }
        // Nothing is written before the rows are believed, but by bringing them up to date.
        refuse_other_schema(&self.conn, version, |object| {
            version < SCHEMA_VERSION || !is_trigger(object)
        })?;
        Ok(version)
    }

    fn migrate(&mut self, from: i64) -> Result<(), Fault> {
        const DOING: system::Doing = system::WRITE_SCHEMA;
        if from == SCHEMA_VERSION {
            return Ok(());
        }
        crash_point!("ledger.before-create");
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .or_fault(DOING)?;
        for step in MIGRATIONS.iter().skip(usize::try_from(from).unwrap_or(0)) {
            tx.execute_batch(step).or_fault(DOING)?;
        }
        tx.pragma_update(None, "application_id", APPLICATION_ID)
            .or_fault(DOING)?;
        tx.pragma_update(None, "user_version", SCHEMA_VERSION)
            .or_fault(DOING)?;
        tx.commit().or_fault(DOING)?;
        crash_point!("ledger.after-create");
        Ok(())
    }

    fn refuse_other_batches(&self, own: &BatchId) -> Result<(), Fault> {
        let ids = self.batch_ids()?;
        match ids.iter().find(|id| *id != own) {
            None => Ok(()),
            Some(other) => Err(Fault::new(Exit::Refused, text::not_new(*other))),
        }
    }
}

fn connect(path: &Path) -> Result<Connection, Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags);
    conn.and_then(|conn| wary(conn, path))
        .or_fault(system::OPEN)
}
