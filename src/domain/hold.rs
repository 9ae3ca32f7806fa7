//! Whom the bureau has ordered not to be charged (暂缓名单): a row of `holds.csv`.

use super::{HoldRole, Line, PersonKey};
use chrono::NaiveDate;
use compact_str::CompactString;

/// A readable row of `holds.csv`. Columns as in section 2 of the contract.
#[derive(Debug, Clone)]
pub struct Hold {
    /// `person_id`.
    pub person: PersonKey,
    /// `role`; `None` holds the person in both.
    pub role: Option<HoldRole>,
    /// `from`: the first day held.
    pub from: NaiveDate,
    /// `until`: the first day no longer held.
    pub until: Option<NaiveDate>,
    /// `reason`.
    pub reason: CompactString,
    /// `ordered_by`, or empty.
    pub ordered_by: CompactString,
    /// Where the record starts in its file.
    pub line: Line,
}

impl Hold {
    /// An order of orders that no order of rows changes.
    pub fn content(&self) -> impl Ord {
        let role = self.role.map(HoldRole::as_str);
        (self.from, self.until, &self.reason, &self.ordered_by, role)
    }
}
