//! What the command line, its logs and its signals say.

use crate::domain::message::Message;
use std::fmt::Display;

/// The system does not let a signal be listened to.
pub fn no_signal_handler(signal: i32, error: &dyn Display) -> Message {
    Message::new(
        format!("无法监听信号 {signal}：{error}"),
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
pub fn cannot_print(error: &dyn Display) -> Message {
    Message::new(
        format!("无法写到标准输出：{error}；请查看输出所在的磁盘或管道，再以同样的命令运行"),
        format!(
            "cannot write to standard output: {error}; look at the disk or pipe it goes to, then \
             run the same command"
        ),
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
pub fn metrics_unwritten(path: &dyn Display, error: &dyn Display) -> Message {
    Message::new(
        format!("无法写入指标文件 {path}：{error}；运行结果不受影响"),
        format!(
            "cannot write the metrics file {path}: {error}; the command itself is not affected"
        ),
    )
}
