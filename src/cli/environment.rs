//! Environment variables: a misspelt one would be a guard that is not there.

use super::Cli;
use crate::fault::{Exit, Fault};
use crate::text;
use clap::CommandFactory;
use std::collections::BTreeSet;

const PREFIX: &str = "GONGJI_";
/// The filter of the log, which is no option.
const LOG: &str = "GONGJI_LOG";
/// What tests hand to the programs they start.
const OF_TESTS: [&str; 6] = [
    "GONGJI_CRASH_AT",
    "GONGJI_REWRITE",
    "GONGJI_MODEL_NIGHTS",
    "GONGJI_MODEL_SEED",
    "GONGJI_SEASONS",
    "GONGJI_SEASON_SEED",
];

/// Refuses variables of the prefix that no command knows; those of another command are known,
/// because a service exports one environment for all of them.
///
/// # Errors
/// [`Exit::Usage`] with the nearest name for each.
pub fn refuse_unknown() -> Result<(), Fault> {
    let set = std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
    match unknown(set) {
        unknown if unknown.is_empty() => Ok(()),
        unknown => Err(Fault::new(
            Exit::Usage,
            text::shell::unknown_variables(&unknown),
        )),
    }
}

/// The variables that nobody knows, each with the nearest name that somebody does.
fn unknown(set: impl Iterator<Item = String>) -> Vec<(String, String)> {
    let known = known();
    let nearest = |name: &str| {
        let distance = |known: &&String| strsim::damerau_levenshtein(known, name);
        known.iter().min_by_key(distance).cloned()
    };
    let is_ours = |name: &String| name.starts_with(PREFIX);
    let is_of_tests = |name: &str| cfg!(debug_assertions) && OF_TESTS.contains(&name);
    let mut unknown: Vec<(String, String)> = set
        .filter(|name| is_ours(name) && !known.contains(name) && !is_of_tests(name))
        .map(|name| (nearest(&name).unwrap_or_default(), name))
        .map(|(nearest, name)| (name, nearest))
        .collect();
    unknown.sort();
    unknown
}

fn known() -> BTreeSet<String> {
    let mut known = BTreeSet::from([LOG.to_owned()]);
    let mut commands = vec![Cli::command()];
    while let Some(command) = commands.pop() {
        let variables = command.get_arguments().filter_map(|arg| arg.get_env());
        known.extend(variables.map(|name| name.to_string_lossy().into_owned()));
        commands.extend(command.get_subcommands().cloned());
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_nobody_knows_is_named_with_the_nearest() {
        for (name, nearest) in [
            ("GONGJI_REQUIRE_PAYMENT", Some("GONGJI_REQUIRE_PAYMENTS")),
            ("GONGJI_MAXTOTAL", Some("GONGJI_MAX_TOTAL")),
            ("GONGJI_LEGDER", Some("GONGJI_LEDGER")),
            ("GONGJI_MAX_TOTAL", None),
            ("GONGJI_LOG", None),
            ("GONGJI_SEED", None),
            ("gongji_max_totals", None),
            ("OTHERGONGJI_X", None),
        ] {
            let found = unknown([name.to_owned()].into_iter());
            let wanted = nearest.map(|nearest| (name.to_owned(), nearest.to_owned()));
            assert_eq!(found, Vec::from_iter(wanted), "{name}");
        }
    }
}
