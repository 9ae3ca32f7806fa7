//! Pages, lists and the workbook.

use crate::Desk;
use crate::common::chinese::must_be_chinese;
use crate::common::{FIRST_BATCH, SECOND_BATCH, whole};
use std::fs;
use std::io::Read;
use std::path::Path;

/// What a page shows of itself: its text, and what is read out in its place.
pub fn shown(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, behind)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, mut after) = behind.split_once('>').unwrap_or((behind, ""));
        for name in ["style", "script"] {
            if tag.starts_with(name) {
                let end = format!("</{name}>");
                after = after.split_once(&end).map_or("", |(_, after)| after);
            }
        }
        for name in ["aria-label=\"", "title=\"", "alt=\""] {
            let value = tag.split_once(name).and_then(|(_, v)| v.split_once('"'));
            text.push_str(value.map_or("", |(value, _)| value));
        }
        text.push(' ');
        rest = after;
    }
    (text + rest).replace("&amp;", "&")
}

/// What the outputs of two nights say to clerks, schools and operators.
pub fn outputs(desk: &Desk) {
    for batch in [FIRST_BATCH, SECOND_BATCH] {
        let folder = desk.path("out").join(batch);
        let mut texts = vec![("exceptions.xlsx".to_owned(), cells(&folder))];
        for (path, bytes) in whole(&folder) {
            let name = path.file_name().expect("a name").to_string_lossy();
            let text = String::from_utf8_lossy(&bytes);
            let is_told = path.parent().is_some_and(|p| p.ends_with("by-institution"));
            match &*name {
                // The columns of the list are those of a file.
                "exceptions.csv" => {
                    let rows = text.split_once('\n').map_or("", |(_, rows)| rows);
                    texts.push((name.into_owned(), rows.to_owned()));
                }
                "report.html" => texts.push((name.into_owned(), shown(&text))),
                _ if is_told => texts.push((name.into_owned(), text.into_owned())),
                _ => {}
            }
        }
        assert!(texts.len() >= 3, "{batch}: {}", texts.len());
        for (name, text) in texts {
            must_be_chinese(&format!("{batch}/{name}"), &text);
        }
    }
}

/// What the workbook says.
fn cells(folder: &Path) -> String {
    let book = fs::File::open(folder.join("exceptions.xlsx")).expect("the workbook");
    let mut book = zip::ZipArchive::new(book).expect("a zip file");
    let mut sheet = String::new();
    let mut part = book.by_name("xl/worksheets/sheet1.xml").expect("a sheet");
    part.read_to_string(&mut sheet).expect("a text");
    shown(&sheet)
}
