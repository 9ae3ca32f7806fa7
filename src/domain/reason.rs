//! Outcomes, and the reasons in the order of their precedence.

use std::fmt;

/// Whether a reason needs somebody's attention (section 5 of the contract).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// The fee is in the ledger already.
    Settled,
    /// Rightly not charged.
    Excluded,
    /// Not charged, and somebody has to look.
    Exception,
}

impl Class {
    /// The name that outputs write.
    pub const fn as_str(self) -> &'static str {
        match self {
            Class::Settled => "settled",
            Class::Excluded => "excluded",
            Class::Exception => "exception",
        }
    }
}

/// What became of one row of `enrollments.csv`. Every row has exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    Deducted,
    Settled,
    Excluded,
    Exception,
    NotRequested,
    Rejected,
}

impl Outcome {
    /// Every outcome, in the order of the first equation.
    pub const ALL: [Outcome; 6] = [
        Outcome::Deducted,
        Outcome::Settled,
        Outcome::Excluded,
        Outcome::Exception,
        Outcome::NotRequested,
        Outcome::Rejected,
    ];

    /// The name that outputs write.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Deducted => "deducted",
            Outcome::Settled => "settled",
            Outcome::Excluded => "excluded",
            Outcome::Exception => "exception",
            Outcome::NotRequested => "not_requested",
            Outcome::Rejected => "rejected",
        }
    }
}

impl From<Class> for Outcome {
    fn from(class: Class) -> Outcome {
        match class {
            Class::Settled => Outcome::Settled,
            Class::Excluded => Outcome::Excluded,
            Class::Exception => Outcome::Exception,
        }
    }
}

macro_rules! reasons {
    ($($variant:ident = $name:literal, $class:ident;)+) => {
        /// Why a requested enrollment is not deducted. The order of the variants is their
        /// precedence (section 5 of the contract, from 0 to 22).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Reason { $(#[doc = $name] $variant,)+ }

        impl Reason {
            /// Every reason, in order of precedence.
            pub const ALL: &[Reason] = &[$(Reason::$variant),+];

            /// The code that outputs write.
            pub const fn as_str(self) -> &'static str {
                match self { $(Reason::$variant => $name,)+ }
            }

            /// The class that the reason gives when it is the primary one.
            pub const fn class(self) -> Class {
                match self { $(Reason::$variant => Class::$class,)+ }
            }
        }
    };
}

reasons! {
    AlreadyDeducted = "ALREADY_DEDUCTED", Settled;
    WrongYear = "WRONG_YEAR", Exception;
    InvalidId = "INVALID_ID", Exception;
    NoFee = "NO_FEE", Exception;
    OutsideRegion = "OUTSIDE_REGION", Exception;
    IdentityConflict = "IDENTITY_CONFLICT", Exception;
    DuplicateEnrollment = "DUPLICATE_ENROLLMENT", Excluded;
    AlreadyPaid = "ALREADY_PAID", Excluded;
    FeeExempt = "FEE_EXEMPT", Excluded;
    EnrolledAfterCutoff = "ENROLLED_AFTER_CUTOFF", Exception;
    MultipleNetworks = "MULTIPLE_NETWORKS", Exception;
    JoinedAfterCutoff = "JOINED_AFTER_CUTOFF", Exception;
    SelectedAfterCutoff = "SELECTED_AFTER_CUTOFF", Exception;
    CancelledAfterLimit = "CANCELLED_AFTER_LIMIT", Exception;
    ContributionCancelled = "CONTRIBUTION_CANCELLED", Excluded;
    LeftNetwork = "LEFT_NETWORK", Excluded;
    NetworkDissolved = "NETWORK_DISSOLVED", Excluded;
    NetworkInconsistent = "NETWORK_INCONSISTENT", Exception;
    NameMismatch = "NAME_MISMATCH", Exception;
    PossibleSamePerson = "POSSIBLE_SAME_PERSON", Exception;
    RelationNotAllowed = "RELATION_NOT_ALLOWED", Exception;
    OrganizerConflict = "ORGANIZER_CONFLICT", Exception;
    OnHold = "ON_HOLD", Exception;
    RemittanceReturned = "REMITTANCE_RETURNED", Exception;
    EvidenceRejected = "EVIDENCE_REJECTED", Exception;
    AccountNotFound = "ACCOUNT_NOT_FOUND", Exception;
    AccountAmbiguous = "ACCOUNT_AMBIGUOUS", Exception;
    InsuranceNotActive = "INSURANCE_NOT_ACTIVE", Exception;
    AccountNotUsable = "ACCOUNT_NOT_USABLE", Exception;
    BalanceOutOfDate = "BALANCE_OUT_OF_DATE", Exception;
    BalanceEqualsFee = "BALANCE_EQUALS_FEE", Exception;
    InsufficientBalance = "INSUFFICIENT_BALANCE", Exception;
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of reasons, iterated in order of precedence.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Reasons(u32);

impl Reasons {
    /// No reason.
    pub const NONE: Reasons = Reasons(0);

    /// Adds a reason.
    pub fn insert(&mut self, reason: Reason) {
        self.0 |= 1 << reason as u8;
    }

    /// Whether a reason is in the set.
    pub const fn contains(self, reason: Reason) -> bool {
        self.0 & (1 << reason as u8) != 0
    }

    /// Whether there is no reason.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The reasons, the primary first.
    pub fn iter(self) -> impl Iterator<Item = Reason> {
        Reason::ALL
            .iter()
            .copied()
            .filter(move |r| self.contains(*r))
    }

    /// The first that applies.
    pub fn primary(self) -> Option<Reason> {
        Reason::ALL.get(self.0.trailing_zeros() as usize).copied()
    }

    /// All but the primary, joined by `;`.
    pub fn others(self) -> String {
        let others: Vec<&str> = self.iter().skip(1).map(Reason::as_str).collect();
        others.join(";")
    }
}

impl FromIterator<Reason> for Reasons {
    fn from_iter<I: IntoIterator<Item = Reason>>(reasons: I) -> Reasons {
        let mut set = Reasons::NONE;
        reasons.into_iter().for_each(|r| set.insert(r));
        set
    }
}

impl fmt::Debug for Reasons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_in_order_is_primary() {
        let set: Reasons = [
            Reason::InsufficientBalance,
            Reason::NoFee,
            Reason::AlreadyPaid,
        ]
        .into_iter()
        .collect();
        assert_eq!(set.primary(), Some(Reason::NoFee));
        assert_eq!(set.others(), "ALREADY_PAID;INSUFFICIENT_BALANCE");
        assert_eq!(Reasons::NONE.primary(), None);
        assert!(Reason::ALL.len() <= 32, "the set has 32 places");
    }
}
