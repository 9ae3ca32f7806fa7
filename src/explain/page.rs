//! The answer as text, to be read out on the telephone.

use super::story::{BatchStory, Charge, Listed, Student};
use super::words::Words;
use super::{Advice, Explanation};
use crate::domain::Reason;
use crate::domain::plan::Language;
use crate::text::{Text, reversed};
use std::fmt::Write;

/// Writes lines; what goes into a string cannot fail.
macro_rules! line {
    ($page:expr, $($part:tt)*) => {{
        let _ = writeln!($page.text, $($part)*);
    }};
}

mod extract;

struct Page {
    text: String,
    language: Language,
    w: &'static Words,
}

/// The whole answer.
pub fn text(found: &Explanation, language: Language) -> String {
    let mut page = Page {
        text: String::new(),
        language,
        w: Words::of(language),
    };
    let w = page.w;
    line!(
        page,
        "{} {} ({} {})",
        w.asked,
        found.asked,
        w.as_of,
        found.as_of
    );
    if !found.is_known() {
        page.unknown(found);
    }
    for student in &found.students {
        page.student(student, found);
    }
    page.paid_for(found);
    page.advice(&found.advice);
    if let Some(judged) = found.judged.as_ref().filter(|judged| judged.is_known()) {
        page.judged(judged);
    }
    page.text
}

impl Page {
    fn unknown(&mut self, found: &Explanation) {
        let w = self.w;
        line!(self, "\n{}", w.unknown);
        match found.batches.is_empty() {
            true => line!(self, "{}", w.no_batch),
            false => line!(self, "{} {}", w.searched, found.batches.join(" ")),
        }
        match &found.judged {
            Some(judged) => {
                line!(self, "{}", w.unknown_extract);
                self.damaged(&judged.traces);
            }
            None => line!(self, "{}", w.unknown_hint),
        }
    }

    fn student(&mut self, student: &Student, found: &Explanation) {
        let w = self.w;
        let names = student.names.join(" / ");
        line!(self, "\n{} {} {names}", w.student, student.person);
        if student.enrollments.len() > 1 {
            line!(self, "  {} {}", w.several, student.enrollments.join(" "));
        }
        for story in &student.batches {
            self.story(story);
        }
        let silent: Vec<&str> = found
            .batches
            .iter()
            .map(String::as_str)
            .filter(|id| !student.batches.iter().any(|story| story.batch == *id))
            .collect();
        if !silent.is_empty() {
            line!(self, "  {} {}", w.not_listed, silent.join(" "));
        }
    }

    fn story(&mut self, story: &BatchStory) {
        let w = self.w;
        line!(
            self,
            "  {} {} ({}, {} {})",
            w.batch,
            story.batch,
            story.date,
            w.policy,
            story.policy
        );
        story.charges.iter().for_each(|charge| self.charge(charge));
        story.listed.iter().for_each(|listed| self.listed(listed));
    }

    fn charge(&mut self, charge: &Charge) {
        let w = self.w;
        let heading = charge.cause.map(reversed::heading);
        let word = match &heading {
            None => w.deducted,
            Some(heading) => heading.text(self.language),
        };
        line!(
            self,
            "    {word} {} {}: {} {}, {} {}, {} {}",
            charge.amount,
            w.yuan,
            w.enrollment,
            charge.enrollment,
            w.year,
            charge.insurance_year,
            w.number,
            charge.end_to_end_no
        );
        line!(
            self,
            "      {} {}, {} {}; {} {} → {} ({} {})",
            w.organizer,
            charge.organizer,
            w.network,
            charge.network,
            w.balance,
            charge.balance_before,
            charge.balance_after,
            w.as_of_balance,
            charge.balance_as_of
        );
        line!(self, "      {} {}", w.remitted_in, charge.remitted_in);
        if charge.answers.is_empty() {
            line!(self, "      {}", w.no_answer);
        }
        self.answers(charge);
        if let Some((cause, file)) = charge.cause.zip(charge.reversed_in.as_deref()) {
            let told = reversed::told_in(cause, file);
            line!(self, "      {}", told.text(self.language));
        }
        if let Some(from) = charge.certificate_from.as_ref().filter(|_| charge.stands) {
            line!(self, "      {}: {from}", w.certificate);
        }
    }

    fn answers(&mut self, charge: &Charge) {
        let w = self.w;
        for answer in &charge.answers {
            let status = match self.language {
                Language::Zh => format!("{} {}", answer.status.label(), answer.status),
                Language::En => answer.status.to_string(),
            };
            let said = [&status, &answer.code, &answer.message, &answer.receipt_no];
            let said: Vec<&str> = said
                .iter()
                .map(|s| s.as_str())
                .filter(|s| !s.is_empty())
                .collect();
            let at = match answer.received_at.as_str() {
                "" => String::new(),
                at => format!(" ({at})"),
            };
            line!(self, "      {}: {}{at}", w.answer, said.join(" "));
        }
    }

    fn listed(&mut self, listed: &Listed) {
        let w = self.w;
        let label = reason_of(&listed.reason).map_or("", |r| Text::reason(self.language, r));
        line!(
            self,
            "    {} {}: {label} {} [{}] (enrollments.csv:{})",
            w.enrollment,
            listed.enrollment,
            listed.reason,
            listed.source,
            listed.line
        );
        line!(self, "      {}", listed.message);
        line!(self, "      {}: {}", w.do_this, listed.action);
        if !listed.other_reasons.is_empty() {
            line!(
                self,
                "      {}: {}",
                w.others,
                self.labels(&listed.other_reasons)
            );
        }
    }

    fn labels(&self, reasons: &[String]) -> String {
        let label = |code: &String| match reason_of(code) {
            Some(reason) => format!("{} {code}", Text::reason(self.language, reason)),
            None => code.clone(),
        };
        reasons.iter().map(label).collect::<Vec<_>>().join("; ")
    }

    fn paid_for(&mut self, found: &Explanation) {
        let w = self.w;
        if found.paid_for.is_empty() {
            return;
        }
        line!(self, "\n{} {}", w.paid_for, found.asked);
        for paid in &found.paid_for {
            let outcome = match reason_of(&paid.outcome) {
                Some(reason) => Text::reason(self.language, reason),
                None => w.deducted,
            };
            line!(
                self,
                "  {}: {} {} {} {outcome}",
                paid.batch,
                w.enrollment,
                paid.enrollment,
                paid.person
            );
        }
    }

    fn advice(&mut self, advice: &[Advice]) {
        let w = self.w;
        if advice.is_empty() {
            return;
        }
        line!(self, "\n{}", w.now);
        let several = advice.iter().any(|a| a.person != advice[0].person);
        for piece in advice {
            let whom = match several {
                true => format!("{} ", piece.person),
                false => String::new(),
            };
            match piece.source.is_empty() {
                true => line!(self, "  · {whom}{}", piece.text),
                false => line!(self, "  · {whom}{} [{}]", piece.text, piece.source),
            }
        }
    }
}

fn reason_of(code: &str) -> Option<Reason> {
    Reason::ALL
        .iter()
        .copied()
        .find(|reason| reason.as_str() == code)
}
