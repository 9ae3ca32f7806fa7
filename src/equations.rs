//! Conservation of rows, money and persons: held against each other before anything is committed.

use crate::domain::plan::{Equation, Tally};
use crate::domain::reject::{ExtractFile, InputFile};
use crate::domain::{Decision, Deduction, Money, Outcome, PersonKey, Reason};
use crate::policy::InForce;
use std::collections::BTreeMap;

/// Counts outcomes, primary reasons and money. Of enrollments that were not requested there may
/// be only the number.
pub fn tally(decisions: &[Decision], not_requested: u64, inputs: &[InputFile]) -> Tally {
    let mut outcomes = Outcome::ALL.map(|outcome| (outcome, 0));
    let mut reasons: Vec<(Reason, u64)> = Reason::ALL.iter().map(|r| (*r, 0)).collect();
    for decision in decisions {
        outcomes[decision.outcome as usize].1 += 1;
        if let Some(primary) = decision.reasons.primary() {
            reasons[primary as usize].1 += 1;
        }
    }
    outcomes[Outcome::NotRequested as usize].1 += not_requested;
    outcomes[Outcome::Rejected as usize].1 =
        enrollments(inputs).map_or(0, |file| file.rejected_rows);
    Tally {
        outcomes: outcomes.into(),
        reasons: reasons.into_iter().collect(),
        total: deductions(decisions).map(|(_, money)| money.amount).sum(),
    }
}

/// An equation that does not hold: a bug or a damaged machine. Nothing may be committed.
#[derive(Debug)]
pub struct Broken {
    /// What was held against what.
    pub name: String,
    /// Left side.
    pub left: String,
    /// Right side.
    pub right: String,
}

/// A decided night.
#[derive(Debug, Clone, Copy)]
pub struct Night<'n, 'a> {
    /// Every decision.
    pub decisions: &'n [Decision<'a>],
    /// The files that were read.
    pub inputs: &'n [InputFile],
    /// The counts.
    pub tally: &'n Tally,
    /// The policy in force.
    pub policy: &'n InForce,
}

/// What section 7 of the contract demands before the commit. Each can be checked for itself, at
/// the same time as the others.
pub const EQUATIONS: [fn(&Night) -> Equation; 6] = [
    rows,
    fees,
    postings,
    organizers,
    no_balance_below_zero,
    no_person_twice,
];

/// Holds both sides of each equation against each other.
///
/// # Errors
/// The first equation that does not hold.
pub fn hold(equations: Vec<Equation>) -> Result<Vec<Equation>, Broken> {
    match equations
        .iter()
        .find(|equation| equation.left != equation.right)
    {
        None => Ok(equations),
        Some(broken) => Err(Broken {
            name: broken.name.clone(),
            left: broken.left.clone(),
            right: broken.right.clone(),
        }),
    }
}

fn enrollments(inputs: &[InputFile]) -> Option<&InputFile> {
    inputs
        .iter()
        .find(|input| input.file == ExtractFile::Enrollments)
}

fn equation(name: &str, left: impl ToString, right: impl ToString) -> Equation {
    Equation {
        name: name.to_owned(),
        left: left.to_string(),
        right: right.to_string(),
    }
}

fn rows(night: &Night) -> Equation {
    equation(
        "rows read = deducted + settled + excluded + exception + not_requested + rejected",
        enrollments(night.inputs).map_or(0, |file| file.rows),
        night.tally.outcomes.values().sum::<u64>(),
    )
}

/// The total against fee × count of each category and subsidy: two ways to the same money.
fn fees(night: &Night) -> Equation {
    let fees = &night.policy.fees;
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for (decision, _) in deductions(night.decisions) {
        let row = decision.enrollment;
        if let Some((key, _)) = night.policy.fee(&row.category, &row.subsidy) {
            *counts.entry(key).or_default() += 1;
        }
    }
    let by_category: Money = counts
        .into_iter()
        .map(|(key, count)| fees[key].value * count)
        .sum();
    equation(
        "total = sum over categories and subsidies of fee x count",
        night.tally.total,
        by_category,
    )
}

/// The total against the debit orders.
fn postings(night: &Night) -> Equation {
    let debited = deductions(night.decisions)
        .map(|(_, money)| money.balance_before - money.balance_after)
        .sum::<Money>();
    equation("total = sum of postings", night.tally.total, debited)
}

/// Per organizer: what was there first, less what is left at the end, is what was taken.
fn organizers(night: &Night) -> Equation {
    let taken = deductions(night.decisions)
        .filter_map(|(decision, money)| Some((decision.organizer()?, money)));
    let (numbers, texts) = by_kind(taken);
    let [of_numbers, of_texts] = [agreeing(numbers), agreeing(texts)];
    equation(
        "organizers = organizers of whom before - after = sum of amounts",
        of_numbers.0 + of_texts.0,
        of_numbers.1 + of_texts.1,
    )
}

/// How many organizers there are, and of how many of them the money agrees.
fn agreeing<K: Ord + Copy>(mut taken: Keyed<K, &Deduction>) -> (u64, u64) {
    taken.sort_unstable_by_key(|(organizer, _)| *organizer);
    let (mut organizers, mut agreeing) = (0, 0);
    for of_one in taken.chunk_by(|(a, _), (b, _)| a == b) {
        let money = || of_one.iter().map(|(_, money)| money);
        let before = money().map(|money| money.balance_before).max();
        let after = money().map(|money| money.balance_after).min();
        let amounts: Money = money().map(|money| money.amount).sum();
        organizers += 1;
        agreeing += u64::from(before == after.map(|after| after + amounts));
    }
    (organizers, agreeing)
}

type Keyed<K, T> = Vec<(K, T)>;

/// Keys that are numbers, which are sorted much faster, apart from the others.
fn by_kind<'k, T>(
    keyed: impl Iterator<Item = (&'k PersonKey, T)>,
) -> (Keyed<u64, T>, Keyed<&'k PersonKey, T>) {
    let (mut numbers, mut texts) = (Vec::new(), Vec::new());
    for (key, item) in keyed {
        match key.as_number() {
            Some(number) => numbers.push((number, item)),
            None => texts.push((key, item)),
        }
    }
    (numbers, texts)
}

fn no_balance_below_zero(night: &Night) -> Equation {
    let below = deductions(night.decisions).filter(|(_, money)| money.balance_after.is_negative());
    equation(
        "balances below zero after a deduction = 0",
        below.count(),
        0,
    )
}

fn no_person_twice(night: &Night) -> Equation {
    let obligations = deductions(night.decisions)
        .map(|(decision, _)| decision.enrollment)
        .map(|row| (&row.person, row.insurance_year));
    let (numbers, texts) = by_kind(obligations);
    equation(
        "deductions = persons and years deducted",
        numbers.len() + texts.len(),
        different(numbers) + different(texts),
    )
}

fn different<T: Ord>(mut items: Vec<T>) -> usize {
    items.sort_unstable();
    items.dedup();
    items.len()
}

fn deductions<'d, 'a>(
    decisions: &'d [Decision<'a>],
) -> impl Iterator<Item = (&'d Decision<'a>, &'d Deduction)> {
    decisions
        .iter()
        .filter_map(|decision| Some((decision, decision.deduction.as_ref()?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::Fixture;

    fn read(rows: u64) -> Vec<InputFile> {
        vec![InputFile {
            file: ExtractFile::Enrollments,
            encoding: None,
            sha256: String::new(),
            bytes: 0,
            rows,
            rejected_rows: 0,
        }]
    }

    fn checked(rows: u64, damage: fn(&mut Vec<Decision>)) -> Result<usize, String> {
        let mut fixture = Fixture::new();
        fixture.sibling("E2", "M2", "李四");
        let policy = fixture.policy.clone();
        fixture.with_decisions(|mut decisions| {
            let inputs = read(rows);
            let before = tally(&decisions, 0, &inputs);
            damage(&mut decisions);
            let night = Night {
                decisions: &decisions,
                inputs: &inputs,
                tally: &before,
                policy: &policy,
            };
            hold(EQUATIONS.map(|equation| equation(&night)).into())
                .map(|equations| equations.len())
                .map_err(|broken| broken.name)
        })
    }

    fn money<'d>(decisions: &'d mut [Decision], i: usize) -> &'d mut Deduction {
        decisions[i]
            .deduction
            .as_mut()
            .expect("the fixture deducts")
    }

    #[test]
    fn an_honest_night_balances() {
        assert_eq!(checked(2, |_| {}), Ok(6));
    }

    #[test]
    fn every_equation_can_fail() {
        type Damage = fn(&mut Vec<Decision>);
        let table: [(&str, u64, Damage); 6] = [
            ("rows read", 3, |_| {}),
            ("total = sum over categories", 2, |d| d[1].deduction = None),
            ("total = sum of postings", 2, |d| {
                money(d, 0).balance_after = Money::ZERO
            }),
            ("organizers", 2, |d| {
                money(d, 0).balance_before = Money::from_fen(2_000_00);
                money(d, 0).balance_after = Money::from_fen(1_645_00);
            }),
            ("balances below zero", 2, |d| {
                money(d, 0).balance_before = Money::from_fen(200_00);
                money(d, 0).balance_after = Money::from_fen(-155_00);
                money(d, 1).balance_before = Money::from_fen(-155_00);
                money(d, 1).balance_after = Money::from_fen(-510_00);
            }),
            ("deductions = persons", 2, |d| {
                d[1].enrollment = d[0].enrollment
            }),
        ];
        for (name, rows, damage) in table {
            let broken = checked(rows, damage).expect_err(name);
            assert!(broken.starts_with(name), "{name}: {broken}");
        }
    }
}
