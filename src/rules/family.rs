//! What all cases under one organizer have in common.

use super::case::Payer;
use super::organizer_conflict::live_networks;
use super::overview::Overview;
use crate::domain::name::ComparedName;
use crate::domain::{Account, PersonKey};
use crate::index::{Index, NetworkNo};
use crate::policy::InForce;
use foldhash::HashMap;

/// Names under one organizer, by insurance year: from requested enrollments and standing
/// deductions.
#[derive(Debug, Default)]
pub struct Namesakes<'a>(HashMap<(u16, ComparedName), Bearers<'a>>);

/// Two different persons who bear a name: whoever bears it too has one of them beside him.
#[derive(Debug, Clone, Copy)]
struct Bearers<'a> {
    one: &'a PersonKey,
    another: Option<&'a PersonKey>,
}

impl<'a> Namesakes<'a> {
    /// Somebody bears a name.
    pub fn note(&mut self, year: u16, name: &str, person: &'a PersonKey) {
        let bearers = self.0.entry((year, ComparedName::of(name)));
        let bearers = bearers.or_insert(Bearers {
            one: person,
            another: None,
        });
        if bearers.one != person {
            bearers.another.get_or_insert(person);
        }
    }

    /// A person of the same name and another number.
    pub fn other(&self, year: u16, name: &str, person: &PersonKey) -> Option<&'a PersonKey> {
        if self.0.is_empty() {
            return None;
        }
        let bearers = self.0.get(&(year, ComparedName::of(name)))?;
        let mut both = [Some(bearers.one), bearers.another].into_iter().flatten();
        both.find(|bearer| *bearer != person)
    }
}

/// What is known of one organizer.
#[derive(Debug, Default)]
pub struct Family<'w, 'a> {
    /// Equal names under him.
    pub namesakes: Namesakes<'a>,
    /// His account, where all rows say the same.
    pub account: Option<&'w Account>,
    /// Two live networks of which he is a member or the organizer.
    networks: [Option<NetworkNo>; 2],
}

impl<'w, 'a> Family<'w, 'a> {
    /// Looks at the organizer whom `payers` name and at his networks.
    pub fn of(
        mut payers: impl Iterator<Item = Payer>,
        namesakes: Namesakes<'a>,
        index: &'w Index<'a>,
        overview: &Overview,
        policy: &InForce,
    ) -> Family<'w, 'a> {
        let Some(Payer { person, .. }) = payers.next() else {
            return Family::default();
        };
        Family {
            namesakes,
            account: index.account_of(person),
            networks: live_networks(person, index, overview, policy),
        }
    }

    /// Whether the organizer has to do with a live network besides `network`.
    pub fn has_live_network_besides(&self, network: NetworkNo) -> bool {
        self.networks
            .iter()
            .flatten()
            .any(|other| *other != network)
    }
}
