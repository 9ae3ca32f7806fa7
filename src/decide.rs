//! A family at a time: organizer, network, children and balance → decisions. Pure.
//!
//! Families do not share money, so each can be decided on a thread of its own. Inside a family
//! the children are taken one after another, each seeing what the one before left.

use crate::domain::decision::NEAR_CUTOFF_SECONDS;
use crate::domain::history::PastDeduction;
use crate::domain::{
    Account, Decision, Deduction, Enrollment, Instant, Membership, Money, Notice, Notices, Outcome,
    Reason, Reasons,
};
use crate::index::{Index, PersonNo};
use crate::policy::InForce;
use crate::rules::{self, Case, Family, Namesakes, Needs, Overview, Payer, RULES, Request};
use chrono::Days;

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
    pub fn of(row: u32, index: &Index<'a>, overview: &Overview<'a>, policy: &InForce) -> Claim<'a> {
        let (request, payer) = overview.request(row, index, policy);
        Claim {
            row,
            enrollment: &index.rows.enrollments[row as usize],
            person: index.person_of(row),
            request,
            payer,
        }
    }
}

/// Decides the claims on one organizer's account, or one claim that has no organizer, and orders
/// them as the children are taken.
///
/// The claims must be all claims on that organizer; their order does not matter.
pub fn family<'a>(
    claims: &mut [Claim<'a>],
    index: &Index<'a>,
    overview: &Overview<'a>,
    policy: &InForce,
    mut decided: impl FnMut(Decision<'a>, &Case),
) {
    claims.sort_unstable_by_key(|claim| claim.enrollment.application_order());
    let family = family_of(claims, index, overview, policy);
    let mut remaining_balance: Option<Money> = None;
    for claim in claims {
        let mut case = Case {
            index,
            enrollment: claim.enrollment,
            person: claim.person,
            request: claim.request,
            payer: claim.payer,
            account: family.account,
            family: &family,
            overview,
            obligation: overview.obligation(claim.enrollment, claim.person, index, policy),
            left: None,
        };
        let decision = decide_one(&mut case, policy, &mut remaining_balance);
        decided(decision, &case);
    }
}

fn family_of<'w, 'a>(
    claims: &[Claim<'a>],
    index: &'w Index<'a>,
    overview: &Overview,
    policy: &InForce,
) -> Family<'w, 'a> {
    let names = namesakes(claims, index);
    let payers = claims.iter().filter_map(|claim| claim.payer);
    Family::of(payers, names, index, overview, policy)
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
    for (obligation, past) in standing {
        found.note(obligation.0, &past.name, &obligation.1);
    }
    for claim in claims {
        let row = claim.enrollment;
        if claim.request.asked || index.rows.held.requested.contains_key(&row.person) {
            found.note(row.insurance_year, &row.name, &row.person);
        }
    }
    found
}

fn decide_one<'a>(
    case: &mut Case<'_, 'a>,
    policy: &InForce,
    remaining_balance: &mut Option<Money>,
) -> Decision<'a> {
    if case.standing().is_some() {
        return settled(case, policy);
    }
    if !case.is_requested() {
        return conclude(case, Outcome::NotRequested, Reasons::NONE);
    }
    let reasons = judge(case, policy, |rule| rule.needs != Needs::Balance);
    if !reasons.is_empty() {
        return refused(case, reasons, policy);
    }
    // Without any reason there is an organizer with one usable account and a fee.
    let (Some(account), Some(fee)) = (case.account, case.fee(policy)) else {
        unreachable!("a requested case without reasons has an account and a fee");
    };
    let left = *remaining_balance
        .get_or_insert_with(|| available(account, past_deductions(case, account), policy));
    case.left = Some(left);
    let reasons = judge(case, policy, |rule| rule.needs == Needs::Balance);
    if !reasons.is_empty() {
        return refused(case, reasons, policy);
    }
    *remaining_balance = Some(left - fee);
    deducted(case, account, left, fee, policy)
}

fn past_deductions<'a>(case: &Case<'_, 'a>, account: &Account) -> &'a [PastDeduction] {
    let past = &case.index.rows.history.past;
    past.get(&account.holder).map_or(&[], Vec::as_slice)
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
    let known = case.known();
    let reasons = RULES
        .iter()
        .filter(|rule| rule.needs <= known && makes_refund_candidate(rule, case, policy))
        .map(|rule| rule.reason)
        .collect();
    conclude(case, Outcome::Settled, reasons)
}

fn makes_refund_candidate(rule: &rules::Rule, case: &Case, policy: &InForce) -> bool {
    match rule.reason {
        // By other ways of paying alone: what was refunded of ours hides no second payment.
        Reason::AlreadyPaid => rules::paid_by_another_channel(case),
        Reason::AlreadyDeducted
        | Reason::IdentityConflict
        | Reason::FeeExempt
        | Reason::MultipleNetworks
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
        | Reason::OrganizerConflict => (rule.applies)(case, policy),
        Reason::WrongYear
        | Reason::InvalidId
        | Reason::NoFee
        | Reason::OutsideRegion
        | Reason::DuplicateEnrollment
        | Reason::EnrolledAfterCutoff
        | Reason::OnHold
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
    Decision {
        returned: rules::holding_answer(case, policy),
        hold: rules::order(case),
        ..conclude(case, class, reasons)
    }
}

fn deducted<'a>(
    case: &Case<'_, 'a>,
    account: &Account,
    left: Money,
    fee: Money,
    policy: &InForce,
) -> Decision<'a> {
    let deduction = Deduction {
        amount: fee,
        balance_before: left,
        balance_after: left - fee,
        balance_as_of: account.balance_as_of,
        notices: notices(case, policy),
    };
    Decision {
        deduction: Some(deduction),
        ..conclude(case, Outcome::Deducted, Reasons::NONE)
    }
}

fn conclude<'a>(case: &Case<'_, 'a>, outcome: Outcome, reasons: Reasons) -> Decision<'a> {
    Decision {
        enrollment: case.enrollment,
        outcome,
        is_requested: case.is_requested(),
        reasons,
        deciding_row: case.request.deciding_row,
        deduction: None,
        returned: None,
        hold: None,
    }
}

/// The remarks on a deduction: on the person's payments, and on the row that decided.
fn notices(case: &Case, policy: &InForce) -> Notices {
    let row = case.request.deciding_row;
    let of_row = |applies: &dyn Fn(&Membership) -> bool| row.is_some_and(applies);
    let cutoff = *policy.election_cutoff;
    let applies = |notice: Notice| match notice {
        // Whatever was paid is gone again, or nothing would be deducted.
        Notice::PaymentRefunded => case.obligation.receipts.are_refunded,
        Notice::LateCancellation => of_row(&|row| {
            let since_selected = row.cancelled_at.filter(|at| Some(*at) >= row.selected_at);
            since_selected.is_some_and(|cancelled| cancelled >= cutoff)
        }),
        Notice::LeftAfterCutoff => of_row(&|row| row.left_at.is_some_and(|at| at >= cutoff)),
        Notice::DissolvedAfterCutoff => {
            of_row(&|row| row.dissolved_at.is_some_and(|at| at >= cutoff))
        }
        Notice::NearCutoff => of_row(&|row| {
            let chosen = [row.selected_at, row.cancelled_at].into_iter().flatten();
            let is_near = |at: Instant| at.is_within_seconds(cutoff, NEAR_CUTOFF_SECONDS);
            chosen.into_iter().any(is_near)
        }),
    };
    let mut notices = Notices::default();
    let found = Notice::ALL.iter().copied().filter(|n| applies(*n));
    found.for_each(|notice| notices.insert(notice));
    notices
}

#[cfg(test)]
mod tests;
