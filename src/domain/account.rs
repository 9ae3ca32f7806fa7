//! A personal account of the employee insurance: a row of `accounts.csv`.

use super::{AccountStatus, Instant, InsuranceStatus, Line, Money, PersonKey};

/// Money carried over from earlier insurance years (历年账户余额): the only money that may be
/// deducted (Q二4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccumulatedBalance(pub Money);

/// Money of the running year (当年账户余额): read and checked, never used. A type of its own, so
/// that it cannot be passed where the accumulated balance is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrentYearBalance(pub Money);

/// A readable row of `accounts.csv`. Columns as in section 2 of the contract.
#[derive(Debug, Clone)]
pub struct Account {
    /// `holder_id`.
    pub holder: PersonKey,
    /// `insurance_status`.
    pub insurance_status: InsuranceStatus,
    /// `account_status`.
    pub account_status: AccountStatus,
    /// `current_balance`.
    pub current_balance: CurrentYearBalance,
    /// `accumulated_balance`.
    pub accumulated_balance: AccumulatedBalance,
    /// `balance_as_of`.
    pub balance_as_of: Instant,
    /// Where the record starts in its file.
    pub line: Line,
}

impl Account {
    /// Whether all listed columns are equal, as understood.
    pub fn same_content(&self, other: &Account) -> bool {
        (
            &self.holder,
            self.insurance_status,
            self.account_status,
            self.balance_as_of,
        ) == (
            &other.holder,
            other.insurance_status,
            other.account_status,
            other.balance_as_of,
        ) && self.current_balance == other.current_balance
            && self.accumulated_balance == other.accumulated_balance
    }
}
