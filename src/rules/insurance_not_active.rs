//! `INSURANCE_NOT_ACTIVE`: the organizer is not actively insured as an employee (Q二7).

use super::{Case, Needs, Rule, Trace};
use crate::domain::{InsuranceStatus, Reason};
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::InsuranceNotActive,
    needs: Needs::Account,
    source: "Q二7",
    applies,
    trace,
};

fn applies(case: &Case, _policy: &InForce) -> bool {
    case.account
        .is_some_and(|account| account.insurance_status != InsuranceStatus::Active)
}

fn trace(case: &Case, _policy: &InForce) -> Trace {
    case.account_ground()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::InsuranceNotActive,
            &[
                ("active", false, |s| {
                    s.account().insurance_status = InsuranceStatus::Active
                }),
                ("suspended", true, |s| {
                    s.account().insurance_status = InsuranceStatus::Suspended
                }),
                ("invalid", true, |s| {
                    s.account().insurance_status = InsuranceStatus::Invalid
                }),
                ("terminated", true, |s| {
                    s.account().insurance_status = InsuranceStatus::Terminated
                }),
            ],
        );
    }
}
