//! `IDENTITY_CONFLICT`: readable enrollments of this person and year bear different names, so the
//! number is somebody else's in one of them.

use super::{Case, Needs, Rule, Trace};
use crate::domain::name::same_name;
use crate::domain::reject::{ExtractFile, RowAt};
use crate::domain::{Enrollment, Reason};
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::IdentityConflict,
    needs: Needs::Enrollment,
    source: "our reading",
    applies,
    trace,
};

/// Whether enrollments of one person and year bear different names.
pub fn names_differ<'a>(mut enrollments: impl Iterator<Item = &'a Enrollment>) -> bool {
    let first = enrollments.next();
    enrollments.any(|other| first.is_some_and(|first| !same_name(&first.name, &other.name)))
}

fn applies(case: &Case, _policy: &InForce) -> bool {
    case.obligation.names_differ
}

fn trace(case: &Case, _policy: &InForce) -> Trace {
    case.same_obligation()
        .fold(Trace::default(), |trace, other| {
            let at = RowAt {
                file: ExtractFile::Enrollments,
                line: other.line,
            };
            trace.named("insured_name", &other.name, at)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::IdentityConflict,
            &[
                ("one enrollment", false, |_| {}),
                ("two with the same name", false, |s| s.enroll("E2")),
                ("two with different names", true, |s| {
                    s.enroll("E2");
                    s.enrollments[1].name = "李四".into()
                }),
                ("names that differ in blanks and dots", false, |s| {
                    s.child().name = "阿依·古丽".into();
                    s.memberships.clear();
                    s.enroll("E2");
                    s.enrollments[1].name = "阿依 古丽".into()
                }),
                ("another name in another year", false, |s| {
                    s.enroll("E2");
                    s.enrollments[1].name = "李四".into();
                    s.enrollments[1].insurance_year = 2024
                }),
            ],
        );
    }
}
