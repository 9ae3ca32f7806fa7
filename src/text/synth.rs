//! What is said by the commands that make a synthetic city.

use crate::domain::message::Message;
use std::fmt::Display;

/// Real files may stand there.
pub fn not_synthetic(folder: &dyn Display, name: &str) -> Message {
    Message::new(
        format!("{folder} 中已有 {name}，且没有合成数据的标记：请另选一个文件夹"),
        format!("{folder} holds {name} and is not marked as synthetic: choose another folder"),
    )
}

/// A city of nobody, or of more people than there are identity numbers: at most so many
/// enrollments, networks and accounts.
pub fn no_such_city([enrollments, networks, accounts]: [u64; 3]) -> Message {
    Message::new(
        format!(
            "参保登记、家庭共济网、账户各至少 1 个，至多分别为 {enrollments}、{networks}、{accounts} 个（证件号码有限）"
        ),
        format!(
            "a city has at least one enrollment, one network and one account, and for want of \
             identity numbers at most {enrollments}, {networks} and {accounts}"
        ),
    )
}
