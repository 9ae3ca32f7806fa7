//! One student judged again from an extract, with every fact that was looked at.

use super::Question;
use super::look::Look;
use super::traces::{Traces, traces};
use super::unreadable::{UnreadableRow, unreadable};
use crate::domain::masking::{mask_name, mask_number, mask_words_about};
use crate::domain::plan::Language;
use crate::domain::{Decision, PersonKey};
use crate::rules::{Case, Fact, Overview, PolicyValue, RULES, Rule};
use crate::run::look_at;
use crate::text::{Wordings, source, source_in_words};
use serde::Serialize;
use std::collections::BTreeSet;
use std::io;

/// What an extract says of a number.
#[derive(Debug, Clone, Serialize)]
pub struct Judged {
    /// The committed batch that the extract belongs to; `None` for one that no batch was made of.
    pub batch: Option<String>,
    /// The day as of which it was judged.
    pub date: String,
    /// The policy by which it was judged.
    pub policy: String,
    /// Whether `payments.csv` was there.
    pub payments_checked: bool,
    /// Every readable enrollment.
    pub enrollments: Vec<JudgedEnrollment>,
    /// Rows about the student or the payer that could not be read.
    pub unreadable: Vec<UnreadableRow>,
    /// Networks that the number organizes.
    pub organizes: Vec<String>,
    /// What else may be about the number, where no enrollment and no network is.
    pub traces: Traces,
}

/// One enrollment with its verdict.
#[derive(Debug, Clone, Serialize)]
pub struct JudgedEnrollment {
    /// Its number.
    pub enrollment: String,
    /// File and line.
    pub at: String,
    /// The student, masked.
    pub person: String,
    /// His name, masked.
    pub name: String,
    /// Insurance year.
    pub insurance_year: u16,
    /// Category of person.
    pub category: String,
    /// Where it was applied for.
    pub channel: String,
    /// When.
    pub applied_at: String,
    /// The school or centre.
    pub institution: String,
    /// Whether a deduction was asked for.
    pub requested: bool,
    /// Who would pay, masked.
    pub organizer: Option<String>,
    /// In which network.
    pub network: Option<String>,
    /// What comes out.
    pub outcome: String,
    /// All reasons, the primary first.
    pub reasons: Vec<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub action: String,
    /// Where the rule stands written.
    pub source: String,
    /// The fee and what it leaves, where it is taken.
    pub amount: Option<String>,
    /// What was left just before.
    pub balance_before: Option<String>,
    /// What is left after.
    pub balance_after: Option<String>,
    /// Remarks.
    pub notices: Vec<String>,
    /// Every rule, in order.
    pub rules: Vec<JudgedRule>,
}

/// One rule and what it looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JudgedRule {
    /// The reason it gives.
    pub reason: String,
    /// Whether it applies.
    pub verdict: Verdict,
    /// Where it stands written.
    pub source: String,
    /// Facts.
    pub facts: Vec<FactLine>,
    /// Policy values.
    pub values: Vec<ValueLine>,
}

/// What a rule says of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The reason applies.
    Applies,
    /// It does not.
    DoesNotApply,
    /// It cannot be judged: there is no organizer, no account, or something else decides.
    NotJudged,
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactLine {
    /// Column or derived name.
    pub name: String,
    /// Value, masked where it is personal.
    pub value: String,
    /// File and line, for facts of the extract.
    pub at: Option<String>,
}

/// One policy value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValueLine {
    /// Key in the policy file.
    pub key: String,
    /// Value.
    pub value: String,
    /// Where it stands written.
    pub source: String,
}

impl Judged {
    /// Whether an enrollment has this number.
    pub fn names(&self, enrollment: &str) -> bool {
        self.enrollments
            .iter()
            .any(|row| row.enrollment == enrollment)
    }

    /// Whether the extract knows the number.
    pub fn is_known(&self) -> bool {
        !self.enrollments.is_empty()
            || !self.unreadable.is_empty()
            || !self.organizes.is_empty()
            || !self.traces.named.is_empty()
    }
}

/// Judges everybody the number stands for: those in `known`, and whoever the extract finds.
///
/// # Errors
/// What reading the files once more for rows that no enrollment is made of reports.
pub fn look(question: &Question, known: &[PersonKey], look: Look) -> io::Result<Judged> {
    let mut persons: BTreeSet<&PersonKey> = known.iter().chain(question.person()).collect();
    let by_number = look.extract.enrollments.iter();
    persons.extend(
        by_number
            .filter(|row| row.id == question.text())
            .map(|row| &row.person),
    );
    let wordings = Wordings::new(look.language, look.policy);
    let mut enrollments = Vec::new();
    let overview = Overview::of(look.index, look.policy);
    for person in persons.iter().filter_map(|key| look.index.find(key)) {
        look_at(
            look.index,
            &overview,
            look.policy,
            person,
            |decision, case| {
                enrollments.push(judged(decision, case, look, &wordings));
            },
        );
    }
    enrollments.sort_by(|a, b| a.enrollment.cmp(&b.enrollment));
    let organizes = organizes(question, look);
    let is_unknown = enrollments.is_empty() && organizes.is_empty();
    Ok(Judged {
        batch: look.batch.map(|id| id.to_string()),
        date: look.policy.batch_date.to_string(),
        policy: look.policy.id.clone(),
        payments_checked: look.extract.payments.is_some(),
        enrollments,
        unreadable: unreadable(question, &persons, look)?,
        organizes,
        traces: match is_unknown {
            true => traces(question, look)?,
            false => Traces::default(),
        },
    })
}

fn judged(decision: &Decision, case: &Case, look: Look, wordings: &Wordings) -> JudgedEnrollment {
    let row = decision.enrollment;
    let primary = decision.reasons.primary();
    let wording = primary.map(|reason| wordings.of(row, reason));
    let money = decision.deduction.as_ref();
    JudgedEnrollment {
        enrollment: row.id.to_string(),
        at: case.at().to_string(),
        person: mask_number(&row.person.as_str()),
        name: mask_name(&row.name),
        insurance_year: row.insurance_year,
        category: row.category.to_string(),
        channel: row.channel.to_string(),
        applied_at: row.applied_at.display(look.policy.offset),
        institution: format!("{} {}", row.institution.code, row.institution.name)
            .trim_end()
            .to_owned(),
        requested: case.is_requested(),
        organizer: case.organizer().map(|key| mask_number(&key.as_str())),
        network: decision.deciding_row.map(|row| row.network.to_string()),
        outcome: decision.outcome.as_str().to_owned(),
        reasons: decision.reasons.iter().map(|r| r.to_string()).collect(),
        message: primary.map_or_else(String::new, |reason| {
            mask_words_about(&row.name, &wordings.message(decision, reason))
        }),
        action: wording.map_or_else(String::new, |w| w.action.clone()),
        source: wording.map_or_else(String::new, |w| w.source.clone()),
        amount: money.map(|m| m.amount.to_string()),
        balance_before: money.map(|m| m.balance_before.to_string()),
        balance_after: money.map(|m| m.balance_after.to_string()),
        notices: money
            .into_iter()
            .flat_map(|m| m.notices.iter())
            .map(|notice| notice.as_str().to_owned())
            .collect(),
        rules: RULES
            .iter()
            .map(|rule| judged_rule(rule, case, look))
            .collect(),
    }
}

fn judged_rule(rule: &Rule, case: &Case, look: Look) -> JudgedRule {
    let verdict = match rule.can_be_judged(case) {
        false => Verdict::NotJudged,
        true if (rule.applies)(case, look.policy) => Verdict::Applies,
        true => Verdict::DoesNotApply,
    };
    let trace = match verdict {
        Verdict::NotJudged => Default::default(),
        Verdict::Applies | Verdict::DoesNotApply => (rule.trace)(case, look.policy),
    };
    JudgedRule {
        reason: rule.reason.to_string(),
        verdict,
        source: source(look.language, look.policy, rule.reason),
        facts: trace
            .facts
            .into_iter()
            .map(|fact| FactLine::of(fact, &case.enrollment.name))
            .collect(),
        values: trace
            .values
            .into_iter()
            .map(|value| ValueLine::of(value, look.language))
            .collect(),
    }
}

impl FactLine {
    fn of(fact: Fact, student: &str) -> FactLine {
        FactLine {
            name: fact.name.to_owned(),
            value: mask_words_about(student, &fact.value),
            at: fact.at.map(|row| row.to_string()),
        }
    }
}

impl ValueLine {
    fn of(value: PolicyValue, language: Language) -> ValueLine {
        ValueLine {
            source: source_in_words(language, &value.source),
            key: value.key,
            value: value.value,
        }
    }
}

fn organizes(question: &Question, look: Look) -> Vec<String> {
    let networks: BTreeSet<String> = question
        .person()
        .into_iter()
        .filter_map(|key| look.index.find(key))
        .flat_map(|person| look.index.organized_by(person))
        .map(|row| row.network.to_string())
        .collect();
    networks.into_iter().collect()
}
