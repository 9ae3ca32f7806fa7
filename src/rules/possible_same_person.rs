//! `POSSIBLE_SAME_PERSON`: another requested enrollment, or a standing deduction, of that year under
//! the same organizer bears the same name and another number: perhaps one child with two numbers.

use super::{Case, Needs, Rule, Trace};
use crate::domain::{PersonKey, Reason};
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::PossibleSamePerson,
    needs: Needs::Organizer,
    source: "our reading",
    applies,
    trace,
};

fn applies(case: &Case, _policy: &InForce) -> bool {
    other(case).is_some()
}

fn other<'a>(case: &Case<'_, 'a>) -> Option<&'a PersonKey> {
    let row = case.enrollment;
    let namesakes = &case.family.namesakes;
    namesakes.other(row.insurance_year, &row.name, &row.person)
}

fn trace(case: &Case, _policy: &InForce) -> Trace {
    let own = Trace::default()
        .named("insured_name", &case.enrollment.name, case.at())
        .person("insured_id", &case.enrollment.person, case.at());
    match other(case) {
        Some(person) => own.person("insured_id", person, None),
        None => own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::PossibleSamePerson,
            &[
                ("one child", false, |_| {}),
                ("a sibling with another name", false, |s| {
                    s.sibling("E2", "M2", "李四")
                }),
                ("a sibling with the same name", true, |s| {
                    s.sibling("E2", "M2", "张三")
                }),
                ("the same name in another year", false, |s| {
                    s.sibling("E2", "M2", "张三");
                    s.enrollments[1].insurance_year = 2024
                }),
                ("the same name, not requested", false, |s| {
                    s.sibling("E2", "M2", "张三");
                    s.memberships.pop();
                    s.add_member("N1", "A", "M3")
                }),
                ("the same name under another organizer", false, |s| {
                    s.sibling("E2", "M2", "张三");
                    s.memberships[1].organizer = key("B");
                    s.memberships[1].network = "N2".into()
                }),
                ("the same person enrolled twice", false, |s| s.enroll("E2")),
                (
                    "a standing deduction with the same name and another number",
                    true,
                    |s| s.deducted(2025, "M2", "A", "张三"),
                ),
                ("a standing deduction of another year", false, |s| {
                    s.deducted(2024, "M2", "A", "张三")
                }),
                ("a standing deduction under another organizer", false, |s| {
                    s.deducted(2025, "M2", "B", "张三")
                }),
            ],
        );
    }
}
