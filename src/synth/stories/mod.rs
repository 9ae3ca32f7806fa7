//! What can happen to a family: every reason that needs no history and every problem of a row.
//!
//! A story is one sentence and one change to a family in which everything was in order.

mod accounts;
mod damage;
mod elections;
mod enrolments;
mod lists;
mod networks;

use super::family::{Family, Wish};
use super::random::Draw;
use super::season::Season;

/// Something that happens to a family.
#[derive(Debug)]
pub struct Story {
    /// What happens, and what comes of it.
    pub why: &'static str,
    /// How many enrollment rows the family has.
    pub children: u64,
    /// How many of [`SHARE`] families that ask for a deduction it happens to.
    pub share: u64,
    /// What the family asks for.
    pub wish: Wish,
    /// The change.
    pub tell: fn(&mut Family, &Season),
}

/// Families that the shares of stories are parts of.
pub const SHARE: u64 = 100_000;

/// One in so many families has a row that cannot be read.
const ONE_DAMAGED_IN: u64 = 4_000;

/// A story of a family that asks for a deduction.
const fn story(
    why: &'static str,
    children: u64,
    share: u64,
    tell: fn(&mut Family, &Season),
) -> Story {
    Story {
        why,
        children,
        share,
        wish: Wish::Deduction,
        tell,
    }
}

/// Nothing happens.
pub static UNTOUCHED: Story = story("everything is in order: deducted", 1, 0, |_, _| {});

static QUIET: [Story; 2] = [
    Story {
        wish: Wish::NetworkOnly,
        ..story(
            "the network pays no premiums: not requested",
            1,
            0,
            |_, _| {},
        )
    },
    Story {
        wish: Wish::NoNetwork,
        ..story("there is no network: not requested", 1, 0, |_, _| {})
    },
];

/// Every story once, in a fixed order: what the first families of every city live through.
pub fn all() -> Vec<&'static Story> {
    std::iter::once(&UNTOUCHED)
        .chain(&QUIET)
        .chain(readable())
        .chain(&damage::STORIES)
        .collect()
}

/// Every story in which all rows can be read.
fn readable() -> impl Iterator<Item = &'static Story> {
    enrolments::STORIES
        .iter()
        .chain(&elections::STORIES)
        .chain(&networks::STORIES)
        .chain(&accounts::STORIES)
        .chain(&lists::STORIES)
}

/// The story of a family of so many children that asks for a deduction.
pub fn chosen(draw: &mut Draw, children: u64, may_be_damaged: bool) -> &'static Story {
    let mut left = draw.below(SHARE);
    if draw.one_in(ONE_DAMAGED_IN) && may_be_damaged {
        let damaged = draw.below(damage::STORIES.len() as u64) as usize;
        return fitting(&damage::STORIES[damaged], children);
    }
    for story in readable() {
        if left < story.share {
            return fitting(story, children);
        }
        left -= story.share;
    }
    &UNTOUCHED
}

/// Any story of a family with one child, each as often as the others.
pub fn troubled(draw: &mut Draw) -> &'static Story {
    let of_one_child = || readable().filter(|story| story.children == 1);
    let chosen = draw.below(of_one_child().count() as u64) as usize;
    of_one_child().nth(chosen).unwrap_or(&UNTOUCHED)
}

fn fitting(story: &'static Story, children: u64) -> &'static Story {
    if story.children == children {
        story
    } else {
        &UNTOUCHED
    }
}
