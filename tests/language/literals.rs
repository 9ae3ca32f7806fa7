//! The texts as they stand in the program: what no test provokes is Chinese all the same.

use crate::common::chinese::english;
use std::fs;
use std::path::{Path, PathBuf};

/// The string literals of a source file, but for its unit tests.
fn literals(code: &str) -> Vec<String> {
    let code = code
        .split("#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or_default();
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find(['"', '\'', '/']) {
        let from = &rest[at..];
        rest = if from.starts_with("//") {
            from.split_once('\n').map_or("", |(_, after)| after)
        } else if from.starts_with("'\"'") || from.starts_with("'/'") {
            &from[3..]
        } else if let Some(literal) = from.strip_prefix('"') {
            let mut is_escaped = false;
            let end = literal.find(|c| {
                let ends = c == '"' && !is_escaped;
                is_escaped = c == '\\' && !is_escaped;
                ends
            });
            let (text, after) = literal.split_at(end.expect("a literal ends"));
            found.push(text.to_owned());
            &after[1..]
        } else {
            &from[1..]
        };
    }
    found
}

/// A text without its placeholders and line ends.
fn bare(literal: &str) -> String {
    let mut text = String::new();
    for (no, part) in literal.split(['{', '}']).enumerate() {
        text += if no % 2 == 0 { part } else { " " };
    }
    text.replace("\\n", " ")
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true if path.ends_with("tests") => {}
            true => sources(&path, found),
            false if path.ends_with("tests.rs") || path.ends_with("fixture.rs") => {}
            false => found.extend(path.extension().is_some_and(|e| e == "rs").then_some(path)),
        }
    }
}

/// Every text that holds Chinese, and the first of every pair of texts.
#[test]
fn every_chinese_text_of_the_program_is_all_chinese() {
    // The law's words in English sentences, the one title that stands in both languages, and
    // characters that are no words.
    let named = [
        "未核对税务已缴清单: ",
        " (未核对税务已缴清单)",
        " (未核对名册取数时间)",
        "共济缴费数据提取 · ",
        "TtZz",
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    let (mut texts, mut wrong) = (0, Vec::new());
    for path in found {
        let code = fs::read_to_string(&path).expect("a source");
        let is_chinese = |text: &String| text.contains(|c| ('\u{4E00}'..'\u{9FFF}').contains(&c));
        let chinese = literals(&code).into_iter().filter(is_chinese);
        let chinese = chinese.filter(|text| !named.iter().any(|name| text.contains(name)));
        let pairs = code.split("Message::new(").skip(1);
        let firsts = pairs.filter_map(|pair| literals(pair).into_iter().next());
        for text in chinese.chain(firsts) {
            texts += 1;
            let english = english(&bare(&text));
            if !english.is_empty() {
                wrong.push(format!("{}: {english:?} in {text}", path.display()));
            }
        }
    }
    assert!(texts > 1_000, "{texts} texts");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
