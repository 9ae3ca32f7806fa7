//! `RELATION_NOT_ALLOWED`: what the member is to the organizer is not in the policy's list (Q二6,
//! Q二8).

use super::case::network_row;
use super::{Case, Needs, Rule, Trace};
use crate::domain::{Reason, Relation};
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::RelationNotAllowed,
    needs: Needs::Organizer,
    source: "Q二6, Q二8",
    applies,
    trace,
};

fn applies(case: &Case, policy: &InForce) -> bool {
    case.request
        .deciding_row
        .is_some_and(|row| !policy.relations.contains(&row.relation))
}

fn trace(case: &Case, policy: &InForce) -> Trace {
    let allowed: Vec<&str> = policy
        .relations
        .iter()
        .copied()
        .map(Relation::as_str)
        .collect();
    let trace = Trace::default().value("relations", &policy.relations, allowed.join(" "));
    match case.request.deciding_row {
        Some(row) => trace.fact("relation", row.relation, network_row(row)),
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
            Reason::RelationNotAllowed,
            &[
                ("a child", false, |s| s.row().relation = Relation::Child),
                ("a grandchild", false, |s| {
                    s.row().relation = Relation::Grandchild
                }),
                ("a sibling", false, |s| s.row().relation = Relation::Sibling),
                ("a spouse", false, |s| s.row().relation = Relation::Spouse),
                ("a parent", false, |s| s.row().relation = Relation::Parent),
                ("a grandparent", false, |s| {
                    s.row().relation = Relation::Grandparent
                }),
                ("a parent in law", true, |s| {
                    s.row().relation = Relation::ParentInLaw
                }),
                ("anybody else", true, |s| s.row().relation = Relation::Other),
            ],
        );
    }
}
