//! `NO_FEE`: the policy sets no fee for the category and subsidy (Q二13).

use super::{Case, Needs, Rule, Trace};
use crate::domain::{Enrollment, Reason};
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
    !has_fee(case.enrollment, policy)
}

/// Whether the policy has a fee for the enrollment's category and subsidy.
pub fn has_fee(row: &Enrollment, policy: &InForce) -> bool {
    policy.fee(&row.category, &row.subsidy).is_some()
}

fn trace(case: &Case, policy: &InForce) -> Trace {
    let trace = Trace::default()
        .fact("category", &case.enrollment.category, case.at())
        .fact("subsidy", &case.enrollment.subsidy, case.at());
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
                ("a subsidy the policy does not know", true, |s| {
                    s.child().subsidy = "低保".into()
                }),
                ("a subsidy that has a fee", false, |s| {
                    s.fee("student.低保", 100_00);
                    s.child().subsidy = "低保".into()
                }),
                ("a subsidy of another category", true, |s| {
                    s.fee("infant.低保", 100_00);
                    s.child().subsidy = "低保".into()
                }),
                (
                    "a word that looks like a category and its subsidy",
                    true,
                    |s| {
                        s.fee("student.低保", 100_00);
                        s.child().category = Category::parse("student.低保")
                    },
                ),
                ("a subsidy in another case", false, |s| {
                    s.fee("student.D01", 0);
                    s.child().subsidy = "d01".into()
                }),
            ],
        );
    }
}
