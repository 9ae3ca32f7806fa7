//! `by-institution/`: what a school may see of its own requested students, and the list of these
//! files; section 7 of the contract. No payer, no balance, no network (Q二21).

use super::output::{Output, Sink};
use super::table::{BOM, CsvRows};
use crate::domain::masking::mask_number;
use crate::domain::plan::Plan;
use crate::domain::reject::RejectedEnrollment;
use crate::domain::{Decision, Outcome, PersonKey, Reason};
use crate::policy::InForce;
use crate::text::school;
use foldhash::{HashMap, HashSet};
use std::io;

/// The folder inside the batch folder.
pub const FOLDER: &str = "by-institution";

/// The file that lists the others, without its ending.
const INDEX: &str = "index";

/// The list of schools, then one output for each school that has a student to list, in the order
/// of their codes.
pub fn outputs<'p>(plan: &'p Plan<'p>, policy: &'p InForce) -> Vec<Output<'p>> {
    let language = plan.options.language;
    let schools = schools(plan);
    let lines: Vec<IndexLine> = schools.iter().map(IndexLine::of).collect();
    let index = Output::new(path(INDEX), move |out: &mut Sink<'_>| {
        render_index(&school::index_headings(language), &lines, out)
    });
    let names = file_names(schools.iter().map(|school| school.code));
    let lists = schools.into_iter().zip(names).map(|(school, name)| {
        Output::new(path(&name), move |out| {
            render(&school::headings(language), &school.students, policy, out)
        })
    });
    std::iter::once(index).chain(lists).collect()
}

fn path(name: &str) -> String {
    format!("{FOLDER}/{name}.csv")
}

/// A name for each code. One in use, whatever the case of its letters, takes `-2`, `-3`: there are
/// file systems that do not tell them apart.
fn file_names<'c>(codes: impl Iterator<Item = &'c str>) -> Vec<String> {
    let mut in_use = HashSet::from_iter([INDEX.to_owned()]);
    // Of codes that differ in case alone, the numbers below are in use.
    let mut next: HashMap<String, u64> = HashMap::default();
    codes
        .map(|code| {
            let next = next.entry(code.to_ascii_lowercase()).or_insert(2);
            let numbered = (*next..).map(|number| {
                *next = number;
                format!("{code}-{number}")
            });
            let mut candidates = std::iter::once(code.to_owned()).chain(numbered);
            candidates
                .find(|name| in_use.insert(name.to_ascii_lowercase()))
                .expect("there are more numbers than schools")
        })
        .collect()
}

/// The students of one school, in the order of the contract.
struct School<'p> {
    code: &'p str,
    students: Vec<Student<'p>>,
}

/// A line of a school's list.
#[derive(Clone, Copy)]
enum Student<'p> {
    Judged(&'p Decision<'p>),
    Rejected(&'p RejectedEnrollment),
}

fn schools<'p>(plan: &'p Plan<'p>) -> Vec<School<'p>> {
    let judged = plan.decisions.iter().filter(|d| d.is_requested);
    let rejected = plan.rejected_enrollments.iter();
    let mut by_code: HashMap<&str, Vec<Student>> = HashMap::default();
    for student in judged
        .map(Student::Judged)
        .chain(rejected.map(Student::Rejected))
    {
        by_code.entry(student.code()).or_default().push(student);
    }
    let mut schools: Vec<School> = by_code
        .into_iter()
        .map(|(code, students)| School { code, students })
        .collect();
    schools.sort_unstable_by_key(|school| school.code);
    for school in &mut schools {
        school.students.sort_by_key(Student::place);
    }
    schools
}

impl<'p> Student<'p> {
    fn code(&self) -> &'p str {
        match self {
            Student::Judged(decision) => &decision.enrollment.institution.code,
            Student::Rejected(row) => &row.institution.code,
        }
    }

    fn school_name(&self) -> &'p str {
        match self {
            Student::Judged(decision) => &decision.enrollment.institution.name,
            Student::Rejected(row) => &row.institution.name,
        }
    }

    /// Rows that share an `enrollment_id`, or have none, stand in the order of the file.
    fn place(&self) -> (&'p str, u32) {
        match self {
            Student::Judged(decision) => (&decision.enrollment.id, decision.enrollment.line),
            Student::Rejected(row) => (&row.id, row.line),
        }
    }

    fn name(&self) -> &'p str {
        match self {
            Student::Judged(decision) => &decision.enrollment.name,
            Student::Rejected(row) => &row.name,
        }
    }

    fn person(&self) -> Option<&'p PersonKey> {
        match self {
            Student::Judged(decision) => Some(&decision.enrollment.person),
            Student::Rejected(row) => row.person.as_ref(),
        }
    }

    fn is_deducted(&self) -> bool {
        match self {
            Student::Judged(decision) => match decision.outcome {
                Outcome::Deducted | Outcome::Settled => true,
                Outcome::Excluded
                | Outcome::Exception
                | Outcome::NotRequested
                | Outcome::Rejected => false,
            },
            Student::Rejected(_) => false,
        }
    }

    fn advice(&self, policy: &InForce) -> &'static str {
        match self {
            Student::Judged(decision) => advice(decision, policy),
            Student::Rejected(_) => school::CHECK_DOCUMENT,
        }
    }
}

/// A line of the list of schools.
struct IndexLine {
    code: String,
    name: String,
    deducted: usize,
    not_deducted: usize,
}

impl IndexLine {
    /// A school that is written in several ways has the name of its first student that has one.
    fn of(school: &School) -> IndexLine {
        let mut names = school.students.iter().map(Student::school_name);
        let deducted = school.students.iter().filter(|s| s.is_deducted()).count();
        IndexLine {
            code: school.code.to_owned(),
            name: names.find(|name| !name.is_empty()).unwrap_or("").to_owned(),
            deducted,
            not_deducted: school.students.len() - deducted,
        }
    }
}

fn render_index(headings: &[&str], lines: &[IndexLine], out: &mut Sink<'_>) -> io::Result<()> {
    let mut rows = CsvRows::guarded();
    rows.row(headings);
    for line in lines {
        rows.text(&line.code);
        rows.text(&line.name);
        rows.text(&line.deducted.to_string());
        rows.text(&line.not_deducted.to_string());
        rows.end_row();
    }
    out.write_all(BOM)?;
    out.write_all(&rows.into_bytes())
}

fn render(
    headings: &[&str],
    students: &[Student],
    policy: &InForce,
    out: &mut Sink<'_>,
) -> io::Result<()> {
    let mut rows = CsvRows::guarded();
    rows.row(headings);
    for student in students {
        let number = student.person().map(|person| mask_number(&person.as_str()));
        rows.text(student.place().0);
        rows.text(student.name());
        rows.text(&number.unwrap_or_default());
        rows.text(school::outcome(student.is_deducted()));
        rows.text(student.advice(policy));
        rows.end_row();
    }
    out.write_all(BOM)?;
    out.write_all(&rows.into_bytes())
}

/// What the school tells the family.
fn advice(decision: &Decision, policy: &InForce) -> &'static str {
    match decision.reasons.primary().map(kind) {
        None | Some(Kind::Met) => school::NOTHING_DUE,
        Some(Kind::OnRecord) => school::ON_RECORD,
        Some(Kind::Document) => school::CHECK_DOCUMENT,
        Some(Kind::Undecided)
            if policy.batch_date < *policy.results_from
                || decision.reasons.contains(Reason::OnHold) =>
        {
            school::WAIT
        }
        Some(Kind::Undecided) => school::PAY_OTHERWISE,
    }
}

/// Why a fee was not taken, as far as a school may know.
enum Kind {
    /// The fee has been taken.
    Met,
    /// There is another payment or enrollment.
    OnRecord,
    /// The school's own data are in doubt.
    Document,
    /// Whatever concerns the family alone.
    Undecided,
}

const fn kind(reason: Reason) -> Kind {
    match reason {
        Reason::AlreadyDeducted | Reason::FeeExempt => Kind::Met,
        Reason::AlreadyPaid | Reason::DuplicateEnrollment => Kind::OnRecord,
        Reason::WrongYear
        | Reason::InvalidId
        | Reason::NoFee
        | Reason::OutsideRegion
        | Reason::IdentityConflict => Kind::Document,
        Reason::EnrolledAfterCutoff
        | Reason::MultipleNetworks
        | Reason::JoinedAfterCutoff
        | Reason::SelectedAfterCutoff
        | Reason::CancelledAfterLimit
        | Reason::ContributionCancelled
        | Reason::LeftNetwork
        | Reason::NetworkDissolved
        | Reason::NetworkInconsistent
        | Reason::NameMismatch
        | Reason::PossibleSamePerson
        | Reason::RelationNotAllowed
        | Reason::OrganizerConflict
        | Reason::OnHold
        | Reason::RemittanceReturned
        | Reason::EvidenceRejected
        | Reason::AccountNotFound
        | Reason::AccountAmbiguous
        | Reason::InsuranceNotActive
        | Reason::AccountNotUsable
        | Reason::BalanceOutOfDate
        | Reason::BalanceEqualsFee
        | Reason::InsufficientBalance => Kind::Undecided,
    }
}

#[cfg(test)]
mod tests;
