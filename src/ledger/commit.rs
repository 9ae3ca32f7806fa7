//! The moment of deduction: one transaction.

use super::chain::{DEDUCTION_COLUMNS, ValueDigest};
use super::entry::{Commit, Entry};
use super::faults::OrFault;
use super::inserter::Inserter;
use super::open::Ledger;
use super::record::{MANIFEST, NewBatch, NewDeduction, options_json};
use super::row_parts::{Parts, ROWS_COPIED, Texts};
use crate::crash_point;
use crate::domain::history::Obligation;
use crate::domain::{BatchId, Money, Outcome, OutputDigest, PersonKey};
use crate::fault::{Exit, Fault};
use crate::text::{ledger, system};
use chrono::FixedOffset;
use foldhash::HashMap;
use rayon::slice::ParallelSliceMut;
use rusqlite::{Connection, params};

const DOING: system::Doing = system::WRITE_BATCH;

/// An open transaction that becomes a batch. Dropped, it leaves the ledger as it was.
///
/// Deductions may be written while outputs are still rendered; [`Pending::commit`] is called when
/// the outputs are synced.
#[derive(Debug)]
pub struct Pending<'l> {
    entry: Entry<'l>,
    id: BatchId,
    offset: FixedOffset,
    expected: (u64, Money),
    rows: ValueDigest,
    written: (u64, Money),
}

impl Ledger {
    /// Opens the transaction of a batch and records what the batch is.
    ///
    /// # Errors
    /// [`Exit::Busy`] when somebody else holds a transaction.
    pub fn begin<'l>(&'l mut self, batch: &NewBatch<'_>) -> Result<Pending<'l>, Fault> {
        let entry = Entry::begin(self, "batch")?;
        let count = batch.tally.outcomes.get(&Outcome::Deducted);
        let expected = (count.copied().unwrap_or(0), batch.tally.total);
        insert_batch(&entry, batch, expected).or_fault(DOING)?;
        Ok(Pending {
            entry,
            id: batch.identity.id,
            offset: batch.offset,
            expected,
            rows: ValueDigest::default(),
            written: (0, Money::ZERO),
        })
    }

    /// The whole commit in one step.
    ///
    /// # Errors
    /// As [`Ledger::begin`], [`Pending::deduct`] and [`Pending::commit`].
    pub fn commit<'d>(
        &mut self,
        batch: &NewBatch<'_>,
        deductions: impl Iterator<Item = NewDeduction<'d>>,
        outputs: &[OutputDigest],
    ) -> Result<Commit, Fault> {
        let mut pending = self.begin(batch)?;
        pending.deduct(&deductions.collect::<Vec<_>>(), &|| false)?;
        pending.commit(outputs)
    }
}

impl Pending<'_> {
    /// Writes all deductions of the batch, in the order of the ledger's key. To be called once.
    /// Stopped, it leaves rows out, and the batch cannot be committed.
    ///
    /// # Errors
    /// [`Exit::Inconsistent`] when an obligation already has a standing deduction: the database
    /// refuses it.
    pub fn deduct(
        &mut self,
        deductions: &[NewDeduction<'_>],
        is_stopped: &dyn Fn() -> bool,
    ) -> Result<(), Fault> {
        let mut in_order: Vec<(Obligation, u32)> = deductions
            .iter()
            .map(|new| (new.enrollment.insurance_year, new.enrollment.person.clone()))
            .zip(0..)
            .collect();
        in_order.par_sort_unstable();
        let (conn, seq) = (self.entry.conn(), self.entry.seq);
        let attempts = reversed_attempts(conn).or_fault(DOING)?;
        let mut inserter =
            Inserter::new(conn, "deductions", DEDUCTION_COLUMNS, in_order.len()).or_fault(DOING)?;
        let mut texts = Texts::new(&self.id, self.offset);
        let mut parts = Parts::default();
        for some in in_order.chunks(ROWS_COPIED) {
            if is_stopped() {
                return Ok(());
            }
            parts.copy(some.iter().map(|(_, place)| deductions[*place as usize]));
            for ((obligation, _), row) in some.iter().zip(parts.rows()) {
                let attempt = 1 + attempts.get(obligation).copied().unwrap_or(0);
                inserter
                    .insert(
                        &mut self.rows,
                        &texts.values(obligation, &row, attempt, seq),
                    )
                    .or_fault(DOING)?;
                self.written.0 += 1;
                self.written.1 += row.deduction.amount;
                crash_point!("ledger.within-rows");
            }
        }
        crash_point!("ledger.after-rows");
        self.entry.write_back()
    }

    /// Records the outputs and commits: from here on the money is deducted.
    ///
    /// # Errors
    /// [`Exit::Inconsistent`] when the deductions are not those of the tally, or the manifest is not
    /// among the outputs; [`Exit::Failed`] or [`Exit::Busy`] when nothing was committed;
    /// [`Exit::Incomplete`] when the database does not tell.
    pub fn commit(self, outputs: &[OutputDigest]) -> Result<Commit, Fault> {
        if self.written != self.expected {
            return Err(Fault::new(
                Exit::Inconsistent,
                ledger::written_otherwise(self.expected, self.written),
            ));
        }
        if !outputs.iter().any(|o| o.name == MANIFEST) {
            return Err(Fault::new(Exit::Inconsistent, ledger::without_manifest()));
        }
        self.entry.files(&format!("{}/", self.id), outputs.iter())?;
        self.entry.commit(&self.rows.finish())
    }
}

fn insert_batch(
    entry: &Entry<'_>,
    batch: &NewBatch<'_>,
    expected: (u64, Money),
) -> rusqlite::Result<()> {
    let identity = &batch.identity;
    let (conn, seq) = (entry.conn(), entry.seq);
    conn.execute(
        "INSERT INTO batches (seq, batch_id, insurance_year, batch_date, batch_no, policy_id, \
                              policy_sha256, program, options, deductions, total_fen) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            seq,
            identity.id.to_string(),
            identity.id.insurance_year,
            identity.id.date.to_string(),
            identity.id.number,
            identity.policy_id,
            identity.policy_sha256,
            batch.program,
            options_json(&identity.options).to_string(),
            expected.0,
            expected.1.fen(),
        ],
    )?;
    for input in identity.inputs {
        conn.execute(
            "INSERT INTO inputs (batch_seq, file, sha256, bytes, rows, rejects) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                seq,
                input.file.name(),
                input.sha256,
                input.bytes,
                input.rows,
                input.rejected_rows
            ],
        )?;
    }
    let outcomes = batch.tally.outcomes.iter();
    let reasons = batch.tally.reasons.iter();
    let counts = outcomes
        .map(|(outcome, rows)| ("outcome", outcome.as_str(), *rows))
        .chain(reasons.map(|(reason, rows)| ("reason", reason.as_str(), *rows)));
    for (kind, name, rows) in counts {
        conn.execute(
            "INSERT INTO counts (batch_seq, kind, name, rows) VALUES (?1, ?2, ?3, ?4)",
            params![seq, kind, name, rows],
        )?;
    }
    Ok(())
}

/// How often each obligation that was ever reversed was reversed.
fn reversed_attempts(conn: &Connection) -> rusqlite::Result<HashMap<Obligation, i64>> {
    let mut statement = conn.prepare(
        "SELECT insurance_year, insured_id, max(attempt) FROM reversals \
         GROUP BY insurance_year, insured_id",
    )?;
    let mut rows = statement.query([])?;
    let mut attempts = HashMap::default();
    while let Some(row) = rows.next()? {
        if let Ok(person) = PersonKey::parse(row.get_ref(1)?.as_str()?) {
            attempts.insert((row.get(0)?, person), row.get(2)?);
        }
    }
    Ok(attempts)
}
