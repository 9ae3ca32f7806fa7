//! `BALANCE_OUT_OF_DATE`: the balance is of after the batch date, or too old to be trusted.

use super::case::account_row;
use super::{Case, Needs, Rule, Trace};
use crate::domain::{Instant, Reason};
use crate::policy::InForce;
use chrono::Days;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::BalanceOutOfDate,
    needs: Needs::Account,
    source: "our reading",
    applies,
    trace,
};

fn applies(case: &Case, policy: &InForce) -> bool {
    let oldest = policy.batch_date - Days::new(u64::from(*policy.max_balance_age_days));
    let end = Instant::start_of(policy.batch_date + Days::new(1), policy.offset);
    let usable = Instant::start_of(oldest, policy.offset)..end;
    case.account
        .is_some_and(|account| !usable.contains(&account.balance_as_of))
}

fn trace(case: &Case, policy: &InForce) -> Trace {
    let days = &policy.max_balance_age_days;
    let trace = Trace::default().fact("batch date", policy.batch_date, None);
    match case.account {
        Some(account) => trace.instant(
            "balance_as_of",
            account.balance_as_of,
            account_row(account),
            policy,
        ),
        None => trace,
    }
    .value("max_balance_age_days", days, **days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::BalanceOutOfDate,
            &[
                ("the last nanosecond of the batch date", false, |s| {
                    s.account().balance_as_of = at("2024-12-21T23:59:59.999999999")
                }),
                ("midnight after the batch date", true, |s| {
                    s.account().balance_as_of = at("2024-12-22T00:00:00")
                }),
                ("seven days before, at midnight", false, |s| {
                    s.account().balance_as_of = at("2024-12-14T00:00:00")
                }),
                ("a nanosecond earlier", true, |s| {
                    s.account().balance_as_of = at("2024-12-13T23:59:59.999999999")
                }),
                ("no account", false, |s| s.accounts.clear()),
            ],
        );
    }
}
