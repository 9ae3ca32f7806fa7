//! What is said of the ledger, its file, its locks and its copy.

use super::system::in_chinese;
use crate::domain::message::{self, Message};
use crate::domain::plan::Language;
use crate::domain::{BatchId, Money};
use std::fmt::Display;
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
pub fn not_as_committed(found: &[Message]) -> Message {
    let first = &found[..found.len().min(LISTED)];
    let (mut zh, mut en) = message::joined(first, "；", "; ");
    if found.len() > LISTED {
        zh.push_str(&format!("；……共 {} 处", found.len()));
        en.push_str(&format!("; ... {} in all", found.len()));
    }
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

/// Amounts that are no fee, or sums that no ledger of this program reaches.
pub fn strange_amounts() -> Message {
    Message::new(
        "账本中的金额超出本程序可能写入的范围：文件已损坏或被改动；请恢复最近的账本备份，切勿删除账本",
        "the ledger's amounts are not such as this program ever writes: the file is damaged or was \
         edited; restore the latest backup, never delete it",
    )
}

/// The ledger is not believed, and a write-ahead log lies beside it.
pub fn log_beside(why: &Message, log: &Path) -> Message {
    let log = log.display();
    Message::new(
        format!(
            "{}。账本旁边还有 {log}：若账本是恢复的备份，该文件属于恢复之前的账本，请将其移到别处（勿删除）后再试",
            why.text(Language::Zh)
        ),
        format!(
            "{}. Beside the ledger lies {log}: if the ledger was restored, it belongs to the one \
             before; move it away (do not delete it) and try again",
            why.text(Language::En)
        ),
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
        format!(
            "无法查看账本 {path}：{}；请检查目录的权限和磁盘，再以同样的命令运行",
            in_chinese(error)
        ),
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

/// A companion that SQLite would wait for or write through.
pub fn strange_companion(companion: &Path) -> Message {
    let companion = companion.display();
    Message::new(
        format!(
            "{companion} 是链接、目录、设备或管道，或另有硬链接，不能用作账本的附属文件；请勿删除，请查明它的由来，移开后\
             再以同样的命令运行"
        ),
        format!(
            "{companion} is a link, a folder, a device or a pipe, or has a second name: no companion of \
             a ledger. Do not delete it; find out where it comes from, move it away, then run the same \
             command"
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

/// A ledger of an older program, which only a run may change.
pub fn older_schema(found: i64, known: i64) -> Message {
    Message::new(
        format!("账本的表结构版本为 {found}，本程序为 {known}：下一次 `gongji run` 会将其升级"),
        format!(
            "the ledger has schema {found} of {known}: the next `gongji run` brings it up to date"
        ),
    )
}

/// A ledger of a newer program.
pub fn newer_schema(found: i64, known: i64) -> Message {
    Message::new(
        format!("账本的表结构版本为 {found}，本程序只认识 {known}：请使用写入它的较新程序"),
        format!(
            "the ledger has schema {found}, this program knows {known}: use the newer program that \
             wrote it"
        ),
    )
}

/// A database that another program made.
pub fn foreign_database() -> Message {
    Message::new(
        "该账本文件是其他程序的数据库：请用 --ledger 指明正确的文件",
        "the ledger file is a database of something else: give the right one with --ledger",
    )
}

/// No right to write.
pub fn read_only(path: &Path) -> Message {
    let path = path.display();
    Message::new(
        format!("账本 {path} 只能读取，不能写入：请检查其权限"),
        format!("the ledger {path} may only be read: look at its rights"),
    )
}

/// `--new-ledger` on a ledger that is in use.
pub fn not_new(other: BatchId) -> Message {
    Message::new(
        format!("给出了 --new-ledger，但账本中已有批次 {other}：请去掉该选项"),
        format!(
            "--new-ledger was given, but the ledger already holds batch {other}: leave the option \
             out"
        ),
    )
}

/// A path that ends in no name.
pub fn no_file_name(path: &Path) -> Message {
    let path = path.display();
    Message::new(
        format!("{path} 没有指明账本文件名：请用 --ledger 给出文件"),
        format!("{path} names no file for the ledger: give one with --ledger"),
    )
}

/// A setting that the safety of a commit rests on.
pub fn setting_without_effect(name: &str, found: &str) -> Message {
    Message::new(
        format!("账本的设置 {name} 没有生效（实际为 {found}）：账本须放在本机磁盘上"),
        format!(
            "the ledger's {name} is not in effect (found {found}): the ledger must lie on a local \
             disk"
        ),
    )
}

/// More, fewer or other deductions than were decided.
pub fn written_otherwise(expected: (u64, Money), written: (u64, Money)) -> Message {
    let [expected, written] = [expected, written].map(|(count, sum)| (count, sum.grouped()));
    Message::new(
        format!(
            "应写入 {} 笔划扣共 {} 元，实际写入 {} 笔共 {} 元：未提交任何内容",
            expected.0, expected.1, written.0, written.1
        ),
        format!(
            "{} deductions of {} were to be written, {} of {} are: nothing is committed",
            expected.0, expected.1, written.0, written.1
        ),
    )
}

/// Outputs without their list.
pub fn without_manifest() -> Message {
    Message::new(
        "没有 manifest.json 的批次不予提交",
        "a batch without a manifest is not committed",
    )
}

/// The commit failed, and whether it holds cannot be seen.
pub fn commit_unknown(error: &dyn Display, why: &Message) -> Message {
    let (zh, en) = (why.text(Language::Zh), why.text(Language::En));
    Message::new(
        format!(
            "提交时数据库报错，随后无法读取账本以确认是否已提交：{zh}。移交任何文件之前，请以同样的命令和同一 \
             --batch-date 再次运行"
        ),
        format!(
            "the commit reported an error ({error}) and the ledger cannot be read to see whether it \
             holds: {en}. Run the same command with the same --batch-date before any hand-over"
        ),
    )
}

/// A deduction whose batch is not in the ledger.
pub fn of_unknown_batch(entry: i64) -> Message {
    Message::new(
        format!(
            "账本中有一笔划扣不属于任何已知批次（第 {entry} 条）；请勿移交任何文件，并立即报告"
        ),
        format!(
            "the ledger holds a deduction of an unknown batch (entry {entry}); hand nothing over and \
             call"
        ),
    )
}

/// Deductions went or came.
pub fn other_deductions(batch: BatchId) -> Message {
    Message::new(
        format!(
            "账本中批次 {batch} 的划扣与提交时的不同（`gongji verify` 给出详情）；未划扣任何款项。请勿移交任何文件，\
             恢复最近的账本备份，并立即报告"
        ),
        format!(
            "the ledger's deductions of batch {batch} are not those that were committed (`gongji \
             verify` tells more); nothing was charged. Hand nothing over, restore the latest backup \
             of the ledger, and call"
        ),
    )
}

/// A batch that comes too late.
pub fn not_after(wanted: BatchId, latest: BatchId) -> Message {
    Message::new(
        format!(
            "批次 {wanted} 不在最近已提交的批次 {latest} 之后：请给出更晚的 --batch-date，同一天则用下一个 --batch-no"
        ),
        format!(
            "batch {wanted} is not after the latest committed batch {latest}: give a later \
             --batch-date, or on the same day the next --batch-no"
        ),
    )
}
