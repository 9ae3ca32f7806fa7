//! What is wrong with rows of a delivered file.

use crate::domain::message::Message;
use std::fmt::Display;

/// Quotes in a row.
pub fn row_quoting() -> Message {
    Message::new(
        "闭合引号之后还有文字，或未加引号的字段中有引号",
        "text after a closing quote, or a quote inside an unquoted field",
    )
}

/// A row of another width than the header's.
pub fn row_width(fields: usize) -> Message {
    Message::new(
        format!("该行的字段数与表头的 {fields} 个不同"),
        format!("the row does not have the header's {fields} fields"),
    )
}

/// A number of fields.
pub fn fields(count: usize) -> Message {
    Message::new(format!("{count} 个字段"), format!("{count} fields"))
}

/// A number of rows.
pub fn rows(count: u64) -> Message {
    Message::new(format!("{count} 行"), format!("{count} rows"))
}

/// What to do with a row.
pub fn correct_row() -> Message {
    Message::new(
        "请更正后重新交付该文件",
        "correct it and deliver the file again",
    )
}

/// Too many rows cannot be read.
pub fn too_many_rejects(rejected: u64, rows: u64, share: &dyn Display) -> Message {
    Message::new(
        format!("{rows} 行中有 {rejected} 行无法读取，超过政策允许的比例 {share}"),
        format!(
            "{rejected} of {rows} rows cannot be read, more than the share of {share} that the policy \
             allows"
        ),
    )
}

/// What to do then.
pub fn correct_rows() -> Message {
    Message::new(
        "请更正这些行（gongji check 给出每种问题的前几处，--json 列出全部）后重新交付该文件",
        "correct the rows (gongji check shows the first of each problem, with --json all of them) and deliver the file again",
    )
}

/// The first problems of many: each with its line.
pub fn first_problems(problems: &[(u32, String)]) -> Message {
    let zh: Vec<String> = problems
        .iter()
        .map(|(line, problem)| format!("第 {line} 行 {problem}"))
        .collect();
    let en: Vec<String> = problems
        .iter()
        .map(|(line, problem)| format!("line {line} {problem}"))
        .collect();
    Message::new(
        format!("{}，……", zh.join("，")),
        format!("{}, …", en.join(", ")),
    )
}

/// A row that does not tell whom it holds back.
pub fn unidentified(column: &str) -> Message {
    Message::new(
        format!("无法读取的一行没有可读的 {column}，因而不知应暂缓何人"),
        format!(
            "a row that cannot be read has no readable {column}, so that nobody knows whom to hold \
             back"
        ),
    )
}

/// More of them than are listed.
pub fn more_unidentified(listed: usize, column: &str) -> Message {
    Message::new(
        format!("除以上 {listed} 行外，还有没有可读 {column} 的行"),
        format!("more rows like these {listed}, without a readable {column}"),
    )
}
