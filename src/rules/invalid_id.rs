//! `INVALID_ID`: the check character of the identity number is wrong, or its birth date is none
//! (GB 11643). An abolished area code is fine; other document types have no check.

use super::{Case, Needs, Rule, Trace};
use crate::domain::identity_number::{birth_date, has_valid_check_character};
use crate::domain::{IdType, Reason};
use crate::policy::InForce;
use chrono::NaiveDate;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::InvalidId,
    needs: Needs::Enrollment,
    source: "our reading (GB 11643)",
    applies,
    trace,
};

/// First birth date that a living person's number may hold.
const FIRST_BIRTH_DATE: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a date");
/// Length of a number that follows GB 11643.
const CITIZEN_NUMBER_LENGTH: usize = 18;

fn applies(case: &Case, policy: &InForce) -> bool {
    let number = case.enrollment.person.as_str();
    let is_checked = match case.enrollment.id_type {
        IdType::ID_CARD | IdType::RESIDENCE_PERMIT => true,
        IdType::FOREIGN_PERMANENT => number.len() == CITIZEN_NUMBER_LENGTH,
        _ => false,
    };
    let is_born = |day| (FIRST_BIRTH_DATE..=policy.batch_date).contains(&day);
    is_checked && !(has_valid_check_character(&number) && birth_date(&number).is_some_and(is_born))
}

fn trace(case: &Case, _policy: &InForce) -> Trace {
    Trace::default()
        .fact("insured_id_type", case.enrollment.id_type, case.at())
        .person("insured_id", &case.enrollment.person, case.at())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::InvalidId,
            &[
                ("a valid number", false, |s| s.is(key("310101201503070015"))),
                ("a wrong check character", true, |s| {
                    s.is(key("310101201503070016"))
                }),
                ("a date that is in no calendar", true, |s| {
                    s.is(key("31011520130229001X"))
                }),
                ("born on the batch date", false, |s| {
                    s.is(citizen("31010120241221001"))
                }),
                ("born the day after", true, |s| {
                    s.is(citizen("31010120241222001"))
                }),
                ("born on the first day", false, |s| {
                    s.is(citizen("31010119000101001"))
                }),
                ("born the day before it", true, |s| {
                    s.is(citizen("31010118991231001"))
                }),
                ("an abolished area", false, |s| {
                    s.is(citizen("31010820150307001"))
                }),
                ("an ID card with a passport's number", true, |s| {
                    s.is(key("E12345678"))
                }),
                ("a residence permit", false, |s| {
                    s.child().id_type = IdType::RESIDENCE_PERMIT;
                    s.is(key("810000201401010018"))
                }),
                (
                    "a residence permit with a wrong check character",
                    true,
                    |s| {
                        s.child().id_type = IdType::RESIDENCE_PERMIT;
                        s.is(key("810000201401010017"))
                    },
                ),
                ("a new foreign permanent resident card", false, |s| {
                    s.child().id_type = IdType::FOREIGN_PERMANENT;
                    s.is(key("911156201610101014"))
                }),
                ("a new card with a wrong check character", true, |s| {
                    s.child().id_type = IdType::FOREIGN_PERMANENT;
                    s.is(key("911156201610101015"))
                }),
                ("the older card has no check", false, |s| {
                    s.child().id_type = IdType::FOREIGN_PERMANENT;
                    s.is(key("USA310123456789"))
                }),
                ("a passport has no check", false, |s| {
                    s.child().id_type = IdType::FOREIGN_PASSPORT;
                    s.is(key("310101201503070016"))
                }),
            ],
        );
    }
}
