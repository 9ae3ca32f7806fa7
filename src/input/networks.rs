//! `networks.csv`: who is in whose network.

use super::bloom_filter::BloomFilter;
use super::column::Column;
use super::columns::NETWORKS;
use super::parser::{Parsed, RowParser};
use super::rejections::{Named, Tie};
use super::row::Cells;
use super::value::TextRule;
use crate::domain::reject::{ExtractFile, Problem};
use crate::domain::{Membership, PersonKey, Relation};
use crate::policy::InForce;
use crate::rules;

const NETWORK: usize = 0;
const ORGANIZER: usize = 1;
const MEMBER: usize = 2;
const MEMBER_NAME: usize = 3;
const RELATION: usize = 4;
const JOINED_AT: usize = 5;
const LEFT_AT: usize = 6;
const SELECTED_AT: usize = 7;
const CANCELLED_AT: usize = 8;
const DISSOLVED_AT: usize = 9;

/// Reads the rows of `networks.csv` and keeps those that a rule may look at.
pub(super) struct NetworkParser<'s> {
    pub policy: &'s InForce,
    /// Who is enrolled.
    pub enrolled: &'s BloomFilter,
}

impl RowParser for NetworkParser<'_> {
    type Row = Membership;
    type Shared = ();

    const FILE: ExtractFile = ExtractFile::Networks;
    const COLUMNS: &'static [Column] = &NETWORKS;
    const IDENTIFYING: Option<&'static str> = Some(NETWORKS[MEMBER].name);
    const MAY_LACK_ROWS: bool = false;

    fn parse(&self, cells: &mut Cells<'_>, _: &mut ()) -> Parsed<Membership> {
        match read(cells) {
            Parsed::Kept(row) if !self.is_needed(&row) => Parsed::Unneeded,
            parsed => parsed,
        }
    }
}

impl NetworkParser<'_> {
    /// Whether a rule may look at the row, or it belongs to somebody who may be enrolled.
    fn is_needed(&self, row: &Membership) -> bool {
        rules::may_look_at(row, self.policy)
            || (!row.is_own_row() && self.enrolled.may_hold(&row.member))
    }
}

#[inline(always)]
fn read(cells: &mut Cells<'_>) -> Parsed<Membership> {
    let network = cells.identifier(NETWORK);
    let organizer = cells.person(ORGANIZER);
    let member = cells.person(MEMBER);
    let member_name = cells.optional_text(MEMBER_NAME, TextRule::Free);
    let joined_at = cells.instant(JOINED_AT);
    let left_at = cells.optional_instant(LEFT_AT);
    let selected_at = cells.optional_instant(SELECTED_AT);
    let cancelled_at = cells.optional_instant(CANCELLED_AT);
    let dissolved_at = cells.optional_instant(DISSOLVED_AT);
    for (column, ended_at) in [(LEFT_AT, left_at), (DISSOLVED_AT, dissolved_at)] {
        if let (Some(joined), Some(Some(ended))) = (joined_at, ended_at)
            && ended < joined
        {
            cells.contradict(column, Problem::BadInstant);
        }
    }
    match (network, organizer, member, member_name, joined_at) {
        (Some(network), Some(organizer), Some(member), Some(name), Some(joined_at))
            if cells.is_clean() =>
        {
            Parsed::Kept(Membership {
                network: network.into(),
                organizer,
                member,
                member_name: name.into(),
                relation: Relation::read(cells.unjudged(RELATION)),
                joined_at,
                left_at: left_at.flatten(),
                selected_at: selected_at.flatten(),
                cancelled_at: cancelled_at.flatten(),
                dissolved_at: dissolved_at.flatten(),
                line: cells.line(),
            })
        }
        (_, organizer, member, ..) => Parsed::Rejected(named(organizer, member)),
    }
}

/// Whom a rejected row holds back: the member's own enrollments, which count as requested, and what
/// member and organizer would pay for.
#[cold]
fn named(organizer: Option<PersonKey>, member: Option<PersonKey>) -> Named {
    let mut named = Named::one(member, &[Tie::Person, Tie::Requested, Tie::Payer]);
    named
        .held
        .extend(organizer.map(|organizer| (Tie::Payer, organizer)));
    named
}
