//! The words of the lists for schools (section 7 of the contract). Outcome and advice are what the
//! school reads out to families: they are Chinese whatever the language of the headings.

use crate::domain::plan::Language;

/// The fee is taken or there is none.
pub const NOTHING_DUE: &str = "无需再缴";
/// There is another payment or enrollment.
pub const ON_RECORD: &str = "已有缴费或参保记录，请勿重复收费";
/// The school's own data are in doubt.
pub const CHECK_DOCUMENT: &str = "请核对学生证件信息";
/// It may still be taken.
pub const WAIT: &str = "以最终结果为准，请勿先行收费";
/// It will not be taken.
pub const PAY_OTHERWISE: &str = "请以其他方式缴费";

/// Whether the fee was taken.
pub const fn outcome(is_deducted: bool) -> &'static str {
    match is_deducted {
        true => "已划扣",
        false => "未划扣",
    }
}

/// The columns of one school's list.
pub const fn headings(language: Language) -> [&'static str; 5] {
    match language {
        Language::Zh => ["参保登记流水号", "姓名", "证件号码", "结果", "办理建议"],
        Language::En => [
            "enrollment_id",
            "insured_name",
            "insured_id",
            "outcome",
            "advice",
        ],
    }
}

/// The columns of the list of schools.
pub const fn index_headings(language: Language) -> [&'static str; 4] {
    match language {
        Language::Zh => ["学校代码", "学校名称", "已划扣", "未划扣"],
        Language::En => [
            "institution_code",
            "institution_name",
            "deducted",
            "not_deducted",
        ],
    }
}
