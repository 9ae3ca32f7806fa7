//! `DUPLICATE_ENROLLMENT`: another readable enrollment of the same person and year, one that has a
//! fee and belongs to the region, comes earlier.

use super::{Case, Needs, Rule, Trace, no_fee, outside_region};
use crate::domain::reject::{ExtractFile, RowAt};
use crate::domain::{Enrollment, Reason};
use crate::policy::InForce;
use std::ptr;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::DuplicateEnrollment,
    needs: Needs::Enrollment,
    source: "our reading",
    applies,
    trace,
};

fn applies(case: &Case, policy: &InForce) -> bool {
    earlier(case, policy).next().is_some()
}

fn earlier<'a>(case: &Case<'_, 'a>, policy: &InForce) -> impl Iterator<Item = &'a Enrollment> {
    case.same_obligation().filter(move |other| {
        let counts = Case {
            enrollment: other,
            ..*case
        };
        !ptr::eq(*other, case.enrollment)
            && other.application_order() < case.enrollment.application_order()
            && !(no_fee::RULE.applies)(&counts, policy)
            && !(outside_region::RULE.applies)(&counts, policy)
    })
}

fn trace(case: &Case, policy: &InForce) -> Trace {
    let own = Trace::default()
        .fact("enrollment_id", &case.enrollment.id, case.at())
        .instant("applied_at", case.enrollment.applied_at, case.at(), policy);
    earlier(case, policy).fold(own, |trace, other| {
        let at = RowAt {
            file: ExtractFile::Enrollments,
            line: other.line,
        };
        trace.fact("enrollment_id", &other.id, at).instant(
            "applied_at",
            other.applied_at,
            at,
            policy,
        )
    })
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
