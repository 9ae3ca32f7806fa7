//! What the system or the database reports, and what was being done then.

use crate::domain::message::Message;
use crate::domain::plan::Language;
use std::fmt::Display;
use std::io::{self, ErrorKind};

/// What was being done, in Chinese and English; what it was done to follows.
pub type Doing = (&'static str, &'static str);

/// The folder of the ledger is looked for.
pub const REACH_FOLDER: Doing = (
    "无法访问账本所在的文件夹",
    "cannot reach the ledger's folder",
);
/// The ledger is opened.
pub const OPEN: Doing = ("无法打开账本", "cannot open the ledger");
/// The ledger is opened once more.
pub const REOPEN: Doing = ("无法重新打开账本", "cannot open the ledger again");
/// A new ledger is made.
pub const CREATE: Doing = ("无法新建账本", "cannot create the ledger");
/// An empty ledger is made in memory.
pub const MAKE_EMPTY: Doing = ("无法准备空账本", "cannot make an empty ledger");
/// The database's settings are made.
pub const PREPARE: Doing = ("无法准备账本", "cannot prepare the ledger");
/// The ledger is looked at.
pub const LOOK: Doing = ("无法查看账本", "cannot look at the ledger");
/// The ledger is read.
pub const READ: Doing = ("无法读取账本", "cannot read the ledger");
/// The history is read.
pub const READ_HISTORY: Doing = (
    "无法读取账本中的历史",
    "cannot read the history from the ledger",
);
/// The answers are read.
pub const READ_ANSWERS: Doing = (
    "无法读取账本中的回执",
    "cannot read the answers from the ledger",
);
/// Batches and answers are counted.
pub const COUNT: Doing = ("无法统计账本", "cannot count the ledger");
/// The file's pages are checked.
pub const CHECK_FILE: Doing = ("无法检查账本文件", "cannot check the ledger's file");
/// Digests and chain are computed anew.
pub const VERIFY: Doing = ("无法核验账本", "cannot verify the ledger");
/// Something is written.
pub const WRITE: Doing = ("无法写入账本", "cannot write to the ledger");
/// A batch is written.
pub const WRITE_BATCH: Doing = ("无法把批次写入账本", "cannot write the batch to the ledger");
/// Answers are written.
pub const WRITE_ANSWERS: Doing = (
    "无法把回执写入账本",
    "cannot write the answers to the ledger",
);
/// The copy is written.
pub const COPY: Doing = ("无法写入账本副本", "cannot write the copy of the ledger");
/// The tables are made.
pub const WRITE_SCHEMA: Doing = ("无法写入账本的表结构", "cannot write the ledger's schema");
/// The transaction is ended.
pub const COMMIT: Doing = ("账本没有接受提交", "the ledger did not take the commit");
/// A lock file is opened.
pub const OPEN_LOCK: Doing = ("无法打开锁文件", "cannot open the lock file");
/// A lock is taken.
pub const LOCK: Doing = ("无法锁定", "cannot lock");
/// A file or folder is opened.
pub const OPEN_IT: Doing = ("无法打开", "cannot open");
/// A file is looked at.
pub const LOOK_AT: Doing = ("无法查看", "cannot look at");
/// Rights are set.
pub const SET_RIGHTS: Doing = ("无法设置权限：", "cannot set the rights of");
/// Outputs are staged.
pub const STAGE: Doing = ("无法暂存输出：", "cannot stage outputs in");
/// A file is written.
pub const WRITE_IT: Doing = ("无法写入", "cannot write");
/// A file is read.
pub const READ_IT: Doing = ("无法读取", "cannot read");
/// Bytes are waited for.
pub const SYNC: Doing = ("无法落盘", "cannot sync");
/// Outputs are put in place.
pub const PLACE: Doing = ("无法放到位：", "cannot put in place");
/// A plan is put in place.
pub const PLACE_PLAN: Doing = ("无法把计划放到位：", "cannot put the plan in place at");

/// What the operator does about an error of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Somebody else writes.
    Busy,
    /// The file is no database.
    Unreadable,
    /// A rule of the tables was broken.
    RefusedEntry,
    /// Something else is in the tables than expected.
    Unexpected,
    /// Disk or rights.
    Disk,
}

/// An error of the database; `code` is its number there, if it has one.
pub fn database(doing: Doing, error: &dyn Display, code: Option<i32>, trouble: Trouble) -> Message {
    let (zh, en) = match trouble {
        Trouble::Busy => (
            "另一个程序正在账本上进行事务，请等它结束后再运行同样的命令",
            "another program holds a transaction on the ledger; end it, then run the same command",
        ),
        Trouble::Unreadable => (
            "账本文件不是可读的数据库；请恢复最近的备份，切勿删除账本",
            "the ledger file is not a readable database; restore the latest backup, never delete it",
        ),
        Trouble::RefusedEntry => (
            "账本拒绝了一条记录；请勿移交任何文件，并立即报告",
            "the ledger refused an entry; hand nothing over and call",
        ),
        Trouble::Unexpected => (
            "账本的内容不是本程序所写的样子；请恢复最近的账本备份，切勿删除账本",
            "the ledger does not hold what this program expects of it; restore the latest backup, never \
             delete it",
        ),
        Trouble::Disk => (
            "请检查磁盘以及账本所在文件夹的权限，再运行同样的命令",
            "look at the disk and the rights of the ledger's folder, then run the same command",
        ),
    };
    let code = code.map_or_else(String::new, |code| format!("（SQLite {code}）"));
    Message::new(
        format!("{}{code}：{zh}", doing.0),
        format!("{}: {error}; {en}", doing.1),
    )
}

/// A file operation that failed before anything was committed.
pub fn file(doing: Doing, path: &dyn Display, error: &io::Error) -> Message {
    Message::new(
        format!(
            "{} {path}：{}；请检查磁盘和权限，再运行同样的命令",
            doing.0,
            in_chinese(error)
        ),
        format!(
            "{} {path}: {error}; look at the disk and the rights, then run the same command",
            doing.1
        ),
    )
}

/// A file operation that failed after the commit.
pub fn unplaced(doing: Doing, path: &dyn Display, error: &io::Error) -> Message {
    let is_folder = error.kind() == ErrorKind::IsADirectory;
    let (zh, en) = match is_folder {
        true => (
            "请先移开同名的文件夹，",
            "Move away the folder of this name, then run",
        ),
        false => ("", "Run"),
    };
    Message::new(
        format!(
            "已提交入账，但{} {path}：{}。{zh}移交任何文件之前，请再运行一次同样的命令（run 须用同一 --batch-date）",
            doing.0,
            in_chinese(error)
        ),
        format!(
            "committed, but {} {path}: {error}. {en} the same command again before any hand-over, a \
             night with the same --batch-date",
            doing.1
        ),
    )
}

/// What the system reports.
pub fn said(error: &io::Error) -> Message {
    Message::new(in_chinese(error), error.to_string())
}

/// What the system reports, in Chinese with its number; what the program itself has to say of a
/// file in its own words.
pub fn in_chinese(error: &io::Error) -> String {
    let own = error
        .get_ref()
        .and_then(|own| own.downcast_ref::<Message>());
    if let Some(own) = own {
        return own.text(Language::Zh).to_owned();
    }
    let words = match error.kind() {
        ErrorKind::NotFound => "文件或文件夹不存在",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::AlreadyExists => "同名文件已存在",
        ErrorKind::StorageFull => "磁盘空间不足",
        ErrorKind::QuotaExceeded => "超出磁盘配额",
        ErrorKind::FileTooLarge => "超出文件大小的限制",
        ErrorKind::ReadOnlyFilesystem => "文件系统只读",
        ErrorKind::IsADirectory => "是文件夹，不是文件",
        ErrorKind::NotADirectory => "路径中有一段不是文件夹",
        ErrorKind::DirectoryNotEmpty => "文件夹不为空",
        ErrorKind::BrokenPipe => "读取的一方已关闭",
        ErrorKind::Interrupted => "被信号中断",
        ErrorKind::WouldBlock | ErrorKind::ResourceBusy => "暂时被占用",
        ErrorKind::OutOfMemory => "内存不足",
        ErrorKind::CrossesDevices => "不在同一个文件系统",
        ErrorKind::InvalidData => "内容无法读取",
        ErrorKind::UnexpectedEof => "文件提前结束",
        ErrorKind::TimedOut => "超时",
        ErrorKind::Unsupported => "不是普通文件，而是管道、设备或套接字",
        _ => "系统错误",
    };
    match error.raw_os_error() {
        Some(number) => format!("{words}（系统错误 {number}）"),
        None => words.to_owned(),
    }
}

/// The folder for temporary files takes no workbook.
pub fn no_temporary_folder() -> Message {
    Message::new(
        "临时文件夹（TMPDIR）无法写入",
        "the folder for temporary files (TMPDIR) cannot be written",
    )
}

/// A workbook cannot be made.
pub fn no_workbook(error: &dyn Display) -> Message {
    Message::new(
        "无法生成工作簿",
        format!("the workbook cannot be made: {error}"),
    )
}

/// A character that the remittance cannot hold.
pub fn not_in_gb18030(character: char) -> Message {
    let code = u32::from(character);
    Message::new(
        format!("GB 18030 无法写出字符 U+{code:04X}；请用 --remittance-encoding utf-8"),
        format!("GB 18030 cannot write U+{code:04X}; use --remittance-encoding utf-8"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_is_understood_in_both_languages() {
        for (number, zh) in [
            (2, "文件或文件夹不存在（系统错误 2）"),
            (13, "没有权限（系统错误 13）"),
            (28, "磁盘空间不足（系统错误 28）"),
            (5, "系统错误（系统错误 5）"),
        ] {
            let told = said(&io::Error::from_raw_os_error(number));
            assert_eq!(told.text(Language::Zh), zh);
            assert!(
                told.text(Language::En)
                    .contains(&format!("os error {number}"))
            );
        }
    }

    #[test]
    fn our_own_words_are_told_in_both_languages() {
        let error = io::Error::other(not_in_gb18030('\u{E5E5}'));
        let told = said(&error);
        assert!(
            told.text(Language::Zh)
                .starts_with("GB 18030 无法写出字符 U+E5E5")
        );
        assert!(
            told.text(Language::En)
                .starts_with("GB 18030 cannot write U+E5E5")
        );
    }

    #[test]
    fn a_folder_in_the_way_is_to_be_moved() {
        for (number, moved) in [(21, true), (28, false)] {
            let error = io::Error::from_raw_os_error(number);
            let told = unplaced(PLACE, &"out/x", &error);
            assert_eq!(told.text(Language::Zh).contains("移开"), moved);
            assert_eq!(told.text(Language::En).contains("Move away"), moved);
        }
    }
}
