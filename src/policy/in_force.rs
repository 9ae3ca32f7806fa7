//! The policy as it stands on one day: what the rules read.

use crate::domain::calendar::WorkingCalendar;
use crate::domain::{Channel, Instant, Money, Reason, Relation};
use chrono::{FixedOffset, NaiveDate};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::ops::Deref;

/// How sources mark what no document says.
pub const OUR_READING: &str = "our reading";

/// Where the rules behind reasons stand in the documents of a region.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RuleSources(pub BTreeMap<Reason, String>);

impl RuleSources {
    /// Document and question behind a reason. A policy that names the documents of its region is
    /// believed alone; without any, the rule stands where it was `found`.
    pub fn of<'a>(&'a self, reason: Reason, found: &'a str) -> &'a str {
        match self.0.get(&reason) {
            Some(written) => written,
            None if self.0.is_empty() => found,
            None => OUR_READING,
        }
    }
}

/// A value and where it stands written: document and question, or the words "our reading".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Document and question.
    pub source: String,
}

impl<T> Deref for Sourced<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// When a balance pays a fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BalanceTest {
    /// What is left must exceed the fee ("大于", Q二13).
    GreaterThan,
    /// What is left must reach the fee.
    AtLeast,
}

impl BalanceTest {
    /// The name that a policy file writes.
    pub const fn as_str(self) -> &'static str {
        match self {
            BalanceTest::GreaterThan => "greater-than",
            BalanceTest::AtLeast => "at-least",
        }
    }

    /// Reads the name that a policy file writes.
    pub fn parse(text: &str) -> Option<BalanceTest> {
        [BalanceTest::GreaterThan, BalanceTest::AtLeast]
            .into_iter()
            .find(|test| test.as_str() == text)
    }
}

/// Until when a contribution election may be cancelled (Q二15).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancellationLimit {
    /// Until the election cut-off.
    Cutoff,
    /// Until the end of the day of application or selection, whichever is later, and at most
    /// until the end of the day of the cut-off.
    EndOfDay,
}

impl CancellationLimit {
    /// The name that a policy file writes.
    pub const fn as_str(self) -> &'static str {
        match self {
            CancellationLimit::Cutoff => "cutoff",
            CancellationLimit::EndOfDay => "end-of-day",
        }
    }

    /// Reads the name that a policy file writes.
    pub fn parse(text: &str) -> Option<CancellationLimit> {
        [CancellationLimit::Cutoff, CancellationLimit::EndOfDay]
            .into_iter()
            .find(|limit| limit.as_str() == text)
    }
}

/// Every value the rules use, resolved at the batch date.
#[derive(Debug, Clone)]
pub struct InForce {
    /// Name of the policy, for example `shanghai-2025`.
    pub id: String,
    /// SHA-256 of the policy's bytes and of the operator's `--set` values.
    pub sha256: String,
    /// Day at which the values were looked up.
    pub batch_date: NaiveDate,
    /// Offset in which days begin and instants are written.
    pub offset: FixedOffset,
    /// Insurance year that is collected for.
    pub insurance_year: Sourced<u16>,
    /// Fee by category name.
    pub fees: BTreeMap<String, Sourced<Money>>,
    /// Election cut-off T, exclusive.
    pub election_cutoff: Sourced<Instant>,
    /// Opening of enrolment.
    pub enrolment_opens: Sourced<Instant>,
    /// Close of enrolment by channel, exclusive.
    pub enrolment_closes: [(Channel, Sourced<Instant>); 2],
    /// First day of deduction.
    pub deductions_from: Sourced<NaiveDate>,
    /// How a balance is held against the fee.
    pub balance_test: Sourced<BalanceTest>,
    /// The whole fee or nothing; always true, since nothing else is built.
    pub whole_fee_only: Sourced<bool>,
    /// Relations whose fee may be paid.
    pub relations: Sourced<Vec<Relation>>,
    /// Prefixes of the district codes that belong to the region.
    pub districts: Sourced<Vec<String>>,
    /// Cancellation limit by channel.
    pub cancellation_limits: [(Channel, Sourced<CancellationLimit>); 2],
    /// First day on which families may query results.
    pub results_from: Sourced<NaiveDate>,
    /// Working days after the batch date until a certificate can be printed.
    pub certificate_working_days: Sourced<u32>,
    /// Public holidays and worked weekends.
    pub calendar: Sourced<WorkingCalendar>,
    /// Days after a batch during which an account extract may not show its deductions.
    pub posting_days: Sourced<u32>,
    /// Days that a balance may be old at the batch date.
    pub max_balance_age_days: Sourced<u32>,
    /// Share of rejected rows that a file may have.
    pub max_reject_ratio: Sourced<Decimal>,
    /// Codes of answers after which the next batch judges afresh.
    pub retry_codes: Sourced<Vec<String>>,
    /// Whether a network ends by itself with the organizer's employee insurance. For people:
    /// an organizer whose insurance is not active pays for nobody, whatever stands here.
    pub network_ends_with_insurance: Option<Sourced<bool>>,
    /// Months after a late payment until benefits begin (Q一1, Q一3).
    pub waiting_months: Option<Sourced<u32>>,
    /// Most that one batch may deduct.
    pub max_total: Option<Sourced<Money>>,
    /// Fewest deductions that one batch must have.
    pub min_deductions: Option<Sourced<u32>>,
    /// Share of exceptions that one batch may have.
    pub max_exception_ratio: Option<Sourced<Decimal>>,
    /// Where the rule behind a reason stands in the region's documents.
    pub rule_sources: RuleSources,
    /// What the operator has set, as written (`key=value` or `key=value@source`), sorted.
    pub sets: Vec<String>,
}

impl InForce {
    /// Close of enrolment for a channel.
    pub fn enrolment_closes(&self, channel: Channel) -> &Sourced<Instant> {
        by_channel(&self.enrolment_closes, channel)
    }

    /// Cancellation limit for a channel.
    pub fn cancellation_limit(&self, channel: Channel) -> &Sourced<CancellationLimit> {
        by_channel(&self.cancellation_limits, channel)
    }

    /// First day on which the certificate of a deduction of this batch can be printed: the day
    /// after the last of the working days (Q二14). `None` where the calendar ends before it.
    pub fn certificate_from(&self) -> Option<NaiveDate> {
        self.calendar
            .nth_working_day_after(self.batch_date, *self.certificate_working_days)?
            .succ_opt()
    }
}

fn by_channel<T>(values: &[(Channel, T); 2], channel: Channel) -> &T {
    let [(first, a), (_, b)] = values;
    if *first == channel { a } else { b }
}
