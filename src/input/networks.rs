//! `networks.csv`: who is in whose network.

use super::bloom_filter::{ASKED_AT_ONCE, BloomFilter};
use super::columns::NETWORKS;
use super::header::Column;
use super::network_filter::NetworkRows;
use super::parser::RowParser;
use super::rejections::{Rejections, Tie};
use super::row::{CellScratch, Cells, Row, flaws};
use super::value::TextRule;
use crate::domain::reject::{ExtractFile, Problem};
use crate::domain::{Instant, Membership, PersonKey, Relation};
use chrono::FixedOffset;

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

/// Reads the rows of `networks.csv`.
pub(super) struct NetworkParser<'s> {
    /// In which instants without an offset are meant.
    pub offset: FixedOffset,
    /// Election cut-off: rows of others count only if they were members then.
    pub cutoff: Instant,
    /// Who is enrolled.
    pub enrolled: &'s BloomFilter,
}

#[derive(Default)]
pub(super) struct NetworkPart {
    /// Readable rows of which it is not known yet whether their member is enrolled.
    waiting: Vec<Membership>,
    rows: NetworkRows,
    rejections: Rejections,
}

impl RowParser for NetworkParser<'_> {
    type Part = NetworkPart;
    type Total = NetworkRows;
    type Scratch = CellScratch;

    const FILE: ExtractFile = ExtractFile::Networks;
    const COLUMNS: &'static [Column] = &NETWORKS;
    const MUST_NAME: bool = true;
    const MAY_LACK_ROWS: bool = false;

    #[inline]
    fn parse(&self, row: &Row<'_>, scratch: &mut Self::Scratch, part: &mut NetworkPart) {
        let mut cells = Cells::new(row, self.offset, scratch);
        match read(&mut cells, row) {
            Ok(row) if row.is_own_row() => {}
            Ok(row) => {
                part.waiting.push(row);
                if part.waiting.len() == ASKED_AT_ONCE {
                    self.keep_waiting(part);
                }
            }
            Err(named) => {
                let rejections = &mut part.rejections;
                rejections.reject(
                    Self::FILE,
                    row.line(),
                    flaws(row, Self::COLUMNS, &mut scratch.problems),
                );
                hold(named, row, rejections);
            }
        }
    }

    fn close(&self, part: &mut NetworkPart) {
        self.keep_waiting(part);
        part.rows.close_group(self.cutoff);
    }

    fn rejections(part: &mut NetworkPart) -> &mut Rejections {
        &mut part.rejections
    }

    fn absorb(&self, total: &mut NetworkRows, part: &mut NetworkPart) {
        total.append(&mut part.rows);
    }
}

impl NetworkParser<'_> {
    /// Keeps the waiting rows that may concern an enrolled child.
    fn keep_waiting(&self, part: &mut NetworkPart) {
        let NetworkPart { waiting, rows, .. } = part;
        self.enrolled.sort_out(
            waiting,
            |row| &row.member,
            |row, is_enrolled| {
                if is_enrolled {
                    rows.add_enrolled(row, self.cutoff);
                } else if row.is_joined_at(self.cutoff) {
                    rows.add_other(row, self.cutoff);
                }
            },
        );
    }
}

/// Whom a row names, as far as he can be read.
struct Named {
    organizer: Option<PersonKey>,
    member: Option<PersonKey>,
}

#[inline(always)]
fn read(cells: &mut Cells<'_>, row: &Row<'_>) -> Result<Membership, Named> {
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
    if !cells.is_clean() {
        return Err(Named { organizer, member });
    }
    match (network, organizer, member, member_name, joined_at) {
        (Some(network), Some(organizer), Some(member), Some(name), Some(joined_at)) => {
            Ok(Membership {
                network: network.into(),
                organizer,
                member,
                member_name: name.into(),
                relation: Relation::read(row.value(RELATION)),
                joined_at,
                left_at: left_at.flatten(),
                selected_at: selected_at.flatten(),
                cancelled_at: cancelled_at.flatten(),
                dissolved_at: dissolved_at.flatten(),
                line: row.line(),
            })
        }
        (_, organizer, member, ..) => Err(Named { organizer, member }),
    }
}

/// Holds back whom a rejected row names: the member's own enrollments, which count as requested,
/// and what member and organizer would pay for.
#[cold]
fn hold(named: Named, row: &Row<'_>, rejections: &mut Rejections) {
    let line = row.line();
    match named.member {
        Some(member) => {
            rejections.hold(Tie::Person, member.clone(), line);
            rejections.hold(Tie::Requested, member.clone(), line);
            rejections.hold(Tie::Payer, member, line);
        }
        None => rejections.is_nameless(line),
    }
    if let Some(organizer) = named.organizer {
        rejections.hold(Tie::Payer, organizer, line);
    }
}
