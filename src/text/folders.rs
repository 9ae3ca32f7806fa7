//! What is said of folders and files that are not what the ledger recorded.

use super::system::in_chinese;
use crate::domain::BatchId;
use crate::domain::characters::without_controls;
use crate::domain::message::{self, Message};
use std::fmt::Display;
use std::io;

/// Ledger and outputs disagree.
pub fn disagree(found: &[Message]) -> Message {
    let (zh, en) = message::joined(found, "；", "; ");
    Message::new(
        format!(
            "账本与输出不一致，未划扣任何款项。{zh}。不能这样补回的：请勿移交任何文件，账本和文件夹保持原状，并立即报告"
        ),
        format!(
            "ledger and outputs disagree, nothing was deducted. {en}. For whatever cannot be put back \
             so: hand nothing over, leave ledger and folders, and call"
        ),
    )
}

/// A batch folder that the ledger does not know.
pub fn unknown_batch(batch: &BatchId) -> Message {
    Message::new(
        format!("批次文件夹 {batch} 不在账本中：账本可能已丢失、被替换，或由较旧的副本恢复"),
        format!(
            "batch folder {batch} is not in the ledger: it was lost, swapped or restored from an \
             older copy"
        ),
    )
}

/// A file of reversals or withdrawals that the ledger does not know.
pub fn unknown_file(path: &str) -> Message {
    let path = without_controls(path);
    Message::new(
        format!("{path} 不在账本中：账本可能已丢失、被替换，或由较旧的副本恢复"),
        format!("{path} is not in the ledger: it was lost, swapped or restored from an older copy"),
    )
}

/// An output that is not there.
pub fn missing(name: &str) -> Message {
    Message::new(
        format!("{name} 缺失或无法读取"),
        format!("{name} is missing or cannot be read"),
    )
}

/// An output with other bytes.
pub fn changed(name: &str) -> Message {
    Message::new(
        format!("{name} 的内容与提交时的不同"),
        format!("{name} has other bytes than were committed"),
    )
}

/// Outputs of one batch that are not whole.
pub fn damaged_batch(batch: &BatchId, damage: &[Message]) -> Message {
    let (zh, en) = message::joined(damage, "、", ", ");
    let (date, number) = (batch.date, batch.number);
    Message::new(
        format!(
            "批次 {batch}：{zh}（以它自己的命令和资料，加 --batch-date {date} --batch-no {number}，可以补回）"
        ),
        format!(
            "batch {batch}: {en} (its own command, with --batch-date {date} --batch-no {number} and \
             its own extract, puts them back)"
        ),
    )
}

/// A file of reversals or withdrawals that is not whole.
pub fn damaged_file(path: &str) -> Message {
    Message::new(
        format!("{path} 缺失或内容不同（`gongji reconcile` 可以补回）"),
        format!("{path} is missing or has other bytes (`gongji reconcile` puts it back)"),
    )
}

/// The run mends its own batch; others are damaged too.
pub fn damaged_besides(others: &[Message]) -> Message {
    let (zh, en) = message::joined(others, "；", "; ");
    Message::new(
        format!("本次运行补回自己批次所缺的文件；此外还有损坏：{zh}"),
        format!("this run puts back what its own batch lacks; damaged besides: {en}"),
    )
}

/// Something was put back.
pub fn put_back(what: &Message) -> Message {
    let (zh, en) = message::joined(std::slice::from_ref(what), "", "");
    Message::new(format!("已补回：{zh}"), format!("put back: {en}"))
}

/// The outputs would come out otherwise than they were committed.
pub fn other_bytes(batch: &BatchId, was: &str, is: &str, names: &[String]) -> Message {
    let names = names.join(", ");
    Message::new(
        format!(
            "批次 {batch} 由 {was} 提交，本程序是 {is}，{names} 的内容会不同：未写入任何文件。请使用当时提交的程序"
        ),
        format!(
            "batch {batch} was committed by {was}, this is {is}, and {names} would come out \
             different: nothing was written. Use the program that committed it"
        ),
    )
}

/// A file of answers would come out otherwise than it was recorded.
pub fn other_answers(path: &str) -> Message {
    Message::new(
        format!(
            "{path} 缺失或已损坏，重新生成的内容与记录的不同：未写入任何文件。请使用当时写出它的程序"
        ),
        format!(
            "{path} is missing or damaged and would come out different from what was recorded: \
             nothing was written. Use the program that recorded it"
        ),
    )
}

/// The outputs of a committed batch could not be put back.
pub fn not_put_back(why: &Message) -> Message {
    let (zh, en) = message::joined(std::slice::from_ref(why), "", "");
    Message::new(
        format!("该批次此前已提交，但其输出无法补回：{zh}"),
        format!("committed earlier, but its outputs could not be put back: {en}"),
    )
}

/// A batch is committed, and what was staged of it is damaged.
pub fn staged_damaged(batch: &BatchId) -> Message {
    let (date, number) = (batch.date, batch.number);
    Message::new(
        format!(
            "批次 {batch} 已提交，但其暂存的输出已损坏：请先以它自己的命令（--batch-date {date} --batch-no {number}）\
             再次运行，再做其他"
        ),
        format!(
            "batch {batch} is committed but its staged outputs are damaged: run its own command again \
             (--batch-date {date} --batch-no {number}) before any other"
        ),
    )
}

/// An earlier run committed this and did not live to place it.
pub fn placed_now(what: &dyn Display) -> Message {
    Message::new(
        format!("{what} 由此前的运行提交，现在放到位"),
        format!("{what} was committed by an earlier run; it is put in place now"),
    )
}

/// An earlier run left this without a commit.
pub fn removed_now(folder: &str) -> Message {
    let folder = without_controls(folder);
    Message::new(
        format!("{folder} 是此前运行留下、没有提交的文件夹，现在删除"),
        format!("an earlier run left the folder {folder} without a commit; it is removed"),
    )
}

/// A staged folder stays behind.
pub fn stays_behind(folder: &dyn Display, error: &io::Error) -> Message {
    Message::new(
        format!("暂存的文件夹 {folder} 无法删除：{}", in_chinese(error)),
        format!("the staged folder {folder} could not be removed: {error}"),
    )
}

/// A file that others could read.
pub fn tightened(path: &dyn Display, mode: u32, to: u32) -> Message {
    let path = without_controls(&path.to_string());
    Message::new(
        format!("{path} 曾对他人开放（权限 {mode:04o}），已改为 {to:04o}"),
        format!("{path} was open to others (mode {mode:04o}): it is set to {to:04o}"),
    )
}

/// A folder that a first run needs cannot be made.
pub fn no_new_folder(folder: &dyn Display, error: &io::Error) -> Message {
    Message::new(
        format!(
            "无法创建文件夹 {folder}：{}；请检查路径和权限",
            in_chinese(error)
        ),
        format!(
            "cannot create the folder {folder}: {error}; look at its path and at the rights there"
        ),
    )
}

/// A folder or file cannot be looked at.
pub fn unreadable(path: &dyn Display, error: &io::Error) -> Message {
    Message::new(
        format!("无法读取 {path}：{}；请检查磁盘和权限", in_chinese(error)),
        format!("cannot read {path}: {error}; look at the disk and the rights"),
    )
}
