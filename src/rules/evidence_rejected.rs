//! `EVIDENCE_REJECTED`: a row about the student or about who would pay could not be read. Nobody is
//! charged on incomplete evidence.

use super::{Case, Needs, Rule, Trace};
use crate::domain::Reason;
use crate::domain::reject::RowAt;
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::EvidenceRejected,
    needs: Needs::Enrollment,
    source: "our reading",
    applies,
    trace,
};

fn applies(case: &Case, _policy: &InForce) -> bool {
    rejected_rows(case).next().is_some()
}

fn rejected_rows<'a>(case: &Case<'_, 'a>) -> impl Iterator<Item = &'a RowAt> {
    let held = case.index.rows.held;
    let about_person = held.persons.get(&case.enrollment.person);
    let about_payer = case
        .organizer()
        .and_then(|organizer| held.payers.get(organizer));
    [about_person, about_payer].into_iter().flatten().flatten()
}

fn trace(case: &Case, _policy: &InForce) -> Trace {
    rejected_rows(case).fold(Trace::default(), |trace, row| {
        trace.fact("rejected row", row.file.name(), *row)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::EvidenceRejected,
            &[
                ("every row could be read", false, |_| {}),
                ("a rejected row about the student", true, |s| {
                    let m = key(MEMBER);
                    s.hold_person(&m)
                }),
                ("a rejected row about another student", false, |s| {
                    s.hold_person(&key("M2"))
                }),
                ("a rejected row about the organizer", true, |s| {
                    s.hold_payer(&key("A"))
                }),
                ("a rejected row about another organizer", false, |s| {
                    s.hold_payer(&key("B"))
                }),
                ("the student's only network row was rejected", true, |s| {
                    s.memberships.clear();
                    let m = key(MEMBER);
                    s.hold_person(&m);
                    s.held.requested.insert(m, Vec::new());
                }),
            ],
        );
    }
}
