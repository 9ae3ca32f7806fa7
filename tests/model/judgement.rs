//! Section 5: what applies, who pays.

use super::extract::Extract;
use super::law::{Asked, Law, counting_rows};
use super::rows::{Account, Enrollment, Member, Payment};
use super::values::{self, Moment, compared, date};
use chrono::{Duration, NaiveDate};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// A deduction in the ledger that stands.
#[derive(Debug, Clone)]
pub struct Standing {
    pub payer: String,
    pub name: String,
    /// Receipt numbers that answers gave for it.
    pub receipts: Vec<String>,
}

/// What the ledger holds.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// (year, person) → deduction.
    pub standing: BTreeMap<(String, String), Standing>,
    /// (year, person) → codes of the answers that reversed a deduction.
    pub returned: BTreeMap<(String, String), Vec<String>>,
    /// organizer → (day of the batch, amount).
    pub deductions: BTreeMap<String, Vec<(NaiveDate, Decimal)>>,
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

/// The night.
pub struct Judge<'a> {
    law: &'a Law,
    extract: &'a Extract,
    past: &'a Past,
    /// Every enrollment with what section 4 says of it.
    pub all: Vec<(&'a Enrollment, Asked)>,
}

impl<'a> Judge<'a> {
    /// Looks who has asked.
    pub fn new(law: &'a Law, extract: &'a Extract, past: &'a Past) -> Judge<'a> {
        let rows = extract.enrollments.iter().map(|(_, row)| row);
        Judge {
            law,
            extract,
            past,
            all: rows.map(|row| (row, law.asked(extract, row))).collect(),
        }
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
        if let Some(standing) = self.past.standing.get(&key(row)) {
            verdict.outcome = "settled";
            verdict.reasons = self.refund_reasons(row, asked, standing);
            return verdict;
        }
        if !asked.requested {
            return verdict;
        }
        verdict.reasons = self.reasons(row, asked);
        if verdict.reasons.is_empty() {
            let organizer = organizer.expect("whoever has no fault has an organizer");
            let account = self.account(&organizer).expect("judged before");
            let fee = self.law.fee_of(row).expect("judged before");
            let taken = spent.entry(organizer.clone()).or_default();
            let before = account.accumulated - self.in_flight(&organizer, &account) - *taken;
            if before == fee && !self.law.at_least {
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
                    notices: self.notices(row, asked.row.as_ref().unwrap()),
                });
                return verdict;
            }
        }
        verdict.outcome = class_of(verdict.reasons[0]);
        verdict
    }

    /// `ALREADY_DEDUCTED`, and what makes it a candidate for a refund.
    fn refund_reasons(
        &self,
        row: &Enrollment,
        asked: &Asked,
        standing: &Standing,
    ) -> Vec<&'static str> {
        let mut reasons = vec!["ALREADY_DEDUCTED"];
        if self.identity_conflict(row) {
            reasons.push("IDENTITY_CONFLICT");
        }
        let enrolled = self
            .same_person(row)
            .any(|other| is_paid(other) && other.paid_channel != "mutual_aid");
        let others: Vec<&Payment> = self
            .payments_of(row)
            .into_iter()
            .filter(|p| p.channel != "mutual_aid" && !standing.receipts.contains(&p.receipt))
            .collect();
        if enrolled || sum_of_what_counts(&others) > Decimal::ZERO {
            reasons.push("ALREADY_PAID");
        }
        if self.law.fee_of(row) == Some(Decimal::ZERO) {
            reasons.push("FEE_EXEMPT");
        }
        reasons.extend(asked.fault);
        reasons.extend(self.network_reasons(row, asked));
        reasons
    }

    /// Everything that applies of 1 to 21, in order.
    fn reasons(&self, row: &Enrollment, asked: &Asked) -> Vec<&'static str> {
        let fee = self.law.fee_of(row);
        let codes = self.past.returned.get(&key(row));
        let holds = |c: &str| c != "DUPLICATE_PAYMENT" && !self.law.retry_codes.contains(&c);
        let is_returned = codes.is_some_and(|codes| codes.iter().any(|c| holds(c)));
        let mut reasons = Vec::new();
        let mut when = |applies: bool, reason: &'static str| {
            if applies {
                reasons.push(reason);
            }
        };
        when(row.year != "2025", "WRONG_YEAR");
        when(self.invalid_id(row), "INVALID_ID");
        when(fee.is_none(), "NO_FEE");
        when(!self.law.is_in_region(row), "OUTSIDE_REGION");
        when(self.identity_conflict(row), "IDENTITY_CONFLICT");
        when(self.has_earlier(row), "DUPLICATE_ENROLLMENT");
        when(self.already_paid(row), "ALREADY_PAID");
        when(fee == Some(Decimal::ZERO), "FEE_EXEMPT");
        when(row.applied_at >= self.law.closes, "ENROLLED_AFTER_CUTOFF");
        reasons.extend(asked.fault);
        reasons.extend(self.network_reasons(row, asked));
        let mut when = |applies: bool, reason: &'static str| {
            if applies {
                reasons.push(reason);
            }
        };
        when(self.on_hold(row, asked), "ON_HOLD");
        when(is_returned, "REMITTANCE_RETURNED");
        when(self.evidence_rejected(row, asked), "EVIDENCE_REJECTED");
        reasons.extend(self.account_reasons(asked));
        reasons
    }

    fn invalid_id(&self, row: &Enrollment) -> bool {
        let checked = matches!(row.id_type.as_str(), "01" | "17")
            || (row.id_type == "07" && row.person.len() == 18);
        let born = values::birth_date(&row.person);
        checked
            && !(values::check_holds(&row.person)
                && born.is_some_and(|day| date(1900, 1, 1) <= day && day <= self.law.batch_date))
    }

    /// Readable enrollments of one person and year, this one included.
    fn same_person(&self, row: &Enrollment) -> impl Iterator<Item = &Enrollment> {
        let of = key(row);
        self.extract
            .enrollments
            .iter()
            .map(|(_, other)| other)
            .filter(move |other| key(other) == of)
    }

    fn identity_conflict(&self, row: &Enrollment) -> bool {
        self.same_person(row)
            .any(|other| compared(&other.name) != compared(&row.name))
    }

    fn has_earlier(&self, row: &Enrollment) -> bool {
        self.same_person(row).any(|other| {
            self.law.fee_of(other).is_some()
                && self.law.is_in_region(other)
                && (other.applied_at, &other.id) < (row.applied_at, &row.id)
        })
    }

    fn already_paid(&self, row: &Enrollment) -> bool {
        let codes = self.past.returned.get(&key(row));
        let bureau_says_so =
            codes.is_some_and(|codes| codes.iter().any(|c| c == "DUPLICATE_PAYMENT"));
        let enrolled = self.same_person(row).any(|other| {
            other.paid_at.is_some() || (is_paid(other) && other.paid_channel != "mutual_aid")
        });
        let received = sum_of_what_counts(&self.payments_of(row)) != Decimal::ZERO;
        bureau_says_so || enrolled || received
    }

    /// Payments of this person and year; identical rows are one.
    fn payments_of(&self, row: &Enrollment) -> Vec<&Payment> {
        let mut payments: Vec<&Payment> = Vec::new();
        for payment in &self.extract.payments {
            if (&payment.person, &payment.year) == (&row.person, &row.year)
                && !payments.contains(&payment)
            {
                payments.push(payment);
            }
        }
        payments
    }

    /// 10 to 14.
    fn network_reasons(&self, row: &Enrollment, asked: &Asked) -> Vec<&'static str> {
        let Some(deciding) = &asked.row else {
            return Vec::new();
        };
        let named = &deciding.member_name;
        let allowed = [
            "spouse",
            "child",
            "parent",
            "sibling",
            "grandparent",
            "grandchild",
        ];
        let mut reasons = Vec::new();
        let mut when = |applies: bool, reason: &'static str| {
            if applies {
                reasons.push(reason);
            }
        };
        when(self.inconsistent(&deciding.network), "NETWORK_INCONSISTENT");
        let other_name = !named.is_empty() && compared(named) != compared(&row.name);
        when(other_name, "NAME_MISMATCH");
        let namesake = self.possible_same_person(row, &deciding.organizer);
        when(namesake, "POSSIBLE_SAME_PERSON");
        let is_kin = allowed.contains(&deciding.relation.as_str());
        when(!is_kin, "RELATION_NOT_ALLOWED");
        when(self.organizer_conflict(deciding), "ORGANIZER_CONFLICT");
        reasons
    }

    fn inconsistent(&self, network: &str) -> bool {
        let bearing: BTreeSet<_> = counting_rows(self.extract)
            .filter(|m| m.network == network && self.law.is_joined(m))
            .map(|m| {
                (
                    &m.organizer,
                    self.law.election(m, self.law.cutoff),
                    self.law.is_dissolved(m),
                )
            })
            .collect();
        bearing.len() > 1
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
        let standing = self.past.standing.iter().any(|((year, person), past)| {
            *year == row.year
                && *person != row.person
                && past.payer == organizer
                && compared(&past.name) == name
        });
        enrolled || standing
    }

    fn organizer_conflict(&self, deciding: &Member) -> bool {
        let organizer = &deciding.organizer;
        let others: Vec<&Member> = counting_rows(self.extract)
            .filter(|m| m.network != deciding.network)
            .collect();
        let live: Vec<&Member> = others
            .iter()
            .copied()
            .filter(|m| self.law.is_live(m))
            .collect();
        let is_member_elsewhere = live.iter().any(|m| m.member == *organizer);
        let organizes_another = others.iter().any(|m| {
            m.organizer == *organizer && live.iter().any(|alive| alive.network == m.network)
        });
        is_member_elsewhere || organizes_another
    }

    fn on_hold(&self, row: &Enrollment, asked: &Asked) -> bool {
        let today = self.law.batch_date;
        self.extract
            .holds
            .iter()
            .filter(|hold| hold.from <= today && hold.until.is_none_or(|until| today < until))
            .any(|hold| {
                let insured = hold.role != "organizer" && hold.person == row.person;
                let payer = asked.row.as_ref().map(|m| &m.organizer);
                insured || (hold.role != "insured" && payer == Some(&hold.person))
            })
    }

    fn evidence_rejected(&self, row: &Enrollment, asked: &Asked) -> bool {
        let payer = asked.row.as_ref().map(|m| &m.organizer);
        self.extract.held_persons.contains(&row.person)
            || payer.is_some_and(|payer| self.extract.held_payers.contains(payer))
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
        let account = match self.account_rows(&deciding.organizer)[..] {
            [] => return vec!["ACCOUNT_NOT_FOUND"],
            [one] => one,
            _ => return vec!["ACCOUNT_AMBIGUOUS"],
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

    fn notices(&self, row: &Enrollment, m: &Member) -> Vec<&'static str> {
        let cutoff = self.law.cutoff;
        let from_cutoff = |at: Option<Moment>| at.is_some_and(|at| at >= cutoff);
        let near =
            |at: Option<Moment>| at.is_some_and(|at| (at - cutoff).abs() <= Duration::seconds(60));
        let given_back = self
            .payments_of(row)
            .iter()
            .any(|p| p.amount < Decimal::ZERO || p.refunded_at.is_some());
        let cancelled = m.cancelled_at.filter(|at| Some(*at) >= m.selected_at);
        [
            ("PAYMENT_REFUNDED", given_back),
            ("LATE_CANCELLATION", from_cutoff(cancelled)),
            ("LEFT_AFTER_CUTOFF", from_cutoff(m.left_at)),
            ("DISSOLVED_AFTER_CUTOFF", from_cutoff(m.dissolved_at)),
            ("NEAR_CUTOFF", near(m.selected_at) || near(m.cancelled_at)),
        ]
        .into_iter()
        .filter_map(|(notice, applies)| applies.then_some(notice))
        .collect()
    }
}

fn key(row: &Enrollment) -> (String, String) {
    (row.year.clone(), row.person.clone())
}

/// Whether an enrollment says that it is paid, by whatever way.
fn is_paid(row: &Enrollment) -> bool {
    row.paid_at.is_some() || !row.paid_channel.is_empty()
}

/// The sum of the payments that count: what was given back does not, nor does one refund of the
/// same size beside it.
fn sum_of_what_counts(payments: &[&Payment]) -> Decimal {
    let mut refunds: Vec<Decimal> = payments
        .iter()
        .filter(|p| p.amount < Decimal::ZERO)
        .map(|p| p.amount)
        .collect();
    let mut sum = Decimal::ZERO;
    for payment in payments.iter().filter(|p| p.amount >= Decimal::ZERO) {
        if payment.refunded_at.is_none() {
            sum += payment.amount;
        } else if let Some(beside) = refunds.iter().position(|r| *r == -payment.amount) {
            refunds.remove(beside);
        }
    }
    sum + refunds.into_iter().sum::<Decimal>()
}

pub fn class_of(reason: &str) -> &'static str {
    match reason {
        "ALREADY_DEDUCTED" => "settled",
        "DUPLICATE_ENROLLMENT"
        | "ALREADY_PAID"
        | "FEE_EXEMPT"
        | "CONTRIBUTION_CANCELLED"
        | "LEFT_NETWORK"
        | "NETWORK_DISSOLVED" => "excluded",
        _ => "exception",
    }
}
