//! What is said of a delivered file that is refused, and what to do.

use crate::domain::message::Message;
use crate::domain::plan::Language;

/// What to do with a file that is no CSV.
pub fn deliver_as_csv() -> Message {
    Message::new(
        "请另存为逗号分隔的 CSV 文件（UTF-8 或 GB18030，换行为 LF 或 CR LF）后重新交付",
        "save it as comma-separated CSV (UTF-8 or GB18030, lines ended by LF or CR LF) and deliver it again",
    )
}

/// A file in UTF-16 or UTF-32.
pub fn is_utf16() -> Message {
    Message::new("文件为 UTF-16 编码", "the file is encoded in UTF-16")
}

/// A compressed file.
pub fn is_compressed() -> Message {
    Message::new("文件是压缩文件", "the file is compressed")
}

/// A workbook of a spreadsheet program.
pub fn is_workbook() -> Message {
    Message::new(
        "文件是电子表格工作簿（xls、xlsx、ods）",
        "the file is a workbook of a spreadsheet program (xls, xlsx, ods)",
    )
}

/// NUL bytes that fill up a file.
pub fn is_padded() -> Message {
    Message::new(
        "文件中有 NUL 字节填充，内容可能未写完",
        "the file is padded with NUL bytes: it may not have been written to its end",
    )
}

/// Lines that only a carriage return ends.
pub fn ends_in_cr_alone() -> Message {
    Message::new(
        "文件各行仅以回车（CR）结尾",
        "the lines of the file end in CR alone (carriage return)",
    )
}

/// Fields that something else than a comma separates.
pub fn is_separated_by(separator: char) -> Message {
    let (zh, en) = match separator {
        ';' => ("分号“;”", "semicolons \";\""),
        '\t' => ("制表符", "tabs"),
        '|' => ("竖线“|”", "vertical bars \"|\""),
        _ => ("全角逗号“，”", "full-width commas \"，\""),
    };
    Message::new(
        format!("各字段以{zh}分隔，而不是以逗号分隔"),
        format!("the fields are separated by {en}, not by commas"),
    )
}

/// A last row without a line feed.
pub fn is_cut_off() -> Message {
    Message::new(
        "最后一行没有换行符，文件可能未传完",
        "the last row has no line feed: the file may be cut off",
    )
}

/// What to do with it.
pub fn deliver_whole() -> Message {
    Message::new(
        "请重新完整交付该文件，或在 control.csv 中给出其 sha256",
        "deliver the whole file again, or confirm it with its sha256 in control.csv",
    )
}

/// A file of the folder whose name is nearly that of one of ours.
pub fn is_nearly(name: &str) -> Message {
    Message::new(
        format!("该文件名与 {name} 相近，但不会被读取"),
        format!("the name is nearly {name}, and the file would not be read"),
    )
}

/// What to do with it.
pub fn rename_or_remove(name: &str) -> Message {
    Message::new(
        format!("如果就是 {name}，请改成该名称；否则请移出文件夹"),
        format!("rename it if it is {name}, else take it out of the folder"),
    )
}

/// An unknown header cell next to the name of an optional column that is not there.
pub fn is_nearly_column(column: &str) -> Message {
    Message::new(
        format!("该列名与可选列 {column} 相近，但不会被读取"),
        format!(
            "the column's name is nearly that of the optional column {column}, and it would not be read"
        ),
    )
}

/// What to do with it.
pub fn rename_column(column: &str) -> Message {
    Message::new(
        format!("请将列名改为 {column}，或删除该列"),
        format!("rename the column to {column}, or remove it"),
    )
}

/// A file that is not the one that was read.
pub fn has_changed() -> Message {
    Message::new(
        "读取之后该文件已被更改、替换、删除或新增",
        "the file was changed, replaced, removed or added after it was read",
    )
}

/// What to do then.
pub fn wait_until_whole() -> Message {
    Message::new(
        "未扣款；请等数据交付完毕后再运行一次",
        "nothing was deducted; run again when the delivery is complete",
    )
}

/// A required file that is not there.
pub fn is_missing() -> Message {
    Message::new("缺少该文件", "the file is missing")
}

/// What to do then.
pub fn put_into_folder() -> Message {
    Message::new(
        "请把该文件改成这个名称，或将其放入文件夹后再运行",
        "give the file this name, or put it into the folder and run again",
    )
}

/// Another number of unidentified rows than was accepted.
pub fn accepted_other_number(accepted: u64, found: u64) -> Message {
    Message::new(
        format!("--accept-unidentified 接受 {accepted} 行，实际有 {found} 行无法识别人员"),
        format!(
            "--accept-unidentified accepts {accepted} rows, but {found} tell nobody whom to hold back"
        ),
    )
}

/// What to do then.
pub fn accept_exactly(found: u64) -> Message {
    Message::new(
        format!(
            "请逐行核对（gongji check --json），更正后重新交付，或以 --accept-unidentified {found} 接受"
        ),
        format!(
            "look at each of them (gongji check --json) and deliver the file corrected, or accept exactly {found}"
        ),
    )
}

/// What the summary says of accepted rows.
pub fn accepted_unidentified(accepted: u64) -> Message {
    Message::new(
        format!("已接受 {accepted} 行无法识别人员的记录（--accept-unidentified {accepted}）"),
        format!(
            "{accepted} rejected rows that do not tell whom they hold back were accepted (--accept-unidentified {accepted})"
        ),
    )
}

/// Columns that nobody asked for.
pub fn columns_not_used(file: &str, columns: &Message) -> Message {
    Message::new(
        format!("{file}：未使用的列：{}", columns.text(Language::Zh)),
        format!("{file}: columns not used: {}", columns.text(Language::En)),
    )
}

/// A column that nobody asked for, and that may be meant for an optional one.
pub fn resembles_column(file: &str, cell: &str, column: &str) -> Message {
    Message::new(
        format!(
            "{file}：没有可选列 {column}，而“{cell}”列与它相近，但不会被读取；如果就是该列，请改列名"
        ),
        format!(
            "{file}: there is no optional column {column}; the column \"{cell}\" resembles it and \
             is not read: rename it if it is meant"
        ),
    )
}

/// Instants and days that stand for none.
pub fn placeholders(file: &str, column: &str, count: u64) -> Message {
    Message::new(
        format!(
            "{file}：{column} 列有 {count} 个占位时间（2000 年以前、2100 年及以后或 0000-00-00），按空值读取"
        ),
        format!(
            "{file}: column {column}: {count} placeholders (before 2000, from 2100 on, or 0000-00-00) read as empty"
        ),
    )
}

/// Reading was interrupted.
pub fn is_stopped() -> Message {
    Message::new("读取被中断", "reading was interrupted")
}

/// What to do then.
pub fn run_again() -> Message {
    Message::new("请再次运行同样的命令", "run the same command again")
}

/// A row with bytes that are none of the encoding that was given.
pub fn bytes_of_no_character() -> Message {
    Message::new(
        "有不属于所给编码的字节",
        "it has bytes that are no character of the encoding that was given",
    )
}
