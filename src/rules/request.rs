//! Who has asked for a deduction (section 4 of the contract; Q二9, Q二13, Q二15, Q二21, Q二23).
//!
//! The comparisons with the cut-off are those of the rules; here they stand as the section's table.

use super::cancelled_after_limit::{cancellation_limit, cancelled_late};
use super::contribution_cancelled::cancelled_in_time;
use super::joined_after_cutoff::joined_late;
use super::left_network::has_left;
use super::multiple_networks::are_several;
use super::network_dissolved::is_dissolved;
use super::selected_after_cutoff::selected_late;
use crate::domain::{Enrollment, Instant, Membership, Reason};
use crate::policy::InForce;
use std::cmp::Reverse;

/// What a network row says about the contribution election (共济缴费).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Election {
    /// Nothing was selected, or it was cancelled before enrolment opened.
    None,
    /// Selected at or after the cut-off.
    Late,
    /// Cancelled before the limit.
    Cancelled,
    /// Cancelled at or after the limit but before the cut-off.
    Overdue,
    /// Selected in time and standing.
    Made,
}

impl Election {
    /// The election of `row` for `enrollment`: the limit of cancellation depends on the channel
    /// of application (Q二15).
    pub fn of(row: &Membership, enrollment: &Enrollment, policy: &InForce) -> Election {
        let limit = |selected| cancellation_limit(selected, enrollment, policy);
        Election::with_limit(row, limit, policy)
    }

    /// The election of a row's network, whatever its members' channels: C = T.
    pub fn of_network(row: &Membership, policy: &InForce) -> Election {
        Election::with_limit(row, |_| *policy.election_cutoff, policy)
    }

    /// The table of elections; a cancellation before the selection is an earlier choice, since
    /// made again.
    fn with_limit(
        row: &Membership,
        limit: impl Fn(Instant) -> Instant,
        policy: &InForce,
    ) -> Election {
        let Some(selected) = row.selected_at else {
            return Election::None;
        };
        let cancelled = row.cancelled_at.filter(|cancelled| *cancelled >= selected);
        match cancelled {
            Some(at) if at < *policy.enrolment_opens => Election::None,
            _ if selected_late(selected, policy) => Election::Late,
            Some(at) if cancelled_in_time(at, limit(selected), policy) => Election::Cancelled,
            Some(at) if cancelled_late(at, limit(selected), policy) => Election::Overdue,
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

/// Whether a row is live: joined, not left, the network not dissolved.
pub fn is_live(row: &Membership, policy: &InForce) -> bool {
    !joined_late(row, policy) && !has_left(row, policy) && !is_dissolved(row, policy)
}

/// What section 4 says of one enrollment.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// Whether a deduction was asked for, in time or not.
    pub asked: bool,
    /// Why the request does not stand.
    pub objection: Option<Reason>,
    /// The row of the one live network (case 2): names the organizer.
    pub deciding_row: Option<&'a Membership>,
}

impl<'a> Request<'a> {
    /// Judges the rows about the enrollment's person, own rows already left out.
    pub fn of(
        enrollment: &Enrollment,
        rows: impl Iterator<Item = &'a Membership> + Clone,
        policy: &InForce,
    ) -> Request<'a> {
        let live = rows.clone().filter(|row| is_live(row, policy));
        if are_several(live.clone()) {
            return several_networks(live, enrollment, policy);
        }
        match live.max_by_key(|row| (precedence(row), Reverse(row.line))) {
            Some(row) => one_network(row, enrollment, policy),
            None => no_live_network(rows, enrollment, policy),
        }
    }

    fn asked(objection: Option<Reason>) -> Request<'a> {
        Request {
            asked: true,
            objection,
            deciding_row: None,
        }
    }
}

/// Case 1: nobody may be in two networks at a time (Q二9).
fn several_networks<'a>(
    mut live: impl Iterator<Item = &'a Membership>,
    enrollment: &Enrollment,
    policy: &InForce,
) -> Request<'a> {
    match live.any(|row| Election::of(row, enrollment, policy).is_disputed_or_made()) {
        true => Request::asked(Some(Reason::MultipleNetworks)),
        false => Request::default(),
    }
}

/// Case 2: the network that pays, and what its election says.
fn one_network<'a>(row: &'a Membership, enrollment: &Enrollment, policy: &InForce) -> Request<'a> {
    let request = match Election::of(row, enrollment, policy) {
        Election::Made => Request::asked(None),
        Election::Late => Request::asked(Some(Reason::SelectedAfterCutoff)),
        Election::Overdue => Request::asked(Some(Reason::CancelledAfterLimit)),
        Election::Cancelled => Request::asked(Some(Reason::ContributionCancelled)),
        Election::None => Request::default(),
    };
    Request {
        deciding_row: Some(row),
        ..request
    }
}

/// Case 3: somebody chose, but there is no live network any more, or not yet.
fn no_live_network<'a>(
    rows: impl Iterator<Item = &'a Membership>,
    enrollment: &Enrollment,
    policy: &InForce,
) -> Request<'a> {
    let latest = rows
        .filter(|row| Election::of(row, enrollment, policy) != Election::None)
        .filter(|row| !is_history(row, policy))
        .max_by_key(|row| {
            let key = (precedence(row), Reverse(row.line));
            (row.joined_at, &row.network, key)
        });
    match latest {
        None => Request::default(),
        Some(row) if joined_late(row, policy) => Request::asked(Some(Reason::JoinedAfterCutoff)),
        Some(row) if has_left(row, policy) => Request::asked(Some(Reason::LeftNetwork)),
        Some(_) => Request::asked(Some(Reason::NetworkDissolved)),
    }
}

/// Whether a membership ended before enrolment opened.
fn is_history(row: &Membership, policy: &InForce) -> bool {
    let ends = [row.left_at, row.dissolved_at].into_iter().flatten();
    ends.into_iter().any(|end| end < *policy.enrolment_opens)
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
