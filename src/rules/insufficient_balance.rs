//! `INSUFFICIENT_BALANCE`: what is left is below the fee. The whole fee or nothing (Q二13).

use super::{Case, Needs, Rule, Trace};
use crate::domain::Reason;
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::InsufficientBalance,
    needs: Needs::Balance,
    source: "Q二13",
    applies,
    trace,
};

fn applies(case: &Case, policy: &InForce) -> bool {
    case.left
        .zip(case.fee(policy))
        .is_some_and(|(left, fee)| left < fee)
}

fn trace(case: &Case, policy: &InForce) -> Trace {
    case.balance_ground(policy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{CurrentYearBalance, Money};
    use crate::policy::BalanceTest;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::InsufficientBalance,
            &[
                ("a cent below", true, |s| s.balance(354_99)),
                ("the fee", false, |s| s.balance(355_00)),
                ("a cent above", false, |s| s.balance(355_01)),
                ("below zero", true, |s| s.balance(-1)),
                ("a cent below, where it must only be reached", true, |s| {
                    s.policy.balance_test.value = BalanceTest::AtLeast;
                    s.balance(354_99)
                }),
                ("the fee, where it must only be reached", false, |s| {
                    s.policy.balance_test.value = BalanceTest::AtLeast;
                    s.balance(355_00)
                }),
                ("current-year money does not help", true, |s| {
                    s.account().current_balance = CurrentYearBalance(Money::from_fen(1_000_000));
                    s.balance(354_99)
                }),
                ("money of a deduction in flight is not there", true, |s| {
                    s.balance(700_00);
                    s.past("2024-12-20", 355_00)
                }),
                ("a deduction that the extract shows already", false, |s| {
                    s.balance(700_00);
                    s.past("2024-12-18", 355_00)
                }),
            ],
        );
    }
}
