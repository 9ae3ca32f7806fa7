//! What is said of the ledger, its file, its locks and its copy.

use crate::domain::message::Message;
use std::path::Path;

/// How many of the things that do not agree are listed; the others are counted.
const LISTED: usize = 10;

/// The first of a list, and how many there are in all.
fn listed(found: &[String]) -> (String, String) {
    let first = found.iter().take(LISTED).cloned().collect::<Vec<_>>();
    let first = first.join("; ");
    match found.len() {
        0..=LISTED => (first.clone(), first),
        all => (
            format!("{first}; ……共 {all} 处"),
            format!("{first}; ... {all} in all"),
        ),
    }
}

/// The ledger does not hold what was committed.
pub fn not_as_committed(found: &[String]) -> Message {
    let (zh, en) = listed(found);
    Message::new(
        format!(
            "账本中的内容与当初提交的不符：{zh}。未划扣、未退款、未导出；请勿移交任何文件，保留账本与输出目录原样，\
             恢复最近的账本备份并报告"
        ),
        format!(
            "the ledger does not hold what was committed: {en}. Nothing was charged, given back or \
             exported. Hand nothing over, leave ledger and folders as they are, restore the latest \
             backup of the ledger, and call"
        ),
    )
}

/// The chain ends otherwise than when it was read, or another file has the ledger's name.
pub fn another_than_read() -> Message {
    Message::new(
        "账本在本次运行期间被别的程序写入或替换：未提交任何内容；请查明是谁改动了账本，再以同样的命令运行",
        "the ledger was written or replaced by somebody else while this run had it open: nothing was \
         committed. Find out who did, then run the same command",
    )
}

/// Sums that no ledger of this program reaches.
pub fn amounts_too_large() -> Message {
    Message::new(
        "账本中的金额超出本程序可能写入的范围：文件已损坏或被改动；请恢复最近的账本备份，切勿删除账本",
        "the ledger's amounts are larger than this program ever writes: the file is damaged or was \
         edited; restore the latest backup, never delete it",
    )
}

/// SQLite finds the file damaged.
pub fn damaged_file(found: &[String]) -> Message {
    let (zh, en) = listed(found);
    Message::new(
        format!("账本文件已损坏（{zh}）：请恢复最近的账本备份，切勿删除账本"),
        format!(
            "the ledger's file is damaged ({en}): restore the latest backup, never delete the ledger"
        ),
    )
}

/// The schema is not what this program writes.
pub fn foreign_schema(names: &[&str]) -> Message {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let (zh, en) = listed(&names);
    Message::new(
        format!(
            "账本的表、视图或触发器与本程序所写的不同（{zh}）：有人改动过账本；请恢复最近的账本备份，切勿删除账本"
        ),
        format!(
            "the ledger's tables, views or triggers are not those of this program ({en}): somebody \
             has changed it; restore the latest backup, never delete the ledger"
        ),
    )
}

/// No ledger where one was named.
pub fn no_ledger_yet(path: &Path) -> Message {
    let path = path.display();
    Message::new(
        format!(
            "{path} 没有账本。若从未运行过任何批次，请用 `gongji run --new-ledger` 新建；否则请用 --ledger 指明正确的\
             文件，或恢复最近的备份"
        ),
        format!(
            "there is no ledger at {path}. If no batch was ever run, `gongji run --new-ledger` starts \
             one; otherwise give the right file with --ledger or restore the latest backup"
        ),
    )
}

/// No right to look for the ledger: that is not its absence.
pub fn cannot_look(path: &Path, error: &std::io::Error) -> Message {
    let path = path.display();
    Message::new(
        format!("无法查看账本 {path}：{error}；请检查目录的权限和磁盘，再以同样的命令运行"),
        format!(
            "cannot look at the ledger {path}: {error}; look at the disk and the rights of the \
             folder, then run the same command"
        ),
    )
}

/// A file of something else.
pub fn no_database(path: &Path) -> Message {
    let path = path.display();
    Message::new(
        format!("{path} 不是数据库：请用 --ledger 指明正确的文件，或恢复最近的备份"),
        format!(
            "{path} is not a database: give the right file with --ledger or restore the latest backup"
        ),
    )
}

/// A folder, a device, a pipe.
pub fn no_regular_file(path: &Path) -> Message {
    let path = path.display();
    Message::new(
        format!("{path} 是目录、设备或管道，不是账本文件：请用 --ledger 指明正确的文件"),
        format!(
            "{path} is a folder, a device or a pipe, not a ledger: give the right file with --ledger"
        ),
    )
}

/// A second hard link.
pub fn second_name(path: &Path) -> Message {
    let path = path.display();
    Message::new(
        format!(
            "账本 {path} 还有另一个名字（硬链接）：两个名字下的运行互不知情，会重复划扣；请只保留一个名字，需要副本时用 \
             --ledger-copy"
        ),
        format!(
            "the ledger {path} has a second name (a hard link): runs under the two would not know of \
             each other and charge twice. Keep one name; for a copy use --ledger-copy"
        ),
    )
}

/// A link without its target.
pub fn leads_nowhere(path: &Path) -> Message {
    let path = path.display();
    Message::new(
        format!(
            "{path} 是一个没有目标的链接：账本所在的磁盘可能没有挂载；请挂载，或用 --ledger 指明正确的文件"
        ),
        format!(
            "{path} is a link that leads nowhere: perhaps the ledger's disk is not mounted; mount it, \
             or give the right file with --ledger"
        ),
    )
}

/// The ledger is gone, its log is still there.
pub fn lost_ledger(path: &Path, companion: &Path) -> Message {
    let (path, companion) = (path.display(), companion.display());
    Message::new(
        format!(
            "账本 {path} 不在了，但它的附属文件 {companion} 还在：账本已丢失；请勿删除附属文件，请找回账本，或恢复最近的备份\
             并移开附属文件"
        ),
        format!(
            "the ledger {path} is gone, but its companion {companion} is there: the ledger is lost. \
             Delete neither; find the ledger again, or move the companion away and restore the \
             latest backup"
        ),
    )
}

/// Somebody holds the lock.
pub fn another_run(path: &Path) -> Message {
    let path = path.display();
    Message::new(
        format!("另一次运行正占用 {path}；请等它结束，再看 `gongji status`"),
        format!("another run holds {path}; wait until it has ended, then look at `gongji status`"),
    )
}

/// The lock file went while it was being locked.
pub fn lock_file_deleted(path: &Path) -> Message {
    let path = path.display();
    Message::new(
        format!("锁文件 {path} 刚刚被删除或替换，可能有另一次运行；请确认后以同样的命令再次运行"),
        format!(
            "the lock file {path} was deleted or replaced just now, another run may be going on; make \
             sure there is none, then run the same command"
        ),
    )
}
