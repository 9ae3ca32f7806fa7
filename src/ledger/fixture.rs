//! Small nights for the tests of ledger, recovery, status and verification.

use super::{Commit, Identity, Ledger, Lock, MANIFEST, NewBatch, NewDeduction, OpenMode};
use crate::domain::plan::{BatchOptions, Language, Tally};
use crate::domain::reject::{ExtractFile, InputFile};
use crate::domain::{
    BatchId, Category, Channel, Deduction, Encoding, Enrollment, IdType, Instant, Institution,
    Membership, Money, Notices, Outcome, OutputDigest, PersonKey, Relation,
};
use crate::fault::Fault;
use crate::interrupt::Interrupt;
use crate::outputs::staging::{Kind, Sealed, Staging};
use chrono::FixedOffset;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The fee of every child here.
pub(crate) const FEE: i64 = 35_500;

/// A batch of a few children, each paid by an own organizer.
pub(crate) struct Night {
    pub(crate) id: BatchId,
    pub(crate) inputs: Vec<InputFile>,
    pub(crate) options: BatchOptions,
    pub(crate) outputs: Vec<OutputDigest>,
    rows: Vec<(Enrollment, Membership, Deduction)>,
}

pub(crate) fn offset() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).unwrap()
}

pub(crate) fn instant(text: &str) -> Instant {
    Instant::parse(text, offset()).unwrap()
}

pub(crate) fn key(text: &str) -> PersonKey {
    PersonKey::parse(text).unwrap()
}

pub(crate) fn batch_id(text: &str) -> BatchId {
    text.parse().unwrap()
}

/// Person key of child `n`; organizers have the same with a `P`.
pub(crate) fn child(n: u32) -> PersonKey {
    key(&format!("C{n:06}"))
}

fn row(n: u32) -> (Enrollment, Membership, Deduction) {
    let enrollment = Enrollment {
        // The order of enrollments is not the order of persons.
        id: format!("EN{:06}", 999_999 - n).into(),
        insurance_year: 2025,
        id_type: IdType::FOREIGN_PASSPORT,
        person: child(n),
        name: format!("学生{n}").into(),
        category: Category::Student,
        subsidy: "".into(),
        channel: Channel::School,
        district: *b"310101",
        institution: Arc::new(Institution {
            code: "2131000001".into(),
            name: "第一小学".into(),
        }),
        applied_at: instant("2024-10-01T08:00:00"),
        paid_channel: None,
        paid_at: None,
        line: n,
    };
    let membership = Membership {
        network: format!("N{n}").into(),
        organizer: key(&format!("P{n:06}")),
        member: child(n),
        member_name: "".into(),
        relation: Relation::Child,
        joined_at: instant("2024-01-01T00:00:00"),
        left_at: None,
        selected_at: Some(instant("2024-10-02T00:00:00")),
        cancelled_at: None,
        dissolved_at: None,
        line: n,
    };
    let deduction = Deduction {
        amount: Money::from_fen(FEE),
        balance_before: Money::from_fen(100_000),
        balance_after: Money::from_fen(100_000 - FEE),
        balance_as_of: instant("2024-12-20T18:00:00"),
        notices: Notices::default(),
    };
    (enrollment, membership, deduction)
}

impl Night {
    /// A batch that deducts for the children.
    pub(crate) fn new(id: &str, children: &[u32]) -> Night {
        let mut rows: Vec<_> = children.iter().map(|n| row(*n)).collect();
        rows.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        let input = |file: ExtractFile, digit: &str| InputFile {
            file,
            encoding: None,
            sha256: digit.repeat(64),
            bytes: 1000,
            rows: 10,
            rejected_rows: 1,
        };
        Night {
            id: batch_id(id),
            inputs: vec![
                input(ExtractFile::Enrollments, "1"),
                input(ExtractFile::Networks, "2"),
                input(ExtractFile::Accounts, "3"),
            ],
            options: BatchOptions {
                language: Language::Zh,
                encoding: None,
                remittance_encoding: Encoding::Utf8,
                by_institution: false,
                accept_unidentified: None,
            },
            outputs: vec![OutputDigest {
                name: "manifest.json".to_owned(),
                sha256: "a".repeat(64),
                bytes: 10,
            }],
            rows,
        }
    }

    pub(crate) fn tally(&self) -> Tally {
        let count = self.rows.len() as u64;
        Tally {
            outcomes: Outcome::ALL
                .into_iter()
                .map(|o| (o, if o == Outcome::Deducted { count } else { 0 }))
                .collect(),
            reasons: BTreeMap::new(),
            total: Money::from_fen(FEE) * count,
        }
    }

    pub(crate) fn identity(&self) -> Identity<'_> {
        Identity {
            id: self.id,
            policy_id: "shanghai-2025",
            policy_sha256: "5555555555555555555555555555555555555555555555555555555555555555",
            options: self.options,
            inputs: &self.inputs,
        }
    }

    pub(crate) fn deductions(&self) -> impl Iterator<Item = NewDeduction<'_>> {
        (1..).zip(&self.rows).map(|(seq, row)| NewDeduction {
            seq,
            enrollment: &row.0,
            membership: &row.1,
            deduction: &row.2,
        })
    }

    /// Number of the deduction for child `n`.
    pub(crate) fn number_of(&self, n: u32) -> String {
        let place = self.rows.iter().position(|r| r.0.person == child(n));
        self.id
            .end_to_end_no(u32::try_from(place.unwrap() + 1).unwrap())
    }

    pub(crate) fn commit(&self, ledger: &mut Ledger) -> Result<Commit, Fault> {
        let tally = self.tally();
        let batch = NewBatch {
            identity: self.identity(),
            program: "gongji 0.1.0",
            tally: &tally,
            offset: offset(),
        };
        ledger.commit(&batch, self.deductions(), &self.outputs)
    }
}

/// A new ledger in a folder that goes away with the test.
pub(crate) struct Place {
    pub(crate) folder: tempfile::TempDir,
}

impl Place {
    pub(crate) fn new() -> Place {
        Place {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("ledger.db")
    }

    pub(crate) fn out(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn create(&self) -> Ledger {
        self.open(OpenMode::New(batch_id("2025-20241221-01")))
            .unwrap()
    }

    pub(crate) fn open(&self, mode: OpenMode) -> Result<Ledger, Fault> {
        Ledger::open(Lock::acquire(&self.path())?, mode, &Interrupt::default())
    }

    /// What somebody does to the file with another program.
    pub(crate) fn tamper(&self, sql: &str) {
        let conn = rusqlite::Connection::open(self.path()).unwrap();
        conn.execute_batch(sql).unwrap();
    }
}

/// A night with real files: remittance, postings and manifest.
impl Night {
    fn remittance(&self) -> Vec<u8> {
        use sm3::{Digest, Sm3};
        let identity = self.identity();
        let mut text = format!(
            "H|GONGJI-REMIT|1|{}|{}|{}|{}|{}\n",
            self.id,
            self.id.insurance_year,
            self.id.date,
            identity.policy_id,
            identity.policy_sha256
        );
        for new in self.deductions() {
            let e = new.enrollment;
            text += &format!(
                "D|{:08}|{}|{}|{}|{}|student|310101|2131000001|{}|{}|{}\n",
                new.seq,
                self.id.end_to_end_no(new.seq),
                e.id_type,
                e.person,
                e.name,
                new.deduction.amount,
                new.membership.organizer,
                e.id
            );
        }
        let tally = self.tally();
        let sm3 = Sm3::digest(text.as_bytes());
        text += &format!("T|{}|{}|0000000000|{sm3:x}\n", self.rows.len(), tally.total);
        text.into_bytes()
    }

    fn postings(&self) -> Vec<u8> {
        let mut text = "end_to_end_no,holder_id,insured_id,amount,balance_before,balance_after,\
                        balance_as_of,network_id,notices\n"
            .to_owned();
        for new in self.deductions() {
            let d = new.deduction;
            text += &format!(
                "{},{},{},{},{},{},{},{},\n",
                self.id.end_to_end_no(new.seq),
                new.membership.organizer,
                new.enrollment.person,
                d.amount,
                d.balance_before,
                d.balance_after,
                d.balance_as_of.display(offset()),
                new.membership.network
            );
        }
        text.into_bytes()
    }

    fn manifest(&self, outputs: &[OutputDigest]) -> Vec<u8> {
        let files = |list: Vec<(String, String, u64)>| -> serde_json::Value {
            list.into_iter()
                .map(|(file, sha256, bytes)| {
                    serde_json::json!({ "file": file, "sha256": sha256, "bytes": bytes })
                })
                .collect()
        };
        let outputs = outputs
            .iter()
            .map(|o| (o.name.clone(), o.sha256.clone(), o.bytes));
        let inputs = self
            .inputs
            .iter()
            .map(|i| (i.file.name().to_owned(), i.sha256.clone(), i.bytes));
        let tally = self.tally();
        let outcomes: serde_json::Map<String, serde_json::Value> = tally
            .outcomes
            .iter()
            .map(|(o, n)| (o.as_str().to_owned(), (*n).into()))
            .collect();
        let identity = self.identity();
        let manifest = serde_json::json!({
            "program": "gongji 0.1.0",
            "policy": { "id": identity.policy_id, "sha256": identity.policy_sha256 },
            "batch": { "id": self.id.to_string(), "date": self.id.date.to_string() },
            "inputs": files(inputs.collect()),
            "outputs": files(outputs.collect()),
            "outcomes": outcomes,
            "total": tally.total.to_string(),
        });
        serde_json::to_vec_pretty(&manifest).unwrap()
    }

    /// Writes every file of the night into a staged folder.
    pub(crate) fn render(&self, staging: &Staging) -> Result<(), Fault> {
        staging.write("remittance.txt", |w| w.write_all(&self.remittance()))?;
        staging.write("postings.csv", |w| w.write_all(&self.postings()))?;
        staging.write("by-institution/2131000001.csv", |w| {
            w.write_all(b"enrollment_id\n")
        })?;
        let manifest = self.manifest(&staging.digests());
        staging.write(MANIFEST, |w| w.write_all(&manifest))?;
        Ok(())
    }

    /// Stages and commits; the caller places or does not.
    pub(crate) fn stage_and_commit(
        &self,
        out: &Path,
        ledger: &mut Ledger,
    ) -> Result<Sealed, Fault> {
        let staging = Staging::begin(out, Kind::Batch(self.id))?;
        self.render(&staging)?;
        let sealed = staging.seal()?;
        let tally = self.tally();
        let batch = NewBatch {
            identity: self.identity(),
            program: "gongji 0.1.0",
            tally: &tally,
            offset: offset(),
        };
        ledger.commit(&batch, self.deductions(), sealed.digests())?;
        Ok(sealed)
    }

    /// The whole publication.
    pub(crate) fn publish(&self, out: &Path, ledger: &mut Ledger) {
        self.stage_and_commit(out, ledger).unwrap().place().unwrap();
    }
}
