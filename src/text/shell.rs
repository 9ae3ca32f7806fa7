//! What the command line, its logs and its signals say.

use super::system::in_chinese;
use crate::domain::message::Message;
use chrono::NaiveDate;
use std::fmt::Display;
use std::io;

/// The system does not let a signal be listened to.
pub fn no_signal_handler(signal: i32, error: &io::Error) -> Message {
    let zh = in_chinese(error);
    Message::new(
        format!("无法监听信号 {signal}：{zh}"),
        format!("cannot listen to signal {signal}: {error}"),
    )
}

/// Somebody asked the run to stop before its commit.
pub fn interrupted() -> Message {
    Message::new(
        "提交之前被中断：未划扣任何款项；请以同样的命令再次运行",
        "interrupted before the commit: nothing was deducted; run the same command again",
    )
}

/// What a command was asked to print cannot be printed.
pub fn cannot_print(error: &io::Error) -> Message {
    let zh = in_chinese(error);
    Message::new(
        format!("无法写到标准输出：{zh}；请查看输出所在的磁盘或管道，再以同样的命令运行"),
        format!(
            "cannot write to standard output: {error}; look at the disk or pipe it goes to, then \
             run the same command"
        ),
    )
}

/// A file that a command was asked for cannot be written.
pub fn cannot_write(path: &dyn Display, error: &io::Error) -> Message {
    let zh = in_chinese(error);
    Message::new(
        format!("无法写入 {path}：{zh}；请查看该文件夹是否存在及其权限"),
        format!("cannot write {path}: {error}; look at its folder and at the rights there"),
    )
}

/// The program itself is at fault.
pub fn panicked(place: &dyn Display, why: &str) -> Message {
    Message::new(
        format!("程序内部错误，位于 {place}：{why}；请将本行和版本号报告给程序的维护者"),
        format!(
            "internal error at {place}: {why}; report this line and the version to whoever \
             maintains the program"
        ),
    )
}

/// The metrics file cannot be written.
pub fn metrics_unwritten(path: &dyn Display, error: &io::Error) -> Message {
    let zh = in_chinese(error);
    Message::new(
        format!("无法写入指标文件 {path}：{zh}；运行结果不受影响"),
        format!(
            "cannot write the metrics file {path}: {error}; the command itself is not affected"
        ),
    )
}

/// What a file is that a command must not write over, in Chinese and English.
pub type Why = (&'static str, &'static str);

/// A ledger.
pub const LEDGER: Why = ("账本或其附属文件", "a ledger or stands beside one");
/// A file of an extract.
pub const EXTRACT: Why = ("资料的文件", "a file of an extract");
/// A file of a batch.
pub const BATCH: Why = (
    "批次、计划或回执处理的文件",
    "among the files of a batch, a plan or of answers",
);
/// A file that the command was told to use for something else.
pub const NAMED: Why = (
    "本命令的另一个选项所指的文件",
    "named for something else in the same command",
);
/// A path with a control character, which is shown without it.
pub fn control_in_path(shown: &str) -> Message {
    Message::new(
        format!("路径 {shown} 含有控制字符（例如换行）；请改名或另给路径"),
        format!(
            "the path {shown} has a control character, a line feed perhaps; rename it or name another"
        ),
    )
}

/// Not a file.
pub const NO_FILE: Why = ("文件夹、设备或管道", "a folder, a device or a pipe");
/// A link, where a file of one's own is to be.
pub const LINK: Why = ("指向别处的链接", "a link to somewhere else");

/// A command was told to write over what is not its own.
pub fn target_refused(path: &dyn Display, (zh, en): Why) -> Message {
    Message::new(
        format!("不能写入 {path}：它是{zh}；未作任何改动。请另给一个新文件名"),
        format!("{path} is not written: it is {en}; nothing was changed. Name a new file"),
    )
}

/// Variables that no command knows, each with the nearest that one does.
pub fn unknown_variables(unknown: &[(String, String)]) -> Message {
    let told = |says: fn(&str, &str) -> String| -> Vec<String> {
        let each = unknown.iter();
        each.map(|(name, nearest)| says(name, nearest)).collect()
    };
    let zh = told(|name, nearest| format!("未知的环境变量 {name}：最接近的是 {nearest}"));
    let en = told(|name, nearest| {
        format!("unknown environment variable {name}: the nearest one is {nearest}")
    });
    Message::new(
        format!("{}；请改正其名称或取消设置", zh.join("；")),
        format!("{}; correct its name or unset it", en.join("; ")),
    )
}

/// Nobody said where the outputs are.
pub fn no_output_folder() -> Message {
    Message::new(
        "未指定输出文件夹：请给出 --out DIR，或设置 GONGJI_OUT",
        "no output folder: give --out DIR or set GONGJI_OUT",
    )
}

/// Nobody said where the ledger is.
pub fn no_ledger_named() -> Message {
    Message::new(
        "未指定账本：请给出 --ledger FILE 或 --out DIR，或设置 GONGJI_LEDGER、GONGJI_OUT",
        "no ledger: give --ledger FILE or --out DIR, or set GONGJI_LEDGER or GONGJI_OUT",
    )
}

/// A batch that would be committed is dated in the future.
pub fn date_after_today(date: NaiveDate, today: NaiveDate) -> Message {
    Message::new(
        format!("--batch-date {date} 晚于今天（{today}）：只有试运行（--dry-run）可用将来的日期"),
        format!("--batch-date {date} is after today ({today}): only a dry run may look ahead"),
    )
}

/// The threads of a command cannot be started.
pub fn no_threads(error: &dyn Display) -> Message {
    Message::new(
        "无法启动线程；请减少 --threads 后再运行",
        format!("cannot start the threads: {error}; run again with fewer --threads"),
    )
}

/// A batch was decided by another policy than the one at hand, so that no dates are given.
pub fn another_policy(batch: &dyn Display, policy: &str) -> Message {
    Message::new(
        format!(
            "批次 {batch} 所用的政策不是现在的 {policy}，因此不给出日期；请用 --policy 和 --set 指明"
        ),
        format!(
            "batch {batch} was decided by another policy than {policy}: no dates are given; name it \
             with --policy and --set"
        ),
    )
}
