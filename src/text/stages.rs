//! What the log says of a stage that is over.

use crate::domain::message::Message;
use crate::domain::plan::{Language, Tally};
use crate::domain::reject::InputFile;
use crate::domain::{Encoding, Outcome, OutputDigest, Stage};
use crate::text::Text;

/// A stage, what it came to, and how long it took.
pub fn over(stage: &Stage, seconds: &str) -> Message {
    let (zh, en) = what(stage);
    Message::new(
        format!("{zh}，用时 {seconds} 秒"),
        format!("{en}; {seconds} s"),
    )
}

fn what(stage: &Stage) -> (String, String) {
    match stage {
        Stage::Opened { entries } => (
            format!("已打开账本并核对链值：{entries} 条"),
            format!("ledger opened, its chain agrees: {entries} entries"),
        ),
        Stage::Read { file, placeholders } => read(file, *placeholders),
        Stage::ReadAnswers {
            file,
            rows,
            bytes,
            rejected_rows,
        } => (
            format!("已读取 {file}：{rows} 行，{bytes} 字节，无法读取 {rejected_rows} 行"),
            format!("{file} read: {rows} rows, {bytes} bytes, {rejected_rows} rejected"),
        ),
        Stage::Joined { persons } => (
            format!("已归集：{persons} 人"),
            format!("rows joined: {persons} persons"),
        ),
        Stage::Decided(tally) => (decided(tally, Language::Zh), decided(tally, Language::En)),
        Stage::Compared { new, differences } => (
            format!("已与账本比对：新回执 {new} 条，不一致 {differences} 行"),
            format!("answers compared with the ledger: {new} new, {differences} lines differ"),
        ),
        Stage::Rendered(files) => rendered(files),
        Stage::Committed(head) => (
            format!("已提交：账本 {} 条，链值 {}", head.entries, head.chain),
            format!(
                "committed: {} entries, chain value {}",
                head.entries, head.chain
            ),
        ),
        Stage::Copied(to) => (
            format!("账本已复制到 {}", to.display()),
            format!("ledger copied to {}", to.display()),
        ),
        Stage::Placed(folder) => (
            format!("文件已就位：{}", folder.display()),
            format!("files in place: {}", folder.display()),
        ),
    }
}

fn read(file: &InputFile, placeholders: u64) -> (String, String) {
    let InputFile {
        rows,
        bytes,
        rejected_rows,
        ..
    } = file;
    let (name, encoding) = (file.file.name(), file.encoding.map_or("", Encoding::as_str));
    (
        format!(
            "已读取 {name}：{rows} 行，{bytes} 字节，无法读取 {rejected_rows} 行，占位时间 \
             {placeholders} 个，编码 {encoding}"
        ),
        format!(
            "{name} read: {rows} rows, {bytes} bytes, {rejected_rows} rejected, {placeholders} \
             placeholders, {encoding}"
        ),
    )
}

fn decided(tally: &Tally, language: Language) -> String {
    let counted = |outcome: &Outcome| {
        let count = tally.outcomes.get(outcome).copied().unwrap_or(0);
        format!("{} {count}", Text::outcome(language, *outcome))
    };
    let counts: Vec<String> = Outcome::ALL.iter().map(counted).collect();
    let total = tally.total.grouped();
    match language {
        Language::Zh => format!("已判断：{}；拟划扣共 {total} 元", counts.join("，")),
        Language::En => format!(
            "decided: {}; to be deducted: {total} yuan",
            counts.join(", ")
        ),
    }
}

fn rendered(files: &[OutputDigest]) -> (String, String) {
    let (count, bytes) = (
        files.len(),
        files.iter().map(|file| file.bytes).sum::<u64>(),
    );
    (
        format!("输出已写好：{count} 个文件，{bytes} 字节"),
        format!("outputs written: {count} files, {bytes} bytes"),
    )
}
