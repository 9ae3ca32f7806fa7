//! What is wrong with a delivered file and how it is mended: its place, its header, its rows, and
//! what `control.csv` says of it.

use super::system::in_chinese;
use crate::domain::message::{self, Message};
use std::fmt::Display;
use std::io;

fn both(zh: &str, en: &str) -> Message {
    Message::new(zh, en)
}

/// What is refused, in Chinese and English.
pub type What = (&'static str, &'static str);

/// A folder of inputs.
pub const EXTRACT: What = ("资料", "the extract is");
/// A file of answers.
pub const ANSWERS: What = ("回执文件", "the answers are");

/// Every fault of what is refused, each on a line of its own.
pub fn refused(what: What, faults: &[Message]) -> Message {
    let (zh, en) = message::joined(faults, "\n  ", "\n  ");
    match faults.len() {
        1 => Message::new(
            format!("{}被拒绝：{zh}", what.0),
            format!("{} refused: {en}", what.1),
        ),
        count => Message::new(
            format!("{}被拒绝，共 {count} 处：\n  {zh}", what.0),
            format!("{} refused, {count} faults:\n  {en}", what.1),
        ),
    }
}

/// No file of that name in the folder, but some of these and so many more.
pub fn not_in(folder: &dyn Display, names: &[String], more: usize) -> Message {
    let list = names.join(", ");
    let (zh, en) = match (names, more) {
        ([], _) => Default::default(),
        (_, 0) => (format!("，只有：{list}"), format!(", which holds {list}")),
        (_, more) => (
            format!("，只有：{list}，另有 {more} 个"),
            format!(", which holds {list} and {more} more"),
        ),
    };
    Message::new(
        format!("{folder} 中没有该文件{zh}"),
        format!("no such file in {folder}{en}"),
    )
}

/// A link without its target.
pub fn leads_nowhere() -> Message {
    both(
        "这是一个没有目标的链接",
        "this is a link that leads nowhere",
    )
}

/// A folder.
pub fn is_folder() -> Message {
    both("这是文件夹，不是文件", "this is a folder, not a file")
}

/// A pipe or a device.
pub fn is_device() -> Message {
    both(
        "这是管道或设备，不是普通文件",
        "this is a pipe or a device, not a regular file",
    )
}

/// What to do with it.
pub fn put_file_there() -> Message {
    both("请把文件本身放在该处", "put the file itself in its place")
}

/// A file that cannot be read.
pub fn unreadable() -> Message {
    both("无法读取该文件", "the file cannot be read")
}

/// What to do then.
pub fn check_rights() -> Message {
    both(
        "请检查该文件，以及运行 gongji 的用户的权限",
        "check the file and the rights of the user who runs gongji",
    )
}

/// The extract is not a folder.
pub fn no_folder() -> Message {
    both("这不是文件夹", "this is not a folder")
}

/// The folder of the extract cannot be read.
pub fn folder_unreadable(error: &io::Error) -> Message {
    Message::new(
        format!("无法读取资料文件夹：{}", in_chinese(error)),
        format!("the folder of the extract cannot be read: {error}"),
    )
}

/// What to do then.
pub fn name_folder() -> Message {
    both(
        "请指明放有 enrollments.csv、networks.csv 和 accounts.csv 的文件夹",
        "name the folder that holds enrollments.csv, networks.csv and accounts.csv",
    )
}

/// Nothing in it.
pub fn is_empty() -> Message {
    both("文件为空", "the file is empty")
}

/// What to do then.
pub fn deliver_with_header() -> Message {
    both(
        "请连同表头和数据行重新交付该文件",
        "deliver the file again with its header and rows",
    )
}

/// A header alone.
pub fn no_rows() -> Message {
    both(
        "文件只有表头，没有数据行",
        "the file has a header and no row",
    )
}

/// What to do then.
pub fn deliver_rows() -> Message {
    both(
        "请连同数据行重新交付该文件",
        "deliver the file again with its rows",
    )
}

/// Answers without an answer.
pub fn no_answers() -> Message {
    both(
        "文件只有表头，没有回执",
        "the file has a header and no answer",
    )
}

/// What to do then.
pub fn ask_again() -> Message {
    both("请要求对方重新提供该文件", "ask for the file again")
}

/// Its mark says UTF-8, its bytes do not.
pub fn marked_utf8() -> Message {
    both(
        "文件标明为 UTF-8，但不是有效的 UTF-8",
        "the file is marked as UTF-8 but is not valid UTF-8",
    )
}

/// A header that is no UTF-8.
pub fn header_not_utf8() -> Message {
    both("表头不是有效的 UTF-8", "the header is not valid UTF-8")
}

/// Neither of the encodings.
pub fn no_encoding() -> Message {
    both(
        "文件既不是有效的 UTF-8，也不是有效的 GB18030",
        "the file is neither valid UTF-8 nor valid GB18030",
    )
}

/// Not valid in the encodings that were tried.
pub fn not_valid(encodings: &[&str]) -> Message {
    Message::new(
        format!("文件不是有效的 {}", encodings.join(" 或 ")),
        format!(
            "the file is not valid {}",
            encodings.join(" and not valid ")
        ),
    )
}

/// What to do then.
pub fn save_encoded() -> Message {
    both(
        "请把文件另存为 UTF-8 或 GB18030 后重新交付",
        "save the file as UTF-8 or GB18030 and deliver it again",
    )
}

/// What stands where a character should.
pub fn no_characters() -> Message {
    both("不成字符的字节", "bytes that are no character")
}

/// A record beyond the limit.
pub fn long_record() -> Message {
    both("一条记录超过 2 MiB", "a record is longer than 2 MiB")
}

/// What to do then.
pub fn look_for_line_feeds() -> Message {
    both(
        "请检查是否缺少换行，更正后重新交付该文件",
        "look for line feeds that are missing, and deliver the file again",
    )
}

/// A field beyond the limit.
pub fn long_field() -> Message {
    both(
        "一个字段超过 1,024 字节或 3 个换行",
        "a field has more than 1,024 bytes or 3 line feeds",
    )
}

/// What to do then.
pub fn look_for_quote() -> Message {
    both(
        "请检查是否有未闭合的引号，更正后重新交付该文件",
        "look for a quote that is not closed, and deliver the file again",
    )
}

/// A quote without its end.
pub fn open_quote() -> Message {
    both(
        "一个字段的引号没有闭合",
        "a field opens with a quote that is never closed",
    )
}

/// What to do then.
pub fn close_quote() -> Message {
    both(
        "请闭合引号；文件也可能在传输中被截断，请重新交付",
        "close the quote; the file may also have been cut off in transfer, and deliver the file again",
    )
}

/// Quotes in the header.
pub fn header_quoting() -> Message {
    both(
        "表头在闭合引号之后还有文字，或字段中间有引号",
        "the header has text after a closing quote, or a quote inside a field",
    )
}

/// What to do then.
pub fn correct_header() -> Message {
    both(
        "请更正表头后重新交付该文件",
        "correct the header and deliver the file again",
    )
}

/// A column that must be there; `column` with its other names.
pub fn column_missing(column: &str) -> Message {
    Message::new(
        format!("缺少列 {column}"),
        format!("column {column} is missing"),
    )
}

/// What to do then.
pub fn add_column() -> Message {
    both(
        "请补上后重新交付该文件",
        "add it and deliver the file again",
    )
}

/// A first line without most of the columns that must be there.
pub fn is_no_header(required: usize, missing: &[&str]) -> Message {
    let (found, missing) = (required - missing.len(), missing.join(", "));
    Message::new(
        format!("第一行不像表头：必需的 {required} 列只认出 {found} 列，没有 {missing}"),
        format!(
            "the first line does not look like a header: of the {required} columns that must be \
             there it has {found}, and lacks {missing}"
        ),
    )
}

/// What to do then.
pub fn put_header_first() -> Message {
    both(
        "表头必须是第一行：请删去它上面的标题行，或导出正确的工作表，列名见 docs/extracts.md，然后重新交付该文件",
        "the header must be the first line: remove a title above it, or export the right sheet, with the columns of docs/extracts.md, and deliver the file again",
    )
}

/// A column that is there twice.
pub fn column_repeated(column: &str) -> Message {
    Message::new(
        format!("列 {column} 出现不止一次"),
        format!("column {column} stands there more than once"),
    )
}

/// What to do then.
pub fn remove_all_but_one() -> Message {
    both(
        "请只保留一列后重新交付该文件",
        "remove all but one and deliver the file again",
    )
}

/// The first `most` cells of a header, how many there are besides, and how many are empty.
pub fn cells(cells: &[String], most: usize) -> Message {
    let filled = cells.iter().filter(|cell| !cell.is_empty());
    let (count, shown) = (filled.clone().count(), filled.take(most));
    let shown: Vec<&str> = shown.map(String::as_str).collect();
    let (more, empty) = (count - shown.len(), cells.len() - count);
    let mut zh = vec![shown.join(", ")];
    let mut en = zh.clone();
    if more > 0 {
        zh.push(format!("另有 {more} 个"));
        en.push(format!("{more} more"));
    }
    if empty > 0 {
        zh.push(format!("{empty} 个空列"));
        en.push(format!("{empty} empty columns"));
    }
    let start = usize::from(shown.is_empty());
    Message::new(zh[start..].join("，"), en[start..].join(" and "))
}
