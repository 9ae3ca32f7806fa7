//! The data package (Frictionless Data, Table Schema) with which a provider checks his files.

use super::Headers;
use crate::domain::reject::ExtractFile;
use crate::input::{CONTROL, Column, Kind, columns_of};
use serde_json::{Map, Value, json};

/// `datapackage.json` for files with such headers.
pub(super) fn describe(headers: Headers) -> Vec<u8> {
    let mut resources: Vec<Value> = ExtractFile::ALL
        .iter()
        .map(|file| resource(headers, file.name(), columns_of(*file)))
        .collect();
    resources.push(resource(headers, "control.csv", &CONTROL));
    let package = json!({
        "name": "gongji-extract",
        "title": "共济缴费数据提取 · extract for the deduction of premiums",
        "resources": resources,
    });
    format!("{package:#}\n").into_bytes()
}

fn resource(headers: Headers, path: &str, columns: &[Column]) -> Value {
    let fields: Vec<Value> = columns
        .iter()
        .map(|column| field(headers, column))
        .collect();
    let mut schema = json!({ "fields": fields, "missingValues": [""] });
    // What the first column names, if it is an identifier of the row, is named once.
    if path == ExtractFile::Enrollments.name() {
        schema["primaryKey"] = json!([headers.name(&columns[0])]);
    }
    json!({
        "name": path.trim_end_matches(".csv"),
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    })
}

/// One field of a schema.
fn field(headers: Headers, column: &Column) -> Value {
    let (zh, en) = column.about;
    let mut constraints = Map::new();
    constraints.insert("required".into(), json!(!column.may_be_empty));
    if let Some(pattern) = column.kind.pattern() {
        constraints.insert("pattern".into(), json!(pattern));
    }
    // A relation outside the list is understood too, as `other`.
    if column.kind != Kind::Relation {
        let codes = spellings(column.kind);
        if !codes.is_empty() {
            constraints.insert("enum".into(), json!(codes));
        }
    }
    json!({
        "name": headers.name(column),
        "title": Headers::Zh.name(column),
        "type": type_of(column.kind),
        "description": format!("{zh} / {en}"),
        "constraints": constraints,
    })
}

/// Texts with a pattern say more exactly than the types for times and numbers what is read.
fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Year => "year",
        Kind::Count => "integer",
        _ => "string",
    }
}

/// All spellings of a list; of the document types also those of one digit and with wide brackets.
fn spellings(kind: Kind) -> Vec<String> {
    let mut all = Vec::new();
    for (code, others) in kind.codes() {
        if let (Kind::IdType, Some(digit)) = (kind, code.strip_prefix('0')) {
            all.push(digit.to_owned());
        }
        all.push(code);
        for other in others {
            all.push((*other).to_owned());
            if kind == Kind::IdType && other.contains('(') {
                all.push(other.replace('(', "（").replace(')', "）"));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_names_every_file_and_column() {
        let package: Value = serde_json::from_slice(&describe(Headers::Canonical)).unwrap();
        for (at, file) in ExtractFile::ALL.iter().enumerate() {
            let resource = &package["resources"][at];
            assert_eq!(resource["path"], file.name());
            let fields = resource["schema"]["fields"].as_array().unwrap();
            let names: Vec<_> = fields.iter().map(|field| &field["name"]).collect();
            let columns = columns_of(*file);
            assert_eq!(names, columns.iter().map(|c| c.name).collect::<Vec<_>>());
        }
        let id_type = &package["resources"][0]["schema"]["fields"][2]["constraints"];
        assert_eq!(id_type["required"], true);
        let types = id_type["enum"].as_array().unwrap();
        for spelling in ["1", "01", "居民身份证", "居民身份证（户口簿）", "17", "99"]
        {
            assert!(types.iter().any(|code| code == spelling), "{spelling}");
        }
    }
}
