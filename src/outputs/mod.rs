//! What comes out of a night: one file for each output, and the texts in them (section 7 of the
//! contract).
//!
//! Every output is a projection of the [`Plan`] and the policy in force: no clock, host, path or
//! thread count goes in, so the same night gives the same bytes.

pub mod by_institution;
mod deductions;
pub mod exceptions;
#[cfg(test)]
pub(crate) mod fixture;
mod in_order;
pub mod manifest;
mod output;
pub mod postings;
pub mod reader;
pub mod rejects;
pub mod remittance;
pub mod report;
pub mod results;
pub mod staging;
pub mod summary;
pub(crate) mod table;
pub mod target;
pub mod workbook;

pub use output::{Output, Sink};

use crate::domain::plan::Plan;
use crate::policy::InForce;
use std::io;

type RenderFile = fn(&Plan, &InForce, &mut Sink<'_>) -> io::Result<()>;

/// The files that every batch has, but for the page and the manifest, which are made of the
/// digests of these. First stand those that keep one thread busy longest: the workbook and the
/// remittance with its SM3 are written from front to back.
const FILES: [(&str, RenderFile); 6] = [
    ("exceptions.xlsx", workbook::render),
    ("remittance.txt", remittance::render),
    ("results.csv", results::render),
    ("postings.csv", postings::render),
    ("exceptions.csv", exceptions::render),
    ("rejects.csv", rejects::render),
];

/// The outputs of a batch, in the order in which they had best be begun. They can be rendered in
/// any order and at the same time. [`manifest`] comes last, from their digests.
pub fn outputs<'p>(plan: &'p Plan<'p>, policy: &'p InForce) -> Vec<Output<'p>> {
    let files = FILES
        .iter()
        .map(|(name, render)| Output::new(*name, move |out| render(plan, policy, out)));
    let schools = if plan.options.by_institution {
        by_institution::outputs(plan, policy)
    } else {
        Vec::new()
    };
    files.chain(schools).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use fixture::{Fixture, pupil};

    #[test]
    fn lists_for_schools_come_last_and_on_request() {
        let mut fixture = Fixture::new();
        fixture.deduct(pupil("E1"), 1_000_00);
        let names = |fixture: &Fixture| -> Vec<String> {
            let plan = fixture.plan();
            let outputs = outputs(&plan, &fixture.policy);
            outputs.into_iter().map(|output| output.name).collect()
        };
        let without = names(&fixture);
        assert_eq!(without, FILES.map(|(name, _)| name));
        fixture.options.by_institution = true;
        let with = names(&fixture);
        let (files, schools) = with.split_at(without.len());
        assert_eq!(files, without);
        assert_eq!(
            schools,
            ["by-institution/index.csv", "by-institution/2131000001.csv"]
        );
    }
}
