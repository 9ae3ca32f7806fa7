//! What `gongji verify` says.

use super::system::in_chinese;
use crate::domain::BatchId;
use crate::domain::message::{self, Message};
use std::fmt::Display;
use std::io;

/// The ledger has the batch, its folder is gone.
pub fn folder_missing(folder: &dyn Display, error: &io::Error) -> Message {
    let zh = in_chinese(error);
    Message::new(
        format!(
            "账本中有该批次，但其文件夹 {folder} 无法读取：{zh}；以该批次自己的命令再次运行即可补回"
        ),
        format!(
            "the ledger holds the batch, but its folder {folder} cannot be read: {error}; the \
             batch's own command puts it back"
        ),
    )
}

/// There is no such folder.
pub fn no_folder(folder: &dyn Display, error: &io::Error) -> Message {
    let zh = in_chinese(error);
    Message::new(
        format!(
            "没有批次文件夹 {folder}：{zh}；请给出输出文件夹下的批次文件夹，例如 out/2025-20241221-01"
        ),
        format!(
            "there is no batch folder {folder}: {error}; name one below the output folder, such as \
             out/2025-20241221-01"
        ),
    )
}

/// A folder with batches in it, the latest of which is `latest`.
pub fn output_folder(folder: &dyn Display, latest: BatchId) -> Message {
    Message::new(
        format!(
            "{folder} 是输出文件夹，不是批次文件夹；请给出其中的批次，例如 gongji verify {folder}/{latest}"
        ),
        format!(
            "{folder} is the output folder, not the folder of a batch; name a batch in it, such as \
             gongji verify {folder}/{latest}"
        ),
    )
}

/// A plan, which nobody has committed.
pub fn plan_folder(folder: &dyn Display) -> Message {
    Message::new(
        format!(
            "{folder} 是计划（--dry-run），没有提交，账本中没有可核对的内容；请给出已提交批次的文件夹"
        ),
        format!(
            "{folder} is a plan (--dry-run): nothing was committed, the ledger has nothing to hold \
             it against; name the folder of a committed batch"
        ),
    )
}

/// A folder of another name.
pub fn not_a_batch(folder: &dyn Display) -> Message {
    Message::new(
        format!("{folder} 不是批次文件夹：名称应为批次号，例如 2025-20241221-01"),
        format!(
            "{folder} is not a batch folder: its name must be a batch id such as 2025-20241221-01"
        ),
    )
}

/// Another policy than the batch was decided by.
pub fn other_policy(batch: BatchId, was: &str, name: &str, is: &str) -> Message {
    Message::new(
        format!(
            "批次 {batch} 所用政策的 sha256 为 {was}，{name} 的为 {is}；请给出同样的 --policy 和 --set"
        ),
        format!(
            "batch {batch} was decided by a policy with sha256 {was}, {name} has {is}: give the \
             same --policy and --set"
        ),
    )
}

/// Everything that differs, each on a line of its own.
pub fn differences(batch: BatchId, list: &[Message]) -> Message {
    let count = list.len();
    let (zh, en) = message::joined(list, "\n  ", "\n  ");
    Message::new(
        format!("批次 {batch}：{count} 处不一致；请勿移交任何文件，并立即报告：\n  {zh}"),
        format!("batch {batch}: {count} differences; hand nothing over and call:\n  {en}"),
    )
}

/// The outputs differ only when they are decided again, by another program than the batch's own.
pub fn other_program(batch: BatchId, was: &str, is: &str, list: &[Message]) -> Message {
    let (zh, en) = message::joined(list, "\n  ", "\n  ");
    Message::new(
        format!(
            "批次 {batch} 由 {was} 判断，本程序是 {is}，重新判断的结果不同；文件与账本一致。请用 {was} 核对 --extract：\n  {zh}"
        ),
        format!(
            "batch {batch} was decided by {was}, this is {is}, and deciding it again differs; its \
             files and the ledger agree. Verify --extract with {was}:\n  {en}"
        ),
    )
}

/// An output of a committed batch is not there.
pub fn output_missing(path: &dyn Display, error: &io::Error) -> Message {
    let zh = in_chinese(error);
    Message::new(
        format!("无法读取 {path}：{zh}；请先以该批次自己的命令再次运行，补回后再查询"),
        format!("cannot read {path}: {error}; run its batch's own command, which puts it back"),
    )
}

/// An output of a committed batch has other bytes than the ledger recorded.
pub fn output_altered(path: &dyn Display) -> Message {
    Message::new(
        format!(
            "{path} 与账本记录的摘要不符，不能采信；请先以该批次自己的命令再次运行，补回后再查询"
        ),
        format!(
            "{path} has other bytes than were committed and is not believed; run its batch's own \
             command, which puts it back"
        ),
    )
}

/// An output that another version of the program wrote in another shape.
pub fn other_columns(path: &dyn Display, program: &str) -> Message {
    Message::new(
        format!("{path} 由 {program} 写出，列与本程序不同；请用 {program} 导出"),
        format!(
            "{path} was written by {program} with other columns than this program knows; export with {program}"
        ),
    )
}
