//! Stories of rows that cannot be read. Every row of networks and payments keeps a readable
//! member or insured person: one without refuses the whole extract.

use super::{Story, story};
use crate::synth::rows::BadCell;

const INSURED_ID: usize = 3;
const INSURED_NAME: usize = 4;
const CHANNEL: usize = 7;
const ORGANIZER: usize = 1;
const JOINED_AT: usize = 5;
const SELECTED_AT: usize = 7;
const HOLDER: usize = 0;
const ACCOUNT_STATUS: usize = 2;
const ACCUMULATED: usize = 4;
const AMOUNT: usize = 4;
const PAID_AT: usize = 5;

const fn damage(column: usize, text: &'static str) -> Option<BadCell> {
    Some(BadCell { column, text })
}

pub static STORIES: [Story; 18] = [
    story("a bar in a name: BAD_TEXT", 1, 0, |f, _| {
        f.child().damage = damage(INSURED_NAME, "王|明");
    }),
    story("an id with a low line: BAD_KEY", 1, 0, |f, _| {
        f.child().damage = damage(INSURED_ID, "SH_2015_0307");
    }),
    story(
        "what a spreadsheet left of an id: SPREADSHEET_DAMAGE",
        1,
        0,
        |f, _| {
            f.child().damage = damage(INSURED_ID, "3.10101E+17");
        },
    ),
    story(
        "an unknown channel: BAD_CODE, and the person's other enrollment is held",
        2,
        0,
        |f, _| {
            f.enroll_twice();
            f.children[1].damage = damage(CHANNEL, "online");
        },
    ),
    story("text behind a closing quote: BAD_QUOTING", 1, 0, |f, _| {
        f.child().damage = damage(INSURED_NAME, "\"王\"小明");
    }),
    story("a comma without quotes: FIELD_COUNT", 1, 0, |f, _| {
        f.child().damage = damage(INSURED_NAME, "王,小明");
    }),
    story(
        "one row twice: DUPLICATE_KEY, the first one stays",
        2,
        0,
        |f, _| {
            f.children[1] = f.children[0].clone();
        },
    ),
    story(
        "one id for two children: DUPLICATE_KEY, both rejected",
        2,
        0,
        |f, _| {
            f.children[1].number = f.children[0].number;
        },
    ),
    story(
        "nobody knows when the member joined: MISSING_VALUE",
        1,
        0,
        |f, _| {
            f.member().damage = damage(JOINED_AT, "");
        },
    ),
    story("an hour that no day has: BAD_INSTANT", 1, 0, |f, _| {
        f.member().damage = damage(SELECTED_AT, "2024-12-01 25:00:00");
    }),
    story("no readable organizer: BAD_KEY", 1, 0, |f, _| {
        f.member().damage = damage(ORGANIZER, "张三");
    }),
    story(
        "grouped digits: BAD_MONEY, and the holder pays for nobody",
        1,
        0,
        |f, _| {
            f.account().damage = damage(ACCUMULATED, "\"1,000.00\"");
        },
    ),
    story(
        "an unknown status: BAD_CODE, and the holder pays for nobody",
        1,
        0,
        |f, _| {
            f.account().damage = damage(ACCOUNT_STATUS, "unknown");
        },
    ),
    story(
        "too many fields: FIELD_COUNT, and there is no account",
        1,
        0,
        |f, _| {
            f.account().damage = damage(ACCUMULATED, "1,000.00");
        },
    ),
    story(
        "a quote inside a field: BAD_QUOTING, and there is no account",
        1,
        0,
        |f, _| {
            f.account().damage = damage(ACCOUNT_STATUS, "nor\"mal");
        },
    ),
    story(
        "a holder from a spreadsheet: SPREADSHEET_DAMAGE",
        1,
        0,
        |f, _| {
            f.account().damage = damage(HOLDER, "3.1E+17");
        },
    ),
    story(
        "an exponent: BAD_MONEY, and the payment may be one",
        1,
        0,
        |f, s| {
            f.receipt(s).damage = damage(AMOUNT, "3.55e2");
        },
    ),
    story(
        "a day without an hour: BAD_INSTANT, and the payment may be one",
        1,
        0,
        |f, s| {
            f.receipt(s).damage = damage(PAID_AT, "2024-12-18");
        },
    ),
];
