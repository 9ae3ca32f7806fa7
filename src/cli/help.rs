//! The help pages in the operator's language, options listed by purpose.

use super::Cli;
use crate::domain::plan::Language;
use crate::text::{help as text, usage};
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory};
use std::ffi::OsString;

const NAME: &str = "gongji";
const HELP: &str = "help";
const TOPIC: &str = "topic";

/// The command line as one language explains it.
pub fn command(language: Language) -> Command {
    let own = |id: &'static str, short, action, says| {
        Arg::new(id).long(id).short(short).action(action).help(says)
    };
    let root = Cli::command()
        .disable_version_flag(true)
        .arg(own("help", 'h', ArgAction::Help, "Print help (-h in short)").global(true))
        .arg(own("version", 'V', ArgAction::Version, "Print version"))
        .subcommand(
            Command::new(HELP)
                .about("Prints the help of a command")
                .arg(
                    Arg::new(TOPIC)
                        .num_args(0..)
                        .value_name("COMMAND")
                        .help("The command"),
                ),
        );
    explained(root, "", language)
}

/// What was typed; `help run` asks for the same as `run --help`.
///
/// # Errors
/// A page that was asked for, or what cannot be understood.
pub fn matches(
    words: impl Iterator<Item = OsString>,
    language: Language,
) -> Result<ArgMatches, clap::Error> {
    let typed = command(language).try_get_matches_from(words)?;
    match typed.subcommand() {
        Some((HELP, about)) => {
            let about = about.get_many::<String>(TOPIC).into_iter().flatten();
            let about = about.map(String::as_str);
            let asked = [NAME].into_iter().chain(about).chain(["--help"]);
            command(language).try_get_matches_from(asked)
        }
        _ => Ok(typed),
    }
}

/// One command with everything below it.
fn explained(command: Command, path: &str, language: Language) -> Command {
    let name = command.get_name().to_owned();
    let own = match path {
        "" => name.clone(),
        path => format!("{path} {name}"),
    };
    let command = command
        .disable_help_subcommand(true)
        .disable_help_flag(true);
    let command = command.mut_args(|arg| by_purpose(arg, &name, language));
    let command = command.mut_subcommands(|sub| explained(sub, &own, language));
    match language {
        Language::En => command,
        Language::Zh => in_chinese(command, &own),
    }
}

fn by_purpose(arg: Arg, command: &str, language: Language) -> Arg {
    let purpose = text::purpose(arg.get_id().as_str());
    let heading = match (arg.is_positional(), language) {
        (true, Language::Zh) => "参数",
        (true, Language::En) => "Arguments",
        (false, Language::Zh) => purpose.0,
        (false, Language::En) => purpose.1,
    };
    let arg = arg.help_heading(heading);
    match language {
        Language::En => arg,
        Language::Zh => arg_in_chinese(arg, command),
    }
}

/// The argument's meaning, and behind it what the parser would say in English: its variable, its
/// default, the values it can have.
fn arg_in_chinese(arg: Arg, command: &str) -> Arg {
    let mut says = text::argument(command, arg.get_id().as_str()).to_owned();
    let takes_value = arg.get_action().takes_values();
    let values = arg.get_possible_values();
    if takes_value && !values.is_empty() {
        let told = values
            .iter()
            .map(|value| match text::value(value.get_name()) {
                "" => value.get_name().to_owned(),
                meaning => format!("{}（{meaning}）", value.get_name()),
            });
        says += &format!(" ［可取 {}］", told.collect::<Vec<_>>().join("、"));
    }
    let default: Vec<_> = arg.get_default_values().iter().collect();
    if let ([default], true) = (&default[..], takes_value) {
        says += &format!(" ［默认 {}］", default.to_string_lossy());
    }
    if let Some(variable) = arg.get_env() {
        says += &format!(" ［环境变量 {}］", variable.to_string_lossy());
    }
    let arg = arg.help(says.clone()).long_help(says).hide_env(true);
    match takes_value {
        true => arg.hide_default_value(true).hide_possible_values(true),
        false => arg,
    }
}

fn in_chinese(command: Command, path: &str) -> Command {
    let name = command.get_name().to_owned();
    let says = match (path, text::command(path.trim_start_matches("gongji "))) {
        (NAME, _) => text::PROGRAM,
        (_, "") => text::command(&name),
        (_, own) => own,
    };
    let form = command.clone().bin_name(path).render_usage().to_string();
    let form = form
        .trim_start_matches("Usage: ")
        .replace("[OPTIONS]", "[选项]")
        .replace("<COMMAND>", "<命令>");
    let usage = usage::USAGE;
    command
        .about(says)
        .long_about(says)
        .override_usage(form)
        .subcommand_help_heading("命令")
        .help_template(format!(
            "{{about-with-newline}}\n{usage}{{usage}}\n\n{{all-args}}"
        ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every command with the words that lead to it.
    fn every(language: Language) -> Vec<(String, Command)> {
        let mut root = command(language);
        root.build();
        let mut open = vec![(String::new(), root)];
        let mut found = Vec::new();
        while let Some((path, command)) = open.pop() {
            for sub in command.get_subcommands() {
                open.push((format!("{path} {}", sub.get_name()), sub.clone()));
            }
            found.push((path, command));
        }
        found
    }

    /// Words that stay as they are: what people type, and what stands in files.
    fn is_a_name(word: &str, names: &[String]) -> bool {
        const OTHER: [&str; 24] = [
            "gongji",
            "csv",
            "txt",
            "json",
            "JSON",
            "md",
            "toml",
            "roff",
            "out",
            "OUT",
            "UTF",
            "GB",
            "SM",
            "Prometheus",
            "db",
            "key",
            "value",
            "utf",
            "gb",
            "N",
            "h",
            "differences",
            "xlsx",
            "V",
        ];
        let is_upper = word.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
        let is_name = |name: &String| name.split(['-', '.', '_', '=']).any(|part| part == word);
        is_upper || OTHER.contains(&word) || word.contains('_') || names.iter().any(is_name)
    }

    #[test]
    fn every_help_page_is_chinese_but_for_names() {
        let commands = every(Language::Zh);
        let mut names: Vec<String> = ["enrollments", "networks", "accounts", "payments", "holds"]
            .into_iter()
            .chain([
                "control",
                "remittance",
                "datapackage",
                "ledger",
                "posted",
                "accepted",
            ])
            .chain([
                "rejected", "returned", "status", "amount", "code", "message",
            ])
            .chain(["shanghai", "option"])
            .map(str::to_owned)
            .collect();
        for (path, command) in &commands {
            names.extend(path.split(' ').map(str::to_owned));
            for arg in command.get_arguments() {
                names.extend(arg.get_long().map(str::to_owned));
                let values = arg.get_possible_values();
                names.extend(values.iter().map(|value| value.get_name().to_owned()));
            }
        }
        assert!(commands.len() > 15, "the commands were not found");
        let mut wrong = Vec::new();
        for (path, command) in commands {
            let page = command.clone().render_long_help().to_string();
            let words = page.split(|c: char| !c.is_ascii_alphabetic() && c != '_');
            let english: Vec<&str> = words
                .filter(|word| !word.is_empty() && !is_a_name(word, &names))
                .collect();
            wrong.extend((!english.is_empty()).then(|| format!("{path}: {english:?} in\n{page}")));
            for arg in command.get_arguments() {
                let says = text::argument(command.get_name(), arg.get_id().as_str());
                let id = arg.get_id();
                wrong.extend(
                    says.is_empty()
                        .then(|| format!("{path}: {id} says nothing")),
                );
            }
            let about = command.get_about().map(ToString::to_string);
            let is_explained = about.is_some_and(|about| !about.is_empty());
            wrong.extend((!is_explained).then(|| format!("{path} says nothing")));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn help_is_asked_for_in_two_ways() {
        let page = |words: &[&str]| {
            let words = words.iter().map(OsString::from);
            matches(words, Language::Zh).unwrap_err().to_string()
        };
        assert_eq!(
            page(&[NAME, "help", "policy", "show"]),
            page(&[NAME, "policy", "show", "--help"])
        );
        assert!(page(&[NAME, "help"]).starts_with("共济缴费批量划扣"));
    }

    #[test]
    fn the_parser_accepts_the_command_line_in_both_languages() {
        for language in [Language::Zh, Language::En] {
            command(language).debug_assert();
        }
    }
}
