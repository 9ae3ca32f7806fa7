//! `ACCOUNT_AMBIGUOUS`: two rows of the organizer's account differ.

use super::{Case, Ground, Needs, Rule};
use crate::domain::{AccountEvidence, Reason};
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::AccountAmbiguous,
    needs: Needs::Organizer,
    source: "our reading (section 2 of the contract)",
    applies,
    ground,
};

fn applies(case: &Case, _policy: &InForce) -> bool {
    matches!(case.account_evidence(), Some(AccountEvidence::Ambiguous(_)))
}

fn ground(case: &Case, _policy: &InForce) -> Ground {
    case.account_ground()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::scene::*;

    #[test]
    fn cases() {
        check(
            Reason::AccountAmbiguous,
            &[
                ("one row", false, |_| {}),
                ("two rows that differ", true, |s| s.ambiguous()),
                ("no row", false, |s| s.accounts.clear()),
            ],
        );
    }
}
