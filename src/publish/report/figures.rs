//! What the page counts: one pass over all decisions.

use crate::domain::decision::NEAR_CUTOFF_SECONDS;
use crate::domain::plan::Plan;
use crate::domain::{Decision, Enrollment, Instant, Notice, Outcome, Reason};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

/// Fewest decisions that are worth a count of their own.
const CHUNK: usize = 1 << 16;

/// Rows of one district.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DistrictRows {
    /// Readable enrollments.
    pub rows: u64,
    /// Deductions.
    pub deducted: u64,
    /// Their sum in fen.
    pub fen: i64,
    /// Exceptions.
    pub exceptions: u64,
}

/// Rows of one institution.
#[derive(Debug, Clone)]
pub struct InstitutionRows<'p> {
    /// Readable enrollments.
    pub rows: u64,
    /// Exceptions.
    pub open: u64,
    /// Its name; where rows differ, the first in byte order that is not empty.
    pub name: &'p str,
    /// Its district; where rows differ, the first in byte order.
    pub district: [u8; 6],
    by_reason: [u32; Reason::ALL.len()],
}

impl InstitutionRows<'_> {
    /// The primary reason of most open cases, the earlier in precedence where two are equal.
    pub fn most_frequent(&self) -> Option<(Reason, u32)> {
        Reason::ALL
            .iter()
            .map(|reason| (*reason, self.by_reason[*reason as usize]))
            .filter(|(_, count)| *count > 0)
            .max_by_key(|(reason, count)| (*count, std::cmp::Reverse(*reason)))
    }
}

/// Everything that is counted.
#[derive(Debug, Default)]
pub struct Figures<'p> {
    /// By district code.
    pub districts: FxHashMap<[u8; 6], DistrictRows>,
    /// By institution code.
    pub institutions: FxHashMap<&'p str, InstitutionRows<'p>>,
    /// While they are counted: code and figures by the address that rows share.
    by_address: FxHashMap<usize, (&'p str, InstitutionRows<'p>)>,
    /// Number and sum of deductions by category.
    pub categories: FxHashMap<&'p str, (u64, i64)>,
    /// Requested enrollments whose election was made or cancelled within a minute of the cut-off.
    pub near: Vec<&'p Decision<'p>>,
    /// Deductions with each notice, in the order of [`Notice::ALL`].
    pub notices: [u64; Notice::ALL.len()],
    /// Settled enrollments that perhaps have to be paid back.
    pub refund_candidates: u64,
}

impl<'p> Figures<'p> {
    /// Counts on all threads; the result does not depend on their number.
    pub fn of(plan: &'p Plan<'p>, cutoff: Instant) -> Figures<'p> {
        let decided = plan.decisions.par_iter().with_min_len(CHUNK).fold(
            Figures::default,
            |mut figures, decision| {
                figures.count(decision, cutoff);
                figures
            },
        );
        let others = plan.not_requested.par_iter().with_min_len(CHUNK).fold(
            Figures::default,
            |mut figures, row| {
                figures.district(row).rows += 1;
                figures.institution(row).rows += 1;
                figures
            },
        );
        decided
            .chain(others)
            .reduce(Figures::default, Figures::merged)
            .by_code()
    }

    fn district(&mut self, row: &Enrollment) -> &mut DistrictRows {
        self.districts.entry(row.district).or_default()
    }

    fn count(&mut self, decision: &'p Decision<'p>, cutoff: Instant) {
        let row = decision.enrollment;
        let is_open = decision.outcome == Outcome::Exception;
        let district = self.district(row);
        district.rows += 1;
        district.exceptions += u64::from(is_open);
        if let Some(money) = &decision.deduction {
            district.deducted += 1;
            district.fen += money.amount.fen();
            let category = self.categories.entry(row.category.as_str()).or_default();
            *category = (category.0 + 1, category.1 + money.amount.fen());
            for notice in money.notices.iter() {
                self.notices[notice as usize] += 1;
            }
        }
        let institution = self.institution(row);
        institution.rows += 1;
        if is_open && let Some(reason) = decision.reasons.primary() {
            institution.open += 1;
            institution.by_reason[reason as usize] += 1;
        }
        if decision.outcome == Outcome::Settled && decision.reasons.iter().nth(1).is_some() {
            self.refund_candidates += 1;
        }
        if is_near(decision, cutoff) {
            self.near.push(decision);
        }
    }

    /// The figures of a row's institution, whose district the row may tell.
    fn institution(&mut self, row: &'p Enrollment) -> &mut InstitutionRows<'p> {
        // Rows share an institution: its address tells it faster than its code.
        let address = Arc::as_ptr(&row.institution) as usize;
        let (_, figures) = self.by_address.entry(address).or_insert_with(|| {
            let figures = InstitutionRows {
                rows: 0,
                open: 0,
                name: &row.institution.name,
                district: row.district,
                by_reason: [0; Reason::ALL.len()],
            };
            (&row.institution.code, figures)
        });
        figures.district = figures.district.min(row.district);
        figures
    }

    /// Puts the institutions of the same code together.
    fn by_code(mut self) -> Figures<'p> {
        for (code, rows) in std::mem::take(&mut self.by_address).into_values() {
            match self.institutions.entry(code) {
                Entry::Vacant(entry) => {
                    entry.insert(rows);
                }
                Entry::Occupied(mut entry) => add(entry.get_mut(), &rows),
            }
        }
        self
    }

    fn merged(mut self, other: Figures<'p>) -> Figures<'p> {
        for (code, rows) in other.districts {
            let district = self.districts.entry(code).or_default();
            district.rows += rows.rows;
            district.deducted += rows.deducted;
            district.fen += rows.fen;
            district.exceptions += rows.exceptions;
        }
        for (address, (code, rows)) in other.by_address {
            match self.by_address.entry(address) {
                Entry::Vacant(entry) => {
                    entry.insert((code, rows));
                }
                Entry::Occupied(mut entry) => add(&mut entry.get_mut().1, &rows),
            }
        }
        for (category, (count, fen)) in other.categories {
            let sum = self.categories.entry(category).or_default();
            *sum = (sum.0 + count, sum.1 + fen);
        }
        self.near.extend(other.near);
        for (sum, count) in self.notices.iter_mut().zip(other.notices) {
            *sum += count;
        }
        self.refund_candidates += other.refund_candidates;
        self
    }
}

fn add<'p>(sum: &mut InstitutionRows<'p>, rows: &InstitutionRows<'p>) {
    sum.rows += rows.rows;
    sum.open += rows.open;
    sum.name = first_name(sum.name, rows.name);
    sum.district = sum.district.min(rows.district);
    for (sum, count) in sum.by_reason.iter_mut().zip(rows.by_reason) {
        *sum += count;
    }
}

fn first_name<'p>(a: &'p str, b: &'p str) -> &'p str {
    match (a.is_empty(), b.is_empty()) {
        (true, _) => b,
        (_, true) => a,
        _ => a.min(b),
    }
}

fn is_near(decision: &Decision, cutoff: Instant) -> bool {
    let asked = decision.outcome != Outcome::NotRequested;
    asked
        && decision.deciding_row.is_some_and(|row| {
            [row.selected_at, row.cancelled_at]
                .into_iter()
                .flatten()
                .any(|at| at.is_within_seconds(cutoff, NEAR_CUTOFF_SECONDS))
        })
}
