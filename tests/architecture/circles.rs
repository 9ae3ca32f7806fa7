//! No file needs another that needs the first: each can be read with what lies below it alone. A module
//! and the files in its folder are one thing: these may name what the module's own file declares.

use crate::sources::{Source, sources};
use std::collections::{BTreeMap, BTreeSet};

/// Where a circle is what the design wants: a rule's file holds its comparison, of which section 4 of the
/// contract is a table, and its line in the table of rules, which looks at a case that was judged by
/// section 4.
const WANTED: [&str; 1] = ["rules"];

/// A file or a name in it, as the names on the way from the crate's root.
type Path = Vec<String>;

#[test]
fn files_need_each_other_in_one_direction_only() {
    let files: BTreeMap<Path, Names> = sources()
        .iter()
        .filter(|source| !source.code().is_empty() && source.path != "main.rs")
        .filter(|source| !WANTED.contains(&source.module()))
        .map(|source| (path_of(source), Names::of(source)))
        .collect();
    let mut needed: BTreeMap<&Path, BTreeSet<&Path>> = files
        .iter()
        .map(|(path, names)| (path, names.needed(path, &files)))
        .collect();
    assert!(needed.values().map(BTreeSet::len).sum::<usize>() > files.len());
    // Whoever needs nobody is in no circle, and in nobody else's.
    while let Some(path) = needed
        .iter()
        .find_map(|(path, of)| of.is_empty().then_some(*path))
    {
        needed.remove(path);
        needed.values_mut().for_each(|of| {
            of.remove(path);
        });
    }
    assert!(
        needed.is_empty(),
        "they need each other in a circle: {needed:#?}"
    );
}

fn path_of(source: &Source) -> Path {
    let path = source.path.trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/')
        .filter(|name| *name != "lib")
        .map(str::to_owned)
        .collect()
}

/// What a file names.
struct Names {
    /// By `use` or in its code, as written.
    used: Vec<Path>,
    /// What it hands on by `pub use`, by the name that it has here.
    handed_on: BTreeMap<String, Path>,
}

impl Names {
    fn of(source: &Source) -> Names {
        let lines = source
            .code()
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let code = lines.collect::<Vec<_>>().join(" ");
        let mut names = Names {
            used: Vec::new(),
            handed_on: BTreeMap::new(),
        };
        let mut rest = String::new();
        for (place, part) in code.split("use ").enumerate() {
            let (tree, behind) = part.split_once(';').unwrap_or((part, ""));
            let is_handed_on = rest.trim_end().ends_with(['b', ')']);
            match place {
                0 => rest.push_str(part),
                _ => {
                    for path in paths(tree, &[]) {
                        match (is_handed_on, path.last()) {
                            (true, Some(name)) => drop(names.handed_on.insert(name.clone(), path)),
                            _ => names.used.push(path),
                        }
                    }
                    rest.push_str(behind);
                }
            }
        }
        let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        let words = rest
            .split(|c| !is_path(c))
            .filter(|word| word.contains("::"));
        names.used.extend(words.flat_map(|word| paths(word, &[])));
        names
    }

    /// The other files that it needs, but for the module that it is a part of.
    fn needed<'f>(&self, own: &Path, files: &'f BTreeMap<Path, Names>) -> BTreeSet<&'f Path> {
        let found = self
            .used
            .iter()
            .filter_map(|path| file_of(own, path, files));
        found.filter(|file| !own.starts_with(file)).collect()
    }
}

/// The paths of a tree such as `a::{b, c::D as E}`.
fn paths(tree: &str, before: &[String]) -> Vec<Path> {
    let tree = tree.trim();
    if let Some((start, group)) = tree.split_once('{') {
        let names = start
            .split("::")
            .map(str::trim)
            .filter(|name| !name.is_empty());
        let before: Path = before
            .iter()
            .cloned()
            .chain(names.map(str::to_owned))
            .collect();
        let group = group.strip_suffix('}').unwrap_or(group);
        let mut depth = 0;
        let members = group.split(|c| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            c == ',' && depth == 0
        });
        let members = members.filter(|member| !member.trim().is_empty());
        return members.flat_map(|member| paths(member, &before)).collect();
    }
    let names = tree.split(" as ").next().unwrap_or(tree).split("::");
    let names = names.map(|name| name.trim().to_owned());
    vec![before.iter().cloned().chain(names).collect()]
}

/// The file in which something is declared that `own` names, if it is one of ours.
fn file_of<'f>(own: &Path, named: &Path, files: &'f BTreeMap<Path, Names>) -> Option<&'f Path> {
    let mut at: Path = match named[0].as_str() {
        "crate" => Vec::new(),
        "self" => own.clone(),
        "super" => own[..own.len().saturating_sub(1)].to_vec(),
        child => Some(below(own, child)).filter(|path| files.contains_key(path))?,
    };
    let mut rest = named[1..].iter();
    let mut name = rest.next();
    while name.is_some_and(|name| name == "super") {
        at.pop();
        name = rest.next();
    }
    while let Some(next) = name {
        let below = below(&at, next);
        if !files.contains_key(&below) {
            break;
        }
        at = below;
        name = rest.next();
    }
    let (file, names) = files.get_key_value(&at)?;
    let handed_on = name.and_then(|name| names.handed_on.get(name));
    handed_on
        .and_then(|path| file_of(file, path, files))
        .or(Some(file))
}

fn below(path: &Path, name: &str) -> Path {
    path.iter().cloned().chain([name.to_owned()]).collect()
}
