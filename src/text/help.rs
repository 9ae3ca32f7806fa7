//! The help pages in Chinese, and in both languages the purposes by which options are listed. The
//! English texts stand at the commands themselves.

/// Purposes of options, in Chinese and English.
pub type Purpose = (&'static str, &'static str);

/// What is read and by what law.
pub const DECIDED: Purpose = ("判断什么", "What is decided");
/// What keeps money from being moved by mistake.
pub const SAFETY: Purpose = ("安全", "Safety");
/// What is written and where.
pub const OUTPUTS: Purpose = ("输出", "Outputs");
/// What is told meanwhile.
pub const LOGS: Purpose = ("日志与运行", "Logs and running");

/// The purpose of an option.
pub fn purpose(id: &str) -> Purpose {
    match id {
        "new_ledger"
        | "require_payments"
        | "require_control"
        | "accept_unidentified"
        | "same_extract"
        | "dry_run"
        | "expect_plan"
        | "max_total"
        | "min_deductions"
        | "max_exception_ratio"
        | "accept_consistent" => SAFETY,
        "out"
        | "ledger"
        | "ledger_copy"
        | "fleet"
        | "refunds"
        | "html"
        | "remittance_encoding"
        | "by_institution"
        | "json"
        | "lang"
        | "headers"
        | "format" => OUTPUTS,
        "log_format" | "metrics_file" | "quiet" | "no_progress" | "threads" | "help"
        | "version" => LOGS,
        _ => DECIDED,
    }
}

/// What a command does; empty for one that is not known.
pub fn command(name: &str) -> &'static str {
    found(COMMANDS, name)
}

/// What an argument means, by command and name where the name alone is not enough.
pub fn argument(command: &str, id: &str) -> &'static str {
    match found(ARGUMENTS, &format!("{command} {id}")) {
        "" => found(ARGUMENTS, id),
        own => own,
    }
}

/// What a value that can be chosen means; empty where its name says it.
pub fn value(name: &str) -> &'static str {
    found(VALUES, name)
}

/// A heading of the manual that the parser writes in English.
pub fn manual_heading(english: &str) -> &str {
    match found(HEADINGS, english) {
        "" => english,
        own => own,
    }
}

fn found(table: &[(&str, &'static str)], name: &str) -> &'static str {
    let entry = table.iter().find(|(key, _)| *key == name);
    entry.map_or("", |(_, text)| text)
}

/// What the program is, with its exit codes.
pub const PROGRAM: &str = "共济缴费批量划扣\n\n退出码：0 完成 · 1 提交之前失败 · 2 命令或政策有误 · 3 \
    资料、账本文件、日期或规模未被接受 · 4 批次号已用于其他，或计划不同 · 5 账本被占用 · 6 勾稽或核验不符 · 7 \
    已提交，但文件尚未全部就位";

const HEADINGS: &[(&str, &str)] = &[
    ("NAME", "名称"),
    ("SYNOPSIS", "概要"),
    ("DESCRIPTION", "描述"),
    ("VERSION", "版本"),
];

const COMMANDS: &[(&str, &str)] = &[
    ("run", "判断一份资料，划扣，并发布批次"),
    ("check", "读取并校验一份资料；不作判断，不写任何文件"),
    (
        "check-remittance",
        "像税务那样读取一份汇缴文件，核对格式所承诺的一切：结构、笔数、金额、校验和、SM3、证件号码、重复、顺序。不需要账本和政策。退出码：0 \
         一切相符 · 2 命令有误 · 3 文件无法读取 · 6 有不符",
    ),
    (
        "explain",
        "说明一名学生为何已划扣或未划扣，以及现在可以怎么办。给出资料时，逐条规则重新判断并列出依据。证件号码和姓名均作遮盖",
    ),
    (
        "status",
        "逐批并列账本、账户系统、税务三本账的笔数和金额，并列出谁尚未答复。核对两个等式：已划扣 = 入库成功 + 已冲正 + 未了结；\
         未了结 = 扣款成功待入库 + 未答复",
    ),
    (
        "reconcile",
        "导入回执：账户系统的 posted、not_posted，税务的 accepted、rejected、returned。有任何不一致即整个文件都不导入；加 \
         --accept-consistent 则只导入与账本一致的各行",
    ),
    ("results", "导出每名学生的当前状态，供查询服务使用"),
    (
        "synth-receipts",
        "以合成的账户系统和税务的身份，回答一个批次的记账指令",
    ),
    (
        "verify",
        "核验一个批次：摘要、合计、汇缴文件、记账指令和账本；给出资料时，重新判断并逐字节比对每个输出",
    ),
    ("completions", "打印命令行补全脚本"),
    ("man", "打印手册页（roff）"),
    ("synth", "写出一份合成资料，每种原因和每种问题都有"),
    (
        "template",
        "写出一份资料模板，每个文件有两行示例，并附 datapackage.json",
    ),
    ("policy", "显示和检查作为数据的政策"),
    ("list", "列出内置政策"),
    (
        "show",
        "显示一份政策：各项取值及其依据和区间；以 md 形式时，逐条原因列出规则",
    ),
    (
        "policy check",
        "检查一份政策文件：错误、待答的问题，以及该年度每一天的取值。可直接用于运行的退出码为 0，否则为 2",
    ),
    (
        "try",
        "以另一份政策重新判断过去的一个批次：谁的结果会变，金额相差多少。不提交任何内容",
    ),
    ("help", "打印本帮助，或某个命令的帮助"),
];

const ARGUMENTS: &[(&str, &str)] = &[
    (
        "run extract",
        "资料文件夹：enrollments.csv、networks.csv、accounts.csv，以及（如有）payments.csv、holds.csv、control.csv",
    ),
    ("check extract", "资料文件夹"),
    ("explain extract", "据以判断该学生的资料"),
    ("verify extract", "该批次当时所用的资料"),
    ("try extract", "该批次当时所用的资料"),
    (
        "check-remittance file",
        "收到的 remittance.txt，UTF-8 或 GB18030",
    ),
    (
        "results file",
        "要写的文件，整体替换（权限 0600：其中有证件号码）",
    ),
    ("number", "学生（或组建人）的证件号码，或 enrollment_id"),
    (
        "out",
        "输出文件夹：每个批次一个文件夹；未另行指定时账本也在其中",
    ),
    ("ledger", "账本，须在本机磁盘上 ［默认 <out>/ledger.db］"),
    (
        "ledger_copy",
        "提交之后、文件就位之前，把账本复制到此处，最好在另一块磁盘上",
    ),
    ("new_ledger", "没有账本时新建；账本中已有其他批次时拒绝"),
    ("batch_date", "批次日期 ［默认为政策时区的今天］"),
    (
        "explain batch_date",
        "没有做过批次的资料，按哪一天判断 ［默认同 --as-of］",
    ),
    ("show batch_date", "只显示政策对这一天的规定"),
    ("batch_no", "同一天的第几个批次"),
    (
        "policy",
        "内置政策（见 `gongji policy list`）或政策文件的路径",
    ),
    ("explain policy", "政策 ［默认为批次所写的内置政策］"),
    (
        "verify policy",
        "该批次当时所用的政策 ［默认为同名的内置政策］",
    ),
    ("try policy", "另一份政策：内置政策或文件路径"),
    (
        "set",
        "以给出的值代替政策的值：key=value，或 key=value@出处。可重复；在环境变量中每行一个",
    ),
    (
        "encoding",
        "资料的编码，utf-8 或 gb18030 ［默认逐个文件识别］",
    ),
    (
        "reconcile encoding",
        "文件的编码，utf-8 或 gb18030 ［默认识别］",
    ),
    (
        "remittance_encoding",
        "remittance.txt 的编码，utf-8 或 gb18030",
    ),
    ("by_institution", "为每所学校写一份名单"),
    ("require_payments", "资料中没有 payments.csv 时拒绝"),
    ("require_control", "资料中没有 control.csv 时拒绝"),
    (
        "accept_unidentified",
        "接受资料中恰好 N 行无法读取、不知应暂缓何人的记录",
    ),
    ("same_extract", "接受与另一日期的批次完全相同的资料"),
    ("dry_run", "判断并写出计划，不提交任何内容"),
    (
        "expect_plan",
        "只有计划的摘要与此相同才提交：即试运行打印、第二人批准的摘要",
    ),
    ("max_total", "划扣总额超过这么多元时拒绝"),
    ("min_deductions", "划扣笔数少于此数时拒绝"),
    (
        "max_exception_ratio",
        "申请划扣者中异常的比例超过此数时拒绝",
    ),
    ("threads", "线程数，最多 256 ［默认及 0 为每个处理器一个］"),
    ("as_of", "按哪一天计算未答复的天数 ［默认今天］"),
    ("explain as_of", "按哪一天回答 ［默认今天］"),
    (
        "reconcile receipts",
        "含 end_to_end_no、status、amount、code、message、receipt_no、received_at 的 CSV 文件；可回答多个批次",
    ),
    ("synth-receipts receipts", "要写的回执文件"),
    (
        "refunds",
        "写出退费待核实清单：各批次列为可能应退费的已划扣学生",
    ),
    ("html", "把三本账写成一页网页，可以打印"),
    (
        "fleet",
        "把多个账本汇总成一张表：DIR 中每个统筹区一个输出文件夹，内有其 ledger.db。代替 --out 和 --ledger",
    ),
    (
        "accept_consistent",
        "导入与账本一致的各行，不一致的写入 OUT/differences/。不给此项时，有任何不一致即拒绝整个文件",
    ),
    ("batch_folder", "批次文件夹，例如 out/2025-20241221-01"),
    ("against", "过去的批次文件夹，例如 out/2025-20241221-01"),
    (
        "reject_ratio",
        "被拒记账的比例，0 至 1；约四分之一由账户系统拒扣，其余由税务部门拒绝入库",
    ),
    ("of", "谁的回执"),
    ("differences", "在最前面的记账中，五种不一致各埋设多少处"),
    ("seed", "相同的种子得到相同的字节"),
    ("shell", "命令行解释器"),
    ("dir", "要写的文件夹；不会覆盖已有的真实文件"),
    ("folder", "要写的文件夹；不会覆盖已有的真实文件"),
    ("enrollments", "enrollments.csv 的行数"),
    (
        "networks",
        "家庭共济网的个数 ［默认每 23 行参保登记 30 个］",
    ),
    ("accounts", "账户的个数 ［默认每 23 行参保登记 160 个］"),
    ("shape", "资料的样子"),
    ("headers", "列名的写法"),
    ("format", "页面的形式；toml 为文件本身"),
    ("log_format", "标准错误上日志的形式"),
    ("metrics_file", "把 Prometheus 文本指标写入此文件，整体替换"),
    ("quiet", "日志只写警告和错误"),
    ("no_progress", "不画进度条，在终端上也不画"),
    ("lang", "消息和报告的语言"),
    ("json", "以 JSON 写出摘要"),
    ("help", "打印帮助（-h 为简短形式）"),
    ("topic", "哪个命令"),
    ("version", "打印版本"),
];

const VALUES: &[(&str, &str)] = &[
    ("text", "文字"),
    ("json", "每个事件一个 JSON 对象"),
    ("zh", "中文"),
    ("en", "英文"),
    ("canonical", "规范列名"),
    ("platform", "国家平台的列名"),
    ("tidy", "整齐"),
    ("shuffled", "乱序"),
    ("troubled", "有问题"),
    ("account-system", "账户系统"),
    (
        "tax-bureau",
        "税务部门；不答复同一种子、同一比例的账户系统拒扣的记账",
    ),
    ("both", "两者，每笔取最后的应答"),
];
