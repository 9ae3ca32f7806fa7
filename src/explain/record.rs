//! What ledger and batch folders hold of a number.

use super::folder::rows_of;
use super::story::{BatchStory, Charge, Listed, PaidFor, Student};
use super::{Explanation, Question};
use crate::domain::PersonKey;
use crate::domain::masking::{mask_number, mask_words_about};
use crate::fault::Fault;
use crate::ledger::{BatchRecord, DeductionRow, Ledger};
use crate::outputs::exceptions::ExceptionRow;
use crate::outputs::results::ResultRow;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::path::Path;

const EXCEPTIONS: &str = "exceptions.csv";
const RESULTS: &str = "results.csv";

/// Looks a number up in the ledger and in the batch folders below `out`.
///
/// # Errors
/// What reading the ledger reports; [`crate::fault::Exit::Inconsistent`] for a list that is not what the ledger
/// recorded.
pub fn search(
    question: &Question,
    ledger: &Ledger,
    out: &Path,
    as_of: NaiveDate,
) -> Result<Explanation, Fault> {
    let batches = ledger.batches()?;
    let mut found = Explanation {
        asked: question.masked(),
        as_of: as_of.to_string(),
        batches: batches.iter().map(|b| b.id.to_string()).collect(),
        students: Vec::new(),
        paid_for: Vec::new(),
        judged: None,
        advice: Vec::new(),
    };
    let lists: Vec<Vec<ExceptionRow>> = batches
        .iter()
        .map(|batch| listed(question, batch, out))
        .collect::<Result<_, Fault>>()?;
    let by_enrollment = ledger.deductions_of_enrollment(question.text())?;
    for key in persons(question, &by_enrollment, &lists) {
        let student = student(key, ledger, &batches, out)?;
        if student.enrollments.iter().any(|e| e == question.text()) {
            question.text().clone_into(&mut found.asked);
        }
        if !student.batches.is_empty() {
            found.students.push(student);
        }
    }
    if let Some(organizer) = question.person() {
        found.paid_for = paid_for(organizer, ledger, &batches, &lists)?;
    }
    Ok(found)
}

/// Lines of a batch's exceptions that name the number in any role.
fn listed(
    question: &Question,
    batch: &BatchRecord,
    out: &Path,
) -> Result<Vec<ExceptionRow>, Fault> {
    let person = question.person().map(PersonKey::to_string);
    let mut wanted = vec![question.text()];
    wanted.extend(person.as_deref());
    rows_of(batch, EXCEPTIONS, out, &wanted, |row: &ExceptionRow| {
        [&row.enrollment_id, &row.insured_id, &row.organizer_id]
            .into_iter()
            .any(|cell| wanted.contains(&cell.as_str()))
    })
}

/// The students that the number stands for, in byte order.
fn persons(
    question: &Question,
    by_enrollment: &[DeductionRow],
    lists: &[Vec<ExceptionRow>],
) -> BTreeSet<PersonKey> {
    let charged = by_enrollment.iter().map(|row| row.insured_id.as_str());
    let on_lists = lists
        .iter()
        .flatten()
        .filter(|row| row.enrollment_id == question.text())
        .map(|row| row.insured_id.as_str());
    charged
        .chain(on_lists)
        .filter_map(|key| PersonKey::parse(key).ok())
        .chain(question.person().cloned())
        .collect()
}

fn student(
    key: PersonKey,
    ledger: &Ledger,
    batches: &[BatchRecord],
    out: &Path,
) -> Result<Student, Fault> {
    let mut student = Student::new(key);
    let number = student.key.to_string();
    let charges = ledger.deductions_of_person(&student.key)?;
    for batch in batches {
        let charged: Vec<&DeductionRow> =
            charges.iter().filter(|row| row.batch == batch.id).collect();
        let is_listed = |row: &ExceptionRow| row.insured_id == number;
        let lines = rows_of(batch, EXCEPTIONS, out, &[&number], is_listed)?;
        if charged.is_empty() && lines.is_empty() {
            continue;
        }
        let results = match charged.is_empty() {
            true => Vec::new(),
            false => rows_of(batch, RESULTS, out, &[&number], |row: &ResultRow| {
                row.insured_id == number
            })?,
        };
        let mut story = BatchStory {
            batch: batch.id.to_string(),
            date: batch.id.date.to_string(),
            policy: batch.policy_id.clone(),
            charges: Vec::new(),
            listed: Vec::new(),
        };
        for row in charged {
            student.note(&row.enrollment_id, &row.insured_name);
            let answers = ledger.answers_of(&row.end_to_end_no)?;
            let reversed_in = ledger.reversal_file(row)?;
            let from = certificate(row, &results);
            story
                .charges
                .push(Charge::of(row, &answers, from, reversed_in));
        }
        for line in lines {
            student.note(&line.enrollment_id, &line.insured_name);
            story.listed.push(line_of(line));
        }
        student.batches.push(story);
    }
    Ok(student)
}

fn certificate(row: &DeductionRow, results: &[ResultRow]) -> Option<String> {
    let year = format!("{:04}", row.insurance_year);
    results
        .iter()
        .filter(|result| result.insurance_year == year)
        .map(|result| result.certificate_from.to_string())
        .find(|day| !day.is_empty())
}

fn line_of(row: ExceptionRow) -> Listed {
    Listed {
        enrollment: row.enrollment_id,
        class: row.class,
        reason: row.reason,
        other_reasons: row
            .other_reasons
            .split(';')
            .filter(|reason| !reason.is_empty())
            .map(str::to_owned)
            .collect(),
        message: mask_words_about(&row.insured_name, &row.message),
        action: row.action,
        source: row.source,
        line: row.line,
    }
}

/// What the number paid for as an organizer, or was asked to.
fn paid_for(
    organizer: &PersonKey,
    ledger: &Ledger,
    batches: &[BatchRecord],
    lists: &[Vec<ExceptionRow>],
) -> Result<Vec<PaidFor>, Fault> {
    let mut found: Vec<PaidFor> = ledger
        .deductions_of_organizer(organizer)?
        .iter()
        .map(|row| PaidFor {
            batch: row.batch.to_string(),
            enrollment: row.enrollment_id.clone(),
            person: mask_number(&row.insured_id),
            outcome: "deducted".to_owned(),
        })
        .collect();
    let number = organizer.to_string();
    for (batch, lines) in batches.iter().zip(lists) {
        let asked = lines
            .iter()
            .filter(|row| row.organizer_id == number)
            .map(|row| PaidFor {
                batch: batch.id.to_string(),
                enrollment: row.enrollment_id.clone(),
                person: mask_number(&row.insured_id),
                outcome: row.reason.clone(),
            });
        found.extend(asked);
    }
    found.sort();
    found.dedup();
    Ok(found)
}
