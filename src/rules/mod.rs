//! The rules: one file each, in one ordered table that is the precedence of the contract.
//!
//! A rule is a small pure function over a [`Case`] and the policy in force. It says whether its
//! reason applies; [`Rule::trace`] says what it looked at, for whoever asks why.

mod case;
mod family;
#[cfg(test)]
pub(crate) mod fixture;
mod obligation;
mod overview;
mod request;
mod trace;

mod account_ambiguous;
mod account_not_found;
mod account_not_usable;
mod already_deducted;
mod already_paid;
mod balance_equals_fee;
mod balance_out_of_date;
mod cancelled_after_limit;
mod contribution_cancelled;
mod duplicate_enrollment;
mod enrolled_after_cutoff;
mod evidence_rejected;
mod fee_exempt;
mod identity_conflict;
mod insufficient_balance;
mod insurance_not_active;
mod invalid_id;
mod joined_after_cutoff;
mod left_network;
mod multiple_networks;
mod name_mismatch;
mod network_dissolved;
mod network_inconsistent;
mod no_fee;
mod on_hold;
mod organizer_conflict;
mod outside_region;
mod possible_same_person;
mod relation_not_allowed;
mod remittance_returned;
mod selected_after_cutoff;
mod wrong_year;

pub use already_paid::{DUPLICATE_PAYMENT, by_another_channel as paid_by_another_channel};
pub use case::{Case, Payer};
pub use family::{Family, Namesakes};
pub use on_hold::order;
pub use overview::Overview;
pub use remittance_returned::holding_answer;
pub use request::Request;
pub use trace::{Fact, PolicyValue, Trace};

use crate::domain::{Membership, Reason};
use crate::policy::InForce;

/// What must be known before a rule can be judged, each more than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needs {
    /// Nothing but the enrollment.
    Enrollment,
    /// One live network, whose organizer would pay.
    Organizer,
    /// One unambiguous account of the organizer.
    Account,
    /// That nothing else applies, and so what is left of the balance.
    Balance,
}

/// One reason and when it applies.
#[derive(Debug)]
pub struct Rule {
    /// The reason it gives.
    pub reason: Reason,
    /// When it can be judged.
    pub needs: Needs,
    /// Question of the seed, or the words "our reading".
    pub source: &'static str,
    /// Whether the reason applies to a case of which everything in `needs` is known.
    pub applies: fn(&Case, &InForce) -> bool,
    /// What the rule looks at.
    pub trace: fn(&Case, &InForce) -> Trace,
}

impl Rule {
    /// Whether the rule can be judged on this case.
    pub fn can_be_judged(&self, case: &Case) -> bool {
        self.needs <= case.known()
    }
}

/// Every rule, in the order of section 5 of the contract: the first that applies is the primary
/// reason.
pub const RULES: &[Rule] = &[
    already_deducted::RULE,
    wrong_year::RULE,
    invalid_id::RULE,
    no_fee::RULE,
    outside_region::RULE,
    identity_conflict::RULE,
    duplicate_enrollment::RULE,
    already_paid::RULE,
    fee_exempt::RULE,
    enrolled_after_cutoff::RULE,
    multiple_networks::RULE,
    joined_after_cutoff::RULE,
    selected_after_cutoff::RULE,
    cancelled_after_limit::RULE,
    contribution_cancelled::RULE,
    left_network::RULE,
    network_dissolved::RULE,
    network_inconsistent::RULE,
    name_mismatch::RULE,
    possible_same_person::RULE,
    relation_not_allowed::RULE,
    organizer_conflict::RULE,
    on_hold::RULE,
    remittance_returned::RULE,
    evidence_rejected::RULE,
    account_not_found::RULE,
    account_ambiguous::RULE,
    insurance_not_active::RULE,
    account_not_usable::RULE,
    balance_out_of_date::RULE,
    balance_equals_fee::RULE,
    insufficient_balance::RULE,
];

/// Whether a rule may look at a row of a network for the sake of a child who is not its member. What
/// rules 10 and 14 ask: whom a row names as organizer, whether its network is live, what it says
/// of the election; an own row counts for nothing. The reader leaves the others out.
pub fn may_look_at(row: &Membership, _policy: &InForce) -> bool {
    !row.is_own_row()
}

/// The rule of a reason.
pub fn rule_of(reason: Reason) -> &'static Rule {
    &RULES[reason as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_precedence() {
        let reasons: Vec<Reason> = RULES.iter().map(|rule| rule.reason).collect();
        assert_eq!(reasons, Reason::ALL);
    }

    #[test]
    fn every_rule_says_where_it_stands() {
        for rule in RULES {
            assert!(!rule.source.is_empty(), "{}", rule.reason);
        }
    }
}
