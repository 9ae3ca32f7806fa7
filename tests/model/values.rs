//! Values of section 2, read once more and more slowly.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use rust_decimal::Decimal;
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization;

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

/// 00:00 in Shanghai of the day after that of a moment.
pub fn next_midnight(moment: Moment) -> Moment {
    midnight(day_of(moment).succ_opt().unwrap())
}

/// A day of the calendar.
pub fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// A moment written in Shanghai time without offset.
pub fn shanghai(text: &str) -> Moment {
    moment(text).unwrap_or_else(|| panic!("{text} is an instant"))
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// An instant of an extract; none where it is a placeholder.
pub fn instant(text: &str) -> Result<Option<Moment>, &'static str> {
    if is_day_nought(text) {
        return Ok(None);
    }
    let at = moment(text).ok_or("BAD_INSTANT")?;
    let first = midnight(date(2000, 1, 1));
    let end = midnight(date(2100, 1, 1));
    Ok((first <= at && at < end).then_some(at))
}

/// A day of an extract; none where it is a placeholder.
pub fn day(text: &str) -> Result<Option<NaiveDate>, &'static str> {
    if is_day_nought(text) {
        return Ok(None);
    }
    let day = bare_day(text).ok_or("BAD_INSTANT")?;
    Ok((date(2000, 1, 1) <= day && day < date(2100, 1, 1)).then_some(day))
}

/// The day nought, spelled as an instant or a day: with any other day it would be one.
fn is_day_nought(text: &str) -> bool {
    [
        ("0000-00-00", "2000-01-01"),
        ("0000/00/00", "2000/01/01"),
        ("00000000", "20000101"),
    ]
    .iter()
    .any(|(nought, other)| {
        text.strip_prefix(nought).is_some_and(|rest| {
            let real = format!("{other}{rest}");
            moment(&real).is_some() || bare_day(&real).is_some()
        })
    })
}

/// `yyyy-mm-dd`, `yyyy/mm/dd` or `yyyymmdd`.
fn bare_day(text: &str) -> Option<NaiveDate> {
    let plain = if digits(text) && text.len() == 8 {
        text.to_string()
    } else {
        parted(text, '-', &[4, 2, 2])
            .or_else(|| parted(text, '/', &[4, 2, 2]))?
            .concat()
    };
    NaiveDate::from_ymd_opt(
        plain[..4].parse().unwrap(),
        plain[4..6].parse().unwrap(),
        plain[6..].parse().unwrap(),
    )
}

/// Digits in groups of given lengths.
fn parted(text: &str, mark: char, lengths: &[usize]) -> Option<Vec<String>> {
    let parts: Vec<String> = text.split(mark).map(str::to_string).collect();
    let found: Vec<usize> = parts.iter().map(String::len).collect();
    (found == lengths && parts.iter().all(|p| digits(p))).then_some(parts)
}

/// Day, `T`, `t` or blank, `hh:mm:ss`, a fraction, an offset; or fourteen digits.
fn moment(text: &str) -> Option<Moment> {
    if digits(text) && text.len() == 14 {
        let (d, t) = text.split_at(8);
        let local = at_clock(bare_day(d)?, &t[..2], &t[2..4], &t[4..])?;
        return Some(local.and_utc() - Duration::hours(8));
    }
    let chars: Vec<char> = text.chars().collect();
    if chars.len() < 19 || !matches!(chars[10], 'T' | 't' | ' ') {
        return None;
    }
    let part = |from: usize, to: usize| chars[from..to].iter().collect::<String>();
    let day = bare_day(&part(0, 10))?;
    let clock = parted(&part(11, 19), ':', &[2, 2, 2])?;
    let local = at_clock(day, &clock[0], &clock[1], &clock[2])?;
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

fn at_clock(day: NaiveDate, hour: &str, minute: &str, second: &str) -> Option<NaiveDateTime> {
    day.and_hms_opt(
        hour.parse().ok()?,
        minute.parse().ok()?,
        second.parse().ok()?,
    )
}

/// `±hh:mm` or `±hhmm`.
fn offset_minutes(text: &str) -> Option<i64> {
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let plain = match text[1..].split_once(':') {
        Some((hours, minutes)) if hours.len() == 2 && minutes.len() == 2 => {
            format!("{hours}{minutes}")
        }
        Some(_) => return None,
        None => text[1..].to_string(),
    };
    if plain.len() != 4 || !digits(&plain) || &plain[..2] > "23" || &plain[2..] > "59" {
        return None;
    }
    Some(sign * (plain[..2].parse::<i64>().ok()? * 60 + plain[2..].parse::<i64>().ok()?))
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

/// `digits[.d[d]]`, perhaps with a leading `-`.
pub fn money(text: &str) -> Result<Decimal, &'static str> {
    let body = text.strip_prefix('-').unwrap_or(text);
    let mut parts = body.split('.');
    let whole = parts.next().unwrap_or_default();
    let cents = (parts.next(), parts.next());
    let is_money = digits(whole)
        && whole.len() <= 12
        && match cents {
            (None, None) => true,
            (Some(cents), None) => digits(cents) && cents.len() <= 2,
            _ => false,
        };
    if is_money {
        Ok(Decimal::from_str(text).unwrap())
    } else {
        Err("BAD_MONEY")
    }
}

/// Full-width characters as half-width ones.
pub fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match c as u32 {
            0xFF01..=0xFF5E => char::from_u32(c as u32 - 0xFEE0).unwrap(),
            _ => c,
        })
        .collect()
}

/// The form in which names are compared.
pub fn compared(name: &str) -> String {
    let normal: String = name.nfkc().collect();
    normal
        .to_uppercase()
        .chars()
        .filter(|c| !c.is_whitespace() && !is_ignorable(*c) && !"·•・‧･.".contains(*c))
        .collect()
}

/// Default-ignorable characters, as the Unicode character database lists them.
fn is_ignorable(c: char) -> bool {
    matches!(
        c as u32,
        0xAD | 0x34F
            | 0x61C
            | 0x115F..=0x1160
            | 0x17B4..=0x17B5
            | 0x180B..=0x180F
            | 0x200B..=0x200F
            | 0x202A..=0x202E
            | 0x2060..=0x206F
            | 0x3164
            | 0xFE00..=0xFE0F
            | 0xFEFF
            | 0xFFA0
            | 0xFFF0..=0xFFF8
            | 0x1BCA0..=0x1BCA3
            | 0x1D173..=0x1D17A
            | 0xE0000..=0xE0FFF
    )
}

/// The private-use characters from U+E815 on, in order, as they have been assigned since.
const ASSIGNED_SINCE: &str = "2E81 20087 20089 200CC 2E84 3473 3447 2E88 2E8B 9FB4 359E 361A 360E \
    2E8C 2E97 396E 3918 9FB5 39CF 39DF 3A73 39D0 9FB6 9FB7 3B4E 3C6E 3CE0 2EA7 215D7 9FB8 2EAA 4056 \
    415F 2EAE 4337 2EB3 2EB6 2EB7 2298F 43B1 43AC 2EBB 43DD 44D6 4661 464C 9FB9 4723 4729 477C 478D \
    2ECA 4947 497A 497D 4982 4983 4985 4986 499F 499B 49B7 49B6 9FBA 241FE 4CA3 4C9F 4CA0 4CA1 4C77 \
    4CA2 4D13 4D14 4D15 4D16 4D17 4D18 4D19 4DAE 9FBB";

/// Text with the old code points of GBK-era databases brought up to date.
pub fn brought_up_to_date(text: &str) -> String {
    text.chars()
        .map(|c| match c as u32 {
            old @ 0xE815..=0xE864 => {
                let place = (old - 0xE815) as usize;
                let assigned = ASSIGNED_SINCE.split_whitespace().nth(place).unwrap();
                char::from_u32(u32::from_str_radix(assigned, 16).unwrap()).unwrap()
            }
            _ => c,
        })
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
    bare_day(key.get(6..14).filter(|t| digits(t))?)
}

/// `3.10101E+17` or `12345678.0`.
pub fn is_damaged(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let is_number = |t: &str| match t.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(t),
    };
    let is_exponent = upper.split_once('E').is_some_and(|(mantissa, exponent)| {
        is_number(mantissa) && digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))
    });
    let is_float = upper.split_once('.').is_some_and(|(whole, zeros)| {
        digits(whole) && !zeros.is_empty() && zeros.chars().all(|c| c == '0')
    });
    is_exponent || is_float
}

/// A person key, or its problem.
pub fn person(text: &str) -> Result<String, &'static str> {
    let key = narrow(text).to_ascii_uppercase();
    let is_rounded = key.len() == 18 && digits(&key) && key.ends_with("000") && !check_holds(&key);
    if is_damaged(&key) || is_rounded {
        return Err("SPREADSHEET_DAMAGE");
    }
    short_text(text)?;
    let allowed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || "()./-".contains(c);
    if key.chars().count() > 64 || !key.chars().all(allowed) {
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

fn is_control(c: char) -> bool {
    c.is_control() || c == '\u{2028}' || c == '\u{2029}'
}

/// Ids, codes, `insured_name` and `category`: what the remittance can carry in either encoding.
pub fn short_text(text: &str) -> Result<(), &'static str> {
    let (bytes, _, unmappable) = encoding_rs::GB18030.encode(text);
    let (back, _, malformed) = encoding_rs::GB18030.decode(&bytes);
    let is_bad = text
        .chars()
        .any(|c| is_control(c) || c == '|' || c == '\u{FFFD}');
    if is_bad || unmappable || malformed || back != text {
        Err("BAD_TEXT")
    } else {
        Ok(())
    }
}

/// All other text.
pub fn long_text(text: &str) -> Result<(), &'static str> {
    let is_bad = |c: char| c == '\u{FFFD}' || (is_control(c) && c != '\n');
    if text.chars().any(is_bad) {
        Err("BAD_TEXT")
    } else {
        Ok(())
    }
}

/// The number rule of masking.
pub fn masked(text: &str) -> String {
    let count = text.chars().count();
    text.chars()
        .enumerate()
        .map(|(i, c)| {
            if count < 8 || (3..count - 4).contains(&i) {
                '*'
            } else {
                c
            }
        })
        .collect()
}

/// The same for `rejects.csv`, which shows no control character.
pub fn masked_visibly(text: &str) -> String {
    masked(text)
        .chars()
        .map(|c| if is_control(c) { '\u{FFFD}' } else { c })
        .collect()
}
