//! The text of a policy file → head, dated values, questions, and everything that is wrong.

use super::entry::read_entry;
use super::finding::{Finding, FindingKind};
use super::in_force::FEE;
use super::keys;
use super::series::Series;
use super::toml_value::{day_of, text_of};
use super::value::{Kind, parse_offset};
use super::{PolicyError, RuleSources, Sourced};
use crate::domain::Reason;
use crate::domain::message::Message;
use chrono::{FixedOffset, NaiveDate};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::{Table, Value as Toml};

/// What stands at the top of a policy file.
#[derive(Debug, Clone)]
pub struct Head {
    /// Name of the policy, as the remittance writes it.
    pub id: String,
    /// What it is, for people.
    pub title: String,
    /// Days that the policy speaks of.
    pub interval: Range<NaiveDate>,
    /// Offset in which days begin.
    pub offset: Sourced<FixedOffset>,
}

/// A policy file, read as far as it can be.
#[derive(Debug, Clone)]
pub struct Contents {
    /// The head.
    pub head: Head,
    /// Dated values by key.
    pub series: BTreeMap<String, Series>,
    /// Questions to the operator by key.
    pub asked: BTreeMap<String, String>,
    /// Where the rule of a reason stands in this region's documents.
    pub rule_sources: RuleSources,
    /// What is wrong, in the order of the file.
    pub findings: Vec<Finding>,
}

/// Names that are no dated values.
const HEAD: [&str; 6] = ["id", "title", "from", "to", "offset", "required"];
const RULE_SOURCES: &str = "rule_sources";

/// What is wrong with the TOML and where. The line itself is not shown: a file that is no policy
/// may be about persons.
fn fault_of(text: &str, error: &toml::de::Error) -> Message {
    let before = error.span().and_then(|span| text.get(..span.start));
    let place = before.map(|before| {
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        (line, before[start..].chars().count() + 1)
    });
    crate::text::policy::not_toml(place, &error.message().replace('\n', ", "))
}

/// Reads a policy file. Findings are collected as far as possible.
///
/// # Errors
/// Only where nothing can be said about the rest: no TOML, or no readable head.
pub fn read(origin: &str, text: &str) -> Result<Contents, PolicyError> {
    let unreadable = |what: Message| PolicyError::Unreadable {
        origin: origin.to_owned(),
        what,
    };
    let table: Table = text
        .parse()
        .map_err(|error| unreadable(fault_of(text, &error)))?;
    let head = read_head(&table).map_err(|findings| {
        let lines: Vec<Message> = findings.iter().map(Finding::message).collect();
        unreadable(crate::text::policy::findings(&lines))
    })?;
    let mut contents = Contents {
        head,
        series: BTreeMap::new(),
        asked: BTreeMap::new(),
        rule_sources: RuleSources::default(),
        findings: Vec::new(),
    };
    contents.read_values(&table);
    contents.read_questions(&table);
    contents.read_rule_sources(&table);
    contents.find_missing();
    contents.find_other_categories();
    Ok(contents)
}

fn read_head(table: &Table) -> Result<Head, Vec<Finding>> {
    let mut findings = Vec::new();
    let id = head_field(table, "id", &mut findings, |value| {
        text_of(value).filter(|id| is_id(id))
    });
    let title = head_field(table, "title", &mut findings, text_of);
    let from = head_field(table, "from", &mut findings, day_of);
    let to = head_field(table, "to", &mut findings, day_of);
    let offset = head_field(table, "offset", &mut findings, sourced_offset);
    match (id, title, from, to, offset) {
        (Some(id), Some(title), Some(from), Some(to), Some(offset)) if from < to => Ok(Head {
            id,
            title,
            interval: from..to,
            offset,
        }),
        (_, _, Some(from), Some(to), _) if from >= to => {
            findings.push(Finding::of_entry("to", from..to, FindingKind::Backwards));
            Err(findings)
        }
        _ => Err(findings),
    }
}

fn head_field<T>(
    table: &Table,
    name: &'static str,
    findings: &mut Vec<Finding>,
    read: impl Fn(&Toml) -> Option<T>,
) -> Option<T> {
    let Some(value) = table.get(name) else {
        findings.push(Finding::of_key(name, FindingKind::MissingField(name)));
        return None;
    };
    let content = read(value);
    if content.is_none() {
        let kind = FindingKind::BadField(name, value.to_string());
        findings.push(Finding::of_key(name, kind));
    }
    content
}

fn sourced_offset(value: &Toml) -> Option<Sourced<FixedOffset>> {
    let table = value.as_table().filter(|table| table.len() == 2)?;
    Some(Sourced {
        value: parse_offset(table.get("value")?.as_str()?)?,
        source: text_of(table.get("source")?)?,
    })
}

fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

impl Contents {
    fn read_values(&mut self, table: &Table) {
        for (name, value) in table {
            if HEAD.contains(&name.as_str()) || name == RULE_SOURCES {
                continue;
            }
            match value {
                Toml::Table(group) => {
                    for (inner, value) in group {
                        self.read_series(&format!("{name}.{inner}"), value);
                    }
                }
                value => self.read_series(name, value),
            }
        }
    }

    fn read_series(&mut self, name: &str, value: &Toml) {
        let Some(key) = keys::find(name) else {
            self.unknown(name);
            return;
        };
        let Some(tables) = tables_of(value) else {
            self.findings
                .push(Finding::of_key(name, FindingKind::NotDated));
            return;
        };
        let offset = self.head.offset.value;
        let faults_before = self.findings.len();
        let entries = tables
            .iter()
            .filter_map(|table| read_entry(name, key.kind, table, offset, &mut self.findings))
            .collect();
        let series = Series::new(entries);
        if self.findings.len() == faults_before {
            self.findings.extend(match key.kind {
                Kind::Calendar => series.seams(name),
                _ => series.flaws(name, &self.head.interval),
            });
        }
        self.series.insert(name.to_owned(), series);
    }

    fn unknown(&mut self, name: &str) {
        let nearest = keys::closest(name);
        let nearest = nearest.into_iter().map(str::to_owned).collect();
        self.findings
            .push(Finding::of_key(name, FindingKind::UnknownKey(nearest)));
    }

    fn read_questions(&mut self, table: &Table) {
        let Some(value) = table.get("required") else {
            return;
        };
        let Some(questions) = value.as_table() else {
            self.findings.push(Finding::of_key(
                "required",
                FindingKind::BadField("required", value.to_string()),
            ));
            return;
        };
        for (name, question) in questions {
            match text_of(question) {
                _ if keys::find(name).is_none() => self.unknown(name),
                None => self.findings.push(Finding::of_key(
                    name,
                    FindingKind::BadField("required", question.to_string()),
                )),
                Some(_) if self.series.contains_key(name) => self
                    .findings
                    .push(Finding::of_key(name, FindingKind::AskedAndGiven)),
                Some(question) => {
                    self.asked.insert(name.clone(), question);
                }
            }
        }
    }

    fn read_rule_sources(&mut self, table: &Table) {
        let Some(value) = table.get(RULE_SOURCES) else {
            return;
        };
        let Some(sources) = value.as_table() else {
            self.findings.push(Finding::of_key(
                RULE_SOURCES,
                FindingKind::BadField(RULE_SOURCES, value.to_string()),
            ));
            return;
        };
        for (code, source) in sources {
            let reason = Reason::ALL.iter().find(|reason| reason.as_str() == code);
            let kind = match (reason, text_of(source)) {
                (Some(reason), Some(source)) => {
                    self.rule_sources.0.insert(*reason, source);
                    continue;
                }
                (None, _) => {
                    let codes = Reason::ALL.iter().map(|reason| reason.as_str());
                    let nearest = keys::nearest(code, codes);
                    FindingKind::UnknownKey(nearest.into_iter().map(str::to_owned).collect())
                }
                (Some(_), None) => FindingKind::BadField("source", source.to_string()),
            };
            let key = format!("{RULE_SOURCES}.{code}");
            self.findings.push(Finding::of_key(&key, kind));
        }
    }

    /// Keys without value and without question, and a policy without any fee.
    fn find_missing(&mut self) {
        let spoken_of =
            |name: &str| self.series.contains_key(name) || self.asked.contains_key(name);
        let mut missing: Vec<&str> = keys::KEYS
            .iter()
            .filter(|key| !key.optional && !spoken_of(key.name))
            .map(|key| key.name)
            .collect();
        let is_fee = |name: &String| name.starts_with(keys::FEE_PREFIX);
        if !self.series.keys().any(is_fee) && !self.asked.keys().any(is_fee) {
            missing.push(FEE.name);
        }
        let findings = missing
            .into_iter()
            .map(|name| Finding::of_key(name, FindingKind::NoValue));
        self.findings.extend(findings);
    }

    /// Fees of categories that the program has no name for: a misspelt one charges nobody.
    fn find_other_categories(&mut self) {
        let named = self.series.keys().chain(self.asked.keys());
        let findings = named
            .filter(|name| keys::is_fee_of_another_category(name))
            .map(|name| {
                let nearest = keys::closest(name)
                    .into_iter()
                    .filter(|key| key.starts_with(keys::FEE_PREFIX));
                let nearest = nearest.map(str::to_owned).collect();
                Finding::of_key(name, FindingKind::OtherCategory(nearest))
            });
        let findings: Vec<Finding> = findings.collect();
        self.findings.extend(findings);
    }
}

fn tables_of(value: &Toml) -> Option<Vec<&Table>> {
    let list = value.as_array().filter(|list| !list.is_empty())?;
    list.iter().map(Toml::as_table).collect()
}
