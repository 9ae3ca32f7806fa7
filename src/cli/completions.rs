//! `gongji completions <SHELL>`: completion script on standard output.

use super::{Session, help};
use crate::fault::Exit;

/// Prints a completion script for a shell.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell.
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

impl Args {
    /// Writes the script.
    ///
    /// # Errors
    /// None: generation goes to memory.
    pub fn execute(self, session: &Session) -> anyhow::Result<Exit> {
        let mut script = Vec::new();
        clap_complete::generate(
            self.shell,
            &mut help::command(session.language()),
            "gongji",
            &mut script,
        );
        session.print(&String::from_utf8_lossy(&script))?;
        Ok(Exit::Done)
    }
}
