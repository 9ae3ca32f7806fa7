//! Short words for codes: what people read where files write a code.

use crate::domain::plan::Language;
use crate::domain::reject::{ExtractFile, Problem};
use crate::domain::{Class, Notice, Outcome, Reason, Relation};

/// The project's own words for every code, in both languages.
pub struct Text;

/// Picks the word of a language.
const fn word(language: Language, zh: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

impl Text {
    /// What became of an enrollment.
    pub const fn outcome(language: Language, outcome: Outcome) -> &'static str {
        let (zh, en) = match outcome {
            Outcome::Deducted => ("已划扣", "deducted"),
            Outcome::Settled => ("此前已划扣", "settled earlier"),
            Outcome::Excluded => ("无需划扣", "excluded"),
            Outcome::Exception => ("异常", "exceptions"),
            Outcome::NotRequested => ("未选择共济缴费", "not requested"),
            Outcome::Rejected => ("无法读取", "rejected"),
        };
        word(language, zh, en)
    }

    /// What would become of an enrollment that a plan deducts.
    pub const fn to_be_deducted(language: Language) -> &'static str {
        word(language, "拟划扣", "to be deducted")
    }

    /// The class of a line of the exceptions list.
    pub const fn class(language: Language, class: Class) -> &'static str {
        let (zh, en) = match class {
            Class::Settled => ("此前已划扣，待核实", "settled, to be looked at"),
            Class::Excluded => ("无需划扣", "excluded"),
            Class::Exception => ("异常", "exception"),
        };
        word(language, zh, en)
    }

    /// A reason in a few words.
    pub const fn reason(language: Language, reason: Reason) -> &'static str {
        match language {
            Language::Zh => super::zh::template(reason).label,
            Language::En => super::en::template(reason).label,
        }
    }

    /// A remark on a deduction.
    pub const fn notice(language: Language, notice: Notice) -> &'static str {
        let (zh, en) = match notice {
            Notice::PaymentRefunded => (
                "曾另行缴费，已全部退回",
                "paid in another way before, and given back in full",
            ),
            Notice::LateCancellation => (
                "截止后才取消共济缴费，取消不影响本次划扣",
                "cancelled after the cut-off, too late to count",
            ),
            Notice::LeftAfterCutoff => (
                "截止后才退出家庭共济网，退出不影响本次划扣",
                "left the network after the cut-off, too late to count",
            ),
            Notice::DissolvedAfterCutoff => (
                "截止后才撤销组网，撤销不影响本次划扣",
                "network dissolved after the cut-off, too late to count",
            ),
            Notice::NearCutoff => (
                "选择或取消的时间距截止时间不超过一分钟",
                "selected or cancelled within a minute of the cut-off",
            ),
        };
        word(language, zh, en)
    }

    /// What is wrong with a rejected value or row, and what mends it.
    pub const fn problem(language: Language, problem: Problem) -> &'static str {
        let (zh, en) = match problem {
            Problem::MissingValue => (
                "必填项为空，请补填",
                "a required value is empty; fill it in",
            ),
            Problem::SpreadsheetDamage => (
                "证件号码被表格软件改写，请从原系统按文本格式重新导出",
                "a spreadsheet has altered the number; export it again as text",
            ),
            Problem::BadText => (
                "含有控制字符、竖线或无法用 GB18030 写出的字符，请更正",
                "holds a control character, a bar or a character GB18030 cannot write; correct it",
            ),
            Problem::BadKey => (
                "号码含有不允许的字符（例如前面的单引号 '）或过长，请更正",
                "the number holds a character that is not allowed (such as an apostrophe in front) or is too long; correct it",
            ),
            Problem::BadCode => (
                "不在代码表内或格式不符，请按代码表填写",
                "not in its code list or of another shape; use the code list",
            ),
            Problem::BadInstant => (
                "不是完整、有效的日期时间，请写成 yyyy-mm-dd hh:mm:ss 的形式，月、日、时、分、秒各两位",
                "not a full and valid date and time; write it as yyyy-mm-dd hh:mm:ss, two digits for all but the year",
            ),
            Problem::BadMoney => (
                "不是金额，请写成至多两位小数的数字，不带千分位、货币符号和正号",
                "not an amount; write digits with at most two decimals, without grouping, sign of currency or plus",
            ),
            Problem::BadQuoting => (
                "引号不成对或位置不对，请重新导出",
                "a quote stands where none may stand; export the row again",
            ),
            Problem::FieldCount => (
                "列数与表头不同，请重新导出，含有逗号的值须加引号",
                "another number of fields than the header; export the row again, with quotes around a value that holds a comma",
            ),
            Problem::BadEncoding => (
                "含有不属于该编码的字节，请核对文件编码",
                "holds bytes that are not of the encoding; check the file's encoding",
            ),
            Problem::DuplicateKey => (
                "参保登记流水号重复，请只保留一行",
                "the enrollment number occurs more than once; keep one row",
            ),
        };
        word(language, zh, en)
    }

    /// The same for a row of one file: `holds.csv` alone has days, and what ends must begin first.
    pub const fn problem_in(
        language: Language,
        file: ExtractFile,
        problem: Problem,
    ) -> &'static str {
        let (zh, en) = match (file, problem) {
            (ExtractFile::Holds, Problem::BadInstant) => (
                "不是有效的日期，或截止日不在起始日之后；请写成 yyyy-mm-dd 的形式，月、日各两位",
                "not a valid day, or the last day is not after the first; write it as yyyy-mm-dd, two digits for all but the year",
            ),
            (ExtractFile::Networks, Problem::BadInstant) => (
                "不是完整、有效的日期时间，或退出、撤销早于加入；请写成 yyyy-mm-dd hh:mm:ss 的形式，月、日、时、分、秒各两位",
                "not a full and valid date and time, or an end before the beginning; write it as yyyy-mm-dd hh:mm:ss, two digits for all but the year",
            ),
            _ => return Text::problem(language, problem),
        };
        word(language, zh, en)
    }

    /// What a member is to the organizer.
    pub const fn relation(language: Language, relation: Relation) -> &'static str {
        let (zh, en) = match relation {
            Relation::Spouse => ("配偶", "spouse"),
            Relation::Child => ("子女", "child"),
            Relation::Parent => ("父母", "parent"),
            Relation::Sibling => ("兄弟姐妹", "sibling"),
            Relation::Grandparent => ("祖父母、外祖父母", "grandparent"),
            Relation::Grandchild => ("孙子女、外孙子女", "grandchild"),
            Relation::ParentInLaw => ("配偶父母", "parent-in-law"),
            Relation::Self_ => ("本人", "self"),
            Relation::Other => ("其他", "other"),
        };
        word(language, zh, en)
    }
}
