//! `BALANCE_EQUALS_FEE`: what is left is exactly the fee, and the policy says it must exceed it
//! ("大于", Q二13).

use super::{Case, Needs, Rule, Trace};
use crate::domain::Reason;
use crate::policy::{BalanceTest, InForce};

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::BalanceEqualsFee,
    needs: Needs::Balance,
    source: "Q二13",
    applies,
    trace,
};

fn applies(case: &Case, policy: &InForce) -> bool {
    case.left.is_some() && case.left == case.fee(policy) && must_exceed(policy)
}

fn must_exceed(policy: &InForce) -> bool {
    match *policy.balance_test {
        BalanceTest::GreaterThan => true,
        BalanceTest::AtLeast => false,
    }
}

fn trace(case: &Case, policy: &InForce) -> Trace {
    case.balance_ground(policy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AccountStatus;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::BalanceEqualsFee,
            &[
                ("a cent below", false, |s| s.balance(354_99)),
                ("the fee", true, |s| s.balance(355_00)),
                ("a cent above", false, |s| s.balance(355_01)),
                ("the fee, where it must only be reached", false, |s| {
                    s.policy.balance_test.value = BalanceTest::AtLeast;
                    s.balance(355_00)
                }),
                ("the fee, but the account is frozen", false, |s| {
                    s.account().account_status = AccountStatus::Frozen;
                    s.balance(355_00)
                }),
            ],
        );
    }
}
