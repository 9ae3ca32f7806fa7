//! `ALREADY_DEDUCTED`: the ledger holds a standing deduction for this person and year. Judged before
//! everything else, whatever today's extract says.

use super::{Case, Needs, Rule, Trace};
use crate::domain::Reason;
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::AlreadyDeducted,
    needs: Needs::Enrollment,
    source: "Q二13",
    applies,
    trace,
};

fn applies(case: &Case, _policy: &InForce) -> bool {
    case.standing().is_some()
}

fn trace(case: &Case, _policy: &InForce) -> Trace {
    case.standing().map_or_else(Trace::default, |standing| {
        Trace::default()
            .fact("end_to_end_no", &standing.end_to_end_no, None)
            .fact("batch date", standing.batch_date, None)
            .fact("amount", standing.amount, None)
            .person("organizer_id", &standing.organizer, None)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::AlreadyDeducted,
            &[
                ("nothing in the ledger", false, |_| {}),
                ("deducted before", true, |s| {
                    s.deducted(2025, MEMBER, "A", "张三")
                }),
                ("deducted for another year", false, |s| {
                    s.deducted(2024, MEMBER, "A", "张三")
                }),
                ("deducted for another child", false, |s| {
                    s.deducted(2025, "M2", "A", "李四")
                }),
                ("deducted before, and nothing asked for today", true, |s| {
                    s.deducted(2025, MEMBER, "A", "张三");
                    s.memberships.clear()
                }),
            ],
        );
    }
}
