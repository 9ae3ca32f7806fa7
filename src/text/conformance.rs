//! What `gongji check-remittance` says to the side that receives a remittance.

use super::system::in_chinese;
use crate::domain::message::Message;
use crate::domain::plan::Language;
use std::fmt::Display;
use std::io;

/// The file cannot be read at all.
pub fn unreadable(path: &dyn Display, error: &io::Error) -> Message {
    let zh = in_chinese(error);
    Message::new(
        format!("无法读取汇缴文件 {path}：{zh}；请核对路径和权限，给出收到的 remittance.txt"),
        format!(
            "the remittance {path} cannot be read: {error}; check its path and your rights, and give \
             the remittance.txt that was received"
        ),
    )
}

/// The file is not as the format promises: all that differs, line by line.
pub fn differs(path: &dyn Display, found: &[(u64, Message)], unlisted: u64) -> Message {
    let (mut zh, mut en) = (
        format!("{path} 不符合汇缴文件格式，请勿入库，请发送方重新提供："),
        format!("{path} is not as the format promises: book nothing, ask the sender for it again:"),
    );
    for (line, what) in found {
        let what = |language| what.text(language).to_owned();
        zh += &format!("\n  第 {line} 行：{}", what(Language::Zh));
        en += &format!("\n  line {line}: {}", what(Language::En));
    }
    if unlisted > 0 {
        zh += &format!("\n  另有 {unlisted} 处不符");
        en += &format!("\n  and {unlisted} more");
    }
    Message::new(zh, en)
}

/// The file holds what the format promises.
pub fn conforms(path: &dyn Display, batch: &str, encoding: &str, count: u64, sum: &str) -> Message {
    Message::new(
        format!("{path}：符合格式；批次 {batch}，编码 {encoding}，{count} 笔，共 {sum} 元\n"),
        format!(
            "{path}: as the format promises; batch {batch}, encoding {encoding}, {count} \
             deductions, {sum} yuan\n"
        ),
    )
}

/// Neither of the two encodings.
pub fn no_encoding() -> Message {
    Message::new(
        "文件既不是有效的 UTF-8，也不是有效的 GB 18030",
        "the file is neither valid UTF-8 nor valid GB 18030",
    )
}

/// A mark that the format does not have.
pub fn byte_order_mark() -> Message {
    Message::new(
        "文件以 BOM 开头，格式中没有",
        "the file starts with a BOM, the format has none",
    )
}

/// The last line is cut off.
pub fn no_line_feed() -> Message {
    Message::new(
        "行末没有换行符，文件可能被截断",
        "the line does not end in a line feed: the file may be cut off",
    )
}

/// A character that no line may hold.
pub fn control_character() -> Message {
    Message::new(
        "含有控制字符（每行只以 LF 结尾）",
        "the line holds a control character (lines end in LF alone)",
    )
}

/// The first line is no header of this format and version.
pub fn no_header() -> Message {
    Message::new(
        "首行不是 H|GONGJI-REMIT|1|批次号|参保年度|批次日期|政策|政策摘要",
        "the first line is not H|GONGJI-REMIT|1|batch|insurance year|batch date|policy|policy sha256",
    )
}

/// A line that is neither a detail nor the trailer.
pub fn no_detail() -> Message {
    Message::new(
        "不是 12 个字段的 D 行，也不是尾行",
        "this is neither a D line of 12 fields nor the trailer",
    )
}

/// The last line is missing.
pub fn no_trailer() -> Message {
    Message::new(
        "没有 5 个字段的尾行（T），文件可能被截断",
        "there is no trailer (T) of 5 fields: the file may be cut off",
    )
}

/// Lines behind the trailer.
pub fn behind_trailer() -> Message {
    Message::new("尾行之后还有内容", "something stands behind the trailer")
}

/// A field that is not as the format promises; `value` is masked.
pub fn field(name: &str, value: &str, promise: (&str, &str)) -> Message {
    Message::new(
        format!("{name} 为“{value}”，应为{}", promise.0),
        format!("{name} is \"{value}\", must be {}", promise.1),
    )
}

/// A figure of the trailer that the lines before it do not give.
pub fn trailer(name: &str, here: &str, expected: &str) -> Message {
    Message::new(
        format!("尾行的 {name} 为“{here}”，按前面各行计算应为“{expected}”"),
        format!("{name} of the trailer is \"{here}\", the lines before it give \"{expected}\""),
    )
}

/// The order of the details.
pub fn out_of_order() -> Message {
    Message::new(
        "enrollment_id 未按字节顺序排在上一行之后",
        "its enrollment_id does not come after that of the line before, in the order of bytes",
    )
}

/// A person who is charged twice.
pub fn twice(first: u64) -> Message {
    Message::new(
        format!("该参保人已在第 {first} 行收费"),
        format!("this person is charged on line {first} already"),
    )
}
