//! `REMITTANCE_RETURNED`: an earlier deduction came back, and the cause must be mended first.

use super::already_paid::DUPLICATE_PAYMENT;
use super::{Case, Needs, Rule, Trace};
use crate::domain::Reason;
use crate::domain::decision::ReturnedAnswer;
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::RemittanceReturned,
    needs: Needs::Enrollment,
    source: "our reading",
    applies,
    trace,
};

fn applies(case: &Case, policy: &InForce) -> bool {
    holding_answer(case, policy).is_some()
}

/// The latest answer after which the next batch may not judge afresh.
pub fn holding_answer<'a>(case: &Case<'_, 'a>, policy: &InForce) -> Option<&'a ReturnedAnswer> {
    case.returned().iter().rev().find(|answer| {
        answer.code != DUPLICATE_PAYMENT && !policy.retry_codes.contains(&answer.code)
    })
}

fn trace(case: &Case, policy: &InForce) -> Trace {
    let codes = policy.retry_codes.join(" ");
    let trace = Trace::default().value("retry_codes", &policy.retry_codes, codes);
    case.returned().iter().fold(trace, |trace, answer| {
        trace
            .fact("code", &answer.code, None)
            .fact("message", &answer.message, None)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::RemittanceReturned,
            &[
                ("nothing came back", false, |_| {}),
                ("came back for a cause that stays", true, |s| {
                    s.answer("E042")
                }),
                (
                    "came back for a cause that may be tried again",
                    false,
                    |s| {
                        s.policy.retry_codes.value.push("E042".to_owned());
                        s.answer("E042")
                    },
                ),
                ("came back as a double payment", false, |s| {
                    s.answer("DUPLICATE_PAYMENT")
                }),
                ("came back twice, once to be tried again", true, |s| {
                    s.policy.retry_codes.value.push("E042".to_owned());
                    s.answer("E007");
                    s.answer("E042")
                }),
            ],
        );
    }
}
