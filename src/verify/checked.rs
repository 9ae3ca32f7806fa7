//! What was held against what.

use crate::domain::plan::Language;

/// One thing that was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// The ledger with itself, from the first entry.
    Chain,
    /// So many files of the batch against the ledger.
    Files(usize),
    /// The manifest against the ledger.
    Manifest,
    /// So many remittance lines and postings against the ledger's deductions.
    Lines(u64),
    /// So many reversal and withdrawal files against the ledger.
    Answers(usize),
    /// Every output against what the extract gives when it is decided again.
    Again,
}

impl Checked {
    /// A line for people.
    pub fn text(self, language: Language) -> String {
        match language {
            Language::Zh => self.zh(),
            Language::En => self.en(),
        }
    }

    fn zh(self) -> String {
        match self {
            Checked::Chain => "账本自首笔起的摘要链、笔数和金额".to_owned(),
            Checked::Files(n) => format!("{n} 个文件与账本"),
            Checked::Manifest => "manifest.json 与账本".to_owned(),
            Checked::Lines(n) => format!("{n} 笔汇缴明细、记账指令与账本划扣，以及汇缴文件尾行"),
            Checked::Answers(n) => format!("{n} 个冲正和撤回文件"),
            Checked::Again => "重新判断后的每个输出，逐字节".to_owned(),
        }
    }

    fn en(self) -> String {
        match self {
            Checked::Chain => {
                "the ledger's digest chain, counts and totals, from the first entry".to_owned()
            }
            Checked::Files(n) => format!("{n} files against the ledger"),
            Checked::Manifest => "the manifest against the ledger".to_owned(),
            Checked::Lines(n) => format!(
                "{n} remittance lines, postings and deductions of the ledger, and the trailer"
            ),
            Checked::Answers(n) => format!("{n} reversal and withdrawal files"),
            Checked::Again => "every output, decided again, byte for byte".to_owned(),
        }
    }
}
