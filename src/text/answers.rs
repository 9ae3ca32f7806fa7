//! What importing answers says.

use super::system::in_chinese;
use crate::domain::Line;
use crate::domain::Money;
use crate::domain::characters::without_controls;
use crate::domain::message::Message;
use crate::domain::plan::Language;
use crate::ledger::{Answer, Status};
use std::fmt::Display;
use std::io;

/// Why a value of an answer cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnreadableValue {
    /// Nothing stands there.
    Missing,
    /// No status.
    Status,
    /// No amount.
    Amount,
    /// Money was moved and no amount is named.
    NoAmount,
    /// Accepted without a receipt number.
    NoReceiptNo,
    /// A character that no text may hold.
    Text,
    /// No instant.
    Instant,
}

/// A row whose fields cannot be told apart.
pub fn broken_row(what: &Message) -> Message {
    let zh = what.text(Language::Zh);
    Message::new(format!("该行无法读取：{zh}"), what.text(Language::En))
}

/// A value that cannot be read.
pub fn unreadable_value(column: &str, what: UnreadableValue) -> Message {
    let (zh, en) = match what {
        UnreadableValue::Missing => ("为空", "is empty"),
        UnreadableValue::Status => (
            "不是处理状态：应为 posted 扣款成功、not_posted 扣款失败、accepted 入库成功、rejected 失败 或 returned 退回",
            "is none of posted, not_posted, accepted, rejected, returned",
        ),
        UnreadableValue::Amount => ("不是金额：应如 355.00", "is not an amount such as 355.00"),
        UnreadableValue::NoAmount => (
            "为空：已动用资金的应答必须写明金额",
            "is empty, and an answer for which money was moved names its amount",
        ),
        UnreadableValue::NoReceiptNo => (
            "为空：入库成功必须有缴费凭证号",
            "is empty, and an acceptance needs the tax bureau's receipt number",
        ),
        UnreadableValue::Text => (
            "含有不允许的字符",
            "holds a character that is not allowed there",
        ),
        UnreadableValue::Instant => (
            "不是时间：应如 2024-12-23 10:00:00",
            "is not an instant such as 2024-12-23T10:00:00+08:00",
        ),
    };
    Message::new(format!("{column} {zh}"), format!("{column} {en}"))
}

/// A number that no batch has.
pub fn unknown_number() -> Message {
    Message::new(
        "账本中没有这个流水号的划扣（也可能被表格软件改写）",
        "the ledger has no deduction of this number (a spreadsheet may have changed it)",
    )
}

/// One number, answered in two ways in one file.
pub fn repeated_differently(line: Line) -> Message {
    Message::new(
        format!("同一流水号在第 {line} 行另有不同的应答"),
        format!("line {line} answers the same number otherwise"),
    )
}

/// Another amount than was deducted.
pub fn amount_differs(named: Money, deducted: Money) -> Message {
    let (named, deducted) = (named.grouped(), deducted.grouped());
    Message::new(
        format!("金额为 {named}，账本划扣为 {deducted}"),
        format!("the amount is {named}, and {deducted} was deducted"),
    )
}

/// An answer that cannot follow the one before.
pub fn contradiction(status: Status, known: Option<&Answer>) -> Message {
    let zh = known.map_or("未答复", |known| known.status.label());
    let en = known.map_or("unanswered", |known| known.status.as_str());
    match known.is_some_and(|known| known.status == status) {
        true => Message::new(
            format!("账本已有「{zh}」，但返回码或缴费凭证号不同"),
            format!("the ledger has {en} with another code or receipt number"),
        ),
        false => Message::new(
            format!("「{}」不能接在「{zh}」之后", status.label()),
            format!("{status} cannot follow {en}"),
        ),
    }
}

/// One line of a refusal; the number is empty where it cannot be read.
pub fn difference(line: Line, number: &str, kind: &str, why: &Message) -> Message {
    use crate::domain::plan::Language::{En, Zh};
    let gap = if number.is_empty() { "" } else { " " };
    Message::new(
        format!("\n  第 {line} 行{gap}{number}：{kind}，{}", why.text(Zh)),
        format!("\n  line {line}{gap}{number}: {kind}, {}", why.text(En)),
    )
}

/// Where the differences of one kind stand that are not told one by one.
pub fn more_differences(kind: &str, lines: &str) -> Message {
    Message::new(
        format!("\n  {kind}：第 {lines} 行"),
        format!("\n  {kind}: lines {lines}"),
    )
}

/// A whole file refused for its differences: `counts` by kind, `lines` name every one.
pub fn refused(name: &str, all: usize, counts: &str, lines: &[Message]) -> Message {
    use crate::domain::plan::Language::{En, Zh};
    let joined = |language| -> String { lines.iter().map(|line| line.text(language)).collect() };
    Message::new(
        format!(
            "回执 {name} 与账本不一致，共 {all} 处（{counts}），全部未导入：{}\n请与应答方\
             核对并更正后重新导入；或加 --accept-consistent，只导入一致的行，差异写入 differences/",
            joined(Zh)
        ),
        format!(
            "the answers {name} differ from the ledger in {all} places ({counts}), nothing was \
             imported:{}\nClear them up with whoever answered and import the corrected \
             file; or give --accept-consistent, which imports the other lines and writes the \
             differences to differences/",
            joined(En)
        ),
    )
}

/// To whom a file of reversals or withdrawals goes.
pub fn hand_over(file: &str) -> Message {
    match file.starts_with("withdrawals/") {
        true => Message::new(
            format!("请移交税务部门：{file}（没有扣到款，请勿入库）"),
            format!("hand over to the tax bureau: {file} (there is no money for these)"),
        ),
        false => Message::new(
            format!("请移交账户系统：{file}（款项退还组建人账户）"),
            format!("hand over to the account system: {file} (the money goes back)"),
        ),
    }
}

/// Where the files lie that an import names.
pub fn files_below(out: &dyn Display) -> Message {
    Message::new(
        format!("以上文件在 {out} 之下\n"),
        format!("These files lie below {out}\n"),
    )
}

/// What later batches do with those whose deduction was reversed.
pub fn open_again() -> Message {
    Message::new(
        "已冲正的学生后续批次列为 REMITTANCE_RETURNED（返回码 DUPLICATE_PAYMENT 的视为已缴费），不再划扣；\
         原因处理完毕后，将返回码列入政策的 retry_codes，下一批次才重新判断",
        "later batches list these students as REMITTANCE_RETURNED (as already paid with the code \
         DUPLICATE_PAYMENT) and deduct nothing; once the cause is settled, add the code to the \
         policy's retry_codes and the next batch judges afresh",
    )
}

/// The file of answers is not there or cannot be read.
pub fn cannot_read(path: &dyn Display, error: &io::Error) -> Message {
    let zh = in_chinese(error);
    Message::new(
        format!("无法读取回执 {path}：{zh}；请给出返回的 CSV 文件"),
        format!("cannot read the answers {path}: {error}; name the CSV file that came back"),
    )
}

/// A kind of difference in words, and what an operator does about it.
pub fn kind_of_difference(kind: &str) -> (Message, Message) {
    let (zh, en, do_zh, do_en) = match kind {
        "UNREADABLE" => (
            "该行无法读取",
            "Cannot be read",
            "请应答方更正该行（列数、状态、金额、凭证号、时间）后重新提供",
            "have the row corrected (fields, status, amount, receipt number, time) and sent again",
        ),
        "UNKNOWN_NUMBER" => (
            "账本中没有该流水号",
            "No such number in the ledger",
            "先看流水号是否被表格软件改写、文件是否属于本账本；确属多收的，应答方须退还该笔款项",
            "see whether a spreadsheet changed the number or the file belongs to another ledger; if money was moved for it, whoever moved it gives it back",
        ),
        "REPEATED_DIFFERENTLY" => (
            "同一流水号应答不一",
            "One number answered in two ways",
            "请应答方确认哪一条为准，只留一条后重新提供",
            "ask which line is right, and have the file sent again with that one alone",
        ),
        "AMOUNT_DIFFERS" => (
            "金额与划扣不符",
            "Another amount than was deducted",
            "与应答方核对实际动用的金额；多扣或少扣的由其先行更正，再提供金额相符的应答",
            "find out what was moved; whoever moved too much or too little corrects it first, then answers with the right amount",
        ),
        _ => (
            "与此前应答矛盾",
            "Contradicts what was answered before",
            "与应答方核对该笔的经过；账本保持原状态，更正后的应答须能接在其后",
            "go through the case with whoever answered; the ledger keeps the state it had, and the corrected answer must be able to follow it",
        ),
    };
    (Message::new(zh, en), Message::new(do_zh, do_en))
}

/// A file in `differences/` that cannot be read, or is none, and why.
pub fn differences_unreadable(file: &dyn Display, why: &Message) -> Message {
    let file = without_controls(&file.to_string());
    let (zh, en) = (why.text(Language::Zh), why.text(Language::En));
    Message::new(
        format!("无法读取差异文件 {file}：{zh}；请恢复原文件，或以同一回执重新导入"),
        format!(
            "cannot read the differences {file}: {en}; put the file back, or import the same \
             answers again"
        ),
    )
}

/// A batch lists somebody as charged earlier of whom the ledger has no deduction.
pub fn no_deduction_to_refund(batch: &dyn Display) -> Message {
    Message::new(
        format!(
            "批次 {batch} 的 exceptions.csv 将一名学生列为此前已划扣，而账本中没有这笔划扣；请勿移交任何文件，\
             保留账本并求助"
        ),
        format!(
            "exceptions.csv of batch {batch} lists a student as charged earlier, and the ledger has \
             no such deduction. Hand nothing over, leave the ledger, and call"
        ),
    )
}

/// The page of the books cannot be set.
pub fn page_not_set(error: &dyn Display) -> Message {
    Message::new(
        "无法生成三本账页面；请将本行和版本号报告给程序的维护者",
        format!(
            "cannot set the page of the books: {error}; report this line and the version to whoever \
             maintains the program"
        ),
    )
}

/// A page of the books was written.
pub fn page_written(file: &dyn Display) -> Message {
    Message::new(
        format!("三本账页面：{file}\n"),
        format!("the books on a page: {file}\n"),
    )
}

/// What a worklist of refund candidates holds.
pub fn refunds_written(file: &dyn Display, all: u64, standing: u64) -> Message {
    let back = all - standing;
    Message::new(
        format!(
            "退费待核实清单 {file}：{all} 笔，其中 {standing} 笔仍为有效划扣，{back} 笔已冲正\n"
        ),
        format!(
            "refund candidates in {file}: {all}, of which {standing} still stand and {back} have \
             been reversed\n"
        ),
    )
}

/// The three books of a batch do not add up.
pub fn books_disagree(batch: &dyn Display) -> Message {
    Message::new(
        format!(
            "批次 {batch} 的账不平：已划扣 = 入库成功 + 已冲正 + 未了结、未了结 = 扣款成功 + 未答复 \
             之一不成立；请勿移交任何文件，保留账本并求助"
        ),
        format!(
            "the books of batch {batch} do not add up: deducted = accepted + reversed + outstanding \
             and outstanding = posted + unanswered must hold. Hand nothing over, leave the ledger, \
             and call"
        ),
    )
}
