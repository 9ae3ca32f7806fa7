//! Values of section 2, read once more and more slowly.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use rust_decimal::Decimal;
use std::str::FromStr;

/// A point in time.
pub type Moment = DateTime<Utc>;

/// Midnight of a day in Shanghai.
pub fn midnight(day: NaiveDate) -> Moment {
    day.and_hms_opt(0, 0, 0).unwrap().and_utc() - Duration::hours(8)
}

/// The day in Shanghai.
pub fn day_of(moment: Moment) -> NaiveDate {
    (moment + Duration::hours(8)).date_naive()
}

/// A moment written in Shanghai time without offset.
pub fn shanghai(text: &str) -> Moment {
    moment(text).unwrap_or_else(|| panic!("{text} is an instant"))
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// `yyyy-mm-dd`, `T`, `t` or blank, `hh:mm:ss`, a fraction, an offset.
pub fn moment(text: &str) -> Option<Moment> {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() < 19 {
        return None;
    }
    let part = |from: usize, to: usize| chars[from..to].iter().collect::<String>();
    let day = part(0, 10);
    let clock = part(11, 19);
    if !matches!(chars[10], 'T' | 't' | ' ') {
        return None;
    }
    let day_shape: Vec<&str> = day.split('-').collect();
    let clock_shape: Vec<&str> = clock.split(':').collect();
    let widths = |parts: &[&str]| parts.iter().map(|p| p.len()).collect::<Vec<_>>();
    if widths(&day_shape) != [4, 2, 2] || widths(&clock_shape) != [2, 2, 2] {
        return None;
    }
    if !day_shape.iter().chain(&clock_shape).all(|p| digits(p)) {
        return None;
    }
    if clock_shape[0] > "23" || clock_shape[1] > "59" || clock_shape[2] > "59" {
        return None;
    }
    let local =
        NaiveDateTime::parse_from_str(&format!("{day} {clock}"), "%Y-%m-%d %H:%M:%S").ok()?;
    let mut rest = part(19, chars.len());
    let mut nanos = 0;
    if let Some(after) = rest.strip_prefix('.') {
        let fraction: String = after.chars().take_while(char::is_ascii_digit).collect();
        if fraction.is_empty() || fraction.len() > 9 {
            return None;
        }
        nanos = format!("{fraction:0<9}").parse::<i64>().ok()?;
        rest = after[fraction.len()..].to_string();
    }
    let east = match rest.as_str() {
        "" => 8 * 60,
        "Z" | "z" => 0,
        other => offset_minutes(other)?,
    };
    Some(local.and_utc() - Duration::minutes(east) + Duration::nanoseconds(nanos))
}

fn offset_minutes(text: &str) -> Option<i64> {
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text[1..].split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 || !digits(hours) || !digits(minutes) {
        return None;
    }
    if hours > "23" || minutes > "59" {
        return None;
    }
    Some(sign * (hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?))
}

/// RFC 3339 in Shanghai time, as outputs have it.
pub fn written(moment: Moment) -> String {
    let local = moment + Duration::hours(8);
    let nanos = local.timestamp_subsec_nanos();
    let fraction = if nanos == 0 {
        String::new()
    } else {
        format!(".{nanos:09}").trim_end_matches('0').to_string()
    };
    format!("{}{fraction}+08:00", local.format("%Y-%m-%dT%H:%M:%S"))
}

/// `digits[.d[d]]`, with a leading `-` only in balances.
pub fn money(text: &str, may_be_negative: bool) -> Option<Decimal> {
    let body = match text.strip_prefix('-') {
        Some(rest) if may_be_negative => rest,
        Some(_) => return None,
        None => text,
    };
    let mut parts = body.split('.');
    let whole = parts.next()?;
    if !digits(whole) || whole.len() > 12 {
        return None;
    }
    match (parts.next(), parts.next()) {
        (None, None) => {}
        (Some(cents), None) if digits(cents) && cents.len() <= 2 => {}
        _ => return None,
    }
    Decimal::from_str(text).ok()
}

/// Full-width characters as half-width ones.
pub fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match c as u32 {
            0xFF01..=0xFF5E => char::from_u32(c as u32 - 0xFEE0).unwrap(),
            0x3000 => ' ',
            _ => c,
        })
        .collect()
}

/// The form in which names are compared.
pub fn compared(name: &str) -> String {
    narrow(name)
        .to_uppercase()
        .chars()
        .filter(|c| !c.is_whitespace() && !"·•・‧".contains(*c))
        .collect()
}

/// The check character behind seventeen digits.
pub fn check_character(head: &str) -> char {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = head
        .chars()
        .zip(weights)
        .map(|(c, weight)| c.to_digit(10).unwrap() * weight)
        .sum();
    "10X98765432".chars().nth(sum as usize % 11).unwrap()
}

/// Whether eighteen characters end in the right one.
pub fn check_holds(key: &str) -> bool {
    key.len() == 18 && digits(&key[..17]) && key.ends_with(check_character(&key[..17]))
}

/// The birth date in the number, where a calendar has it.
pub fn birth_date(key: &str) -> Option<NaiveDate> {
    let text = key.get(6..14).filter(|t| digits(t))?;
    NaiveDate::parse_from_str(text, "%Y%m%d").ok()
}

/// A person key, or its problem.
pub fn person(text: &str) -> Result<String, &'static str> {
    let key = narrow(text).to_uppercase();
    let is_exponent = key.split_once("E+").is_some_and(|(mantissa, exponent)| {
        digits(exponent)
            && !mantissa.is_empty()
            && mantissa.chars().all(|c| c.is_ascii_digit() || c == '.')
    });
    let is_rounded = key.len() == 18 && digits(&key) && key.ends_with("000") && !check_holds(&key);
    if is_exponent || is_rounded {
        return Err("SPREADSHEET_DAMAGE");
    }
    bad_text(text, false)?;
    let allowed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || "()./-".contains(c);
    if key.is_empty() || key.chars().count() > 64 || !key.chars().all(allowed) {
        return Err("BAD_KEY");
    }
    if key.len() == 15 && digits(&key) {
        let head = format!("{}19{}", &key[..6], &key[6..]);
        if birth_date(&format!("{head}0")).is_some() {
            return Ok(format!("{head}{}", check_character(&head)));
        }
    }
    Ok(key)
}

/// Text with characters that do not belong there. Long text may have line feeds and bars.
pub fn bad_text(text: &str, is_long: bool) -> Result<(), &'static str> {
    let bad = |c: char| match c {
        '\n' | '|' => !is_long,
        '\u{FFFD}' | '\u{E5E5}' => true,
        _ => c.is_control(),
    };
    if text.chars().any(bad) {
        Err("BAD_TEXT")
    } else {
        Ok(())
    }
}

/// The number rule of masking.
pub fn masked(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() < 8 {
        return "*".repeat(chars.len());
    }
    let behind = chars.len() - 4;
    (0..chars.len())
        .map(|i| {
            if (3..behind).contains(&i) {
                '*'
            } else {
                chars[i]
            }
        })
        .collect()
}
