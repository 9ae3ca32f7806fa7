//! `docs/extracts.md` shows the columns as they are; `GONGJI_REWRITE=1` writes its tables anew.

use crate::domain::reject::ExtractFile;
use crate::input::column::Column;
use crate::input::columns::{CONTROL, columns_of};
use std::fs;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/extracts.md");

fn row(column: &Column) -> String {
    let may = match (column.is_optional, column.may_be_empty) {
        (true, _) => "列可无 column may be absent",
        (false, true) => "可空 may be empty",
        (false, false) => "",
    };
    let aliases: Vec<String> = column.aliases.iter().map(|a| format!("`{a}`")).collect();
    let (zh, en) = column.about;
    let aliases = aliases.join(" ");
    format!("| `{}` | {aliases} | {may} | {zh} {en} |\n", column.name)
}

/// The table of a file, from its heading to the blank line behind it.
fn section(file: &str, columns: &[Column]) -> String {
    let rows: String = columns.iter().map(row).collect();
    format!(
        "### `{file}`\n\n| 列 column | 别名 aliases | | 内容 content |\n|---|---|---|---|\n{rows}\n"
    )
}

#[test]
fn the_page_shows_every_column_with_its_aliases() {
    let mut sections: Vec<String> = ExtractFile::ALL
        .into_iter()
        .map(|file| section(file.name(), columns_of(file)))
        .collect();
    sections.push(section("control.csv", &CONTROL));
    let tables = sections.concat();
    let page = fs::read_to_string(PAGE).expect("docs/extracts.md");
    let start = page.find("### `").unwrap_or(page.len());
    let end = page[start..]
        .find("\n## ")
        .map_or(page.len(), |at| start + at + 1);
    if std::env::var_os("GONGJI_REWRITE").is_some() {
        let page = format!("{}{tables}{}", &page[..start], &page[end..]);
        fs::write(PAGE, page).expect("docs/extracts.md");
    } else {
        assert_eq!(&page[start..end], tables);
    }
}
