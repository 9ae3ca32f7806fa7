//! Rows of the extract: what they say, and how they are written.

use super::schools::Place;
use super::season::Stamp;
use crate::domain::Money;
use chrono::{DateTime, FixedOffset};
use compact_str::{CompactString, format_compact};
use std::fmt::Display;

/// How an instant is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spelling {
    /// `2024-12-20 17:00:00`
    #[default]
    Local,
    /// `2024-12-20T17:00:00+08:00`
    Offset,
    /// `2024-12-20T09:00:00Z`
    Utc,
    /// `2024/12/20 17:00:00`, and a placeholder where there is no instant
    Slashes,
    /// `20241220170000`, and a placeholder where there is no instant
    Digits,
}

/// A column whose text is replaced, byte for byte, by something that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadCell {
    /// Place of the column in its file, from 0.
    pub column: usize,
    /// What stands there; quotes and commas are not escaped.
    pub text: &'static str,
}

impl BadCell {
    /// The line of a record with the damage in place of its column.
    pub fn line(self, record: &csv::ByteRecord) -> Vec<u8> {
        let mut line = Vec::new();
        for (column, field) in record.iter().enumerate() {
            match column == self.column {
                true => line.extend_from_slice(self.text.as_bytes()),
                false => line.extend(quoted_if_needed(field)),
            }
            line.push(b',');
        }
        line.pop();
        line.push(b'\n');
        line
    }
}

/// A field as `csv` writes it.
fn quoted_if_needed(field: &[u8]) -> Vec<u8> {
    const FITS: &str = "a vector takes every field";
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Beside another, since a lone empty field would be quoted.
    writer.write_record([field, b""]).expect(FITS);
    let mut line = writer.into_inner().expect(FITS);
    line.truncate(line.len() - b",\n".len());
    line
}

/// A row of `enrollments.csv`.
#[derive(Debug, Clone)]
pub struct Child {
    pub number: u64,
    pub year: u16,
    pub kind: &'static str,
    pub id: CompactString,
    pub name: CompactString,
    pub category: &'static str,
    pub subsidy: &'static str,
    pub channel: &'static str,
    /// Where other than at the place's district the child is insured.
    pub district: Option<&'static str>,
    pub place: Place,
    pub applied_at: Stamp,
    pub paid_channel: &'static str,
    pub paid_at: Option<Stamp>,
    pub spelling: Spelling,
    pub damage: Option<BadCell>,
}

/// `enrollment_id` of an enrollment by its number.
pub fn enrollment_id(number: u64) -> CompactString {
    format_compact!("SH{number:011}")
}

/// A row of `networks.csv`.
#[derive(Debug, Clone)]
pub struct Member {
    pub network: CompactString,
    pub organizer: CompactString,
    pub id: CompactString,
    pub name: CompactString,
    pub relation: &'static str,
    pub joined_at: Stamp,
    pub left_at: Option<Stamp>,
    pub selected_at: Option<Stamp>,
    pub cancelled_at: Option<Stamp>,
    pub dissolved_at: Option<Stamp>,
    pub spelling: Spelling,
    pub damage: Option<BadCell>,
}

/// A row of `accounts.csv`. Balances in fen.
#[derive(Debug, Clone)]
pub struct Holding {
    pub holder: CompactString,
    pub insurance: &'static str,
    pub status: &'static str,
    pub current: i64,
    pub accumulated: i64,
    pub as_of: Stamp,
    pub spelling: Spelling,
    pub damage: Option<BadCell>,
}

/// A row of `payments.csv`. The amount in fen.
#[derive(Debug, Clone)]
pub struct Receipt {
    pub number: u64,
    /// 0, or another number for a refund of the same enrollment.
    pub part: u64,
    pub year: u16,
    pub id: CompactString,
    pub channel: &'static str,
    pub amount: i64,
    pub paid_at: Stamp,
    pub refunded_at: Option<Stamp>,
    pub damage: Option<BadCell>,
}

/// A row of `holds.csv`.
#[derive(Debug, Clone)]
pub struct Order {
    pub id: CompactString,
    pub role: &'static str,
    /// Midnight of the first day.
    pub from: Stamp,
    /// Midnight of the first day no longer held.
    pub until: Option<Stamp>,
    pub reason: &'static str,
    pub ordered_by: &'static str,
}

/// A row that knows its file.
pub trait Row {
    /// The header of the file, without line feed.
    const HEADER: &'static str;
    /// The row's fields, undamaged.
    fn record(&self, offset: FixedOffset) -> csv::ByteRecord;
    /// What makes the row unreadable.
    fn damage(&self) -> Option<BadCell>;
}

impl Row for Child {
    const HEADER: &'static str = "enrollment_id,insurance_year,insured_id_type,insured_id,insured_name,category,subsidy,channel,district_code,institution_code,institution_name,applied_at,paid_channel,paid_at";

    fn damage(&self) -> Option<BadCell> {
        self.damage
    }

    fn record(&self, offset: FixedOffset) -> csv::ByteRecord {
        let mut row = Fields::new(self.spelling, offset);
        row.text(&enrollment_id(self.number));
        row.shown(self.year);
        row.text(self.kind);
        row.text(&self.id);
        row.text(&self.name);
        row.text(self.category);
        row.text(self.subsidy);
        row.text(self.channel);
        row.text(self.district.unwrap_or(self.place.district()));
        row.text(&self.place.code());
        row.text(&self.place.name());
        row.stamp(Some(self.applied_at));
        row.text(self.paid_channel);
        row.stamp(self.paid_at);
        row.record
    }
}

impl Row for Member {
    const HEADER: &'static str = "network_id,organizer_id,member_id,member_name,relation,joined_at,left_at,contribution_selected_at,contribution_cancelled_at,dissolved_at";

    fn damage(&self) -> Option<BadCell> {
        self.damage
    }

    fn record(&self, offset: FixedOffset) -> csv::ByteRecord {
        let mut row = Fields::new(self.spelling, offset);
        row.text(&self.network);
        row.text(&self.organizer);
        row.text(&self.id);
        row.text(&self.name);
        row.text(self.relation);
        row.stamp(Some(self.joined_at));
        row.stamp(self.left_at);
        row.stamp(self.selected_at);
        row.stamp(self.cancelled_at);
        row.stamp(self.dissolved_at);
        row.record
    }
}

impl Row for Holding {
    const HEADER: &'static str = "holder_id,insurance_status,account_status,current_balance,accumulated_balance,balance_as_of";

    fn damage(&self) -> Option<BadCell> {
        self.damage
    }

    fn record(&self, offset: FixedOffset) -> csv::ByteRecord {
        let mut row = Fields::new(self.spelling, offset);
        row.text(&self.holder);
        row.text(self.insurance);
        row.text(self.status);
        row.money(self.current);
        row.money(self.accumulated);
        row.stamp(Some(self.as_of));
        row.record
    }
}

impl Row for Receipt {
    const HEADER: &'static str =
        "receipt_no,insurance_year,insured_id,paid_channel,amount,paid_at,refunded_at";

    fn damage(&self) -> Option<BadCell> {
        self.damage
    }

    fn record(&self, offset: FixedOffset) -> csv::ByteRecord {
        let mut row = Fields::new(Spelling::Offset, offset);
        row.shown(format_args!("SW{:012}", self.number * 10 + self.part));
        row.shown(self.year);
        row.text(&self.id);
        row.text(self.channel);
        row.money(self.amount);
        row.stamp(Some(self.paid_at));
        row.stamp(self.refunded_at);
        row.record
    }
}

impl Row for Order {
    const HEADER: &'static str = "person_id,role,from,until,reason,ordered_by";

    fn damage(&self) -> Option<BadCell> {
        None
    }

    fn record(&self, offset: FixedOffset) -> csv::ByteRecord {
        let mut row = Fields::new(Spelling::Local, offset);
        row.text(&self.id);
        row.text(self.role);
        row.day(Some(self.from));
        row.day(self.until);
        row.text(self.reason);
        row.text(self.ordered_by);
        row.record
    }
}

/// The fields of one row in the making.
struct Fields {
    record: csv::ByteRecord,
    spelling: Spelling,
    offset: FixedOffset,
}

impl Fields {
    fn new(spelling: Spelling, offset: FixedOffset) -> Fields {
        Fields {
            record: csv::ByteRecord::new(),
            spelling,
            offset,
        }
    }

    fn text(&mut self, text: &str) {
        self.record.push_field(text.as_bytes());
    }

    fn shown(&mut self, value: impl Display) {
        self.text(&format_compact!("{value}"));
    }

    fn money(&mut self, fen: i64) {
        self.shown(Money::from_fen(fen));
    }

    fn stamp(&mut self, stamp: Option<Stamp>) {
        match (stamp, self.spelling) {
            (Some(stamp), spelling) => self.shown(spelled(stamp, spelling, self.offset)),
            (None, Spelling::Slashes) => self.text("9999/12/31 00:00:00"),
            (None, Spelling::Digits) => self.text("00010101000000"),
            (None, Spelling::Local | Spelling::Offset | Spelling::Utc) => self.text(""),
        }
    }

    fn day(&mut self, day: Option<Stamp>) {
        match day.and_then(|day| DateTime::from_timestamp(day, 0)) {
            Some(day) => self.shown(day.date_naive()),
            None => self.text(""),
        }
    }
}

/// An instant, counted from 1970 in the office's own time, in one of its spellings.
fn spelled(stamp: Stamp, spelling: Spelling, offset: FixedOffset) -> CompactString {
    let local = DateTime::from_timestamp(stamp, 0)
        .unwrap_or_default()
        .naive_utc();
    let format = match spelling {
        Spelling::Local => "%Y-%m-%d %H:%M:%S",
        Spelling::Offset => {
            return format_compact!("{}{offset}", local.format("%Y-%m-%dT%H:%M:%S"));
        }
        Spelling::Utc => {
            return format_compact!("{}", (local - offset).format("%Y-%m-%dT%H:%M:%SZ"));
        }
        Spelling::Slashes => "%Y/%m/%d %H:%M:%S",
        Spelling::Digits => "%Y%m%d%H%M%S",
    };
    format_compact!("{}", local.format(format))
}

#[cfg(test)]
mod tests;
