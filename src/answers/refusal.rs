//! Why a file of answers is refused as a whole.

use super::differences::{Difference, by_kind};
use crate::domain::Line;
use crate::domain::masking::mask_number;
use crate::domain::message::Message;
use crate::fault::{Exit, Fault};
use crate::input::{FileFault, Refusal};
use crate::text::answers as text;
use crate::text::delivered;

/// Differences of which a refusal says why; of those behind them it says where they stand.
const EXPLAINED: usize = 1000;

/// The refusal of a file that cannot be read.
pub fn of_file(faults: Vec<FileFault>) -> Fault {
    let told = Refusal { faults }.told(delivered::ANSWERS);
    Fault::new(Exit::Refused, told)
}

/// The refusal of a file that differs from the ledger. It names every difference.
pub fn of_differences(name: &str, differences: &[Difference]) -> Fault {
    let counts: Vec<String> = by_kind(differences)
        .iter()
        .map(|(kind, count)| format!("{} {count}", kind.as_str()))
        .collect();
    let (explained, others) = differences.split_at(differences.len().min(EXPLAINED));
    let mut lines: Vec<Message> = explained.iter().map(explain).collect();
    for kind in by_kind(others).keys() {
        let of_kind = others.iter().filter(|of| of.kind == *kind);
        let places = ranges(of_kind.map(|of| of.line));
        lines.push(text::more_differences(kind.as_str(), &places));
    }
    let told = text::refused(name, differences.len(), &counts.join(", "), &lines);
    Fault::new(Exit::Refused, told)
}

fn explain(of: &Difference) -> Message {
    text::difference(
        of.line,
        &shown(&of.end_to_end_no),
        of.kind.as_str(),
        &of.why,
    )
}

/// What is shown of a number: that of a deduction, else masked, since in a file with the wrong
/// columns it may be anything about a person.
fn shown(value: &str) -> String {
    const DIGITS: usize = 22;
    let is_deduction = value.len() == DIGITS && value.bytes().all(|b| b.is_ascii_digit());
    match is_deduction {
        true => value.to_owned(),
        false => mask_number(value),
    }
}

/// Rising lines with neighbours drawn together: `2-4, 7`.
fn ranges(lines: impl Iterator<Item = Line>) -> String {
    let mut ranges: Vec<(Line, Line)> = Vec::new();
    for line in lines {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == line => *last = line,
            _ => ranges.push((line, line)),
        }
    }
    let told: Vec<String> = ranges
        .iter()
        .map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first}-{last}"),
        })
        .collect();
    told.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::differences::Kind;
    use super::*;
    use crate::domain::plan::Language;

    fn difference(line: Line, kind: Kind) -> Difference {
        Difference {
            line,
            end_to_end_no: "2025202412210100000001".to_owned(),
            kind,
            status: "posted".to_owned(),
            amount: "355.00".to_owned(),
            expected: None,
            why: text::unknown_number(),
        }
    }

    #[test]
    fn neighbouring_lines_are_drawn_together() {
        for (lines, expected) in [
            (&[][..], ""),
            (&[2], "2"),
            (&[2, 3], "2-3"),
            (&[2, 4, 5, 6, 9], "2, 4-6, 9"),
        ] {
            assert_eq!(ranges(lines.iter().copied()), expected);
        }
    }

    #[test]
    fn every_difference_is_named_however_many_there_are() {
        let mut all: Vec<Difference> = (2..1502)
            .map(|line| difference(line, Kind::UnknownNumber))
            .collect();
        all.push(difference(1600, Kind::AmountDiffers));
        let fault = of_differences("a.csv", &all);
        let told = fault.message.text(Language::En).to_owned();
        for part in [
            "in 1501 places (UNKNOWN_NUMBER 1500, AMOUNT_DIFFERS 1)",
            "\n  line 1001 2025202412210100000001: UNKNOWN_NUMBER",
            "\n  UNKNOWN_NUMBER: lines 1002-1501",
            "\n  AMOUNT_DIFFERS: lines 1600",
        ] {
            assert!(told.contains(part), "{part}");
        }
        assert!(!told.contains("line 1002 "));
        assert!(
            fault
                .message
                .text(Language::Zh)
                .contains("UNKNOWN_NUMBER：第 1002-1501 行")
        );
    }

    #[test]
    fn what_is_no_number_of_a_deduction_is_masked() {
        for (value, expected) in [
            ("2025202412210100000001", "2025202412210100000001"),
            ("310101201402021011", "310***********1011"),
            ("", ""),
        ] {
            assert_eq!(shown(value), expected);
        }
    }
}
