//! What is on the accounts, hour by hour, whatever the program believes.

use crate::dice::Dice;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Hours since 00:00 of 2024-12-20 in the policy's offset.
pub type Hour = i64;

/// The fee in fen.
pub const FEE: i64 = 35_500;
/// Days after a batch until which the account system has debited at the latest.
const POSTING_DAYS: i64 = 2;
/// The hour of a day at which an extract is taken.
const EXTRACT_HOUR: i64 = 18;
/// The hour of a day at which a batch runs.
const BATCH_HOUR: i64 = 20;
/// Hours within which money that goes back has arrived.
const REFUND_HOURS: usize = 72;

/// Balances around which decisions turn: one, two and three fees, a fen below and a fen above.
const BALANCES: [i64; 12] = [
    0, 35_500, 35_501, 71_000, 71_001, 71_001, 106_500, 106_501, 106_501, 142_001, 150_000, 400_000,
];

/// A debit or a credit of an account.
#[derive(Debug, Clone, Copy)]
struct Movement {
    at: Hour,
    fen: i64,
}

/// The accounts of the organizers.
pub struct Accounts {
    initial: Vec<i64>,
    frozen: Vec<bool>,
    movements: BTreeMap<usize, Vec<Movement>>,
}

/// 00:00 of a day, counted from 2024-12-20.
fn start_of(day: i64) -> Hour {
    day * 24
}

/// An hour as the extracts write it.
pub fn instant(at: Hour) -> String {
    let first = chrono::NaiveDate::from_ymd_opt(2024, 12, 20).expect("a date");
    let day = first + chrono::TimeDelta::days(at.div_euclid(24));
    format!("{day}T{:02}:00:00", at.rem_euclid(24))
}

impl Accounts {
    pub fn new(payers: usize, dice: &mut Dice) -> Accounts {
        let mut pick = || BALANCES[dice.below(BALANCES.len())];
        Accounts {
            initial: (0..payers).map(|_| pick()).collect(),
            frozen: (0..payers).map(|_| dice.chance(5)).collect(),
            movements: BTreeMap::new(),
        }
    }

    /// An account is frozen, or no longer.
    pub fn freeze_or_thaw(&mut self, payer: usize) {
        self.frozen[payer] = !self.frozen[payer];
    }

    /// The rows of `accounts.csv` as they stood on a day.
    pub fn rows(&self, day: i64) -> String {
        let mut rows = "holder_id,insurance_status,account_status,current_balance,\
             accumulated_balance,balance_as_of\n"
            .to_owned();
        let taken = start_of(day) + EXTRACT_HOUR;
        for (payer, frozen) in self.frozen.iter().enumerate() {
            let fen = self.balance(payer, taken);
            let status = if *frozen { "frozen" } else { "normal" };
            let _ = writeln!(
                rows,
                "P{payer:05},active,{status},9999.00,{}.{:02},{}",
                fen / 100,
                fen % 100,
                instant(taken)
            );
        }
        rows
    }

    /// What is on an account at an hour.
    fn balance(&self, payer: usize, at: Hour) -> i64 {
        let moved = self.movements.get(&payer).into_iter().flatten();
        self.initial[payer] + moved.filter(|m| m.at <= at).map(|m| m.fen).sum::<i64>()
    }

    /// The account system debits a deduction of a batch, some time before the posting days end.
    pub fn debit(&mut self, payer: usize, batch_day: i64, fen: i64, dice: &mut Dice) {
        let first = start_of(batch_day) + BATCH_HOUR;
        let span = (start_of(batch_day + POSTING_DAYS) - first) as usize;
        let at = first + dice.below(span) as i64;
        self.moves(payer, Movement { at, fen: -fen });
    }

    /// Money that comes back.
    pub fn credit(&mut self, payer: usize, day: i64, fen: i64, dice: &mut Dice) {
        let at = start_of(day) + BATCH_HOUR + dice.below(REFUND_HOURS) as i64;
        self.moves(payer, Movement { at, fen });
    }

    fn moves(&mut self, payer: usize, movement: Movement) {
        self.movements.entry(payer).or_default().push(movement);
    }

    /// The lowest balance any account ever had.
    pub fn lowest_balance(&self) -> i64 {
        let payers = 0..self.initial.len();
        let lowest = payers.map(|payer| {
            let moved = self.movements.get(&payer).into_iter().flatten();
            let balances = moved.map(|m| self.balance(payer, m.at));
            balances.fold(self.initial[payer], i64::min)
        });
        lowest.min().unwrap_or(0)
    }
}
