//! Labels of the answer, and of the facts that rules look at.

use crate::domain::plan::Language;
use crate::text::words::words;

words! {
    asked: "查询", "Asked";
    as_of: "截至", "as of";
    student: "参保人", "Student";
    several: "注意：该参保人有多条参保登记，以下分别列出：", "Note: there is more than one enrollment, each is told below:";
    batch: "批次", "Batch";
    deducted: "已划扣", "Deducted";
    yuan: "元", "yuan";
    enrollment: "参保登记", "enrollment";
    number: "流水号", "number";
    organizer: "组建人", "Organizer";
    network: "家庭共济网", "network";
    balance: "历年账户余额", "accumulated balance";
    as_of_balance: "余额时点", "as of";
    remitted_in: "列入汇缴文件", "Listed for the tax bureau in";
    no_answer: "尚无回执", "No answer yet";
    answer: "回执", "Answer";
    certificate: "缴费证明可打印日期", "Certificate from";
    do_this: "处理", "To do";
    others: "其他原因", "Also";
    not_listed: "其余批次的清单中没有该参保人（此前已划扣、未申请共济缴费、不在资料中或无法读取的不列出）：", "Not on the lists of these batches (nobody is who was settled before, did not ask, was not in the extract or could not be read):";
    paid_for: "作为组建人", "As an organizer";
    now: "现在可以怎样", "What can be done now";
    by_extract: "按资料逐条判断", "Judged from the extract";
    of_no_batch: "该资料没有对应的已提交批次", "no committed batch was made of this extract";
    payments_not_checked: "未核对税务已缴清单", "未核对税务已缴清单: the tax bureau's list was not checked";
    policy: "政策", "policy";
    day: "日期", "day";
    outcome: "结果", "Outcome";
    institution: "学校或机构", "Institution";
    applied_at: "申报时间", "applied at";
    year: "参保年度", "insurance year";
    category: "人员类别", "category";
    channel: "申报渠道", "channel";
    requested: "已申请共济缴费", "a deduction was asked for";
    not_requested: "没有有效的共济缴费申请", "no deduction was asked for";
    applies: "【适用】", "[APPLIES]";
    does_not_apply: "不适用", "does not apply";
    not_judged: "未判断", "not judged";
    same_facts: "所依据的事实同上", "same facts as above";
    unreadable_rows: "相关的无法读取的行", "Related rows that could not be read";
    whole_row: "整行", "whole row";
    organizes: "该号码是组建人，其家庭共济网", "This number organizes the networks";
    ask_child: "请用孩子的证件号码或参保登记流水号查询。", "Ask with the child's identity number or enrollment.";
    unknown: "没有查到该号码。", "Nothing is known about this number.";
    unknown_hint: "未申请共济缴费、不在资料中或所在行无法读取的参保登记不会列入批次清单；可用 --extract 指定资料查明。", "Enrollments that did not ask for a deduction, were not in the extract or could not be read are on no list; --extract looks into the data itself.";
    unknown_extract: "资料中也没有。请核对号码。", "Nor is it in the extract. Please check the number.";
    only_named: "资料中没有该号码的参保登记，但下列各行写有该号码；参保登记中的号码可能有误，请按姓名核对：", "The extract has no enrollment of this number, but these rows hold it; the number in the enrollment may be damaged, look for the name:";
    similar: "号码只差一处的参保登记：", "Enrollments whose number is one slip away:";
    nameless: "证件号码无法读取的参保登记：", "Enrollments whose number cannot be read:";
    searched: "已查批次：", "Batches searched:";
    no_batch: "账本中还没有批次。", "The ledger holds no batch yet.";
}

/// 中文 of the facts that rules look at; files write the canonical name.
const FACTS_ZH: [(&str, &str); 40] = [
    ("account_status", "账户状态"),
    ("accumulated_balance", "历年账户余额"),
    ("amount", "金额"),
    ("applied_at", "申报时间"),
    ("balance_as_of", "余额时点"),
    ("batch date", "批次日期"),
    ("category", "人员类别"),
    ("code", "代码"),
    ("contribution_cancelled_at", "共济缴费取消时间"),
    ("contribution_selected_at", "共济缴费选择时间"),
    ("dissolved_at", "撤销组网时间"),
    ("district_code", "参保区划"),
    ("election", "共济缴费"),
    ("end_to_end_no", "流水号"),
    ("enrollment_id", "参保登记流水号"),
    ("from", "起始日"),
    ("holder_id", "账户人证件号码"),
    ("insurance_status", "参保状态"),
    ("insurance_year", "参保年度"),
    ("insured_id", "证件号码"),
    ("insured_id_type", "证件类型"),
    ("insured_name", "姓名"),
    ("joined_at", "加入时间"),
    ("left", "可用余额"),
    ("left_at", "退出时间"),
    ("member_id", "成员证件号码"),
    ("member_name", "成员姓名"),
    ("message", "说明"),
    ("network_id", "共济网编号"),
    ("ordered_by", "文号"),
    ("organizer_id", "组建人证件号码"),
    ("paid_at", "缴费时间"),
    ("paid_channel", "已缴方式"),
    ("person_id", "暂缓人证件号码"),
    ("reason", "暂缓原因"),
    ("refunded_at", "退费时间"),
    ("rejected row", "无法读取的行"),
    ("relation", "与组建人关系"),
    ("subsidy", "资助类别"),
    ("until", "截止日"),
];

/// What people call a fact.
pub fn fact(language: Language, name: &str) -> &str {
    match language {
        Language::En => name,
        Language::Zh => FACTS_ZH
            .iter()
            .find(|(canonical, _)| *canonical == name)
            .map_or(name, |(_, zh)| zh),
    }
}

/// 中文 of the states of an election.
const ELECTIONS_ZH: [(&str, &str); 5] = [
    ("made", "有效"),
    ("late", "选择逾期"),
    ("overdue", "取消逾期"),
    ("cancelled", "已取消"),
    ("none", "未选择"),
];

/// What people call a fact's value: an election's state is no code of any file.
pub fn value<'a>(language: Language, name: &str, value: &'a str) -> &'a str {
    match (language, name) {
        (Language::Zh, "election") => ELECTIONS_ZH
            .iter()
            .find(|(state, _)| *state == value)
            .map_or(value, |(_, zh)| zh),
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    /// Names of facts as the rules write them: the first argument of what adds a fact.
    fn names_in(code: &str) -> Vec<&str> {
        [".fact(", ".person(", ".named(", ".instant("]
            .into_iter()
            .flat_map(|call| code.split(call).skip(1))
            .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
            .collect()
    }

    #[test]
    fn every_fact_that_a_rule_looks_at_has_its_chinese_name() {
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
        let mut count = 0;
        for entry in fs::read_dir(rules).unwrap() {
            let code = fs::read_to_string(entry.unwrap().path()).unwrap();
            for name in names_in(&code) {
                count += 1;
                assert_ne!(fact(Language::Zh, name), name, "no Chinese name");
                assert_eq!(fact(Language::En, name), name);
            }
        }
        assert!(count > 20, "the rules were not found");
    }
}
