//! Sections 4 and 5: who has asked, what applies, who pays.

use super::extract::{Account, Enrollment, Extract, Member};
use super::values::{self, Moment, compared};
use chrono::{Duration, NaiveDate};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// What the ledger holds.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// (year, person) → (organizer, name).
    pub standing: BTreeMap<(String, String), (String, String)>,
    /// (year, person) → codes of the answers that reversed a deduction.
    pub returned: BTreeMap<(String, String), Vec<String>>,
    /// organizer → (day of the batch, amount).
    pub deductions: BTreeMap<String, Vec<(NaiveDate, Decimal)>>,
}

/// The values of `shanghai-2025`.
pub struct Law {
    pub batch_date: NaiveDate,
    pub fee: Decimal,
    pub cutoff: Moment,
    pub opens: Moment,
    pub closes: Moment,
}

impl Law {
    /// As section 3 has them.
    pub fn shanghai(batch_date: NaiveDate) -> Law {
        Law {
            batch_date,
            fee: Decimal::new(355_00, 2),
            cutoff: values::shanghai("2024-12-20T17:00:00"),
            opens: values::shanghai("2024-09-01T00:00:00"),
            closes: values::shanghai("2024-12-21T00:00:00"),
        }
    }

    fn fee_of(&self, category: &str) -> Option<Decimal> {
        matches!(category, "student" | "infant").then_some(self.fee)
    }
}

/// A deduction that the model expects.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    pub before: Decimal,
    pub after: Decimal,
    pub as_of: Moment,
    pub notices: Vec<&'static str>,
}

/// What the model expects of one readable enrollment.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub id: String,
    pub outcome: &'static str,
    pub reasons: Vec<&'static str>,
    pub organizer: Option<String>,
    pub network: Option<String>,
    pub taken: Option<Taken>,
}

/// What section 4 says of one enrollment.
#[derive(Debug, Clone, Default)]
struct Asked {
    requested: bool,
    fault: Option<&'static str>,
    /// The deciding row of case 2.
    row: Option<Member>,
}

/// The night.
pub struct Judge<'a> {
    law: &'a Law,
    extract: &'a Extract,
    past: &'a Past,
    /// Every enrollment with what section 4 says of it.
    all: Vec<(&'a Enrollment, Asked)>,
}

impl<'a> Judge<'a> {
    /// Looks who has asked.
    pub fn new(law: &'a Law, extract: &'a Extract, past: &'a Past) -> Judge<'a> {
        let mut judge = Judge {
            law,
            extract,
            past,
            all: Vec::new(),
        };
        let rows = extract.enrollments.iter().map(|(_, row)| row);
        judge.all = rows.map(|row| (row, judge.asked(row))).collect();
        judge
    }

    /// One verdict per readable enrollment, in the order of `enrollment_id`.
    pub fn verdicts(&self) -> Vec<Verdict> {
        let mut rows: Vec<_> = self.all.iter().collect();
        // The children of one organizer are taken in this order.
        rows.sort_by(|(a, _), (b, _)| (a.applied_at, &a.id).cmp(&(b.applied_at, &b.id)));
        let mut spent: BTreeMap<String, Decimal> = BTreeMap::new();
        let mut verdicts: Vec<Verdict> = rows
            .into_iter()
            .map(|(row, asked)| self.judge(row, asked, &mut spent))
            .collect();
        verdicts.sort_by(|a, b| a.id.cmp(&b.id));
        verdicts
    }

    fn judge(
        &self,
        row: &Enrollment,
        asked: &Asked,
        spent: &mut BTreeMap<String, Decimal>,
    ) -> Verdict {
        let organizer = asked.row.as_ref().map(|r| r.organizer.clone());
        let mut verdict = Verdict {
            id: row.id.clone(),
            outcome: "not_requested",
            reasons: Vec::new(),
            organizer: organizer.clone(),
            network: asked.row.as_ref().map(|r| r.network.clone()),
            taken: None,
        };
        let key = (row.year.clone(), row.person.clone());
        if self.past.standing.contains_key(&key) {
            verdict.outcome = "settled";
            verdict.reasons = self.refund_reasons(row, asked);
            return verdict;
        }
        if !asked.requested {
            return verdict;
        }
        verdict.reasons = self.reasons(row, asked);
        if verdict.reasons.is_empty() {
            let organizer = organizer.expect("whoever has no fault has an organizer");
            let account = self.account(&organizer).expect("judged before");
            let fee = self.law.fee_of(&row.category).expect("judged before");
            let taken = spent.entry(organizer.clone()).or_default();
            let before = account.accumulated - self.in_flight(&organizer, &account) - *taken;
            if before == fee {
                verdict.reasons.push("BALANCE_EQUALS_FEE");
            } else if before < fee {
                verdict.reasons.push("INSUFFICIENT_BALANCE");
            } else {
                *taken += fee;
                verdict.outcome = "deducted";
                verdict.taken = Some(Taken {
                    before,
                    after: before - fee,
                    as_of: account.as_of,
                    notices: self.notices(asked.row.as_ref().unwrap()),
                });
                return verdict;
            }
        }
        verdict.outcome = class_of(verdict.reasons[0]);
        verdict
    }

    /// `ALREADY_DEDUCTED`, and what makes it a candidate for a refund.
    fn refund_reasons(&self, row: &Enrollment, asked: &Asked) -> Vec<&'static str> {
        let mut reasons = vec!["ALREADY_DEDUCTED"];
        if self.identity_conflict(row) {
            reasons.push("IDENTITY_CONFLICT");
        }
        if self.paid_channels(row).iter().any(|c| c != "mutual_aid") {
            reasons.push("ALREADY_PAID");
        }
        reasons.extend(asked.fault);
        reasons.extend(self.network_reasons(row, asked));
        reasons
    }

    /// Everything that applies of 1 to 21, in order.
    fn reasons(&self, row: &Enrollment, asked: &Asked) -> Vec<&'static str> {
        let mut reasons = Vec::new();
        let mut when = |applies: bool, reason: &'static str| {
            if applies {
                reasons.push(reason);
            }
        };
        when(row.year != "2025", "WRONG_YEAR");
        when(self.invalid_id(row), "INVALID_ID");
        when(self.law.fee_of(&row.category).is_none(), "NO_FEE");
        when(!row.district.starts_with("31"), "OUTSIDE_REGION");
        when(self.identity_conflict(row), "IDENTITY_CONFLICT");
        when(self.has_earlier(row), "DUPLICATE_ENROLLMENT");
        let codes = self.returned_codes(row);
        let bureau_says_paid = codes.iter().any(|c| c == "DUPLICATE_PAYMENT");
        when(
            bureau_says_paid || !self.paid_channels(row).is_empty(),
            "ALREADY_PAID",
        );
        when(row.applied_at >= self.law.closes, "ENROLLED_AFTER_CUTOFF");
        reasons.extend(asked.fault);
        reasons.extend(self.network_reasons(row, asked));
        let other_answer = codes.last().is_some_and(|c| c != "DUPLICATE_PAYMENT");
        if other_answer {
            reasons.push("REMITTANCE_RETURNED");
        }
        if self.evidence_rejected(row, asked) {
            reasons.push("EVIDENCE_REJECTED");
        }
        reasons.extend(self.account_reasons(asked));
        reasons
    }

    fn asked(&self, row: &Enrollment) -> Asked {
        let mut asked = self.asked_by_rows(row);
        asked.requested |= self.extract.asked_by_reject.contains(&row.person);
        asked
    }

    /// The three cases of section 4.
    fn asked_by_rows(&self, row: &Enrollment) -> Asked {
        let rows: Vec<&Member> = self
            .counting_rows()
            .filter(|m| m.member == row.person)
            .collect();
        let live: Vec<&Member> = rows.iter().copied().filter(|m| self.is_live(m)).collect();
        let networks: BTreeSet<&str> = live.iter().map(|m| m.network.as_str()).collect();
        match networks.len() {
            0 => self.without_live_row(&rows),
            1 => {
                let deciding = live.into_iter().max().unwrap().clone();
                let (requested, fault) = match self.election(&deciding, row) {
                    "none" => (false, None),
                    "late" => (true, Some("SELECTED_AFTER_CUTOFF")),
                    "overdue" => (true, Some("CANCELLED_AFTER_LIMIT")),
                    "cancelled" => (true, Some("CONTRIBUTION_CANCELLED")),
                    _ => (true, None),
                };
                Asked {
                    requested,
                    fault,
                    row: Some(deciding),
                }
            }
            _ => {
                let wants =
                    |m: &&Member| matches!(self.election(m, row), "made" | "late" | "overdue");
                let requested = live.iter().any(wants);
                Asked {
                    requested,
                    fault: requested.then_some("MULTIPLE_NETWORKS"),
                    row: None,
                }
            }
        }
    }

    fn without_live_row(&self, rows: &[&Member]) -> Asked {
        let is_history = |m: &Member| {
            m.left_at.is_some_and(|at| at < self.law.opens)
                || m.dissolved_at.is_some_and(|at| at < self.law.opens)
        };
        let last = rows
            .iter()
            .filter(|m| m.selected_at.is_some() && !is_history(m))
            .max_by(|a, b| {
                (a.joined_at, &a.network)
                    .cmp(&(b.joined_at, &b.network))
                    .then_with(|| a.cmp(b))
            });
        let fault = last.map(|m| {
            if m.joined_at >= self.law.cutoff {
                "JOINED_AFTER_CUTOFF"
            } else if m.left_at.is_some_and(|at| at < self.law.cutoff) {
                "LEFT_NETWORK"
            } else {
                "NETWORK_DISSOLVED"
            }
        });
        Asked {
            requested: fault.is_some(),
            fault,
            row: None,
        }
    }

    fn election(&self, m: &Member, row: &Enrollment) -> &'static str {
        let cutoff = self.law.cutoff;
        let Some(selected) = m.selected_at else {
            return "none";
        };
        if selected >= cutoff {
            return "late";
        }
        let Some(cancelled) = m.cancelled_at.filter(|at| *at >= selected) else {
            return "made";
        };
        let limit = if row.channel == "school" {
            cutoff
        } else {
            let next = |at: Moment| values::midnight(values::day_of(at).succ_opt().unwrap());
            next(row.applied_at.max(selected)).min(next(cutoff))
        };
        if cancelled < limit {
            "cancelled"
        } else if cancelled < cutoff {
            "overdue"
        } else {
            "made"
        }
    }

    /// Rows that are not the organizer's own.
    fn counting_rows(&self) -> impl Iterator<Item = &Member> {
        self.extract
            .members
            .iter()
            .filter(|m| m.relation != "self" && m.member != m.organizer)
    }

    fn is_joined(&self, m: &Member) -> bool {
        m.joined_at < self.law.cutoff && m.left_at.is_none_or(|at| at >= self.law.cutoff)
    }

    fn is_live(&self, m: &Member) -> bool {
        self.is_joined(m) && m.dissolved_at.is_none_or(|at| at >= self.law.cutoff)
    }

    fn invalid_id(&self, row: &Enrollment) -> bool {
        let checked = matches!(row.id_type.as_str(), "01" | "17")
            || (row.id_type == "07" && row.person.len() == 18);
        let first = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap();
        let born = values::birth_date(&row.person);
        checked
            && !(values::check_holds(&row.person)
                && born.is_some_and(|day| first <= day && day <= self.law.batch_date))
    }

    /// Readable enrollments of one person and year, this one included.
    fn same_person(&self, row: &Enrollment) -> impl Iterator<Item = &Enrollment> {
        let key = (row.year.clone(), row.person.clone());
        self.extract
            .enrollments
            .iter()
            .map(|(_, other)| other)
            .filter(move |other| (&other.year, &other.person) == (&key.0, &key.1))
    }

    fn identity_conflict(&self, row: &Enrollment) -> bool {
        self.same_person(row)
            .any(|other| compared(&other.name) != compared(&row.name))
    }

    fn has_earlier(&self, row: &Enrollment) -> bool {
        self.same_person(row).any(|other| {
            self.law.fee_of(&other.category).is_some()
                && other.district.starts_with("31")
                && (other.applied_at, &other.id) < (row.applied_at, &row.id)
        })
    }

    /// How the fee of this person and year is said to be paid already; empty text where only the
    /// time of payment is told.
    fn paid_channels(&self, row: &Enrollment) -> Vec<String> {
        let enrolled = self
            .same_person(row)
            .filter(|other| !other.paid_channel.is_empty() || other.paid_at.is_some())
            .map(|other| other.paid_channel.clone());
        let received = self
            .extract
            .payments
            .iter()
            .filter(|p| (&p.person, &p.year) == (&row.person, &row.year))
            .map(|p| p.channel.clone());
        enrolled.chain(received).collect()
    }

    fn returned_codes(&self, row: &Enrollment) -> Vec<String> {
        let key = (row.year.clone(), row.person.clone());
        self.past.returned.get(&key).cloned().unwrap_or_default()
    }

    /// 10 to 14.
    fn network_reasons(&self, row: &Enrollment, asked: &Asked) -> Vec<&'static str> {
        let Some(deciding) = &asked.row else {
            return Vec::new();
        };
        let mut reasons = Vec::new();
        if self.inconsistent(&deciding.network) {
            reasons.push("NETWORK_INCONSISTENT");
        }
        let named = &deciding.member_name;
        if !named.is_empty() && compared(named) != compared(&row.name) {
            reasons.push("NAME_MISMATCH");
        }
        if self.possible_same_person(row, &deciding.organizer) {
            reasons.push("POSSIBLE_SAME_PERSON");
        }
        let allowed = [
            "spouse",
            "child",
            "parent",
            "sibling",
            "grandparent",
            "grandchild",
        ];
        if !allowed.contains(&deciding.relation.as_str()) {
            reasons.push("RELATION_NOT_ALLOWED");
        }
        if self.organizer_conflict(deciding) {
            reasons.push("ORGANIZER_CONFLICT");
        }
        reasons
    }

    fn inconsistent(&self, network: &str) -> bool {
        let rows: Vec<&Member> = self
            .counting_rows()
            .filter(|m| m.network == network && self.is_joined(m))
            .collect();
        let of_network = |m: &Member| {
            (
                m.organizer.clone(),
                m.selected_at,
                m.cancelled_at,
                m.dissolved_at,
            )
        };
        rows.iter().any(|m| of_network(m) != of_network(rows[0]))
    }

    fn possible_same_person(&self, row: &Enrollment, organizer: &str) -> bool {
        let name = compared(&row.name);
        let enrolled = self.all.iter().any(|(other, asked)| {
            other.year == row.year
                && other.person != row.person
                && compared(&other.name) == name
                && asked.requested
                && asked.row.as_ref().is_some_and(|r| r.organizer == organizer)
        });
        let standing = self
            .past
            .standing
            .iter()
            .any(|((year, person), (payer, known_as))| {
                *year == row.year
                    && *person != row.person
                    && payer == organizer
                    && compared(known_as) == name
            });
        enrolled || standing
    }

    fn organizer_conflict(&self, deciding: &Member) -> bool {
        let organizer = &deciding.organizer;
        let is_member_elsewhere = self
            .counting_rows()
            .any(|m| m.member == *organizer && m.network != deciding.network && self.is_live(m));
        // A network has one organizer: where a row that is over names somebody else, he is not it.
        let organizes_another = self
            .counting_rows()
            .any(|m| m.organizer == *organizer && m.network != deciding.network && self.is_live(m));
        is_member_elsewhere || organizes_another
    }

    fn evidence_rejected(&self, row: &Enrollment, asked: &Asked) -> bool {
        self.extract.held_persons.contains(&row.person)
            || asked
                .row
                .as_ref()
                .is_some_and(|r| self.extract.held_payers.contains(&r.organizer))
    }

    fn account_rows(&self, holder: &str) -> Vec<&Account> {
        let mut rows: Vec<&Account> = Vec::new();
        for row in self.extract.accounts.iter().filter(|a| a.holder == holder) {
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        rows
    }

    fn account(&self, holder: &str) -> Option<Account> {
        match self.account_rows(holder)[..] {
            [one] => Some(one.clone()),
            _ => None,
        }
    }

    /// 17 to 21.
    fn account_reasons(&self, asked: &Asked) -> Vec<&'static str> {
        let Some(deciding) = &asked.row else {
            return Vec::new();
        };
        let Some(account) = self.account(&deciding.organizer) else {
            return if self.account_rows(&deciding.organizer).is_empty() {
                vec!["ACCOUNT_NOT_FOUND"]
            } else {
                vec!["ACCOUNT_AMBIGUOUS"]
            };
        };
        let mut reasons = Vec::new();
        if account.insurance != "active" {
            reasons.push("INSURANCE_NOT_ACTIVE");
        }
        if account.status != "normal" {
            reasons.push("ACCOUNT_NOT_USABLE");
        }
        let tomorrow = values::midnight(self.law.batch_date.succ_opt().unwrap());
        let oldest = values::midnight(self.law.batch_date - Duration::days(7));
        if account.as_of >= tomorrow || account.as_of < oldest {
            reasons.push("BALANCE_OUT_OF_DATE");
        }
        reasons
    }

    fn in_flight(&self, organizer: &str, account: &Account) -> Decimal {
        let past = self.past.deductions.get(organizer);
        past.into_iter()
            .flatten()
            .filter(|(day, _)| account.as_of < values::midnight(*day + Duration::days(2)))
            .map(|(_, amount)| *amount)
            .sum()
    }

    fn notices(&self, m: &Member) -> Vec<&'static str> {
        let cutoff = self.law.cutoff;
        let mut notices = Vec::new();
        if let (Some(selected), Some(cancelled)) = (m.selected_at, m.cancelled_at)
            && cancelled >= selected
            && cancelled >= cutoff
        {
            notices.push("LATE_CANCELLATION");
        }
        if m.left_at.is_some_and(|at| at >= cutoff) {
            notices.push("LEFT_AFTER_CUTOFF");
        }
        if m.dissolved_at.is_some_and(|at| at >= cutoff) {
            notices.push("DISSOLVED_AFTER_CUTOFF");
        }
        let near =
            |at: Option<Moment>| at.is_some_and(|at| (at - cutoff).abs() <= Duration::seconds(60));
        if near(m.selected_at) || near(m.cancelled_at) {
            notices.push("NEAR_CUTOFF");
        }
        notices
    }
}

fn class_of(reason: &str) -> &'static str {
    match reason {
        "ALREADY_DEDUCTED" => "settled",
        "DUPLICATE_ENROLLMENT"
        | "ALREADY_PAID"
        | "CONTRIBUTION_CANCELLED"
        | "LEFT_NETWORK"
        | "NETWORK_DISSOLVED" => "excluded",
        _ => "exception",
    }
}
