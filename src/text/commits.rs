//! What is said of opening, committing to and closing the ledger.

use crate::domain::history::ChainHead;
use crate::domain::message::Message;
use std::fmt::Display;

/// A new ledger, made by the first run.
pub fn made() -> Message {
    Message::new(
        "已新建空账本；本次运行如未被接受，以同样的命令再次运行即可继续使用它",
        "a new, empty ledger was made; should this run be refused, the same command goes on with it",
    )
}

/// The ledger could not be closed.
pub fn not_closed(error: &dyn Display) -> Message {
    Message::new(
        "账本没有正常关闭；下次打开时会自行修复",
        format!("the ledger was not closed in order ({error}); its next opening mends that"),
    )
}

/// What was not committed could not be taken back at once.
pub fn not_rolled_back(error: &dyn Display) -> Message {
    Message::new(
        "账本没有撤回未提交的内容；下次打开时会自行撤回",
        format!("the ledger did not roll back ({error}); its next opening does"),
    )
}

/// The commit holds although the database reported an error.
pub fn committed_all_the_same(error: &dyn Display) -> Message {
    Message::new(
        "提交时数据库报错，但该条记录已在账本中",
        format!("the commit reported an error ({error}), but the entry is in the ledger"),
    )
}

/// What an auditor, or the operator of a copy, compares a ledger with.
pub fn latest_entry(head: &ChainHead) -> Message {
    let ChainHead { entries, chain } = head;
    let noun = if *entries == 1 { "entry" } else { "entries" };
    Message::new(
        format!("账本：{entries} 条，链值 {chain}\n"),
        format!("Ledger: {entries} {noun}, chain value {chain}\n"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::Language;

    #[test]
    fn entries_are_counted_in_words() {
        for (entries, zh, en) in [
            (0, "账本：0 条，", "Ledger: 0 entries, "),
            (1, "账本：1 条，", "Ledger: 1 entry, "),
            (2, "账本：2 条，", "Ledger: 2 entries, "),
        ] {
            let chain = "c".to_owned();
            let told = latest_entry(&ChainHead { entries, chain });
            assert_eq!(told.text(Language::Zh), format!("{zh}链值 c\n"));
            assert_eq!(told.text(Language::En), format!("{en}chain value c\n"));
        }
    }
}
