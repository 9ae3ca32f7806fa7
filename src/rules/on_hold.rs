//! `ON_HOLD`: the bureau has ordered that the student, or the organizer in that role, is not to be
//! charged now (暂缓名单).

use super::{Case, Needs, Rule, Trace};
use crate::domain::reject::{ExtractFile, RowAt};
use crate::domain::{Hold, HoldRole, PersonKey, Reason};
use crate::policy::InForce;
use chrono::NaiveDate;
use foldhash::HashMap;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::OnHold,
    needs: Needs::Enrollment,
    source: "our reading",
    applies,
    trace,
};

/// The orders in force that name one person, by role.
#[derive(Debug, Clone, Copy, Default)]
pub struct Held<'a> {
    /// As the student whose fee is taken.
    pub insured: Option<&'a Hold>,
    /// As the organizer who would pay.
    pub organizer: Option<&'a Hold>,
}

/// Whether an order is in force on a day: `until` is the first day no longer held.
fn is_in_force(hold: &Hold, day: NaiveDate) -> bool {
    hold.from <= day && hold.until.is_none_or(|until| day < until)
}

/// Whom the orders name that are in force at the batch date; of several for one person and role
/// the least decides, never the order of the file.
pub fn held<'a>(holds: &'a [Hold], policy: &InForce) -> HashMap<&'a PersonKey, Held<'a>> {
    let mut persons: HashMap<&PersonKey, Held> = HashMap::default();
    let day = policy.batch_date;
    for hold in holds.iter().filter(|hold| is_in_force(hold, day)) {
        let held = persons.entry(&hold.person).or_default();
        if hold.role != Some(HoldRole::Organizer) {
            held.insured = lesser(held.insured, hold);
        }
        if hold.role != Some(HoldRole::Insured) {
            held.organizer = lesser(held.organizer, hold);
        }
    }
    persons
}

fn lesser<'a>(known: Option<&'a Hold>, hold: &'a Hold) -> Option<&'a Hold> {
    let known = known.filter(|known| known.content() <= hold.content());
    known.or(Some(hold))
}

fn applies(case: &Case, _policy: &InForce) -> bool {
    orders(case).next().is_some()
}

/// The order that the message names: the student's before the organizer's.
pub fn order<'a>(case: &Case<'_, 'a>) -> Option<&'a Hold> {
    orders(case).next()
}

fn orders<'a>(case: &Case<'_, 'a>) -> impl Iterator<Item = &'a Hold> {
    let insured = case.overview.held(&case.enrollment.person).insured;
    let organizer = case.organizer();
    let organizer = organizer.and_then(|organizer| case.overview.held(organizer).organizer);
    [insured, organizer].into_iter().flatten()
}

fn trace(case: &Case, policy: &InForce) -> Trace {
    let start = Trace::default().fact("batch date", policy.batch_date, None);
    orders(case).fold(start, |trace, hold| {
        let at = RowAt {
            file: ExtractFile::Holds,
            line: hold.line,
        };
        let until = hold.until.map_or("-".to_owned(), |day| day.to_string());
        trace
            .person("person_id", &hold.person, at)
            .fact("from", hold.from, at)
            .fact("until", until, at)
            .fact("reason", &hold.reason, at)
            .fact("ordered_by", &hold.ordered_by, at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::OnHold,
            &[
                ("nobody is held", false, |_| {}),
                ("the student", true, |s| {
                    s.order(MEMBER, Some(HoldRole::Insured));
                }),
                ("the student, as an organizer", false, |s| {
                    s.order(MEMBER, Some(HoldRole::Organizer));
                }),
                ("the organizer", true, |s| {
                    s.order("A", Some(HoldRole::Organizer));
                }),
                ("the organizer, as a student", false, |s| {
                    s.order("A", Some(HoldRole::Insured));
                }),
                ("the student in both roles", true, |s| {
                    s.order(MEMBER, None);
                }),
                ("the organizer in both roles", true, |s| {
                    s.order("A", None);
                }),
                ("somebody else", false, |s| {
                    s.order("B", None);
                }),
                ("from the day of the batch on", true, |s| {
                    s.order(MEMBER, None).from = day("2024-12-21");
                }),
                ("from the day after the batch on", false, |s| {
                    s.order(MEMBER, None).from = day("2024-12-22");
                }),
                ("until the day after the batch", true, |s| {
                    s.order(MEMBER, None).until = Some(day("2024-12-22"));
                }),
                ("until the day of the batch", false, |s| {
                    s.order(MEMBER, None).until = Some(day("2024-12-21"));
                }),
                ("an organizer of no live network", false, |s| {
                    s.order("A", None);
                    s.row().left_at = Some(at("2024-12-01T00:00:00"));
                }),
            ],
        );
    }

    #[test]
    fn the_least_order_is_named_whatever_the_order_of_the_file() {
        for reversed in [false, true] {
            let mut fixture = Fixture::new();
            fixture.order("A", None).reason = "A".into();
            fixture.order(MEMBER, None).reason = "C".into();
            fixture.order(MEMBER, None).reason = "B".into();
            if reversed {
                fixture.holds.reverse();
            }
            let named =
                fixture.decide(|decision| decision.hold.map(|hold| hold.reason.to_string()));
            assert_eq!(named, [Some("B".to_owned())]);
        }
    }
}
