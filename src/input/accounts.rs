//! `accounts.csv`: the money of the organizers.

use super::bloom_filter::BloomFilter;
use super::column::Column;
use super::columns::ACCOUNTS;
use super::parser::{Parsed, RowParser};
use super::rejections::{Named, Tie};
use super::row::Cells;
use crate::domain::reject::ExtractFile;
use crate::domain::{
    Account, AccountStatus, AccumulatedBalance, CurrentYearBalance, InsuranceStatus, Money,
};

const HOLDER: usize = 0;
const INSURANCE_STATUS: usize = 1;
const ACCOUNT_STATUS: usize = 2;
const CURRENT_BALANCE: usize = 3;
const ACCUMULATED_BALANCE: usize = 4;
const BALANCE_AS_OF: usize = 5;

/// Reads the rows of `accounts.csv` and keeps those of organizers.
pub(super) struct AccountParser {
    /// Whose accounts are needed.
    pub organizers: BloomFilter,
}

impl RowParser for AccountParser {
    type Row = Account;
    type Shared = ();

    const FILE: ExtractFile = ExtractFile::Accounts;
    const COLUMNS: &'static [Column] = &ACCOUNTS;
    const IDENTIFYING: Option<&'static str> = None;
    const MAY_LACK_ROWS: bool = false;

    fn parse(&self, cells: &mut Cells<'_>, _: &mut ()) -> Parsed<Account> {
        let holder = cells.person(HOLDER);
        let insurance_status = cells.code(INSURANCE_STATUS, InsuranceStatus::parse);
        let account_status = cells.code(ACCOUNT_STATUS, AccountStatus::parse);
        let current = cells.money(CURRENT_BALANCE, Money::parse_balance_bytes);
        let accumulated = cells.money(ACCUMULATED_BALANCE, Money::parse_balance_bytes);
        let as_of = cells.instant(BALANCE_AS_OF);
        let account = || {
            Some(Account {
                holder: holder.clone()?,
                insurance_status: insurance_status?,
                account_status: account_status?,
                current_balance: CurrentYearBalance(current?),
                accumulated_balance: AccumulatedBalance(accumulated?),
                balance_as_of: as_of?,
                line: cells.line(),
            })
        };
        match account() {
            Some(account) if self.organizers.may_hold(&account.holder) => Parsed::Kept(account),
            Some(_) => Parsed::Unneeded,
            None => Parsed::Rejected(Named::one(holder, &[Tie::Payer])),
        }
    }
}
