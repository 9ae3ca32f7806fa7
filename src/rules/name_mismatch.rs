//! `NAME_MISMATCH`: the network knows the member by another name than the school. An empty name is
//! no check.

use super::case::network_row;
use super::{Case, Needs, Rule, Trace};
use crate::domain::Reason;
use crate::domain::name::same_name;
use crate::policy::InForce;

/// The rule.
pub const RULE: Rule = Rule {
    reason: Reason::NameMismatch,
    needs: Needs::Organizer,
    source: "our reading",
    applies,
    trace,
};

fn applies(case: &Case, _policy: &InForce) -> bool {
    case.request.deciding_row.is_some_and(|row| {
        !row.member_name.is_empty() && !same_name(&row.member_name, &case.enrollment.name)
    })
}

fn trace(case: &Case, _policy: &InForce) -> Trace {
    let own = Trace::default().named("insured_name", &case.enrollment.name, case.at());
    match case.request.deciding_row {
        Some(row) => own.named("member_name", &row.member_name, network_row(row)),
        None => own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::*;

    #[test]
    fn cases() {
        check(
            Reason::NameMismatch,
            &[
                ("the same name", false, |s| {
                    s.row().member_name = "张三".into()
                }),
                ("no name", false, |s| s.row().member_name = "".into()),
                ("another name", true, |s| {
                    s.row().member_name = "李四".into()
                }),
                ("full width and blanks", false, |s| {
                    s.child().name = "Anna Li".into();
                    s.row().member_name = "ＡＮＮＡ　ＬＩ".into()
                }),
            ],
        );
    }
}
