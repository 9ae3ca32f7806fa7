//! `manifest.json`: what went in, what came out, and that it adds up; section 7 of the contract.

use super::output::Sink;
use crate::domain::plan::{Equation, Language, Plan};
use crate::domain::reject::InputFile;
use crate::domain::{Encoding, OutputDigest};
use crate::policy::InForce;
use crate::text::remarks;
use serde::Serialize;
use serde_json::{Map, Value};
use std::io;

/// Its name in the batch folder.
pub const NAME: &str = "manifest.json";

/// The program as the manifest and the ledger name it.
pub fn program() -> String {
    format!("gongji {}", env!("CARGO_PKG_VERSION"))
}

/// Whether the payments the tax bureau has received were looked at, in the contract's words.
pub const fn payments(plan: &Plan) -> &'static str {
    if plan.payments_checked {
        remarks::PAYMENTS_CHECKED
    } else {
        remarks::PAYMENTS_NOT_CHECKED
    }
}

/// Whether it is known that the networks were taken after the cut-off, in the contract's words.
pub const fn networks(plan: &Plan) -> &'static str {
    if plan.networks_timed {
        remarks::NETWORKS_TIMED
    } else {
        remarks::NETWORKS_NOT_TIMED
    }
}

/// The names of the fields are those of the file, in its order.
#[derive(Serialize)]
struct Manifest<'m> {
    program: String,
    policy: Policy<'m>,
    batch: Batch<'m>,
    inputs: Vec<Input<'m>>,
    outputs: Vec<File<'m>>,
    outcomes: Map<String, Value>,
    reasons: Map<String, Value>,
    total: String,
    equations: Vec<Held<'m>>,
}

#[derive(Serialize)]
struct Policy<'m> {
    id: &'m str,
    sha256: &'m str,
}

#[derive(Serialize)]
struct Batch<'m> {
    id: String,
    date: String,
    options: Options<'m>,
    previous: Previous<'m>,
}

/// The ledger's latest entry before this batch.
#[derive(Serialize)]
struct Previous<'m> {
    entries: u64,
    chain: &'m str,
}

#[derive(Serialize)]
struct Options<'m> {
    lang: &'static str,
    encoding: &'static str,
    remittance_encoding: &'static str,
    by_institution: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    accept_unidentified: Option<u64>,
    payments: &'static str,
    networks: &'static str,
    /// What the operator has set, with the stated source.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    set: &'m [String],
}

#[derive(Serialize)]
struct Input<'m> {
    file: &'m str,
    encoding: &'m str,
    sha256: &'m str,
    bytes: u64,
    rows: u64,
    rejects: u64,
}

#[derive(Serialize)]
struct File<'m> {
    file: &'m str,
    sha256: &'m str,
    bytes: u64,
}

#[derive(Serialize)]
struct Held<'m> {
    name: &'m str,
    left: &'m str,
    right: &'m str,
}

/// Writes the manifest of a batch whose other outputs are `outputs`, in any order.
///
/// # Errors
/// What `out` reports.
pub fn render(
    plan: &Plan,
    policy: &InForce,
    outputs: &[OutputDigest],
    out: &mut Sink<'_>,
) -> io::Result<()> {
    let manifest = Manifest {
        program: program(),
        policy: Policy {
            id: &policy.id,
            sha256: &policy.sha256,
        },
        batch: Batch {
            id: plan.batch.to_string(),
            date: plan.batch.date.to_string(),
            options: options(plan, &policy.sets),
            previous: Previous {
                entries: plan.previous.entries,
                chain: &plan.previous.chain,
            },
        },
        inputs: plan.inputs.iter().map(input).collect(),
        outputs: sorted(outputs),
        outcomes: counts(plan.tally.outcomes.iter().map(|(o, n)| (o.as_str(), n))),
        reasons: counts(plan.tally.reasons.iter().map(|(r, n)| (r.as_str(), n))),
        total: plan.tally.total.to_string(),
        equations: plan.equations.iter().map(held).collect(),
    };
    let mut text = serde_json::to_vec_pretty(&manifest)?;
    text.push(b'\n');
    out.write_all(&text)
}

fn options<'m>(plan: &Plan, set: &'m [String]) -> Options<'m> {
    let options = &plan.options;
    Options {
        lang: match options.language {
            Language::Zh => "zh",
            Language::En => "en",
        },
        encoding: options.encoding.map_or("auto", Encoding::as_str),
        remittance_encoding: options.remittance_encoding.as_str(),
        by_institution: options.by_institution,
        accept_unidentified: options.accept_unidentified,
        payments: payments(plan),
        networks: networks(plan),
        set,
    }
}

fn input(input: &InputFile) -> Input<'_> {
    Input {
        file: input.file.name(),
        encoding: input.encoding.map_or("", Encoding::as_str),
        sha256: &input.sha256,
        bytes: input.bytes,
        rows: input.rows,
        rejects: input.rejected_rows,
    }
}

fn sorted(outputs: &[OutputDigest]) -> Vec<File<'_>> {
    let mut files: Vec<File> = outputs
        .iter()
        .filter(|output| output.name != NAME)
        .map(|output| File {
            file: &output.name,
            sha256: &output.sha256,
            bytes: output.bytes,
        })
        .collect();
    files.sort_unstable_by_key(|output| output.file);
    files
}

fn counts<'c>(counts: impl Iterator<Item = (&'static str, &'c u64)>) -> Map<String, Value> {
    counts
        .map(|(code, count)| (code.to_owned(), Value::from(*count)))
        .collect()
}

fn held(equation: &Equation) -> Held<'_> {
    Held {
        name: &equation.name,
        left: &equation.left,
        right: &equation.right,
    }
}

#[cfg(test)]
mod tests;
