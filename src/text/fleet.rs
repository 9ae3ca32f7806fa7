//! What is said of many ledgers at once.

use super::system::in_chinese;
use crate::domain::message::Message;
use std::fmt::Display;
use std::io;

/// There is no such folder of areas.
pub fn no_folder(path: &dyn Display, error: &io::Error) -> Message {
    let zh = in_chinese(error);
    Message::new(
        format!("无法读取文件夹 {path}：{zh}；请给出每个统筹区各有一个输出文件夹的上级文件夹"),
        format!(
            "cannot read the folder {path}: {error}; name the one with an output folder per area"
        ),
    )
}

/// A folder without any area.
pub fn no_area(path: &dyn Display) -> Message {
    Message::new(
        format!("{path} 中没有文件夹；请给出每个统筹区各有一个输出文件夹的上级文件夹"),
        format!("there is no folder in {path}; name the one with an output folder per area"),
    )
}

/// Areas that are missing in the total.
pub fn left_out(areas: usize, left_out: &[String]) -> Message {
    let (count, zh, en) = (left_out.len(), left_out.join("、"), left_out.join(", "));
    Message::new(
        format!("{areas} 个统筹区中有 {count} 个未计入合计：{zh}"),
        format!("{count} of {areas} areas are not in the total: {en}"),
    )
}
