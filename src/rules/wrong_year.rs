//! `WRONG_YEAR`: the enrollment is for another insurance year than the policy collects for (Q二13).

use super::{Case, Needs, Rule, Trace};
use crate::domain::Reason;
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::WrongYear,
    needs: Needs::Enrollment,
    source: "Q二13",
    applies,
    trace,
};

fn applies(case: &Case, policy: &InForce) -> bool {
    case.enrollment.insurance_year != *policy.insurance_year
}

fn trace(case: &Case, policy: &InForce) -> Trace {
    Trace::default()
        .fact("insurance_year", case.enrollment.insurance_year, case.at())
        .value(
            "insurance_year",
            &policy.insurance_year,
            *policy.insurance_year,
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::WrongYear,
            &[
                ("the policy's year", false, |s| {
                    s.child().insurance_year = 2025
                }),
                ("the year before", true, |s| s.child().insurance_year = 2024),
                ("the year after", true, |s| s.child().insurance_year = 2026),
            ],
        );
    }
}
