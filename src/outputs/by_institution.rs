//! `by-institution/<institution_code>.csv`: what a school may see of its own requested students;
//! section 7 of the contract. No payer, no balance, no network (Q二21).

use super::output::{Output, Sink};
use super::table::{BOM, Table};
use crate::domain::masking::mask_number;
use crate::domain::plan::Plan;
use crate::domain::{Decision, Outcome, Reason};
use crate::policy::InForce;
use rustc_hash::FxHashMap;
use std::io;

/// The folder inside the batch folder.
pub const FOLDER: &str = "by-institution";

/// The columns.
pub const HEADER: [&str; 5] = [
    "enrollment_id",
    "insured_name",
    "insured_id",
    "outcome",
    "advice",
];

/// One output for each school that has a requested student, in the order of their codes.
pub fn outputs<'p>(plan: &'p Plan<'p>, policy: &'p InForce) -> Vec<Output<'p>> {
    grouped(plan)
        .into_iter()
        .map(|(code, students)| {
            Output::new(format!("{FOLDER}/{code}.csv"), move |out| {
                render(&students, policy, out)
            })
        })
        .collect()
}

/// The requested students of each school, both in the order of the contract.
fn grouped<'p>(plan: &'p Plan<'p>) -> Vec<(&'p str, Vec<&'p Decision<'p>>)> {
    let mut schools: FxHashMap<&str, Vec<&Decision>> = FxHashMap::default();
    for decision in plan.decisions.iter().filter(|d| is_requested(d)) {
        schools
            .entry(&decision.enrollment.institution.code)
            .or_default()
            .push(decision);
    }
    let mut schools: Vec<_> = schools.into_iter().collect();
    schools.sort_unstable_by_key(|(code, _)| *code);
    schools
}

fn is_requested(decision: &Decision) -> bool {
    match decision.outcome {
        Outcome::Deducted | Outcome::Settled | Outcome::Excluded | Outcome::Exception => true,
        Outcome::NotRequested | Outcome::Rejected => false,
    }
}

fn render(students: &[&Decision], policy: &InForce, out: &mut Sink<'_>) -> io::Result<()> {
    let mut table = Table::guarded();
    table.row(&HEADER);
    for decision in students {
        let row = decision.enrollment;
        table.text(&row.id);
        table.text(&row.name);
        table.text(&mask_number(&row.person.as_str()));
        table.text(outcome(decision));
        table.text(advice(decision, policy));
        table.end_row();
    }
    out.write_all(BOM)?;
    out.write_all(&table.into_bytes())
}

fn outcome(decision: &Decision) -> &'static str {
    match decision.outcome {
        Outcome::Deducted | Outcome::Settled => "已划扣",
        Outcome::Excluded | Outcome::Exception | Outcome::NotRequested | Outcome::Rejected => {
            "未划扣"
        }
    }
}

/// What the school tells the family: one of the contract's five sentences.
fn advice(decision: &Decision, policy: &InForce) -> &'static str {
    match decision.reasons.primary().map(kind) {
        None | Some(Kind::Met) => "无需再缴",
        Some(Kind::OnRecord) => "已有缴费或参保记录，请勿重复收费",
        Some(Kind::Document) => "请核对学生证件信息",
        Some(Kind::Undecided) if policy.batch_date < *policy.results_from => {
            "以最终结果为准，请勿先行收费"
        }
        Some(Kind::Undecided) => "请以其他方式缴费",
    }
}

/// Why a fee was not taken, as far as a school may know.
enum Kind {
    /// The fee has been taken.
    Met,
    /// There is another payment or enrollment.
    OnRecord,
    /// The school's own data are in doubt.
    Document,
    /// Whatever concerns the family alone.
    Undecided,
}

const fn kind(reason: Reason) -> Kind {
    match reason {
        Reason::AlreadyDeducted => Kind::Met,
        Reason::AlreadyPaid | Reason::DuplicateEnrollment => Kind::OnRecord,
        Reason::WrongYear
        | Reason::InvalidId
        | Reason::NoFee
        | Reason::OutsideRegion
        | Reason::IdentityConflict => Kind::Document,
        Reason::EnrolledAfterCutoff
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
        | Reason::OrganizerConflict
        | Reason::RemittanceReturned
        | Reason::EvidenceRejected
        | Reason::AccountNotFound
        | Reason::AccountAmbiguous
        | Reason::InsuranceNotActive
        | Reason::AccountNotUsable
        | Reason::BalanceOutOfDate
        | Reason::BalanceEqualsFee
        | Reason::InsufficientBalance => Kind::Undecided,
    }
}

#[cfg(test)]
mod tests;
