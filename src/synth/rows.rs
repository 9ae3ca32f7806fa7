//! Rows of the extract: what they say, and how they are written.

use super::schools::Place;
use super::season::{DAY, HOUR, Stamp};
use chrono::{DateTime, Datelike, FixedOffset};
use compact_str::{CompactString, format_compact};
use std::io::Write as _;

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
pub struct Damage {
    /// Place of the column in its file, from 0.
    pub column: usize,
    /// What stands there; quotes and commas are not escaped.
    pub text: &'static str,
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
    pub damage: Option<Damage>,
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
    pub damage: Option<Damage>,
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
    pub damage: Option<Damage>,
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
    pub damage: Option<Damage>,
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
    /// Writes the row with its line feed.
    fn write(&self, offset: FixedOffset, out: &mut Vec<u8>);
}

impl Row for Child {
    const HEADER: &'static str = "enrollment_id,insurance_year,insured_id_type,insured_id,insured_name,category,subsidy,channel,district_code,institution_code,institution_name,applied_at,paid_channel,paid_at";

    fn write(&self, offset: FixedOffset, out: &mut Vec<u8>) {
        let mut row = RowWriter::new(out, self.damage, self.spelling, offset);
        row.text(&enrollment_id(self.number));
        row.number("", 4, u64::from(self.year));
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
        row.end();
    }
}

impl Row for Member {
    const HEADER: &'static str = "network_id,organizer_id,member_id,member_name,relation,joined_at,left_at,contribution_selected_at,contribution_cancelled_at,dissolved_at";

    fn write(&self, offset: FixedOffset, out: &mut Vec<u8>) {
        let mut row = RowWriter::new(out, self.damage, self.spelling, offset);
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
        row.end();
    }
}

impl Row for Holding {
    const HEADER: &'static str = "holder_id,insurance_status,account_status,current_balance,accumulated_balance,balance_as_of";

    fn write(&self, offset: FixedOffset, out: &mut Vec<u8>) {
        let mut row = RowWriter::new(out, self.damage, self.spelling, offset);
        row.text(&self.holder);
        row.text(self.insurance);
        row.text(self.status);
        row.money(self.current);
        row.money(self.accumulated);
        row.stamp(Some(self.as_of));
        row.end();
    }
}

impl Row for Receipt {
    const HEADER: &'static str =
        "receipt_no,insurance_year,insured_id,paid_channel,amount,paid_at,refunded_at";

    fn write(&self, offset: FixedOffset, out: &mut Vec<u8>) {
        let mut row = RowWriter::new(out, self.damage, Spelling::Offset, offset);
        row.number("SW", 12, self.number * 10 + self.part);
        row.number("", 4, u64::from(self.year));
        row.text(&self.id);
        row.text(self.channel);
        row.money(self.amount);
        row.stamp(Some(self.paid_at));
        row.stamp(self.refunded_at);
        row.end();
    }
}

impl Row for Order {
    const HEADER: &'static str = "person_id,role,from,until,reason,ordered_by";

    fn write(&self, offset: FixedOffset, out: &mut Vec<u8>) {
        let mut row = RowWriter::new(out, None, Spelling::Local, offset);
        row.text(&self.id);
        row.text(self.role);
        row.day(Some(self.from));
        row.day(self.until);
        row.text(self.reason);
        row.text(self.ordered_by);
        row.end();
    }
}

/// Writes one row, field by field, and puts the damaged text where it belongs.
struct RowWriter<'a> {
    out: &'a mut Vec<u8>,
    damage: Option<Damage>,
    spelling: Spelling,
    offset: FixedOffset,
    column: usize,
}

impl<'a> RowWriter<'a> {
    fn new(
        out: &'a mut Vec<u8>,
        damage: Option<Damage>,
        spelling: Spelling,
        offset: FixedOffset,
    ) -> RowWriter<'a> {
        RowWriter {
            out,
            damage,
            spelling,
            offset,
            column: 0,
        }
    }

    /// Begins the next field; false when something else was written in its place.
    fn begin(&mut self) -> bool {
        if self.column > 0 {
            self.out.push(b',');
        }
        let damage = self.damage.filter(|d| d.column == self.column);
        self.column += 1;
        if let Some(damage) = damage {
            self.out.extend_from_slice(damage.text.as_bytes());
        }
        damage.is_none()
    }

    fn text(&mut self, text: &str) {
        if !self.begin() {
            return;
        }
        if !text.bytes().any(|b| matches!(b, b',' | b'"' | b'\n')) {
            self.out.extend_from_slice(text.as_bytes());
            return;
        }
        self.out.push(b'"');
        for byte in text.bytes() {
            self.out.push(byte);
            if byte == b'"' {
                self.out.push(byte);
            }
        }
        self.out.push(b'"');
    }

    fn number(&mut self, prefix: &str, digits: usize, number: u64) {
        if self.begin() {
            self.out.extend_from_slice(prefix.as_bytes());
            push_digits(self.out, number, digits);
        }
    }

    fn money(&mut self, fen: i64) {
        if !self.begin() {
            return;
        }
        if fen < 0 {
            self.out.push(b'-');
        }
        let fen = fen.unsigned_abs();
        push_digits(self.out, fen / 100, 1);
        self.out.push(b'.');
        push_digits(self.out, fen % 100, 2);
    }

    fn stamp(&mut self, stamp: Option<Stamp>) {
        if !self.begin() {
            return;
        }
        match (stamp, self.spelling) {
            (Some(stamp), spelling) => push_stamp(self.out, stamp, spelling, self.offset),
            (None, Spelling::Slashes) => self.out.extend_from_slice(b"9999/12/31 00:00:00"),
            (None, Spelling::Digits) => self.out.extend_from_slice(b"00010101000000"),
            (None, Spelling::Local | Spelling::Offset | Spelling::Utc) => {}
        }
    }

    fn day(&mut self, day: Option<Stamp>) {
        if self.begin()
            && let Some(day) = day
        {
            push_day(self.out, day, "-");
        }
    }

    fn end(self) {
        self.out.push(b'\n');
    }
}

/// Appends a number with at least so many digits.
fn push_digits(out: &mut Vec<u8>, mut number: u64, digits: usize) {
    let mut reversed = [b'0'; 20];
    let mut length = 0;
    while number > 0 {
        reversed[length] = b'0' + (number % 10) as u8;
        number /= 10;
        length += 1;
    }
    out.extend(reversed[..length.max(digits)].iter().rev());
}

fn push_day(out: &mut Vec<u8>, stamp: Stamp, between: &str) {
    let day = DateTime::from_timestamp(stamp, 0)
        .unwrap_or_default()
        .date_naive();
    push_digits(out, u64::from(day.year().unsigned_abs()), 4);
    out.extend_from_slice(between.as_bytes());
    push_digits(out, u64::from(day.month()), 2);
    out.extend_from_slice(between.as_bytes());
    push_digits(out, u64::from(day.day()), 2);
}

fn push_stamp(out: &mut Vec<u8>, stamp: Stamp, spelling: Spelling, offset: FixedOffset) {
    let east = i64::from(offset.local_minus_utc());
    let (shown, between_days, separator, between_hours) = match spelling {
        Spelling::Local => (stamp, "-", " ", ":"),
        Spelling::Offset => (stamp, "-", "T", ":"),
        Spelling::Utc => (stamp - east, "-", "T", ":"),
        Spelling::Slashes => (stamp, "/", " ", ":"),
        Spelling::Digits => (stamp, "", "", ""),
    };
    push_day(out, shown, between_days);
    out.extend_from_slice(separator.as_bytes());
    let second = shown.rem_euclid(DAY);
    for (unit, following) in [(HOUR, between_hours), (60, between_hours), (1, "")] {
        push_digits(out, ((second / unit) % 60).unsigned_abs(), 2);
        out.extend_from_slice(following.as_bytes());
    }
    match spelling {
        Spelling::Local | Spelling::Slashes | Spelling::Digits => {}
        Spelling::Utc => out.push(b'Z'),
        // Writing into a vector cannot fail.
        Spelling::Offset => drop(write!(out, "{offset}")),
    }
}

#[cfg(test)]
mod tests;
