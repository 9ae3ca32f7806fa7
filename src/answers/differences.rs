//! Which answers are news, and in what the others differ from the ledger (section 11 of the
//! contract).

use super::receipts::{Receipt, Rows, Unreadable};
use super::transitions::{Transition, transition};
use crate::domain::characters::without_controls;
use crate::domain::message::Message;
use crate::domain::{Line, Money};
use crate::ledger::{Answered, AnsweredBatches, NewAnswer, Status};
use crate::text::answers as text;
use foldhash::{HashMap, HashSet};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// In what a line differs, in the order in which it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// The row cannot be read.
    Unreadable,
    /// No batch has this number.
    UnknownNumber,
    /// The number stands in the file twice, and the lines do not say the same.
    RepeatedDifferently,
    /// Another amount than was deducted.
    AmountDiffers,
    /// It cannot follow what was answered before.
    Contradiction,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Kind; 5] = [
        Kind::Unreadable,
        Kind::UnknownNumber,
        Kind::RepeatedDifferently,
        Kind::AmountDiffers,
        Kind::Contradiction,
    ];

    /// The name in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Unreadable => "UNREADABLE",
            Kind::UnknownNumber => "UNKNOWN_NUMBER",
            Kind::RepeatedDifferently => "REPEATED_DIFFERENTLY",
            Kind::AmountDiffers => "AMOUNT_DIFFERS",
            Kind::Contradiction => "CONTRADICTION",
        }
    }
}

/// A line that is not imported, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where the record starts.
    pub line: Line,
    /// The number as it stands there.
    pub end_to_end_no: String,
    /// In what it differs.
    pub kind: Kind,
    /// The status, in its canonical name where it is one.
    pub status: String,
    /// The amount, with two decimals where it is one.
    pub amount: String,
    /// The latest status that the ledger holds (`None`: unanswered) and the deducted amount; `None`
    /// where the number is unknown.
    pub expected: Option<(Option<Status>, Money)>,
    /// What is wrong, for people.
    pub why: Message,
}

/// What a file of answers comes to.
#[derive(Debug)]
pub struct Judged<'r> {
    /// The answers that the ledger does not hold yet, in the order of `end_to_end_no`.
    pub news: Vec<NewAnswer<'r>>,
    /// Every line that differs, in the order of lines.
    pub differences: Vec<Difference>,
}

/// What other lines say of the number of a line that does not stand alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Again {
    /// An earlier line says the same.
    Copy,
    /// Some line of the number says something else than this one, on that line.
    Otherwise(Line),
}

/// Holds every row against the ledger and the other rows.
pub fn judge<'r>(rows: &'r Rows, answered: &'r AnsweredBatches) -> Judged<'r> {
    let receipts = &rows.receipts;
    let again = again(receipts);
    let found: Vec<Option<&Answered>> = receipts
        .par_iter()
        .map(|receipt| answered.find(&receipt.end_to_end_no))
        .collect();
    let judged: Vec<Result<Transition, (Kind, Message)>> = receipts
        .par_iter()
        .zip(&found)
        .enumerate()
        .map(|(place, (receipt, deduction))| judge_one(receipt, *deduction, again.get(&place)))
        .collect();
    let mut differences: Vec<Difference> = unreadable(&rows.unreadable, answered);
    for ((receipt, deduction), judged) in receipts.iter().zip(&found).zip(&judged) {
        if let Err((kind, why)) = judged {
            differences.push(difference(receipt, *deduction, *kind, why.clone()));
        }
    }
    differences.sort_by_key(|difference| difference.line);
    let held: HashSet<&str> = differences
        .iter()
        .map(|d| d.end_to_end_no.as_str())
        .collect();
    let mut news = Vec::with_capacity(receipts.len());
    for (place, ((receipt, deduction), judged)) in
        receipts.iter().zip(found).zip(judged).enumerate()
    {
        let number = receipt.end_to_end_no.as_str();
        let is_new = matches!(judged, Ok(Transition::New)) && !again.contains_key(&place);
        if let (true, Some(deduction)) = (is_new && !held.contains(number), deduction) {
            news.push(NewAnswer {
                end_to_end_no: number,
                deduction,
                answer: &receipt.answer,
            });
        }
    }
    news.par_sort_unstable_by_key(|new| new.end_to_end_no);
    Judged { news, differences }
}

/// The first kind of difference of a line that can be read, or what the answer does.
fn judge_one(
    receipt: &Receipt,
    deduction: Option<&Answered>,
    again: Option<&Again>,
) -> Result<Transition, (Kind, Message)> {
    let deduction = deduction.ok_or_else(|| (Kind::UnknownNumber, text::unknown_number()))?;
    if let Some(Again::Otherwise(line)) = again {
        return Err((Kind::RepeatedDifferently, text::repeated_differently(*line)));
    }
    let status = receipt.answer.status;
    if !is_amount_right(status, receipt.amount, deduction.amount) {
        let named = receipt.amount.unwrap_or(Money::ZERO);
        let why = text::amount_differs(named, deduction.amount);
        return Err((Kind::AmountDiffers, why));
    }
    match transition(&deduction.answers, &receipt.answer) {
        Transition::Contradicts => {
            let known = deduction.answers.last();
            Err((Kind::Contradiction, text::contradiction(status, known)))
        }
        other => Ok(other),
    }
}

/// What was deducted; where no money was moved nothing or 0.00 too.
fn is_amount_right(status: Status, named: Option<Money>, deducted: Money) -> bool {
    match named {
        Some(amount) if amount == deducted => true,
        None | Some(Money::ZERO) => !status.moves_money(),
        Some(_) => false,
    }
}

fn unreadable(rows: &[Unreadable], answered: &AnsweredBatches) -> Vec<Difference> {
    let of = |row: &Unreadable| Difference {
        line: row.line,
        end_to_end_no: row.end_to_end_no.clone(),
        kind: Kind::Unreadable,
        status: match Status::parse(&row.status) {
            Some(status) => status.as_str().to_owned(),
            None => row.status.clone(),
        },
        amount: match Money::parse(&row.amount) {
            Some(amount) => amount.to_string(),
            None => row.amount.clone(),
        },
        expected: answered.find(&row.end_to_end_no).map(expected),
        why: row.why.clone(),
    };
    rows.iter().map(of).collect()
}

fn difference(
    receipt: &Receipt,
    deduction: Option<&Answered>,
    kind: Kind,
    why: Message,
) -> Difference {
    Difference {
        line: receipt.line,
        end_to_end_no: without_controls(&receipt.end_to_end_no),
        kind,
        status: receipt.answer.status.as_str().to_owned(),
        amount: receipt
            .amount
            .map_or_else(String::new, |amount| amount.to_string()),
        expected: deduction.map(expected),
        why,
    }
}

fn expected(deduction: &Answered) -> (Option<Status>, Money) {
    let last = deduction.answers.last();
    (last.map(|answer| answer.status), deduction.amount)
}

/// What other lines say of each line whose number stands in the file more than once, by its place.
fn again(receipts: &[Receipt]) -> HashMap<usize, Again> {
    let number = |place: &usize| receipts[*place].end_to_end_no.as_str();
    let mut again = HashMap::default();
    // Answers mostly come in the order in which the deductions were handed over.
    let do_rise = receipts
        .par_windows(2)
        .all(|pair| pair[0].end_to_end_no < pair[1].end_to_end_no);
    if do_rise {
        return again;
    }
    let mut places: Vec<usize> = (0..receipts.len()).collect();
    places.par_sort_unstable_by(|a, b| number(a).cmp(number(b)).then(a.cmp(b)));
    for same in places.chunk_by(|a, b| number(a) == number(b)) {
        let first = &receipts[same[0]];
        let other = same.iter().map(|place| &receipts[*place]);
        let other = other.clone().find(|other| !other.says_the_same(first));
        for (nth, place) in same.iter().enumerate() {
            let says_as_first = receipts[*place].says_the_same(first);
            match other {
                Some(other) if says_as_first => {
                    again.insert(*place, Again::Otherwise(other.line));
                }
                Some(_) => {
                    again.insert(*place, Again::Otherwise(first.line));
                }
                None if nth > 0 => {
                    again.insert(*place, Again::Copy);
                }
                None => {}
            }
        }
    }
    again
}

/// How many there are of each kind that occurs.
pub fn by_kind(differences: &[Difference]) -> BTreeMap<Kind, u64> {
    let mut counts = BTreeMap::new();
    for difference in differences {
        *counts.entry(difference.kind).or_default() += 1;
    }
    counts
}

/// The columns of the file of differences.
const HEADER: [&str; 7] = [
    "line",
    "end_to_end_no",
    "kind",
    "status",
    "amount",
    "expected_status",
    "expected_amount",
];

/// One line of the file of differences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DifferenceRow {
    pub line: Line,
    pub end_to_end_no: String,
    pub kind: Kind,
    pub status: String,
    pub amount: String,
    /// `unanswered`, or empty where the number is unknown.
    pub expected_status: String,
    pub expected_amount: String,
}

impl From<&Difference> for DifferenceRow {
    fn from(of: &Difference) -> DifferenceRow {
        let (status, amount) = match of.expected {
            Some((status, amount)) => (expected_status(status), amount.to_string()),
            None => ("", String::new()),
        };
        DifferenceRow {
            line: of.line,
            end_to_end_no: of.end_to_end_no.clone(),
            kind: of.kind,
            status: of.status.clone(),
            amount: of.amount.clone(),
            expected_status: status.to_owned(),
            expected_amount: amount,
        }
    }
}

/// The latest status of a deduction, as a file of differences names it.
pub(crate) fn expected_status(latest: Option<Status>) -> &'static str {
    latest.map_or("unanswered", Status::as_str)
}

/// The file of differences.
pub fn render(differences: &[Difference]) -> Vec<u8> {
    const TAKEN: &str = "memory takes whatever is written";
    let mut rows = csv::WriterBuilder::new()
        .has_headers(false)
        .from_writer(Vec::new());
    rows.write_record(HEADER).expect(TAKEN);
    for of in differences {
        rows.serialize(DifferenceRow::from(of)).expect(TAKEN);
    }
    rows.into_inner().expect(TAKEN)
}

#[cfg(test)]
mod tests;
