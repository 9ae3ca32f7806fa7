//! Conservation of rows, money and persons: held against each other before anything is committed.

use crate::domain::plan::{Equation, Tally};
use crate::domain::reject::{ExtractFile, InputFile};
use crate::domain::{Decision, Deduction, Money, Outcome, PersonKey, Reason};
use crate::policy::InForce;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Counts outcomes, primary reasons and money.
pub fn tally(decisions: &[Decision], inputs: &[InputFile]) -> Tally {
    let mut outcomes: BTreeMap<Outcome, u64> = Outcome::ALL.iter().map(|o| (*o, 0)).collect();
    let mut reasons: BTreeMap<Reason, u64> = Reason::ALL.iter().map(|r| (*r, 0)).collect();
    for decision in decisions {
        *outcomes.entry(decision.outcome).or_default() += 1;
        if let Some(primary) = decision.reasons.primary() {
            *reasons.entry(primary).or_default() += 1;
        }
    }
    outcomes.insert(
        Outcome::Rejected,
        enrollments(inputs).map_or(0, |file| file.rejected_rows),
    );
    let total = decisions
        .iter()
        .filter_map(|d| d.deduction)
        .map(|money| money.amount)
        .sum();
    Tally {
        outcomes,
        reasons,
        total,
    }
}

/// An equation that does not hold: a bug or a damaged machine. Nothing may be committed.
#[derive(Debug, thiserror::Error)]
#[error(
    "equation \"{name}\" does not hold: {left} on the left, {right} on the right; nothing was charged"
)]
pub struct Broken {
    /// What was held against what.
    pub name: String,
    /// Left side.
    pub left: String,
    /// Right side.
    pub right: String,
}

/// Checks what section 7 of the contract demands before the commit.
///
/// # Errors
/// The first equation that does not hold.
pub fn check(
    decisions: &[Decision],
    inputs: &[InputFile],
    tally: &Tally,
    policy: &InForce,
) -> Result<Vec<Equation>, Broken> {
    let equations = vec![
        rows(inputs, tally),
        fees(decisions, tally, policy),
        postings(decisions, tally),
        organizers(decisions),
        no_balance_below_zero(decisions),
        no_person_twice(decisions),
    ];
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

fn rows(inputs: &[InputFile], tally: &Tally) -> Equation {
    equation(
        "rows read = deducted + settled + excluded + exception + not_requested + rejected",
        enrollments(inputs).map_or(0, |file| file.rows),
        tally.outcomes.values().sum::<u64>(),
    )
}

/// The total against fee × count of each category: two ways to the same money.
fn fees(decisions: &[Decision], tally: &Tally, policy: &InForce) -> Equation {
    let mut counts: FxHashMap<&str, u64> = FxHashMap::default();
    for decision in decisions.iter().filter(|d| d.deduction.is_some()) {
        *counts
            .entry(decision.enrollment.category.as_str())
            .or_default() += 1;
    }
    let fee = |category: &str| {
        policy
            .fees
            .get(category)
            .map_or(Money::ZERO, |fee| fee.value)
    };
    let by_category: Money = counts.into_iter().map(|(c, count)| fee(c) * count).sum();
    equation(
        "total = sum over categories of fee x count",
        tally.total,
        by_category,
    )
}

/// The total against the debit orders.
fn postings(decisions: &[Decision], tally: &Tally) -> Equation {
    let debited = deductions(decisions)
        .map(|(_, money)| money.balance_before - money.balance_after)
        .sum::<Money>();
    equation("total = sum of postings", tally.total, debited)
}

/// Per organizer: what was there first, less what is left at the end, is what was taken.
fn organizers(decisions: &[Decision]) -> Equation {
    let mut moved: FxHashMap<&PersonKey, (Money, Money, Money)> = FxHashMap::default();
    for (organizer, money) in deductions(decisions) {
        let entry = moved.entry(organizer).or_insert((
            money.balance_before,
            money.balance_after,
            Money::ZERO,
        ));
        entry.0 = entry.0.max(money.balance_before);
        entry.1 = entry.1.min(money.balance_after);
        entry.2 += money.amount;
    }
    let agreeing = moved
        .values()
        .filter(|(before, after, taken)| *before - *after == *taken)
        .count();
    equation(
        "organizers = organizers of whom before - after = sum of amounts",
        moved.len(),
        agreeing,
    )
}

fn no_balance_below_zero(decisions: &[Decision]) -> Equation {
    let below = deductions(decisions).filter(|(_, money)| money.balance_after.is_negative());
    equation(
        "balances below zero after a deduction = 0",
        below.count(),
        0,
    )
}

fn no_person_twice(decisions: &[Decision]) -> Equation {
    let mut obligations = FxHashSet::default();
    let mut count = 0_usize;
    for decision in decisions.iter().filter(|d| d.deduction.is_some()) {
        obligations.insert((
            decision.enrollment.insurance_year,
            &decision.enrollment.person,
        ));
        count += 1;
    }
    equation(
        "deductions = persons and years deducted",
        count,
        obligations.len(),
    )
}

fn deductions<'d>(
    decisions: &'d [Decision],
) -> impl Iterator<Item = (&'d PersonKey, &'d Deduction)> {
    decisions
        .iter()
        .filter_map(|d| Some((&d.deciding_row?.organizer, d.deduction.as_ref()?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::scene::Scene;

    fn read(rows: u64) -> Vec<InputFile> {
        vec![InputFile {
            file: ExtractFile::Enrollments,
            sha256: String::new(),
            bytes: 0,
            rows,
            rejected_rows: 0,
        }]
    }

    fn checked(rows: u64, damage: fn(&mut Vec<Decision>)) -> Result<usize, String> {
        let mut scene = Scene::new();
        scene.sibling("E2", "M2", "李四");
        let policy = scene.policy.clone();
        scene.with_decisions(|mut decisions| {
            let inputs = read(rows);
            let before = tally(&decisions, &inputs);
            damage(&mut decisions);
            check(&decisions, &inputs, &before, &policy)
                .map(|equations| equations.len())
                .map_err(|broken| broken.name)
        })
    }

    fn money<'d>(decisions: &'d mut [Decision], i: usize) -> &'d mut Deduction {
        decisions[i].deduction.as_mut().expect("the scene deducts")
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
