//! In what a command differs from that of the batch that is committed.

use crate::domain::BatchId;
use crate::domain::message::{self, Message};
use std::fmt::Display;

/// The batch is committed with something else.
pub fn conflict(batch: BatchId, differences: &[Message]) -> Message {
    let (zh, en) = message::joined(differences, "；", "; ");
    Message::new(
        format!(
            "批次 {batch} 已按其他条件提交：{zh}。未作任何改动。选项相同则补回缺失的文件；如属更正，或需要其他输出\
             （例如学校名单），请用下一个 --batch-no：已划扣的学生在其中记为已结清"
        ),
        format!(
            "batch {batch} is committed with something else: {en}. Nothing was done. The same options \
             put back what is missing; for a correction, or for other outputs such as the lists of \
             schools, give the next --batch-no: whoever was charged is settled there"
        ),
    )
}

/// Another policy; each with the start of its digest.
pub fn policy(was: (&str, &str), is: (&str, &str)) -> Message {
    Message::new(
        format!("政策原为 {}（{}），现为 {}（{}）", was.0, was.1, is.0, is.1),
        format!("policy was {} ({}), is {} ({})", was.0, was.1, is.0, is.1),
    )
}

/// Another option that shapes outputs.
pub fn option(name: &str, was: &dyn Display, is: &dyn Display) -> Message {
    Message::new(
        format!("选项 {name} 原为 {was}，现为 {is}"),
        format!("option {name} was {was}, is {is}"),
    )
}

/// A file with other bytes; the starts of the digests.
pub fn file(name: &str, was: &str, is: &str) -> Message {
    Message::new(
        format!("{name} 原为 {was}，现为 {is}"),
        format!("{name} was {was}, is {is}"),
    )
}

/// A file that was not there then.
pub fn file_added(name: &str) -> Message {
    Message::new(format!("当时没有 {name}"), format!("{name} was not there"))
}

/// A file that is not there now.
pub fn file_missing(name: &str) -> Message {
    Message::new(format!("缺少 {name}"), format!("{name} is missing"))
}

/// The ledger records options that this program does not know.
pub fn unknown_options(batch: BatchId, program: &str) -> Message {
    Message::new(
        format!(
            "批次 {batch} 由 {program} 判断，其选项不是本程序所认识的；请用 {program} 重新判断"
        ),
        format!(
            "batch {batch} was decided by {program} with options that this program does not know; \
             decide it again with {program}"
        ),
    )
}
