//! What is wrong with a delivered file, said so that whoever delivered it can mend it.

use crate::domain::Line;
use crate::domain::message::Message;
use crate::domain::plan::Language;
use crate::domain::reject::ExtractFile;
use crate::text::delivered;
use std::fmt;

/// One thing that is wrong with one file as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// The file's name, or the folder's path.
    pub file: Box<str>,
    /// Physical line on which the record starts; `None` when the fault has no place.
    pub line: Option<Line>,
    /// The column as the header names it; `None` when the fault has no column.
    pub column: Option<Box<str>>,
    /// What is wrong.
    pub what: Message,
    /// What stands there instead; numbers of persons are masked.
    pub found: Option<Box<Message>>,
    /// What to do.
    pub mend: Message,
}

impl FileFault {
    /// A fault of a whole file.
    pub(crate) fn new(file: impl Into<Box<str>>, what: Message, mend: Message) -> FileFault {
        FileFault {
            file: file.into(),
            line: None,
            column: None,
            what,
            found: None,
            mend,
        }
    }

    /// Orders faults by file, in the order of section 2 of the contract, and by line.
    pub(crate) fn place(&self) -> (usize, Line) {
        let place = |file: &ExtractFile| file.name() == &*self.file;
        let file = ExtractFile::ALL.iter().position(place);
        (
            file.unwrap_or(ExtractFile::ALL.len()),
            self.line.unwrap_or(0),
        )
    }

    /// The same fault with its line.
    pub(crate) fn at(self, line: Line) -> FileFault {
        FileFault {
            line: Some(line),
            ..self
        }
    }

    /// The same fault with its column.
    pub(crate) fn in_column(self, column: Option<impl Into<Box<str>>>) -> FileFault {
        FileFault {
            column: column.map(Into::into),
            ..self
        }
    }

    /// The same fault with what was found.
    pub(crate) fn found(self, found: Message) -> FileFault {
        FileFault {
            found: Some(Box::new(found)),
            ..self
        }
    }
}

impl FileFault {
    /// The fault in one language.
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::En => self.to_string(),
            Language::Zh => self.in_chinese(),
        }
    }

    fn in_chinese(&self) -> String {
        let line = self.line.map(|line| format!(" 第 {line} 行"));
        let column = self.column.as_ref().map(|column| format!(" “{column}” 列"));
        let found = self
            .found
            .as_ref()
            .map(|found| format!("；实际为：{}", found.text(Language::Zh)));
        format!(
            "{}{}{}：{}{}；{}",
            self.file,
            line.unwrap_or_default(),
            column.unwrap_or_default(),
            self.what.text(Language::Zh),
            found.unwrap_or_default(),
            self.mend.text(Language::Zh),
        )
    }
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, " line {line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, " column \"{column}\"")?;
        }
        write!(f, ": {}", self.what)?;
        if let Some(found) = &self.found {
            write!(f, "; found: {found}")?;
        }
        write!(f, "; {}", self.mend)
    }
}

/// An extract that is not read: every fault of every file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// In the order of the files, then of the lines. Never empty.
    pub faults: Vec<FileFault>,
}

impl From<FileFault> for Refusal {
    fn from(fault: FileFault) -> Refusal {
        Refusal {
            faults: vec![fault],
        }
    }
}

impl Refusal {
    /// All faults of a refused extract.
    pub fn message(&self) -> Message {
        self.told(delivered::EXTRACT)
    }

    /// All faults of what is refused.
    pub(crate) fn told(&self, what: delivered::What) -> Message {
        let both = |fault: &FileFault| Message::new(fault.text(Language::Zh), fault.to_string());
        let faults: Vec<Message> = self.faults.iter().map(both).collect();
        delivered::refused(what, &faults)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_says_where_what_and_what_to_do() {
        let what = Message::new("单元格为空", "a cell is empty");
        let fault = FileFault::new("a.csv", what, Message::new("请填写", "fill it"))
            .at(3)
            .in_column(Some("x"))
            .found(Message::new("无", "nothing"));
        assert_eq!(
            fault.to_string(),
            "a.csv line 3 column \"x\": a cell is empty; found: nothing; fill it"
        );
        assert_eq!(
            fault.text(Language::Zh),
            "a.csv 第 3 行 “x” 列：单元格为空；实际为：无；请填写"
        );
        let one = Refusal::from(fault.clone());
        assert_eq!(one.to_string(), format!("the extract is refused: {fault}"));
        let two = Refusal {
            faults: vec![fault.clone(), fault.clone()],
        };
        assert_eq!(
            two.to_string(),
            format!("the extract is refused, 2 faults:\n  {fault}\n  {fault}")
        );
    }
}
