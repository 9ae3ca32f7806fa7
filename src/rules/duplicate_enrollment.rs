//! `DUPLICATE_ENROLLMENT`: another readable enrollment of the same person and year, one that has a
//! fee and belongs to the region, comes earlier.

use super::no_fee::has_fee;
use super::outside_region::is_inside;
use super::{Case, Needs, Rule, Trace};
use crate::domain::reject::{ExtractFile, RowAt};
use crate::domain::{Enrollment, Reason};
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::DuplicateEnrollment,
    needs: Needs::Enrollment,
    source: "our reading",
    applies,
    trace,
};

/// Of the enrollments of one person and year that have a fee and belong to the region, the one
/// that was applied for first.
pub fn first_that_counts<'a>(
    enrollments: impl Iterator<Item = &'a Enrollment>,
    policy: &InForce,
) -> Option<&'a Enrollment> {
    enrollments
        .filter(|row| has_fee(row, policy) && is_inside(row, policy))
        .min_by_key(|row| row.application_order())
}

fn applies(case: &Case, _policy: &InForce) -> bool {
    earlier(case).is_some()
}

fn earlier<'a>(case: &Case<'_, 'a>) -> Option<&'a Enrollment> {
    let own = case.enrollment.application_order();
    let first = case.obligation.first;
    first.filter(|first| first.application_order() < own)
}

fn trace(case: &Case, policy: &InForce) -> Trace {
    let own = Trace::default()
        .fact("enrollment_id", &case.enrollment.id, case.at())
        .instant("applied_at", case.enrollment.applied_at, case.at(), policy);
    let Some(other) = earlier(case) else {
        return own;
    };
    let at = RowAt {
        file: ExtractFile::Enrollments,
        line: other.line,
    };
    own.fact("enrollment_id", &other.id, at)
        .instant("applied_at", other.applied_at, at, policy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Category;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::DuplicateEnrollment,
            &[
                ("one enrollment", false, |_| {}),
                ("an earlier one", true, |s| {
                    s.enroll("E0");
                    s.enrollments[1].applied_at = at("2024-09-30T09:59:59")
                }),
                ("a later one", false, |s| {
                    s.enroll("E0");
                    s.enrollments[1].applied_at = at("2024-09-30T10:00:01")
                }),
                ("at the same instant, a smaller id", true, |s| {
                    s.enroll("E0")
                }),
                ("at the same instant, a larger id", false, |s| {
                    s.enroll("E2")
                }),
                ("an earlier one without a fee", false, |s| {
                    s.enroll("E0");
                    s.enrollments[1].category = Category::parse("adult")
                }),
                ("an earlier one whose subsidy has no fee", false, |s| {
                    s.enroll("E0");
                    s.enrollments[1].subsidy = "低保".into()
                }),
                ("an earlier one that is exempt", true, |s| {
                    s.fee("student.低保", 0);
                    s.enroll("E0");
                    s.enrollments[1].subsidy = "低保".into()
                }),
                ("an earlier one outside the region", false, |s| {
                    s.enroll("E0");
                    s.enrollments[1].district = *b"320102"
                }),
                ("an earlier one of another year", false, |s| {
                    s.enroll("E0");
                    s.enrollments[1].insurance_year = 2024
                }),
            ],
        );
    }
}
