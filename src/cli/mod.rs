//! What was typed → what was meant. One file per command.

mod check;
mod check_remittance;
mod common;
mod completions;
mod console;
mod environment;
mod explain;
mod guard_args;
mod headline;
mod help;
mod lang;
mod log;
mod man;
mod paths;
mod policy;
mod policy_choice;
mod policy_try;
mod progress_bar;
mod reconcile;
mod results;
mod run;
mod session;
mod status;
mod synth;
mod synth_receipts;
mod template;
mod threads;
mod usage;
mod values;
mod verify;

pub use common::{Common, LogFormat};
pub use headline::Headline;
pub use lang::Lang;
pub use policy_choice::{PolicyChoice, refused as policy_refused};
pub use session::Session;

use crate::fault::Exit;
use crate::interrupt;
use chrono::{DateTime, Utc};
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand};
use std::path::PathBuf;

/// 共济缴费批量划扣 · batch deduction of student medical-insurance premiums from family mutual-aid
/// networks.
///
/// Exit codes: 0 done · 1 failure before the commit · 2 usage or policy · 3 extract, ledger file,
/// date or volume refused · 4 batch id used for something else, or the plan differs · 5 ledger busy
/// · 6 an equation or verification failed · 7 committed, but not everything in place.
#[derive(Debug, Parser)]
#[command(name = "gongji", version, about, long_about)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// Reads the arguments; with them the name of the command, as metrics label it: a dry run is a
    /// command of its own there, so that no alert takes it for the night.
    ///
    /// # Errors
    /// How the process ends where there is nothing to execute: what was asked for is printed, or
    /// the arguments cannot be understood, and it was said.
    pub fn read(now: DateTime<Utc>) -> Result<(Cli, String), Exit> {
        interrupt::survive_file_limits();
        let language = Lang::typed(std::env::args_os()).into();
        let matches = help::matches(std::env::args_os(), language);
        let read = matches.and_then(|matches| {
            let name = matches.subcommand_name().unwrap_or_default();
            let mut cli = Cli::from_arg_matches(&matches)?;
            cli.common.named = named_paths(&Cli::command(), &matches);
            let label = match &cli.command {
                Command::Run(args) if args.dry_run => PLAN,
                _ => name,
            };
            Ok((cli, label.to_owned()))
        });
        read.map_err(|error| usage::answer(&error, now))
    }
}

/// The label of a dry run.
const PLAN: &str = "plan";

/// Every path among the arguments, but for the metrics file: a command writes over none of them.
fn named_paths(command: &clap::Command, matches: &ArgMatches) -> Vec<PathBuf> {
    let is_other = |id: &str| id != "metrics_file";
    let arguments = command.get_arguments().map(|arg| arg.get_id().as_str());
    let mut paths: Vec<PathBuf> = Vec::new();
    for id in arguments.filter(|id| is_other(id)) {
        if let Ok(Some(given)) = matches.try_get_many::<PathBuf>(id) {
            paths.extend(given.cloned());
        }
    }
    // A policy is a preset's name or a path.
    if let Ok(Some(policy)) = matches.try_get_one::<String>("policy") {
        paths.push(policy.into());
    }
    if let Some((name, matches)) = matches.subcommand() {
        let sub = command.find_subcommand(name);
        paths.extend(sub.into_iter().flat_map(|sub| named_paths(sub, matches)));
    }
    paths
}

/// The commands (section 10 of the contract).
#[derive(Debug, Subcommand)]
pub enum Command {
    Run(Box<run::Args>),
    Check(check::Args),
    CheckRemittance(check_remittance::Args),
    Explain(Box<explain::Args>),
    Status(status::Args),
    Reconcile(reconcile::Args),
    Results(results::Args),
    SynthReceipts(synth_receipts::Args),
    Verify(verify::Args),
    Completions(completions::Args),
    Man(man::Args),
    Synth(synth::Args),
    Template(template::Args),
    Policy(policy::Args),
}

impl Command {
    /// Carries the command out.
    ///
    /// # Errors
    /// Whatever stopped it; [`crate::fault::exit_of`] gives the exit code.
    pub fn execute(self, session: &Session) -> anyhow::Result<Exit> {
        session.refuse_control_characters()?;
        session.check_metrics_file()?;
        environment::refuse_unknown()?;
        match self {
            Command::Run(args) => args.execute(session),
            Command::Check(args) => args.execute(session),
            Command::CheckRemittance(args) => args.execute(session),
            Command::Explain(args) => args.execute(session),
            Command::Reconcile(args) => args.execute(session),
            Command::Results(args) => args.execute(session),
            Command::SynthReceipts(args) => args.execute(session),
            Command::Status(args) => args.execute(session),
            Command::Verify(args) => args.execute(session),
            Command::Completions(args) => args.execute(session),
            Command::Man(args) => args.execute(session),
            Command::Synth(args) => args.execute(session),
            Command::Template(args) => args.execute(session),
            Command::Policy(args) => args.execute(session),
        }
    }
}
