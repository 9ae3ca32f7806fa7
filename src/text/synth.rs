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
