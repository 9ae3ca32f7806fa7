//! Batches and deductions as they were committed.

use super::faults::OrFault;
use super::open::Ledger;
use super::record::{BatchRecord, Identity, MANIFEST, PublishedFile};
use crate::domain::reject::{ExtractFile, InputFile};
use crate::domain::{BatchId, Money, OutputDigest, PersonKey};
use crate::fault::{Exit, Fault};
use crate::text::{ledger as text, system};
use chrono::NaiveDate;
use rusqlite::{Row, params};
use std::collections::BTreeSet;

const DOING: system::Doing = system::READ;

/// A deduction as the ledger holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeductionRow {
    /// The number under which account system and tax bureau know it.
    pub end_to_end_no: String,
    /// Its batch.
    pub batch: BatchId,
    /// First part of the obligation.
    pub insurance_year: u16,
    /// Second part of the obligation: for whom.
    pub insured_id: String,
    /// Which attempt to meet the obligation this was, from 1.
    pub attempt: u32,
    /// The enrollment it pays.
    pub enrollment_id: String,
    /// Two digits.
    pub insured_id_type: String,
    /// As enrolled.
    pub insured_name: String,
    /// Who paid.
    pub organizer_id: String,
    /// Whose network.
    pub network_id: String,
    /// The fee.
    pub amount: Money,
    /// What was left just before.
    pub balance_before: Money,
    /// RFC 3339.
    pub balance_as_of: String,
}

const DEDUCTION_COLUMNS: &str = "d.end_to_end_no, b.batch_id, d.insurance_year, d.insured_id, \
     d.attempt, d.enrollment_id, d.insured_id_type, d.insured_name, d.organizer_id, \
     d.network_id, d.amount_fen, d.balance_before_fen, d.balance_as_of";

fn deduction_of(row: &Row<'_>) -> rusqlite::Result<DeductionRow> {
    Ok(DeductionRow {
        end_to_end_no: row.get(0)?,
        batch: parsed(row, 1)?,
        insurance_year: row.get(2)?,
        insured_id: row.get(3)?,
        attempt: row.get(4)?,
        enrollment_id: row.get(5)?,
        insured_id_type: row.get(6)?,
        insured_name: row.get(7)?,
        organizer_id: row.get(8)?,
        network_id: row.get(9)?,
        amount: Money::from_fen(row.get(10)?),
        balance_before: Money::from_fen(row.get(11)?),
        balance_as_of: row.get(12)?,
    })
}

/// A column whose text is a batch id.
pub(super) fn parsed(row: &Row<'_>, column: usize) -> rusqlite::Result<BatchId> {
    row.get_ref(column)?.as_str()?.parse().map_err(|e| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(e))
    })
}

impl Ledger {
    /// Every batch id in the order of their commits.
    ///
    /// # Errors
    /// As every reading: [`Exit::Refused`] or [`Exit::Failed`] by what the database says.
    pub fn batch_ids(&self) -> Result<Vec<BatchId>, Fault> {
        self.rows("SELECT batch_id FROM batches ORDER BY seq", [], |r| {
            parsed(r, 0)
        })
    }

    /// Every batch in the order of their commits.
    ///
    /// # Errors
    /// As [`Ledger::batch_ids`].
    pub fn batches(&self) -> Result<Vec<BatchRecord>, Fault> {
        let ids = self.batch_ids()?;
        let mut batches = Vec::with_capacity(ids.len());
        for id in &ids {
            batches.extend(self.batch(id)?);
        }
        Ok(batches)
    }

    /// One batch; `None` when it was never committed.
    ///
    /// # Errors
    /// As [`Ledger::batch_ids`].
    pub fn batch(&self, id: &BatchId) -> Result<Option<BatchRecord>, Fault> {
        let mut found = self.rows(
            "SELECT b.seq, b.batch_id, b.policy_id, b.policy_sha256, b.program, b.options, \
                    b.deductions, b.total_fen, j.chain \
             FROM batches b JOIN journal j ON j.seq = b.seq WHERE b.batch_id = ?1",
            [id.to_string()],
            record_of,
        )?;
        let Some(mut record) = found.pop() else {
            return Ok(None);
        };
        record.inputs = self.inputs_of(record.seq)?;
        record.outcomes = self.counts_of(record.seq, "outcome")?;
        record.reasons = self.counts_of(record.seq, "reason")?;
        record.outputs = self.outputs_of(record.seq, id)?;
        Ok(Some(record))
    }

    /// The batch committed last.
    ///
    /// # Errors
    /// As [`Ledger::batch_ids`].
    pub fn latest_batch(&self) -> Result<Option<BatchRecord>, Fault> {
        match self.batch_ids()?.last() {
            Some(id) => self.batch(id),
            None => Ok(None),
        }
    }

    /// The second step of a start, after lock and recovery: whether the command's batch is
    /// committed already (then nothing is deducted), and whether it may be if it is not.
    ///
    /// # Errors
    /// [`Exit::Conflict`] when the batch is committed with anything else, the difference named;
    /// [`Exit::Refused`] when its (date, number) is not after the latest batch.
    pub fn identify(&self, wanted: &Identity<'_>) -> Result<Option<BatchRecord>, Fault> {
        if let Some(record) = self.batch(&wanted.id)? {
            record.must_be(wanted)?;
            return Ok(Some(record));
        }
        let order = |id: &BatchId| (id.date, id.number);
        match self.batch_ids()?.last() {
            Some(latest) if order(&wanted.id) <= order(latest) => Err(Fault::new(
                Exit::Refused,
                text::not_after(wanted.id, *latest),
            )),
            _ => Ok(None),
        }
    }

    /// Calls `each` with every deduction of a batch, in the order of `end_to_end_no`.
    ///
    /// # Errors
    /// As [`Ledger::batch_ids`].
    pub fn each_deduction_of_batch(
        &self,
        id: &BatchId,
        mut each: impl FnMut(&DeductionRow),
    ) -> Result<(), Fault> {
        let sql = format!(
            "SELECT {DEDUCTION_COLUMNS} FROM deductions d JOIN batches b ON b.seq = d.batch_seq \
             WHERE b.batch_id = ?1 ORDER BY d.end_to_end_no"
        );
        let mut statement = self.conn.prepare(&sql).or_fault(DOING)?;
        let mut rows = statement.query([id.to_string()]).or_fault(DOING)?;
        while let Some(row) = rows.next().or_fault(DOING)? {
            each(&deduction_of(row).or_fault(DOING)?);
        }
        Ok(())
    }

    /// Every deduction for a person, in the order of commits.
    ///
    /// # Errors
    /// As [`Ledger::batch_ids`].
    pub fn deductions_of_person(&self, person: &PersonKey) -> Result<Vec<DeductionRow>, Fault> {
        self.deductions_where(
            "d.insured_id = ?1 ORDER BY d.batch_seq, d.end_to_end_no",
            &[&person.as_str()],
        )
    }

    /// Every deduction that paid an enrollment, in the order of commits.
    ///
    /// # Errors
    /// As [`Ledger::batch_ids`].
    pub fn deductions_of_enrollment(&self, id: &str) -> Result<Vec<DeductionRow>, Fault> {
        self.deductions_where(
            "d.enrollment_id = ?1 ORDER BY d.batch_seq, d.end_to_end_no",
            &[&id],
        )
    }

    /// Every deduction that an organizer paid, in the order of commits.
    ///
    /// # Errors
    /// As [`Ledger::batch_ids`].
    pub fn deductions_of_organizer(
        &self,
        organizer: &PersonKey,
    ) -> Result<Vec<DeductionRow>, Fault> {
        self.deductions_where(
            "d.organizer_id = ?1 ORDER BY d.batch_seq, d.end_to_end_no",
            &[&organizer.as_str()],
        )
    }

    /// Every file that was published, by its path below the output folder.
    ///
    /// # Errors
    /// As [`Ledger::batch_ids`].
    pub fn published_files(&self) -> Result<Vec<PublishedFile>, Fault> {
        self.files_where("1")
    }

    /// The files that followed from answers.
    ///
    /// # Errors
    /// As [`Ledger::batch_ids`].
    pub fn answer_files(&self) -> Result<Vec<PublishedFile>, Fault> {
        self.files_where("seq IN (SELECT seq FROM receipts)")
    }

    fn files_where(&self, condition: &str) -> Result<Vec<PublishedFile>, Fault> {
        let sql =
            format!("SELECT path, seq, sha256, bytes FROM files WHERE {condition} ORDER BY path");
        self.rows(&sql, [], |r| {
            Ok(PublishedFile {
                path: r.get(0)?,
                seq: r.get(1)?,
                sha256: r.get(2)?,
                bytes: r.get(3)?,
            })
        })
    }

    fn deductions_where(
        &self,
        condition: &str,
        params: &[&dyn rusqlite::ToSql],
    ) -> Result<Vec<DeductionRow>, Fault> {
        let sql = format!(
            "SELECT {DEDUCTION_COLUMNS} FROM deductions d JOIN batches b ON b.seq = d.batch_seq \
             WHERE {condition}"
        );
        self.rows(&sql, params, deduction_of)
    }

    /// The latest batch of another date that was decided from these files, `control.csv` apart.
    ///
    /// # Errors
    /// As [`Ledger::batch_ids`].
    pub fn batch_of_inputs(
        &self,
        inputs: &[InputFile],
        date: NaiveDate,
    ) -> Result<Option<BatchId>, Fault> {
        fn digests(inputs: &[InputFile]) -> BTreeSet<(&str, &str)> {
            let inputs = inputs.iter();
            inputs.map(|i| (i.file.name(), i.sha256.as_str())).collect()
        }
        let wanted = digests(inputs);
        let batches = self.batches()?;
        let mut others = batches.iter().rev().filter(|of| of.id.date != date);
        let same = others.find(|of| digests(&of.inputs) == wanted);
        Ok(same.map(|of| of.id))
    }

    fn inputs_of(&self, seq: u64) -> Result<Vec<InputFile>, Fault> {
        let rows: Vec<(String, InputFile)> = self.rows(
            "SELECT file, sha256, bytes, rows, rejects FROM inputs WHERE batch_seq = ?1",
            params![seq],
            |r| {
                let input = InputFile {
                    file: ExtractFile::Enrollments,
                    encoding: None,
                    sha256: r.get(1)?,
                    bytes: r.get(2)?,
                    rows: r.get(3)?,
                    rejected_rows: r.get(4)?,
                };
                Ok((r.get(0)?, input))
            },
        )?;
        let in_order = ExtractFile::ALL.into_iter().filter_map(|file| {
            let (_, input) = rows.iter().find(|(name, _)| name == file.name())?;
            Some(InputFile {
                file,
                ..input.clone()
            })
        });
        Ok(in_order.collect())
    }

    fn counts_of(&self, seq: u64, kind: &str) -> Result<Vec<(String, u64)>, Fault> {
        self.rows(
            "SELECT name, rows FROM counts WHERE batch_seq = ?1 AND kind = ?2 ORDER BY name",
            params![seq, kind],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )
    }

    fn outputs_of(&self, seq: u64, id: &BatchId) -> Result<Vec<OutputDigest>, Fault> {
        let folder = format!("{id}/");
        self.rows(
            "SELECT path, sha256, bytes FROM files WHERE seq = ?1 ORDER BY path",
            params![seq],
            |r| {
                let path: String = r.get(0)?;
                Ok(OutputDigest {
                    name: path.strip_prefix(&folder).unwrap_or(&path).to_owned(),
                    sha256: r.get(1)?,
                    bytes: r.get(2)?,
                })
            },
        )
    }

    /// Every row of a question.
    pub(super) fn rows<T, P: rusqlite::Params>(
        &self,
        sql: &str,
        params: P,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Fault> {
        let mut statement = self.conn.prepare_cached(sql).or_fault(DOING)?;
        let rows = statement.query_map(params, read).or_fault(DOING)?;
        rows.collect::<rusqlite::Result<Vec<T>>>().or_fault(DOING)
    }
}

impl BatchRecord {
    /// Name of the encoding of the remittance.
    pub fn remittance_encoding(&self) -> String {
        let options: serde_json::Value = serde_json::from_str(&self.options).unwrap_or_default();
        let encoding = options.get("remittance_encoding").and_then(|e| e.as_str());
        encoding.unwrap_or_default().to_owned()
    }

    /// The manifest's digest among the outputs.
    pub fn manifest(&self) -> Option<&OutputDigest> {
        self.outputs.iter().find(|o| o.name == MANIFEST)
    }
}

fn record_of(row: &Row<'_>) -> rusqlite::Result<BatchRecord> {
    Ok(BatchRecord {
        seq: row.get(0)?,
        id: parsed(row, 1)?,
        policy_id: row.get(2)?,
        policy_sha256: row.get(3)?,
        program: row.get(4)?,
        options: row.get(5)?,
        inputs: Vec::new(),
        deductions: row.get(6)?,
        total: Money::from_fen(row.get(7)?),
        outcomes: Vec::new(),
        reasons: Vec::new(),
        outputs: Vec::new(),
        chain: row.get(8)?,
    })
}
