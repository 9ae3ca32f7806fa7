//! One member of one family mutual-aid network (家庭共济网): a row of `networks.csv`.

use super::{Instant, Line, PersonKey, Relation};
use compact_str::CompactString;

/// A readable row of `networks.csv`. Columns as in section 2 of the contract.
#[derive(Debug, Clone)]
pub struct Membership {
    /// `network_id`.
    pub network: CompactString,
    /// `organizer_id`: who pays.
    pub organizer: PersonKey,
    /// `member_id`: for whom.
    pub member: PersonKey,
    /// `member_name`, as written, or empty (empty is no check).
    pub member_name: CompactString,
    /// `relation`: what the member is to the organizer.
    pub relation: Relation,
    /// `joined_at`.
    pub joined_at: Instant,
    /// `left_at`.
    pub left_at: Option<Instant>,
    /// `contribution_selected_at`: the election.
    pub selected_at: Option<Instant>,
    /// `contribution_cancelled_at`.
    pub cancelled_at: Option<Instant>,
    /// `dissolved_at`.
    pub dissolved_at: Option<Instant>,
    /// Where the record starts in its file.
    pub line: Line,
}

impl Membership {
    /// Whether the row is the organizer's own: such a row counts for nothing (section 4).
    pub fn is_own_row(&self) -> bool {
        self.relation == Relation::Self_ || self.member == self.organizer
    }

    /// Whether the member has joined before `cutoff` and not left before it.
    pub fn is_joined_at(&self, cutoff: Instant) -> bool {
        self.joined_at < cutoff && self.left_at.is_none_or(|left| left >= cutoff)
    }

    /// Whether the row is live at `cutoff`: joined, not left, the network not dissolved.
    pub fn is_live_at(&self, cutoff: Instant) -> bool {
        self.is_joined_at(cutoff) && self.dissolved_at.is_none_or(|end| end >= cutoff)
    }
}
