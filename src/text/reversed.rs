//! What is said of a deduction that was reversed: withdrawn, rejected or returned.

use crate::domain::Status;
use crate::domain::message::Message;

/// What the answer did, and whether money moves: `账户系统扣款失败…；返回码 A01：账户已冻结`.
pub fn what_happened(cause: Status, code: &str, words: &str) -> Message {
    let (zh, en) = match cause {
        Status::NotPosted => (
            "账户系统扣款失败，账户未被扣款",
            "the account system could not debit, nothing left the account",
        ),
        Status::Returned => (
            "税务部门入库后又退回，款项退还组建人账户",
            "the tax bureau had the fee and sent it back, the money goes back to the organizer's account",
        ),
        Status::Rejected | Status::Posted | Status::Accepted => (
            "税务部门未予入库，款项退还组建人账户",
            "the tax bureau did not take the fee, the money goes back to the organizer's account",
        ),
    };
    let (said_zh, said_en) = match (code, words) {
        ("", "") => (String::new(), String::new()),
        ("", words) => (format!("；返回信息：{words}"), format!("; answer: {words}")),
        (code, "") => (format!("；返回码 {code}"), format!("; answer {code}")),
        (code, words) => (
            format!("；返回码 {code}：{words}"),
            format!("; answer {code}: {words}"),
        ),
    };
    Message::new(format!("{zh}{said_zh}"), format!("{en}{said_en}"))
}

/// In one word, for a heading.
pub fn heading(cause: Status) -> Message {
    let (zh, en) = match cause {
        Status::NotPosted => ("未能扣款，已撤回", "Not debited, withdrawn since"),
        Status::Returned => (
            "已划扣，入库后退回，已冲正",
            "Deducted, returned by the tax bureau, reversed since",
        ),
        Status::Rejected | Status::Posted | Status::Accepted => (
            "已划扣，税务未入库，已冲正",
            "Deducted, rejected by the tax bureau, reversed since",
        ),
    };
    Message::new(zh, en)
}

/// The file by which what was reversed is told.
pub fn told_in(cause: Status, file: &str) -> Message {
    match cause {
        Status::NotPosted => Message::new(
            format!("撤回文件（告知税务部门没有这笔款项） {file}"),
            format!("Withdrawn from the tax bureau by {file}"),
        ),
        _ => Message::new(
            format!("冲正文件（款项据此退还组建人账户） {file}"),
            format!("Money given back to the organizer's account by {file}"),
        ),
    }
}

/// Whether a later batch judges afresh after this code.
pub fn judged_afresh(code: &str, is_retried: bool) -> Message {
    match is_retried {
        _ if code.is_empty() => Message::new(
            "应答没有返回码：后续批次不再划扣，由经办人员处理。",
            "The answer has no code: no later batch deducts, people see to it.",
        ),
        true => Message::new(
            format!("返回码 {code} 在政策的 retry_codes 之中：下一批次重新判断。"),
            format!("Code {code} is among the policy's retry_codes: the next batch judges afresh."),
        ),
        false => Message::new(
            format!(
                "返回码 {code} 不在政策的 retry_codes 之中：后续批次不再划扣。原因处理完毕后，由操作人员将其列入 \
                 retry_codes，下一批次才重新判断。"
            ),
            format!(
                "Code {code} is not among the policy's retry_codes: no later batch deducts. Once \
                 the cause is settled the operator adds it to retry_codes, and the next batch \
                 judges afresh."
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::Language;

    #[test]
    fn a_withdrawal_a_rejection_and_a_return_are_told_apart() {
        for (cause, zh, en) in [
            (
                Status::NotPosted,
                "账户未被扣款",
                "nothing left the account",
            ),
            (
                Status::Rejected,
                "未予入库，款项退还",
                "did not take the fee, the money goes back",
            ),
            (
                Status::Returned,
                "入库后又退回，款项退还",
                "sent it back, the money goes back",
            ),
        ] {
            let told = what_happened(cause, "E1", "x");
            let (told_zh, told_en) = (told.text(Language::Zh), told.text(Language::En));
            assert!(
                told_zh.contains(zh) && told_zh.ends_with("；返回码 E1：x"),
                "{told_zh}"
            );
            assert!(
                told_en.contains(en) && told_en.ends_with("; answer E1: x"),
                "{told_en}"
            );
        }
        let headings = [Status::NotPosted, Status::Rejected, Status::Returned].map(heading);
        assert!(headings[0] != headings[1] && headings[1] != headings[2]);
    }

    #[test]
    fn what_was_not_said_is_not_told() {
        for (code, words, end) in [
            ("", "", "organizer's account"),
            ("", "x", "; answer: x"),
            ("E1", "", "; answer E1"),
        ] {
            let told = what_happened(Status::Rejected, code, words);
            assert!(told.to_string().ends_with(end), "{told}");
        }
    }
}
