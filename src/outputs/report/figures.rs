//! What the page counts: one pass over all decisions.

use crate::domain::decision::NEAR_CUTOFF_SECONDS;
use crate::domain::plan::Plan;
use crate::domain::{
    Category, Decision, Enrollment, Instant, Institution, Notice, Outcome, Reason,
};
use foldhash::HashMap;
use rayon::prelude::*;
use std::collections::hash_map::Entry;
use std::hash::{Hash, Hasher};

/// Fewest decisions that are worth a count of their own.
const CHUNK: usize = 1 << 17;

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
#[derive(Debug)]
pub struct Figures<'p> {
    /// By district code.
    pub districts: HashMap<[u8; 6], DistrictRows>,
    /// By institution code.
    pub institutions: HashMap<&'p str, InstitutionRows<'p>>,
    /// Number and sum of deductions by category.
    pub categories: HashMap<&'p Category, (u64, i64)>,
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
            Counts::default,
            |mut counts, decision| {
                counts.count(decision, cutoff);
                counts
            },
        );
        let others = plan.not_requested.par_iter().with_min_len(CHUNK).fold(
            Counts::default,
            |mut counts, row| {
                counts.place(row).rows += 1;
                counts
            },
        );
        let counts = decided
            .chain(others)
            .reduce(Counts::default, Counts::merged);
        Figures {
            districts: counts.districts(),
            institutions: counts.institutions(),
            categories: counts.categories,
            near: counts.near,
            notices: counts.notices,
            refund_candidates: counts.refund_candidates,
        }
    }
}

/// An institution by its address, which rows share: that tells it faster than its code does.
#[derive(Debug, Clone, Copy)]
struct Shared<'p>(&'p Institution);

impl PartialEq for Shared<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Shared<'_> {}

impl Hash for Shared<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::hash(self.0, state);
    }
}

/// The figures while they are counted.
#[derive(Default)]
struct Counts<'p> {
    places: HashMap<(Shared<'p>, [u8; 6]), DistrictRows>,
    open: HashMap<(Shared<'p>, Reason), u32>,
    categories: HashMap<&'p Category, (u64, i64)>,
    near: Vec<&'p Decision<'p>>,
    notices: [u64; Notice::ALL.len()],
    refund_candidates: u64,
}

impl<'p> Counts<'p> {
    fn place(&mut self, row: &'p Enrollment) -> &mut DistrictRows {
        let place = (Shared(&row.institution), row.district);
        self.places.entry(place).or_default()
    }

    fn count(&mut self, decision: &'p Decision<'p>, cutoff: Instant) {
        let row = decision.enrollment;
        let is_open = decision.outcome == Outcome::Exception;
        let fen = decision.deduction.as_ref().map(|money| money.amount.fen());
        self.place(row).add(&DistrictRows {
            rows: 1,
            deducted: u64::from(fen.is_some()),
            fen: fen.unwrap_or(0),
            exceptions: u64::from(is_open),
        });
        if let Some(money) = &decision.deduction {
            let category = self.categories.entry(&row.category).or_default();
            *category = (category.0 + 1, category.1 + money.amount.fen());
            for notice in money.notices.iter() {
                self.notices[notice as usize] += 1;
            }
        }
        if is_open && let Some(reason) = decision.reasons.primary() {
            let open = (Shared(&row.institution), reason);
            *self.open.entry(open).or_default() += 1;
        }
        if decision.outcome == Outcome::Settled && decision.reasons.iter().nth(1).is_some() {
            self.refund_candidates += 1;
        }
        if is_near(decision, cutoff) {
            self.near.push(decision);
        }
    }

    fn merged(mut self, other: Counts<'p>) -> Counts<'p> {
        for (place, rows) in other.places {
            self.places.entry(place).or_default().add(&rows);
        }
        for (open, count) in other.open {
            *self.open.entry(open).or_default() += count;
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

    fn districts(&self) -> HashMap<[u8; 6], DistrictRows> {
        let mut districts: HashMap<[u8; 6], DistrictRows> = HashMap::default();
        for ((_, district), rows) in &self.places {
            districts.entry(*district).or_default().add(rows);
        }
        districts
    }

    fn institutions(&self) -> HashMap<&'p str, InstitutionRows<'p>> {
        let mut institutions: HashMap<&'p str, InstitutionRows<'p>> = HashMap::default();
        for ((Shared(institution), district), rows) in &self.places {
            match institutions.entry(&institution.code) {
                Entry::Vacant(entry) => {
                    entry.insert(InstitutionRows {
                        rows: rows.rows,
                        open: 0,
                        name: &institution.name,
                        district: *district,
                        by_reason: [0; Reason::ALL.len()],
                    });
                }
                Entry::Occupied(entry) => {
                    let sum = entry.into_mut();
                    sum.rows += rows.rows;
                    sum.name = first_name(sum.name, &institution.name);
                    sum.district = sum.district.min(*district);
                }
            }
        }
        for ((Shared(institution), reason), count) in &self.open {
            if let Some(rows) = institutions.get_mut(institution.code.as_str()) {
                rows.open += u64::from(*count);
                rows.by_reason[*reason as usize] += count;
            }
        }
        institutions
    }
}

impl DistrictRows {
    fn add(&mut self, other: &DistrictRows) {
        self.rows += other.rows;
        self.deducted += other.deducted;
        self.fen += other.fen;
        self.exceptions += other.exceptions;
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
