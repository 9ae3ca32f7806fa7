//! Stories of the account that is to pay.

use super::{Story, story};
use crate::synth::season::{DAY, SECOND};

/// One hundredth of a yuan.
const CENT: i64 = 1;

pub static STORIES: [Story; 20] = [
    story("no account: ACCOUNT_NOT_FOUND", 1, 150, |f, _| {
        f.accounts.clear();
    }),
    story("two rows that differ: ACCOUNT_AMBIGUOUS", 1, 20, |f, _| {
        let mut other = f.account().clone();
        other.accumulated += CENT;
        f.accounts.push(other);
    }),
    story("two rows that are the same: deducted", 1, 20, |f, _| {
        let same = f.account().clone();
        f.accounts.push(same);
    }),
    story("suspended: INSURANCE_NOT_ACTIVE", 1, 200, |f, _| {
        f.account().insurance = "suspended";
    }),
    story("invalid: INSURANCE_NOT_ACTIVE", 1, 20, |f, _| {
        f.account().insurance = "无效";
    }),
    story("terminated: INSURANCE_NOT_ACTIVE", 1, 80, |f, _| {
        f.account().insurance = "4";
    }),
    story("frozen: ACCOUNT_NOT_USABLE", 1, 40, |f, _| {
        f.account().status = "frozen";
    }),
    story("closed: ACCOUNT_NOT_USABLE", 1, 30, |f, _| {
        f.account().status = "注销";
    }),
    story("deceased: ACCOUNT_NOT_USABLE", 1, 10, |f, _| {
        f.account().status = "deceased";
    }),
    story(
        "a balance one second too old: BALANCE_OUT_OF_DATE",
        1,
        40,
        |f, s| {
            f.account().as_of = s.batch_day - s.balance_age_days * DAY - SECOND;
        },
    ),
    story("a balance just young enough: deducted", 1, 40, |f, s| {
        f.account().as_of = s.batch_day - s.balance_age_days * DAY;
    }),
    story(
        "a balance of tomorrow: BALANCE_OUT_OF_DATE",
        1,
        10,
        |f, s| {
            f.account().as_of = s.batch_day + DAY;
        },
    ),
    story("exactly the fee: BALANCE_EQUALS_FEE", 1, 50, |f, s| {
        f.holds(s.fee);
    }),
    story(
        "a cent below the fee: INSUFFICIENT_BALANCE",
        1,
        30,
        |f, s| {
            f.holds(s.fee - CENT);
        },
    ),
    story("a cent above the fee: deducted", 1, 50, |f, s| {
        f.holds(s.fee + CENT);
    }),
    story(
        "some money, too little: INSUFFICIENT_BALANCE",
        1,
        3_500,
        |f, s| {
            let some = i64::try_from(f.child().number).unwrap_or(0) % s.fee;
            f.holds(some - 20 * CENT);
        },
    ),
    story(
        "twice the fee for two: the second BALANCE_EQUALS_FEE",
        2,
        200,
        |f, s| {
            f.holds(2 * s.fee);
        },
    ),
    story(
        "twice the fee and a cent for two: both deducted",
        2,
        200,
        |f, s| {
            f.holds(2 * s.fee + CENT);
        },
    ),
    story(
        "three times the fee for three: the third BALANCE_EQUALS_FEE",
        3,
        200,
        |f, s| {
            f.holds(3 * s.fee);
        },
    ),
    story(
        "three times the fee and a cent for three: all deducted",
        3,
        200,
        |f, s| {
            f.holds(3 * s.fee + CENT);
        },
    ),
];
