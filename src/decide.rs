//! A family at a time: organizer, network, children and balance → decisions. Pure.
//!
//! Families do not share money, so each can be decided on a thread of its own. Inside a family
//! the children are taken one after another, each seeing what the one before left.

use crate::domain::decision::{NEAR_CUTOFF_SECONDS, ReturnedAnswer};
use crate::domain::history::PastDeduction;
use crate::domain::name::ComparedName;
use crate::domain::{
    Account, Decision, Deduction, Enrollment, Instant, Membership, Money, Notice, Notices, Outcome,
    PersonKey, Reason, Reasons,
};
use crate::index::{Index, PersonNo};
use crate::policy::InForce;
use crate::rules::{self, Case, Namesakes, Needs, Payer, RULES, Request};
use chrono::Days;
use std::ptr;

/// An enrollment with what section 4 says of it.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// Place among the readable enrollments.
    pub row: u32,
    /// The enrollment.
    pub enrollment: &'a Enrollment,
    /// Its person.
    pub person: PersonNo,
    /// Its request.
    pub request: Request<'a>,
    /// Who would pay: the organizer of the one live network.
    pub payer: Option<Payer>,
}

impl<'a> Claim<'a> {
    /// Judges section 4 for the enrollment in `row`.
    pub fn of(row: u32, index: &Index<'a>, policy: &InForce) -> Claim<'a> {
        let enrollment = &index.rows.enrollments[row as usize];
        let person = index.person_of(row);
        let request = Request::of(enrollment, index.memberships_of(person), policy);
        Claim {
            row,
            enrollment,
            person,
            request,
            payer: request
                .deciding_row
                .and_then(|deciding| payer(deciding, person, index)),
        }
    }
}

/// The numbers of what the deciding row of a person names.
fn payer(deciding: &Membership, person: PersonNo, index: &Index) -> Option<Payer> {
    let mut rows = index.membership_rows(person).iter();
    let row = rows.find(|row| ptr::eq(&index.rows.memberships[**row as usize], deciding))?;
    Some(Payer {
        person: index.organizer_of(*row),
        network: index.network_of(*row),
    })
}

/// Decides the claims on one organizer's account, or one claim that has no organizer, and orders
/// them as the children are taken.
///
/// The claims must be all claims on that organizer; their order does not matter.
pub fn family<'a>(
    claims: &mut [Claim<'a>],
    index: &Index<'a>,
    policy: &InForce,
    mut decided: impl FnMut(Decision<'a>, &Case),
) {
    claims.sort_unstable_by_key(|claim| claim.enrollment.application_order());
    let namesakes = namesakes(claims, index);
    let mut remaining_balance: Option<Money> = None;
    for claim in claims {
        let case = Case {
            index,
            enrollment: claim.enrollment,
            person: claim.person,
            request: claim.request,
            payer: claim.payer,
            account: claim.payer.and_then(|payer| index.account_of(payer.person)),
            namesakes: &namesakes,
            left: None,
        };
        let (decision, case) = decide_one(case, policy, &mut remaining_balance);
        decided(decision, &case);
    }
}

/// Names borne by more than one claim on the organizer or standing deduction of his.
fn namesakes<'a>(claims: &[Claim<'a>], index: &Index<'a>) -> Namesakes<'a> {
    let mut found = Namesakes::default();
    let deciding = claims.first().and_then(|claim| claim.request.deciding_row);
    let Some(Membership { organizer, .. }) = deciding else {
        return found;
    };
    let standing = index.standing_of_organizer(organizer);
    if claims.len() + standing.len() < 2 {
        return found;
    }
    let mut note = |year: u16, name: &str, person: &'a PersonKey| {
        found
            .entry((year, ComparedName::of(name)))
            .or_default()
            .push(person);
    };
    for (obligation, past) in standing {
        note(obligation.0, &past.name, &obligation.1);
    }
    for claim in claims {
        let row = claim.enrollment;
        if claim.request.asked || index.rows.held.requested.contains_key(&row.person) {
            note(row.insurance_year, &row.name, &row.person);
        }
    }
    found
}

fn decide_one<'w, 'a>(
    mut case: Case<'w, 'a>,
    policy: &InForce,
    remaining_balance: &mut Option<Money>,
) -> (Decision<'a>, Case<'w, 'a>) {
    if case.standing().is_some() {
        return (settled(&case, policy), case);
    }
    if !case.is_requested() {
        return (
            conclude(&case, Outcome::NotRequested, Reasons::NONE, None),
            case,
        );
    }
    let reasons = judge(&case, policy, |rule| rule.needs != Needs::Balance);
    if !reasons.is_empty() {
        return (refused(&case, reasons, policy), case);
    }
    // Without any reason there is an organizer with one usable account and a fee.
    let (Some(account), Some(fee)) = (case.account, case.fee(policy)) else {
        unreachable!("a requested case without reasons has an account and a fee");
    };
    let left =
        remaining_balance.unwrap_or_else(|| available(account, world_past(&case, account), policy));
    case.left = Some(left);
    let reasons = judge(&case, policy, |rule| rule.needs == Needs::Balance);
    if !reasons.is_empty() {
        *remaining_balance = Some(left);
        return (refused(&case, reasons, policy), case);
    }
    *remaining_balance = Some(left - fee);
    let deduction = Deduction {
        amount: fee,
        balance_before: left,
        balance_after: left - fee,
        balance_as_of: account.balance_as_of,
        notices: case
            .request
            .deciding_row
            .map_or_else(Notices::default, |r| notices(r, policy)),
    };
    (
        conclude(&case, Outcome::Deducted, Reasons::NONE, Some(deduction)),
        case,
    )
}

fn world_past<'a>(case: &Case<'_, 'a>, account: &Account) -> &'a [PastDeduction] {
    case.index
        .rows
        .history
        .past
        .get(&account.holder)
        .map_or(&[], Vec::as_slice)
}

/// The accumulated balance less what is in flight: deductions of batches that the account extract
/// may not show yet (section 5).
pub fn available(account: &Account, past: &[PastDeduction], policy: &InForce) -> Money {
    let in_flight: Money = past
        .iter()
        .filter(|deduction| is_in_flight(deduction, account.balance_as_of, policy))
        .map(|deduction| deduction.amount)
        .sum();
    account.accumulated_balance.0 - in_flight
}

fn is_in_flight(deduction: &PastDeduction, as_of: Instant, policy: &InForce) -> bool {
    let shown_from = deduction.batch_date + Days::new(u64::from(*policy.posting_days));
    as_of < Instant::start_of(shown_from, policy.offset)
}

fn judge(case: &Case, policy: &InForce, wanted: impl Fn(&rules::Rule) -> bool) -> Reasons {
    let known = case.known();
    RULES
        .iter()
        .filter(|rule| wanted(rule) && rule.needs <= known && (rule.applies)(case, policy))
        .map(|rule| rule.reason)
        .collect()
}

/// A settled enrollment, with what makes it a refund candidate (section 5).
fn settled<'a>(case: &Case<'_, 'a>, policy: &InForce) -> Decision<'a> {
    let reasons = judge(case, policy, |rule| {
        makes_refund_candidate(rule.reason, case)
    });
    conclude(case, Outcome::Settled, reasons, None)
}

fn makes_refund_candidate(reason: Reason, case: &Case) -> bool {
    match reason {
        Reason::AlreadyDeducted | Reason::IdentityConflict => true,
        Reason::AlreadyPaid => rules::paid_by_another_channel(case),
        Reason::MultipleNetworks
        | Reason::JoinedAfterCutoff
        | Reason::SelectedAfterCutoff
        | Reason::CancelledAfterLimit
        | Reason::ContributionCancelled
        | Reason::LeftNetwork
        | Reason::NetworkDissolved
        | Reason::NetworkInconsistent
        | Reason::NameMismatch
        | Reason::PossibleSamePerson
        | Reason::RelationNotAllowed
        | Reason::OrganizerConflict => true,
        Reason::WrongYear
        | Reason::InvalidId
        | Reason::NoFee
        | Reason::OutsideRegion
        | Reason::DuplicateEnrollment
        | Reason::EnrolledAfterCutoff
        | Reason::RemittanceReturned
        | Reason::EvidenceRejected
        | Reason::AccountNotFound
        | Reason::AccountAmbiguous
        | Reason::InsuranceNotActive
        | Reason::AccountNotUsable
        | Reason::BalanceOutOfDate
        | Reason::BalanceEqualsFee
        | Reason::InsufficientBalance => false,
    }
}

fn refused<'a>(case: &Case<'_, 'a>, reasons: Reasons, policy: &InForce) -> Decision<'a> {
    let class = reasons
        .primary()
        .map_or(Outcome::NotRequested, |reason| reason.class().into());
    let mut decision = conclude(case, class, reasons, None);
    decision.returned = rules::holding_answer(case, policy);
    decision
}

fn conclude<'a>(
    case: &Case<'_, 'a>,
    outcome: Outcome,
    reasons: Reasons,
    deduction: Option<Deduction>,
) -> Decision<'a> {
    Decision {
        enrollment: case.enrollment,
        outcome,
        is_requested: case.is_requested(),
        reasons,
        deciding_row: case.request.deciding_row,
        deduction,
        returned: None::<&'a ReturnedAnswer>,
    }
}

/// The remarks on the row that decided.
fn notices(row: &Membership, policy: &InForce) -> Notices {
    let cutoff = *policy.election_cutoff;
    let is_late = |cancelled: Instant| {
        row.selected_at
            .is_some_and(|selected| cancelled >= selected)
            && cancelled >= cutoff
    };
    let is_near = |at: Instant| at.is_within_seconds(cutoff, NEAR_CUTOFF_SECONDS);
    let applies = |notice: Notice| match notice {
        Notice::LateCancellation => row.cancelled_at.is_some_and(is_late),
        Notice::LeftAfterCutoff => row.left_at.is_some_and(|left| left >= cutoff),
        Notice::DissolvedAfterCutoff => row.dissolved_at.is_some_and(|end| end >= cutoff),
        Notice::NearCutoff => [row.selected_at, row.cancelled_at]
            .into_iter()
            .flatten()
            .any(is_near),
    };
    let mut notices = Notices::default();
    Notice::ALL
        .iter()
        .copied()
        .filter(|n| applies(*n))
        .for_each(|n| notices.insert(n));
    notices
}

#[cfg(test)]
mod tests;
