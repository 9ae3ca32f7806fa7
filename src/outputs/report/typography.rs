//! Figures as they are set on the page: digits in groups of three, shares, lengths of bars.

use std::fmt;

const GROUP: usize = 3;

/// A count or an amount whose digits stand in groups of three. The gap is drawn, not written: what
/// is copied or read aloud is the plain number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure(String);

impl Figure {
    /// Sets a count or an amount.
    pub fn of(number: impl fmt::Display) -> Figure {
        Figure(number.to_string())
    }
}

impl fmt::Display for Figure {
    /// HTML without anything to escape: what is not a digit, a point or a sign is left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text: String = self
            .0
            .chars()
            .filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-'))
            .collect();
        let whole = text.find('.').unwrap_or(text.len());
        let (whole, fraction) = text.split_at(whole);
        let digits = whole.trim_start_matches('-');
        f.write_str(&whole[..whole.len() - digits.len()])?;
        let first = match digits.len() % GROUP {
            0 => GROUP.min(digits.len()),
            odd => odd,
        };
        f.write_str(&digits[..first])?;
        let mut left = &digits[first..];
        while !left.is_empty() {
            let (group, after) = left.split_at(GROUP);
            write!(f, "<i>{group}</i>")?;
            left = after;
        }
        f.write_str(fraction)
    }
}

/// `part` of `whole` as a percentage with one decimal. Something is never shown as nothing, nor
/// nearly all as all; empty where there is no whole.
pub fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return String::new();
    }
    let tenths = (u128::from(part) * 2000 / u128::from(whole)).div_ceil(2);
    match tenths {
        0 if part > 0 => "<0.1%".to_owned(),
        1000.. if part < whole => ">99.9%".to_owned(),
        _ => format!("{}.{}%", tenths / 10, tenths % 10),
    }
}

/// Length of a bar in per cent of the longest, as CSS writes it.
pub fn length(part: u64, longest: u64) -> String {
    let hundredths = u128::from(part) * 10_000 / u128::from(longest.max(1));
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// A size in bytes, in the unit in which it is short.
pub fn size(bytes: u64) -> String {
    const UNITS: [(&str, u64); 3] = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];
    match UNITS.iter().find(|(_, unit)| bytes >= *unit) {
        Some((name, unit)) => format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
        None => format!("{bytes} B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_in_groups_without_a_character_between() {
        for (number, expected) in [
            ("0", "0"),
            ("355.00", "355.00"),
            ("1000", "1<i>000</i>"),
            ("363525000", "363<i>525</i><i>000</i>"),
            ("363525000.00", "363<i>525</i><i>000</i>.00"),
            ("-12345", "-12<i>345</i>"),
            ("-12345.60", "-12<i>345</i>.60"),
            ("", ""),
            ("<b>1", "1"),
        ] {
            assert_eq!(Figure::of(number).to_string(), expected, "{number}");
        }
    }

    #[test]
    fn shares_neither_hide_something_nor_round_it_to_all() {
        for (part, whole, expected) in [
            (0, 0, ""),
            (0, 5, "0.0%"),
            (5, 5, "100.0%"),
            (1, 3, "33.3%"),
            (2, 3, "66.7%"),
            (1, 10_000_000, "<0.1%"),
            (9_999_999, 10_000_000, ">99.9%"),
            (u64::MAX, u64::MAX, "100.0%"),
        ] {
            assert_eq!(share(part, whole), expected, "{part} of {whole}");
        }
    }

    #[test]
    fn bars_and_sizes_are_written_without_a_float() {
        assert_eq!(length(1, 3), "33.33%");
        assert_eq!(length(0, 0), "0.00%");
        for (bytes, expected) in [
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (1_250_000, "1.2 MB"),
            (2_900_000_000, "2.9 GB"),
        ] {
            assert_eq!(size(bytes), expected);
        }
    }
}
