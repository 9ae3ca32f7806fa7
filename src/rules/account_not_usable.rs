//! `ACCOUNT_NOT_USABLE`: the organizer's account cannot be used normally (Q二7).

use super::{Case, Needs, Rule, Trace};
use crate::domain::{AccountStatus, Reason};
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::AccountNotUsable,
    needs: Needs::Account,
    source: "Q二7",
    applies,
    trace,
};

fn applies(case: &Case, _policy: &InForce) -> bool {
    case.account
        .is_some_and(|account| account.account_status != AccountStatus::Normal)
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
            Reason::AccountNotUsable,
            &[
                ("normal", false, |s| {
                    s.account().account_status = AccountStatus::Normal
                }),
                ("frozen", true, |s| {
                    s.account().account_status = AccountStatus::Frozen
                }),
                ("closed", true, |s| {
                    s.account().account_status = AccountStatus::Closed
                }),
                ("deceased", true, |s| {
                    s.account().account_status = AccountStatus::Deceased
                }),
            ],
        );
    }
}
