//! One family in which everything is as it should be, for a case table to change one thing in.

use crate::decide::{self, Claim};
use crate::domain::decision::ReturnedAnswer;
use crate::domain::history::{History, PastDeduction, Standing};
use crate::domain::identity_number::check_character;
use crate::domain::reject::{ExtractFile, HeldEvidence, RowAt};
use crate::domain::*;
use crate::index::{Index, Lists, Numbers, Rows};
use crate::policy::{InForce, Policy, Sourced};
use crate::rules::{Case, Overview};
use chrono::{FixedOffset, NaiveDate};
use std::sync::Arc;

/// The student of the fixture.
pub const MEMBER: &str = "310101201503070015";

/// A row of a case table: what is told, whether the reason applies, and what is changed.
pub type Row = (&'static str, bool, fn(&mut Fixture));

/// Changes a fixture in which the child would be deducted and looks for `reason` on the first
/// enrollment.
pub fn check(reason: Reason, table: &[Row]) {
    for (sentence, expected, change) in table {
        let mut fixture = Fixture::new();
        change(&mut fixture);
        let (outcome, reasons) = fixture.outcomes()[0];
        assert_eq!(
            reasons.contains(reason),
            *expected,
            "{reason}, {sentence}: {outcome:?} {reasons:?}"
        );
    }
}

/// A family and what is known of it.
pub struct Fixture {
    pub enrollments: Vec<Enrollment>,
    pub memberships: Vec<Membership>,
    pub accounts: Vec<Account>,
    pub payments: Vec<Payment>,
    pub holds: Vec<Hold>,
    pub held: HeldEvidence,
    pub history: History,
    pub policy: InForce,
}

impl Fixture {
    /// 张三 in network N1 of organizer A, elected in time, 1,000.00 yuan on the account.
    pub fn new() -> Fixture {
        let mut fixture = Fixture {
            enrollments: Vec::new(),
            memberships: Vec::new(),
            accounts: vec![account("A", 1_000_00)],
            payments: Vec::new(),
            holds: Vec::new(),
            held: HeldEvidence::default(),
            history: History::default(),
            policy: shanghai(day("2024-12-21")),
        };
        fixture.enroll("E1");
        fixture.join("N1", "A");
        fixture
    }

    pub fn child(&mut self) -> &mut Enrollment {
        &mut self.enrollments[0]
    }

    pub fn row(&mut self) -> &mut Membership {
        &mut self.memberships[0]
    }

    pub fn account(&mut self) -> &mut Account {
        &mut self.accounts[0]
    }

    pub fn balance(&mut self, fen: i64) {
        self.account().accumulated_balance = AccumulatedBalance(Money::from_fen(fen));
    }

    pub fn ambiguous(&mut self) {
        let mut other = self.accounts[0].clone();
        other.current_balance = CurrentYearBalance(Money::from_fen(1));
        other.line += 1;
        self.accounts.push(other);
    }

    /// Another enrollment of the same student.
    pub fn enroll(&mut self, id: &str) {
        let line = self.enrollments.len() as Line + 2;
        self.enrollments.push(Enrollment {
            id: id.into(),
            insurance_year: 2025,
            id_type: IdType::ID_CARD,
            person: key(MEMBER),
            name: "张三".into(),
            category: Category::Student,
            subsidy: "".into(),
            channel: Channel::School,
            district: *b"310101",
            institution: Arc::new(Institution {
                code: "2131000001".into(),
                name: "".into(),
            }),
            applied_at: at("2024-09-30T10:00:00"),
            paid_channel: None,
            paid_at: None,
            line,
        });
    }

    /// Another child of the same organizer.
    pub fn sibling(&mut self, id: &str, person: &str, name: &str) {
        self.enroll(id);
        let enrollment = self.enrollments.last_mut().expect("just enrolled");
        (enrollment.person, enrollment.name) = (key(person), name.into());
        enrollment.id_type = IdType::FOREIGN_PASSPORT;
        self.add_member("N1", "A", person);
    }

    /// The student joins a network.
    pub fn join(&mut self, network: &str, organizer: &str) {
        self.add_member(network, organizer, MEMBER);
    }

    pub fn add_member(&mut self, network: &str, organizer: &str, member: &str) {
        let line = self.memberships.len() as Line + 2;
        self.memberships.push(Membership {
            network: network.into(),
            organizer: key(organizer),
            member: key(member),
            member_name: "".into(),
            relation: Relation::Child,
            joined_at: at("2024-10-01T10:00:00"),
            left_at: None,
            selected_at: Some(at("2024-11-01T10:00:00")),
            cancelled_at: None,
            dissolved_at: None,
            line,
        });
    }

    /// The student has another number.
    pub fn is(&mut self, person: PersonKey) {
        self.row().member = person.clone();
        self.child().person = person;
    }

    /// The student was registered at a community centre.
    pub fn community(&mut self) {
        self.child().channel = Channel::Community;
    }

    pub fn pay(&mut self, insurance_year: u16, paid_channel: PaidChannel) {
        let line = self.payments.len() as Line + 2;
        self.payments.push(Payment {
            receipt_no: format!("P{line}").into(),
            insurance_year,
            person: key(MEMBER),
            paid_channel,
            amount: Money::from_fen(355_00),
            paid_at: at("2024-10-01T08:00:00"),
            refunded_at: None,
            line,
        });
    }

    /// The tax bureau has received these amounts, in fen; some were given back since.
    pub fn received(&mut self, amounts: &[(i64, bool)]) {
        for (fen, is_given_back) in amounts {
            self.pay(2025, PaidChannel::Cash);
            let payment = self.payments.last_mut().expect("just paid");
            payment.amount = Money::from_fen(*fen);
            payment.refunded_at = is_given_back.then(|| at("2024-11-01T08:00:00"));
        }
    }

    /// The batch is of another day.
    pub fn on(&mut self, date: &str) {
        self.policy = shanghai(day(date));
    }

    /// What the network elected was cancelled before enrolment opened.
    pub fn history(&mut self) {
        self.row().selected_at = Some(at("2023-11-01T10:00:00"));
        self.row().cancelled_at = Some(at("2024-01-01T10:00:00"));
    }

    /// The policy has this fee too.
    pub fn fee(&mut self, key: &str, fen: i64) {
        let fee = Sourced {
            value: Money::from_fen(fen),
            source: "a circular".to_owned(),
        };
        self.policy.fees.insert(key.to_owned(), fee);
    }

    /// The bureau has ordered that somebody is not to be charged, from 2024-12-01 on.
    pub fn order(&mut self, person: &str, role: Option<HoldRole>) -> &mut Hold {
        let line = self.holds.len() as Line + 2;
        self.holds.push(Hold {
            person: key(person),
            role,
            from: day("2024-12-01"),
            until: None,
            reason: "复核".into(),
            ordered_by: "".into(),
            line,
        });
        self.holds.last_mut().expect("just ordered")
    }

    pub fn answer(&mut self, code: &str) {
        let answer = ReturnedAnswer {
            cause: Status::Rejected,
            code: code.to_owned(),
            message: String::new(),
        };
        self.history
            .returned
            .entry((2025, key(MEMBER)))
            .or_default()
            .push(answer);
    }

    pub fn deducted(&mut self, year: u16, person: &str, organizer: &str, name: &str) {
        let standing = Standing {
            end_to_end_no: "2025202412200100000001".into(),
            organizer: key(organizer),
            name: name.into(),
            batch_date: day("2024-12-20"),
            amount: Money::from_fen(355_00),
            receipts: Vec::new(),
        };
        self.history.standing.insert((year, key(person)), standing);
    }

    pub fn past(&mut self, date: &str, fen: i64) {
        let past = PastDeduction {
            batch_date: day(date),
            amount: Money::from_fen(fen),
        };
        self.history.past.entry(key("A")).or_default().push(past);
    }

    pub fn hold_person(&mut self, person: &PersonKey) {
        self.held
            .persons
            .insert(person.clone(), vec![rejected_row()]);
    }

    pub fn hold_payer(&mut self, payer: &PersonKey) {
        self.held.payers.insert(payer.clone(), vec![rejected_row()]);
    }

    /// Outcome and reasons of each enrollment, in the order of the rows.
    pub fn outcomes(&self) -> Vec<(Outcome, Reasons)> {
        self.decide(|decision| (decision.outcome, decision.reasons))
    }

    /// Decides everything and looks at each enrollment, in the order of the rows.
    pub fn decide<T>(&self, look: impl Fn(&Decision) -> T) -> Vec<T> {
        self.with_decisions(|decisions| decisions.iter().map(look).collect())
    }

    /// Decides everything, in the order of the rows.
    pub fn with_decisions<T>(&self, look: impl FnOnce(Vec<Decision>) -> T) -> T {
        let index = Index::new(self.rows(), Numbers::of(self.lists()));
        let overview = Overview::of(&index, &self.policy);
        let (of_a, others): (Vec<Claim>, Vec<Claim>) =
            self.claims(&index, &overview).partition(|claim| {
                let deciding = claim.request.deciding_row;
                deciding.is_some_and(|row| row.organizer == key("A"))
            });
        let others = others.into_iter().map(|claim| vec![claim]);
        let mut decisions = Vec::new();
        for mut family in std::iter::once(of_a).chain(others) {
            decide::family(
                &mut family,
                &index,
                &overview,
                &self.policy,
                |decision, _| decisions.push(decision),
            );
        }
        decisions.sort_by_key(|decision| decision.enrollment.line);
        look(decisions)
    }

    /// Looks at each enrollment as the rules see it.
    pub fn each_case(&self, mut look: impl FnMut(&Case, &InForce)) {
        let index = Index::new(self.rows(), Numbers::of(self.lists()));
        let overview = Overview::of(&index, &self.policy);
        for claim in self.claims(&index, &overview) {
            decide::family(&mut [claim], &index, &overview, &self.policy, |_, case| {
                look(case, &self.policy)
            });
        }
    }

    fn claims<'a>(
        &self,
        index: &Index<'a>,
        overview: &Overview<'a>,
    ) -> impl Iterator<Item = Claim<'a>> {
        let rows = 0..self.enrollments.len() as u32;
        rows.map(|row| Claim::of(row, index, overview, &self.policy))
    }

    /// The rows that name persons.
    pub fn lists(&self) -> Lists<'_> {
        Lists {
            enrollments: &self.enrollments,
            memberships: &self.memberships,
            payments: &self.payments,
            accounts: &self.accounts,
        }
    }

    /// All rows.
    pub fn rows(&self) -> Rows<'_> {
        Rows {
            enrollments: &self.enrollments,
            memberships: &self.memberships,
            accounts: self.accounts.clone(),
            payments: self.payments.clone(),
            holds: &self.holds,
            held: &self.held,
            history: &self.history,
        }
    }
}

fn rejected_row() -> RowAt {
    RowAt {
        file: ExtractFile::Accounts,
        line: 7,
    }
}

fn account(holder: &str, fen: i64) -> Account {
    Account {
        holder: key(holder),
        insurance_status: InsuranceStatus::Active,
        account_status: AccountStatus::Normal,
        current_balance: CurrentYearBalance(Money::ZERO),
        accumulated_balance: AccumulatedBalance(Money::from_fen(fen)),
        balance_as_of: at("2024-12-20T20:00:00"),
        line: 2,
    }
}

/// A person key.
pub fn key(text: &str) -> PersonKey {
    PersonKey::parse(text).expect("a person key")
}

/// The citizen number with these first seventeen digits.
pub fn citizen(first_seventeen: &str) -> PersonKey {
    let check = check_character(first_seventeen).expect("seventeen digits");
    key(&format!("{first_seventeen}{check}"))
}

/// An instant in Shanghai.
pub fn at(text: &str) -> Instant {
    let shanghai = FixedOffset::east_opt(8 * 3600).expect("an offset");
    Instant::parse(text, shanghai).expect("an instant")
}

/// A day.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn shanghai(batch_date: NaiveDate) -> InForce {
    let policy = Policy::load(crate::policy::DEFAULT, &[]).expect("the preset is in order");
    policy.in_force(batch_date).expect("the preset answers")
}
