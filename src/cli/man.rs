//! `gongji man`: the manual page on standard output.

use super::{Session, help};
use crate::fault::Exit;

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
        let command = help::command(session.language());
        clap_mangen::Man::new(command.clone()).render(&mut page)?;
        for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            let name = format!("gongji-{}", sub.get_name());
            clap_mangen::Man::new(sub.clone().name(name)).render(&mut page)?;
        }
        session.print(&String::from_utf8_lossy(&page))?;
        Ok(Exit::Done)
    }
}
