//! The page's own words, in both languages side by side.

use crate::domain::plan::Language;
use crate::text::words::words;

words! {
    lang: "zh-CN", "en";
    title: "共济缴费批量划扣报告", "Mutual-aid premium deductions";
    subtitle: "供操作人员和审计人员使用", "For operators and auditors";
    batch: "批次", "Batch";
    insurance_year: "参保年度", "Insurance year";
    batch_date: "批次日期", "Batch date";
    policy: "政策", "Policy";
    contents: "目录", "Contents";

    night: "本批概况", "The night in five figures";
    rows_read: "读入参保登记", "enrollments read";
    asked: "其中申请共济缴费", "of which asked for";
    deducted: "划扣", "deducted";
    of_asked: "占申请", "of those asked for";
    total: "划扣金额（元）", "yuan deducted";
    no_deduction: "本批没有划扣", "nothing was deducted";
    open: "异常，须核实", "exceptions to look at";
    unreadable: "无法读取", "could not be read";
    of_rows: "占读入", "of the rows read";

    attention: "请先看", "Look here first";
    nothing_special: "没有需要特别留意的事项。", "Nothing calls for special attention.";
    nothing_deducted: "本批没有划扣任何保费，请核对资料和批次日期。", "Nothing was deducted: check the extract and the batch date.";
    attention_open: "笔异常须经办人员核实，见 exceptions.csv 和 exceptions.xlsx。", "exceptions need somebody to look: exceptions.csv and exceptions.xlsx.";
    attention_refund: "笔此前已划扣，但可能应退费（exceptions.csv 中类别为 settled）。", "were deducted earlier and perhaps have to be paid back (class settled in exceptions.csv).";
    attention_near: "笔的选择或取消时间距截止时间不超过一分钟。", "were elected or cancelled within a minute of the cut-off.";
    attention_rejected: "行无法读取，见 rejects.csv；受影响的家庭暂不划扣。", "rows could not be read: rejects.csv. The families concerned are not charged.";
    hand_over: "交接顺序", "Order of hand-over";
    hand_over_first: "postings.csv 交账户系统记账", "postings.csv to the account system";
    hand_over_second: "等待记账回执", "wait for its answer";
    hand_over_third: "remittance.txt 交税务部门", "remittance.txt to the tax bureau";

    outcomes: "处理结果", "Outcomes";
    outcome: "结果", "Outcome";
    rows: "行数", "Rows";
    share: "占比", "Share";
    sum: "合计", "Total";
    outcome_chart: "处理结果构成", "Enrollments by outcome";

    reasons: "未划扣原因", "Why not deducted";
    reasons_note: "每笔按首要原因计一次。", "Each enrollment is counted once, by its primary reason.";
    reason: "原因", "Reason";
    class: "类别", "Class";
    exception_class: "须核实", "to look at";
    excluded_class: "无需划扣", "excluded";
    settled_class: "此前已划扣", "settled";
    reasons_unseen: "其余原因本批没有出现：", "Reasons that did not occur:";

    districts: "各区划扣", "By district";
    district: "参保区划", "District";
    enrollments: "参保登记", "Enrollments";
    deductions: "划扣笔数", "Deductions";
    amount: "金额（元）", "Yuan";
    exceptions: "异常", "Exceptions";
    other_districts: "其余区划", "Other districts";
    bar_note: "横条表示划扣金额。", "The bars show the money deducted.";

    institutions: "待核实最多的学校和机构", "Institutions with most open cases";
    institution: "学校或机构", "Institution";
    open_cases: "待核实", "Open cases";
    most_frequent: "最多的原因", "Most frequent reason";
    no_open_cases: "没有待核实的登记。", "There are no open cases.";
    institutions_shown: "所示机构数 / 有待核实登记的机构数：", "Institutions shown / with open cases:";

    near: "临近截止时间", "Close to the cut-off";
    near_note: "选择或取消共济缴费的时间距截止时间不超过一分钟的申请。证件号码和姓名已遮盖。截止时间：", "Requests whose election was made or cancelled within a minute of the cut-off. Numbers and names are masked. The cut-off is";
    near_none: "没有这样的申请。", "There are none.";
    near_shown: "所示 / 全部：", "Shown / all:";
    enrollment: "参保登记", "Enrollment";
    choice: "选择与取消", "Election";
    selected: "选择", "made";
    cancelled: "取消", "cancelled";
    seconds: "秒", "s";
    notices: "划扣附注", "Remarks on deductions";
    notices_note: "截止后的变动不影响划扣，仅作提示。", "Changes after the cut-off do not undo a deduction; they are only noted.";
    notice: "附注", "Remark";

    rejects: "无法读取的行", "Rejected rows";
    rejects_none: "所有行都能读取。", "Every row could be read.";
    file: "文件", "File";
    problem: "问题", "Problem";
    problems: "问题数", "Problems";
    rejected_rows: "无法读取", "Rejected";

    equations: "勾稽关系", "Equations";
    equations_note: "每一行左右两边必须相等，否则不会提交。", "Both sides of every line must agree, or nothing would have been committed.";
    equation: "关系", "Equation";
    left: "左边", "Left";
    right: "右边", "Right";
    equal: "相等", "equal";

    inputs: "输入文件", "Inputs";
    outputs: "输出文件", "Outputs";
    outputs_note: "report.html 和 manifest.json 的摘要不在此列：前者是本页，后者记录包括本页在内的全部摘要，自身的摘要记入账本。", "report.html and manifest.json are not listed: the first is this page; the second lists every digest, this page's included, and its own is in the ledger.";
    size: "大小", "Size";
    lists: "份名单，各自的摘要见 manifest.json", "lists, each with its digest in manifest.json";

    values: "所用政策", "Policy values used";
    key: "项目", "Key";
    value: "取值", "Value";
    source: "出处", "Source";
    policy_digest: "政策摘要", "Policy digest";

    foot: "相同的输入产生逐字节相同的本页。", "The same inputs give this page byte for byte.";
}

/// What people call a category; its code where there is no other word.
pub fn category(language: Language, code: &str) -> &str {
    match (language, code) {
        (Language::Zh, "student") => "中小学生",
        (Language::Zh, "infant") => "婴幼儿",
        (Language::En, "student") => "students",
        (Language::En, "infant") => "infants",
        _ => code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::equations::{EQUATIONS, Night};
    use crate::text::night;

    #[test]
    fn every_equation_has_its_wording() {
        let fixture = crate::rules::fixture::Fixture::new();
        fixture.with_decisions(|decisions| {
            let tally = crate::equations::tally(&decisions, 0, &[]);
            let input = crate::domain::reject::InputFile {
                file: crate::domain::reject::ExtractFile::Enrollments,
                encoding: None,
                sha256: String::new(),
                bytes: 0,
                rows: 1,
                rejected_rows: 0,
            };
            let night = Night {
                decisions: &decisions,
                inputs: &[input],
                tally: &tally,
                policy: &fixture.policy,
            };
            for line in EQUATIONS.map(|equation| equation(&night)) {
                let zh = night::equation(Language::Zh, &line.name);
                assert_ne!(zh, line.name, "no Chinese wording");
                assert_eq!(night::equation(Language::En, &line.name), line.name);
            }
        });
    }
}
