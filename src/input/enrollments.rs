//! `enrollments.csv`: the students to judge.

use super::columns::ENROLLMENTS;
use super::duplicates::settle_duplicates;
use super::header::Column;
use super::parser::RowParser;
use super::rejections::{Rejections, Tie};
use super::row::{CellScratch, Cells, Row, flaws};
use super::value::TextRule;
use crate::domain::reject::{ExtractFile, RejectedEnrollment};
use crate::domain::{
    Category, Channel, Enrollment, IdType, Institution, Line, PaidChannel, PersonKey,
};
use crate::policy::InForce;
use chrono::FixedOffset;
use rustc_hash::{FxHashMap, FxHasher};
use std::collections::hash_map::Entry;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

pub(super) const ID: usize = 0;
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
    /// In which instants without an offset are meant.
    pub offset: FixedOffset,
    /// Which words mean which category.
    pub policy: &'p InForce,
}

/// Readable rows in the order of the file.
#[derive(Default)]
pub(super) struct EnrollmentRows {
    rows: Vec<Enrollment>,
    /// Whether somewhere the `enrollment_id` is not above that of the row before. Where it always
    /// is, as in most deliveries, no two rows share it.
    may_repeat: bool,
}

impl EnrollmentRows {
    /// Rejects the rows that share an `enrollment_id` with another and gives out the rest.
    pub(super) fn settled(self, rejections: &mut Rejections) -> Vec<Enrollment> {
        match self.may_repeat {
            true => settle_duplicates(self.rows, rejections),
            false => self.rows,
        }
    }

    /// Adds a row.
    #[inline(always)]
    fn push(&mut self, row: Enrollment) {
        self.may_repeat |= self.rows.last().is_some_and(|last| last.id >= row.id);
        self.rows.push(row);
    }

    /// Empties the rows of the next block into these.
    fn append(&mut self, later: &mut EnrollmentRows) {
        let is_rising = match (self.rows.last(), later.rows.first()) {
            (Some(last), Some(first)) => last.id < first.id,
            _ => true,
        };
        self.may_repeat |= std::mem::take(&mut later.may_repeat) || !is_rising;
        self.rows.append(&mut later.rows);
    }
}

#[derive(Default)]
pub(super) struct EnrollmentPart {
    read: EnrollmentRows,
    rejections: Rejections,
}

/// The institutions that one thread has met, by hash, so that the enrollments of a school share it.
type Institutions = FxHashMap<u64, Arc<Institution>>;

#[derive(Default)]
pub(super) struct EnrollmentScratch {
    cells: CellScratch,
    institutions: Institutions,
}

impl AsRef<CellScratch> for EnrollmentScratch {
    fn as_ref(&self) -> &CellScratch {
        &self.cells
    }
}

impl RowParser for EnrollmentParser<'_> {
    type Part = EnrollmentPart;
    type Total = EnrollmentRows;
    type Scratch = EnrollmentScratch;

    const FILE: ExtractFile = ExtractFile::Enrollments;
    const COLUMNS: &'static [Column] = &ENROLLMENTS;
    const MUST_NAME: bool = false;
    const MAY_LACK_ROWS: bool = false;

    #[inline]
    fn parse(&self, row: &Row<'_>, scratch: &mut EnrollmentScratch, part: &mut EnrollmentPart) {
        let mut cells = Cells::new(row, self.offset, &mut scratch.cells);
        let category = |word: &str| self.policy.category(word);
        let (readable, enrollment) = read(&mut cells, row, category, &mut scratch.institutions);
        if let Some(enrollment) = enrollment.filter(|_| cells.is_clean()) {
            part.read.push(enrollment);
            return;
        }
        let line = row.line();
        let (told, person) = (readable.told(line), readable.person);
        let rejections = &mut part.rejections;
        rejections.reject(
            Self::FILE,
            line,
            flaws(row, Self::COLUMNS, &mut scratch.cells.problems),
        );
        rejections.enrollments.extend(told);
        if let Some(person) = person {
            rejections.hold(Tie::Person, person, line);
        }
    }

    fn rejections(part: &mut EnrollmentPart) -> &mut Rejections {
        &mut part.rejections
    }

    fn absorb(&self, total: &mut EnrollmentRows, part: &mut EnrollmentPart) {
        total.append(&mut part.read);
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

/// The values that a school may be told, and the enrollment if all of it is readable.
#[inline(always)]
fn read<'r>(
    cells: &mut Cells<'r>,
    row: &Row<'r>,
    category_of: impl Fn(&str) -> Category,
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
            category: category_of(category?),
            subsidy: subsidy?.into(),
            channel: channel?,
            district: district?,
            institution: shared(institutions, institution_code?, institution_name?),
            applied_at: applied_at?,
            paid_channel: paid_channel?,
            paid_at: paid_at?,
            line: row.line(),
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
    let mut key = hash_of(&[code, name]);
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

/// A hash of texts, for telling most of them apart.
pub(super) fn hash_of(texts: &[&str]) -> u64 {
    let mut hasher = FxHasher::default();
    texts.iter().for_each(|text| text.hash(&mut hasher));
    hasher.finish()
}
