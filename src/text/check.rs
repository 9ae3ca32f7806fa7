//! What `gongji check` says of an extract.

use crate::domain::Encoding;
use crate::domain::message::Message;
use crate::domain::plan::Language;
use crate::domain::reject::{InputFile, Reject};
use std::fmt::Display;

fn both(zh: &str, en: &str) -> Message {
    Message::new(zh, en)
}

/// A file that was read: its rows, how many of them cannot be read and how many might, and what it
/// was read as.
pub fn file(input: &InputFile, limit: u64) -> Message {
    let (file, rows, rejected) = (input.file.name(), input.rows, input.rejected_rows);
    let (bytes, sha256) = (input.bytes, &input.sha256);
    let encoding = input.encoding.map_or("", Encoding::as_str).to_uppercase();
    Message::new(
        format!(
            "{file:<16} {rows:>12} 行，无法读取 {rejected} 行（最多 {limit} 行），{encoding}，逗号分隔，{bytes} 字节，sha256 {sha256}"
        ),
        format!(
            "{file:<16} {rows:>12} rows, {rejected} rejected (at most {limit}), {encoding}, separated by commas, {bytes} bytes, sha256 {sha256}"
        ),
    )
}

/// Where a problem is, in the column as it is called.
pub fn place(reject: &Reject, column: &str) -> Message {
    let (line, value) = (reject.line, &reject.masked_value);
    let (zh, en) = match &reject.shape {
        Some(shape) => (format!("，形如 {shape}"), format!(", written like {shape}")),
        None => Default::default(),
    };
    Message::new(
        format!("第 {line} 行 {column} {value}{zh}"),
        format!("line {line} {column} {value}{en}"),
    )
}

/// More places than are shown.
pub fn more_places(count: usize) -> Message {
    Message::new(
        format!("另有 {count} 处，--json 列出全部"),
        format!("{count} more, --json shows all"),
    )
}

/// There is no list of the tax bureau.
pub fn no_payments() -> Message {
    both(
        "未核对税务已缴清单：没有 payments.csv",
        "未核对税务已缴清单: there is no payments.csv",
    )
}

/// What a run would do with the extract.
pub fn verdict(faults: usize, rejected: u64) -> Message {
    match (faults, rejected) {
        (0, 0) => both(
            "结论：就资料本身而言，运行会接受，每一行都能读取。",
            "Verdict: as far as the extract goes, a run takes it. Every row can be read.",
        ),
        (0, rejected) => Message::new(
            format!(
                "结论：就资料本身而言，运行会接受。无法读取的共 {rejected} 行，可能涉及的人一律暂不划扣。"
            ),
            format!(
                "Verdict: as far as the extract goes, a run takes it. {rejected} rows cannot be read; whomever they may be about is held back."
            ),
        ),
        (faults, rejected) => Message::new(
            format!(
                "结论：运行会拒绝整批（退出码 3），原因共 {faults} 处，另行列出。无法读取的共 {rejected} 行。"
            ),
            format!(
                "Verdict: a run refuses it (exit 3); faults: {faults}, told separately. {rejected} rows cannot be read."
            ),
        ),
    }
}

/// How many rows of a file may be rejected, and who says so.
pub fn limit(always: u64, share: &dyn Display, source: &dyn Fn(Language) -> String) -> Message {
    let (zh, en) = (source(Language::Zh), source(Language::En));
    Message::new(
        format!(
            "每个文件无法读取的行最多 {always} 行，或该文件行数的 {share}（政策 max_reject_ratio，{zh}），以多者为准。"
        ),
        format!(
            "Of each file {always} rows may be rejected, or the share of {share} (policy, max_reject_ratio, {en}) if that is more."
        ),
    )
}
