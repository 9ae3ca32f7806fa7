//! `enrollments.csv`: the students to judge.

use super::column::Column;
use super::columns::{ENROLLMENT_ID as ID, ENROLLMENTS};
use super::duplicates::settle_duplicates;
use super::hashing::hash_of;
use super::parser::{Parsed, RowParser};
use super::rejections::{Named, Rejections, Tie};
use super::row::Cells;
use super::value::TextRule;
use crate::domain::reject::{ExtractFile, RejectedEnrollment};
use crate::domain::{Channel, Enrollment, IdType, Institution, Line, PaidChannel, PersonKey};
use crate::policy::InForce;
use std::collections::hash_map::Entry;
use std::sync::Arc;

const YEAR: usize = 1;
const ID_TYPE: usize = 2;
const PERSON: usize = 3;
const NAME: usize = 4;
const CATEGORY: usize = 5;
const SUBSIDY: usize = 6;
const CHANNEL: usize = 7;
const DISTRICT: usize = 8;
const INSTITUTION: usize = 9;
const INSTITUTION_NAME: usize = 10;
const APPLIED_AT: usize = 11;
const PAID_CHANNEL: usize = 12;
const PAID_AT: usize = 13;

/// Reads the rows of `enrollments.csv`.
pub(super) struct EnrollmentParser<'p> {
    /// Which words mean which category.
    pub policy: &'p InForce,
}

/// The institutions met so far, by hash, so that the enrollments of a school share it.
type Institutions = foldhash::HashMap<u64, Arc<Institution>>;

impl RowParser for EnrollmentParser<'_> {
    type Row = Enrollment;
    type Shared = Institutions;

    const FILE: ExtractFile = ExtractFile::Enrollments;
    const COLUMNS: &'static [Column] = &ENROLLMENTS;
    const IDENTIFYING: Option<&'static str> = None;
    const MAY_LACK_ROWS: bool = false;

    fn parse(&self, cells: &mut Cells<'_>, institutions: &mut Institutions) -> Parsed<Enrollment> {
        let (readable, enrollment) = self.read(cells, institutions);
        match enrollment {
            Some(enrollment) if cells.is_clean() => Parsed::Kept(enrollment),
            _ => Parsed::Rejected(Named {
                enrollment: readable.told(cells.line()),
                ..Named::one(readable.person, &[Tie::Person])
            }),
        }
    }

    fn settle(rows: Vec<Enrollment>, rejections: &mut Rejections) -> Vec<Enrollment> {
        settle_duplicates(rows, rejections)
    }
}

/// What a school may be told of a row that is rejected.
struct Readable<'r> {
    id: Option<&'r str>,
    name: Option<&'r str>,
    person: Option<PersonKey>,
    institution_code: Option<&'r str>,
    institution_name: Option<&'r str>,
}

impl Readable<'_> {
    #[cold]
    fn told(&self, line: Line) -> Option<RejectedEnrollment> {
        Some(RejectedEnrollment {
            id: self.id.unwrap_or_default().into(),
            name: self.name.unwrap_or_default().into(),
            person: self.person.clone(),
            institution: Institution {
                code: self.institution_code?.into(),
                name: self.institution_name.unwrap_or_default().into(),
            },
            line,
        })
    }
}

impl EnrollmentParser<'_> {
    /// The values that a school may be told, and the enrollment if all of it is readable.
    fn read<'r>(
        &self,
        cells: &mut Cells<'r>,
        institutions: &mut Institutions,
    ) -> (Readable<'r>, Option<Enrollment>) {
        let id = cells.identifier(ID);
        let year = cells.code(YEAR, parse_year);
        let id_type = cells.code(ID_TYPE, IdType::parse);
        let person = cells.person(PERSON);
        let name = cells.text(NAME, TextRule::Strict);
        let category = cells.text(CATEGORY, TextRule::Strict);
        let subsidy = cells.optional_text(SUBSIDY, TextRule::Free);
        let channel = cells.code(CHANNEL, Channel::parse);
        let district = cells.code(DISTRICT, parse_district);
        let institution_code = cells.code(INSTITUTION, institution_code);
        let institution_name = cells.optional_text(INSTITUTION_NAME, TextRule::Free);
        let applied_at = cells.instant(APPLIED_AT);
        let paid_channel = cells.optional_code(PAID_CHANNEL, PaidChannel::parse);
        let paid_at = cells.optional_instant(PAID_AT);
        let mut enrollment = || {
            Some(Enrollment {
                id: id?.into(),
                insurance_year: year?,
                id_type: id_type?,
                person: person.clone()?,
                name: name?.into(),
                category: self.policy.category(category?),
                subsidy: subsidy?.into(),
                channel: channel?,
                district: district?,
                institution: shared(institutions, institution_code?, institution_name?),
                applied_at: applied_at?,
                paid_channel: paid_channel?,
                paid_at: paid_at?,
                line: cells.line(),
            })
        };
        let enrollment = enrollment();
        let readable = Readable {
            id,
            name,
            person,
            institution_code,
            institution_name,
        };
        (readable, enrollment)
    }
}

/// Four digits.
pub(super) fn parse_year(text: &str) -> Option<u16> {
    let is_year = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    if is_year { text.parse().ok() } else { None }
}

/// Six digits.
fn parse_district(text: &str) -> Option<[u8; 6]> {
    let digits: [u8; 6] = text.as_bytes().try_into().ok()?;
    digits.iter().all(u8::is_ascii_digit).then_some(digits)
}

/// `[A-Za-z0-9_-]{1,32}`.
fn institution_code(text: &str) -> Option<&str> {
    let is_code = (1..=32).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    is_code.then_some(text)
}

/// The institution of this code and name, known or new.
fn shared(known: &mut Institutions, code: &str, name: &str) -> Arc<Institution> {
    let mut key = hash_of(&(code, name));
    loop {
        match known.entry(key) {
            Entry::Occupied(met) if met.get().code == code && met.get().name == name => {
                return Arc::clone(met.get());
            }
            // Another institution of the same hash: look one place further.
            Entry::Occupied(_) => key = key.wrapping_add(1),
            Entry::Vacant(place) => {
                let institution = Arc::new(Institution {
                    code: code.into(),
                    name: name.into(),
                });
                return Arc::clone(place.insert(institution));
            }
        }
    }
}
