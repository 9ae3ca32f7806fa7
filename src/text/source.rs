//! Where the rule behind a reason stands written.

use crate::domain::Reason;
use crate::domain::plan::Language;
use crate::policy::{InForce, OUR_READING};

/// Document and question behind a reason, or that it is a reading of this program.
///
/// A policy that names the documents of its region is believed alone; the questions known here
/// are those of the document the rules were written from.
pub fn source(language: Language, policy: &InForce, reason: Reason) -> String {
    source_in_words(language, policy.rule_sources.of(reason, question(reason)))
}

/// A source of the policy as people read it.
pub fn source_in_words(language: Language, written: &str) -> String {
    match language {
        Language::Zh => written.replace(OUR_READING, "本程序约定"),
        Language::En => written.to_owned(),
    }
}

/// Question of the Shanghai document.
pub(super) const fn question(reason: Reason) -> &'static str {
    match reason {
        Reason::WrongYear
        | Reason::NoFee
        | Reason::AlreadyDeducted
        | Reason::AlreadyPaid
        | Reason::JoinedAfterCutoff
        | Reason::SelectedAfterCutoff
        | Reason::BalanceEqualsFee
        | Reason::InsufficientBalance => "Q二13",
        Reason::EnrolledAfterCutoff => "Q一3",
        Reason::OutsideRegion => "Q二6",
        Reason::RelationNotAllowed => "Q二6, Q二8",
        Reason::AccountNotFound | Reason::InsuranceNotActive | Reason::AccountNotUsable => "Q二7",
        Reason::MultipleNetworks => "Q二9",
        Reason::OrganizerConflict => "Q二9, Q二13, Q二22",
        Reason::NetworkInconsistent => "Q二10, Q二21",
        Reason::CancelledAfterLimit | Reason::ContributionCancelled => "Q二15",
        Reason::NetworkDissolved => "Q二21",
        Reason::LeftNetwork => "Q二23",
        Reason::InvalidId => "our reading (GB 11643)",
        Reason::IdentityConflict
        | Reason::DuplicateEnrollment
        | Reason::NameMismatch
        | Reason::PossibleSamePerson
        | Reason::FeeExempt
        | Reason::OnHold
        | Reason::RemittanceReturned
        | Reason::EvidenceRejected
        | Reason::AccountAmbiguous
        | Reason::BalanceOutOfDate => OUR_READING,
    }
}
