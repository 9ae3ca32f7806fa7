//! `docs/extracts.md` shows the columns and codes as the reader has them; `GONGJI_REWRITE=1` writes them anew.

use super::{Delivery, ReadOptions, csv, policy, rejects};
use crate::answers;
use crate::domain::Status;
use crate::domain::reject::ExtractFile;
use crate::input::column::Column;
use crate::input::columns::{CONTROL, columns_of};
use crate::input::kind::Kind;
use crate::input::{ALWAYS_ALLOWED, inspect};
use std::fs;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/extracts.md");

/// Values that are wrong in one way each: nothing, no value of any kind, a separator, damage by a spreadsheet.
const WRONG: [&str; 4] = ["", "?", "?|", "3.10101E+17"];

/// Each of the values in backticks.
fn listed<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let mut shown = Vec::new();
    for value in values {
        let value = format!("`{value}`");
        if value != "``" && !shown.contains(&value) {
            shown.push(value);
        }
    }
    shown.join(" ")
}

/// The problems under which the reader rejects a row of examples with a wrong value in one column.
fn problems(file: ExtractFile, column: &Column) -> String {
    let columns = columns_of(file);
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    let found = WRONG.map(|wrong| {
        let value = |other: &Column| match other.name == column.name {
            true => wrong,
            false => other.examples[0],
        };
        let row: Vec<&str> = columns.iter().map(value).collect();
        let bytes = csv(&names.join(","), &[&row.join(",")]);
        let delivery = Delivery::new().with(file.name(), bytes).write();
        // One row in one is more than may be rejected: what could be read is told all the same.
        let (extract, _) = inspect(&ReadOptions::of(delivery.path()), &policy()).unwrap();
        let mut of_column = rejects(&extract).into_iter().map(|told| {
            let mut words = told.split(' ').skip(2).map(str::to_owned);
            (words.next(), words.next())
        });
        let code = of_column.find(|(at, _)| at.as_deref() == Some(column.name));
        code.and_then(|(_, code)| code).unwrap_or_default()
    });
    listed(found.iter().map(String::as_str))
}

fn row(column: &Column, wrong: &str) -> String {
    let may = match (column.is_optional, column.may_be_empty) {
        (true, _) => "列可无 column may be absent",
        (false, true) => "可空 may be empty",
        (false, false) => "",
    };
    let (zh, en) = column.about;
    format!(
        "| `{}` | {} | {may} | {zh} {en} | {} | {wrong} |\n",
        column.name,
        listed(column.aliases.iter().copied()),
        listed(column.examples),
    )
}

/// The table of a file with a blank line behind it.
fn section(file: &str, columns: &[Column], wrong: impl Fn(&Column) -> String) -> String {
    let rows: String = columns.iter().map(|c| row(c, &wrong(c))).collect();
    format!(
        "### `{file}`\n\n\
         | 列 column | 别名 aliases | | 内容 content | 例 examples | 不对时 when it is wrong |\n\
         |---|---|---|---|---|---|\n{rows}\n"
    )
}

/// The codes of a column with their other spellings: those of the default policy for categories.
fn codes_of(column: &Column) -> Vec<(String, Vec<String>)> {
    if column.kind == Kind::Category {
        let categories = policy().categories;
        let categories = categories.into_iter();
        return categories
            .map(|(code, words)| (code, words.value))
            .collect();
    }
    let codes = column.kind.codes().into_iter();
    let owned = |others: &[&str]| others.iter().map(ToString::to_string).collect();
    codes.map(|(code, others)| (code, owned(others))).collect()
}

/// Every column with a list of codes, each code with its other spellings.
fn codes() -> String {
    let mut rows = String::new();
    let mut shown = Vec::new();
    for column in ExtractFile::ALL.into_iter().flat_map(columns_of) {
        if shown.contains(&column.name) {
            continue;
        }
        shown.push(column.name);
        for (code, others) in codes_of(column) {
            let others = listed(others.iter().map(String::as_str));
            rows += &format!("| `{}` | `{code}` | {others} |\n", column.name);
        }
    }
    for status in Status::ALL {
        rows += &format!("| `status` | `{status}` | `{}` |\n", status.label());
    }
    format!(
        "## 代码 · Codes\n\n\
         | 列 column | 代码 code | 其他写法 other spellings |\n|---|---|---|\n{rows}"
    )
}

#[test]
fn the_page_shows_every_column_and_code() {
    let mut shown: Vec<String> = ExtractFile::ALL
        .into_iter()
        .map(|file| section(file.name(), columns_of(file), |c| problems(file, c)))
        .collect();
    let refused = |_: &Column| "拒绝整批 the run is refused".to_owned();
    shown.push(section("control.csv", &CONTROL, refused));
    let difference = |_: &Column| "`UNREADABLE`".to_owned();
    shown.push(section("RECEIPTS", &answers::COLUMNS, difference));
    shown.push(codes());
    let tables = shown.concat();
    let page = fs::read_to_string(PAGE).expect("docs/extracts.md");
    let start = page.find("### `").expect("the first table");
    let end = page.find("\n## 代码之外").expect("what follows the codes");
    if std::env::var_os("GONGJI_REWRITE").is_some() {
        let page = format!("{}{tables}{}", &page[..start], &page[end..]);
        fs::write(PAGE, page).expect("docs/extracts.md");
    } else {
        assert_eq!(&page[start..end], tables);
    }
    for limit in [
        format!("最多 {ALWAYS_ALLOWED} 行"),
        format!("may have {ALWAYS_ALLOWED} of them"),
    ] {
        assert!(page.contains(&limit), "{limit}");
    }
}
