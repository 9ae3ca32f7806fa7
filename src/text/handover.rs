//! What is said between a commit and the hand-over: of the ledger's copy, and of files put in place.

use crate::domain::message::Message;
use crate::domain::plan::Language;
use chrono::NaiveDate;
use std::path::Path;

/// The copy holds an entry that the ledger lacks.
pub fn older_than_copy(copy: &Path, entries: u64) -> Message {
    let copy = copy.display();
    Message::new(
        format!(
            "账本缺少副本 {copy} 中的第 {entries} 条记录：账本已丢失、被替换，或由较旧的备份恢复。未划扣、未导入。\
             请勿移交任何文件；以该副本恢复账本（复制到账本的位置）后，再以同样的命令运行"
        ),
        format!(
            "the ledger lacks entry {entries}, which its copy {copy} holds: it was lost, swapped, or \
             restored from an older backup. Nothing was charged or imported. Hand nothing over; \
             restore the ledger from the copy (copy the file to the ledger's place), then run the \
             same command"
        ),
    )
}

/// The file at the copy's place cannot be one.
pub fn copy_is_no_ledger(copy: &Path, why: &Message) -> Message {
    let copy = copy.display();
    Message::new(
        format!(
            "--ledger-copy 的文件 {copy} 不是账本的副本：{}；请指定其他文件，或查明后移走该文件",
            why.text(Language::Zh)
        ),
        format!(
            "the file {copy} of --ledger-copy is no copy of a ledger: {}; name another file, or find \
             out what it is and move it away",
            why.text(Language::En)
        ),
    )
}

/// The copy was not written because the ledger is in use.
pub fn copy_is_busy(copy: &Path) -> Message {
    let copy = copy.display();
    Message::new(
        format!("账本正被占用，无法写入副本 {copy}；请稍后以同样的命令再次运行"),
        format!(
            "the ledger is in use, its copy {copy} was not written; run the same command later"
        ),
    )
}

/// The copy was written and does not read back as the ledger.
pub fn copy_differs(copy: &Path) -> Message {
    let copy = copy.display();
    Message::new(
        format!("写入副本 {copy} 后读回的内容与账本不符；请检查该磁盘"),
        format!("the copy {copy} does not read back as the ledger; look at that disk"),
    )
}

/// What is committed waits for its copy.
pub fn copy_failed(why: &Message) -> Message {
    Message::new(
        format!(
            "已提交，但账本副本未能写入，文件尚未就位：{}。请处理后以同样的命令（同一 --batch-date）再次运行，\
             完成之前请勿移交",
            why.text(Language::Zh)
        ),
        format!(
            "committed, but the copy of the ledger could not be written and no file is in place: {}. \
             Mend it, then run the same command with the same --batch-date, before any hand-over",
            why.text(Language::En)
        ),
    )
}

/// The copy lacks what an earlier command committed.
pub fn copy_lags(why: &Message) -> Message {
    Message::new(
        format!(
            "账本副本落后于账本，且无法补写：{}。本次未提交任何内容；请处理后以同样的命令再次运行",
            why.text(Language::Zh)
        ),
        format!(
            "the copy of the ledger lags behind and could not be caught up: {}. Nothing was committed \
             now; mend it, then run the same command",
            why.text(Language::En)
        ),
    )
}

/// A file has other bytes once it is in place.
pub fn placed_otherwise(path: &Path) -> Message {
    let path = path.display();
    Message::new(
        format!(
            "已提交，但就位后的 {path} 与提交时的内容不符，可能有别的程序写入输出文件夹：请查明，再以同样的命令\
             （同一 --batch-date）运行，完成之前请勿移交"
        ),
        format!(
            "committed, but {path} has other bytes in place than were committed: somebody else may be \
             writing into the output folder. Find out who, then run the same command with the same \
             --batch-date, before any hand-over"
        ),
    )
}

/// A whole staged batch that the ledger does not know.
pub fn staged_orphan(folder: &str) -> Message {
    Message::new(
        format!(
            "暂存文件夹 {folder} 是已提交的批次，但账本中没有该批次：账本已丢失、被替换，或由较旧的备份恢复"
        ),
        format!(
            "the staged folder {folder} is a committed batch's and not in the ledger: it was lost, \
             swapped or restored from an older copy"
        ),
    )
}

/// One extract decides one night.
pub fn same_extract(batch: &str, date: NaiveDate) -> Message {
    Message::new(
        format!(
            "本次资料与批次 {batch}（{date}）的资料逐个文件完全相同，是那一天的旧数据：未划扣任何款项。\
             请提供方重新提供；确属同一份数据的，加上 --same-extract"
        ),
        format!(
            "this extract is, file for file, that of batch {batch} ({date}): it is an earlier day's, and \
             nothing was charged. Ask for today's; if it is meant, add --same-extract"
        ),
    )
}
