//! `report.html`: the night on one page, for operators and auditors.
//!
//! One self-contained file: no script, no font, no picture, nothing fetched. It lists the inputs
//! and the other outputs with their digests; itself and the manifest it cannot list.

mod figures;
mod sections;
#[cfg(test)]
mod tests;
pub mod typography;
mod words;

use crate::domain::OutputDigest;
use crate::domain::plan::Plan;
use crate::policy::InForce;
use askama::Template;
use figures::Figures;
use sections::{
    Attention, DistrictLine, EquationLine, FileLine, Headline, InputLine, InstitutionTable,
    NearTable, NoticeLine, OutcomeChart, PolicyTable, ReasonTable, RejectTable,
};
use std::io;
use words::Words;

/// The file's name.
pub const NAME: &str = "report.html";

/// The whole page, ready to be set.
#[derive(Template)]
#[template(path = "page.html", config = "src/outputs/report/askama.toml")]
struct Page<'p> {
    w: &'static Words,
    head: Headline,
    attention: Vec<Attention>,
    outcomes: OutcomeChart,
    reasons: ReasonTable,
    districts: Vec<DistrictLine>,
    institutions: InstitutionTable<'p>,
    near: NearTable<'p>,
    notices: Vec<NoticeLine>,
    rejects: RejectTable,
    equations: Vec<EquationLine<'p>>,
    inputs: Vec<InputLine<'p>>,
    outputs: Vec<FileLine<'p>>,
    policy: PolicyTable<'p>,
}

/// Writes the page. `outputs` are the other files of the batch but the manifest, in the byte
/// order of their names; the bytes depend on nothing but the arguments.
///
/// # Errors
/// What `out` reports.
pub fn render(
    plan: &Plan,
    policy: &InForce,
    outputs: &[OutputDigest],
    out: &mut (impl io::Write + ?Sized),
) -> io::Result<()> {
    let figures = Figures::of(plan, *policy.election_cutoff);
    let language = plan.options.language;
    let page = Page {
        w: Words::of(language),
        head: Headline::of(plan, policy, &figures),
        attention: Attention::of(plan, &figures),
        outcomes: OutcomeChart::of(plan),
        reasons: ReasonTable::of(plan),
        districts: DistrictLine::of(language, &figures),
        institutions: InstitutionTable::of(language, &figures),
        near: NearTable::of(language, policy, &figures),
        notices: NoticeLine::of(language, &figures),
        rejects: RejectTable::of(plan),
        equations: EquationLine::of(plan),
        inputs: InputLine::of(plan),
        outputs: FileLine::of(outputs),
        policy: PolicyTable::of(plan, policy),
    };
    let html = page.render().map_err(io::Error::other)?;
    out.write_all(html.as_bytes())
}
