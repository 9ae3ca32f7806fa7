//! What the program's schema is, and whether a database has it.

use super::faults::OrFault;
use crate::fault::{Exit, Fault};
use crate::text::{ledger as text, system};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// What brings a ledger from one schema to the next; entry n makes version n + 1.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("schema.sql"),
    include_str!("answers_of_both_systems.sql"),
];

/// The schema this program reads and writes.
pub const SCHEMA_VERSION: i64 = MIGRATIONS.len() as i64;

/// Refuses triggers that are not the program's: they would act on what it writes.
pub(super) fn refuse_other_triggers(conn: &Connection) -> Result<(), Fault> {
    refuse_other_schema(conn, SCHEMA_VERSION, is_trigger)
}

/// Refuses what is in the schema and is not the version's: somebody else would answer what is
/// asked of it.
pub(super) fn refuse_other_schema(
    conn: &Connection,
    version: i64,
    is_asked: impl Fn(&Object) -> bool,
) -> Result<(), Fault> {
    const DOING: system::Doing = system::CHECK_FILE;
    let expected = expected_objects(version).or_fault(DOING)?;
    let found = objects(conn).or_fault(DOING)?;
    let strange = found.symmetric_difference(&expected);
    let strange = strange.filter(|object| is_asked(object));
    let strange: Vec<&str> = strange.map(|(_, name, _)| name.as_str()).collect();
    match strange.is_empty() {
        true => Ok(()),
        false => Err(Fault::new(Exit::Refused, text::foreign_schema(&strange))),
    }
}

/// What is in the schema of a version.
fn expected_objects(version: i64) -> rusqlite::Result<BTreeSet<Object>> {
    let conn = Connection::open_in_memory()?;
    let steps = usize::try_from(version).unwrap_or(0);
    for step in MIGRATIONS.iter().take(steps) {
        conn.execute_batch(step)?;
    }
    objects(&conn)
}

/// Kind, name and text of something in a schema.
pub(super) type Object = (String, String, Option<String>);

pub(super) fn is_trigger((kind, ..): &Object) -> bool {
    kind == "trigger"
}

fn objects(conn: &Connection) -> rusqlite::Result<BTreeSet<Object>> {
    let mut statement = conn.prepare("SELECT type, name, sql FROM sqlite_schema")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    rows.collect()
}
