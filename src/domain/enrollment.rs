//! One registration of one student for one insurance year (参保登记).

use super::{Category, Channel, IdType, Instant, Line, PaidChannel, PersonKey};
use compact_str::CompactString;
use std::sync::Arc;

/// The school or centre that registers students; shared by its enrollments.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Institution {
    /// `[A-Za-z0-9_-]{1,32}`.
    pub code: CompactString,
    /// As written, or empty.
    pub name: CompactString,
}

/// A readable row of `enrollments.csv`. Columns as in section 2 of the contract.
#[derive(Debug, Clone)]
pub struct Enrollment {
    /// `enrollment_id`.
    pub id: CompactString,
    /// `insurance_year`.
    pub insurance_year: u16,
    /// `insured_id_type`.
    pub id_type: IdType,
    /// `insured_id`.
    pub person: PersonKey,
    /// `insured_name`, as written.
    pub name: CompactString,
    /// `category`.
    pub category: Category,
    /// `subsidy`, as written, or empty: the public aid that pays the fee or part of it.
    pub subsidy: CompactString,
    /// `channel`.
    pub channel: Channel,
    /// `district_code`: six ASCII digits.
    pub district: [u8; 6],
    /// `institution_code` and `institution_name`.
    pub institution: Arc<Institution>,
    /// `applied_at`.
    pub applied_at: Instant,
    /// `paid_channel`.
    pub paid_channel: Option<PaidChannel>,
    /// `paid_at`.
    pub paid_at: Option<Instant>,
    /// Where the record starts in its file.
    pub line: Line,
}

impl Enrollment {
    /// `district_code` as text.
    pub fn district_code(&self) -> &str {
        std::str::from_utf8(&self.district).expect("a district is six ASCII digits")
    }

    /// Whether all listed columns are equal, as understood.
    pub fn same_content(&self, other: &Enrollment) -> bool {
        (
            &self.id,
            self.insurance_year,
            self.id_type,
            &self.person,
            &self.name,
        ) == (
            &other.id,
            other.insurance_year,
            other.id_type,
            &other.person,
            &other.name,
        ) && (
            &self.category,
            &self.subsidy,
            self.channel,
            self.district,
            &self.institution,
        ) == (
            &other.category,
            &other.subsidy,
            other.channel,
            other.district,
            &other.institution,
        ) && (self.applied_at, self.paid_channel, self.paid_at)
            == (other.applied_at, other.paid_channel, other.paid_at)
    }

    /// The order in which children of one organizer are taken and in which an enrollment is
    /// "earlier" than another: (`applied_at`, `enrollment_id`).
    pub fn application_order(&self) -> (Instant, &str) {
        (self.applied_at, &self.id)
    }
}
