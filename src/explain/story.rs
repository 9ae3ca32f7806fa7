//! What happened to a student, batch by batch.

use crate::domain::masking::{mask_name, mask_number, mask_words_about};
use crate::domain::{Class, Money, PersonKey, Status};
use crate::ledger::{Answer, DeductionRow};
use serde::{Serialize, Serializer};

/// One student and what is recorded of him.
#[derive(Debug, Clone, Serialize)]
pub struct Student {
    #[serde(skip)]
    pub(super) key: PersonKey,
    /// Identity number, masked.
    pub person: String,
    /// Names under which he was enrolled, masked.
    pub names: Vec<String>,
    /// His enrollments that any batch names.
    pub enrollments: Vec<String>,
    /// The batches that name him, in the order of commits.
    pub batches: Vec<BatchStory>,
}

/// What one batch says of a student.
#[derive(Debug, Clone, Serialize)]
pub struct BatchStory {
    /// The batch.
    pub batch: String,
    /// Its date.
    pub date: String,
    /// Its policy.
    pub policy: String,
    /// Deductions.
    pub charges: Vec<Charge>,
    /// Lines of its list of exceptions.
    pub listed: Vec<Listed>,
}

/// One deduction.
#[derive(Debug, Clone, Serialize)]
pub struct Charge {
    /// The enrollment it paid.
    pub enrollment: String,
    /// Insurance year.
    pub insurance_year: u16,
    /// Number under which the account system and the tax bureau know it.
    pub end_to_end_no: String,
    /// The fee.
    pub amount: String,
    /// Who paid, masked.
    pub organizer: String,
    /// The network.
    pub network: String,
    /// What was left of the accumulated balance just before.
    pub balance_before: String,
    /// What was left after.
    pub balance_after: String,
    /// Time of the account row.
    pub balance_as_of: String,
    /// Day of the deduction.
    pub deducted_on: String,
    /// First day on which the certificate can be printed, if the batch's results say it.
    pub certificate_from: Option<String>,
    /// The remittance that lists it.
    pub remitted_in: String,
    /// Whether it still stands.
    pub stands: bool,
    /// The answer that reversed it.
    #[serde(skip)]
    pub cause: Option<Status>,
    /// What account system and tax bureau answered, in order.
    pub answers: Vec<Answered>,
    /// The file by which the money goes back or the remittance is withdrawn, once it is reversed.
    pub reversed_in: Option<String>,
}

/// One answer.
#[derive(Debug, Clone, Serialize)]
pub struct Answered {
    /// What it says.
    #[serde(serialize_with = "as_named")]
    pub status: Status,
    /// Code, or empty.
    pub code: String,
    /// Text, or empty.
    pub message: String,
    /// The tax bureau's number, or empty.
    pub receipt_no: String,
    /// When it came.
    pub received_at: String,
}

/// One line of the list of exceptions.
#[derive(Debug, Clone, Serialize)]
pub struct Listed {
    /// The enrollment.
    pub enrollment: String,
    /// `exception`, `excluded` or `settled`.
    pub class: String,
    /// The primary reason.
    pub reason: String,
    /// The others.
    pub other_reasons: Vec<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub action: String,
    /// Where the rule stands written.
    pub source: String,
    /// Line of `enrollments.csv`.
    pub line: String,
}

/// What an organizer paid for or would have had to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PaidFor {
    /// The batch.
    pub batch: String,
    /// The enrollment of the child.
    pub enrollment: String,
    /// The child, masked.
    pub person: String,
    /// `deducted`, or the reason.
    pub outcome: String,
}

impl Student {
    pub(super) fn new(key: PersonKey) -> Student {
        Student {
            person: mask_number(&key.as_str()),
            key,
            names: Vec::new(),
            enrollments: Vec::new(),
            batches: Vec::new(),
        }
    }

    /// Notes an enrollment and the name it bears, each once.
    pub(super) fn note(&mut self, enrollment: &str, name: &str) {
        let name = mask_name(name);
        if !name.is_empty() && !self.names.contains(&name) {
            self.names.push(name);
        }
        if !self.enrollments.iter().any(|known| known == enrollment) {
            self.enrollments.push(enrollment.to_owned());
        }
    }

    /// The latest deduction.
    pub fn latest_charge(&self) -> Option<&Charge> {
        self.batches.iter().rev().find_map(|b| b.charges.last())
    }

    /// The latest line of a list of exceptions that still says something: not one of before the
    /// latest deduction, nor that of a settled enrollment whose deduction has been reversed since.
    pub fn latest_listed(&self) -> Option<&Listed> {
        let stands = self.latest_charge().is_some_and(|charge| charge.stands);
        self.batches
            .iter()
            .rev()
            .take_while(|batch| batch.charges.is_empty())
            .filter_map(|batch| batch.listed.last())
            .find(|line| stands == (line.class == Class::Settled.as_str()))
    }
}

impl Charge {
    pub(super) fn of(
        row: &DeductionRow,
        answers: &[Answer],
        certificate_from: Option<String>,
        reversed_in: Option<String>,
    ) -> Charge {
        let after: Money = row.balance_before - row.amount;
        let mut statuses = answers.iter().map(|answer| answer.status);
        let cause = statuses.find(|status| status.reverses());
        Charge {
            enrollment: row.enrollment_id.clone(),
            insurance_year: row.insurance_year,
            end_to_end_no: row.end_to_end_no.clone(),
            amount: row.amount.to_string(),
            organizer: mask_number(&row.organizer_id),
            network: row.network_id.clone(),
            balance_before: row.balance_before.to_string(),
            balance_after: after.to_string(),
            balance_as_of: row.balance_as_of.clone(),
            deducted_on: row.batch.date.to_string(),
            certificate_from,
            remitted_in: format!("{}/remittance.txt", row.batch),
            stands: cause.is_none(),
            cause,
            answers: answers
                .iter()
                .map(|answer| Answered::of(answer, &row.insured_name))
                .collect(),
            reversed_in,
        }
    }
}

impl Answered {
    /// The answer; in the words of whoever answered, the student is masked.
    fn of(answer: &Answer, name: &str) -> Answered {
        Answered {
            status: answer.status,
            code: mask_words_about(name, &answer.code),
            message: mask_words_about(name, &answer.message),
            receipt_no: answer.receipt_no.to_string(),
            received_at: answer.received_at.to_string(),
        }
    }
}

fn as_named<S: Serializer>(status: &Status, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(status.as_str())
}
