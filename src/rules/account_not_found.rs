//! `ACCOUNT_NOT_FOUND`: there is no readable account row of the organizer (Q二7).

use super::{Case, Needs, Rule, Trace};
use crate::domain::Reason;
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::AccountNotFound,
    needs: Needs::Organizer,
    source: "Q二7",
    applies,
    trace,
};

fn applies(case: &Case, _policy: &InForce) -> bool {
    case.accounts().next().is_none()
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
            Reason::AccountNotFound,
            &[
                ("an account", false, |_| {}),
                ("no account", true, |s| s.accounts.clear()),
                ("two rows that differ", false, |s| s.ambiguous()),
            ],
        );
    }
}
