//! `accounts.csv`: the money of the organizers.

use super::bloom_filter::{ASKED_AT_ONCE, BloomFilter};
use super::columns::ACCOUNTS;
use super::header::Column;
use super::parser::RowParser;
use super::rejections::{Rejections, Tie};
use super::row::{CellScratch, Cells, Row, flaws};
use crate::domain::reject::ExtractFile;
use crate::domain::{
    Account, AccountStatus, AccumulatedBalance, CurrentYearBalance, InsuranceStatus, Money,
};
use chrono::FixedOffset;

const HOLDER: usize = 0;
const INSURANCE_STATUS: usize = 1;
const ACCOUNT_STATUS: usize = 2;
const CURRENT_BALANCE: usize = 3;
const ACCUMULATED_BALANCE: usize = 4;
const BALANCE_AS_OF: usize = 5;

/// Reads the rows of `accounts.csv` and keeps those of organizers.
pub(super) struct AccountParser {
    /// In which instants without an offset are meant.
    pub offset: FixedOffset,
    /// Whose accounts are needed.
    pub organizers: BloomFilter,
}

#[derive(Default)]
pub(super) struct AccountPart {
    /// Readable rows of which it is not known yet whether they are needed.
    waiting: Vec<Account>,
    kept: Vec<Account>,
    rejections: Rejections,
}

impl RowParser for AccountParser {
    type Part = AccountPart;
    type Total = Vec<Account>;
    type Scratch = CellScratch;

    const FILE: ExtractFile = ExtractFile::Accounts;
    const COLUMNS: &'static [Column] = &ACCOUNTS;
    const MUST_NAME: bool = false;
    const MAY_LACK_ROWS: bool = false;

    #[inline]
    fn parse(&self, row: &Row<'_>, scratch: &mut Self::Scratch, part: &mut AccountPart) {
        let mut cells = Cells::new(row, self.offset, scratch);
        let holder = cells.person(HOLDER);
        let insurance_status = cells.code(INSURANCE_STATUS, InsuranceStatus::parse);
        let account_status = cells.code(ACCOUNT_STATUS, AccountStatus::parse);
        let current = cells.money(CURRENT_BALANCE, Money::parse_balance_bytes);
        let accumulated = cells.money(ACCUMULATED_BALANCE, Money::parse_balance_bytes);
        let as_of = cells.instant(BALANCE_AS_OF);
        if let (
            Some(holder),
            Some(insurance_status),
            Some(account_status),
            Some(current),
            Some(accumulated),
            Some(balance_as_of),
        ) = (
            &holder,
            insurance_status,
            account_status,
            current,
            accumulated,
            as_of,
        ) {
            part.waiting.push(Account {
                holder: holder.clone(),
                insurance_status,
                account_status,
                current_balance: CurrentYearBalance(current),
                accumulated_balance: AccumulatedBalance(accumulated),
                balance_as_of,
                line: row.line(),
            });
            if part.waiting.len() == ASKED_AT_ONCE {
                self.close(part);
            }
            return;
        }
        let rejections = &mut part.rejections;
        rejections.reject(
            Self::FILE,
            row.line(),
            flaws(row, Self::COLUMNS, &mut scratch.problems),
        );
        if let Some(holder) = holder {
            rejections.hold(Tie::Payer, holder, row.line());
        }
    }

    fn close(&self, part: &mut AccountPart) {
        let AccountPart { waiting, kept, .. } = part;
        self.organizers.sort_out(
            waiting,
            |account| &account.holder,
            |account, is_organizer| {
                if is_organizer {
                    kept.push(account);
                }
            },
        );
    }

    fn rejections(part: &mut AccountPart) -> &mut Rejections {
        &mut part.rejections
    }

    fn absorb(&self, total: &mut Vec<Account>, part: &mut AccountPart) {
        total.append(&mut part.kept);
    }
}
