//! One enrollment with everything its rules may look at.

use super::family::Family;
use super::obligation::Obligation;
use super::overview::Overview;
use super::request::{Election, Request};
use super::{Needs, Trace};
use crate::domain::decision::ReturnedAnswer;
use crate::domain::history::Standing;
use crate::domain::reject::{ExtractFile, RowAt};
use crate::domain::{Account, Enrollment, Membership, Money, PersonKey};
use crate::index::{Index, NetworkNo, PersonNo};
use crate::policy::InForce;

/// The organizer of the one live network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payer {
    /// The organizer.
    pub person: PersonNo,
    /// The network.
    pub network: NetworkNo,
}

/// One enrollment to judge.
#[derive(Debug, Clone, Copy)]
pub struct Case<'w, 'a> {
    /// All rows.
    pub index: &'w Index<'a>,
    /// The row that is judged.
    pub enrollment: &'a Enrollment,
    /// Its person.
    pub person: PersonNo,
    /// What section 4 says of it.
    pub request: Request<'a>,
    /// Who would pay, and in which network.
    pub payer: Option<Payer>,
    /// The organizer's account, where all rows say the same.
    pub account: Option<&'w Account>,
    /// What all cases under the organizer have in common.
    pub family: &'w Family<'w, 'a>,
    /// What many cases ask alike.
    pub overview: &'w Overview<'a>,
    /// What the rows of the same person and year amount to.
    pub obligation: Obligation<'a>,
    /// What is left of the organizer's balance; known only where nothing else applies.
    pub left: Option<Money>,
}

impl<'w, 'a> Case<'w, 'a> {
    /// Whether the enrollment counts as requested: asked for, or perhaps asked for by a row that
    /// could not be read.
    pub fn is_requested(&self) -> bool {
        self.request.asked
            || self
                .index
                .rows
                .held
                .requested
                .contains_key(&self.enrollment.person)
    }

    /// Which rules can be judged.
    pub fn known(&self) -> Needs {
        if self.left.is_some() {
            Needs::Balance
        } else if self.account.is_some() {
            Needs::Account
        } else if self.request.deciding_row.is_some() {
            Needs::Organizer
        } else {
            Needs::Enrollment
        }
    }

    /// The person who would pay, where there is one live network.
    pub fn organizer(&self) -> Option<&'a PersonKey> {
        self.request.deciding_row.map(|row| &row.organizer)
    }

    /// The readable enrollments of the same person and year, this one included.
    pub fn same_obligation(&self) -> impl Iterator<Item = &'a Enrollment> {
        let year = self.enrollment.insurance_year;
        self.index
            .enrollments_of(self.person)
            .filter(move |other| other.insurance_year == year)
    }

    /// The standing deduction for this person and year.
    pub fn standing(&self) -> Option<&'a Standing> {
        self.index.standing(self.enrollment)
    }

    /// The answers that sent earlier deductions for this person and year back.
    pub fn returned(&self) -> &'a [ReturnedAnswer] {
        self.index.returned(self.enrollment)
    }

    /// The readable account rows of the organizer.
    pub fn accounts(&self) -> impl Iterator<Item = &'w Account> + Clone + use<'w, 'a> {
        let index = self.index;
        self.payer
            .into_iter()
            .flat_map(|payer| index.accounts_of(payer.person))
    }

    /// The fee of the enrollment's category and subsidy.
    pub fn fee(&self, policy: &InForce) -> Option<Money> {
        let row = self.enrollment;
        let (_, fee) = policy.fee(&row.category, &row.subsidy)?;
        Some(fee.value)
    }

    /// The network rows about the student, each with what it says of the election.
    pub fn network_ground(&self, policy: &InForce) -> Trace {
        let mut start = Trace::default().cutoff(policy);
        if policy.exit_limit() != *policy.election_cutoff {
            start = start.value("results_from", &policy.results_from, *policy.results_from);
        }
        self.index
            .memberships_of(self.person)
            .fold(start, |trace, row| {
                let election = Election::of(row, self.enrollment, policy);
                trace
                    .fact("network_id", &row.network, network_row(row))
                    .fact(
                        "election",
                        format!("{election:?}").to_lowercase(),
                        network_row(row),
                    )
                    .instant("joined_at", row.joined_at, network_row(row), policy)
                    .instant("left_at", row.left_at, network_row(row), policy)
                    .instant("dissolved_at", row.dissolved_at, network_row(row), policy)
                    .instant(
                        "contribution_selected_at",
                        row.selected_at,
                        network_row(row),
                        policy,
                    )
                    .instant(
                        "contribution_cancelled_at",
                        row.cancelled_at,
                        network_row(row),
                        policy,
                    )
            })
    }

    /// What is known of the organizer's account.
    pub fn account_ground(&self) -> Trace {
        let Some(organizer) = self.organizer() else {
            return Trace::default();
        };
        let start = Trace::default().person("organizer_id", organizer, None);
        let Some(account) = self.account else {
            let no_account = match self.accounts().next() {
                None => start.fact("holder_id", "-", None),
                Some(_) => start,
            };
            return self.accounts().fold(no_account, |trace, row| {
                trace.person("holder_id", organizer, account_row(row))
            });
        };
        let row = account_row(account);
        start
            .fact("insurance_status", account.insurance_status, row)
            .fact("account_status", account.account_status, row)
    }

    /// The balance, what is left of it, and the fee.
    pub fn balance_ground(&self, policy: &InForce) -> Trace {
        let test = &policy.balance_test;
        let mut trace = Trace::default().value("balance_test", test, test.as_str());
        let row = self.enrollment;
        if let Some((key, fee)) = policy.fee(&row.category, &row.subsidy) {
            trace = trace.value(format!("fee.{key}"), fee, fee.value);
        }
        if let Some(account) = self.account {
            let row = account_row(account);
            trace = trace
                .fact("accumulated_balance", account.accumulated_balance.0, row)
                .instant("balance_as_of", account.balance_as_of, row, policy);
        }
        match self.left {
            Some(left) => trace.fact("left", left, None),
            None => trace,
        }
    }

    /// Where the enrollment stands.
    pub fn at(&self) -> RowAt {
        RowAt {
            file: ExtractFile::Enrollments,
            line: self.enrollment.line,
        }
    }
}

/// Where a network row stands.
pub fn network_row(row: &Membership) -> RowAt {
    RowAt {
        file: ExtractFile::Networks,
        line: row.line,
    }
}

/// Where an account row stands.
pub fn account_row(account: &Account) -> RowAt {
    RowAt {
        file: ExtractFile::Accounts,
        line: account.line,
    }
}
