//! One entry of a policy file: interval, value, source.

use super::calendar::calendar_of;
use super::finding::{Finding, FindingKind};
use super::series::Dated;
use super::toml_value::{day_of, days_of, text_of};
use super::value::{Kind, Value};
use chrono::{FixedOffset, NaiveDate};
use std::ops::Range;
use toml::{Table, Value as Toml};

/// Reads one entry of `key`; what is wrong is added to `findings`, and then there is no entry.
pub fn read_entry(
    key: &str,
    kind: Kind,
    table: &Table,
    offset: FixedOffset,
    findings: &mut Vec<Finding>,
) -> Option<Dated> {
    let mut entry = EntryReader {
        key,
        table,
        interval: None,
        faults: Vec::new(),
    };
    let dated = entry.read(kind, offset);
    let sound = entry.faults.is_empty();
    findings.append(&mut entry.faults);
    dated.filter(|_| sound)
}

struct EntryReader<'a> {
    key: &'a str,
    table: &'a Table,
    interval: Option<Range<NaiveDate>>,
    faults: Vec<Finding>,
}

impl EntryReader<'_> {
    fn read(&mut self, kind: Kind, offset: FixedOffset) -> Option<Dated> {
        let (from, to) = (self.field("from", day_of), self.field("to", day_of));
        if let (Some(from), Some(to)) = (from, to) {
            self.interval = Some(from..to);
            if from >= to {
                self.fault(FindingKind::Backwards);
            }
        }
        self.refuse_unknown_fields(kind);
        let source = self.field("source", text_of);
        let confirmed = self
            .table
            .contains_key("confirmed")
            .then(|| self.field("confirmed", day_of))
            .flatten();
        let value = match kind {
            Kind::Calendar => self.calendar(),
            kind => self.value(kind, offset),
        };
        Some(Dated {
            interval: self.interval.clone()?,
            value: value?,
            source: source?,
            confirmed,
        })
    }

    fn fault(&mut self, kind: FindingKind) {
        self.faults.push(Finding {
            key: self.key.to_owned(),
            interval: self.interval.clone(),
            kind,
        });
    }

    fn field<T>(&mut self, name: &'static str, read: impl Fn(&Toml) -> Option<T>) -> Option<T> {
        let Some(value) = self.table.get(name) else {
            self.fault(FindingKind::MissingField(name));
            return None;
        };
        let content = read(value);
        if content.is_none() {
            self.fault(FindingKind::BadField(name, value.to_string()));
        }
        content
    }

    fn refuse_unknown_fields(&mut self, kind: Kind) {
        let own: &[&str] = match kind {
            Kind::Calendar => &["holidays", "worked_weekends"],
            _ => &["value"],
        };
        let known = |name: &str| {
            matches!(name, "from" | "to" | "source" | "confirmed") || own.contains(&name)
        };
        for name in self.table.keys().filter(|name| !known(name)) {
            self.fault(FindingKind::UnknownField(name.clone()));
        }
    }

    fn value(&mut self, kind: Kind, offset: FixedOffset) -> Option<Value> {
        let Some(written) = self.table.get("value") else {
            self.fault(FindingKind::MissingField("value"));
            return None;
        };
        let value = texts_of(kind, written).and_then(|texts| kind.parse(&texts, offset));
        if value.is_none() {
            self.fault(FindingKind::BadValue(written.to_string(), kind));
        }
        value
    }

    fn calendar(&mut self) -> Option<Value> {
        let holidays = self.field("holidays", days_of);
        let worked_weekends = self.field("worked_weekends", days_of);
        let interval = self.interval.clone()?;
        let (holidays, worked_weekends) = (holidays?, worked_weekends?);
        let calendar = calendar_of(interval.start, interval.end, holidays, worked_weekends);
        if calendar.is_none() {
            let found = self.table.get("holidays").map(Toml::to_string);
            self.fault(FindingKind::BadField("holidays", found.unwrap_or_default()));
        }
        calendar.map(Value::Calendar)
    }
}

/// The text of a value, or the texts of a list; `None` where the file writes something else, or
/// a bare number where quotes keep an amount from being rounded.
fn texts_of(kind: Kind, written: &Toml) -> Option<Vec<String>> {
    if kind.is_list() {
        let text = |value: &Toml| value.as_str().map(str::to_owned);
        return written.as_array()?.iter().map(text).collect();
    }
    match written {
        Toml::String(text) => Some(vec![text.clone()]),
        _ if kind.needs_quotes() => None,
        Toml::Integer(_) | Toml::Boolean(_) | Toml::Datetime(_) => Some(vec![written.to_string()]),
        _ => None,
    }
}
