//! `manifest.json` against the ledger.

use crate::ledger::{BatchRecord, Discrepancy, MANIFEST};
use crate::regular;
use crate::text::differences as text;
use serde_json::{Map, Value};
use std::path::Path;

/// Compares everything that manifest and ledger both say.
pub(super) fn compare(folder: &Path, record: &BatchRecord, found: &mut Vec<Discrepancy>) {
    // A manifest that cannot be read was named among the files.
    let Ok(bytes) = regular::read(folder.join(MANIFEST)) else {
        return;
    };
    let Ok(Value::Object(manifest)) = serde_json::from_slice(&bytes) else {
        found.push(Discrepancy::at(MANIFEST, text::no_json()));
        return;
    };
    let mut differ = |what: &str, here: String, there: String| {
        if here != there {
            let differs = text::other_value(what, &here, &there);
            found.push(Discrepancy::at(MANIFEST, differs));
        }
    };
    let at = |pointer: &[&str]| text_at(&manifest, pointer);
    differ("batch.id", at(&["batch", "id"]), record.id.to_string());
    differ(
        "batch.date",
        at(&["batch", "date"]),
        record.id.date.to_string(),
    );
    differ("policy.id", at(&["policy", "id"]), record.policy_id.clone());
    differ(
        "policy.sha256",
        at(&["policy", "sha256"]),
        record.policy_sha256.clone(),
    );
    differ("total", at(&["total"]), record.total.to_string());
    differ("outputs", listed(&manifest, "outputs"), outputs_of(record));
    differ("inputs", listed(&manifest, "inputs"), inputs_of(record));
    for (group, counts) in [("outcomes", &record.outcomes), ("reasons", &record.reasons)] {
        for (name, rows) in counts {
            differ(
                &format!("{group}.{name}"),
                at(&[group, name]),
                rows.to_string(),
            );
        }
    }
}

/// A value as text; empty when it is not there.
fn text_at(manifest: &Map<String, Value>, path: &[&str]) -> String {
    let Some((first, rest)) = path.split_first() else {
        return String::new();
    };
    let value = rest
        .iter()
        .try_fold(manifest.get(*first), |value, name| {
            value.map(|v| v.get(name))
        })
        .flatten();
    plain(value)
}

fn plain(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// A list of files as `name sha256 bytes` in the order of names.
fn listed(manifest: &Map<String, Value>, key: &str) -> String {
    let entries = manifest.get(key).and_then(Value::as_array);
    let lines = entries.into_iter().flatten().map(|entry| {
        format!(
            "{} {} {}",
            plain(entry.get("file")),
            plain(entry.get("sha256")),
            plain(entry.get("bytes"))
        )
    });
    in_order(lines)
}

fn outputs_of(record: &BatchRecord) -> String {
    let others = record.outputs.iter().filter(|o| o.name != MANIFEST);
    in_order(others.map(|o| format!("{} {} {}", o.name, o.sha256, o.bytes)))
}

fn inputs_of(record: &BatchRecord) -> String {
    let inputs = record.inputs.iter();
    in_order(inputs.map(|i| format!("{} {} {}", i.file.name(), i.sha256, i.bytes)))
}

fn in_order(lines: impl Iterator<Item = String>) -> String {
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines.join(", ")
}
