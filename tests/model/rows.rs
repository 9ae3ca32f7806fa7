//! Section 2: the rows of each file, column by column, and what is wrong with them.

use super::codes::{self, meaning};
use super::values::{self, Moment, long_text, masked_visibly, short_text};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq)]
pub struct Enrollment {
    pub id: String,
    pub year: String,
    pub id_type: String,
    pub person: String,
    pub name: String,
    pub category: String,
    pub subsidy: String,
    pub channel: String,
    pub district: String,
    pub institution: (String, String),
    pub applied_at: Moment,
    pub paid_channel: String,
    pub paid_at: Option<Moment>,
}

/// The fields stand in the order in which several rows of one network are compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    pub joined_at: Moment,
    pub selected_at: Option<Moment>,
    pub cancelled_at: Option<Moment>,
    pub left_at: Option<Moment>,
    pub dissolved_at: Option<Moment>,
    pub organizer: String,
    pub relation: String,
    pub member_name: String,
    pub network: String,
    pub member: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    pub holder: String,
    pub insurance: String,
    pub status: String,
    pub current: Decimal,
    pub accumulated: Decimal,
    pub as_of: Moment,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Payment {
    pub receipt: String,
    pub person: String,
    pub year: String,
    pub channel: String,
    pub amount: Decimal,
    pub paid_at: Moment,
    pub refunded_at: Option<Moment>,
}

#[derive(Debug, Clone)]
pub struct Hold {
    pub person: String,
    pub role: String,
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
}

/// Reads one row, column by column, and remembers the problems.
pub struct Reading<'a> {
    fields: &'a BTreeMap<String, String>,
    /// Column, problem, masked value.
    pub problems: Vec<(&'static str, &'static str, String)>,
}

impl<'a> Reading<'a> {
    pub fn of(fields: &'a BTreeMap<String, String>) -> Reading<'a> {
        Reading {
            fields,
            problems: Vec::new(),
        }
    }

    /// What stands in a column.
    pub fn raw(&self, column: &str) -> String {
        self.fields.get(column).cloned().unwrap_or_default()
    }

    /// A column that may be empty.
    fn maybe<T>(
        &mut self,
        column: &'static str,
        meant: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Option<T> {
        let value = self.raw(column);
        if value.is_empty() {
            return None;
        }
        match meant(&value) {
            Ok(read) => Some(read),
            Err(problem) => {
                self.problems
                    .push((column, problem, masked_visibly(&value)));
                None
            }
        }
    }

    /// A column that must not be empty.
    fn read<T>(
        &mut self,
        column: &'static str,
        meant: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Option<T> {
        if self.raw(column).is_empty() {
            self.problems.push((column, "MISSING_VALUE", String::new()));
        }
        self.maybe(column, meant)
    }

    fn long(&mut self, column: &'static str) -> String {
        self.maybe(column, |t| long_text(t).map(|()| t.to_string()))
            .unwrap_or_default()
    }
}

fn instant(text: &str) -> Result<Moment, &'static str> {
    values::instant(text)?.ok_or("MISSING_VALUE")
}

fn day(text: &str) -> Result<NaiveDate, &'static str> {
    values::day(text)?.ok_or("MISSING_VALUE")
}

fn ascii_id(text: &str) -> Result<String, &'static str> {
    if values::is_damaged(text) {
        return Err("SPREADSHEET_DAMAGE");
    }
    short_text(text)?;
    let printable = text.chars().all(|c| (' '..='~').contains(&c));
    (printable && text.len() <= 64)
        .then(|| text.to_string())
        .ok_or("BAD_KEY")
}

fn coded(
    text: &str,
    list: &'static [(&'static str, &'static str)],
) -> Result<String, &'static str> {
    short_text(text)?;
    meaning(text, list).ok_or("BAD_CODE")
}

fn shaped(text: &str, is_right: impl Fn(&str) -> bool) -> Result<String, &'static str> {
    short_text(text)?;
    is_right(text).then(|| text.to_string()).ok_or("BAD_CODE")
}

fn so_many_digits(text: &str, count: usize) -> Result<String, &'static str> {
    shaped(text, |t| {
        t.len() == count && t.chars().all(|c| c.is_ascii_digit())
    })
}

fn id_type(text: &str) -> Result<String, &'static str> {
    short_text(text)?;
    codes::id_type(text).ok_or("BAD_CODE")
}

fn category(text: &str) -> Result<String, &'static str> {
    short_text(text)?;
    Ok(meaning(text, codes::CATEGORIES).unwrap_or(text.to_string()))
}

fn institution_code(text: &str) -> Result<String, &'static str> {
    shaped(text, |t| {
        t.len() <= 32
            && t.chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
    })
}

pub fn enrollment(row: &mut Reading) -> Option<Enrollment> {
    let id = row.read("enrollment_id", ascii_id);
    let year = row.read("insurance_year", |t| so_many_digits(t, 4));
    let id_type = row.read("insured_id_type", id_type);
    let person = row.read("insured_id", values::person);
    let name = row.read("insured_name", |t| short_text(t).map(|()| t.to_string()));
    let category = row.read("category", category);
    let subsidy = row.long("subsidy");
    let channel = row.read("channel", |t| coded(t, codes::CHANNELS));
    let district = row.read("district_code", |t| so_many_digits(t, 6));
    let institution_code = row.read("institution_code", institution_code);
    let institution_name = row.long("institution_name");
    let applied_at = row.read("applied_at", instant);
    let paid_channel = row.maybe("paid_channel", |t| coded(t, codes::PAID));
    let paid_at = row.maybe("paid_at", values::instant);
    Some(Enrollment {
        id: id?,
        year: year?,
        id_type: id_type?,
        person: person?,
        name: name?,
        category: category?,
        subsidy,
        channel: channel?,
        district: district?,
        institution: (institution_code?, institution_name),
        applied_at: applied_at?,
        paid_channel: paid_channel.unwrap_or_default(),
        paid_at: paid_at.flatten(),
    })
}

pub fn member(row: &mut Reading) -> Option<Member> {
    let network = row.read("network_id", ascii_id);
    let organizer = row.read("organizer_id", values::person);
    let member = row.read("member_id", values::person);
    let member_name = row.long("member_name");
    let joined_at = row.read("joined_at", instant);
    let not_before = |text: &str| {
        let end = values::instant(text)?;
        match (joined_at, end) {
            (Some(joined), Some(end)) if end < joined => Err("BAD_INSTANT"),
            _ => Ok(end),
        }
    };
    let left_at = row.maybe("left_at", not_before);
    let selected_at = row.maybe("contribution_selected_at", values::instant);
    let cancelled_at = row.maybe("contribution_cancelled_at", values::instant);
    let dissolved_at = row.maybe("dissolved_at", not_before);
    let relation = meaning(&row.raw("relation"), codes::RELATIONS);
    Some(Member {
        network: network?,
        organizer: organizer?,
        member: member?,
        member_name,
        relation: relation.unwrap_or("other".to_string()),
        joined_at: joined_at?,
        left_at: left_at.flatten(),
        selected_at: selected_at.flatten(),
        cancelled_at: cancelled_at.flatten(),
        dissolved_at: dissolved_at.flatten(),
    })
}

pub fn account(row: &mut Reading) -> Option<Account> {
    let holder = row.read("holder_id", values::person);
    let insurance = row.read("insurance_status", |t| coded(t, codes::INSURANCE));
    let status = row.read("account_status", |t| coded(t, codes::STATUS));
    let current = row.read("current_balance", values::money);
    let accumulated = row.read("accumulated_balance", values::money);
    let as_of = row.read("balance_as_of", instant);
    Some(Account {
        holder: holder?,
        insurance: insurance?,
        status: status?,
        current: current?,
        accumulated: accumulated?,
        as_of: as_of?,
    })
}

pub fn payment(row: &mut Reading) -> Option<Payment> {
    let receipt = row.read("receipt_no", |t| long_text(t).map(|()| t.to_string()));
    let year = row.read("insurance_year", |t| so_many_digits(t, 4));
    let person = row.read("insured_id", values::person);
    let channel = row.read("paid_channel", |t| coded(t, codes::PAID));
    let amount = row.read("amount", values::money);
    let paid_at = row.read("paid_at", instant);
    let refunded_at = row.maybe("refunded_at", values::instant);
    Some(Payment {
        receipt: receipt?,
        person: person?,
        year: year?,
        channel: channel?,
        amount: amount?,
        paid_at: paid_at?,
        refunded_at: refunded_at.flatten(),
    })
}

pub fn hold(row: &mut Reading) -> Option<Hold> {
    let person = row.read("person_id", values::person);
    let role = row.maybe("role", |t| coded(t, codes::ROLES));
    let from = row.read("from", day);
    let after = |text: &str| {
        let until = values::day(text)?;
        match (from, until) {
            (Some(from), Some(until)) if until <= from => Err("BAD_INSTANT"),
            _ => Ok(until),
        }
    };
    let until = row.maybe("until", after);
    row.read("reason", long_text);
    row.long("ordered_by");
    Some(Hold {
        person: person?,
        role: role.unwrap_or_default(),
        from: from?,
        until: until.flatten(),
    })
}
