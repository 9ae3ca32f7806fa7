//! Stories of who has asked for a deduction, around the cut-off.

use super::{Story, story};
use crate::synth::family::Family;
use crate::synth::season::{DAY, HOUR, SECOND, Season, Stamp};

pub static STORIES: [Story; 17] = [
    story(
        "elected one second before the cut-off: deducted",
        1,
        60,
        |f, s| {
            f.network(|m| m.selected_at = Some(s.cutoff - SECOND));
        },
    ),
    story(
        "elected at the cut-off: SELECTED_AFTER_CUTOFF",
        1,
        150,
        |f, s| {
            f.network(|m| m.selected_at = Some(s.cutoff));
        },
    ),
    story(
        "elected two days late: SELECTED_AFTER_CUTOFF",
        1,
        300,
        |f, s| {
            f.network(|m| m.selected_at = Some(s.cutoff + 2 * DAY));
        },
    ),
    story(
        "cancelled one second before the cut-off: CONTRIBUTION_CANCELLED",
        1,
        300,
        |f, s| {
            f.child().channel = "school";
            cancel(f, s.cutoff - SECOND);
        },
    ),
    story(
        "cancelled at the cut-off, too late: deducted",
        1,
        80,
        |f, s| {
            cancel(f, s.cutoff);
        },
    ),
    story(
        "cancelled on the day at the centre: CONTRIBUTION_CANCELLED",
        1,
        60,
        |f, s| {
            let midnight = apply_at_centre(f, s);
            cancel(f, midnight - SECOND);
        },
    ),
    story(
        "cancelled at midnight after: CANCELLED_AFTER_LIMIT",
        1,
        60,
        |f, s| {
            let midnight = apply_at_centre(f, s);
            cancel(f, midnight);
        },
    ),
    story("cancelled and elected again: deducted", 1, 300, |f, _| {
        f.network(|m| m.cancelled_at = m.selected_at.map(|at| at - HOUR));
    }),
    story(
        "joined at the cut-off: JOINED_AFTER_CUTOFF",
        1,
        80,
        |f, s| {
            f.network(|m| {
                m.joined_at = s.cutoff;
                m.selected_at = Some(s.cutoff + HOUR);
            });
        },
    ),
    story(
        "left one second before the cut-off: LEFT_NETWORK",
        1,
        80,
        |f, s| {
            f.member().left_at = Some(s.cutoff - SECOND);
        },
    ),
    story("left at the cut-off: deducted", 1, 80, |f, s| {
        f.member().left_at = Some(s.cutoff);
    }),
    story(
        "dissolved one second before the cut-off: NETWORK_DISSOLVED",
        1,
        80,
        |f, s| {
            f.network(|m| m.dissolved_at = Some(s.cutoff - SECOND));
        },
    ),
    story("dissolved at the cut-off: deducted", 1, 40, |f, s| {
        f.network(|m| m.dissolved_at = Some(s.cutoff));
    }),
    story(
        "in two networks at once: MULTIPLE_NETWORKS",
        1,
        50,
        |f, _| {
            f.second_network();
        },
    ),
    story(
        "left before enrolment opened, that is history: not requested",
        1,
        200,
        |f, s| {
            f.member().joined_at = s.opens - 30 * DAY;
            f.member().left_at = Some(s.opens - SECOND);
        },
    ),
    story(
        "moved to the network of another: the other pays",
        1,
        150,
        |f, s| {
            let moved = s.cutoff - 20 * DAY;
            f.second_network();
            let last = f.members.len() - 1;
            let (first, second) = (0, last);
            f.members[first].joined_at = s.opens - 30 * DAY;
            f.members[first].left_at = Some(moved);
            f.members[second].joined_at = moved;
            f.members[second].selected_at = Some(moved + HOUR);
            f.members[second].cancelled_at = None;
        },
    ),
    story(
        "left and joined the same network again: deducted",
        1,
        100,
        |f, s| {
            let again = s.cutoff - 10 * DAY;
            f.network(|m| {
                m.joined_at = s.opens;
                m.selected_at = Some(s.opens + DAY);
                m.cancelled_at = None;
            });
            let mut row = f.members[0].clone();
            row.joined_at = again + HOUR;
            f.member().left_at = Some(again);
            f.members.push(row);
        },
    ),
];

/// A cancellation on every row of the network, after the selection.
fn cancel(family: &mut Family, at: Stamp) {
    family.network(|m| m.cancelled_at = Some(at));
}

/// The family applies at a community centre and elects on the same day; the midnight after it.
fn apply_at_centre(family: &mut Family, season: &Season) -> Stamp {
    let applied = season.cutoff - 30 * DAY;
    family.child().channel = "community";
    family.child().applied_at = applied;
    family.network(|m| {
        m.joined_at = season.opens;
        m.selected_at = Some(applied + HOUR);
    });
    Season::next_midnight(applied)
}
