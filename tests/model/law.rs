//! Sections 3 and 4: the values of the policy, and who has asked for a deduction.

use super::extract::Extract;
use super::rows::{Enrollment, Member};
use super::values::{self, Moment, date};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// The values of `shanghai-2025`, or of a city that decides a little differently.
pub struct Law {
    pub batch_date: NaiveDate,
    /// `--set` beside the preset.
    pub sets: Vec<&'static str>,
    /// Category, subsidy, fee.
    pub fees: Vec<(&'static str, &'static str, Decimal)>,
    pub at_least: bool,
    pub retry_codes: Vec<&'static str>,
    /// T of section 4.
    pub cutoff: Moment,
    /// X of section 4.
    pub let_go: Moment,
    pub opens: Moment,
    pub closes: Moment,
    pub results_from: NaiveDate,
}

/// `--set` of the city that decides a little differently.
pub const OTHER_CITY: [&str; 5] = [
    "balance_test=at-least",
    "retry_codes=TRY_AGAIN",
    "fee.student.低保=0.00",
    "fee.student.Half=177.50",
    "fee.infant.half=0.01",
];

impl Law {
    /// As section 3 has them, in a batch of that day.
    pub fn shanghai(batch_date: NaiveDate) -> Law {
        let cutoff = values::shanghai("2024-12-20T17:00:00");
        let results_from = date(2024, 12, 29);
        let let_go = if batch_date >= results_from {
            values::midnight(batch_date)
        } else {
            cutoff
        };
        let fee = Decimal::new(355_00, 2);
        Law {
            batch_date,
            sets: Vec::new(),
            fees: vec![("student", "", fee), ("infant", "", fee)],
            at_least: false,
            retry_codes: Vec::new(),
            cutoff,
            let_go,
            opens: values::shanghai("2024-09-01T00:00:00"),
            closes: values::shanghai("2024-12-21T00:00:00"),
            results_from,
        }
    }

    /// With the values of [`OTHER_CITY`].
    pub fn of_the_other_city(batch_date: NaiveDate) -> Law {
        let mut law = Law::shanghai(batch_date);
        law.sets = OTHER_CITY.to_vec();
        law.at_least = true;
        law.retry_codes = vec!["TRY_AGAIN"];
        law.fees.extend([
            ("student", "低保", Decimal::ZERO),
            ("student", "Half", Decimal::new(177_50, 2)),
            ("infant", "half", Decimal::new(1, 2)),
        ]);
        law
    }

    /// What a row costs; none where the policy does not say.
    pub fn fee_of(&self, row: &Enrollment) -> Option<Decimal> {
        let found = self.fees.iter().find(|(category, subsidy, _)| {
            *category == row.category && subsidy.eq_ignore_ascii_case(&row.subsidy)
        });
        found.map(|(_, _, fee)| *fee)
    }

    pub fn is_in_region(&self, row: &Enrollment) -> bool {
        row.district.starts_with("31")
    }
}

/// What section 4 says of one enrollment.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub requested: bool,
    pub fault: Option<&'static str>,
    /// The deciding row of case 2.
    pub row: Option<Member>,
}

impl Asked {
    fn by(fault: &'static str) -> Asked {
        Asked {
            requested: true,
            fault: Some(fault),
            row: None,
        }
    }
}

/// Rows that are not the organizer's own.
pub fn counting_rows(extract: &Extract) -> impl Iterator<Item = &Member> {
    extract
        .members
        .iter()
        .filter(|m| m.relation != "self" && m.member != m.organizer)
}

fn has_come(at: Option<Moment>, by: Moment) -> bool {
    at.is_some_and(|at| at < by)
}

impl Law {
    /// Whether somebody has asked for this enrollment, and what is wrong with that.
    pub fn asked(&self, extract: &Extract, row: &Enrollment) -> Asked {
        let rows: Vec<&Member> = counting_rows(extract)
            .filter(|m| m.member == row.person)
            .collect();
        let live: Vec<&Member> = rows.iter().copied().filter(|m| self.is_live(m)).collect();
        let networks: BTreeSet<&str> = live.iter().map(|m| m.network.as_str()).collect();
        let mut asked = match networks.len() {
            0 => self.without_live_row(&rows, row),
            1 => self.in_one_network(live.into_iter().max().unwrap(), row),
            _ => self.in_several(&live, row),
        };
        asked.requested |= extract.asked_by_reject.contains(&row.person);
        asked
    }

    fn in_several(&self, live: &[&Member], row: &Enrollment) -> Asked {
        let wants = live
            .iter()
            .any(|m| matches!(self.election_for(m, row), "made" | "late" | "overdue"));
        if wants {
            Asked::by("MULTIPLE_NETWORKS")
        } else {
            Asked::default()
        }
    }

    fn in_one_network(&self, deciding: &Member, row: &Enrollment) -> Asked {
        let election = self.election_for(deciding, row);
        Asked {
            requested: election != "none",
            fault: match election {
                "late" => Some("SELECTED_AFTER_CUTOFF"),
                "overdue" => Some("CANCELLED_AFTER_LIMIT"),
                "cancelled" => Some("CONTRIBUTION_CANCELLED"),
                _ => None,
            },
            row: Some(deciding.clone()),
        }
    }

    fn without_live_row(&self, rows: &[&Member], row: &Enrollment) -> Asked {
        let is_history =
            |m: &Member| has_come(m.left_at, self.opens) || has_come(m.dissolved_at, self.opens);
        let last = rows
            .iter()
            .filter(|m| self.election_for(m, row) != "none" && !is_history(m))
            .max_by_key(|m| (m.joined_at, m.network.clone(), (**m).clone()));
        match last {
            None => Asked::default(),
            Some(m) if m.joined_at >= self.cutoff => Asked::by("JOINED_AFTER_CUTOFF"),
            Some(m) if has_come(m.left_at, self.let_go) => Asked::by("LEFT_NETWORK"),
            Some(_) => Asked::by("NETWORK_DISSOLVED"),
        }
    }

    /// The election of a row, as it bears on an enrollment.
    fn election_for(&self, m: &Member, row: &Enrollment) -> &'static str {
        if row.channel == "school" {
            return self.election(m, self.cutoff);
        }
        let later = m
            .selected_at
            .map_or(row.applied_at, |at| at.max(row.applied_at));
        let limit = values::next_midnight(later).min(values::next_midnight(self.cutoff));
        self.election(m, limit)
    }

    /// The election of a row with the limit C.
    pub fn election(&self, m: &Member, limit: Moment) -> &'static str {
        let Some(selected) = m.selected_at else {
            return "none";
        };
        let cancelled = m.cancelled_at.filter(|at| *at >= selected);
        if has_come(cancelled, self.opens) {
            return "none";
        }
        if selected >= self.cutoff {
            return "late";
        }
        let is_let_go = self.let_go > self.cutoff && has_come(cancelled, self.let_go);
        if has_come(cancelled, limit) || is_let_go {
            "cancelled"
        } else if has_come(cancelled, self.cutoff) {
            "overdue"
        } else {
            "made"
        }
    }

    pub fn is_joined(&self, m: &Member) -> bool {
        m.joined_at < self.cutoff && !has_come(m.left_at, self.let_go)
    }

    pub fn is_dissolved(&self, m: &Member) -> bool {
        has_come(m.dissolved_at, self.let_go)
    }

    pub fn is_live(&self, m: &Member) -> bool {
        self.is_joined(m) && !self.is_dissolved(m)
    }
}
