//! What is said to whoever makes an extract.

use super::system::in_chinese;
use crate::domain::message::Message;
use std::fmt::Display;
use std::io;

/// A file of the template would replace one that is there.
pub fn template_would_overwrite(path: &dyn Display) -> Message {
    Message::new(
        format!("{path} 已存在，未写入任何文件：请另选一个空文件夹"),
        format!("{path} is there already, nothing was written: choose an empty folder"),
    )
}

/// A file of the template cannot be written.
pub fn template_unwritten(path: &dyn Display, error: &io::Error) -> Message {
    let zh = in_chinese(error);
    Message::new(
        format!("无法写入 {path}：{zh}；请检查文件夹的权限和磁盘空间"),
        format!(
            "cannot write {path}: {error}; look at the rights of the folder and the space of its disk"
        ),
    )
}

/// The template is written.
pub fn template_written(folder: &dyn Display, files: usize) -> Message {
    Message::new(
        format!(
            "已在 {folder} 写入 {files} 个文件：示例行仅供参考，请替换为实际数据；\
             可用 frictionless validate --schema-sync datapackage.json 自行检查\n"
        ),
        format!(
            "{files} files written to {folder}: replace the example rows by your own; check them \
             with frictionless validate --schema-sync datapackage.json\n"
        ),
    )
}
