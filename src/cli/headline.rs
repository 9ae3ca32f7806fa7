//! What an exit code says to the operator, and what is to be done next: the table of docs/operations.md in both
//! languages.

use crate::domain::plan::Language;
use crate::fault::Exit;
use std::fmt;

/// What happened and what to do next, a sentence each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Headline {
    /// What happened, and whether money was moved.
    pub what: &'static str,
    /// What the operator does next.
    pub next: &'static str,
}

impl Headline {
    /// The headline of an exit code; none where nothing went wrong.
    pub fn of(exit: Exit, language: Language) -> Option<Headline> {
        let [zh, en] = match exit {
            Exit::Done => return None,
            Exit::Failed => FAILED,
            Exit::Usage => USAGE,
            Exit::Refused => REFUSED,
            Exit::Conflict => DIFFERENT,
            Exit::Busy => BUSY,
            Exit::Inconsistent => DISAGREE,
            Exit::Incomplete => UNPLACED,
        };
        let (what, next) = match language {
            Language::Zh => zh,
            Language::En => en,
        };
        Some(Headline { what, next })
    }
}

impl fmt::Display for Headline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.what, self.next)
    }
}

/// Chinese and English.
type Sentences = [(&'static str, &'static str); 2];

const FAILED: Sentences = [
    (
        "提交之前失败（磁盘、权限或中断），未划扣任何款项。",
        "下一步：排除原因，再以同样的命令运行。",
    ),
    (
        "Failed before the commit (disk, rights or interrupt); no money was moved.",
        "Next: mend the cause and run the same command.",
    ),
];
const USAGE: Sentences = [
    (
        "命令、选项或政策有误，未划扣任何款项。",
        "下一步：改正后重新运行；gongji help 列出命令和选项。",
    ),
    (
        "The command, an option or the policy is wrong; no money was moved.",
        "Next: correct it and run again; gongji help lists commands and options.",
    ),
];
const REFUSED: Sentences = [
    (
        "资料、账本文件、批次日期或划扣规模未被接受，未划扣任何款项。",
        "下一步：按下列说明改正；资料有误的，请提供方重新提供。切勿删除账本。",
    ),
    (
        "The extract, the ledger file, the date or the volume was refused; no money was moved.",
        "Next: mend what is named below, or ask for a new extract. Never delete the ledger.",
    ),
];
const DIFFERENT: Sentences = [
    (
        "该批次号已用于其他资料或选项，或者计划与所批准的不同，未划扣任何款项。",
        "下一步：核对资料和选项；确属更正的，用下一个 --batch-no。",
    ),
    (
        "The batch id was used for other inputs or options, or the plan is not the approved one; \
         no money was moved.",
        "Next: check extract and options; if it is a correction, use the next --batch-no.",
    ),
];
const BUSY: Sentences = [
    (
        "账本正由另一次运行占用，本次未划扣任何款项。",
        "下一步：等那次运行结束，再看 gongji status。",
    ),
    (
        "Another run holds the ledger; this one moved no money.",
        "Next: wait until it has ended, then look at gongji status.",
    ),
];
const DISAGREE: Sentences = [
    (
        "勾稽或核验不符，或者账本与输出不一致，本次未划扣任何款项。",
        "下一步：停下，不移交任何文件，账本和文件夹保持原状，报告负责人。",
    ),
    (
        "An equation or verification failed, or ledger and outputs disagree; this run moved no \
         money.",
        "Next: stop, hand nothing over, leave ledger and folders as they are, and call.",
    ),
];
const UNPLACED: Sentences = [
    (
        "已提交入账，但文件尚未全部就位。",
        "下一步：移交任何文件之前，以同样的命令再运行一次（run 须用同一 --batch-date）。",
    ),
    (
        "Committed, but not everything is in place.",
        "Next: before any hand-over, run the same command again (run with the same --batch-date).",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: [Exit; 8] = [
        Exit::Done,
        Exit::Failed,
        Exit::Usage,
        Exit::Refused,
        Exit::Conflict,
        Exit::Busy,
        Exit::Inconsistent,
        Exit::Incomplete,
    ];

    #[test]
    fn every_failure_has_a_headline_in_both_languages() {
        let is_han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        for exit in EVERY {
            let both = [Language::Zh, Language::En].map(|language| Headline::of(exit, language));
            let [Some(zh), Some(en)] = both else {
                assert_eq!((exit, both), (Exit::Done, [None, None]));
                continue;
            };
            assert!(is_han(zh.what) && zh.next.starts_with("下一步："), "{zh}");
            assert!(
                en.to_string().is_ascii() && en.next.starts_with("Next: "),
                "{en}"
            );
            // Only behind the commit has money moved.
            let says = [
                zh.what.contains("未划扣任何款项"),
                en.what.contains("moved"),
            ];
            let has_moved = exit == Exit::Incomplete;
            assert_eq!(says, [!has_moved; 2], "{exit:?}");
        }
    }

    #[test]
    fn the_table_is_that_of_the_operations_page() {
        let page = include_str!("../../docs/operations.md");
        let (_, section) = page.split_once("\n## Exit codes\n").expect("the section");
        let rows = section.lines().skip_while(|line| !line.starts_with("|---"));
        let rows: Vec<&str> = rows
            .skip(1)
            .take_while(|line| line.starts_with('|'))
            .collect();
        assert_eq!(rows.len(), EVERY.len());
        for (exit, row) in EVERY.into_iter().zip(rows) {
            assert!(row.starts_with(&format!("| {} |", exit as u8)), "{row}");
            let is_moved = row.contains("**yes**");
            assert_eq!(is_moved, exit == Exit::Incomplete, "{row}");
        }
    }
}
