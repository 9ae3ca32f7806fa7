//! `FEE_EXEMPT`: the fee for the category and subsidy is 0.00: the state pays all of it.

use super::{Case, Needs, Rule, Trace};
use crate::domain::{Money, Reason};
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::FeeExempt,
    needs: Needs::Enrollment,
    source: "our reading",
    applies,
    trace,
};

fn applies(case: &Case, policy: &InForce) -> bool {
    case.fee(policy) == Some(Money::ZERO)
}

fn trace(case: &Case, policy: &InForce) -> Trace {
    let row = case.enrollment;
    let trace = Trace::default()
        .fact("category", &row.category, case.at())
        .fact("subsidy", &row.subsidy, case.at());
    match policy.fee(&row.category, &row.subsidy) {
        Some((key, fee)) => trace.value(format!("fee.{key}"), fee, fee.value),
        None => trace,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::FeeExempt,
            &[
                ("the fee of the category", false, |_| {}),
                ("a subsidy that pays all of it", true, |s| {
                    s.fee("student.低保", 0);
                    s.child().subsidy = "低保".into()
                }),
                ("a subsidy that leaves a cent", false, |s| {
                    s.fee("student.低保", 1);
                    s.child().subsidy = "低保".into()
                }),
                ("no subsidy, where one would pay all of it", false, |s| {
                    s.fee("student.低保", 0)
                }),
                ("a category that pays nothing", true, |s| {
                    s.fee("student", 0)
                }),
                ("no fee at all is another reason", false, |s| {
                    s.child().subsidy = "低保".into()
                }),
            ],
        );
    }
}
