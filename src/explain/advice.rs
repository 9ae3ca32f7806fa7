//! What the family can do now, and until when.

use super::story::{Charge, Student};
use super::{Explanation, JudgedEnrollment};
use crate::domain::plan::Language;
use crate::domain::{Channel, Outcome, Reason, Status};
use crate::policy::{InForce, Sourced};
use crate::rules::DUPLICATE_PAYMENT;
use crate::text::{reversed, source_in_words, spoken};
use chrono::{Months, NaiveDate};
use serde::Serialize;

/// One piece of advice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Advice {
    /// Which student it is for, masked; empty for everybody.
    pub person: String,
    /// What can be done or expected.
    pub text: String,
    /// Where it stands written; empty where it needs no source.
    pub source: String,
}

/// The day and the law by which advice is given.
#[derive(Debug, Clone, Copy)]
struct Today<'a> {
    policy: Option<&'a InForce>,
    as_of: NaiveDate,
    language: Language,
}

/// What each student's family can do on `as_of`. Without a policy the dates are left out.
pub fn advise(
    found: &Explanation,
    policy: Option<&InForce>,
    as_of: NaiveDate,
    language: Language,
) -> Vec<Advice> {
    let today = Today {
        policy,
        as_of,
        language,
    };
    let judged = found.judged.iter().flat_map(|j| &j.enrollments);
    let judged: Vec<&JudgedEnrollment> = judged.collect();
    let mut advice: Vec<Advice> = Vec::new();
    for student in &found.students {
        let own = judged.iter().filter(|e| e.person == student.person);
        let own: Vec<&JudgedEnrollment> = own.copied().collect();
        advice.extend(today.for_student(student, &own));
    }
    let recorded = |e: &&&JudgedEnrollment| found.students.iter().any(|s| s.person == e.person);
    for enrollment in judged.iter().filter(|e| !recorded(e)) {
        advice.extend(today.for_judged(enrollment));
    }
    let judged = found.judged.as_ref();
    let only_rejected =
        judged.is_some_and(|j| j.enrollments.is_empty() && !j.unreadable.is_empty());
    if only_rejected && found.students.is_empty() {
        advice.extend(today.for_rejected());
    }
    let mut seen = Vec::new();
    advice.retain(|a| {
        !a.text.is_empty() && (!seen.contains(a)).then(|| seen.push(a.clone())).is_some()
    });
    advice
}

impl Today<'_> {
    fn for_student(&self, student: &Student, judged: &[&JudgedEnrollment]) -> Vec<Advice> {
        let mut advice = match student.latest_charge() {
            Some(charge) if charge.stands => self.charged(charge),
            Some(charge) => self.reversed(charge),
            None => Vec::new(),
        };
        let stands = student.latest_charge().is_some_and(|charge| charge.stands);
        let listed = student.latest_listed();
        if let Some(line) = listed {
            advice.push(self.plain(line.action.clone()));
        }
        let is_paid = listed.is_some_and(|line| needs_no_payment(&line.reason))
            || student.latest_charge().is_some_and(is_paid_otherwise);
        if !stands && !is_paid {
            advice.extend(self.until_when());
        }
        if student.batches.is_empty() {
            advice.extend(judged.iter().flat_map(|e| self.for_judged(e)));
        }
        advice
            .into_iter()
            .map(|a| Advice {
                person: student.person.clone(),
                ..a
            })
            .collect()
    }

    /// The fee was taken and not sent back.
    fn charged(&self, charge: &Charge) -> Vec<Advice> {
        let (year, amount, day) = (charge.insurance_year, &charge.amount, &charge.deducted_on);
        let mut advice = vec![self.plain(self.say(
            format!(
                "{year} 年度保费 {amount} 元已于 {day} 从组建人账户划扣，无需再缴，请勿重复缴费。"
            ),
            format!(
                "The fee for {year}, {amount} yuan, was deducted on {day}: nothing more to pay."
            ),
        ))];
        advice.push(self.plain(self.answered(charge)));
        if let Some(policy) = self.policy {
            advice.extend(self.results(policy));
            if let Some(from) = &charge.certificate_from {
                advice.push(self.sourced(
                    &policy.certificate_working_days,
                    self.say(
                        format!("缴费证明自 {from} 起可以下载或打印。"),
                        format!("The certificate can be printed from {from}."),
                    ),
                ));
            }
        }
        advice
    }

    /// What of a standing deduction is still to come.
    fn answered(&self, charge: &Charge) -> String {
        let latest = charge.answers.last();
        match latest.map(|answer| (answer.status, &answer.receipt_no)) {
            Some((Status::Accepted, receipt_no)) => self.say(
                format!("税务部门已入库，凭证号 {receipt_no}。"),
                format!("The tax bureau has the fee, receipt {receipt_no}."),
            ),
            Some(_) => self.say(
                "账户系统已扣款，税务部门尚未回执，入库前结果仍可能变化。".to_owned(),
                "The account system has debited the fee and the tax bureau has not answered yet; until then this may still change.".to_owned(),
            ),
            None => self.say(
                "账户系统和税务部门尚未回执，入库前结果仍可能变化。".to_owned(),
                "Neither the account system nor the tax bureau has answered yet; until then this may still change.".to_owned(),
            ),
        }
    }

    /// The deduction was withdrawn, rejected or returned.
    fn reversed(&self, charge: &Charge) -> Vec<Advice> {
        let Some(answer) = charge.answers.last() else {
            return Vec::new();
        };
        let happened = reversed::what_happened(answer.status, &answer.code, &answer.message);
        let (then_zh, then_en) = match is_paid_otherwise(charge) {
            true => (
                "按回执该年度保费已另行缴纳，请勿重复缴费",
                "by this answer the fee has been paid in another way, do not pay it again",
            ),
            false => ("该笔保费尚未缴纳", "the fee is unpaid"),
        };
        let (amount, day) = (&charge.amount, &charge.deducted_on);
        let (zh, en) = (happened.text(Language::Zh), happened.text(Language::En));
        let mut advice = vec![self.plain(self.say(
            format!("{day} 批次的 {amount} 元划扣未能完成：{zh}；{then_zh}。"),
            format!("The deduction of {amount} yuan of {day} did not go through: {en}; {then_en}."),
        ))];
        if let Some(policy) = self.policy.filter(|_| !is_paid_otherwise(charge)) {
            let is_retried = policy.retry_codes.contains(&answer.code);
            let next = reversed::judged_afresh(&answer.code, is_retried);
            let text = next.text(self.language).to_owned();
            advice.push(self.sourced(&policy.retry_codes, text));
        }
        advice
    }

    fn for_judged(&self, enrollment: &JudgedEnrollment) -> Vec<Advice> {
        let outcome = Outcome::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == enrollment.outcome);
        let mut advice = match outcome {
            Some(Outcome::Deducted) => vec![self.plain(self.say(
                "按此资料将予划扣，但没有批次已提交，请等待批次结果。".to_owned(),
                "By this extract the fee would be deducted, but no batch has done so yet.".to_owned(),
            ))],
            Some(Outcome::NotRequested) => vec![self.plain(self.say(
                "没有有效的共济缴费申请，请通过学校等途径以其他方式缴费。".to_owned(),
                "No deduction was asked for: pay in another way, for example through the school.".to_owned(),
            ))],
            Some(Outcome::Settled | Outcome::Excluded | Outcome::Exception) => {
                vec![self.plain(enrollment.action.clone())]
            }
            Some(Outcome::Rejected) | None => Vec::new(),
        };
        let primary = enrollment.reasons.first().map_or("", String::as_str);
        match outcome {
            Some(Outcome::NotRequested) => advice.extend(self.policy.and_then(|p| self.waiting(p))),
            Some(Outcome::Exception | Outcome::Excluded) if !needs_no_payment(primary) => {
                advice.extend(self.until_when());
            }
            _ => {}
        }
        for line in &mut advice {
            line.person.clone_from(&enrollment.person);
        }
        advice
    }

    /// Nothing but rows that cannot be read.
    fn for_rejected(&self) -> Vec<Advice> {
        let mut advice = vec![self.plain(self.say(
            "所在的行无法读取，请资料提供单位更正后重新报送，由后续批次重新判断；在此之前不会划扣。".to_owned(),
            "The row cannot be read: its supplier corrects it and sends it again, and a later batch judges afresh; until then nothing is deducted.".to_owned(),
        ))];
        advice.extend(self.until_when());
        advice
    }

    /// When the results are final, when enrolment closes, and when benefits begin if the fee is
    /// paid later.
    fn until_when(&self) -> Vec<Advice> {
        let Some(policy) = self.policy else {
            return Vec::new();
        };
        let mut advice: Vec<Advice> = self.other_way(policy).into_iter().collect();
        advice.extend(self.waiting(policy));
        advice
    }

    fn results(&self, policy: &InForce) -> Option<Advice> {
        let from = *policy.results_from;
        let text = match self.as_of < from {
            true => self.say(
                format!("最终结果自 {from} 起可以查询。"),
                format!("The final result can be queried from {from}."),
            ),
            false => self.say(
                format!("最终结果已于 {from} 起开放查询。"),
                format!("The final result has been open to query since {from}."),
            ),
        };
        Some(self.sourced(&policy.results_from, text))
    }

    /// Until when to wait for the result, and when to pay in another way.
    fn other_way(&self, policy: &InForce) -> Option<Advice> {
        let from = *policy.results_from;
        let text = match self.as_of < from {
            true => self.say(
                format!("请等待 {from} 起可以查询的最终结果，在此之前请勿以其他方式缴费。"),
                format!("Wait for the final result, open to query from {from}, before paying in another way."),
            ),
            false => self.say(
                format!("最终结果自 {from} 起可以查询；仍未划扣的，请尽快以其他方式缴费。"),
                format!("The final result can be queried since {from}: if nothing was deducted, pay in another way soon."),
            ),
        };
        Some(self.sourced(&policy.results_from, text))
    }

    fn waiting(&self, policy: &InForce) -> Option<Advice> {
        let months = policy.waiting_months.as_ref()?;
        let closes = policy.enrolment_closes(Channel::School);
        let shown = spoken::instant(self.language, **closes, policy.offset);
        let begins = self.as_of.checked_add_months(Months::new(months.value))?;
        let (count, day) = (months.value, self.as_of);
        let is_open = day < closes.day_in(policy.offset);
        let text = match is_open {
            true => self.say(
                format!("集中参保期于 {shown} 截止；在此之后才缴费的，自缴费完成之日起 {count} 个月后享受待遇。"),
                format!("Enrolment closes at {shown}; whoever pays later has benefits from {count} months after the payment."),
            ),
            false => self.say(
                format!("集中参保期已于 {shown} 截止；未在期内参保缴费的，自缴费完成之日起 {count} 个月后享受待遇：若于 {day} 缴费，自 {begins} 起享受。等待期的认定以医保经办机构为准。"),
                format!("Enrolment closed at {shown}; whoever did not enroll and pay in it has benefits from {count} months after the payment: from {begins} if paid on {day}. The insurance bureau decides who has to wait."),
            ),
        };
        Some(self.sourced(months, text))
    }

    fn say(&self, zh: String, en: String) -> String {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    fn plain(&self, text: String) -> Advice {
        Advice {
            person: String::new(),
            text,
            source: String::new(),
        }
    }

    fn sourced<T>(&self, value: &Sourced<T>, text: String) -> Advice {
        Advice {
            source: source_in_words(self.language, &value.source),
            ..self.plain(text)
        }
    }
}

/// Whether a deduction came back because the fee had been paid already.
fn is_paid_otherwise(charge: &Charge) -> bool {
    let latest = charge.answers.last();
    !charge.stands && latest.is_some_and(|answer| answer.code == DUPLICATE_PAYMENT)
}

/// Whether a primary reason means that nothing is owed on this enrollment.
fn needs_no_payment(reason: &str) -> bool {
    [
        Reason::AlreadyDeducted,
        Reason::AlreadyPaid,
        Reason::DuplicateEnrollment,
    ]
    .iter()
    .any(|known| known.as_str() == reason)
}
