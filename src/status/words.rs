//! The words of the page of the books.

use crate::text::words::words;

words! {
    lang: "zh-CN", "en";
    title: "共济缴费三本账", "Three books of mutual-aid premiums";
    subtitle: "账本、账户系统、税务部门逐批并列，供经办人员和审计人员使用", "Ledger, account system and tax bureau side by side, for operators and auditors";
    as_of: "截至", "As of";
    seasons: "参保年度", "Insurance years";
    batch: "批次", "Batch";
    books: "逐批三本账", "The books, batch by batch";
    no_batch: "账本中还没有批次。", "The ledger holds no batch yet.";
    ledger: "账本", "Ledger";
    account_system: "账户系统", "Account system";
    tax_bureau: "税务部门", "Tax bureau";
    count: "笔数", "Number";
    amount: "金额（元）", "Yuan";
    deducted: "已划扣", "Deducted";
    standing: "有效", "Standing";
    reversed: "已冲正", "Reversed";
    outstanding: "未了结", "Outstanding";
    debited: "扣款成功", "Debited";
    not_posted: "扣款失败", "Refused";
    silent: "未答复", "Silent";
    passed_over: "税务先答", "Passed over";
    accepted: "入库成功", "Accepted";
    rejected: "失败", "Rejected";
    returned: "退回", "Returned";
    posted: "扣款成功，待入库", "Posted, not yet accepted";
    unanswered: "未答复", "Unanswered";
    equations: "已划扣 = 入库成功 + 已冲正 + 未了结，未了结 = 扣款成功待入库 + 未答复：两式笔数和金额均相等。", "Deducted = accepted + reversed + outstanding, and outstanding = posted + unanswered: both hold in number and in money.";
    next: "下一步由谁办", "Who owes the next step";
    nobody: "各批均已了结，没有待办。", "Every batch is settled: nobody owes anything.";
    postings_due: "账户系统：答复 postings.csv，批次", "The account system answers postings.csv of batch";
    remittance_due: "税务部门：答复 remittance.txt，批次", "The tax bureau answers remittance.txt of batch";
    differences_due: "经办人员：与应答方核对差异，更正后重新导入，行数", "The operator clears up differences with whoever answered and imports the corrected file: lines";
    oldest: "最久未答复（天）", "Oldest silence (days)";
    hand_over: "交接顺序", "Order of hand-over";
    hand_over_first: "postings.csv 交账户系统", "postings.csv to the account system";
    hand_over_second: "导入其回执（gongji reconcile）", "import its answer (gongji reconcile)";
    hand_over_third: "remittance.txt 交税务部门，再导入其回执", "remittance.txt to the tax bureau, then import its answer";
    silences: "尚未答复", "What is unanswered";
    no_silence: "没有未答复的划扣。", "Every deduction is answered.";
    who: "由谁答复", "Who";
    days: "天数", "Days";
    differences: "差异", "Differences";
    differences_note: "differences/ 中各文件的行。账本此后对该流水号另有记录的，算已核清；没有流水号或账本中没有的，核清后请将该文件移走。", "Lines of the files in differences/. One is cleared up when the ledger has gone on with its number since; where there is no number, or none of the ledger's, take the file away once it is.";
    no_difference: "没有差异。", "There are no differences.";
    kind: "种类", "Kind";
    lines: "行数", "Lines";
    cleared: "已核清", "Cleared";
    open: "待核实", "Open";
    what_to_do: "怎么办", "What to do";
    total: "合计", "Total";
    foot: "由 gongji status --html 生成", "Made by gongji status --html";
}
