//! Everything that people read, in Chinese and English, from one table.
//!
//! [`Text`] holds the words for codes; [`Wordings`] holds message, action and source of every
//! reason with the values of the policy filled in.

pub mod answers;
pub mod check;
mod codes;
pub mod commits;
pub mod conformance;
pub mod control;
pub mod delivered;
pub mod differences;
mod en;
pub mod extracts;
pub mod fleet;
pub mod folders;
pub mod handover;
pub mod help;
pub mod identity;
pub mod input;
pub mod ledger;
pub mod night;
pub mod policy;
pub mod remarks;
pub mod reversed;
pub mod rows;
pub mod school;
pub mod shell;
mod source;
pub mod spoken;
pub mod stages;
pub mod synth;
pub mod system;
mod template;
#[cfg(test)]
mod tests;
pub mod usage;
pub mod values;
pub mod verify;
pub(crate) mod words;
mod zh;

pub use codes::Text;
pub use source::{source, source_in_words};

use crate::domain::decision::ReturnedAnswer;
use crate::domain::plan::Language;
use crate::domain::{Channel, Decision, Enrollment, Hold, Reason};
use crate::policy::InForce;
use std::borrow::Cow;
use template::{Template, fill};

/// What is said of one reason, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// What is wrong.
    pub message: String,
    /// What to do, and until when.
    pub action: String,
    /// Where the rule stands written.
    pub source: String,
}

/// The wordings of every reason under one policy: filled in once for a batch, since a night
/// writes hundreds of thousands of them.
#[derive(Debug)]
pub struct Wordings<'p> {
    language: Language,
    policy: &'p InForce,
    school: OfChannel<'p>,
    community: OfChannel<'p>,
}

/// The wordings for one channel, in the order of [`Reason::ALL`].
#[derive(Debug)]
struct OfChannel<'p> {
    /// By the key of the fee.
    by_fee: Vec<(&'p str, Vec<Wording>)>,
    without_fee: Vec<Wording>,
}

impl<'p> Wordings<'p> {
    /// Fills in the values of `policy`.
    pub fn new(language: Language, policy: &'p InForce) -> Wordings<'p> {
        let of_channel = |channel| OfChannel {
            by_fee: policy
                .fees
                .keys()
                .map(|key| {
                    let wordings = table(language, policy, channel, Some(key));
                    (key.as_str(), wordings)
                })
                .collect(),
            without_fee: table(language, policy, channel, None),
        };
        Wordings {
            language,
            policy,
            school: of_channel(Channel::School),
            community: of_channel(Channel::Community),
        }
    }

    /// What is said of `reason` to those whom `enrollment` concerns.
    pub fn of(&self, enrollment: &Enrollment, reason: Reason) -> &Wording {
        let of_channel = match enrollment.channel {
            Channel::School => &self.school,
            Channel::Community => &self.community,
        };
        let fee = self.policy.fee(&enrollment.category, &enrollment.subsidy);
        let mut by_fee = of_channel.by_fee.iter();
        let wordings = fee
            .and_then(|(key, _)| by_fee.find(|(of, _)| *of == key))
            .map_or(&of_channel.without_fee, |(_, wordings)| wordings);
        &wordings[reason as usize]
    }

    /// The message about a decision for `reason`: a returned remittance names the answer, a hold
    /// its reason and who ordered it.
    pub fn message<'a>(&'a self, decision: &Decision, reason: Reason) -> Cow<'a, str> {
        let message = &self.of(decision.enrollment, reason).message;
        let particulars = match reason {
            Reason::RemittanceReturned => decision.returned.map(|answer| self.answer(answer)),
            Reason::OnHold => decision.hold.map(|hold| self.order(hold)),
            _ => None,
        };
        match particulars {
            None => Cow::Borrowed(message),
            Some(particulars) => Cow::Owned(format!("{message}{particulars}")),
        }
    }

    fn answer(&self, answer: &ReturnedAnswer) -> String {
        let told = reversed::what_happened(answer.cause, &answer.code, &answer.message);
        match self.language {
            Language::Zh => format!("（{}）", told.text(Language::Zh)),
            Language::En => format!(" ({})", told.text(Language::En)),
        }
    }

    fn order(&self, hold: &Hold) -> String {
        let Hold {
            reason, ordered_by, ..
        } = hold;
        match (self.language, ordered_by.as_str()) {
            (Language::Zh, "") => format!("（暂缓原因：{reason}）"),
            (Language::Zh, by) => format!("（暂缓原因：{reason}；文号：{by}）"),
            (Language::En, "") => format!(" (reason: {reason})"),
            (Language::En, by) => format!(" (reason: {reason}; ordered by {by})"),
        }
    }
}

fn table(
    language: Language,
    policy: &InForce,
    channel: Channel,
    fee: Option<&str>,
) -> Vec<Wording> {
    let values = values(language, policy, channel, fee);
    let wording = |reason: &Reason| {
        let template = template(language, *reason);
        Wording {
            message: fill(template.message, &values),
            action: fill(template.action, &values),
            source: source(language, policy, *reason),
        }
    };
    Reason::ALL.iter().map(wording).collect()
}

const fn template(language: Language, reason: Reason) -> Template {
    match language {
        Language::Zh => zh::template(reason),
        Language::En => en::template(reason),
    }
}

/// What the places of the templates stand for.
fn values(
    language: Language,
    policy: &InForce,
    channel: Channel,
    fee: Option<&str>,
) -> Vec<(&'static str, String)> {
    let spoken = |instant| spoken::instant(language, instant, policy.offset);
    let cutoff = spoken(*policy.election_cutoff);
    let limit = spoken::cancellation_limit(language, **policy.cancellation_limit(channel), &cutoff);
    let fee = fee.and_then(|key| policy.fees.get(key));
    let (exit, withdrawn) = exits(language, policy, &cutoff, &limit);
    vec![
        ("exit", exit),
        ("withdrawn", withdrawn),
        ("year", policy.insurance_year.to_string()),
        (
            "fee",
            fee.map_or_else(String::new, |fee| fee.value.to_string()),
        ),
        ("closes", spoken(**policy.enrolment_closes(channel))),
        ("cutoff", cutoff),
        ("limit", limit),
        ("relations", spoken::relations(language, &policy.relations)),
        ("districts", spoken::list(language, &policy.districts)),
        ("age", policy.max_balance_age_days.to_string()),
        (
            "then",
            spoken::what_then(language, policy.batch_date, *policy.results_from),
        ),
    ]
}

/// Before what leaving and cancelling count: in a batch after the results, the day of the batch.
fn exits(language: Language, policy: &InForce, cutoff: &str, limit: &str) -> (String, String) {
    let day = spoken::day(language, policy.batch_date);
    match (language, policy.exit_limit() > *policy.election_cutoff) {
        (Language::Zh, false) => (format!("截止时间{cutoff}"), format!("取消时限（{limit}）")),
        (Language::Zh, true) => (day.clone(), day),
        (Language::En, false) => (
            format!("the cut-off, {cutoff}"),
            format!("within the limit for cancelling ({limit})"),
        ),
        (Language::En, true) => (day.clone(), format!("before {day}")),
    }
}
