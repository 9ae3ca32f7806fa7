//! Writes a generated file in one of the many ways in which it may be delivered.

use super::dice::Dice;
use super::extract::OPTIONAL;
use super::generator::Row;
use super::table::NOT_IN_THE_ENCODING;
use super::values;

/// How a row is made unreadable as a whole.
#[derive(Debug, Clone, Copy)]
pub enum Broken {
    Quoting,
    FieldCount,
    Encoding,
}

/// Any column order, canonical or other names, LF or CRLF, with or without byte order mark.
pub fn write(dice: &mut Dice, columns: &[(&str, &[&str])], rows: &[Row]) -> String {
    let is_empty = |place: usize| rows.iter().all(|row| row.cells[place].is_empty());
    let mut order: Vec<Option<usize>> = Vec::new();
    for (place, (name, _)) in columns.iter().enumerate() {
        let may_lack = OPTIONAL.contains(name) && is_empty(place);
        if !(may_lack && dice.chance(50)) {
            order.push(Some(place));
        }
    }
    if dice.chance(50) {
        for i in (1..order.len()).rev() {
            order.swap(i, dice.below(i + 1));
        }
    }
    // A column that nobody asked for.
    if dice.chance(30) {
        order.insert(dice.below(order.len() + 1), None);
    }
    let end = if dice.chance(30) { "\r\n" } else { "\n" };
    let mut text = String::new();
    if dice.chance(20) {
        text.push('\u{FEFF}');
    }
    let header: Vec<String> = order
        .iter()
        .map(|place| {
            place.map_or("备注".to_string(), |place| {
                header_cell(dice, columns[place])
            })
        })
        .collect();
    text.push_str(&header.join(","));
    text.push_str(end);
    for row in rows {
        if dice.chance(4) {
            let blank = dice.pick(&["", ",,", " ,\t,\"\"", "\u{1A}", "\u{3000}"]);
            text.push_str(blank);
            text.push_str(end);
        }
        let mut cells: Vec<String> = order
            .iter()
            .map(|place| match place {
                Some(place) => cell(dice, columns[*place].0, &row.cells[*place]),
                None => dice.pick(&["", "x", "\"a,b\"", "\"一\n二\""]).to_string(),
            })
            .collect();
        match row.broken {
            Some(Broken::Quoting) => cells[0] = "\"ab\"c".to_string(),
            Some(Broken::FieldCount) => cells.push("more".to_string()),
            Some(Broken::Encoding) => cells[0].push(NOT_IN_THE_ENCODING),
            None => {}
        }
        text.push_str(&cells.join(","));
        text.push_str(end);
    }
    if dice.chance(2) {
        text.push('\u{1A}');
        text.push_str(end);
    }
    text
}

fn header_cell(dice: &mut Dice, (name, aliases): (&str, &[&str])) -> String {
    match dice.below(6) {
        0 => name.to_uppercase(),
        1 => format!(" {name} "),
        2 | 3 => dice.pick(aliases).to_string(),
        _ => name.to_string(),
    }
}

fn cell(dice: &mut Dice, column: &str, text: &str) -> String {
    let text = &spelled_otherwise(dice, column, text);
    let must_quote = text.contains([',', '"', '\n', '\r']);
    let padded = if dice.chance(4) {
        format!(
            "{}{text}{}",
            dice.pick(&["", " ", "\u{3000}", "\u{200B}"]),
            dice.pick(&["", " ", "\u{FEFF}", "\t"])
        )
    } else {
        text.to_string()
    };
    if must_quote || dice.chance(6) {
        format!("\"{}\"", padded.replace('"', "\"\""))
    } else {
        padded
    }
}

/// The same value in other words.
fn spelled_otherwise(dice: &mut Dice, column: &str, text: &str) -> String {
    match column {
        "left_at"
        | "contribution_selected_at"
        | "contribution_cancelled_at"
        | "dissolved_at"
        | "paid_at"
        | "refunded_at"
            if text.is_empty() && dice.chance(8) =>
        {
            dice.pick(&PLACEHOLDERS).to_string()
        }
        "until" if text.is_empty() && dice.chance(50) => dice
            .pick(&[
                "9999-12-31",
                "19000101",
                "0000/00/00",
                "2100-01-01",
                "0000-00-00 00:00:00",
            ])
            .to_string(),
        "channel" | "category" | "relation" | "paid_channel" | "insurance_status"
        | "account_status" | "role"
            if dice.chance(8) =>
        {
            text.to_ascii_uppercase()
        }
        "insured_id" | "organizer_id" | "member_id" | "holder_id" | "person_id"
            if dice.chance(10) =>
        {
            other_key(dice, text)
        }
        "insured_id_type" if text == "01" && dice.chance(10) => dice.pick(&ID_CARD).to_string(),
        "insured_name" | "member_name" if dice.chance(50) => text.replace('䶮', "\u{E863}"),
        _ => text.to_string(),
    }
}

/// Words for the identity card.
const ID_CARD: [&str; 6] = [
    "1",
    "身份证",
    "户口簿",
    "居民身份证(户口簿)",
    "居民身份证（户口簿）",
    "居民身份证(户口簿）",
];

/// What databases write that know no empty instant.
const PLACEHOLDERS: [&str; 14] = [
    "0001-01-01 00:00:00",
    "0001-01-01T00:00:00Z",
    "1753-01-01 00:00:00",
    "1899/12/30 00:00:00",
    "1970-01-01T08:00:00+08:00",
    "1999-12-31 23:59:59.999999999",
    "1999-12-31T15:59:59Z",
    "2099-12-31T16:00:00Z",
    "2100-01-01 00:00:00",
    "9999-12-31T23:59:59.999999999+08:00",
    "99991231235959",
    "0000-00-00 00:00:00",
    "00000000000000",
    "0000-00-00",
];

/// The same person: in full width, in lower case, or with the fifteen digits of old.
fn other_key(dice: &mut Dice, text: &str) -> String {
    let is_old = text.len() == 18 && values::check_holds(text) && &text[6..8] == "19";
    match dice.below(3) {
        0 if is_old && values::birth_date(text).is_some() => {
            format!("{}{}", &text[..6], &text[8..17])
        }
        1 => text.to_lowercase(),
        _ if text.is_ascii() && !text.contains('|') => text
            .chars()
            .map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap_or(c))
            .collect(),
        _ => text.to_string(),
    }
}
