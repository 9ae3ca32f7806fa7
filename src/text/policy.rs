//! Why a policy cannot be used.

use super::system::in_chinese;
use crate::domain::message::{self, Message};
use crate::domain::plan::Language;
use chrono::NaiveDate;
use std::io;

/// Neither a preset nor a file.
pub fn not_found(name: &str, cause: &io::Error, presets: &str) -> Message {
    Message::new(
        format!(
            "政策 `{name}`：没有这个名称的内置政策，该路径也没有可读的文件（{}）；内置政策有 {presets}",
            in_chinese(cause)
        ),
        format!(
            "policy `{name}`: no preset of this name, and no file can be read there ({cause}); the \
             presets are {presets}"
        ),
    )
}

/// No policy file.
pub fn unreadable(origin: &str, what: &Message) -> Message {
    let (zh, en) = message::joined(std::slice::from_ref(what), "", "");
    Message::new(
        format!("政策 {origin} 不是政策文件：{zh}"),
        format!("policy {origin}: not a policy file: {en}"),
    )
}

/// Bytes that are no text.
pub fn not_utf8(valid_bytes: usize) -> Message {
    Message::new(
        format!("不是 UTF-8 文本（自第 {} 个字节起）", valid_bytes + 1),
        format!("it is not UTF-8 (from byte {} on)", valid_bytes + 1),
    )
}

/// Text that is no TOML; the reader's own words are English.
pub fn not_toml(place: Option<(usize, usize)>, why: &str) -> Message {
    let (zh, en) = match place {
        None => (String::new(), String::new()),
        Some((line, column)) => (
            format!("第 {line} 行第 {column} 列"),
            format!("line {line}, column {column}: "),
        ),
    };
    Message::new(
        format!("{zh}不符合 TOML 格式；请检查此处的引号、括号和等号"),
        format!("{en}{why}"),
    )
}

/// Several findings in one line.
pub fn findings(lines: &[Message]) -> Message {
    let (zh, en) = message::joined(lines, "；", "; ");
    Message::new(zh, en)
}

/// Findings, each on a line of its own.
pub fn faulty(origin: &str, lines: &[Message]) -> Message {
    let (zh, en) = message::joined(lines, "\n  ", "\n  ");
    Message::new(
        format!(
            "政策 {origin} 未被接受；请更正该文件，`gongji policy check` 列出全部问题：\n  {zh}"
        ),
        format!(
            "policy {origin} is refused; mend the file, `gongji policy check` shows it whole:\n  {en}"
        ),
    )
}

/// A `--set` that cannot be understood.
pub fn bad_set(given: &str, what: &Message) -> Message {
    let (zh, en) = message::joined(std::slice::from_ref(what), "", "");
    Message::new(
        format!("--set {given}：{zh}"),
        format!("--set {given}: {en}"),
    )
}

/// A value of another shape, and the shape that is meant.
pub fn bad_set_value(given: &str, key: &str, (zh, en): (&str, &str)) -> Message {
    Message::new(
        format!("--set {given}：`{key}` 应为{zh}"),
        format!("--set {given}: `{key}` must be {en}"),
    )
}

/// No equals sign.
pub fn no_pair() -> Message {
    Message::new(
        "应写作 key=value 或 key=value@出处",
        "must be key=value or key=value@source",
    )
}

/// A source that is announced and not named.
pub fn no_source() -> Message {
    Message::new(
        "`@` 之后没有出处；请写明，或去掉 `@`",
        "names no source after `@`; name it, or leave `@` out",
    )
}

/// One key twice.
pub fn given_twice(key: &str) -> Message {
    Message::new(
        format!("`{key}` 给了两次；请只给一次"),
        format!("`{key}` is given twice; give it once"),
    )
}

/// A category that no fee of the policy names.
pub fn new_category(key: &str, nearest: &str) -> Message {
    let (zh, en) = meant(nearest);
    Message::new(
        format!("本政策没有 `{key}`；{zh}新的类别须由写明它的政策文件给出"),
        format!("the policy has no `{key}`; {en}a new category needs a policy file that names it"),
    )
}

/// A key that nothing reads.
pub fn unknown_key(key: &str, nearest: &str) -> Message {
    let (zh, en) = meant(nearest);
    Message::new(
        format!("没有任何规则使用 `{key}`；{zh}`gongji policy show` 列出各键"),
        format!("no rule reads `{key}`; {en}`gongji policy show` lists the keys"),
    )
}

fn meant(nearest: &str) -> (String, String) {
    match nearest {
        "" => (String::new(), String::new()),
        nearest => (
            format!("是否应为 {nearest}？"),
            format!("did you mean {nearest}? "),
        ),
    }
}

/// Nothing is said of a day.
pub fn outside(origin: &str, date: NaiveDate, key: &str, intervals: &str) -> Message {
    Message::new(
        format!(
            "政策 {origin} 对 {date} 没有规定：`{key}` 的取值区间为 {intervals}；请另选 --batch-date，或用该年度的政策，\
             或在文件中补一条"
        ),
        format!(
            "policy {origin} says nothing about {date}: `{key}` is given for {intervals}; choose \
             another --batch-date, or a policy of that year, or add an entry to the file"
        ),
    )
}

/// A question of a policy file, which may hold it in Chinese and behind that in English.
pub fn question(language: Language, written: &str) -> &str {
    match (written.split_once("？ "), language) {
        (Some((zh, _)), Language::Zh) => &written[..zh.len() + '？'.len_utf8()],
        (Some((_, en)), Language::En) => en,
        (None, _) => written,
    }
}

/// Values that only the operator can give: key, question and example of each.
pub fn not_given<'a>(
    origin: &str,
    asked: impl ExactSizeIterator<Item = (&'a str, &'a str, &'a str)>,
) -> Message {
    let count = asked.len();
    let (mut zh, mut en) = (String::new(), String::new());
    for (key, written, example) in asked {
        let of = |language| question(language, written);
        zh += &format!("\n  {key}：{} --set {key}={example}", of(Language::Zh));
        en += &format!("\n  {key}: {} --set {key}={example}", of(Language::En));
    }
    Message::new(
        format!(
            "政策 {origin} 有 {count} 项取值没有写明；请各用 --set key=value 给出，写作 --set key=value@出处 可注明依据：\
             {zh}"
        ),
        format!(
            "policy {origin} does not state {count} of its values; give each with --set key=value, or \
             --set key=value@source to say where it stands:{en}"
        ),
    )
}

/// The calendar ends too early.
pub fn calendar_ends(origin: &str, calendar: &str, working_days: u32, date: NaiveDate) -> Message {
    Message::new(
        format!(
            "政策 {origin}：`calendar` 只到 {calendar}，不够从 {date} 起数 {working_days} 个工作日\
             （`certificate_working_days`）；请在 `calendar` 中补上其后的节假日"
        ),
        format!(
            "policy {origin}: `calendar` speaks of {calendar}, which is too short to count \
             {working_days} working days (`certificate_working_days`) from {date} on; add the \
             holidays that follow to `calendar`"
        ),
    )
}
