//! Whether the ledger still holds what was committed.

use super::chain::{
    self, ANSWER_COLUMNS, DEDUCTION_COLUMNS, GENESIS, REVERSAL_COLUMNS, ValueDigest,
};
use super::faults::OrFault;
use super::open::Ledger;
use super::totals::BatchTotals;
use crate::fault::Fault;
use rustc_hash::FxHashMap;
use std::fmt;

const DOING: &str = "cannot verify the ledger";

/// Something that does not agree, said so that a person finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discrepancy {
    /// Where: an entry, a file, a deduction.
    pub place: String,
    /// What does not agree there.
    pub what: String,
}

impl Discrepancy {
    /// A discrepancy.
    pub fn new(place: impl Into<String>, what: impl Into<String>) -> Discrepancy {
        Discrepancy {
            place: place.into(),
            what: what.into(),
        }
    }
}

impl fmt::Display for Discrepancy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// An entry of the journal with its name for people.
struct Entry {
    seq: i64,
    kind: String,
    rows_sha256: String,
    chain: String,
    name: String,
}

impl Ledger {
    /// Recomputes every digest of the journal and what each entry says of its own rows; empty
    /// when nothing was edited, added or removed since it was committed.
    ///
    /// # Errors
    /// As every reading of the ledger.
    pub fn verify_chain(&self) -> Result<Vec<Discrepancy>, Fault> {
        let entries = self.rows(
            "SELECT j.seq, j.kind, j.rows_sha256, j.chain, \
                    coalesce('batch ' || b.batch_id, 'receipts entry ' || j.seq) \
             FROM journal j LEFT JOIN batches b ON b.seq = j.seq ORDER BY j.seq",
            [],
            |r| {
                Ok(Entry {
                    seq: r.get(0)?,
                    kind: r.get(1)?,
                    rows_sha256: r.get(2)?,
                    chain: r.get(3)?,
                    name: r.get(4)?,
                })
            },
        )?;
        let mut rows = self.digests_of_rows()?;
        let mut found = Vec::new();
        let mut before = GENESIS.to_owned();
        for (place, entry) in (1_i64..).zip(&entries) {
            if entry.seq != place {
                found.push(Discrepancy::new(
                    &entry.name,
                    format!("entry {place} is missing"),
                ));
            }
            let digest = rows.remove(&entry.seq).unwrap_or_default().finish();
            if digest != entry.rows_sha256 {
                found.push(Discrepancy::new(
                    &entry.name,
                    "a row of it in the ledger was edited, added or removed",
                ));
            }
            let link = chain::link(
                &self.conn,
                entry.seq,
                &entry.kind,
                &before,
                &entry.rows_sha256,
            )
            .or_fault(DOING)?;
            if link != entry.chain {
                found.push(Discrepancy::new(
                    &entry.name,
                    "its record in the ledger does not give its chain value",
                ));
            }
            before.clone_from(&entry.chain);
        }
        for seq in rows.keys() {
            found.push(Discrepancy::new(
                format!("entry {seq}"),
                "the ledger holds rows of an entry that the journal does not know",
            ));
        }
        self.compare_sums(&mut found)?;
        Ok(found)
    }

    /// Digests of the bulk rows by entry, each in the order of its primary key.
    fn digests_of_rows(&self) -> Result<FxHashMap<i64, ValueDigest>, Fault> {
        let mut digests: FxHashMap<i64, ValueDigest> = FxHashMap::default();
        for (table, entry, columns, key) in [
            (
                "deductions",
                "batch_seq",
                DEDUCTION_COLUMNS,
                "insurance_year, insured_id, attempt",
            ),
            (
                "answers",
                "receipts_seq",
                ANSWER_COLUMNS,
                "insurance_year, insured_id, attempt, answer_no",
            ),
            (
                "reversals",
                "receipts_seq",
                REVERSAL_COLUMNS,
                "insurance_year, insured_id, attempt",
            ),
        ] {
            let sql = format!("SELECT {entry}, {columns} FROM {table} ORDER BY {key}");
            let mut statement = self.conn.prepare(&sql).or_fault(DOING)?;
            let mut rows = statement.query([]).or_fault(DOING)?;
            while let Some(row) = rows.next().or_fault(DOING)? {
                let seq = row.get(0).or_fault(DOING)?;
                digests
                    .entry(seq)
                    .or_default()
                    .row(row, 1)
                    .or_fault(DOING)?;
            }
        }
        Ok(digests)
    }

    /// Counts and totals of the batches against their rows, and the equation of section 11.
    fn compare_sums(&self, found: &mut Vec<Discrepancy>) -> Result<(), Fault> {
        let batches = self.batches()?;
        for (record, BatchTotals { totals, .. }) in batches.iter().zip(self.totals()?) {
            let place = format!("batch {}", record.id);
            if (record.deductions, record.total) != (totals.deducted.count, totals.deducted.amount)
            {
                found.push(Discrepancy::new(
                    &place,
                    format!(
                        "it says {} deductions of {}, its rows are {} of {}",
                        record.deductions,
                        record.total,
                        totals.deducted.count,
                        totals.deducted.amount
                    ),
                ));
            }
            if !totals.balance() {
                found.push(Discrepancy::new(
                    &place,
                    format!(
                        "deducted {} is not accepted {} + reversed {} + outstanding {}",
                        totals.deducted.amount,
                        totals.accepted.amount,
                        totals.reversed.amount,
                        totals.outstanding.amount
                    ),
                ));
            }
        }
        Ok(())
    }
}
