//! Rejects, equations, files and policy: what the night rests on.

use super::super::typography::{Figure, share, size};
use crate::domain::OutputDigest;
use crate::domain::plan::{Language, Plan};
use crate::domain::reject::{ExtractFile, Problem};
use crate::policy::InForce;
use crate::text::night::equation;
use crate::text::{Text, source_in_words};
use std::collections::BTreeMap;

/// Folder of the lists for the institutions; they share one line.
const LISTS: &str = "by-institution/";

/// Problems of rejected rows by file and kind.
pub struct RejectTable {
    /// File by file.
    pub lines: Vec<RejectLine>,
}

/// One kind of problem in one file.
pub struct RejectLine {
    /// The file.
    pub file: &'static str,
    /// Code of the problem.
    pub problem: &'static str,
    /// What it means and what mends it.
    pub label: &'static str,
    /// How often.
    pub count: Figure,
}

impl RejectTable {
    /// Every problem that occurred.
    pub fn of(plan: &Plan) -> RejectTable {
        let mut counts: BTreeMap<(ExtractFile, Problem), u64> = BTreeMap::new();
        for reject in plan.rejects {
            *counts.entry((reject.file, reject.problem)).or_default() += 1;
        }
        let line = |((file, problem), count): ((ExtractFile, Problem), u64)| RejectLine {
            file: file.name(),
            problem: problem.as_str(),
            label: Text::problem_in(plan.options.language, file, problem),
            count: Figure::of(count),
        };
        RejectTable {
            lines: counts.into_iter().map(line).collect(),
        }
    }
}

/// One equation, in words.
pub struct EquationLine<'p> {
    /// What is held against what.
    pub name: &'p str,
    /// Left side.
    pub left: Figure,
    /// Right side.
    pub right: Figure,
}

impl<'p> EquationLine<'p> {
    /// All equations.
    pub fn of(plan: &'p Plan) -> Vec<EquationLine<'p>> {
        let line = |line: &'p crate::domain::plan::Equation| EquationLine {
            name: equation(plan.options.language, &line.name),
            left: Figure::of(&line.left),
            right: Figure::of(&line.right),
        };
        plan.equations.iter().map(line).collect()
    }
}

/// An input.
pub struct InputLine<'p> {
    /// Its name.
    pub file: &'static str,
    /// Digest of its bytes.
    pub sha256: &'p str,
    /// Rows.
    pub rows: Figure,
    /// Rejected rows.
    pub rejected: Figure,
    /// Of the rows, where any were rejected.
    pub share: String,
    /// Size.
    pub size: String,
}

impl<'p> InputLine<'p> {
    /// The files of the extract.
    pub fn of(plan: &'p Plan) -> Vec<InputLine<'p>> {
        let line = |input: &'p crate::domain::reject::InputFile| InputLine {
            file: input.file.name(),
            sha256: &input.sha256,
            rows: Figure::of(input.rows),
            rejected: Figure::of(input.rejected_rows),
            share: match input.rejected_rows {
                0 => String::new(),
                rejected => share(rejected, input.rows),
            },
            size: size(input.bytes),
        };
        plan.inputs.iter().map(line).collect()
    }
}

/// An output, or all lists for institutions.
pub struct FileLine<'p> {
    /// Its name.
    pub file: &'p str,
    /// Digest of its bytes; empty for the lists.
    pub sha256: &'p str,
    /// Number of lists; zero for a single file.
    pub lists: usize,
    /// Size.
    pub size: String,
}

impl<'p> FileLine<'p> {
    /// The outputs in their order, the lists last.
    pub fn of(outputs: &'p [OutputDigest]) -> Vec<FileLine<'p>> {
        let (lists, files): (Vec<&OutputDigest>, Vec<&OutputDigest>) =
            outputs.iter().partition(|o| o.name.starts_with(LISTS));
        let mut lines: Vec<FileLine> = files
            .into_iter()
            .map(|output| FileLine {
                file: &output.name,
                sha256: &output.sha256,
                lists: 0,
                size: size(output.bytes),
            })
            .collect();
        if !lists.is_empty() {
            lines.push(FileLine {
                file: LISTS,
                sha256: "",
                lists: lists.len(),
                size: size(lists.iter().map(|list| list.bytes).sum()),
            });
        }
        lines
    }
}

/// The policy in force on the batch date.
pub struct PolicyTable<'p> {
    /// Digest of the policy.
    pub sha256: &'p str,
    /// Its values.
    pub lines: Vec<ValueLine>,
}

/// One value.
pub struct ValueLine {
    /// The question it answers.
    pub question: &'static str,
    /// Its key.
    pub key: String,
    /// As a policy file writes it, with room to break a line after each comma.
    pub value: String,
    /// Where it stands written.
    pub source: String,
}

impl<'p> PolicyTable<'p> {
    /// Every value in force.
    pub fn of(plan: &Plan, policy: &'p InForce) -> PolicyTable<'p> {
        let language = plan.options.language;
        let line = |listed: crate::policy::Listed| ValueLine {
            question: listed.question(language),
            source: source_in_words(language, &listed.source),
            value: readable(language, &listed.value),
            key: listed.key,
        };
        PolicyTable {
            sha256: &policy.sha256,
            lines: policy.listed().into_iter().map(line).collect(),
        }
    }
}

/// A list with a blank after each of its commas; a word for an empty one.
fn readable(language: Language, value: &str) -> String {
    match (value, language) {
        ("", Language::Zh) => "无".to_owned(),
        ("", Language::En) => "none".to_owned(),
        _ => value.replace(',', ", ").replace(';', "; "),
    }
}
