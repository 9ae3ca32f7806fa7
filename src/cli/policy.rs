//! `gongji policy`: the presets, one policy as a page, the check of a file.

use super::Session;
use super::policy_choice::{Sets, refused};
use super::policy_try;
use crate::fault::Exit;
use crate::policy::{self, Policy};
use crate::rulebook::{self, Page};
use chrono::NaiveDate;
use clap::{Subcommand, ValueEnum};

/// Shows and checks the law as data.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists the policies that come with the program.
    List,
    Show(Show),
    Check(Check),
    Try(policy_try::Args),
}

/// Shows a policy: its values with source and interval; as `md`, every reason with its rule.
#[derive(Debug, clap::Args)]
struct Show {
    /// Preset or path of a policy file.
    #[arg(env = "GONGJI_POLICY", default_value = policy::DEFAULT, value_name = "NAME|FILE")]
    policy: String,
    #[command(flatten)]
    sets: Sets,
    /// Only what the policy says of this day.
    #[arg(long, env = "GONGJI_BATCH_DATE", value_name = "YYYY-MM-DD")]
    batch_date: Option<NaiveDate>,
    /// Form of the page; `toml` is the file itself.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Toml,
    Md,
    Json,
}

impl From<Format> for Page {
    fn from(format: Format) -> Page {
        match format {
            Format::Text => Page::Text,
            Format::Toml => Page::Toml,
            Format::Md => Page::Markdown,
            Format::Json => Page::Json,
        }
    }
}

/// Checks a policy file: faults, open questions, and what each day of its year answers. Exit 0 if
/// a run can use it as it stands, else 2.
#[derive(Debug, clap::Args)]
struct Check {
    /// Preset or path of a policy file.
    #[arg(value_name = "NAME|FILE")]
    policy: String,
    #[command(flatten)]
    sets: Sets,
}

impl Args {
    /// Writes the page.
    ///
    /// # Errors
    /// A policy that cannot be read or, but for `check`, is not in order: exit code 2; what
    /// `try` refuses.
    pub fn execute(self, session: &Session) -> anyhow::Result<Exit> {
        match self.command {
            Command::List => list(session),
            Command::Show(show) => show.execute(session),
            Command::Check(check) => check.execute(session),
            Command::Try(what_if) => what_if.execute(session),
        }
    }
}

fn list(session: &Session) -> anyhow::Result<Exit> {
    let page = if session.common.json {
        rulebook::list_json()
    } else {
        rulebook::list_page(session.language())
    };
    session.print(&page.map_err(refused)?)?;
    Ok(Exit::Done)
}

impl Show {
    fn execute(self, session: &Session) -> anyhow::Result<Exit> {
        let policy = Policy::load(&self.policy, &self.sets.set).map_err(refused)?;
        if let Some(day) = self.batch_date {
            policy.speaks_of(day).map_err(refused)?;
        }
        let page = if session.common.json {
            Page::Json
        } else {
            self.format.into()
        };
        session.print(&rulebook::show_page(
            &policy,
            self.batch_date,
            page,
            session.language(),
        ))?;
        Ok(Exit::Done)
    }
}

impl Check {
    fn execute(self, session: &Session) -> anyhow::Result<Exit> {
        let policy = Policy::examine(&self.policy, &self.sets.set).map_err(refused)?;
        let checked = rulebook::check(&policy);
        session.print(&if session.common.json {
            checked.json(session.language())
        } else {
            checked.page(session.language())
        })?;
        Ok(if checked.usable() {
            Exit::Done
        } else {
            Exit::Usage
        })
    }
}
