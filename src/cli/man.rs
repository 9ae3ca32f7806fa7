//! `gongji man`: the manual page on standard output.

use super::{Session, help};
use crate::domain::plan::Language;
use crate::fault::Exit;
use crate::text::help as text;
use clap::Command;
use std::io;

/// Prints the manual page (roff).
#[derive(Debug, clap::Args)]
pub struct Args {}

impl Args {
    /// Writes the page, the commands' own pages behind it.
    ///
    /// # Errors
    /// When the page cannot be rendered.
    pub fn execute(self, session: &Session) -> anyhow::Result<Exit> {
        let mut page = Vec::new();
        let language = session.language();
        let command = help::command(language);
        append(&command, command.get_name(), &mut page)?;
        session.print(&in_words(&String::from_utf8_lossy(&page), language))?;
        Ok(Exit::Done)
    }
}

/// The page of a command, then those of the commands below it.
fn append(command: &Command, name: &str, page: &mut Vec<u8>) -> io::Result<()> {
    let own = command.clone().name(name.to_owned());
    clap_mangen::Man::new(own).render(page)?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        append(sub, &format!("{name}-{}", sub.get_name()), page)?;
    }
    Ok(())
}

/// The page with its headings in the reader's language.
fn in_words(page: &str, language: Language) -> String {
    let heading = |line: &str| match (line.strip_prefix(".SH "), language) {
        (Some(heading), Language::Zh) => format!(".SH {}\n", text::manual_heading(heading)),
        _ => format!("{line}\n"),
    };
    page.lines().map(heading).collect()
}
