//! What `control.csv` says that is not so.

use crate::domain::message::Message;

fn both(zh: &str, en: &str) -> Message {
    Message::new(zh, en)
}

/// What to do with a file that is not what it is said to be.
pub fn compare_and_deliver() -> Message {
    both(
        "该文件可能不完整，或在 control.csv 写出之后又被改动或另存；请与交付方核对后重新交付",
        "the file may not be whole, or was changed or saved anew after control.csv was written; compare with the deliverer and deliver again",
    )
}

/// One file on two lines.
pub fn listed_twice() -> Message {
    both("同一文件列了两次", "the file is listed twice")
}

/// What to do then.
pub fn keep_one_line() -> Message {
    both("请只保留一行", "keep one of the lines")
}

/// A file of the extract that no line names.
pub fn not_listed(name: &str) -> Message {
    Message::new(
        format!("{name} 已交付但没有列出"),
        format!("{name} is there but not listed"),
    )
}

/// What to do then.
pub fn list_every_file() -> Message {
    both(
        "请交付列出每个文件的 control.csv，或移走该文件",
        "deliver a control.csv that lists every file, or take the file away",
    )
}

/// A line without a file.
pub fn names_no_file() -> Message {
    both("没有写明文件名", "no file is named")
}

/// What to do then.
pub fn name_a_file() -> Message {
    both(
        "请写明文件名，例如 enrollments.csv",
        "name a file, such as enrollments.csv",
    )
}

/// A path instead of a name.
pub fn no_plain_name() -> Message {
    both("这不是单纯的文件名", "this is no plain file name")
}

/// What to do then.
pub fn name_without_folder() -> Message {
    both(
        "请只写文件名，不写所在的文件夹",
        "write the name alone, without a folder",
    )
}

/// A file that was not delivered.
pub fn listed_not_there() -> Message {
    both("列出的文件不存在", "the listed file is not there")
}

/// What to do then.
pub fn correct_name_or_add() -> Message {
    both(
        "请改正文件名、补上该文件，或删去这一行",
        "correct the name, add the file, or take the line out",
    )
}

/// No time.
pub fn no_instant() -> Message {
    both("这不是时刻", "this is no instant")
}

/// What to do then.
pub fn write_instant() -> Message {
    both(
        "请写成 yyyy-mm-dd hh:mm:ss 的形式，或留空",
        "write it as yyyy-mm-dd hh:mm:ss, or leave it empty",
    )
}

/// Networks as they were before the election cut-off.
pub fn taken_too_early(cutoff: &str) -> Message {
    Message::new(
        format!("名册取自共济缴费选择截止时间 {cutoff} 之前"),
        format!("the networks were taken before the election cut-off {cutoff}"),
    )
}

/// What to do then.
pub fn take_again() -> Message {
    both(
        "请要求提供截止之后取数的资料",
        "ask for an extract taken after it",
    )
}

/// No number.
pub fn no_number() -> Message {
    both("这不是行数", "this is no number of rows")
}

/// What to do then.
pub fn write_digits() -> Message {
    both(
        "请只写数字，不带千分位，或留空",
        "write digits alone, without grouping, or leave it empty",
    )
}

/// Another number of rows.
pub fn other_rows(file: &str, said: u64) -> Message {
    Message::new(
        format!("{file} 在表头之后应有 {said} 行"),
        format!("{file} should have {said} rows after its header"),
    )
}

/// No digest.
pub fn no_digest() -> Message {
    both("这不是十六进制的 SHA-256", "this is no SHA-256 in hex")
}

/// What to do then.
pub fn write_digest() -> Message {
    both(
        "请写出 64 位十六进制数字，或留空",
        "write its 64 hexadecimal digits, or leave it empty",
    )
}

/// Another digest.
pub fn other_digest(file: &str, said: &str) -> Message {
    Message::new(
        format!("{file} 的 SHA-256 应为 {said}"),
        format!("{file} should have the SHA-256 {said}"),
    )
}
