//! `NO_FEE`: the policy sets no fee for the category (Q二13).

use super::{Case, Needs, Rule, Trace};
use crate::domain::Reason;
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::NoFee,
    needs: Needs::Enrollment,
    source: "Q二13",
    applies,
    trace,
};

fn applies(case: &Case, policy: &InForce) -> bool {
    case.fee(policy).is_none()
}

fn trace(case: &Case, policy: &InForce) -> Trace {
    let trace = Trace::default().fact("category", &case.enrollment.category, case.at());
    policy.fees.iter().fold(trace, |trace, (category, fee)| {
        trace.value(format!("fee.{category}"), fee, fee.value)
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
            Reason::NoFee,
            &[
                ("a student", false, |s| {
                    s.child().category = Category::Student
                }),
                ("an infant", false, |s| {
                    s.child().category = Category::Infant
                }),
                ("a word the policy does not know", true, |s| {
                    s.child().category = Category::parse("adult")
                }),
            ],
        );
    }
}
