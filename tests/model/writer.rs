//! Writes a generated file in one of the many ways in which it may be delivered.

use super::dice::Dice;
use super::generator::Row;

/// How a row is made unreadable as a whole.
#[derive(Debug, Clone, Copy)]
pub enum Broken {
    Quoting,
    FieldCount,
}

/// Any column order, canonical or other names, LF or CRLF, with or without byte order mark.
pub fn write(dice: &mut Dice, columns: &[(&str, &[&str])], rows: &[Row]) -> String {
    let mut order: Vec<Option<usize>> = (0..columns.len()).map(Some).collect();
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
        if dice.chance(3) {
            text.push_str(end);
        }
        let mut cells: Vec<String> = order
            .iter()
            .map(|place| match place {
                Some(place) => cell(dice, &row.cells[*place]),
                None => dice.pick(&["", "x", "\"a,b\"", "\"一\n二\""]).to_string(),
            })
            .collect();
        match row.broken {
            Some(Broken::Quoting) => cells[0] = "\"ab\"c".to_string(),
            Some(Broken::FieldCount) => cells.push("more".to_string()),
            None => {}
        }
        text.push_str(&cells.join(","));
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

fn cell(dice: &mut Dice, text: &str) -> String {
    let must_quote = text.contains([',', '"', '\n', '\r']);
    let padded = if dice.chance(4) {
        format!(
            "{}{text}{}",
            dice.pick(&["", " ", "\u{3000}", "\u{200B}"]),
            dice.pick(&["", " ", "\u{FEFF}", "\t"])
        )
    } else if dice.chance(3) && text.len() == 18 && text.is_ascii() {
        full_width(text)
    } else {
        text.to_string()
    };
    if must_quote || dice.chance(6) {
        format!("\"{}\"", padded.replace('"', "\"\""))
    } else {
        padded
    }
}

/// The same text in full-width characters: a person key is the same, anything else is not 18 long.
fn full_width(text: &str) -> String {
    text.chars()
        .map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap_or(c))
        .collect()
}
