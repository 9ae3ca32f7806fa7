//! The rule behind each reason in words, and the policy values it reads.

use crate::domain::Reason;
use crate::domain::plan::Language;

/// A rule for a clerk who has the circular beside the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording {
    /// Keys of the policy that the rule reads; a final `*` stands for every category or channel.
    pub keys: &'static [&'static str],
    zh: &'static str,
    en: &'static str,
}

impl Wording {
    /// The rule in one sentence.
    pub const fn sentence(&self, language: Language) -> &'static str {
        match language {
            Language::Zh => self.zh,
            Language::En => self.en,
        }
    }

    /// Whether the rule reads a key.
    pub fn reads(&self, key: &str) -> bool {
        self.keys
            .iter()
            .any(|pattern| match pattern.strip_suffix('*') {
                Some(prefix) => key.starts_with(prefix),
                None => key == *pattern,
            })
    }
}

macro_rules! wordings {
    ($($reason:ident reads $keys:tt: $zh:literal $en:literal)+) => {
        /// The rule behind a reason.
        pub const fn wording(reason: Reason) -> Wording {
            match reason {
                $(Reason::$reason => Wording { keys: &$keys, zh: $zh, en: $en },)+
            }
        }
    };
}

wordings! {
    AlreadyDeducted reads []:
        "账本中已有该学生该年度的有效划扣，不再划扣。"
        "The ledger holds a standing deduction for this student and year: never a second one."
    WrongYear reads ["insurance_year"]:
        "参保登记的年度须为本政策的参保年度。"
        "The enrollment must be for the policy's insurance year."
    InvalidId reads []:
        "证件类型 01、17 以及 18 位的 07，校验码须正确，其中的出生日期须为 1900-01-01 至批次日期之间的真实日期。"
        "For types 01, 17 and 07 of 18 characters the check character must be right and the birth date a real day from 1900-01-01 to the batch date."
    NoFee reads ["fee.*", "category.*"]:
        "政策须规定该人员类别及资助类别的缴费标准。"
        "The policy must state a fee for the category and subsidy."
    OutsideRegion reads ["districts"]:
        "参保区划须属于本地区。"
        "The student must be insured in a district of the region."
    IdentityConflict reads []:
        "同一证件号码同一年度的参保登记，姓名须一致。"
        "All enrollments of one identity number and year must bear the same name."
    DuplicateEnrollment reads ["fee.*", "districts"]:
        "同一学生同一年度有多条可受理的登记时，以最早的一条为准。"
        "Of several admissible enrollments of one student and year only the earliest counts."
    AlreadyPaid reads []:
        "已通过其他方式缴费且未全部退回的，不再划扣。"
        "A fee that was paid in another way, and not given back in full, is not deducted."
    FeeExempt reads ["fee.*"]:
        "该人员类别及资助类别的个人缴费为零的，无需划扣。"
        "Where the fee for the category and subsidy is zero nothing is deducted."
    EnrolledAfterCutoff reads ["enrolment_closes.*"]:
        "参保登记须在申报截止之前提出。"
        "The enrollment must have been applied for before enrolment closed."
    MultipleNetworks reads ["election_cutoff", "cancellation_limit.*", "enrolment_opens", "results_from"]:
        "截止时刻，学生只能在一个家庭共济网中。"
        "At the cut-off a student may be in one network only."
    JoinedAfterCutoff reads ["election_cutoff", "enrolment_opens"]:
        "须在截止时刻之前加入家庭共济网。"
        "The student must have joined the network before the cut-off."
    SelectedAfterCutoff reads ["election_cutoff", "enrolment_opens"]:
        "须在截止时刻之前选择共济缴费。"
        "The contribution election must have been made before the cut-off."
    CancelledAfterLimit reads ["election_cutoff", "cancellation_limit.*", "results_from"]:
        "取消共济缴费须在该渠道的取消期限之内；逾期取消的，不划扣，由人工处理。"
        "A cancellation counts only within the limit of the channel; a later one, before the cut-off, is left to people."
    ContributionCancelled reads ["election_cutoff", "cancellation_limit.*", "enrolment_opens", "results_from"]:
        "在期限之内，或结果公布后在批次日期之前取消共济缴费的，不划扣。"
        "After a cancellation in time, or after the results before the day of the batch, nothing is deducted."
    LeftNetwork reads ["election_cutoff", "enrolment_opens", "results_from"]:
        "截止时刻之前，或结果公布后在批次日期之前退出家庭共济网的，不划扣。"
        "Nothing is deducted for a student who left the network before the cut-off or, after the results, before the day of the batch."
    NetworkDissolved reads ["election_cutoff", "enrolment_opens", "results_from", "network_ends_with_insurance"]:
        "截止时刻之前，或结果公布后在批次日期之前撤销组网的，不划扣。"
        "Nothing is deducted where the network was dissolved before the cut-off or, after the results, before the day of the batch."
    NetworkInconsistent reads ["election_cutoff", "results_from"]:
        "同一家庭共济网只有一位组建人，截止时共济缴费是否选择、取消、撤销须一致。"
        "One network has one organizer, one election and one dissolution as far as they bear on the cut-off."
    NameMismatch reads []:
        "家庭共济网中登记的成员姓名须与参保登记的姓名一致。"
        "The member's name in the network must be the enrolled name."
    PossibleSamePerson reads []:
        "同一组建人名下，姓名相同而证件号码不同的，须先核对是否为同一人。"
        "Two numbers with one name under one organizer must first be told apart."
    RelationNotAllowed reads ["relations"]:
        "学生与组建人的关系须在允许的亲属范围之内。"
        "The student must be one of the relatives for whom the organizer may pay."
    OrganizerConflict reads ["election_cutoff", "results_from"]:
        "组建人不得同时是另一个家庭共济网的成员，也不得组建第二个家庭共济网。"
        "The organizer may neither be a member of another network nor organize a second one."
    OnHold reads []:
        "暂缓名单所列的参保人或组建人，在暂缓期内不划扣。"
        "Nothing is deducted for a student or from an organizer whom an order in force holds."
    RemittanceReturned reads ["retry_codes"]:
        "此前的划扣未能完成（扣款失败、未予入库或退回）的，由人工处理；返回码列入 retry_codes 的由下一批次重新判断。"
        "A deduction that did not go through (not debited, rejected or returned) is left to people; one whose code is among the retry_codes is judged afresh by the next batch."
    EvidenceRejected reads []:
        "与学生或出资人有关的行无法读取的，不划扣。"
        "Nothing is deducted while a row about the student or the payer cannot be read."
    AccountNotFound reads []:
        "组建人须有职工医保个人账户。"
        "The organizer must have a personal account of the employee insurance."
    AccountAmbiguous reads []:
        "组建人的账户数据只能有一种内容。"
        "The rows about the organizer's account must agree."
    InsuranceNotActive reads ["network_ends_with_insurance"]:
        "组建人的职工医保须为正常参保状态。"
        "The organizer's employee insurance must be active."
    AccountNotUsable reads []:
        "组建人的账户须可正常使用。"
        "The organizer's account must be usable."
    BalanceOutOfDate reads ["max_balance_age_days"]:
        "余额时点不得晚于批次日期，也不得过早。"
        "The balance must be neither of a day after the batch date nor too old."
    BalanceEqualsFee reads ["fee.*", "balance_test", "whole_fee_only", "posting_days"]:
        "政策要求余额大于应缴金额时，余额恰好等于应缴金额的，不划扣。"
        "Where the balance must exceed the fee, a balance of exactly the fee does not pay it."
    InsufficientBalance reads ["fee.*", "balance_test", "whole_fee_only", "posting_days"]:
        "余额不足以全额缴纳的，不划扣。"
        "A balance that does not cover the whole fee pays nothing."
}

/// Keys that decide no single enrollment: where they are read.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    (
        "deductions_from",
        "早于此日期的批次一律拒绝",
        "a batch dated before it is refused",
    ),
    (
        "certificate_working_days",
        "results.csv 的 certificate_from",
        "certificate_from in results.csv",
    ),
    (
        "calendar",
        "results.csv 的 certificate_from",
        "certificate_from in results.csv",
    ),
    (
        "waiting_months",
        "`gongji explain` 说明逾期缴费何时享受待遇",
        "`gongji explain` says when benefits begin after a late payment",
    ),
    (
        "max_reject_ratio",
        "无法读取的行超过此比例，整批拒绝",
        "an extract with more unreadable rows is refused",
    ),
    (
        "max_total",
        "划扣总额超过此数，提交前停止",
        "a batch that would take more stops before the commit",
    ),
    (
        "min_deductions",
        "划扣笔数少于此数，提交前停止",
        "a batch with fewer deductions stops before the commit",
    ),
    (
        "max_exception_ratio",
        "申请中异常的比例超过此数，提交前停止",
        "a batch stops before the commit if more of those who asked are exceptions",
    ),
    (
        "waiting_months",
        "gongji explain：逾期缴费的待遇等待期",
        "gongji explain: the wait for benefits when the fee is paid late",
    ),
];

/// Where a key is read that no reason depends on.
pub fn elsewhere(key: &str, language: Language) -> Option<&'static str> {
    let (_, zh, en) = ELSEWHERE.iter().find(|(name, _, _)| *name == key)?;
    Some(match language {
        Language::Zh => zh,
        Language::En => en,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::keys::KEYS;
    use crate::rules::RULES;
    use crate::rules::fixture::Fixture;

    #[test]
    fn every_key_is_read_by_a_rule_or_elsewhere_and_not_both() {
        for key in KEYS
            .iter()
            .map(|key| key.name)
            .chain(["fee.student", "category.student"])
        {
            let by_rule = Reason::ALL.iter().any(|reason| wording(*reason).reads(key));
            let by_others = elsewhere(key, Language::Zh).is_some();
            assert!(by_rule != by_others, "{key}");
        }
    }

    #[test]
    fn every_key_that_a_wording_names_exists() {
        for reason in Reason::ALL {
            for pattern in wording(*reason).keys {
                let known = KEYS.iter().any(|key| match pattern.strip_suffix('*') {
                    Some(prefix) => key.name.starts_with(prefix),
                    None => key.name == *pattern,
                });
                assert!(
                    known || ["fee.*", "category.*"].contains(pattern),
                    "{reason}: {pattern}"
                );
            }
        }
    }

    #[test]
    fn what_a_rule_looked_at_stands_in_its_wording() {
        for rule in RULES {
            Fixture::new().each_case(|case, policy| {
                for value in (rule.trace)(case, policy).values {
                    let known = wording(rule.reason).reads(&value.key);
                    assert!(known, "{} reads {}", rule.reason, value.key);
                }
            });
        }
    }
}
