//! Who has asked for a deduction (section 4 of the contract; Q二9, Q二13, Q二15, Q二21, Q二23).

use crate::domain::{Enrollment, Instant, Membership, Reason};
use crate::policy::{CancellationLimit, InForce};
use std::cmp::Reverse;

/// What a network row says about the contribution election (共济缴费).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Election {
    /// Nothing was selected.
    None,
    /// Selected at or after the cut-off.
    Late,
    /// Cancelled before the limit.
    Cancelled,
    /// Cancelled at or after the limit but before the cut-off.
    Overdue,
    /// Selected in time and standing at the cut-off.
    Made,
}

impl Election {
    /// The election of `row` for `enrollment`: the limit of cancellation depends on the channel
    /// of application (Q二15).
    pub fn of(row: &Membership, enrollment: &Enrollment, policy: &InForce) -> Election {
        let cutoff = *policy.election_cutoff;
        let Some(selected) = row.selected_at else {
            return Election::None;
        };
        if selected >= cutoff {
            return Election::Late;
        }
        match row.cancelled_at.filter(|cancelled| *cancelled >= selected) {
            Some(at) if at < cancellation_limit(selected, enrollment, policy) => {
                Election::Cancelled
            }
            Some(at) if at < cutoff => Election::Overdue,
            _ => Election::Made,
        }
    }

    /// Whether somebody wanted the account charged and nobody withdrew it in time.
    fn is_disputed_or_made(self) -> bool {
        match self {
            Election::Made | Election::Late | Election::Overdue => true,
            Election::None | Election::Cancelled => false,
        }
    }
}

/// The limit C: a cancellation before it counts.
pub fn cancellation_limit(selected: Instant, enrollment: &Enrollment, policy: &InForce) -> Instant {
    let cutoff = *policy.election_cutoff;
    match **policy.cancellation_limit(enrollment.channel) {
        CancellationLimit::Cutoff => cutoff,
        CancellationLimit::EndOfDay => {
            let later = selected.max(enrollment.applied_at);
            end_of_day(later, policy).min(end_of_day(cutoff, policy))
        }
    }
}

fn end_of_day(at: Instant, policy: &InForce) -> Instant {
    let day = at.day_in(policy.offset);
    Instant::start_of(day + chrono::Days::new(1), policy.offset)
}

/// What section 4 says of one enrollment.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// Whether a deduction was asked for, in time or not.
    pub asked: bool,
    /// Why the request does not stand.
    pub fault: Option<Reason>,
    /// The row of the one live network (case 2): names the organizer.
    pub deciding_row: Option<&'a Membership>,
    /// The row a fault without organizer is about (cases 1 and 3).
    pub faulty_row: Option<&'a Membership>,
}

impl<'a> Request<'a> {
    /// Judges the rows about the enrollment's person, own rows already left out.
    pub fn of(
        enrollment: &Enrollment,
        rows: impl Iterator<Item = &'a Membership> + Clone,
        policy: &InForce,
    ) -> Request<'a> {
        let cutoff = *policy.election_cutoff;
        let live = rows.clone().filter(|row| row.is_live_at(cutoff));
        match one_network(live.clone()) {
            Live::Several => several_networks(live, enrollment, policy),
            Live::One => one_live_network(live, enrollment, policy),
            Live::None => no_live_network(rows, policy),
        }
    }
}

enum Live {
    None,
    One,
    Several,
}

fn one_network<'a>(mut live: impl Iterator<Item = &'a Membership>) -> Live {
    match live.next() {
        None => Live::None,
        Some(first) if live.all(|row| row.network == first.network) => Live::One,
        Some(_) => Live::Several,
    }
}

/// Case 1: nobody may be in two networks at a time (Q二9).
fn several_networks<'a>(
    live: impl Iterator<Item = &'a Membership> + Clone,
    enrollment: &Enrollment,
    policy: &InForce,
) -> Request<'a> {
    let asking = live
        .clone()
        .find(|row| Election::of(row, enrollment, policy).is_disputed_or_made());
    Request {
        asked: asking.is_some(),
        fault: asking.map(|_| Reason::MultipleNetworks),
        deciding_row: None,
        faulty_row: asking,
    }
}

/// Case 2: the network that pays, and what its election says.
fn one_live_network<'a>(
    live: impl Iterator<Item = &'a Membership>,
    enrollment: &Enrollment,
    policy: &InForce,
) -> Request<'a> {
    let Some(row) = live.max_by_key(|row| (precedence(row), Reverse(row.line))) else {
        return Request::default();
    };
    let fault = match Election::of(row, enrollment, policy) {
        Election::None => {
            return Request {
                deciding_row: Some(row),
                ..Request::default()
            };
        }
        Election::Made => None,
        Election::Late => Some(Reason::SelectedAfterCutoff),
        Election::Overdue => Some(Reason::CancelledAfterLimit),
        Election::Cancelled => Some(Reason::ContributionCancelled),
    };
    Request {
        asked: true,
        fault,
        deciding_row: Some(row),
        faulty_row: None,
    }
}

/// Case 3: somebody chose, but there is no live network any more, or not yet.
fn no_live_network<'a>(
    rows: impl Iterator<Item = &'a Membership>,
    policy: &InForce,
) -> Request<'a> {
    let cutoff = *policy.election_cutoff;
    let opening = *policy.enrolment_opens;
    let is_history = |row: &Membership| {
        [row.left_at, row.dissolved_at]
            .into_iter()
            .flatten()
            .any(|end| end < opening)
    };
    let latest = rows
        .filter(|row| row.selected_at.is_some() && !is_history(row))
        .max_by_key(|row| {
            (
                row.joined_at,
                &row.network,
                precedence(row),
                Reverse(row.line),
            )
        });
    let fault = latest.map(|row| match row.left_at {
        _ if row.joined_at >= cutoff => Reason::JoinedAfterCutoff,
        Some(left) if left < cutoff => Reason::LeftNetwork,
        _ => Reason::NetworkDissolved,
    });
    Request {
        asked: latest.is_some(),
        fault,
        deciding_row: None,
        faulty_row: latest,
    }
}

/// Among several rows the largest decides, empty first: never the order of the file.
fn precedence(row: &Membership) -> impl Ord {
    (
        (
            row.joined_at,
            row.selected_at,
            row.cancelled_at,
            row.left_at,
            row.dissolved_at,
        ),
        (&row.organizer, row.relation.as_str(), &row.member_name),
    )
}
