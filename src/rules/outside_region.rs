//! `OUTSIDE_REGION`: the student is insured in a district that does not belong to the region (Q二6:
//! "本市").

use super::{Case, Needs, Rule, Trace};
use crate::domain::{Enrollment, Reason};
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::OutsideRegion,
    needs: Needs::Enrollment,
    source: "Q二6",
    applies,
    trace,
};

fn applies(case: &Case, policy: &InForce) -> bool {
    !is_inside(case.enrollment, policy)
}

/// Whether the insured district belongs to the policy's region.
pub fn is_inside(row: &Enrollment, policy: &InForce) -> bool {
    let district = row.district_code();
    let mut prefixes = policy.districts.iter();
    prefixes.any(|prefix| district.starts_with(prefix))
}

fn trace(case: &Case, policy: &InForce) -> Trace {
    Trace::default()
        .fact("district_code", case.enrollment.district_code(), case.at())
        .value("districts", &policy.districts, policy.districts.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::OutsideRegion,
            &[
                ("a district of the city", false, |s| {
                    s.child().district = *b"310151"
                }),
                ("a district of another province", true, |s| {
                    s.child().district = *b"320102"
                }),
                ("the digits in another place", true, |s| {
                    s.child().district = *b"103101"
                }),
            ],
        );
    }
}
