//! One column of a file: its names, what its values are and what it says.

use super::kind::Kind;

/// A column as its file calls it, with its canonical name where that is another.
pub(crate) fn called(heading: Option<&str>, column: &str) -> String {
    match heading {
        Some(heading) if !heading.eq_ignore_ascii_case(column) => format!("{heading} ({column})"),
        _ => column.to_owned(),
    }
}

/// The same, where `headings` are those of the file by canonical name.
pub(super) fn called_in(headings: &[(&str, String)], column: &str) -> String {
    let mut headings = headings.iter();
    let heading = headings.find(|(name, _)| *name == column);
    called(heading.map(|(_, heading)| heading.as_str()), column)
}

/// A column that a file must or may have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// Canonical name.
    pub name: &'static str,
    /// National platform names and Chinese labels.
    pub aliases: &'static [&'static str],
    /// Whether the file may lack it; it is then read as empty.
    pub is_optional: bool,
    /// What its values are.
    pub kind: Kind,
    /// Whether a value may be empty.
    pub may_be_empty: bool,
    /// What it says, in Chinese and in English, for whoever makes the file.
    pub about: (&'static str, &'static str),
    /// Values of two rows.
    pub examples: [&'static str; 2],
}

impl Column {
    /// A column that every delivery must have.
    pub(crate) const fn required(name: &'static str, aliases: &'static [&'static str]) -> Column {
        Column {
            name,
            aliases,
            is_optional: false,
            kind: Kind::Text,
            may_be_empty: false,
            about: ("", ""),
            examples: ["", ""],
        }
    }

    /// A column that a delivery may lack.
    pub(crate) const fn optional(name: &'static str, aliases: &'static [&'static str]) -> Column {
        Column {
            is_optional: true,
            ..Column::required(name, aliases)
        }
    }

    /// The same column with values of a kind, none of them empty.
    pub(crate) const fn is(self, kind: Kind) -> Column {
        Column { kind, ..self }
    }

    /// The same column with values of a kind, or empty ones.
    pub(crate) const fn may_be(self, kind: Kind) -> Column {
        Column {
            kind,
            may_be_empty: true,
            ..self
        }
    }

    /// The same column with what it says, in Chinese and in English.
    pub(crate) const fn about(self, zh: &'static str, en: &'static str) -> Column {
        Column {
            about: (zh, en),
            ..self
        }
    }

    /// The same column with the values of two rows.
    pub(crate) const fn such_as(self, first: &'static str, second: &'static str) -> Column {
        Column {
            examples: [first, second],
            ..self
        }
    }

    /// Whether a header cell names this column, in any case.
    pub(super) fn is_called(&self, cell: &str) -> bool {
        self.names().any(|name| name.eq_ignore_ascii_case(cell))
    }

    /// Its canonical name and its aliases.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }

    /// `"name" (aliases)`, for messages.
    pub(super) fn described(&self) -> String {
        match self.aliases {
            [] => format!("\"{}\"", self.name),
            aliases => format!("\"{}\" ({})", self.name, aliases.join(", ")),
        }
    }
}
