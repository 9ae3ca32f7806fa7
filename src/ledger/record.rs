//! What is written into the ledger and read back from it.

use crate::domain::message::Message;
use crate::domain::plan::{BatchOptions, Language, Tally};
use crate::domain::reject::InputFile;
use crate::domain::{BatchId, Deduction, Encoding, Enrollment, Membership, Money, OutputDigest};
use crate::fault::{Exit, Fault};
use crate::text::identity;
use chrono::FixedOffset;
use serde_json::{Value, json};

/// Name of the output that lists all others.
pub const MANIFEST: &str = "manifest.json";

/// What makes a batch this batch: everything that shapes its outputs.
#[derive(Debug, Clone, Copy)]
pub struct Identity<'a> {
    /// Insurance year, date and number.
    pub id: BatchId,
    /// Name of the policy.
    pub policy_id: &'a str,
    /// SHA-256 of the policy with the operator's values.
    pub policy_sha256: &'a str,
    /// Options that shape outputs.
    pub options: BatchOptions,
    /// The extract.
    pub inputs: &'a [InputFile],
}

/// A batch about to be committed.
#[derive(Debug, Clone, Copy)]
pub struct NewBatch<'a> {
    /// What makes it this batch.
    pub identity: Identity<'a>,
    /// Name and version of the deciding program.
    pub program: &'a str,
    /// Counts and money.
    pub tally: &'a Tally,
    /// Offset in which instants are written.
    pub offset: FixedOffset,
}

/// A deduction about to be committed.
#[derive(Debug, Clone, Copy)]
pub struct NewDeduction<'a> {
    /// Place in the remittance, from 1: ends the `end_to_end_no`.
    pub seq: u32,
    /// For whom.
    pub enrollment: &'a Enrollment,
    /// Who pays, in which network.
    pub membership: &'a Membership,
    /// How much, from which balance.
    pub deduction: &'a Deduction,
}

/// A committed batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRecord {
    /// Place in the order that batches and receipts share, from 1.
    pub seq: u64,
    /// Insurance year, date and number.
    pub id: BatchId,
    /// Name of the policy.
    pub policy_id: String,
    /// SHA-256 of the policy with the operator's values.
    pub policy_sha256: String,
    /// Name and version of the program that decided it.
    pub program: String,
    /// Options that shaped the outputs, as JSON.
    pub options: String,
    /// The extract.
    pub inputs: Vec<InputFile>,
    /// How many deductions.
    pub deductions: u64,
    /// Their sum.
    pub total: Money,
    /// Rows by outcome and by primary reason, names as outputs write them.
    pub outcomes: Vec<(String, u64)>,
    /// Rows by primary reason.
    pub reasons: Vec<(String, u64)>,
    /// Every published file, ordered by name, the manifest included.
    pub outputs: Vec<OutputDigest>,
    /// Value of the digest chain.
    pub chain: String,
}

/// A file below the output folder, by what the ledger recorded of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFile {
    /// Path below the output folder.
    pub path: String,
    /// Place of the entry that published it.
    pub seq: u64,
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// The options as the ledger stores and compares them.
pub(super) fn options_json(options: &BatchOptions) -> Value {
    let mut recorded = json!({
        "lang": match options.language { Language::Zh => "zh", Language::En => "en" },
        "encoding": options.encoding.map_or("detect", |e| e.as_str()),
        "remittance_encoding": options.remittance_encoding.as_str(),
        "by_institution": options.by_institution,
    });
    // Only where it was given: batches from before the option stay what they were.
    if let Some(accepted) = options.accept_unidentified {
        recorded["accept_unidentified"] = accepted.into();
    }
    recorded
}

impl BatchRecord {
    /// The options that shaped the outputs.
    ///
    /// # Errors
    /// [`Exit::Refused`] when they are not what this program records.
    pub fn options(&self) -> Result<BatchOptions, Fault> {
        self.recorded_options().ok_or_else(|| {
            let message = identity::unknown_options(self.id, &self.program);
            Fault::new(Exit::Refused, message)
        })
    }

    fn recorded_options(&self) -> Option<BatchOptions> {
        let recorded: Value = serde_json::from_str(&self.options).ok()?;
        let encoding = |name: &str| match recorded.get(name)?.as_str()? {
            "utf-8" => Some(Some(Encoding::Utf8)),
            "gb18030" => Some(Some(Encoding::Gb18030)),
            "detect" => Some(None),
            _ => None,
        };
        Some(BatchOptions {
            language: match recorded.get("lang")?.as_str()? {
                "zh" => Language::Zh,
                "en" => Language::En,
                _ => return None,
            },
            encoding: encoding("encoding")?,
            remittance_encoding: encoding("remittance_encoding")??,
            by_institution: recorded.get("by_institution")?.as_bool()?,
            accept_unidentified: recorded.get("accept_unidentified").and_then(Value::as_u64),
        })
    }

    /// Compares a command with this batch, which has its id.
    ///
    /// # Errors
    /// [`Exit::Conflict`] with every difference named.
    pub(super) fn must_be(&self, wanted: &Identity<'_>) -> Result<(), Fault> {
        let mut differences = Vec::new();
        if (&*self.policy_id, &*self.policy_sha256) != (wanted.policy_id, wanted.policy_sha256) {
            differences.push(identity::policy(
                (&self.policy_id, short(&self.policy_sha256)),
                (wanted.policy_id, short(wanted.policy_sha256)),
            ));
        }
        self.compare_options(wanted, &mut differences);
        self.compare_inputs(wanted, &mut differences);
        if differences.is_empty() {
            return Ok(());
        }
        Err(Fault::new(
            Exit::Conflict,
            identity::conflict(self.id, &differences),
        ))
    }

    fn compare_options(&self, wanted: &Identity<'_>, differences: &mut Vec<Message>) {
        let was: Value = serde_json::from_str(&self.options).unwrap_or(Value::Null);
        let is = options_json(&wanted.options);
        for (name, value) in is.as_object().into_iter().flatten() {
            let before = was.get(name).unwrap_or(&Value::Null);
            if before != value {
                differences.push(identity::option(name, before, value));
            }
        }
    }

    fn compare_inputs(&self, wanted: &Identity<'_>, differences: &mut Vec<Message>) {
        for input in wanted.inputs {
            let before = self.inputs.iter().find(|i| i.file == input.file);
            match before {
                Some(before) if before.sha256 == input.sha256 => {}
                Some(before) => differences.push(identity::file(
                    input.file.name(),
                    short(&before.sha256),
                    short(&input.sha256),
                )),
                None => differences.push(identity::file_added(input.file.name())),
            }
        }
        for before in &self.inputs {
            if !wanted.inputs.iter().any(|i| i.file == before.file) {
                differences.push(identity::file_missing(before.file.name()));
            }
        }
    }
}

fn short(sha256: &str) -> &str {
    sha256.get(..12).unwrap_or(sha256)
}
