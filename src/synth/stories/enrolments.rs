//! Stories of the enrollment itself.

use super::{Story, story};
use crate::domain::identity_number::check_character;
use crate::synth::rows::Child;
use crate::synth::season::{DAY, SECOND};
use compact_str::format_compact;

pub static STORIES: [Story; 16] = [
    story("another insurance year: WRONG_YEAR", 1, 30, |f, s| {
        f.child().year = s.year + 1;
    }),
    story("the check character is wrong: INVALID_ID", 1, 40, |f, _| {
        wrong_check(f.child());
        f.members[0].id = f.children[0].id.clone();
    }),
    story("born on 30 February: INVALID_ID", 1, 20, |f, _| {
        no_calendar_date(f.child());
        f.members[0].id = f.children[0].id.clone();
    }),
    story("a category without a fee: NO_FEE", 1, 40, |f, _| {
        f.child().category = "大学生";
    }),
    story("insured in Kunshan: OUTSIDE_REGION", 1, 60, |f, _| {
        f.child().district = Some("320583");
    }),
    story("one person, two names: IDENTITY_CONFLICT", 2, 40, |f, _| {
        f.enroll_twice();
        f.children[1].name.push('一');
    }),
    story("enrolled twice: DUPLICATE_ENROLLMENT", 2, 200, |f, _| {
        f.enroll_twice();
    }),
    story(
        "enrolled twice in one second: the smaller id is the earlier one",
        2,
        20,
        |f, _| {
            f.enroll_twice();
            f.children[1].applied_at = f.children[0].applied_at;
        },
    ),
    story("paid in cash at school: ALREADY_PAID", 1, 500, |f, s| {
        f.child().paid_channel = "cash";
        f.child().paid_at = Some(s.cutoff - DAY);
    }),
    story(
        "the second enrollment says it is paid: ALREADY_PAID",
        2,
        30,
        |f, _| {
            f.enroll_twice();
            f.children[1].paid_channel = "学校代扣";
        },
    ),
    story(
        "paid by the family account elsewhere: ALREADY_PAID",
        1,
        10,
        |f, s| {
            f.child().paid_channel = "31";
            f.child().paid_at = Some(s.cutoff - DAY);
        },
    ),
    story(
        "the family account is the way chosen, and nothing is paid: deducted",
        1,
        40,
        |f, _| {
            f.child().paid_channel = "共济缴费";
        },
    ),
    story("a subsidy without a fee: NO_FEE", 1, 30, |f, _| {
        f.child().subsidy = "低保";
    }),
    story(
        "the tax bureau has received the fee: ALREADY_PAID",
        1,
        300,
        |f, s| {
            f.receipt(s);
        },
    ),
    story(
        "applied for as enrolment closed: ENROLLED_AFTER_CUTOFF",
        1,
        40,
        |f, s| {
            f.child().applied_at = s.closes;
            f.child().channel = "community";
        },
    ),
    story(
        "applied for a second before enrolment closed: deducted",
        1,
        40,
        |f, s| {
            f.child().applied_at = s.closes - SECOND;
            f.child().channel = "社区";
        },
    ),
];

/// A check character that does not belong there. Documents without one are left alone.
fn wrong_check(child: &mut Child) {
    if child.id.len() == 18 {
        let wrong = if child.id.ends_with('7') { '8' } else { '7' };
        child.id.pop();
        child.id.push(wrong);
    }
}

/// A day of birth that no calendar has, under a check character that is right.
fn no_calendar_date(child: &mut Child) {
    if child.id.len() == 18 {
        let head = format_compact!("{}0230{}", &child.id[..10], &child.id[14..17]);
        let check = check_character(&head).unwrap_or('X');
        child.id = format_compact!("{head}{check}");
    }
}
