//! A remittance read as the tax bureau would: from its bytes alone, without ledger or policy.

use super::remittance::{Detail, Remittance};
use crate::domain::characters::{is_control, without_controls};
use crate::domain::masking::mask_number;
use crate::domain::message::Message;
use crate::domain::{BatchId, Encoding, IdType, Money, PersonKey, identity_number};
use crate::text::conformance as text;
use chrono::NaiveDate;
use encoding_rs::GB18030;
use foldhash::HashMap;

/// Differences that are listed one by one; the rest are counted.
const LISTED: usize = 20;

/// First year of a birth date.
const FIRST_BIRTH: Option<NaiveDate> = NaiveDate::from_ymd_opt(1900, 1, 1);

/// What a remittance holds, and everything in it that the format does not promise.
#[derive(Debug)]
pub struct Conformance {
    /// In which the file is written; `None` when it is neither of the two.
    pub encoding: Option<Encoding>,
    /// The batch that the header names.
    pub batch: Option<BatchId>,
    /// Detail lines.
    pub count: u64,
    /// Their sum.
    pub total: Money,
    /// Line (from 1) and difference, in the order of lines; none when all is well.
    pub found: Vec<(u64, Message)>,
    /// Further differences.
    pub unlisted: u64,
}

/// Checks everything that the format promises of a file (section 7 of the contract).
pub fn check(bytes: &[u8]) -> Conformance {
    let encoding = encoding_of(bytes);
    let mut check = Check {
        lines: Remittance::new(bytes, encoding.map_or("", Encoding::as_str)),
        line: 0,
        last_enrollment: String::new(),
        charged: HashMap::default(),
        result: Conformance {
            encoding,
            batch: None,
            count: 0,
            total: Money::ZERO,
            found: Vec::new(),
            unlisted: 0,
        },
    };
    match encoding {
        None => check.say(text::no_encoding()),
        Some(_) => check.whole(bytes),
    }
    check.result
}

/// Valid UTF-8, else valid GB 18030.
fn encoding_of(bytes: &[u8]) -> Option<Encoding> {
    let is_gb18030 = || {
        GB18030
            .decode_without_bom_handling_and_without_replacement(bytes)
            .is_some()
    };
    match std::str::from_utf8(bytes) {
        Ok(_) => Some(Encoding::Utf8),
        Err(_) => is_gb18030().then_some(Encoding::Gb18030),
    }
}

struct Check<'b> {
    lines: Remittance<'b>,
    line: u64,
    last_enrollment: String,
    /// The lines on which persons are charged.
    charged: HashMap<String, u64>,
    result: Conformance,
}

impl Check<'_> {
    fn say(&mut self, what: Message) {
        match self.result.found.len() < LISTED {
            true => self.result.found.push((self.line, what)),
            false => self.result.unlisted += 1,
        }
    }

    fn whole(&mut self, bytes: &[u8]) {
        self.line = 1;
        if bytes.starts_with("\u{FEFF}".as_bytes()) {
            self.say(text::byte_order_mark());
        }
        self.head();
        self.details();
        self.trailer();
        if !bytes.is_empty() && !bytes.ends_with(b"\n") {
            self.say(text::no_line_feed());
        }
    }

    fn head(&mut self) {
        let line = self.lines.line().unwrap_or_default();
        self.no_controls(&line);
        self.result.batch = batch_of(&line);
        if self.result.batch.is_none() {
            self.say(text::no_header());
        }
    }

    fn details(&mut self) {
        loop {
            self.line += 1;
            match self.lines.peek() {
                None => return,
                Some(line) if line.starts_with("T|") => return,
                Some(line) => self.no_controls(&line),
            }
            match self.lines.detail() {
                Some(detail) => self.detail(&detail),
                None => {
                    self.lines.line();
                    self.say(text::no_detail());
                }
            }
        }
    }

    fn detail(&mut self, detail: &Detail) {
        self.result.count += 1;
        self.result.total += Money::parse(detail.amount()).unwrap_or(Money::ZERO);
        for promise in promises(detail, self.result.count, self.result.batch) {
            if !promise.holds {
                let value = without_controls(&mask_number(promise.value));
                self.say(text::field(promise.field, &value, promise.must_be));
            }
        }
        if detail.enrollment_id() <= self.last_enrollment.as_str() {
            self.say(text::out_of_order());
        }
        self.last_enrollment = detail.enrollment_id().to_owned();
        let person = detail.insured_id().to_owned();
        let first = *self.charged.entry(person).or_insert(self.line);
        if first != self.line {
            self.say(text::twice(first));
        }
    }

    fn trailer(&mut self) {
        let expected = self.lines.expected_trailer();
        let line = self.lines.line().unwrap_or_default();
        self.no_controls(&line);
        let fields: Vec<&str> = line.trim_end_matches('\r').split('|').collect();
        if fields.len() != TRAILER.len() {
            self.say(text::no_trailer());
            return;
        }
        for ((name, here), expected) in TRAILER.iter().zip(fields).zip(expected.split('|')) {
            if here != expected {
                self.say(text::trailer(name, &without_controls(here), expected));
            }
        }
        if !self.lines.is_at_end() {
            self.line += 1;
            self.say(text::behind_trailer());
        }
    }

    fn no_controls(&mut self, line: &str) {
        if line.contains(is_control) {
            self.say(text::control_character());
        }
    }
}

const TRAILER: [&str; 5] = ["T", "count", "total amount", "entry hash", "SM3"];

/// The batch of a header line that is as it must be.
fn batch_of(line: &str) -> Option<BatchId> {
    let fields: Vec<&str> = line.split('|').collect();
    let ["H", "GONGJI-REMIT", "1", batch, year, date, policy, sha256] = fields[..] else {
        return None;
    };
    let batch: BatchId = batch.parse().ok()?;
    let is_digest = sha256.len() == 64
        && sha256
            .bytes()
            .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let agrees = year == batch.insurance_year.to_string() && date == batch.date.to_string();
    (agrees && is_digest && !policy.is_empty()).then_some(batch)
}

/// What the format promises of one field.
struct Promise<'d> {
    field: &'static str,
    value: &'d str,
    holds: bool,
    /// In Chinese and English.
    must_be: (&'static str, &'static str),
}

fn promises<'d>(detail: &'d Detail<'_>, seq: u64, batch: Option<BatchId>) -> Vec<Promise<'d>> {
    let number = u32::try_from(seq).ok().zip(batch);
    let number = number.map(|(seq, batch)| batch.end_to_end_no(seq));
    let person = detail.insured_id();
    let mut promises = vec![
        promise(
            "seq",
            detail.seq(),
            detail.seq() == format!("{seq:08}"),
            "从 00000001 起连续的 8 位序号",
            "eight digits, counted from 00000001",
        ),
        promise(
            "end_to_end_no",
            detail.end_to_end_no(),
            number.is_none_or(|number| number == detail.end_to_end_no()),
            "去掉连字符的批次号加序号",
            "the batch id without hyphens, then seq",
        ),
        promise(
            "insured_id_type",
            detail.insured_id_type(),
            is_id_type(detail.insured_id_type()),
            "两位证件类型代码",
            "a two-digit code of the list",
        ),
        promise("insured_id", person, is_key(person), KEY.0, KEY.1),
        promise(
            "insured_id",
            person,
            is_identity(detail, batch),
            "校验位和出生日期都成立的号码",
            "a number with the right check character and a possible birth date",
        ),
    ];
    promises.extend(promises_of_enrollment(detail));
    promises
}

/// What a line promises of the enrollment and of who pays.
fn promises_of_enrollment<'d>(detail: &'d Detail<'_>) -> [Promise<'d>; 7] {
    let organizer = detail.organizer_id();
    [
        promise(
            "insured_name",
            detail.insured_name(),
            !detail.insured_name().is_empty(),
            "非空",
            "not empty",
        ),
        promise(
            "category",
            detail.category(),
            !detail.category().is_empty(),
            "非空",
            "not empty",
        ),
        promise(
            "district_code",
            detail.district_code(),
            is_district(detail.district_code()),
            "6 位数字",
            "six digits",
        ),
        promise(
            "institution_code",
            detail.institution_code(),
            is_institution(detail.institution_code()),
            "1 至 32 个字母、数字、_ 或 -",
            "1 to 32 letters, digits, _ or -",
        ),
        promise(
            "amount",
            detail.amount(),
            is_amount(detail.amount()),
            "大于零、两位小数的金额",
            "an amount above zero with two decimals",
        ),
        promise("organizer_id", organizer, is_key(organizer), KEY.0, KEY.1),
        promise(
            "enrollment_id",
            detail.enrollment_id(),
            is_identifier(detail.enrollment_id()),
            "1 至 64 个可见 ASCII 字符",
            "1 to 64 printable ASCII characters",
        ),
    ]
}

const KEY: (&str, &str) = ("规范的证件号码", "a normalised person key");

/// A promise about one field, told in Chinese and in English where it is broken.
const fn promise<'d>(
    field: &'static str,
    value: &'d str,
    holds: bool,
    zh: &'static str,
    en: &'static str,
) -> Promise<'d> {
    Promise {
        field,
        value,
        holds,
        must_be: (zh, en),
    }
}

fn is_id_type(text: &str) -> bool {
    IdType::parse(text).is_some_and(|id_type| id_type.digits() == text.as_bytes())
}

fn is_key(text: &str) -> bool {
    PersonKey::parse(text).is_ok_and(|key| key.as_str() == text)
}

/// Whether the number can be somebody's, where its type is one with a check character.
fn is_identity(detail: &Detail, batch: Option<BatchId>) -> bool {
    let number = detail.insured_id();
    let is_checked = match detail.insured_id_type() {
        "01" | "17" => true,
        "07" => number.chars().count() == 18,
        _ => false,
    };
    let is_born = || {
        identity_number::birth_date(number).is_some_and(|birth| {
            Some(birth) >= FIRST_BIRTH && batch.is_none_or(|batch| birth <= batch.date)
        })
    };
    !is_checked || (identity_number::has_valid_check_character(number) && is_born())
}

fn is_district(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_institution(text: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    (1..=32).contains(&text.len()) && text.bytes().all(is_plain)
}

fn is_amount(text: &str) -> bool {
    Money::parse(text).is_some_and(|amount| amount > Money::ZERO && amount.to_string() == text)
}

fn is_identifier(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| matches!(b, b' '..=b'~'))
}

#[cfg(test)]
mod tests;
