//! Everything that people read, in Chinese and English, from one table.
//!
//! [`Text`] holds the words for codes; [`Wordings`] holds message, action and source of every
//! reason with the values of the policy filled in.

mod codes;
mod en;
mod source;
pub mod spoken;
mod template;
#[cfg(test)]
mod tests;
mod zh;

pub use codes::Text;
pub use source::{source, source_in_words};

use crate::domain::plan::Language;
use crate::domain::{Channel, Decision, Enrollment, Reason};
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
    school: OfChannel<'p>,
    community: OfChannel<'p>,
}

/// The wordings for one channel, in the order of [`Reason::ALL`].
#[derive(Debug)]
struct OfChannel<'p> {
    by_category: Vec<(&'p str, Vec<Wording>)>,
    without_fee: Vec<Wording>,
}

impl<'p> Wordings<'p> {
    /// Fills in the values of `policy`.
    pub fn new(language: Language, policy: &'p InForce) -> Wordings<'p> {
        let of_channel = |channel| OfChannel {
            by_category: policy
                .fees
                .keys()
                .map(|category| {
                    let wordings = table(language, policy, channel, Some(category));
                    (category.as_str(), wordings)
                })
                .collect(),
            without_fee: table(language, policy, channel, None),
        };
        Wordings {
            language,
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
        let category = enrollment.category.as_str();
        let wordings = of_channel
            .by_category
            .iter()
            .find(|(key, _)| *key == category)
            .map_or(&of_channel.without_fee, |(_, wordings)| wordings);
        &wordings[reason as usize]
    }

    /// The message about a decision whose primary reason is `reason`; a returned remittance
    /// names the answer.
    pub fn message<'a>(&'a self, decision: &Decision, reason: Reason) -> Cow<'a, str> {
        let message = &self.of(decision.enrollment, reason).message;
        let returned = decision
            .returned
            .filter(|_| reason == Reason::RemittanceReturned);
        match (returned, self.language) {
            (None, _) => Cow::Borrowed(message),
            (Some(answer), Language::Zh) => Cow::Owned(format!(
                "{message}（退回代码{}：{}）",
                answer.code, answer.message
            )),
            (Some(answer), Language::En) => Cow::Owned(format!(
                "{message} (answer {}: {})",
                answer.code, answer.message
            )),
        }
    }
}

fn table(
    language: Language,
    policy: &InForce,
    channel: Channel,
    category: Option<&str>,
) -> Vec<Wording> {
    let values = values(language, policy, channel, category);
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
    category: Option<&str>,
) -> Vec<(&'static str, String)> {
    let spoken = |instant| spoken::instant(language, instant, policy.offset);
    let cutoff = spoken(*policy.election_cutoff);
    let limit = spoken::cancellation_limit(language, **policy.cancellation_limit(channel), &cutoff);
    let fee = category.and_then(|key| policy.fees.get(key));
    vec![
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
