//! Whether what a person reads is Chinese: what is English in it are names that no language changes.

use clap::CommandFactory;
use gongji::domain::reject::Problem;
use gongji::domain::{
    AccountStatus, Channel, Class, HoldRole, InsuranceStatus, Outcome, PaidChannel, Reason,
    Relation, Status,
};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Names of programs, formats, presets, columns and keys that no list of the program holds.
const OTHER: &str = "
    gongji sqlite SQLite Prometheus roff manifest frictionless validate schema sync
    sha utf gb md toml csv json txt html xls xlsx ods db prom yaml MiB kB
    shanghai suzhou maanshan guangxi bash elvish fish powershell zsh
    key value source from to rows status amount code message channel help version h V
    fee student infant category relations districts calendar offset required cutoff true false
    yyyy mm dd hh ss
";

/// Every word that stays as it is: commands, options, values, codes and columns.
static NAMES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let mut names = BTreeSet::new();
    let mut add = |text: &str| names.extend(words(text).map(str::to_owned));
    add(OTHER);
    command_names(&gongji::cli::Cli::command(), &mut add);
    Outcome::ALL.iter().for_each(|code| add(code.as_str()));
    Reason::ALL.iter().for_each(|code| add(code.as_str()));
    Problem::ALL.iter().for_each(|code| add(code.as_str()));
    Status::ALL.iter().for_each(|code| add(code.as_str()));
    Relation::ALL.iter().for_each(|code| add(code.as_str()));
    Channel::ALL.iter().for_each(|code| add(code.as_str()));
    PaidChannel::ALL.iter().for_each(|code| add(code.as_str()));
    HoldRole::ALL.iter().for_each(|code| add(code.as_str()));
    AccountStatus::ALL
        .iter()
        .for_each(|code| add(code.as_str()));
    InsuranceStatus::ALL
        .iter()
        .for_each(|code| add(code.as_str()));
    let classes = [Class::Settled, Class::Excluded, Class::Exception];
    classes.iter().for_each(|code| add(code.as_str()));
    names
});

fn command_names(command: &clap::Command, add: &mut impl FnMut(&str)) {
    add(command.get_name());
    for argument in command.get_arguments() {
        argument.get_long().into_iter().for_each(&mut *add);
        let values = argument.get_possible_values();
        values.iter().for_each(|value| add(value.get_name()));
    }
    for sub in command.get_subcommands() {
        command_names(sub, add);
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphabetic() && c != '_')
        .filter(|word| !word.is_empty())
}

/// Whether ASCII letters that stand together are a number, a digest, a path, a file, or a value of
/// a policy.
fn is_a_place(written: &str) -> bool {
    const ENDINGS: [&str; 12] = [
        ".csv", ".json", ".txt", ".html", ".xlsx", ".toml", ".db", ".prom", ".rs", "-wal", ".lock",
        "-journal",
    ];
    const CODES: [&str; 3] = ["greater-than", "at-least", "end-of-day"];
    let is_code = CODES.iter().any(|code| written.contains(code));
    let has_digit = written.bytes().any(|b| b.is_ascii_digit());
    let names_a_file = ENDINGS.iter().any(|ending| written.contains(ending));
    is_code || has_digit || written.contains('/') || names_a_file
}

/// The English words in `text`.
pub fn english(text: &str) -> Vec<String> {
    let is_name = |word: &&str| {
        let is_code = word.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
        is_code || word.contains('_') || NAMES.contains(*word)
    };
    let pieces = text.split(|c: char| !c.is_ascii_graphic());
    let told = pieces.filter(|piece| !is_a_place(piece)).flat_map(words);
    let foreign = told.filter(|word| !is_name(word));
    foreign.map(str::to_owned).collect()
}

/// Holds that `text` is Chinese.
pub fn must_be_chinese(sentence: &str, text: &str) {
    let lines = text.lines().filter(|line| !english(line).is_empty());
    let found: Vec<String> = lines
        .map(|line| format!("{:?} in {line}", english(line)))
        .collect();
    assert!(found.is_empty(), "{sentence}: {}", found.join("\n"));
}
