//! A night told decision by decision, for the tests of the outputs.

use super::Sink;
use crate::domain::Encoding;
use crate::domain::decision::ReturnedAnswer;
use crate::domain::history::ChainHead;
use crate::domain::plan::{BatchOptions, Equation, Language, Plan};
use crate::domain::reject::{ExtractFile, InputFile, Reject, RejectedEnrollment};
use crate::domain::*;
use crate::equations;
use crate::policy::{InForce, Policy};
use chrono::NaiveDate;
use std::io;
use std::sync::Arc;

/// The organizer of every network here.
pub const ORGANIZER: &str = "310101198001010017";

/// The student of every enrollment that names no other.
pub const STUDENT: &str = "310101201503070015";

/// One decision before it borrows what it rests on.
pub struct Told {
    pub enrollment: Enrollment,
    pub deciding_row: Option<Membership>,
    pub outcome: Outcome,
    pub is_requested: bool,
    pub reasons: Reasons,
    pub deduction: Option<Deduction>,
    pub returned: Option<ReturnedAnswer>,
    pub hold: Option<Hold>,
}

/// A night of Shanghai, 2024-12-21.
pub struct Fixture {
    pub told: Vec<Told>,
    pub rejects: Vec<Reject>,
    pub rejected_enrollments: Vec<RejectedEnrollment>,
    pub inputs: Vec<InputFile>,
    pub previous: ChainHead,
    pub batch: BatchId,
    pub options: BatchOptions,
    pub payments_checked: bool,
    pub networks_timed: bool,
    pub policy: InForce,
}

impl Fixture {
    pub fn new() -> Fixture {
        Fixture {
            told: Vec::new(),
            rejects: Vec::new(),
            rejected_enrollments: Vec::new(),
            inputs: Vec::new(),
            previous: ChainHead::default(),
            batch: "2025-20241221-01".parse().expect("a batch id"),
            options: BatchOptions {
                language: Language::Zh,
                encoding: None,
                remittance_encoding: Encoding::Utf8,
                by_institution: false,
                accept_unidentified: None,
            },
            payments_checked: true,
            networks_timed: true,
            policy: policy_on("2024-12-21"),
        }
    }

    fn tell(&mut self, enrollment: Enrollment, outcome: Outcome, reasons: &[Reason]) -> &mut Told {
        let deciding_row = Some(membership(&enrollment));
        self.told.push(Told {
            enrollment,
            deciding_row,
            outcome,
            is_requested: outcome != Outcome::NotRequested,
            reasons: reasons.iter().copied().collect(),
            deduction: None,
            returned: None,
            hold: None,
        });
        self.told.last_mut().expect("just told")
    }

    /// The fee is taken from `balance_before` fen.
    pub fn deduct(&mut self, enrollment: Enrollment, balance_before: i64) -> &mut Deduction {
        let amount = self.policy.fees[enrollment.category.as_str()].value;
        let balance_before = Money::from_fen(balance_before);
        let told = self.tell(enrollment, Outcome::Deducted, &[]);
        told.deduction.insert(Deduction {
            amount,
            balance_before,
            balance_after: balance_before - amount,
            balance_as_of: at("2024-12-20T23:30:00.500"),
            notices: Notices::default(),
        })
    }

    pub fn except(&mut self, enrollment: Enrollment, reasons: &[Reason]) -> &mut Told {
        self.tell(enrollment, Outcome::Exception, reasons)
    }

    pub fn exclude(&mut self, enrollment: Enrollment, reasons: &[Reason]) -> &mut Told {
        self.tell(enrollment, Outcome::Excluded, reasons)
    }

    /// Deducted in an earlier batch; `also` is what now applies besides.
    pub fn settle(&mut self, enrollment: Enrollment, also: &[Reason]) -> &mut Told {
        let told = self.tell(enrollment, Outcome::Settled, also);
        told.reasons.insert(Reason::AlreadyDeducted);
        told
    }

    pub fn not_requested(&mut self, enrollment: Enrollment) {
        self.tell(enrollment, Outcome::NotRequested, &[])
            .deciding_row = None;
    }

    /// The plan, in the order of `enrollment_id`.
    pub fn plan(&self) -> Plan<'_> {
        let mut decisions: Vec<Decision> = self.told.iter().map(Told::decision).collect();
        decisions.sort_by(|a, b| a.enrollment.id.cmp(&b.enrollment.id));
        let tally = equations::tally(&decisions, 0, &self.inputs);
        Plan {
            batch: self.batch,
            options: self.options,
            decisions,
            not_requested: Vec::new(),
            rejects: &self.rejects,
            rejected_enrollments: &self.rejected_enrollments,
            inputs: &self.inputs,
            previous: &self.previous,
            payments_checked: self.payments_checked,
            networks_timed: self.networks_timed,
            tally,
            equations: vec![Equation {
                name: "left = right".to_owned(),
                left: "1".to_owned(),
                right: "1".to_owned(),
            }],
        }
    }
}

impl Told {
    fn decision(&self) -> Decision<'_> {
        Decision {
            enrollment: &self.enrollment,
            outcome: self.outcome,
            is_requested: self.is_requested,
            reasons: self.reasons,
            deciding_row: self.deciding_row.as_ref(),
            deduction: self.deduction,
            returned: self.returned.as_ref(),
            hold: self.hold.as_ref(),
        }
    }
}

/// Renders one output of a fixture.
pub fn bytes_of(
    render: fn(&Plan, &InForce, &mut Sink<'_>) -> io::Result<()>,
    fixture: &Fixture,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    render(&fixture.plan(), &fixture.policy, &mut bytes).expect("memory holds it");
    bytes
}

/// As [`bytes_of`], for UTF-8.
pub fn text_of(
    render: fn(&Plan, &InForce, &mut Sink<'_>) -> io::Result<()>,
    fixture: &Fixture,
) -> String {
    String::from_utf8(bytes_of(render, fixture)).expect("UTF-8")
}

/// Shanghai's policy as it stands on a day.
pub fn policy_on(day: &str) -> InForce {
    let policy = Policy::load("shanghai-2025", &[]).expect("the preset is sound");
    policy.in_force(self::day(day)).expect("the day is covered")
}

/// 张三, a student of school 2131000001.
pub fn pupil(id: &str) -> Enrollment {
    Enrollment {
        id: id.into(),
        insurance_year: 2025,
        id_type: IdType::ID_CARD,
        person: key(STUDENT),
        name: "张三".into(),
        category: Category::Student,
        subsidy: "".into(),
        channel: Channel::School,
        district: *b"310101",
        institution: school("2131000001", "黄浦一小"),
        applied_at: at("2024-09-30T10:00:00"),
        paid_channel: None,
        paid_at: None,
        line: 7,
    }
}

pub fn school(code: &str, name: &str) -> Arc<Institution> {
    Arc::new(Institution {
        code: code.into(),
        name: name.into(),
    })
}

fn membership(enrollment: &Enrollment) -> Membership {
    Membership {
        network: format!("N-{}", enrollment.id).into(),
        organizer: key(ORGANIZER),
        member: enrollment.person.clone(),
        member_name: enrollment.name.clone(),
        relation: Relation::Child,
        joined_at: at("2024-10-01T00:00:00"),
        left_at: None,
        selected_at: Some(at("2024-10-02T00:00:00")),
        cancelled_at: None,
        dissolved_at: None,
        line: 2,
    }
}

/// Three rows of one file, one of them rejected.
pub fn input(file: ExtractFile) -> InputFile {
    InputFile {
        file,
        encoding: Some(Encoding::Utf8),
        sha256: "ab".repeat(32),
        bytes: 1234,
        rows: 3,
        rejected_rows: 1,
    }
}

pub fn key(text: &str) -> PersonKey {
    PersonKey::parse(text).expect("a person key")
}

fn at(text: &str) -> Instant {
    let offset = chrono::FixedOffset::east_opt(8 * 3600).expect("an offset");
    Instant::parse(text, offset).expect("an instant")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}
