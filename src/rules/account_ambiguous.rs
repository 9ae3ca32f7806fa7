//! `ACCOUNT_AMBIGUOUS`: two rows of the organizer's account differ.

use super::{Case, Needs, Rule, Trace};
use crate::domain::Reason;
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::AccountAmbiguous,
    needs: Needs::Organizer,
    source: "our reading",
    applies,
    trace,
};

fn applies(case: &Case, _policy: &InForce) -> bool {
    case.accounts().next().is_some() && case.account.is_none()
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
            Reason::AccountAmbiguous,
            &[
                ("one row", false, |_| {}),
                ("two rows that say the same", false, |s| {
                    let mut same = s.accounts[0].clone();
                    same.line += 1;
                    s.accounts.push(same);
                }),
                ("two rows that differ", true, |s| s.ambiguous()),
                (
                    "two that say the same and a third that differs",
                    true,
                    |s| {
                        let same = s.accounts[0].clone();
                        s.ambiguous();
                        s.accounts.insert(1, same);
                    },
                ),
                ("no row", false, |s| s.accounts.clear()),
            ],
        );
    }
}
