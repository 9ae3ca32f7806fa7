//! What account system and tax bureau say of a deduction (section 11 of the contract).

use std::fmt;

/// What an answer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// 扣款成功: the account system has debited the fee.
    Posted,
    /// 扣款失败: the account system could not debit.
    NotPosted,
    /// 入库成功: the tax bureau has the fee.
    Accepted,
    /// 失败: the tax bureau did not take it.
    Rejected,
    /// 退回: accepted earlier, sent back now.
    Returned,
}

impl Status {
    /// Every status, in the order of the contract.
    pub const ALL: [Status; 5] = [
        Status::Posted,
        Status::NotPosted,
        Status::Accepted,
        Status::Rejected,
        Status::Returned,
    ];

    /// The canonical name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Posted => "posted",
            Status::NotPosted => "not_posted",
            Status::Accepted => "accepted",
            Status::Rejected => "rejected",
            Status::Returned => "returned",
        }
    }

    /// What the answers call it in Chinese.
    pub const fn label(self) -> &'static str {
        match self {
            Status::Posted => "扣款成功",
            Status::NotPosted => "扣款失败",
            Status::Accepted => "入库成功",
            Status::Rejected => "失败",
            Status::Returned => "退回",
        }
    }

    /// Reads a canonical name, in any case, or its Chinese label.
    pub fn parse(text: &str) -> Option<Status> {
        Status::ALL
            .into_iter()
            .find(|status| status.as_str().eq_ignore_ascii_case(text) || status.label() == text)
    }

    /// Whether a deduction with this answer no longer stands.
    pub const fn reverses(self) -> bool {
        match self {
            Status::Posted | Status::Accepted => false,
            Status::Rejected | Status::Returned | Status::NotPosted => true,
        }
    }

    /// Whether money was moved for this answer: it must then name the amount.
    pub const fn moves_money(self) -> bool {
        match self {
            Status::Posted | Status::Accepted | Status::Returned => true,
            Status::NotPosted | Status::Rejected => false,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
