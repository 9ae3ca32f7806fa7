//! What does not agree between a ledger, the files of a batch and what is decided again: where, and
//! what.

use super::system::in_chinese;
use crate::domain::Money;
use crate::domain::message::Message;
use std::fmt::Display;
use std::io;

/// A batch of the ledger.
pub fn of_batch(batch: &dyn Display) -> Message {
    Message::new(format!("批次 {batch}"), format!("batch {batch}"))
}

/// An entry of the ledger's journal.
pub fn of_entry(entry: i64) -> Message {
    Message::new(format!("第 {entry} 条记录"), format!("entry {entry}"))
}

/// An entry that records answers.
pub fn of_answers(entry: i64) -> Message {
    Message::new(
        format!("回执记录（第 {entry} 条）"),
        format!("receipts entry {entry}"),
    )
}

/// One deduction in one file.
pub fn of_deduction(file: &str, end_to_end_no: &str) -> Message {
    Message::new(
        format!("{file}，划扣 {end_to_end_no}"),
        format!("{file}, deduction {end_to_end_no}"),
    )
}

/// Both files at once.
pub fn of_both_files() -> Message {
    Message::new(
        "remittance.txt 和 postings.csv",
        "remittance.txt and postings.csv",
    )
}

/// An entry is not there.
pub fn gap(entry: i64) -> Message {
    Message::new(
        format!("缺少第 {entry} 条记录"),
        format!("entry {entry} is missing"),
    )
}

/// An entry without its record.
pub fn entry_of_nothing() -> Message {
    Message::new(
        "日志中有该条，但没有内容",
        "the journal has the entry, but there is no record of it",
    )
}

/// Rows without their entry.
pub fn rows_of_no_entry() -> Message {
    Message::new(
        "账本中有不属于任何记录的行",
        "the ledger holds rows of an entry that the journal does not know",
    )
}

/// Records without their entry.
pub fn records_of_no_entry() -> Message {
    Message::new(
        "账本中有日志所不知道的记录",
        "the ledger holds records of an entry that the journal does not know",
    )
}

/// The rows do not give the recorded digest.
pub fn rows_edited() -> Message {
    Message::new(
        "账本中它的某一行被修改、添加或删除",
        "a row of it in the ledger was edited, added or removed",
    )
}

/// The record does not give the recorded chain value.
pub fn chain_broken() -> Message {
    Message::new(
        "账本中它的记录算不出其链值",
        "its record in the ledger does not give its chain value",
    )
}

/// The record does not say what its rows come to.
pub fn other_sums() -> Message {
    Message::new(
        "它记载的笔数或金额与其各行不符",
        "it does not say of its rows how many they are and what they come to",
    )
}

/// The batch says other deductions than it has.
pub fn other_deductions(said: (u64, Money), found: (u64, Money)) -> Message {
    let [said, found] = [said, found].map(|(count, sum)| (count, sum.grouped()));
    Message::new(
        format!(
            "它记载划扣 {} 笔共 {} 元，各行为 {} 笔共 {} 元",
            said.0, said.1, found.0, found.1
        ),
        format!(
            "it says {} deductions of {}, its rows are {} of {}",
            said.0, said.1, found.0, found.1
        ),
    )
}

/// The equation of the answers does not hold.
pub fn unbalanced(sums: [Money; 4]) -> Message {
    let [deducted, accepted, reversed, outstanding] = sums.map(Money::grouped);
    Message::new(
        format!("划扣 {deducted} 不等于入库 {accepted} + 冲正 {reversed} + 未清 {outstanding}"),
        format!(
            "deducted {deducted} is not accepted {accepted} + reversed {reversed} + outstanding \
             {outstanding}"
        ),
    )
}

/// The ledger has no such batch.
pub fn unknown_batch() -> Message {
    Message::new("账本中没有该批次", "the ledger does not know it")
}

/// The ledger has no such file.
pub fn unknown_file() -> Message {
    Message::new("账本中没有该文件", "the ledger does not know this file")
}

/// A file has other bytes.
pub fn altered(is: &str, was: &str) -> Message {
    Message::new(
        format!("内容已被改动：sha256 为 {is}，账本记录为 {was}"),
        format!("its bytes were altered: sha256 is {is}, the ledger says {was}"),
    )
}

/// A file that followed from answers has other bytes.
pub fn bytes_altered() -> Message {
    Message::new("内容已被改动", "its bytes were altered")
}

/// A file cannot be read.
pub fn unreadable(error: &io::Error) -> Message {
    Message::new(
        format!("无法读取：{}", in_chinese(error)),
        format!("it cannot be read: {error}"),
    )
}

/// A file is no CSV.
pub fn no_csv(error: &dyn Display) -> Message {
    Message::new("内容不是可读的 CSV", format!("it cannot be read: {error}"))
}

/// The lines are not those of the ledger.
pub fn other_reversals() -> Message {
    Message::new(
        "各行与账本中的冲正不符",
        "its lines are not the reversals of the ledger",
    )
}

/// Decided again, an output has other bytes.
pub fn differs_from_line(line: usize) -> Message {
    Message::new(
        format!("重新判断后，自第 {line} 行起不同"),
        format!("decided again it differs from line {line} on"),
    )
}

/// Decided again, there is an output that cannot be read here.
pub fn only_decided_again(error: &io::Error) -> Message {
    Message::new(
        format!("重新判断后有此文件，这里却无法读取：{}", in_chinese(error)),
        format!("decided again it exists, here it cannot be read: {error}"),
    )
}

/// Decided again, an output is not there.
pub fn not_decided_again() -> Message {
    Message::new(
        "重新判断后没有此文件",
        "decided again there is no such output",
    )
}

/// The extract is another.
pub fn other_extract() -> Message {
    Message::new(
        "不是该批次的资料：其文件的 SHA-256 与 manifest.json 所列不同；请给出原来的资料",
        "it is not the extract of this batch: its files have other SHA-256 digests than manifest.json \
         lists; give that extract",
    )
}

/// The remittance begins otherwise.
pub fn other_first_line(expected: &str) -> Message {
    Message::new(
        format!("第一行应为 {expected}"),
        format!("its first line must be {expected}"),
    )
}

/// The postings have other columns.
pub fn other_columns() -> Message {
    Message::new(
        "各列与约定不符",
        "its columns are not those of the contract",
    )
}

/// A deduction without its line.
pub fn no_line() -> Message {
    Message::new("缺少该行", "it has no line")
}

/// A field differs. Its value is not shown: it may be a number or name of a person.
pub fn other_field(name: &str) -> Message {
    Message::new(
        format!("{name} 与账本不符"),
        format!("its {name} is not that of the ledger"),
    )
}

/// The remittance has too many lines.
pub fn too_many_lines() -> Message {
    Message::new(
        "行数多于账本中的划扣",
        "it has more lines than the ledger has deductions",
    )
}

/// The trailer is another, or there is none (`None`).
pub fn other_trailer(is: Option<&str>, expected: &str) -> Message {
    Message::new(
        format!("尾行为 {}，应为 {expected}", is.unwrap_or("空")),
        format!(
            "its trailer is {}, must be {expected}",
            is.unwrap_or("no trailer")
        ),
    )
}

/// Bytes behind the trailer.
pub fn behind_trailer() -> Message {
    Message::new("尾行之后还有内容", "something stands behind its trailer")
}

/// The postings come to something else.
pub fn other_total(is: Money, ledger: Money) -> Message {
    let (is, ledger) = (is.grouped(), ledger.grouped());
    Message::new(
        format!("合计为 {is}，账本为 {ledger}"),
        format!("it sums up to {is}, the ledger to {ledger}"),
    )
}

/// Deductions that are not listed one by one.
pub fn further(count: usize) -> Message {
    Message::new(
        format!("另有 {count} 笔划扣不同"),
        format!("{count} further deductions differ"),
    )
}

/// The manifest is none.
pub fn no_json() -> Message {
    Message::new("不是 JSON 对象", "it is not a JSON object")
}

/// The manifest says something else than the ledger.
pub fn other_value(key: &str, here: &str, there: &str) -> Message {
    Message::new(
        format!("{key} 为 {here}，账本为 {there}"),
        format!("{key} is {here}, the ledger says {there}"),
    )
}
