//! Stories of networks that contradict themselves or each other.

use super::{Story, story};
use crate::synth::season::HOUR;

pub static STORIES: [Story; 7] = [
    story(
        "two children, two elections: NETWORK_INCONSISTENT",
        2,
        100,
        |f, _| {
            f.member().selected_at = f.members[1].selected_at.map(|at| at - HOUR);
            f.member().cancelled_at = None;
            f.members[1].cancelled_at = None;
        },
    ),
    story(
        "two organizers in one network: NETWORK_INCONSISTENT",
        2,
        30,
        |f, _| {
            f.members[1].organizer = f.relative.clone();
        },
    ),
    story(
        "the network knows another name: NAME_MISMATCH",
        1,
        150,
        |f, _| {
            let mut name = f.children[0].name.clone();
            name.push('子');
            f.member().name = name;
        },
    ),
    story(
        "two numbers, one name: POSSIBLE_SAME_PERSON",
        2,
        30,
        |f, _| {
            let name = f.children[0].name.clone();
            f.members[1].name = name.clone();
            f.children[1].name = name;
        },
    ),
    story("a nephew: RELATION_NOT_ALLOWED", 1, 150, |f, _| {
        f.member().relation = "侄子";
    }),
    story(
        "the organizer is a member elsewhere: ORGANIZER_CONFLICT",
        1,
        80,
        |f, _| {
            let organizer = f.members[0].organizer.clone();
            let row = f.second_network();
            row.id = organizer;
            row.name = Default::default();
            row.relation = "配偶";
        },
    ),
    story(
        "the organizer has a second network: ORGANIZER_CONFLICT",
        1,
        40,
        |f, _| {
            let organizer = f.members[0].organizer.clone();
            let relative = f.relative.clone();
            let row = f.second_network();
            row.organizer = organizer;
            row.id = relative;
            row.name = Default::default();
            row.relation = "11";
        },
    ),
];
